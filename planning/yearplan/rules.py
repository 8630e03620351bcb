"""Pure decisions of the year plan: local time, the weeks of a year, rounds, who has agreed, what comes next."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
KM_PER_DEGREE: Final = 111.195  # of latitude, on a sphere of 6371 km
ONE_WEEK = dt.timedelta(weeks=1)


class NotALocalTime(ValueError):
    """The clock is put forward or back at this moment, so it exists not at all or twice (T3)."""


# --- Time: a year plan is made in local time, and stored in UTC (house rule 7) ----------------------------------------


def to_utc(local: dt.datetime) -> dt.datetime:
    """A naive moment on the Amsterdam clock as aware UTC. Raises NotALocalTime in the DST gap and overlap."""
    first, second = (local.replace(tzinfo=AMSTERDAM, fold=fold).utcoffset() for fold in (0, 1))
    if first != second:
        msg = f"{local:%Y-%m-%d %H:%M} is not one moment in Amsterdam"
        raise NotALocalTime(msg)
    return local.replace(tzinfo=AMSTERDAM).astimezone(dt.UTC)


def to_local(moment: dt.datetime) -> dt.datetime:
    """An aware moment as the naive Amsterdam clock shows it."""
    if moment.tzinfo is None:
        msg = "an aware moment is needed"
        raise ValueError(msg)
    return moment.astimezone(AMSTERDAM).replace(tzinfo=None)


def clock(text: str) -> dt.time:
    """Read a time such as 08:30. Raises ValueError for anything else than HH:MM."""
    hours, _, minutes = text.partition(":")
    if len(hours) != 2 or len(minutes) != 2 or not (hours + minutes).isdecimal():
        msg = f"{text!r} is not HH:MM"
        raise ValueError(msg)
    return dt.time(int(hours), int(minutes))


# --- The year ---------------------------------------------------------------------------------------------------------


def monday(day: dt.date) -> dt.date:
    """The Monday of the week of a day."""
    return day - dt.timedelta(days=day.weekday())


def school_year_of(day: dt.date) -> int:
    """The school year (its first calendar year) that a day belongs to; a school year runs from 1 August."""
    return day.year if day.month >= 8 else day.year - 1


def window(open_days: Iterable[dt.date]) -> tuple[dt.date, dt.date] | None:
    """The first and last day on which meetings may lie: the second school week up to and with the last but one.

    `open_days` are all days of one school year on which some school is open. None when fewer than three weeks remain.
    """
    days = sorted(open_days)
    if not days:
        return None
    first, last = monday(days[0]) + ONE_WEEK, monday(days[-1]) - dt.timedelta(days=1)
    within = [day for day in days if first <= day <= last]
    if not within or within[-1] - within[0] < 2 * ONE_WEEK:
        return None
    return within[0], within[-1]


def rest(whole: tuple[dt.date, dt.date], *, today: dt.date) -> tuple[dt.date, dt.date]:
    """What is left of a window: not this week and not the next, for people need time to hear of it."""
    first, last = whole
    return max(first, monday(today) + 2 * ONE_WEEK), last


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the year page. `number` is its ISO number; `open` says whether any of its days is a school day."""

    monday: dt.date
    number: int
    open: bool

    @property
    def days(self) -> tuple[dt.date, ...]:
        """Monday to Friday."""
        return tuple(self.monday + dt.timedelta(days=step) for step in range(5))


@dataclass(frozen=True, slots=True)
class Month:
    """The head above some weeks: a month begins at the week whose Monday lies in it."""

    first: dt.date
    weeks: int


def weeks(first: dt.date, last: dt.date, *, open_days: Iterable[dt.date]) -> tuple[Week, ...]:
    """Every week from that of `first` to that of `last`, holidays too: the columns of the year page."""
    of_open_days = {monday(day) for day in open_days}
    found, at = [], monday(first)
    while at <= last:
        found.append(Week(monday=at, number=at.isocalendar().week, open=at in of_open_days))
        at += ONE_WEEK
    return tuple(found)


def months(columns: Sequence[Week]) -> tuple[Month, ...]:
    """The heads above the weeks, in order."""
    counted = Counter(week.monday.replace(day=1) for week in columns)
    return tuple(Month(first=first, weeks=count) for first, count in sorted(counted.items()))


@dataclass(frozen=True, slots=True)
class Holiday:
    """Weeks side by side that are free for everybody, under one name; without a name they are school weeks."""

    name: str
    weeks: int


