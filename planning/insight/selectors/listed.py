"""The list of cases: each as it stands in the whole picture, so that list and picture never say two things."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from planning.cases import selectors as cases
from planning.cases.models import CaseState
from planning.cases.selectors import CaseLine
from planning.insight.rules.picture import NEXT, Fact, Place
from planning.insight.selectors.picture import facts_of, where
from planning.people.access import Actor


class Narrow(StrEnum):
    """Which cases of the list are shown."""

    ALL = ""
    MINE = "mijn"  # one is casusregisseur, holds regie, or has a task
    WAITING = "wacht"  # something waits or is late: more than the next step of the route
    AFTERCARE = "nazorg"


@dataclass(frozen=True, slots=True)
class Listed:
    """One case of the list, its column in the picture, and what puts it there."""

    line: CaseLine
    place: Place
    facts: tuple[Fact, ...]

    @property
    def calls(self) -> bool:
        """Whether something waits or is late. That the next step is to be taken is so in every case at any time."""
        return self.place in {Place.LATE, Place.WAITING} and self.facts[0].kind != NEXT

    def is_in(self, narrow: Narrow) -> bool:
        """Whether it is shown in a narrower list."""
        return {
            Narrow.ALL: True,
            Narrow.MINE: self.line.mine,
            Narrow.WAITING: self.calls,
            Narrow.AFTERCARE: self.line.case.aftercare_until is not None,
        }[narrow]


def listed(actor: Actor, *, now: dt.datetime, state: str = CaseState.OPEN, narrow: Narrow = Narrow.ALL) -> list[Listed]:
    """The cases somebody may see or leads, newest first. The same queries for one case and for sixty."""
    lines = cases.case_lines(actor, now=now, state=state)
    facts = facts_of([line.case for line in lines if line.case.state == CaseState.OPEN], now=now)
    found = [Listed(line, *where(line.case, facts)) for line in lines]
    return [row for row in found if row.is_in(narrow)]
