"""The solver's own judge: which hard rules a plan breaks, and what it costs. Knows nothing of how plans are made.

Follows FORMAT.md to the last rounding. With `today` (see `Instance`) what has been must stand and is judged no further;
nothing else may lie before it. Two readings of our own where no real calendar comes: nobody works past
midnight, and a busy stretch of several days counts on each of them.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from planning.yearplan.solver.instance import Instance, Person, Series, Weights
from planning.yearplan.solver.plan import Plan

Placed = Mapping[int, dt.datetime]
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every broken rule as one line, and the cost by soft term."""

    broken: tuple[str, ...]
    terms: Mapping[str, float]

    @property
    def score(self) -> float:
        """The sum of the terms; lower is better."""
        return sum(self.terms.values())


@dataclass(frozen=True, slots=True)
class Appointment:
    """One meeting in the diary of somebody who is required."""

    start: dt.datetime
    end: dt.datetime
    school: str
    label: str


def check(instance: Instance, plan: Plan) -> Verdict:
    """Judge a plan against hard rules 1–5 and the score of FORMAT."""
    return _Judge(instance, plan).verdict()


class _Judge:
    def __init__(self, instance: Instance, plan: Plan) -> None:
        self._instance = instance
        self._weights = instance.weights
        self._index = {day: index for index, day in enumerate(instance.school_days)}
        self._broken: list[str] = []
        self._terms: dict[str, float] = {each.name: 0 for each in fields(Weights)}
        self._reasoned = {(each.series, each.number) for each in plan.unplaced if each.reasons}
        self._placed: dict[str, dict[int, dt.datetime]] = {series: {} for series in instance.series}
        self._diary: dict[tuple[str, dt.date], list[Appointment]] = defaultdict(list)
        for meeting in plan.meetings:
            series = instance.series.get(meeting.series)
            label = f"{meeting.series} #{meeting.number}"
            if series is None or not 1 <= meeting.number <= series.count:
                self._broken.append(f"{label}: no such meeting")
            elif meeting.number in self._placed[meeting.series]:
                self._broken.append(f"{label}: placed twice")
            else:
                self._placed[meeting.series][meeting.number] = meeting.start

    def verdict(self) -> Verdict:
        for series in self._instance.series.values():
            for number in range(1, series.count + 1):
                self._meeting(series, number)
            if self._placed[series.id]:
                self._rhythm(series, tuple(self._placed[series.id].values()))
        for (person, day), appointments in self._diary.items():
            self._day(self._instance.people[person], day, sorted(appointments, key=lambda each: each.start))
        for series in self._instance.series.values():
            for start in self._placed[series.id].values():
                absent = sum(self._absent(series, person, start) for person in series.optional)
                self._terms["optional_absent"] += self._weights.optional_absent * absent
        return Verdict(tuple(self._broken), self._terms)

    def _meeting(self, series: Series, number: int) -> None:
        label = f"{series.id} #{number}"
        start = self._placed[series.id].get(number)
        if start is None:
            self._terms["unplaced"] += self._weights.unplaced
            if (series.id, number) not in self._reasoned:
                self._broken.append(f"{label}: neither placed nor unplaced with a reason")
            return
        self._broken.extend(f"{label}: {problem}" for problem in self._rules(series, number, start))
        end = start + dt.timedelta(minutes=series.minutes)
        for person in series.required:
            self._diary[person, start.date()].append(Appointment(start, end, series.school, label))
        index = self._index.get(start.date())
        if index is not None:
            ideal = (number - 0.5) * len(self._index) / series.count
            self._terms["spread"] += self._weights.spread * math.floor((index - ideal) ** 2 / 4 + 0.5)
        held = self._instance.previous.get(series.id, {}).get(number)
        if held is not None and held != start:
            self._terms["moved"] += self._weights.moved

    def _rules(self, series: Series, number: int, start: dt.datetime) -> Iterator[str]:
        been = self._instance.past(series)
        if number in been:
            if start != been[number]:
                yield f"has been at {been[number]}, placed at {start}"
            return
        if self._instance.today is not None and start.date() < self._instance.today:
            yield f"{start.date()} has been"
        if start.date() not in self._index or start.date() in self._instance.schools[series.school].closed_days:
            yield f"{start.date()} is no school day of {series.school}"
        if start.hour * 60 + start.minute not in series.starts:
            yield f"{start:%H:%M} is not an allowed start"
        for person in series.required:
            if not at_work(self._instance.people[person], start, series.minutes):
                yield f"{person} is not at work or is busy at {start}"
        pin = series.pinned.get(number)
        if pin is not None and pin != start:
            yield f"pinned at {pin}, placed at {start}"
        before = self._placed[series.id].get(number - 1)
        if before is not None:
            gap = (start.date() - before.date()).days
            if not series.min_gap_days <= gap <= series.max_gap_days:
                yield f"{gap} days after the one before, not {series.min_gap_days}–{series.max_gap_days}"

    def _rhythm(self, series: Series, starts: tuple[dt.datetime, ...]) -> None:
        """Add the cost of the rhythm, among the weekdays and times that occur, that is cheapest for this series."""
        weights = self._weights
        options = (
            {
                "rhythm_weekday": weights.rhythm_weekday * sum(start.weekday() != weekday for start in starts),
                "rhythm_start": weights.rhythm_start * sum(start.time() != time for start in starts),
                "prefer_weekday": weights.prefer_weekday * (weekday != series.prefer_weekday),
                "prefer_start": weights.prefer_start * (time.hour * 60 + time.minute != series.prefer_start),
            }
            for weekday in sorted({start.weekday() for start in starts})
            for time in sorted({start.time() for start in starts})
        )
        for term, cost in min(options, key=lambda terms: sum(terms.values())).items():
            self._terms[term] += cost

    def _day(self, person: Person, day: dt.date, appointments: list[Appointment]) -> None:
        if self._instance.today is not None and day < self._instance.today:
            return  # what has been stands, whatever it breaks by now
        if len(appointments) > person.max_meetings_per_day:
            self._broken.append(f"{person.id} on {day}: {len(appointments)} meetings")
        for index, first in enumerate(appointments):
            for second in appointments[index + 1 :]:
                if second.start < first.end + self._way(first.school, second.school):
                    self._broken.append(f"{person.id} on {day}: {first.label} and {second.label} clash")

    def _absent(self, series: Series, person: str, start: dt.datetime) -> bool:
        """Whether an optional person cannot come: not at work, busy, or required elsewhere, travel included."""
        if not at_work(self._instance.people[person], start, series.minutes):
            return True
        end = start + dt.timedelta(minutes=series.minutes)
        return any(
            other.start < end + self._way(series.school, other.school)
            and start < other.end + self._way(series.school, other.school)
            for other in self._diary.get((person, start.date()), ())
        )

    def _way(self, a: str, b: str) -> dt.timedelta:
        return dt.timedelta(minutes=self._instance.travel_minutes(a, b))


def at_work(person: Person, start: dt.datetime, minutes: int) -> bool:
    """Whether somebody works, and is not busy, during the whole of a meeting."""
    hours = person.hours.get(start.weekday())
    begin = start.hour * 60 + start.minute
    if hours is None or begin < hours[0] or begin + minutes > hours[1]:
        return False
    end = start + dt.timedelta(minutes=minutes)
    return not any(busy.start < end and start < busy.end for busy in person.busy)
