"""Which options to offer: dates that the professionals can make, spread so that parents have real choice."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from planning.people.rules import AMSTERDAM, Availability, Stretch, why_not

LEAD_WORKDAYS = 5  # a date is agreed in good time (R81)
MOST_OPTIONS = 12
# What parents choose between: before noon, the rest of the school day, and after school.
PARTS = ("ochtend", "middag", "na-school")
_NOON, _AFTER_SCHOOL = dt.time(12, 0), dt.time(15, 0)
# A teacher stands before the class between these; a date then needs somebody to take over.
LESSONS = (dt.time(8, 30), dt.time(14, 30))

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Diary(Generic[Key]):
    """When a professional can come: working hours, absences, and the meetings that are fixed. None: not known.

    `travel` are the stretches of meetings at other schools with the way there and back around them. `busy` is what the
    connected calendar says; `silent` when it should say something and does not: unknown, never free. A `room` has only
    meetings.
    """

    key: Key
    required: bool
    availability: Availability | None
    taken: tuple[Stretch, ...] = ()
    travel: tuple[Stretch, ...] = ()
    teaches: bool = False
    busy: tuple[Stretch, ...] = ()
    silent: bool = False
    room: bool = False

    def why_not(self, start: dt.datetime, end: dt.datetime) -> str | None:
        """The reason in Dutch, or None when they can (or when nothing is known)."""
        if _shares(self.taken, start, end):
            return "heeft dan een ander overleg"
        if _shares(self.travel, start, end):
            return "is dan onderweg van of naar een andere school"
        if _shares(self.busy, start, end):
            return "is bezet in de eigen agenda"
        if self.availability is None or not self.availability.hours:
            return None
        return why_not(self.availability, start, end)

    @property
    def known(self) -> bool:
        """Whether working hours are known at all, and the connected calendar where there is one."""
        if self.room:
            return True
        return self.availability is not None and bool(self.availability.hours) and not self.silent


@dataclass(frozen=True, slots=True)
class Proposed(Generic[Key]):
    """One option to offer: who can, who cannot and why, and of whom nothing is known."""

    start: dt.datetime
    end: dt.datetime
    can: tuple[Key, ...] = ()
    cannot: tuple[tuple[Key, str], ...] = ()
    unknown: tuple[Key, ...] = ()
    teaching: tuple[Key, ...] = ()  # can, if somebody takes over the class
    missing_required: int = 0
    misfit: int = 0  # how many parents said that this day part usually does not suit them


@dataclass(frozen=True, slots=True)
class Wishes:
    """Where to look: between which days, on which days the school is open, between which local hours.

    `guests` are the day parts that suit each parent whose times are known ("0-ochtend" is Monday morning).
    """

    first: dt.date
    last: dt.date
    school_days: Collection[dt.date]
    opens: dt.time = dt.time(8, 30)
    closes: dt.time = dt.time(17, 0)
    step: dt.timedelta = dt.timedelta(minutes=30)
    count: int = 6
    avoid: Sequence[Stretch] = ()  # stretches that nothing may share time with
    guests: Sequence[Collection[str]] = ()
    after: dt.datetime | None = None  # no moment before this one


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
    missing, so that the IB sees who and why. At most one per day part of a day, none sharing
    time with another, in order of time, always the same.
    """
    found = _all(diaries, minutes, wishes)
    if not found:
        return []
    fewest = min(row.missing_required for row in found)
    best = [row for row in found if row.missing_required == fewest]
    return sorted(_spread(best, count=wishes.count), key=lambda row: row.start)


@dataclass(frozen=True, slots=True)
class Opening(Generic[Key]):
    """What would come free if one required person changed something: so many moments, on so many days, and why not."""

    key: Key
    moments: int
    days: int
    reason: str  # what stands in the way most often


def one_change(*, diaries: Sequence[Diary[Key]], minutes: int, wishes: Wishes) -> list[Opening[Key]]:
    """When nothing suits everybody required: whose change alone would open the most moments, the best first.

    Empty when there is a moment that all required can make, or when no single person stands in the way alone.
    """
    found = _all(diaries, minutes, wishes)
    if not found or any(row.missing_required == 0 for row in found):
        return []
    required = {diary.key for diary in diaries if diary.required}
    alone: dict[Key, list[tuple[dt.date, str]]] = {}
    for row in found:
        missing = [(key, reason) for key, reason in row.cannot if key in required]
        if len(missing) == 1:
            key, reason = missing[0]
            alone.setdefault(key, []).append((row.start.astimezone(AMSTERDAM).date(), reason))
    openings = [
        Opening(
            key=key,
            moments=len(rows),
            days=len({day for day, _reason in rows}),
            reason=Counter(reason for _day, reason in rows).most_common(1)[0][0],
        )
        for key, rows in alone.items()
    ]
    return sorted(openings, key=lambda row: (-row.moments, -row.days))


