"""The best year of a series: a shortest path over days, for every rhythm at once and for many series at once.

A *rhythm* is a weekday and a start. For a fixed rhythm a meeting's cost depends on its own day and start only, so the
best series is a chain n = 1…count over days in which the gap rules are windows. One *column* is one rhythm of one
series; series with the same count and gaps form a *family* whose columns lie side by side, so that one NumPy call
advances the chain for all of them. (A rhythm that no meeting keeps in the end does not exist for the judge; where it
would look cheapest, the value found is a little too low and stays a bound.) All arrays have days first: a window of
days is a slice, a step is contiguous.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

from planning.yearplan.solver.candidates import NEVER, Bools, Candidates, Cell, Floats, Ints
from planning.yearplan.solver.windows import Array, Step, window_min

NARROW = 20  # school days around the ideal day that a quick look considers; further costs 100 × the weight of spread
SKIPPED = -1


@dataclass(frozen=True, slots=True)
class Best:
    """Best series of a batch: cost, and per member (row) and number (column) day and node; `SKIPPED` if not placed."""

    value: Floats
    days: Ints
    nodes: Ints


@dataclass(frozen=True, slots=True)
class Chain:
    """A family run through its steps: cheapest 1…n with n on a day (`layers`), with n left out (`loose`), in all."""

    layers: list[Array]
    loose: list[Array]
    value: Array


@dataclass(frozen=True, slots=True)
class Fixed:
    """A cell that one number of one series is bound to or likes: column slice, node (local), day, and the saving."""

    columns: slice
    node: int
    day: int
    saving: float
    been: bool = False  # it lies in the past, so no gap to the one before is asked


@dataclass(frozen=True, slots=True)
class Family:
    """Series of equal count and gaps: their places in the batch, their columns, their steps."""

    members: Ints
    columns: slice
    steps: tuple[Step, ...]
    spread: Floats
    only: Mapping[int, tuple[Fixed, ...]]  # number → pins
    none: Mapping[int, tuple[slice, ...]]  # number → columns that must skip it
    likes: Mapping[int, tuple[Fixed, ...]]  # number → what people hold already
    past: Mapping[int, Bools]  # number → members of whom it has been
    moved: Array | None  # number × column: what placing costs because people hold another date (likes take it off)


class Batch:
    """Finds the best series of some members at once, for any costs of their cells.

    `whole` looks at all days of the year instead of `NARROW` around the ideal ones. `relaxed` gives a lower bound on
    what any legal plan can do with these series (pins may be left out, gaps below a day stay as asked); without it the
    result obeys pins and order. Missing a meeting costs the weight of `unplaced`; a chain starts afresh after it.
    """

    def __init__(
        self,
        candidates: Candidates,
        members: Sequence[int],
        *,
        whole: bool = False,
        relaxed: bool = False,
        dtype: DTypeLike = np.float32,
    ) -> None:
        self.candidates = candidates
        self.relaxed = relaxed
        self.dtype = np.dtype(dtype)
        families: dict[tuple[int, int, int, bool], list[int]] = defaultdict(list)
        for member in members:
            series = candidates.series[member]
            bound = bool(candidates.pins[member] or candidates.refused[member] or candidates.held[member])
            families[series.count, series.min_gap_days, series.max_gap_days, whole or bound].append(member)
        self.members = [member for each in families.values() for member in each]
        self.most = max((candidates.series[member].count for member in self.members), default=0)
        self._nodes()
        self._columns()
        self.families: list[Family] = []
        place = 0
        for (count, least, longest, everything), each in families.items():
            places = np.arange(place, place + len(each), dtype=np.int64)
            place += len(each)
            self.families.append(self._family(places, count, least, longest, everything))

    def _nodes(self) -> None:
        """Local nodes: those of the members, side by side; a matrix member × start, padded with the first."""
        ranges = [self.candidates.nodes_of(member) for member in self.members]
        self.nodes: Ints = np.array([node for each in ranges for node in each], dtype=np.int64)
        offsets = np.concatenate([[0], np.cumsum([len(each) for each in ranges], dtype=np.int64)]).astype(np.int64)
        width = max((len(each) for each in ranges), default=1)
        self.starts: Ints = np.array(
            [[offsets[k] + (t if t < len(each) else 0) for t in range(width)] for k, each in enumerate(ranges)],
            dtype=np.int64,
        ).reshape(len(ranges), width)
        self.owner: Ints = np.repeat(np.arange(len(ranges)), [len(each) for each in ranges]).astype(np.int64)

    def _columns(self) -> None:
        candidates, weights = self.candidates, self.candidates.instance.weights
        node_of: list[int] = []
        weekday_of: list[int] = []
        prefer: list[float] = []
        self.slices: list[slice] = []
        for place, member in enumerate(self.members):
            series = candidates.series[member]
            begin = len(node_of)
            allowed = [
                local
                for local in dict.fromkeys(self.starts[place].tolist())
                if candidates.legal[self.nodes[local]].any()
            ]
            reachable = candidates.legal[self.nodes[allowed]].any(axis=0)
            weekdays = np.unique(candidates.weekday[reachable]).tolist() or [0]
            nodes = allowed or [int(self.starts[place, 0])]
            node_of += [node for node in nodes for _ in weekdays]
            weekday_of += [weekday for _ in nodes for weekday in weekdays]
            prefer += [
                weights.prefer_weekday * (weekday != series.prefer_weekday)
                + weights.prefer_start * (int(candidates.start[self.nodes[node]]) != series.prefer_start)
                for node in nodes
                for weekday in weekdays
            ]
            self.slices.append(slice(begin, len(node_of)))
        self.node_of: Ints = np.array(node_of, dtype=np.int64)
        self.weekday_of: Ints = np.array(weekday_of, dtype=np.int64)
        self.series_of: Ints = self.owner[self.node_of] if node_of else np.zeros(0, dtype=np.int64)
        self.prefer: Array = np.array(prefer, dtype=self.dtype)
        single = np.array([candidates.series[member].count == 1 for member in self.members], dtype=np.bool_)
        # A series of one meeting is its own rhythm: it cannot be off it.
        self.off_start: Array = np.where(single, NEVER, weights.rhythm_start).astype(self.dtype)
        off_weekday = np.where(single, NEVER, weights.rhythm_weekday)[self.series_of] if node_of else np.zeros(0)
        self.off: Array = ((candidates.weekday[:, None] != self.weekday_of) * off_weekday).astype(self.dtype)

    def _family(self, places: Ints, count: int, least: int, longest: int, whole: bool) -> Family:
        candidates = self.candidates
        columns = slice(self.slices[places[0]].start, self.slices[places[-1]].stop)
        only: dict[int, list[Fixed]] = defaultdict(list)
        none: dict[int, list[slice]] = defaultdict(list)
        likes: dict[int, list[Fixed]] = defaultdict(list)
        for place in places.tolist():
            member = self.members[place]
            inside = slice(self.slices[place].start - columns.start, self.slices[place].stop - columns.start)
            pins: dict[int, Cell] = dict(candidates.pins[member])
            for number in candidates.gone[member]:
                none[number].append(inside)
            for number in candidates.refused[member].keys() - candidates.gone[member]:
                cell = candidates.cell(member, candidates.series[member].pinned[number])
                if self.relaxed and cell is not None and candidates.legal[cell]:
                    pins[number] = cell  # another plan may keep this pin and drop the one it conflicts with
                else:
                    none[number].append(inside)
            for number, (node, day) in pins.items():
                local = int(self.starts[place, 0]) + node - int(candidates.first[member])
                stays = candidates.held[member].get(number) == (node, day)
                saving = float(candidates.moved[member][number - 1]) if stays else 0.0
                only[number].append(Fixed(inside, local, day, saving, number in candidates.past[member]))
            for number, (node, day) in candidates.held[member].items():
                if number in candidates.series[member].pinned or number in candidates.past[member]:
                    continue
                local = int(self.starts[place, 0]) + node - int(candidates.first[member])
                likes[number].append(Fixed(inside, local, day, float(candidates.moved[member][number - 1])))
        moved = np.zeros((count, columns.stop - columns.start), dtype=self.dtype)
        for place in places.tolist():
            inside = slice(self.slices[place].start - columns.start, self.slices[place].stop - columns.start)
            moved[:, inside] = candidates.moved[self.members[place]][:, None]
        return Family(
            members=places,
            columns=columns,
            steps=tuple(self._steps(count, least if self.relaxed else max(1, least), longest, whole)),
            spread=candidates.spread(count).astype(self.dtype),
            only={number: tuple(each) for number, each in only.items()},
            none={number: tuple(each) for number, each in none.items()},
            likes={number: tuple(each) for number, each in likes.items()},
            past={
                number: np.array([number in candidates.past[self.members[place]] for place in places.tolist()])
                for number in only
            },
            moved=moved if moved.any() else None,
        )

    def _steps(self, count: int, least: int, longest: int, whole: bool) -> list[Step]:
        steps: list[Step] = []
        days, ordinal = self.candidates.days, self.candidates.ordinal
        for number in range(1, count + 1):
            ideal = (number - 0.5) * days / count
            first = 0 if whole else max(0, int(ideal) - NARROW)
            last = days - 1 if whole else min(days - 1, int(ideal) + NARROW)
            if not steps:
                none = np.zeros(0, dtype=np.int64)
                steps.append(Step(first, last, none, none, none))
                continue
            before, here = steps[-1], ordinal[first : last + 1]
            known = ordinal[before.first : before.last + 1]
            low = np.searchsorted(known, here - longest, side="left").astype(np.int64)
            high = np.searchsorted(known, here - least, side="right").astype(np.int64) - 1
            pairs = np.where(low <= high, np.stack([low, high + 1]), len(known)).T.ravel()
            steps.append(Step(first, last, low, high, pairs))
        return steps

    def solve(self, cost: Array) -> Best:
        """The best series of every member; `cost` is days × local nodes, `NEVER` for what is not allowed."""
        base, cheapest = self._base(cost)
        size = len(self.members)
        best = Best(
            np.zeros(size), np.full((size, self.most), SKIPPED, np.int64), np.full((size, self.most), SKIPPED, np.int64)
        )
        rhythm = np.zeros(size, dtype=np.int64)
        for family in self.families:
            rhythm[family.members] = self._chain(family, base, cost, best)
        self._pick_starts(cost, cheapest, rhythm, best)
        return best

    def chain(self, cost: Array, *, skipping: bool = True) -> Chain:
        """The whole table of a batch of one family, for who wants more than the best series.

        Without `skipping` only of series that leave no meeting out: then every value in a layer is of a series that
        can be walked back to its beginning.
        """
        return self._run(self.families[0], self._base(cost)[0], cost, skipping=skipping)

    def _base(self, cost: Array) -> tuple[Array, Array]:
        """Days × columns: cost at the cheapest start, off rhythm or not. Days × members: cost of the cheapest start."""
        cheapest = cost[:, self.starts[:, 0]]
        for other in self.starts.T[1:]:
            cheapest = np.minimum(cheapest, cost[:, other])
        own = np.minimum(cost, (cheapest + self.off_start)[:, self.owner])
        base = own[:, self.node_of]
        base += self.off
        return base, cheapest

    def _chain(self, family: Family, base: Array, cost: Array, best: Best) -> Ints:
        """Value and days of the best columns of a family go into `best`; returns their nodes."""
        chain = self._run(family, base, cost)
        columns = _first_best(chain.value, self.series_of[family.columns] - family.members[0], len(family.members))
        best.value[family.members] = chain.value[columns]
        if self.relaxed:
            nothing = self.candidates.instance.weights.unplaced * len(family.steps)
            best.value[family.members] = np.minimum(best.value[family.members], nothing)
        self._trace(family, chain.layers, chain.loose, columns, best)
        chosen: Ints = self.node_of[columns + family.columns.start]
        return chosen

    def _run(self, family: Family, base: Array, cost: Array, *, skipping: bool = True) -> Chain:
        missing = self.candidates.instance.weights.unplaced
        layers: list[Array] = []
        loose: list[Array] = []
        free: Array = np.zeros(family.columns.stop - family.columns.start, dtype=self.dtype)
        for number, step in enumerate(family.steps, start=1):
            window = slice(step.first, step.last + 1)
            layer = base[window, family.columns] + family.spread[number - 1, window, None]
            if family.moved is not None:
                layer += family.moved[number - 1]
            self._fix(family, number, step, layer, cost)
            if layers:
                gaps = window_min(layers[-1], step)
                np.minimum(gaps, free, out=gaps)
                done = np.minimum(free, layers[-1].min(axis=0))
                for pin in family.only.get(number, ()):
                    if pin.been:
                        gaps[pin.day - step.first, pin.columns] = done[pin.columns]
                layer += gaps
            else:
                done = free
            free = np.asarray(done + missing if skipping else np.full_like(done, NEVER), dtype=self.dtype)
            if not self.relaxed:
                for pin in family.only.get(number, ()):
                    free[pin.columns] = NEVER
            layers.append(layer)
            loose.append(free)
        value = np.minimum(free, layers[-1].min(axis=0)) + self.prefer[family.columns]
        return Chain(layers, loose, value)

    def _fix(self, family: Family, number: int, step: Step, layer: Array, cost: Array) -> None:
        """Bind pins to their cell, close what was refused, and take off what staying where one is saves."""
        if not any(number in table for table in (family.none, family.only, family.likes)):
            return
        weights = self.candidates.instance.weights
        moved = family.moved[number - 1] if family.moved is not None else np.zeros(layer.shape[1], dtype=self.dtype)

        def at(fixed: Fixed, columns: slice) -> Array:
            # A pin stands whatever else is there: its cost is never NEVER.
            price = cost[fixed.day, fixed.node]
            price = price if price < NEVER / 2 else self.dtype.type(0)
            wrong = self.node_of[columns] != fixed.node
            found = price + wrong * weights.rhythm_start + self.off[fixed.day, columns]
            return np.asarray(found + family.spread[number - 1, fixed.day] - fixed.saving, dtype=self.dtype)

        for columns in family.none.get(number, ()):
            layer[:, columns] = NEVER
        for fixed in family.only.get(number, ()):
            outer = slice(fixed.columns.start + family.columns.start, fixed.columns.stop + family.columns.start)
            layer[:, fixed.columns] = NEVER
            layer[fixed.day - step.first, fixed.columns] = at(fixed, outer) + moved[fixed.columns]
        for fixed in family.likes.get(number, ()):
            if cost[fixed.day, fixed.node] < NEVER / 2:
                outer = slice(fixed.columns.start + family.columns.start, fixed.columns.stop + family.columns.start)
                row = layer[fixed.day - step.first, fixed.columns]
                np.minimum(row, at(fixed, outer) + moved[fixed.columns], out=row)

    def _trace(self, family: Family, layers: list[Array], loose: list[Array], columns: Ints, best: Best) -> None:
        """Walk back from the last meeting: at each number the cheapest day that fits what was chosen after it."""
        rows = np.arange(len(columns))
        low = np.zeros(len(columns), dtype=np.int64)
        high = np.full(len(columns), len(layers[-1]) - 1, dtype=np.int64)
        for number in range(len(layers), 0, -1):
            layer, step = layers[number - 1][:, columns], family.steps[number - 1]
            days = np.arange(len(layer))[:, None]
            inside = np.where((days >= low) & (days <= high), layer, np.inf)
            day = inside.argmin(axis=0)
            skip = loose[number - 1][columns] < inside[day, rows]
            best.days[family.members, number - 1] = np.where(skip, SKIPPED, day + step.first)
            if number == 1:
                return
            before = layers[number - 2][:, columns]
            days = np.arange(len(before))[:, None]
            been = family.past.get(number, np.zeros(len(columns), dtype=np.bool_))
            least, most = np.where(been, 0, step.low[day]), np.where(been, len(before) - 1, step.high[day])
            within = np.where((days >= least) & (days <= most), before, np.inf)
            afresh = ~skip & (loose[number - 2][columns] < within.min(axis=0))  # the one before was left out
            low = np.where(skip, 0, np.where(afresh, 1, least))
            high = np.where(skip, len(before) - 1, np.where(afresh, 0, most))

    def _pick_starts(self, cost: Array, cheapest: Array, rhythm: Ints, best: Best) -> None:
        """On every chosen day: the rhythm's own start, unless another is cheaper even off rhythm."""
        rows, numbers = np.nonzero(best.days != SKIPPED)
        if not len(rows):
            return
        days, own, options = best.days[rows, numbers], rhythm[rows], self.starts[rows]
        other = cost[days, own] > cheapest[days, rows] + self.off_start[rows]
        swap = options[np.arange(len(rows)), cost[days[:, None], options].argmin(axis=1)]
        best.nodes[rows, numbers] = np.where(other, swap, own)
        for family in self.families:
            for number, likes in family.likes.items():
                for held in likes:
                    self._stay(held, number, cost, rhythm, best)
            for number, pins in family.only.items():
                for pin in pins:
                    if best.days[int(self.owner[pin.node]), number - 1] == pin.day:
                        best.nodes[int(self.owner[pin.node]), number - 1] = pin.node
        best.nodes[rows, numbers] = self.nodes[best.nodes[rows, numbers]]

    def _stay(self, held: Fixed, number: int, cost: Array, rhythm: Ints, best: Best) -> None:
        """Keep the start that people hold when that is not dearer than the chosen one, with what moving costs."""
        place = int(self.owner[held.node])
        if best.days[place, number - 1] != held.day:
            return
        chosen, off = int(best.nodes[place, number - 1]), self.off_start[place]
        stay = cost[held.day, held.node] + (off if held.node != rhythm[place] else 0) - held.saving
        if stay <= cost[held.day, chosen] + (off if chosen != rhythm[place] else 0):
            best.nodes[place, number - 1] = held.node


def _first_best(value: Array, series: Ints, count: int) -> Ints:
    """Per series its first column of least value. Columns of a series are consecutive."""
    least = np.full(count, np.inf)
    np.minimum.at(least, series, value)
    hits = np.flatnonzero(value == least[series].astype(value.dtype))
    _, first = np.unique(series[hits], return_index=True)
    return hits[first].astype(np.int64)
