"""A proven lower bound: Lagrangian relaxation of "nobody is in two places".

Each row (see `candidates`) on each day gets a price; a series then looks for its best year alone, paying the prices of
the cells it takes. The sum of these best years less the prices of all rows × capacity is at most the cost of any legal
plan, whatever the prices (weak duality). Raising prices where too many want to be, and lowering them where nobody is,
makes the bound climb; the same prices tell the search where it will be crowded.
"""

from __future__ import annotations

import math

import numpy as np

from planning.yearplan.solver.candidates import NEVER, Candidates, Floats, Ints
from planning.yearplan.solver.series import SKIPPED, Batch, Best
from planning.yearplan.solver.windows import Array

SETTLED = 1e-3  # of the full step: what follows wins less than a hundredth of a per cent
SLACK = 1e-6  # far above the rounding of sums of doubles, far below one point


class Prices:
    """Rows of each node as a matrix, so that prices of cells are a few gathers."""

    def __init__(self, candidates: Candidates) -> None:
        rows = candidates.rows
        width = max((len(rows.of(node)) for node in range(candidates.nodes)), default=0)
        self.none = rows.count  # a row that is always free of charge
        self.rows_of: Ints = np.full((candidates.nodes, max(1, width)), self.none, dtype=np.int64)
        for node in range(candidates.nodes):
            self.rows_of[node, : len(rows.of(node))] = rows.of(node)

    def of(self, multipliers: Array, nodes: Ints) -> Array:
        """Price of every cell (days × nodes), from multipliers (days × rows, with the free row last)."""
        rows = self.rows_of[nodes]
        price: Array = multipliers[:, rows[:, 0]]
        for column in rows.T[1:]:
            price += multipliers[:, column]
        return price


class Relaxation:
    """Multipliers and the best bound so far; `climb` improves both."""

    def __init__(self, candidates: Candidates, prices: Prices) -> None:
        self.candidates = candidates
        self.prices = prices
        self._batch = Batch(candidates, range(len(candidates.series)), relaxed=True)
        self._cost = candidates.cost.T[:, self._batch.nodes].astype(np.float32)
        shape = (candidates.days, candidates.rows.count + 1)
        self.multipliers: Floats = np.zeros(shape)
        self.capacity: Floats = np.append(candidates.rows.capacity, 0).astype(np.float64)
        self.best: Floats = self.multipliers.copy()
        self.bound = -math.inf
        self._direction: Floats = np.zeros(shape)
        self._most = 10 * max(1.0, candidates.instance.weights.unplaced)  # nobody pays more: the meeting stays out
        self._pace = 1.0
        self._idle = 0
        self.steps = 0

    @property
    def settled(self) -> bool:
        """Whether the steps have become so small that the bound stands still."""
        return self._pace < SETTLED

    def climb(self, upper: float) -> Best:
        """One step: solve every series at the present prices, then move them. `upper` is the cost of a known plan."""
        self.steps += 1
        found = self._look()
        value = float(found.value.sum()) - float((self.multipliers * self.capacity).sum())
        if value > self.bound + 1e-9:
            self._idle = 0 if value > self.bound + 1e-4 * abs(self.bound) else self._idle + 1
            self.bound = value
            self.best = self.multipliers.copy()
        else:
            self._idle += 1
        if self._idle >= 10:
            self._pace *= 0.7
            self._idle = 0
        self._move(found, value, upper)
        return found

    def _look(self) -> Best:
        prices = self.prices.of(self.multipliers.astype(np.float32), self._batch.nodes)
        return self._batch.solve(np.minimum(self._cost + prices, np.float32(NEVER)))

    def _move(self, found: Best, value: float, upper: float) -> None:
        surplus = self.usage(found) - self.capacity
        surplus[(surplus < 0) & (self.multipliers <= 0)] = 0
        surplus[:, self.prices.none] = 0
        surplus[: self.candidates.begun] = 0  # what has been stands together, whatever it breaks by now
        self._direction = 0.6 * surplus + 0.4 * self._direction
        self._direction[(self._direction < 0) & (self.multipliers <= 0)] = 0
        norm = float((self._direction**2).sum())
        if norm > 0:
            room = min(upper - value, 2 * (upper - self.bound))
            length = self._pace * max(room, 1e-3 * abs(value), 1e-3) / norm
            self.multipliers = np.clip(self.multipliers + length * self._direction, 0, self._most)

    def usage(self, found: Best) -> Floats:
        """How many of the found meetings use each row on each day (days × rows)."""
        shape = self.multipliers.shape
        at = found.days != SKIPPED
        flat = found.days[at][:, None] * shape[1] + self.prices.rows_of[found.nodes[at]]
        return np.bincount(flat.ravel(), minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)


def certify(candidates: Candidates, prices: Prices, multipliers: Floats, *, part: int = 64) -> float:
    """The bound that these multipliers prove: all days, double precision, `part` series at a time (for memory)."""
    capacity = np.append(candidates.rows.capacity, 0).astype(np.float64)
    total = -float((multipliers * capacity).sum())
    for first in range(0, len(candidates.series), part):
        batch = Batch(
            candidates,
            range(first, min(first + part, len(candidates.series))),
            whole=True,
            relaxed=True,
            dtype=np.float64,
        )
        cost = candidates.cost.T[:, batch.nodes] + prices.of(multipliers, batch.nodes)
        total += float(batch.solve(np.minimum(cost, NEVER)).value.sum())
    total = max(0.0, total - SLACK * max(1.0, abs(total)))
    return float(math.ceil(total)) if candidates.instance.weights.whole else total
