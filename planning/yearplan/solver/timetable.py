"""A plan in the making: who is where, what every series costs, and what is still free. Never breaks a hard rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from planning.yearplan.solver.candidates import NEVER, Candidates, Cell, Floats, Soft
from planning.yearplan.solver.plan import Meeting
from planning.yearplan.solver.series import SKIPPED, Batch
from planning.yearplan.solver.windows import Array

Year = dict[int, Cell]  # number → cell, of one series


class Timetable:
    """The placed meetings of every series, the use of every row, and the score, kept up to date."""

    def __init__(self, candidates: Candidates) -> None:
        self.candidates = candidates
        self.years: list[Year] = [{} for _ in candidates.series]
        self.use: NDArray[np.int16] = np.zeros((candidates.rows.count, candidates.days), dtype=np.int16)
        self.costs = [series.count * candidates.instance.weights.unplaced for series in candidates.series]
        self._guests: list[list[int]] = [[] for _ in candidates.series]
        for guest, softs in enumerate(candidates.soft):
            for soft in softs:
                for host in soft.hosts:
                    self._guests[host].append(guest)
        self._batches: dict[tuple[int, bool], Batch] = {}
        for series, pins in enumerate(candidates.pins):
            if pins:
                self.put(series, dict(pins))

    @property
    def score(self) -> float:
        """The cost of the whole plan as the judge counts it."""
        return sum(self.costs)

    @property
    def placed(self) -> int:
        """How many meetings have a place."""
        return sum(len(year) for year in self.years)

    @property
    def moved(self) -> int:
        """How many meetings stand elsewhere than people hold them."""
        held, previous = self.candidates.held, self.candidates.instance.previous
        return sum(
            number in previous.get(self.candidates.series[series].id, {}) and held[series].get(number) != cell
            for series, year in enumerate(self.years)
            for number, cell in year.items()
        )

    def put(self, series: int, year: Year) -> None:
        """Replace the year of one series. The caller has seen to it that the cells are free."""
        self._count(self.years[series], -1)
        self._count(year, +1)
        self.years[series] = year
        self.costs[series] = self._cost(series)
        for guest in self._guests[series]:
            self.costs[guest] = self._cost(guest)

    def clear(self, series: int) -> None:
        """Take out everything of a series but its pins."""
        self.put(series, dict(self.candidates.pins[series]))

    def cells(self, series: int) -> Floats:
        """Cost of the series' cells (days × its nodes) beside everything that stands; the series itself is left out."""
        nodes = self.candidates.nodes_of(series)
        self._count(self.years[series], -1)
        found = self.candidates.cost[nodes.start : nodes.stop].T.copy()
        for column, node in enumerate(nodes):
            rows = self.candidates.rows.of(node)
            full = (self.use[rows] >= self.candidates.rows.capacity[rows, None]).any(axis=0)
            found[full, column] = NEVER
        self._count(self.years[series], +1)
        if self.candidates.soft[series] or self._guests[series]:
            self._add_absences(series, found)
        return found

    def best_year(self, series: int, prices: Array | None = None) -> Year:
        """The best year of one series beside everything that stands, at these extra prices (days × its nodes)."""
        cells = self.cells(series)
        if prices is not None:
            cells = np.minimum(cells + prices, NEVER)
        year: Year = {}
        for whole in (False, True):
            key = (series, whole)
            if key not in self._batches:
                self._batches[key] = Batch(self.candidates, [series], whole=whole)
            best = self._batches[key].solve(cells.astype(np.float32))
            year = {
                number: (int(node), int(day))
                for number, (node, day) in enumerate(zip(best.nodes[0], best.days[0], strict=True), start=1)
                if day != SKIPPED
            }
            if len(year) == self.candidates.series[series].count:
                return year
        return self._in_order(series, year)

    def meetings(self) -> Iterable[Meeting]:
        """Every placed meeting."""
        for series, year in zip(self.candidates.series, self.years, strict=True):
            for number, (node, day) in sorted(year.items()):
                yield Meeting(series.id, number, self.candidates.when(node, day))

    def years_of(self, meetings: Iterable[Meeting]) -> dict[int, Year]:
        """The years of a plan of this instance; what the instance has no cell for is left out."""
        index = {series.id: number for number, series in enumerate(self.candidates.series)}
        years: dict[int, Year] = {number: {} for number in index.values()}
        for each in meetings:
            cell = self.candidates.cell(index[each.series], each.start) if each.series in index else None
            if cell is not None:
                years[index[each.series]][each.number] = cell
        return years

    def copy_years(self, members: Collection[int] | None = None) -> dict[int, Year]:
        """The present years, to go back to."""
        chosen: Iterable[int] = range(len(self.years)) if members is None else members
        return {series: dict(self.years[series]) for series in chosen}

    def restore(self, years: dict[int, Year]) -> None:
        """Go back to years that stood together before."""
        for series in years:
            self.put(series, {})
        for series, year in years.items():
            self.put(series, year)

    def _in_order(self, series: int, year: Year) -> Year:
        """Where numbers were left out the gaps start afresh; what is then out of order is left out too, pins never."""
        pins = self.candidates.pins[series]
        kept: Year = dict(pins)
        for number, cell in sorted(year.items()):
            fits = all(
                (cell[1] > at) == (number > other) and cell[1] != at
                for other, (_, at) in kept.items()
                if other != number
            )
            if number not in pins and fits:
                kept[number] = cell
        return kept

    def _count(self, year: Year, change: int) -> None:
        for node, day in year.values():
            self.use[self.candidates.rows.of(node), day] += change

    def _cost(self, series: int) -> float:
        """What the judge counts for one series, absences included."""
        candidates, year = self.candidates, self.years[series]
        total, weights = year_cost(candidates, series, year), candidates.instance.weights
        for soft in candidates.soft[series]:
            total += weights.optional_absent * sum(self._away(soft, cell, series) for cell in year.values())
        return total

    def _at_work(self, soft: Soft, node: int, day: int) -> bool:
        candidates = self.candidates
        minutes = candidates.series[int(candidates.owner[node])].minutes
        return bool(candidates.free(candidates.instance.people[soft.person], int(candidates.start[node]), minutes)[day])

    def _away(self, soft: Soft, cell: Cell, series: int) -> bool:
        """Whether an optional person who is at work is required elsewhere at this time."""
        node, day = cell
        return self._at_work(soft, node, day) and any(
            at == day and self.candidates.clash(node, other)
            for host in soft.hosts
            if host != series
            for other, at in self.years[host].values()
        )

    def _add_absences(self, series: int, found: Floats) -> None:
        """Add what a cell costs because optional people are elsewhere: ours there, and others' here."""
        candidates, weight = self.candidates, self.candidates.instance.weights.optional_absent
        nodes = candidates.nodes_of(series)
        for soft in candidates.soft[series]:
            away = np.zeros_like(found, dtype=np.bool_)
            for host in soft.hosts:
                for other, day in self.years[host].values():
                    for column, node in enumerate(nodes):
                        away[day, column] |= candidates.clash(node, other) and self._at_work(soft, node, day)
            found[away] += weight
        for guest in self._guests[series]:
            for soft in candidates.soft[guest]:
                if series not in soft.hosts:
                    continue
                rest = Soft(soft.person, tuple(host for host in soft.hosts if host != series))
                for cell in self.years[guest].values():
                    if self._at_work(soft, *cell) and not self._away(rest, cell, guest):
                        for column, node in enumerate(nodes):
                            if candidates.clash(node, cell[0]):
                                found[cell[1], column] += weight
        np.minimum(found, NEVER, out=found)


