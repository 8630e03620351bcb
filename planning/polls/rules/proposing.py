"""Which options to offer: dates that the professionals can make, spread so that parents have real choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from planning.people.rules import AMSTERDAM, Availability, Stretch, why_not

LEAD_WORKDAYS = 5  # a date is agreed in good time (R81)
MOST_OPTIONS = 12

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Diary(Generic[Key]):
    """When a professional can come: working hours, absences, and the meetings that are fixed. None: not known."""

    key: Key
    required: bool
    availability: Availability | None
    taken: tuple[Stretch, ...] = ()

    def why_not(self, start: dt.datetime, end: dt.datetime) -> str | None:
        """The reason in Dutch, or None when they can (or when nothing is known)."""
        if any(begin < end and start < close for begin, close in self.taken):
            return "heeft dan een ander overleg"
        if self.availability is None or not self.availability.hours:
            return None
        return why_not(self.availability, start, end)

    @property
    def known(self) -> bool:
        """Whether working hours are known at all."""
        return self.availability is not None and bool(self.availability.hours)


@dataclass(frozen=True, slots=True)
class Proposed(Generic[Key]):
    """One option to offer: who can, who cannot and why, and of whom nothing is known."""

    start: dt.datetime
    end: dt.datetime
    can: tuple[Key, ...] = ()
    cannot: tuple[tuple[Key, str], ...] = ()
    unknown: tuple[Key, ...] = ()
    missing_required: int = 0


@dataclass(frozen=True, slots=True)
class Wishes:
    """Where to look: between which days, on which days the school is open, between which local hours."""

    first: dt.date
    last: dt.date
    school_days: Collection[dt.date]
    opens: dt.time = dt.time(8, 30)
    closes: dt.time = dt.time(17, 0)
    step: dt.timedelta = dt.timedelta(minutes=30)
    count: int = 6
    avoid: Collection[dt.datetime] = field(default_factory=frozenset)


def after_workdays(day: dt.date, count: int, *, school_days: Collection[dt.date] = ()) -> dt.date:
    """The day after so many workdays (Monday–Friday; with `school_days` only those count, while they last)."""
    last = max(school_days, default=day)
    while count > 0:
        day += dt.timedelta(days=1)
        if day.weekday() <= 4 and (not school_days or day > last or day in school_days):
            count -= 1
    return day


def propose(*, diaries: Sequence[Diary[Key]], minutes: int, wishes: Wishes) -> list[Proposed[Key]]:
    """A handful of options for professionals, spread over days and day parts so that parents have real choice.

    Only options that all required professionals can make; where there is none, those with the fewest required people
    missing, so that the IB sees who and why. At most one per day part of a day, in order of time, always the same.
    """
    found = [_look(diaries, start, start + dt.timedelta(minutes=minutes)) for start in _starts(minutes, wishes)]
    if not found:
        return []
    fewest = min(row.missing_required for row in found)
    best = [row for row in found if row.missing_required == fewest]
    return sorted(_spread(best, count=wishes.count), key=lambda row: row.start)


def _starts(minutes: int, wishes: Wishes) -> Iterator[dt.datetime]:
    for day in sorted(day for day in wishes.school_days if wishes.first <= day <= wishes.last):
        start = dt.datetime.combine(day, wishes.opens, tzinfo=AMSTERDAM)
        close = dt.datetime.combine(day, wishes.closes, tzinfo=AMSTERDAM)
        while start + dt.timedelta(minutes=minutes) <= close:
            if start not in wishes.avoid:
                yield start
            start += wishes.step


def look_at(diaries: Sequence[Diary[Key]], start: dt.datetime, end: dt.datetime) -> Proposed[Key]:
    """Who can come to one stretch, and who cannot and why."""
    return _look(diaries, start, end)


def _look(diaries: Sequence[Diary[Key]], start: dt.datetime, end: dt.datetime) -> Proposed[Key]:
    can: list[Key] = []
    cannot: list[tuple[Key, str]] = []
    unknown: list[Key] = []
    missing = 0
    for diary in diaries:
        reason = diary.why_not(start, end)
        if reason is not None:
            cannot.append((diary.key, reason))
            missing += diary.required
        elif diary.known:
            can.append(diary.key)
        else:
            unknown.append(diary.key)
    return Proposed(
        start=start, end=end, can=tuple(can), cannot=tuple(cannot), unknown=tuple(unknown), missing_required=missing
    )


def day_part(start: dt.datetime) -> int:
    """0 morning (before half past eleven), 1 midday (until two), 2 afternoon: what parents choose between."""
    local = start.astimezone(AMSTERDAM).time()
    return 0 if local < dt.time(11, 30) else 1 if local < dt.time(14, 0) else 2


def _spread(options: Sequence[Proposed[Key]], *, count: int) -> list[Proposed[Key]]:
    """Take options one by one, each time what adds most: a new day, a new day part, a new weekday, few missing."""
    left = list(options)
    taken: list[Proposed[Key]] = []
    while left and len(taken) < count:
        best = min(left, key=lambda row: (*_crowding(row, taken), len(row.cannot), row.start))
        taken.append(best)
        place = (best.start.date(), day_part(best.start))
        left = [row for row in left if (row.start.date(), day_part(row.start)) != place]
    return taken


def _crowding(row: Proposed[Key], taken: Sequence[Proposed[Key]]) -> tuple[int, int, int]:
    days = sum(one.start.date() == row.start.date() for one in taken)
    parts = sum(day_part(one.start) == day_part(row.start) for one in taken)
    weekdays = sum(one.start.weekday() == row.start.weekday() for one in taken)
    return days, parts, weekdays
