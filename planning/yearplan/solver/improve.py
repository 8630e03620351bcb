"""Make a plan better by ruin and recreate: take out some series that share people, give each its best year again."""

from __future__ import annotations

import math

import numpy as np

from planning.yearplan.solver.assemble import Pool
from planning.yearplan.solver.bound import Prices
from planning.yearplan.solver.candidates import Floats
from planning.yearplan.solver.construct import Stop, construct
from planning.yearplan.solver.timetable import Timetable


def shake(
    timetable: Timetable,
    *,
    prices: Prices,
    multipliers: Floats,
    rng: np.random.Generator,
    rounds: int,
    warmth: float,
    pool: Pool,
    stop: Stop,
) -> None:
    """`rounds` times: remove 2–6 series around a random one, insert them in random order at prices that vary.

    Years met go into `pool`.
    A round that makes the plan worse by x is kept with chance exp(−x / warmth); the best plan seen is left standing.
    """
    best, years = timetable.score, timetable.copy_years()
    changed: set[int] = set()
    for _ in range(rounds):
        if stop():
            break
        before = timetable.score
        members = _pick(timetable, rng)
        old = timetable.copy_years(members)
        for series in members:
            timetable.clear(series)
        factor = float(rng.choice(np.array([0.0, 0.5, 0.7, 0.85, 1.0])))
        construct(
            timetable, members, prices=prices, multipliers=multipliers * factor if factor else None, stop=lambda: False
        )
        for series in members:
            pool.add(series, timetable.years[series])
        worse = timetable.score - before
        if worse > 0 and (warmth <= 0 or rng.random() >= math.exp(-worse / warmth)):
            timetable.restore(old)
            continue
        changed.update(members)
        if timetable.score < best:
            best = timetable.score
            years.update(timetable.copy_years(changed))
            changed.clear()
    if timetable.score > best:
        timetable.restore({series: years[series] for series in changed})


def _pick(timetable: Timetable, rng: np.random.Generator) -> list[int]:
    """A random series and one to five random ones that share people with it, in random order."""
    first = int(rng.integers(len(timetable.years)))
    around = list(timetable.candidates.rows.neighbours[first])
    rng.shuffle(around)
    members = [first, *around[: int(rng.integers(1, 6))]]
    rng.shuffle(members)
    return members