def year_cost(candidates: Candidates, series: int, year: Year) -> float:
    """What the judge counts for one series, but for optional people who are required elsewhere."""
    each = candidates.series[series]
    total = candidates.instance.weights.unplaced * (each.count - len(year))
    if not year:
        return total
    spread, moved, held = candidates.spread(each.count), candidates.moved[series], candidates.held[series]
    for number, (node, day) in year.items():
        total += float(spread[number - 1, day]) + float(candidates.cost[node, day])
        if held.get(number) != (node, day):
            total += float(moved[number - 1])
    return total + rhythm_cost(candidates, series, list(year.values()))


def rhythm_cost(candidates: Candidates, series: int, cells: Sequence[Cell]) -> float:
    """Rhythm and preference of the cheapest rhythm among the weekdays and starts that occur."""
    each, weights = candidates.series[series], candidates.instance.weights
    weekdays = [int(candidates.weekday[day]) for _, day in cells]
    starts = [int(candidates.start[node]) for node, _ in cells]
    day_cost = min(
        weights.rhythm_weekday * (len(cells) - weekdays.count(weekday))
        + weights.prefer_weekday * (weekday != each.prefer_weekday)
        for weekday in set(weekdays)
    )
    start_cost = min(
        weights.rhythm_start * (len(cells) - starts.count(start)) + weights.prefer_start * (start != each.prefer_start)
        for start in set(starts)
    )
    return day_cost + start_cost
