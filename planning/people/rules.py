"""When a school is open and when a person can come: plain values and pure decisions on them. No ORM, no clock."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
Stretch = tuple[dt.datetime, dt.datetime]
# What going from school to school takes, until an SWV says otherwise: minutes for the car, and the way as roads go.
TRAVEL_FIXED_MINUTES, TRAVEL_KM_PER_HOUR, TRAVEL_DETOUR = 10, 40, 1.3
_EARTH_KM = 6371.0
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """The days of one school between two dates: open, closed with the reason in Dutch, and what to be warned of (U8).

    `known` is False when a part lies past the last school year with official holidays: do not plan on it.
    """

    first: dt.date
    last: dt.date
    school_days: frozenset[dt.date]
    closed: Mapping[dt.date, str]
    warnings: tuple[str, ...] = ()
    known: bool = True


@dataclass(frozen=True, slots=True)
class OwnDays:
    """A stretch on which a school differs from its region: `kind` is studiedag, vrij or open."""

    first: dt.date
    last: dt.date
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Availability:
    """When a person works (local times per weekday, 0 is Monday) and is absent or busy (aware)."""

    hours: Mapping[int, tuple[tuple[dt.time, dt.time], ...]]
    absences: tuple[Stretch, ...] = ()


def days(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    """Every day from first to last, both included."""
    for number in range((last - first).days + 1):
        yield first + dt.timedelta(days=number)


def open_days(
    *,
    first: dt.date,
    last: dt.date,
    free: Mapping[dt.date, str],
    own: Iterable[OwnDays],
) -> tuple[frozenset[dt.date], dict[dt.date, str]]:
    """School days, and closed weekdays with their reason: the region's calendar with the school's own days on top."""
    closed = {day: free[day] for day in days(first, last) if day in free and day.weekday() < 5}
    rows = list(own)
    for row in rows:
        for day in days(max(row.first, first), min(row.last, last)):
            if row.kind == "open":
                closed.pop(day, None)
    for row in rows:
        for day in days(max(row.first, first), min(row.last, last)):
            if row.kind != "open" and day.weekday() < 5:
                closed[day] = row.label or ("studiedag" if row.kind == "studiedag" else "vrije dag")
    school_days = frozenset(day for day in days(first, last) if day.weekday() < 5 and day not in closed)
    return school_days, closed


def week_problem(hours: Iterable[tuple[int, dt.time, dt.time]]) -> str | None:
    """What is wrong with a working week (weekday, from, to), in Dutch; None when nothing is."""
    last: tuple[int, dt.time] | None = None
    for weekday, start, end in sorted(hours):
        if not 0 <= weekday <= 6:
            return "Die dag bestaat niet."
        if end <= start:
            return f"Op {DAYS[weekday]} ligt het einde voor het begin."
        if last is not None and last[0] == weekday and start < last[1]:
            return f"Op {DAYS[weekday]} overlappen twee tijden."
        last = (weekday, end)
    return None


def overlap(first: dt.date, last: dt.date | None, other_first: dt.date, other_last: dt.date | None) -> bool:
    """Whether two stretches of days share a day; both ends included, None is open."""
    return (other_last is None or first <= other_last) and (last is None or other_first <= last)


def why_not(availability: Availability, start: dt.datetime, end: dt.datetime) -> str | None:
    """Why a person cannot come for the whole of start…end (aware), in Dutch; None when they can."""
    first, last = start.astimezone(AMSTERDAM), end.astimezone(AMSTERDAM)
    stretches = availability.hours.get(first.weekday(), ())
    if not stretches:
        return f"werkt niet op {DAYS[first.weekday()]}"
    within = any(begin <= first.time() and last.time() <= close for begin, close in stretches)
    if first.date() != last.date() or not within:
        return "werkt niet op dit uur"
    if any(begin < end and start < close for begin, close in availability.absences):
        return "is afwezig of bezet"
    return None


def is_available(availability: Availability, start: dt.datetime, end: dt.datetime) -> bool:
    """Whether a person can come for the whole of start…end (aware)."""
    return why_not(availability, start, end) is None


def km_between(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Kilometres between two places (latitude, longitude in degrees), as the crow flies."""
    lat, lon, other_lat, other_lon = (math.radians(value) for value in (*first, *second))
    half = (
        math.sin((other_lat - lat) / 2) ** 2
        + math.cos(lat) * math.cos(other_lat) * math.sin((other_lon - lon) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def travel_time(
    first: tuple[float, float], second: tuple[float, float], *, settings: Mapping[str, float] | None = None
) -> dt.timedelta:
    """How long it takes from place to place; nothing at the same place. `settings` are the SWV's own figures."""
    if first == second:
        return dt.timedelta(0)
    own = settings or {}
    minutes = (
        own.get("fixed_minutes", TRAVEL_FIXED_MINUTES)
        + km_between(first, second) * own.get("detour", TRAVEL_DETOUR) / own.get("km_per_hour", TRAVEL_KM_PER_HOUR) * 60
    )
    return dt.timedelta(minutes=math.ceil(minutes))
