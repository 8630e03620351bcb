"""Small numbers hidden, so that what is shown gives none of them away: no total, no other cell, no page of before.

A cell of 1 up to the threshold is hidden (primary). Where the totals would still give it away, more goes: a cell that
is not small beside it, or the total itself (complementary). Zero is shown, and is not hidden in place of another, as
sdcTable does it: it is about nobody. So who reads knows that what is hidden beside it is one or more, and we reckon
with that: a hidden cell counts as safe when it could be another number even so. Only where zero would reveal, for all
others are one, the whole column goes.

Where an answer is counted, zero is about somebody too: that no child got help is as telling as that one did. Such a
table is made with `zeros`: zero is small there. Other tables may tell where nothing happened, so what is hidden stays
open both for who knows the zeros and for who does not.

Totals over the months run on, and each page of before showed the total until then. So the totals of a school stand
still over a stretch of months that they would give away, and go on when the stretch as a whole can be told.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

DEFAULT, FEWEST, MOST = 5, 3, 20
STOP = 3  # months: a total with hidden months in it may go on every quarter

Key = TypeVar("Key", bound=Hashable)
Cells = tuple[int | None, ...]  # None is hidden


@dataclass(frozen=True, slots=True)
class Running:
    """A total over the first `months` months; what came after is not in it yet. None: nothing to tell yet."""

    value: int | None
    months: int


@dataclass(frozen=True, slots=True)
class Column:
    """Numbers beside each other and their total, as they may be shown."""

    cells: Cells
    total: int | None


@dataclass(frozen=True, slots=True)
class Months:
    """Rows by month, as they may be shown: cells, the total of each month, and the running totals."""

    cells: dict[Hashable, Cells]
    totals: Cells
    running: dict[Hashable, Running]
    all_running: Running

    @property
    def too_few(self) -> bool:
        """Whether it is better to say that there is too little to show: not one number above zero is left."""
        shown = [*self.totals, *(cell for row in self.cells.values() for cell in row)]
        return not any(shown) and None in shown


def is_small(value: int, *, threshold: int, zeros: bool = False) -> bool:
    """Whether a number is hidden for itself."""
    return (zeros or value > 0) and value < threshold


def hide_column(values: Sequence[int], *, threshold: int, zeros: bool = False) -> Column:
    """One column with its total. What is not small and helps to hide is the smallest there is.

    Where nothing but ones and zeros is there, a total would say that each hidden number is one: then all of it is
    hidden but the total, or without any zero the total too.
    """
    hidden = {at for at, value in enumerate(values) if is_small(value, threshold=threshold, zeros=zeros)}
    total: int | None = sum(values)
    if is_small(sum(values), threshold=threshold, zeros=zeros):
        total = None
    elif zeros:
        total = _hide_along(values, hidden)
    elif hidden and not _told_apart(values, hidden):
        spare = [at for at, value in enumerate(values) if value and at not in hidden]
        if spare:
            hidden.add(min(spare, key=lambda at: (values[at], at)))
        elif len(hidden) < len(values):
            hidden = set(range(len(values)))
        else:
            total = None
    return Column(tuple(None if at in hidden else value for at, value in enumerate(values)), total)


def _told_apart(values: Sequence[int], hidden: set[int]) -> bool:
    """Whether what is hidden of a known sum can be divided in another way, each at least one."""
    return len(hidden) > 1 and any(values[at] > 1 for at in hidden)


def _hide_along(values: Sequence[int], hidden: set[int]) -> int | None:
    """Where zero is small: hide more, the smallest first, until who knows the zeros cannot tell the others either.

    Gives the total, or None where all is hidden and that is not enough.
    """
    for at in [*sorted(set(range(len(values))) - hidden, key=lambda at: (values[at], at)), None]:
        if not hidden or _told_apart(values, {one for one in hidden if values[one]}):
            return sum(values)
        if at is not None:
            hidden.add(at)
    return None


def hide_months(rows: Mapping[Key, Sequence[int]], *, threshold: int, zeros: bool = False) -> Months:
    """Rows of as many months as have gone by. What an earlier month showed is shown the same with a month more."""
    keys = sorted(rows, key=str)
    length = max((len(rows[key]) for key in keys), default=0)
    table = _Table([[rows[key][at] for at in range(length)] for key in keys], threshold=threshold, zeros=zeros)
    for month in range(length):
        table.next_month(month)
    return Months(
        cells={key: tuple(table.shown[at]) for at, key in enumerate(keys)},
        totals=tuple(table.shown[-1]),
        running={key: table.running(at) for at, key in enumerate(keys)},
        all_running=table.running(len(keys)),
    )


@dataclass(frozen=True, slots=True)
class _Arc:
    """A hidden number that runs from the sum it is part of by month to the one by row, or the other way."""

    start: Hashable
    end: Hashable
    value: int
    least: int = 1  # what a reader holds possible


class _Table:
    """The table while it grows: rows, below them the row of totals, and to which month each total may be told."""

    def __init__(self, rows: Sequence[Sequence[int]], *, threshold: int, zeros: bool) -> None:
        self.rows = [list(row) for row in rows]
        self.rows.append([sum(column) for column in zip(*rows, strict=True)])
        self.threshold, self.zeros = threshold, zeros
        self.shown: list[list[int | None]] = [[] for _row in self.rows]
        self.with_zeros: set[int] = set()  # the months of which all cells are hidden, zeros too
        self.stretches: list[list[int]] = [[0] for _row in self.rows]  # the months up to which totals were told

    def next_month(self, month: int) -> None:
        """Hide what must be in a new month, then let the totals go on that may."""
        column = hide_column([row[month] for row in self.rows[:-1]], threshold=self.threshold, zeros=self.zeros)
        for row, cell in zip(self.shown, (*column.cells, column.total), strict=True):
            row.append(cell)
        if any(cell is None and not row[month] for row, cell in zip(self.rows, column.cells, strict=False)):
            self.with_zeros.add(month)
        until, wishes = month + 1, []
        for at, stretch in enumerate(self.stretches):
            hidden = [self.rows[at][one] for one in range(stretch[-1], until) if self.shown[at][one] is None]
            if not hidden:  # no more than one could add up oneself
                stretch.append(until)
            elif until % STOP == 0 and sum(hidden) >= self.threshold:
                wishes.append(at)
        self._go_on(until, wishes)

    def _go_on(self, until: int, wishes: list[int]) -> None:
        """Tell these totals up to a month; of those that together give something away half wait, schools first."""
        for at in wishes:
            self.stretches[at].append(until)
        while wishes and (given := self._given_away(until)):
            schools = [at for at in wishes if at < len(self.rows) - 1]
            guilty = [at for at in schools if at in given] or schools or wishes
            for at in guilty[len(guilty) // 2 :]:
                self.stretches[at].pop()
                wishes.remove(at)

    def _given_away(self, until: int) -> set[int]:
        """The rows with a hidden number that can only be what it is, whatever the reader knows of zeros."""
        if not self.zeros:
            return self._fixed_rows(until)
        return self._fixed_rows(until, least=0) | self._fixed_rows(until, least=1)

    def _fixed_rows(self, until: int, *, least: int | None = None) -> set[int]:
        """`least`: what is held possible of a table in which zero is hidden too; from one on the zeros are known."""
        arcs, rows = [], []
        for at, row in enumerate(self.shown):
            for month in range(until):
                if row[month] is None and (not least or self.rows[at][month]):
                    total = at == len(self.rows) - 1
                    fewest = 0 if month in self.with_zeros and not total else 1
                    by_row = self._sum(at, month)
                    by_month: Hashable = ("month", month)
                    ends = (by_month, by_row) if total else (by_row, by_month)
                    arcs.append(_Arc(*ends, self.rows[at][month], fewest if least is None else least))
                    rows.append(at)
        return {rows[at] for at in _fixed(arcs)}

    def _sum(self, at: int, month: int) -> Hashable:
        """The told total that a cell is part of; all that are in none share one place, where nothing need add up."""
        for number, (since, until) in enumerate(zip(self.stretches[at], self.stretches[at][1:], strict=False)):
            if since <= month < until:
                return at, number
        return "free"

    def running(self, at: int) -> Running:
        """How far a total may be told."""
        until = self.stretches[at][-1]
        return Running(sum(self.rows[at][:until]) if until else None, until)


def _fixed(arcs: Sequence[_Arc]) -> list[int]:
    """Which hidden numbers can be no other, when all sums are known: the arcs on no round of the flow they make.

    Each sum is a place where what comes in and goes out differ by a known number. One number may be one more when
    others on a way back make up for it; it may be less as long as it stays what is held possible.
    """
    ways: dict[Hashable, list[tuple[Hashable, int]]] = defaultdict(list)
    for at, arc in enumerate(arcs):
        ways[arc.start].append((arc.end, at))
        if arc.value > arc.least:
            ways[arc.end].append((arc.start, at))
    return [
        at
        for at, arc in enumerate(arcs)
        if arc.start != arc.end
        and not _way(ways, arc.end, arc.start, without=at)
        and not (arc.value > arc.least and _way(ways, arc.start, arc.end, without=at))
    ]


def _way(
    ways: Mapping[Hashable, Sequence[tuple[Hashable, int]]], start: Hashable, end: Hashable, *, without: int
) -> bool:
    seen, ahead = {start}, deque([start])
    while ahead:
        for place, arc in ways.get(ahead.popleft(), ()):
            if arc == without or place in seen:
                continue
            if place == end:
                return True
            seen.add(place)
            ahead.append(place)
    return False
