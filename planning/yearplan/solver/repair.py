"""The plan that people hold, after a change: nothing stays out that need not, then the fewest meetings move, proven.

Only the meetings that are hit may go anywhere at first; each of the others is kept or given up for one move, and one
that is given up stands in nobody's way. That asks less than the real problem, so what it costs is a lower bound. Where
the answer gives up a meeting, that one may go anywhere as well, and the question is put again. When nothing is given up
any more the answer is a plan, and its moves are the fewest there are.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from ortools.sat.python import cp_model

from planning.yearplan.solver.candidates import Candidates, Cell
from planning.yearplan.solver.construct import Stop
from planning.yearplan.solver.timetable import Year

MOST_CELLS = 100_000  # what one model can hold: beyond, the plan that people hold says too little to go by

Place = tuple[int, int]  # series, number


@dataclass(frozen=True, slots=True)
class Repaired:
    """`years`: the plan with fewest unplaced, then fewest moves, as far as time allowed; None if there was none.

    `bound`: no legal plan costs less, where an unplaced meeting costs `missing` and a move 1.
    """

    years: dict[int, Year] | None
    bound: float
    missing: int

    def least_moves(self, unplaced: int) -> int:
        """How many meetings must move at least in any plan that leaves no more than these unplaced."""
        return max(0, math.ceil(self.bound - self.missing * unplaced - 1e-6))


def repair(candidates: Candidates, *, seconds: float, stop: Stop) -> Repaired:
    """The fewest moves that make the held plan legal again, found in at most `seconds`."""
    return _Repair(candidates, seconds=seconds, stop=stop).run()


class _Repair:
    def __init__(self, candidates: Candidates, *, seconds: float, stop: Stop) -> None:
        self._candidates = candidates
        self._left = seconds
        self._stop = stop
        self._missing = 1 + sum(series.count for series in candidates.series)
        self._anywhere: set[Place] = set()  # who may take any cell

    def run(self) -> Repaired:
        self._anywhere = {
            (index, number)
            for index, series in enumerate(self._candidates.series)
            for number in range(1, series.count + 1)
            if number not in self._candidates.held[index] and self._is_open(index, number)
        }
        bound = 0.0
        while self._left > 0 and not self._stop():
            small = self._cells() <= MOST_CELLS
            if not small:
                self._anywhere = set()
            model = _Model(self._candidates, self._anywhere, self._missing)
            solver = cp_model.CpSolver()
            solver.parameters.max_time_in_seconds = self._left
            solver.parameters.num_workers = 1
            status = solver.solve(model.model)
            self._left -= solver.wall_time
            if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
                break
            bound = max(bound, solver.best_objective_bound)
            given_up = {place for place, variable in model.elsewhere.items() if solver.value(variable)}
            if not small:
                break
            if not given_up:
                return Repaired(model.years(solver), bound, self._missing)
            self._anywhere |= given_up
        return Repaired(None, bound, self._missing)

    def _is_open(self, index: int, number: int) -> bool:
        candidates = self._candidates
        fixed = number in candidates.past[index] or number in candidates.gone[index]
        return not fixed and number not in self._candidates.instance.series[candidates.series[index].id].pinned

    def _cells(self) -> int:
        legal = self._candidates.legal
        return sum(int(legal[_nodes(self._candidates, index)].sum()) for index, _ in self._anywhere)


class _Model:
    """One question: who may go anywhere is given, the others are kept or given up."""

    def __init__(self, candidates: Candidates, anywhere: set[Place], missing: int) -> None:
        self.model = cp_model.CpModel()
        self.elsewhere: dict[Place, cp_model.IntVar] = {}
        self._candidates = candidates
        self._cells: dict[Place, dict[Cell, cp_model.IntVar]] = {}
        self._here: dict[Place, cp_model.IntVar] = {}
        cost: list[cp_model.LinearExprT] = []
        for index, series in enumerate(candidates.series):
            for number in range(1, series.count + 1):
                place = (index, number)
                if number in candidates.past[index]:
                    continue
                cells = self._options(place, anywhere)
                kept = candidates.held[index].get(number)
                moves = number in candidates.instance.previous.get(series.id, {})
                variables = {cell: self.model.new_bool_var("") for cell in cells}
                self._cells[place] = variables
                self._here[place] = here = self.model.new_bool_var("")
                self.model.add(sum(variables.values()) == here)
                cost += [variable for cell, variable in variables.items() if moves and cell != kept]
                free = self._free_to_leave(place, anywhere)
                if free:
                    self.elsewhere[place] = away = self.model.new_bool_var("")
                    self.model.add(here + away <= 1)
                    cost += [away] if moves else []
                cost.append(missing * (1 - here - (self.elsewhere[place] if free else 0)))
                for cell, variable in variables.items():
                    self.model.add_hint(variable, cell == kept)
        for index in range(len(candidates.series)):
            self._order(index, anywhere)
        self._rows()
        self.model.minimize(sum(cost))

    def years(self, solver: cp_model.CpSolver) -> dict[int, Year]:
        """The plan of an answer."""
        found: dict[int, Year] = {index: dict(past) for index, past in enumerate(self._candidates.past)}
        for (index, number), variables in self._cells.items():
            for cell, variable in variables.items():
                if solver.value(variable):
                    found[index][number] = cell
        return found

    def _options(self, place: Place, anywhere: set[Place]) -> list[Cell]:
        index, number = place
        candidates = self._candidates
        series = candidates.series[index]
        if number in candidates.gone[index]:
            return []
        if number in series.pinned:
            cell = candidates.cell(index, series.pinned[number])
            return [cell] if cell is not None and candidates.legal[cell] else []
        if place in anywhere:
            nodes = _nodes(candidates, index)
            node, day = candidates.legal[nodes, candidates.begun :].nonzero()
            return list(zip((node + nodes.start).tolist(), (day + candidates.begun).tolist(), strict=True))
        return [candidates.held[index][number]] if number in candidates.held[index] else []

    def _free_to_leave(self, place: Place, anywhere: set[Place]) -> bool:
        index, number = place
        fixed = number in self._candidates.gone[index] or number in self._candidates.series[index].pinned
        return not fixed and place not in anywhere

    def _order(self, index: int, anywhere: set[Place]) -> None:
        """Gaps between consecutive meetings, and order between all."""
        candidates, series = self._candidates, self._candidates.series[index]
        for first in range(1, series.count + 1):
            for second in range(first + 1, series.count + 1):
                next_to = second == first + 1
                loose = (index, first) in anywhere or (index, second) in anywhere
                if second in candidates.past[index] or not (next_to or loose or second in series.pinned):
                    continue
                gap = self._day(index, second) - self._day(index, first)
                both = [self._here[index, each] for each in (first, second) if (index, each) in self._here]
                least = series.min_gap_days if next_to else min(1, series.min_gap_days)
                self.model.add(gap >= least).only_enforce_if(both)
                if next_to:
                    self.model.add(gap <= series.max_gap_days).only_enforce_if(both)

    def _day(self, index: int, number: int) -> cp_model.LinearExpr:
        candidates = self._candidates
        if number in candidates.past[index]:
            return cp_model.LinearExpr.constant(int(candidates.ordinal[candidates.past[index][number][1]]))
        cells = self._cells[index, number]
        return cp_model.LinearExpr.weighted_sum(
            list(cells.values()), [int(candidates.ordinal[day]) for _, day in cells]
        )

    def _rows(self) -> None:
        use: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for variables in self._cells.values():
            for (node, day), variable in variables.items():
                for row in self._candidates.rows.of(node).tolist():
                    use[row, day].append(variable)
        for (row, _), users in use.items():
            capacity = int(self._candidates.rows.capacity[row])
            if capacity == 1:
                self.model.add_at_most_one(users)
            elif len(users) > capacity:
                self.model.add(sum(users) <= capacity)


def _nodes(candidates: Candidates, index: int) -> slice:
    nodes = candidates.nodes_of(index)
    return slice(nodes.start, nodes.stop)
