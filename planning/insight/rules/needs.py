"""What comes first on the page of today: what is late, then today, then the days to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

DAYS_AHEAD = 7


class When(StrEnum):
    """The parts of the page, in order. What is later is shown only where one can do it now."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"


def when(day: dt.date | None, *, today: dt.date) -> When:
    """Where something belongs; without a date it can be done today."""
    if day is None or day == today:
        return When.TODAY
    if day < today:
        return When.LATE
    return When.WEEK if day <= today + dt.timedelta(days=DAYS_AHEAD) else When.LATER


Thing = TypeVar("Thing")


def grouped(things: Iterable[tuple[str, Thing]]) -> list[tuple[str, list[Thing]]]:
    """Things of one key together, in the order in which each key comes first."""
    groups: dict[str, list[Thing]] = {}
    for key, thing in things:
        groups.setdefault(key, []).append(thing)
    return list(groups.items())
