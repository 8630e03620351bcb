"""What came of the points of a SOT that are about no pupil, for who reads minutes and sits at all of it (R112)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from planning.agenda import selectors as agenda
from planning.followup import selectors as followup
from planning.followup.models import ProgressState
from planning.followup.selectors import AgreementRow
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting
from planning.report import rules


@dataclass(frozen=True, slots=True)
class Does:
    """Who does what of it, by when, and how far that is."""

    who: str
    what: str
    due: dt.date
    state: ProgressState


@dataclass(frozen=True, slots=True)
class Other:
    """One point that is about no pupil, and what came of it; it names no pupil."""

    title: str
    needs: str
    goals: str
    conclusion: str
    look_back_on: dt.date | None
    agreed: tuple[Does, ...]


def others_of(whole: Meeting, *, today: dt.date) -> tuple[Other, ...]:
    """The points of this SOT that were spoken of and of which something came, in their order. Three queries."""
    rows = agenda.spoken_of(whole)
    agreed = followup.agreements_of_points([row.pk for row in rows], today=today)
    return tuple(
        Other(
            title=str(row.title),
            needs=str(row.needs or ""),
            goals=str(row.goals or ""),
            conclusion=str(row.conclusion or ""),
            look_back_on=row.look_back_on,
            agreed=tuple(_does(one) for one in agreed.get(row.pk, ())),
        )
        for row in rows
        if row.says_something or row.pk in agreed
    )


def others_for(part: Meeting, *, person_id: UUID | None, today: dt.date) -> tuple[Other, ...]:
    """Those of the SOT that this is a part of, for who sits at the whole of it now; to others, and elsewhere, none."""
    whole = part.part_of
    if whole is None or person_id not in at_the_table(whole, [person_id]):
        return ()
    return others_of(whole, today=today)


def at_the_table(whole: Meeting, person_ids: Collection[UUID | None]) -> frozenset[UUID | None]:
    """Which of these sit at the whole SOT now. One query."""
    table = set(meetings.present(whole).values_list("person_id", flat=True))
    return frozenset(key for key in person_ids if rules.reads_the_others(person=key, table=table))


def _does(row: AgreementRow) -> Does:
    return Does(row.owner, str(row.agreement.what), row.agreement.due, row.state)
