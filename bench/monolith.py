"""Beside the solver: all meetings in one CP-SAT model, a Boolean per (meeting, day, start). The plain way to try it.

It gets the solver's own list of what is possible and of what clashes, so that only the way of searching differs.
"""

from __future__ import annotations

import time
from collections import defaultdict

from ortools.sat.python import cp_model

from planning.yearplan.solver.candidates import Candidates
from planning.yearplan.solver.instance import Instance
from planning.yearplan.solver.plan import Meeting, Plan, Unplaced

Booleans = dict[tuple[int, int], cp_model.IntVar]  # (node, day)


def solve(instance: Instance, *, time_limit: float, workers: int) -> Plan:
    """The best plan CP-SAT has when `time_limit` seconds, building the model included, are over."""
    began = time.monotonic()
    model = _Model(Candidates(instance))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.linearization_level = 2
    solver.parameters.max_time_in_seconds = max(time_limit - (time.monotonic() - began), 0.1)
    status = solver.solve(model.cp)
    found = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    meetings = tuple(model.meetings(solver)) if found else ()
    placed = {(each.series, each.number) for each in meetings}
    unplaced = tuple(
        Unplaced(each.id, number, ("not found in time",))
        for each in instance.series.values()
        for number in range(1, each.count + 1)
        if (each.id, number) not in placed
    )
    bound = solver.best_objective_bound if status != cp_model.UNKNOWN else 0.0
    return Plan(meetings, unplaced, max(bound, 0.0), time.monotonic() - began)


class _Model:
    def __init__(self, candidates: Candidates) -> None:
        self.candidates = candidates
        self.cp = cp_model.CpModel()
        self.cells: dict[tuple[int, int], Booleans] = {}  # (series, number) → its Booleans
        self.costs: list[cp_model.LinearExprT] = []
        for index in range(len(candidates.series)):
            self._series(index)
        self._clashes()
        self.cp.minimize(sum(self.costs))

    def _series(self, index: int) -> None:
        candidates, weights = self.candidates, self.candidates.instance.weights
        series, nodes = candidates.series[index], list(candidates.nodes_of(index))
        days = [(node, day) for node in nodes for day in range(candidates.days) if candidates.legal[node, day]]
        weekdays = [self.cp.new_bool_var("") for _ in range(5)]
        starts = {node: self.cp.new_bool_var("") for node in nodes}
        self.cp.add_exactly_one(weekdays)
        self.cp.add_exactly_one(starts.values())
        self.costs += [weights.prefer_weekday * (1 - weekdays[series.prefer_weekday])]
        self.costs += [
            weights.prefer_start * chosen
            for node, chosen in starts.items()
            if candidates.start[node] != series.prefer_start
        ]
        spread, before = candidates.spread(series.count), None
        for number in range(1, series.count + 1):
            cells = {cell: self.cp.new_bool_var("") for cell in days}
            self.cells[index, number] = cells
            absent = self.cp.new_bool_var("")
            self.cp.add_exactly_one([*cells.values(), absent])
            self.costs.append(weights.unplaced * absent)
            self.costs += [
                float(spread[number - 1, day] + candidates.cost[node, day]) * cell
                for (node, day), cell in cells.items()
            ]
            self._rhythm(cells, weekdays, starts)
            at = sum(int(candidates.ordinal[day] - candidates.ordinal[0]) * cell for (_, day), cell in cells.items())
            if before is not None:
                gap, both = at - before[0], [absent.negated(), before[1].negated()]
                self.cp.add(gap >= series.min_gap_days).only_enforce_if(both)
                self.cp.add(gap <= series.max_gap_days).only_enforce_if(both)
            before = (at, absent)

    def _rhythm(self, cells: Booleans, weekdays: list[cp_model.IntVar], starts: dict[int, cp_model.IntVar]) -> None:
        """A meeting off the rhythm that was chosen costs."""
        candidates, weights = self.candidates, self.candidates.instance.weights
        for weekday, chosen in enumerate(weekdays):
            off = self.cp.new_bool_var("")
            here = [cell for (_, day), cell in cells.items() if candidates.weekday[day] == weekday]
            self.cp.add(sum(here) <= chosen + off)
            self.costs.append(weights.rhythm_weekday * off)
        for node, chosen in starts.items():
            off = self.cp.new_bool_var("")
            self.cp.add(sum(cell for (other, _), cell in cells.items() if other == node) <= chosen + off)
            self.costs.append(weights.rhythm_start * off)

    def _clashes(self) -> None:
        """Nobody is in two places: one meeting of a clique per day, and no more than somebody's maximum."""
        used: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        for cells in self.cells.values():
            for (node, day), cell in cells.items():
                for row in self.candidates.rows.of(node):
                    used[int(row), day].append(cell)
        for (row, _day), together in used.items():
            capacity = int(self.candidates.rows.capacity[row])
            if capacity == 1:
                self.cp.add_at_most_one(together)
            else:
                self.cp.add(sum(together) <= capacity)

    def meetings(self, solver: cp_model.CpSolver) -> list[Meeting]:
        """What it chose."""
        return [
            Meeting(self.candidates.series[index].id, number, self.candidates.when(node, day))
            for (index, number), cells in self.cells.items()
            for (node, day), cell in cells.items()
            if solver.boolean_value(cell)
        ]
