"""What happened to the days on which a series could meet: who narrows them down, and what took each of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from planning.yearplan.solver.candidates import NEVER, Bools, Candidates
from planning.yearplan.solver.instance import Person, Series
from planning.yearplan.solver.timetable import Timetable


@dataclass(frozen=True, slots=True)
class Conflict:
    """The days of a stretch on which everybody works, each counted once: days = past + closed + away + taken + free.

    `weekdays` are those on which everybody required works at one of the starts; `narrowed_by` the fewest of them who
    share no more weekdays than all do (empty: they share every weekday). `away_who` and `taken_who` name people with
    the number of those days on which they are away, or have another meeting.
    """

    weekdays: tuple[int, ...]
    narrowed_by: tuple[Person, ...]
    days: int
    past: int
    closed: int
    away: int
    taken: int
    free: int
    away_who: tuple[tuple[Person, int], ...] = ()
    taken_who: tuple[tuple[Person, int], ...] = ()


def analyse(timetable: Timetable, index: int, *, within: Bools) -> Conflict:
    """The days of one series inside a stretch (a mask over the calendar), beside everything that stands."""
    candidates, series = timetable.candidates, timetable.candidates.series[index]
    instance = candidates.instance
    people = [instance.people[key] for key in series.required]
    weekdays = shared_weekdays(people, series)
    left = within & np.isin(candidates.weekday, np.array(sorted(weekdays), dtype=np.int64))
    days = int(left.sum())
    past = left & (np.arange(len(left)) < candidates.begun)
    left = left & ~past
    closed = left & _mask(candidates, instance.schools[series.school].closed_days)
    left = left & ~closed
    together = np.zeros(len(left), dtype=np.bool_)
    for start in series.starts:
        able = left.copy()
        for person in people:
            able &= candidates.free(person, start, series.minutes)
        together |= able
    away = left & ~together
    free = together & (timetable.cells(index) < NEVER).any(axis=1)
    taken = together & ~free
    return Conflict(
        weekdays=tuple(sorted(weekdays)),
        narrowed_by=_narrowed_by(people, series, weekdays),
        days=days,
        past=int(past.sum()),
        closed=int(closed.sum()),
        away=int(away.sum()),
        taken=int(taken.sum()),
        free=int(free.sum()),
        away_who=_count((person, away & ~_able(candidates, person, series)) for person in people),
        taken_who=_count((person, taken & _meets(timetable, person, but=index)) for person in people),
    )


def shared_weekdays(people: Sequence[Person], series: Series) -> frozenset[int]:
    """The weekdays (0 is Monday) on which all of them work for the whole length from one of the starts."""
    return frozenset(
        weekday
        for weekday in range(7)
        for start in series.starts
        if all(_works(person, weekday, start, series.minutes) for person in people)
    )


def _works(person: Person, weekday: int, start: int, minutes: int) -> bool:
    first, last = person.hours.get(weekday, (0, -1))
    return first <= start and start + minutes <= last


def _narrowed_by(people: Sequence[Person], series: Series, weekdays: frozenset[int]) -> tuple[Person, ...]:
    if weekdays >= set(range(5)):
        return ()
    for size in range(1, len(people) + 1):
        for group in combinations(people, size):
            if shared_weekdays(group, series) == weekdays:
                return group
    return tuple(people)


def _able(candidates: Candidates, person: Person, series: Series) -> Bools:
    able = np.zeros(candidates.days, dtype=np.bool_)
    for start in series.starts:
        able |= candidates.free(person, start, series.minutes)
    return able


def _meets(timetable: Timetable, person: Person, *, but: int) -> Bools:
    found = np.zeros(timetable.candidates.days, dtype=np.bool_)
    for host, year in enumerate(timetable.years):
        if host != but and person.id in timetable.candidates.series[host].required:
            found[[day for _node, day in year.values()]] = True
    return found


def _mask(candidates: Candidates, days: Collection[dt.date]) -> Bools:
    return np.array([day in days for day in candidates.calendar], dtype=np.bool_)


def _count(found: Iterable[tuple[Person, Bools]]) -> tuple[tuple[Person, int], ...]:
    return tuple((person, int(mask.sum())) for person, mask in found if mask.any())