def holidays(columns: Sequence[Week], closed: Mapping[dt.date, str]) -> tuple[Holiday, ...]:
    """The free weeks of a year by name (`closed`: free day → what it is called), with the weeks between them."""
    names = []
    for week in columns:
        called = Counter(closed[day] for day in week.days if closed.get(day))
        names.append(called.most_common(1)[0][0] if called and not week.open else "")
    return tuple(Holiday(name, len(list(group))) for name, group in groupby(names))


def load(starts: Iterable[dt.datetime], columns: Sequence[Week]) -> tuple[int, ...]:
    """How many meetings (aware starts) lie in each week of the year page."""
    counted = Counter(monday(to_local(start).date()) for start in starts)
    return tuple(counted[week.monday] for week in columns)


# --- The map ----------------------------------------------------------------------------------------------------------


def plane(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Latitude and longitude (degrees) as kilometres east and north of the middle of all places, to 10 m.

    Equirectangular: within a region of 100 km the error is far below that of "distance × detour".
    """
    if not places:
        return []
    middle_lat = sum(lat for lat, _ in places) / len(places)
    middle_lon = sum(lon for _, lon in places) / len(places)
    shrink = math.cos(math.radians(middle_lat))
    return [
        (round((lon - middle_lon) * KM_PER_DEGREE * shrink, 2), round((lat - middle_lat) * KM_PER_DEGREE, 2))
        for lat, lon in places
    ]


def rhythm(starts: Iterable[dt.datetime]) -> tuple[int, dt.time] | None:
    """The weekday and time (local starts) that most meetings of a series share, or None without any."""
    counted = Counter((start.weekday(), start.time()) for start in starts)
    return min(counted, key=lambda pair: (-counted[pair], pair)) if counted else None


def spacing(gaps: Iterable[int], *, usual: tuple[int, int]) -> tuple[int, int]:
    """The least and most calendar days between meetings: as `usual`, made wider where last year's `gaps` were wider.

    A gap of less than a week was no rhythm and does not count as one; less than two meetings leave what is usual.
    """
    least, most = usual
    seen = sorted(gaps)
    if not seen:
        return usual
    return min(least, max(7, seen[0])), min(366, max(most, seen[-1]))


# --- Agreeing (R34) ---------------------------------------------------------------------------------------------------


class Word(StrEnum):
    """Where one side stands on a series."""

    OPEN = "open"
    AGREED = "agreed"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Said:
    """One sign-off: which side said what, when. A change may be about one date (`about`, any key of it).

    `moved`: that date has another start by now than the one that was refused.
    """

    side: str
    verdict: str
    at: dt.datetime
    about: object = None
    moved: bool = False


def standing(side: str, said: Sequence[Said]) -> list[Said]:
    """The changes that a side still waits for, of what was `said` in order of time.

    A refused date stands refused until it moves or the side agrees after all, also when other dates change; a later
    word on the same date takes the place of the first. A change of the whole series stands until its side agrees.
    """
    found: list[Said] = []
    for row in said:
        if row.side != side:
            continue
        if row.verdict == Word.AGREED:
            found = []
        else:
            found = [*(one for one in found if row.about is None or one.about != row.about), row]
    return [row for row in found if not row.moved]


def word_of(side: str, said: Iterable[Said], *, since: dt.datetime | None) -> Word:
    """Where a side stands. An agreement from before the dates last changed (`since`) no longer counts."""
    in_order = sorted(said, key=lambda row: row.at)
    if standing(side, in_order):
        return Word.CHANGE
    agreed = [row for row in in_order if row.side == side and row.verdict == Word.AGREED]
    return Word.AGREED if agreed and (since is None or agreed[-1].at >= since) else Word.OPEN


def is_silent(side: str, said: Iterable[Said], *, since: dt.datetime | None) -> bool:
    """Whether a side must (again) be asked: it said nothing, or wanted another series and has got other dates since."""
    in_order = sorted(said, key=lambda row: row.at)
    waits = standing(side, in_order)
    if waits:
        return since is not None and all(row.about is None and row.at < since for row in waits)
    return word_of(side, in_order, since=since) == Word.OPEN


def together(words: Iterable[Word]) -> Word:
    """A series is agreed when both sides agree; a change that one side asks for stands until the dates change."""
    sides = set(words)
    if Word.CHANGE in sides:
        return Word.CHANGE
    return Word.AGREED if sides == {Word.AGREED} else Word.OPEN


# --- Rounds: wishes, then agreement, each with a last day -------------------------------------------------------------

DAYS_BEFORE: Final = (7, 2, 0)  # a last day: who has not answered hears of it
MORNING: Final = dt.time(9, 0)


def last_day_fits(until: dt.date, *, today: dt.date, last: dt.date) -> bool:
    """A round ends after today, so that people have at least a day, and before the plan's own last day."""
    return today < until < last


def reminder_moments(until: dt.date, *, now: dt.datetime) -> list[dt.datetime]:
    """When to remind of a last day (aware, in the morning); those that are past are left out."""
    mornings = (dt.datetime.combine(until - dt.timedelta(days=days), MORNING, tzinfo=AMSTERDAM) for days in DAYS_BEFORE)
    return [morning.astimezone(dt.UTC) for morning in mornings if morning > now]


def wants(never_on: Iterable[int], never_between: Iterable[Sequence[str]], day: dt.date) -> bool:
    """Whether a series may lie on a day, by what its school asked: never on some weekdays, never in some periods."""
    text = day.isoformat()
    return day.weekday() not in set(never_on) and not any(first <= text <= last for first, last in never_between)


# --- Variants ---------------------------------------------------------------------------------------------------------

Dates = dict[str, dict[str, tuple[str, bool]]]  # as a variant keeps them: series → number → UTC start, pinned
Starts = dict[tuple[str, int], dt.datetime]


def starts_of(dates: Mapping[str, Mapping[str, Sequence[object]]]) -> Starts:
    """The starts (UTC) of a variant by series and number."""
    return {
        (series, int(number)): dt.datetime.fromisoformat(str(kept[0]))
        for series, row in dates.items()
        for number, kept in row.items()
    }


# --- What comes next --------------------------------------------------------------------------------------------------


class Step(StrEnum):
    """The four steps of a plan, in order."""

    RULES = "rules"
    SOLVE = "solve"
    AGREE = "agree"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class Progress:
    """The counts that decide which step a plan is at."""

    series: int
    incomplete: int  # series without somebody required, or without a start
    total: int
    placed: int
    agreed: int
    change: int
    published: bool
    waiting: int = 0  # series whose school has not given its wishes, while a round of wishes is open


def step_of(progress: Progress) -> Step:
    """The step that waits for somebody now."""
    if progress.series == 0 or ((progress.incomplete or progress.waiting) and not progress.placed):
        return Step.RULES
    if progress.placed == 0:
        return Step.SOLVE
    if progress.published or progress.agreed == progress.series:
        return Step.PUBLISH
    return Step.AGREE


# --- How good is it ---------------------------------------------------------------------------------------------------


class Grade(StrEnum):
    """How near a plan is to the best there can be."""

    UNKNOWN = "unknown"
    BEST = "best"  # proven: no plan is better
    NEAR = "near"  # within 2 %
    GOOD = "good"  # within 10 %
    ROOM = "room"  # there may be something to win


def gap(score: float | None, bound: float | None) -> float | None:
    """How far the score lies above the proven lower bound, as a share of the bound; None when nothing is proven."""
    if score is None or bound is None or bound <= 0:
        return 0.0 if score is not None and bound is not None and score <= bound else None
    return max(0.0, score / bound - 1)


def grade(score: float | None, bound: float | None) -> Grade:
    """The gap in a word; scores are whole numbers, so less than one point from the bound is the best."""
    share = gap(score, bound)
    if share is None or score is None or bound is None:
        return Grade.UNKNOWN
    if score - bound < 1 - 1e-6:
        return Grade.BEST
    if share <= 0.02:
        return Grade.NEAR
    return Grade.GOOD if share <= 0.1 else Grade.ROOM


# --- Where a series starts from ---------------------------------------------------------------------------------------


SCHOOL_SIDE: Final = frozenset({"ib", "oc"})  # chairs of R13 and R14; they agree for the school
SWV_SIDE: Final = frozenset({"gw", "tc"})  # who the school makes the planning with (R34, R35)


def shared_weekdays(weekdays_of: Iterable[Iterable[int]]) -> tuple[int, ...]:
    """The weekdays (0 is Monday, school days only) on which everybody works."""
    shared = set(range(5))
    for weekdays in weekdays_of:
        shared &= set(weekdays)
    return tuple(sorted(shared))


def preferred_weekday(shared: Sequence[int], taken: Counter[int]) -> int:
    """The shared day that the fewest series prefer so far, so that the wishes of all schools spread over the week."""
    return min(shared or range(5), key=lambda weekday: (taken[weekday], weekday))