def _all(diaries: Sequence[Diary[Key]], minutes: int, wishes: Wishes) -> list[Proposed[Key]]:
    length = dt.timedelta(minutes=minutes)
    return [
        replace(_look(diaries, start, start + length), misfit=misfit(start, wishes.guests))
        for start in _starts(minutes, wishes)
    ]


def _starts(minutes: int, wishes: Wishes) -> Iterator[dt.datetime]:
    for day in sorted(day for day in wishes.school_days if wishes.first <= day <= wishes.last):
        start = dt.datetime.combine(day, wishes.opens, tzinfo=AMSTERDAM)
        close = dt.datetime.combine(day, wishes.closes, tzinfo=AMSTERDAM)
        while start + dt.timedelta(minutes=minutes) <= close:
            free = not _shares(wishes.avoid, start, start + dt.timedelta(minutes=minutes))
            if free and (wishes.after is None or start > wishes.after):
                yield start
            start += wishes.step


def look_at(
    diaries: Sequence[Diary[Key]], start: dt.datetime, end: dt.datetime, *, guests: Sequence[Collection[str]] = ()
) -> Proposed[Key]:
    """Who can come to one stretch, and who cannot and why."""
    return replace(_look(diaries, start, end), misfit=misfit(start, guests))


def _look(diaries: Sequence[Diary[Key]], start: dt.datetime, end: dt.datetime) -> Proposed[Key]:
    can: list[Key] = []
    cannot: list[tuple[Key, str]] = []
    unknown: list[Key] = []
    teaching: list[Key] = []
    missing = 0
    for diary in diaries:
        reason = diary.why_not(start, end)
        if reason is not None:
            cannot.append((diary.key, reason))
            missing += diary.required
        elif diary.teaches and _in_lessons(start, end):
            teaching.append(diary.key)
        elif diary.known:
            can.append(diary.key)
        else:
            unknown.append(diary.key)
    return Proposed(
        start=start,
        end=end,
        can=tuple(can),
        cannot=tuple(cannot),
        unknown=tuple(unknown),
        teaching=tuple(teaching),
        missing_required=missing,
    )


def _shares(stretches: Sequence[Stretch], start: dt.datetime, end: dt.datetime) -> bool:
    return any(begin < end and start < close for begin, close in stretches)


def _in_lessons(start: dt.datetime, end: dt.datetime) -> bool:
    first, last = start.astimezone(AMSTERDAM).time(), end.astimezone(AMSTERDAM).time()
    return first < LESSONS[1] and last > LESSONS[0]


def day_part(start: dt.datetime) -> str:
    """The day part that a moment lies in: one of PARTS, by the clock in Amsterdam."""
    local = start.astimezone(AMSTERDAM).time()
    return PARTS[0] if local < _NOON else PARTS[1] if local < _AFTER_SCHOOL else PARTS[2]


def part_of_week(start: dt.datetime) -> str:
    """The day part with its weekday: "0-ochtend" is Monday morning."""
    return f"{start.astimezone(AMSTERDAM).weekday()}-{day_part(start)}"


ALL_PARTS = tuple(f"{weekday}-{part}" for weekday in range(5) for part in PARTS)


def known_parts(parts: Collection[str]) -> list[str]:
    """Of what somebody sent, the day parts that exist, each once, in the order of the week."""
    return [part for part in ALL_PARTS if part in set(parts)]


def misfit(start: dt.datetime, guests: Sequence[Collection[str]]) -> int:
    """How many parents said that they usually cannot in this day part; who said nothing does not count."""
    part = part_of_week(start)
    return sum(bool(parts) and part not in parts for parts in guests)


def _spread(options: Sequence[Proposed[Key]], *, count: int) -> list[Proposed[Key]]:
    """Take options one by one, each time what adds most: it suits parents, a new day, part or weekday, few missing."""
    left = list(options)
    taken: list[Proposed[Key]] = []
    while left and len(taken) < count:
        best = min(left, key=lambda row: (row.misfit, *_crowding(row, taken), *_hindrance(row)))
        taken.append(best)
        left = [row for row in left if not _beside(row, best)]
    return taken


def _beside(row: Proposed[Key], taken: Proposed[Key]) -> bool:
    """Whether one of the two is enough: the same part of the same day, or time that they share."""
    same = row.start.date() == taken.start.date() and day_part(row.start) == day_part(taken.start)
    return same or (row.start < taken.end and taken.start < row.end)


def _crowding(row: Proposed[Key], taken: Sequence[Proposed[Key]]) -> tuple[int, int, int]:
    days = sum(one.start.date() == row.start.date() for one in taken)
    parts = sum(day_part(one.start) == day_part(row.start) for one in taken)
    weekdays = sum(one.start.weekday() == row.start.weekday() for one in taken)
    return days, parts, weekdays


def _hindrance(row: Proposed[Key]) -> tuple[int, int, dt.datetime]:
    return len(row.cannot), len(row.teaching), row.start
