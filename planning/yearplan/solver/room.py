"""The smallest change that makes room for a meeting without a place: thought of cheapest first, each really tried."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from planning.yearplan.solver.candidates import Candidates
from planning.yearplan.solver.instance import Instance, Series, clock
from planning.yearplan.solver.plan import Meeting, Plan
from planning.yearplan.solver.repair import repair

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag")
WIDER = (2, 7, 14)  # days that a gap may be longer or shorter
USUAL_STARTS = range(8 * 60 + 30, 15 * 60 + 31, 60)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the problem in Dutch words, the problem with it, and how many other meetings it moves then."""

    words: str
    instance: Instance
    moves: int


def make_room(instance: Instance, plan: Plan, *, series: str, seconds: float) -> Change | None:
    """The first change, cheapest first, with which one more meeting of a series has a place and none loses its own.

    None if nothing tried within the time does.
    """
    until = time.monotonic() + seconds
    held: dict[str, dict[int, Meeting]] = {}
    for each in plan.meetings:
        held.setdefault(each.series, {})[each.number] = each
    previous = {key: {number: each.start for number, each in own.items()} for key, own in held.items()}
    now = replace(instance, previous=previous)
    for words, changed in _ideas(now, instance.series[series]):
        left = until - time.monotonic()
        if left <= 0:
            return None
        candidates = Candidates(changed)
        found = repair(candidates, seconds=left, stop=lambda: False)
        index = next(index for index, each in enumerate(candidates.series) if each.id == series)
        if found.years is None or len(found.years[index]) <= len(held.get(series, {})):
            continue
        if sum(len(year) for year in found.years.values()) <= len(plan.meetings):
            continue
        moves = sum(
            candidates.held[index].get(number) != cell
            for index, year in found.years.items()
            for number, cell in year.items()
            if number in previous.get(candidates.series[index].id, {})
        )
        others = (
            ""
            if not moves
            else f" Er verschuift dan {moves} ander overleg."
            if moves == 1
            else (f" Er verschuiven dan {moves} andere overleggen.")
        )
        return Change(words + others, replace(changed, previous=instance.previous), moves)
    return None


def with_room(instance: Instance, plan: Plan, *, seconds: float) -> Plan:
    """The plan with, for each series that has meetings without a place, what would make room, as far as time allows."""
    until = time.monotonic() + seconds
    said: dict[str, str] = {}
    for each in plan.unplaced:
        left = until - time.monotonic()
        if each.series not in said and left > 0:
            change = make_room(instance, plan, series=each.series, seconds=left)
            said[each.series] = change.words if change else ""
    unplaced = tuple(
        replace(each, reasons=(*each.reasons, said[each.series])) if said.get(each.series) else each
        for each in plan.unplaced
    )
    return replace(plan, unplaced=unplaced)


def _ideas(instance: Instance, series: Series) -> Iterator[tuple[str, Instance]]:
    """Changes from cheap to dear: moving others, a start, a gap, a weekday of somebody, doing without somebody."""

    def having(other: Series) -> Instance:
        return replace(instance, series={**instance.series, series.id: other})

    yield "Er is plaats als u langer laat rekenen.", instance
    for start in USUAL_STARTS:
        if start not in series.starts:
            starts = tuple(sorted((*series.starts, start)))
            yield (
                f"Er is plaats als het overleg ook om {clock(start)} mag beginnen.",
                having(replace(series, starts=starts)),
            )
    for days in WIDER:
        wider = replace(
            series, min_gap_days=max(1, series.min_gap_days - days), max_gap_days=series.max_gap_days + days
        )
        yield f"Er is plaats als de tussentijd {days} dagen korter of langer mag zijn.", having(wider)
    for key in series.required:
        person = instance.people[key]
        usual = next(iter(person.hours.values()), (8 * 60, 17 * 60))
        for weekday, name in enumerate(WEEKDAYS):
            if weekday not in person.hours:
                more = replace(person, hours={**person.hours, weekday: usual})
                words = f"Er is plaats als {person.label} ook op {name} kan."
                yield words, replace(instance, people={**instance.people, key: more})
    for key in series.required:
        fewer = replace(
            series,
            required=tuple(each for each in series.required if each != key),
            optional=(*series.optional, key),
        )
        yield f"Er is plaats als {instance.people[key].label} er niet bij hoeft te zijn.", having(fewer)
