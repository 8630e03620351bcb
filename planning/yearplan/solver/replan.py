"""Planning again when people hold dates already: unplaced first, then moves, then the rest of the score."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from planning.yearplan.solver.candidates import Candidates
from planning.yearplan.solver.instance import Instance
from planning.yearplan.solver.plan import Plan
from planning.yearplan.solver.repair import Repaired, repair
from planning.yearplan.solver.timetable import Timetable


def moves_of(instance: Instance, plan: Plan) -> int:
    """How many placed meetings stand elsewhere than people hold them."""
    held = instance.previous
    return sum(held.get(each.series, {}).get(each.number, each.start) != each.start for each in plan.meetings)


def keep(instance: Instance, *, seconds: float, stop: Callable[[], bool]) -> tuple[Instance, Repaired]:
    """The same problem with every meeting pinned that need not move, and what was proven about moves."""
    candidates = Candidates(instance)
    found = repair(candidates, seconds=seconds, stop=stop)
    if found.years is None:
        return instance, found
    timetable = Timetable(candidates)
    timetable.restore(found.years)
    stays: dict[str, dict[int, dt.datetime]] = {}
    for each in timetable.meetings():
        if instance.previous.get(each.series, {}).get(each.number) == each.start:
            stays.setdefault(each.series, {})[each.number] = each.start
    series = {key: replace(each, pinned={**stays.get(key, {}), **each.pinned}) for key, each in instance.series.items()}
    return replace(instance, series=series), found
