"""All years of a series that are nearly as good as its best one at given prices.

If every series takes a year whose reduced cost (own cost + prices − the best at these prices) is at most `slack`, the
plan can cost that much more than the bound at most; so a plan that costs less than bound + slack is made of these.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planning.yearplan.solver.bound import SLACK, Prices
from planning.yearplan.solver.candidates import NEVER, Candidates, Cell, Floats
from planning.yearplan.solver.construct import Stop
from planning.yearplan.solver.series import Batch, Chain
from planning.yearplan.solver.timetable import Year, year_cost

TOLERANCE = 1e-9
MOST_COLUMNS = 25_000  # of all series together: what CP-SAT takes in a few seconds
MOST_EACH = 1000  # of one series, at least
GROWTH = 1.5
LOOK_UP = 500  # years, before the clock is looked at again


@dataclass(frozen=True, slots=True)
class Column:
    """A possible year of a series and what it costs by itself."""

    year: Year
    cost: float


@dataclass(frozen=True, slots=True)
class Offer:
    """Per series its near-best years; `complete` if these are all whose reduced cost is at most `slack`."""

    columns: list[list[Column]]
    slack: float
    complete: bool


class Market:
    """The near-best years of all series at given prices. `bound` is what the prices prove (before rounding up)."""

    def __init__(self, candidates: Candidates, prices: Prices, multipliers: Floats) -> None:
        self._stalls = [NearBest(candidates, prices, multipliers, each) for each in range(len(candidates.series))]
        capacity = np.append(candidates.rows.capacity, 0)
        bound = sum(stall.best for stall in self._stalls) - float((multipliers * capacity).sum())
        self.bound = bound - SLACK * max(1.0, abs(bound))
        self._slack = 0.0
        self._full = False

    def offer(self, *, gap: float, unit: float, stop: Stop) -> Offer:
        """A wider offer each time, until it holds everything a plan within `gap` can be made of, or is too large."""
        slack = min(max(self._slack * GROWTH, 0.3 * unit), max(gap, 0.0))
        if self._full:
            slack = self._slack
        columns: list[list[Column]] = []
        complete, most = True, max(MOST_EACH, 5 * MOST_COLUMNS // len(self._stalls))
        for stall in self._stalls:
            years, all_of_them = ([], False) if stop() else stall.years(slack, most, stop=stop)
            complete &= all_of_them
            columns.append(years)
        if sum(len(each) for each in columns) * GROWTH > MOST_COLUMNS:
            self._full = True
        self._slack = slack
        return Offer(columns, slack, complete)


class NearBest:
    """The table of one series at given prices, from which near-best years are read off."""

    def __init__(self, candidates: Candidates, prices: Prices, multipliers: Floats, series: int) -> None:
        self._candidates = candidates
        self._series = series
        self._batch = Batch(candidates, [series], whole=True, relaxed=True, dtype=np.float64)
        self._price = prices.of(multipliers, self._batch.nodes)
        self._cost = np.minimum(candidates.cost.T[:, self._batch.nodes] + self._price, NEVER)
        self._chain: Chain = self._batch.chain(self._cost)
        # To walk back in: where leaving a meeting out is cheaper, the other table leads into dead ends without end.
        self._whole: Chain = self._batch.chain(self._cost, skipping=False)
        self._count = candidates.series[series].count
        self.best = min(float(self._chain.value.min()), candidates.instance.weights.unplaced * self._count)

    def years(self, slack: float, most: int, *, stop: Stop) -> tuple[list[Column], bool]:
        """Columns of reduced cost ≤ `slack`, at most `most` of them, and whether these are all there are.

        `stop` is asked now and then; what was found by then is given.
        """
        found: dict[tuple[tuple[int, Cell], ...], Column] = {}
        room, looked = self.best + slack + TOLERANCE, 0
        complete = self._candidates.instance.weights.unplaced * self._count > room  # else no year at all is one as well
        for column in np.flatnonzero(self._chain.value <= room).tolist():
            left = room - float(self._batch.prefer[column])
            if min(float(loose[column]) for loose in self._chain.loose) <= left:
                complete = False  # leaving a meeting out is nearly as good: such years are not listed
            if float(self._whole.value[column]) > room:
                continue
            for cells in self._walk(column, self._count, left, None):
                looked += 1
                if looked > 4 * most or len(found) >= most or (looked % LOOK_UP == 0 and stop()):
                    return list(found.values()), False
                found.update(self._column(cells, slack))
        orderly = {key: each for key, each in found.items() if _in_order(each.year)}
        return list(orderly.values()), complete and len(orderly) == len(found)

    def _column(self, cells: list[tuple[int, int, int]], slack: float) -> dict[tuple[tuple[int, Cell], ...], Column]:
        """The column of some cells under its key, unless its own rhythm makes it too dear after all."""
        first = int(self._candidates.first[self._series])
        year = {number: (first + local, day) for number, local, day in cells}
        cost = year_cost(self._candidates, self._series, year)
        reduced = cost + sum(float(self._price[day, local]) for _, local, day in cells) - self.best
        return {tuple(year.items()): Column(year, cost)} if reduced <= slack + TOLERANCE else {}

    def _walk(self, column: int, number: int, room: float, after: int | None) -> Iterator[list[tuple[int, int, int]]]:
        """Ways to place 1…`number` for at most `room`, such that the gap to day `after` of the next number fits."""
        if number == 0:
            yield []
            return
        layer, steps = self._whole.layers[number - 1], self._batch.families[0].steps
        low, high = 0, len(layer) - 1
        been = self._batch.families[0].past.get(number + 1)
        if after is not None and (been is None or not been[0]):
            low, high = int(steps[number].low[after]), int(steps[number].high[after])
        for day in (low + np.flatnonzero(layer[low : high + 1, column] <= room)).tolist():
            starts = self._starts(column, number, day)
            rest = float(layer[day, column]) - min(cost for _, cost in starts)
            for local, cost in starts:
                if rest + cost <= room:
                    for cells in self._walk(column, number - 1, room - cost, day):
                        yield [*cells, (number, local, day)]

    def _starts(self, column: int, number: int, day: int) -> list[tuple[int, float]]:
        """What meeting `number` costs on a day at each start, in the rhythm of a column."""
        batch, family = self._batch, self._batch.families[0]
        here = float(batch.off[day, column] + family.spread[number - 1, day])
        if family.moved is not None:
            here += float(family.moved[number - 1, column])
        held = {
            (each.node, each.day): each.saving for each in (*family.likes.get(number, ()), *family.only.get(number, ()))
        }
        pins = {each.node for each in family.only.get(number, ())}
        own, off = int(batch.node_of[column]), float(batch.off_start[0])
        return [
            (local, here + float(self._cost[day, local]) + (0 if local == own else off) - held.get((local, day), 0.0))
            for local in dict.fromkeys(batch.starts[0].tolist())
            if self._cost[day, local] < NEVER / 2 and (not pins or local in pins)
        ]


def _in_order(year: Year) -> bool:
    """Whether every meeting is on a later day than the one before: relaxed gaps may put two on one day."""
    days = [year[number][1] for number in sorted(year)]
    return all(earlier < later for earlier, later in itertools.pairwise(days))
