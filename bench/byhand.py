"""Beside the solver: as a planner does it by hand, school after school with a diary at hand and never a date moved.

A planner has one go; here it begins again in another order of schools until the time is over, and the best go counts.
"""

from __future__ import annotations

import random
import time

import numpy as np

from planning.yearplan.solver.candidates import Candidates, Cell, Ints
from planning.yearplan.solver.check import check
from planning.yearplan.solver.instance import Instance
from planning.yearplan.solver.plan import Meeting, Plan, Unplaced


def solve(instance: Instance, *, time_limit: float, seed: int = 0) -> tuple[Plan, int]:
    """The best of as many goes as `time_limit` seconds allow, at least one; and how many those were."""
    began, rng, goes = time.monotonic(), random.Random(seed), 0
    candidates = Candidates(instance)
    order = list(range(len(candidates.series)))
    best: Plan | None = None
    lowest = float("inf")
    while best is None or time.monotonic() - began < time_limit:
        plan = _one_go(candidates, order)
        score = check(instance, plan).score
        if score < lowest:
            best, lowest = plan, score
        goes += 1
        rng.shuffle(order)
    return Plan(best.meetings, best.unplaced, None, time.monotonic() - began, lowest), goes


def _one_go(candidates: Candidates, order: list[int]) -> Plan:
    use = np.zeros((candidates.rows.count, candidates.days), dtype=np.int64)
    meetings, unplaced = [], []
    for index in order:
        series, before = candidates.series[index], None
        for number in range(1, series.count + 1):
            cell = _choose(candidates, use, index, number, before)
            if cell is None:
                unplaced.append(Unplaced(series.id, number, ("geen dag gevonden",)))
                before = None
                continue
            use[candidates.rows.of(cell[0]), cell[1]] += 1
            before = (number, cell[1])
            meetings.append(Meeting(series.id, number, candidates.when(*cell)))
    return Plan(tuple(meetings), tuple(unplaced))


def _choose(candidates: Candidates, use: Ints, index: int, number: int, before: tuple[int, int] | None) -> Cell | None:
    """The wished weekday and time in the week nearest to even spreading; else whatever fits and lies nearest."""
    series, spread = candidates.series[index], candidates.spread(candidates.series[index].count)[number - 1]
    allowed = np.ones(candidates.days, dtype=np.bool_)
    if before is not None:
        gap = candidates.ordinal - candidates.ordinal[before[1]]
        allowed = (gap >= series.min_gap_days) & (gap <= series.max_gap_days)
    elif number > 1:  # after one that found no day: behind everything of this series
        allowed = spread <= spread.min() + 100
    found: tuple[float, Cell] | None = None
    for node in candidates.nodes_of(index):
        rows = candidates.rows.of(node)
        free = candidates.legal[node] & allowed & np.all(use[rows] < candidates.rows.capacity[rows, None], axis=0)
        if not free.any():
            continue
        off = 40.0 * (candidates.weekday != series.prefer_weekday) + 10.0 * (
            candidates.start[node] != series.prefer_start
        )
        cost = np.where(free, spread + off, np.inf)
        day = int(cost.argmin())
        if found is None or cost[day] < found[0]:
            found = (float(cost[day]), (node, day))
    return found[1] if found else None
