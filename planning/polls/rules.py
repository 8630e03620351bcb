"""Pure decisions about a date poll: which options to propose, which can still win, and which one wins."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from planning.people.rules import Availability, Stretch, why_not

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
YES, IF_NEEDED, NO = "yes", "ifneeded", "no"
CHOICES = frozenset({YES, IF_NEEDED, NO})
LEAD_WORKDAYS = 5  # a date is agreed in good time (R81)
MOST_OPTIONS = 12
REMIND_BEFORE = (dt.timedelta(days=3), dt.timedelta(days=1))  # U9
# What "if needed" costs: a professional's counts heavier than a parent's, who seldom has much choice.
COST_PROFESSIONAL, COST_GUEST, COST_ABSENT = 3, 1, 2

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Voter(Generic[Key]):
    """Somebody asked: whether the meeting needs them, and whether they are a parent or pupil."""

    key: Key
    required: bool
    guest: bool = False


@dataclass(frozen=True, slots=True)
class Option(Generic[Key]):
    """One date that is offered."""

    key: Key
    start: dt.datetime
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Tally(Generic[Key]):
    """What everybody said of one option, by voter; who said nothing yet stands in `waiting`."""

    option: Option[Key]
    yes: tuple[Key, ...] = ()
    if_needed: tuple[Key, ...] = ()
    no: tuple[Key, ...] = ()
    waiting: tuple[Key, ...] = ()
    possible: bool = True  # it can still win
    agreed: bool = False  # everybody required can
    cost: int = 0


def tally(
    *,
    voters: Sequence[Voter[Key]],
    options: Sequence[Option[Key]],
    answers: Mapping[tuple[Key, Key], str],
) -> list[Tally[Key]]:
    """Per option what was said; `answers` is (voter, option) → choice. Answers of others do not count."""
    return [_count(voters, option, answers) for option in options]


def _count(voters: Sequence[Voter[Key]], option: Option[Key], answers: Mapping[tuple[Key, Key], str]) -> Tally[Key]:
    said: dict[str, list[Key]] = defaultdict(list)
    cost = 0
    for voter in voters:
        choice = answers.get((voter.key, option.key), "")
        said[choice].append(voter.key)
        if choice == IF_NEEDED:
            cost += COST_GUEST if voter.guest else COST_PROFESSIONAL
        elif choice == NO and not voter.required:
            cost += COST_ABSENT
    required = [voter.key for voter in voters if voter.required]
    can = {*said[YES], *said[IF_NEEDED]}
    return Tally(
        option=option,
        yes=tuple(said[YES]),
        if_needed=tuple(said[IF_NEEDED]),
        no=tuple(said[NO]),
        waiting=tuple(said[""]),
        possible=not option.closed and not set(required) & set(said[NO]),
        agreed=not option.closed and bool(required) and can.issuperset(required),
        cost=cost,
    )


def possible_options(tallies: Iterable[Tally[Key]]) -> list[Tally[Key]]:
    """The options that can still win: not taken meanwhile, and nobody required said no."""
    return [row for row in tallies if row.possible]


def winner(tallies: Iterable[Tally[Key]]) -> Tally[Key] | None:
    """The option that everybody required can, cheapest first, then the earliest; None when there is none (yet).

    Without anybody required no option wins by itself: it fails closed.
    """
    agreed = [row for row in tallies if row.agreed]
    return min(agreed, key=lambda row: (row.cost, row.option.start), default=None)


# --- Proposing --------------------------------------------------------------------------------------------------------


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


# --- Time limits ------------------------------------------------------------------------------------------------------


def proposed_deadline(*, now: dt.datetime, first_option: dt.datetime) -> dt.datetime:
    """Five days to answer, at five in the afternoon; never later than the day before the first option."""
    local = now.astimezone(AMSTERDAM)
    wanted = dt.datetime.combine(local.date() + dt.timedelta(days=5), dt.time(17, 0), tzinfo=AMSTERDAM)
    latest = dt.datetime.combine(
        first_option.astimezone(AMSTERDAM).date() - dt.timedelta(days=1), dt.time(17, 0), tzinfo=AMSTERDAM
    )
    return max(min(wanted, latest), now + dt.timedelta(hours=1))


def reminder_moments(*, deadline: dt.datetime, opened: dt.datetime) -> list[dt.datetime]:
    """Three days and one day before the deadline (U9), as far as a day lies between asking and reminding."""
    moments = [deadline - before for before in REMIND_BEFORE]
    return [moment for moment in moments if moment >= opened + dt.timedelta(days=1)]
