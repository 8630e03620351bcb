"""Which dates are possible for one meeting, given everybody's plan, and why the others are not. Pure.

The same hard rules as the solver and its judge, looked at from one meeting: for a date that somebody wants to change by
hand, and for who cannot come. Works on the instance as the solver reads it; times are local and naive.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from planning.yearplan.problem import PersonDict, ProblemDict, SchoolDict, SeriesDict

Place = tuple[str, int]  # series, number
ONE_DAY = dt.timedelta(days=1)


class Why(StrEnum):
    """Why a date is not possible."""

    NO_SCHOOL_DAY = "no_school_day"
    CLOSED = "closed"
    NOT_A_START = "not_a_start"
    NOT_AT_WORK = "not_at_work"
    BUSY = "busy"
    ELSEWHERE = "elsewhere"
    DAY_FULL = "day_full"
    TOO_SOON = "too_soon"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One broken rule: `person` for who, `at` for the meeting that is in the way."""

    why: Why
    person: str = ""
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """A possible date, and who would miss it."""

    start: dt.datetime
    absent: tuple[str, ...]


class Possible:
    """Everybody's plan as a diary that can be asked about one meeting at a time."""

    def __init__(self, problem: ProblemDict, placed: Mapping[Place, dt.datetime]) -> None:
        self._problem = problem
        self._people: dict[str, PersonDict] = {row["id"]: row for row in problem["people"]}
        self._schools: dict[str, SchoolDict] = {row["id"]: row for row in problem["schools"]}
        self._series: dict[str, SeriesDict] = {row["id"]: row for row in problem["series"]}
        self._days = {dt.date.fromisoformat(day) for day in problem["school_days"]}
        self._closed = {key: {dt.date.fromisoformat(d) for d in s["closed_days"]} for key, s in self._schools.items()}
        self._busy: dict[tuple[str, dt.date], list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
        for key, person in self._people.items():
            for first, last in person["busy"]:
                begin = dt.datetime.fromisoformat(first)
                self._busy[key, begin.date()].append((begin, dt.datetime.fromisoformat(last)))
        self.placed = dict(placed)
        self._diary: dict[tuple[str, dt.date], list[Place]] = defaultdict(list)
        for place, start in self.placed.items():
            for person_id in self._series[place[0]]["required"]:
                self._diary[person_id, start.date()].append(place)

    def put(self, place: Place, start: dt.datetime | None) -> None:
        """Look at the plan as if this meeting were at another start, or (None) had no date."""
        required = self._series[place[0]]["required"]
        before = self.placed.pop(place, None)
        if before is not None:
            for person_id in required:
                self._diary[person_id, before.date()].remove(place)
        if start is not None:
            self.placed[place] = start
            for person_id in required:
                self._diary[person_id, start.date()].append(place)

    def hindrances_together(self, wanted: Mapping[Place, dt.datetime]) -> list[Hindrance]:
        """Every hard rule that breaks when these meetings change at the same moment; the plan stays as it was."""
        before = {place: self.placed.get(place) for place in wanted}
        for place in wanted:
            self.put(place, None)
        found: list[Hindrance] = []
        for place, start in wanted.items():
            found += self.hindrances(*place, start)
            self.put(place, start)
        for place, start_before in before.items():
            self.put(place, start_before)
        return found

    def swap(self, one: Place, other: Place) -> list[Hindrance]:
        """What breaks when two placed meetings take each other's start."""
        return self.hindrances_together({one: self.placed[other], other: self.placed[one]})

    def hindrances(self, series_id: str, number: int, start: dt.datetime) -> list[Hindrance]:
        """Every hard rule that a meeting at this start would break; empty when it can."""
        series = self._series[series_id]
        found = list(self._of_the_day(series, start))
        found += self._of_the_series(series, number, start.date())
        end = start + dt.timedelta(minutes=series["minutes"])
        for person_id in series["required"]:
            found += self._of_the_person(person_id, series, number, start, end)
        return found

    def absent(self, series_id: str, number: int, start: dt.datetime) -> tuple[str, ...]:
        """The optional people who cannot come: not at work, busy, or required elsewhere, travel included."""
        series = self._series[series_id]
        end = start + dt.timedelta(minutes=series["minutes"])
        return tuple(
            person_id
            for person_id in series["optional"]
            if self._at_work(person_id, start, end) is not None
            or self._clash(person_id, series, number, start, end) is not None
        )

    def options(self, series_id: str, number: int) -> Iterator[Option]:
        """Every other date that breaks nothing, in order of date."""
        series = self._series[series_id]
        first, last = self._span(series, number)
        now = self.placed.get((series_id, number))
        for day in sorted(day for day in self._days if first <= day <= last):
            for begin in series["starts"]:
                start = dt.datetime.combine(day, dt.time.fromisoformat(begin))
                if start != now and not self.hindrances(series_id, number, start):
                    yield Option(start=start, absent=self.absent(series_id, number, start))

    def room(self, person_id: str, day: dt.date, places: Iterable[Place]) -> tuple[int, int]:
        """How many minutes of a day somebody works, and how many of those are left beside these meetings.

        What is busy and the way from school to school is not left; a day that is full (`max_meetings_per_day`) has no
        room at all. A day off gives (0, 0).
        """
        person = self._people[person_id]
        hours = person["hours"].get(str(day.weekday()))
        if not hours or day not in self._days:
            return 0, 0
        begin, end = (dt.datetime.combine(day, dt.time.fromisoformat(clock)) for clock in hours)
        taken = [(max(first, begin), min(last, end)) for first, last in self._busy[person_id, day]]
        work = round((end - begin - _covered(taken)).total_seconds() / 60)
        stops = sorted((self.placed[place], place[0]) for place in places)
        for at, (start, series_id) in enumerate(stops):
            series = self._series[series_id]
            way = self.travel(self._series[stops[at - 1][1]]["school"], series["school"]) if at else dt.timedelta(0)
            taken.append((max(start - way, begin), min(start + dt.timedelta(minutes=series["minutes"]), end)))
        if len(stops) >= person["max_meetings_per_day"]:
            return work, 0
        return work, round((end - begin - _covered(taken)).total_seconds() / 60)

    def travel(self, school: str, other: str) -> dt.timedelta:
        """How long it takes from school to school, as FORMAT says: fixed + distance × detour / speed."""
        if school == other:
            return dt.timedelta(0)
        cost = self._problem["travel"]
        km = math.dist(self._schools[school]["location"], self._schools[other]["location"])
        return dt.timedelta(minutes=cost["fixed_minutes"] + km * cost["detour"] / cost["km_per_hour"] * 60)

    def _of_the_day(self, series: SeriesDict, start: dt.datetime) -> Iterator[Hindrance]:
        if start.date() not in self._days:
            yield Hindrance(Why.NO_SCHOOL_DAY)
        elif start.date() in self._closed[series["school"]]:
            yield Hindrance(Why.CLOSED)
        if f"{start:%H:%M}" not in series["starts"]:
            yield Hindrance(Why.NOT_A_START)

    def _of_the_series(self, series: SeriesDict, number: int, day: dt.date) -> Iterator[Hindrance]:
        """Order and gaps. Where a neighbour is not placed, the judge asks no gap; the order still holds."""
        for other, sign in ((number - 1, 1), (number + 1, -1)):
            start = self.placed.get((series["id"], other))
            if start is None:
                continue
            days = (day - start.date()).days * sign
            if days < series["min_gap_days"]:
                yield Hindrance(Why.TOO_SOON, at=(series["id"], other))
            elif days > series["max_gap_days"]:
                yield Hindrance(Why.TOO_LATE, at=(series["id"], other))
        for (series_id, other), start in self.placed.items():
            if series_id != series["id"] or abs(other - number) < 2:
                continue
            if (start.date() - day).days * (1 if other > number else -1) <= 0:
                yield Hindrance(Why.TOO_SOON, at=(series_id, other))

    def _of_the_person(
        self, person_id: str, series: SeriesDict, number: int, start: dt.datetime, end: dt.datetime
    ) -> Iterator[Hindrance]:
        why = self._at_work(person_id, start, end)
        if why is not None:
            yield Hindrance(why, person=person_id)
        clash = self._clash(person_id, series, number, start, end)
        if clash is not None:
            yield Hindrance(Why.ELSEWHERE, person=person_id, at=clash)
        others = [place for place in self._diary[person_id, start.date()] if place != (series["id"], number)]
        if len(others) >= self._people[person_id]["max_meetings_per_day"]:
            yield Hindrance(Why.DAY_FULL, person=person_id)

    def _at_work(self, person_id: str, start: dt.datetime, end: dt.datetime) -> Why | None:
        hours = self._people[person_id]["hours"].get(str(start.weekday()))
        if not hours or f"{start:%H:%M}" < hours[0] or f"{end:%H:%M}" > hours[1] or end.date() != start.date():
            return Why.NOT_AT_WORK
        if any(first < end and start < last for first, last in self._busy[person_id, start.date()]):
            return Why.BUSY
        return None

    def _clash(
        self, person_id: str, series: SeriesDict, number: int, start: dt.datetime, end: dt.datetime
    ) -> Place | None:
        for place in self._diary[person_id, start.date()]:
            if place == (series["id"], number):
                continue
            other = self._series[place[0]]
            way = self.travel(series["school"], other["school"])
            begin = self.placed[place]
            if begin < end + way and start < begin + dt.timedelta(minutes=other["minutes"]) + way:
                return place
        return None

    def _span(self, series: SeriesDict, number: int) -> tuple[dt.date, dt.date]:
        """The days between the neighbours' gaps: no need to look at the rest of the year."""
        first, last = min(self._days, default=dt.date.max), max(self._days, default=dt.date.min)
        before = self.placed.get((series["id"], number - 1))
        after = self.placed.get((series["id"], number + 1))
        if before is not None:
            first = max(first, before.date() + ONE_DAY * series["min_gap_days"])
            last = min(last, before.date() + ONE_DAY * series["max_gap_days"])
        if after is not None:
            first = max(first, after.date() - ONE_DAY * series["max_gap_days"])
            last = min(last, after.date() - ONE_DAY * series["min_gap_days"])
        return first, last


def _covered(stretches: Iterable[tuple[dt.datetime, dt.datetime]]) -> dt.timedelta:
    """How long some stretch goes on, each moment once."""
    whole = dt.timedelta(0)
    until: dt.datetime | None = None
    for first, last in sorted(stretches):
        begin = first if until is None else max(first, until)
        if last > begin:
            whole, until = whole + (last - begin), last
    return whole
