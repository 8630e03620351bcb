"""Least values over many windows of days at once: the one step that shortest paths with gap rules are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planning.yearplan.solver.candidates import NEVER, Ints

Array = NDArray[np.floating]
NARROW_ARRAY = 150  # columns up to which one `reduceat` beats running minima


@dataclass(frozen=True, slots=True)
class Step:
    """Window of meeting n (days `first`…`last`), and for each day the range in the window before that gaps allow."""

    first: int
    last: int
    low: Ints
    high: Ints
    pairs: Ints  # the same ranges as `reduceat` wants them; an empty one points at a row beyond the window


def window_min(layer: Array, step: Step) -> Array:
    """Least of rows low[k]…high[k] for every k, `NEVER` where that is nothing."""
    if layer.shape[1] < NARROW_ARRAY:
        padded = np.concatenate([layer, np.full_like(layer[:1], NEVER)])
        return np.asarray(np.minimum.reduceat(padded, step.pairs, axis=0)[::2])
    found = np.full((len(step.low), layer.shape[1]), NEVER, dtype=layer.dtype)
    some = step.low <= step.high
    from_start, to_end = some & (step.low <= 0), some & (step.low > 0) & (step.high >= len(layer) - 1)
    if from_start.any():
        found[from_start] = _running_min(layer)[step.high[from_start]]
    if to_end.any():
        found[to_end] = _running_min(layer[::-1])[::-1][step.low[to_end]]
    inner = np.flatnonzero(some & ~from_start & ~to_end)
    if len(inner):
        _sparse_min(layer, step, inner, found)
    return found


def _running_min(layer: Array) -> Array:
    """Least of rows 0…k for every k; row by row, which is far faster than accumulate on wide arrays."""
    found = np.empty_like(layer)
    found[0] = layer[0]
    for row in range(1, len(layer)):
        np.minimum(found[row - 1], layer[row], out=found[row])
    return found


def _sparse_min(layer: Array, step: Step, rows: Ints, found: Array) -> None:
    """The general case of `window_min`: two overlapping stretches of a power of two."""
    low, high = step.low[rows], step.high[rows]
    level = np.floor(np.log2(high - low + 1)).astype(np.int64)
    table, width = layer, 1
    for power in range(int(level.max()) + 1):
        if power:
            table = np.minimum(table[:-width], table[width:])
            width *= 2
        here = level == power
        if here.any():
            found[rows[here]] = np.minimum(table[low[here]], table[high[here] - width + 1])
