"""Where a case stands in the picture of a school: what is late goes before what waits, that before what is planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Place(StrEnum):
    """The columns, in the order of what cannot wait (R33)."""

    LATE = "late"
    WAITING = "waiting"
    PLANNED = "planned"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing of a case: `kind` says what (the page has the words), of whom, on which day, about which row."""

    kind: str
    day: dt.date
    who: str = ""
    about: UUID | None = None
    code: str = ""  # of a task: which one


LATE = frozenset(
    {
        *("task_late", "agreement_late", "agreement_stuck", "evaluation_late", "record_late"),
        *("unconfirmed", "aftercare_over"),
    }
)
NEXT = "next"  # nothing is known but that it goes on
PLANNED = frozenset({"meeting", "point_on", "evaluation", "aftercare"})


def place_of(facts: Sequence[Fact]) -> tuple[Place, tuple[Fact, ...]]:
    """The column and what puts it there, the oldest first, of what is planned the nearest.

    A case of which nothing is known waits: for who leads it. The caller has put that fact in.
    """
    late = sorted((fact for fact in facts if fact.kind in LATE), key=_when)
    if late:
        return Place.LATE, tuple(late)
    waiting = sorted((fact for fact in facts if fact.kind not in PLANNED), key=_when)
    if waiting:
        return Place.WAITING, tuple(waiting)
    return Place.PLANNED, tuple(sorted(facts, key=_when))


def _when(fact: Fact) -> tuple[dt.date, str]:
    return fact.day, fact.kind
