"""A first complete plan: the series with the least room first, each gets its best year beside those before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from planning.yearplan.solver.bound import Prices
from planning.yearplan.solver.candidates import Candidates, Floats
from planning.yearplan.solver.timetable import Timetable

Stop = Callable[[], bool]


def order_by_room(candidates: Candidates) -> list[int]:
    """Series by how many cells they have per meeting, the tightest first."""
    room = [
        float(candidates.legal[candidates.first[k] : candidates.first[k + 1]].any(axis=0).sum()) / series.count
        for k, series in enumerate(candidates.series)
    ]
    return sorted(range(len(room)), key=lambda series: (room[series], series))


def construct(
    timetable: Timetable, order: Sequence[int], *, prices: Prices, multipliers: Floats | None = None, stop: Stop
) -> None:
    """Give every series of `order` a year, in that order. What it takes from others is paid at `multipliers`."""
    for series in order:
        if stop():
            return
        nodes = timetable.candidates.nodes_of(series)
        extra = None if multipliers is None else prices.of(multipliers, np.arange(nodes.start, nodes.stop))
        timetable.put(series, timetable.best_year(series, extra))
