"""Choose one year per series out of many, so that all fit together and the sum is least: set partitioning by CP-SAT.

The years come from two sides: those that are near-best at the prices of the bound, and those the search has met. With
good prices a few dozen years per series hold a plan within a fraction of a per cent of the best one.
"""

from __future__ import annotations

import math
import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from planning.yearplan.solver.candidates import Candidates, Cell
from planning.yearplan.solver.construct import Stop
from planning.yearplan.solver.timetable import Timetable, Year, year_cost

FINE = 1000  # CP-SAT counts in whole numbers: costs are given in thousandths where weights are not whole
POLL = 0.05  # seconds between two looks at the clock while CP-SAT works

Key = tuple[tuple[int, Cell], ...]
Options = Sequence[Iterable[tuple[Year, float]]]  # per series its possible years, with what each costs by itself


class Pool:
    """The years met so far, per series, each with what it costs by itself."""

    def __init__(self, candidates: Candidates) -> None:
        self._candidates = candidates
        self._years: list[dict[Key, float]] = [{} for _ in candidates.series]

    def add(self, series: int, year: Year) -> None:
        """Remember a year."""
        key = tuple(sorted(year.items()))
        if key not in self._years[series]:
            self._years[series][key] = year_cost(self._candidates, series, year)

    def of(self, series: int, *, most: int) -> list[tuple[Year, float]]:
        """The `most` cheapest years of a series."""
        ranked = sorted(self._years[series].items(), key=lambda item: (item[1], item[0]))
        return [(dict(key), cost) for key, cost in ranked[:most]]


@dataclass(frozen=True, slots=True)
class Assembly:
    """The best choice found (None if none was), and a proven lower bound on the cost of any choice."""

    years: dict[int, Year] | None
    bound: float


class Assembling:
    """CP-SAT at work on one choice per series, in a thread of its own, beginning at the present plan.

    The caller goes on with other things, or waits with `result`; the thread takes the same road every time, for CP-SAT
    has one worker. The present years are options always. Costs are those of `year_cost`, so the bound holds although
    absences of optional people who are required elsewhere are not counted.
    """

    def __init__(self, timetable: Timetable, options: Options, *, seconds: float, stop: Stop) -> None:
        self._model = _Model(timetable, options, stop)
        self._solver = cp_model.CpSolver()
        self._solver.parameters.max_time_in_seconds = max(seconds, 0.01)
        self._solver.parameters.num_workers = 1
        self._solver.parameters.linearization_level = 2
        self._status: list[cp_model.CpSolverStatus] = []
        self._thread = threading.Thread(target=self._work, daemon=True)
        if not stop():
            self._thread.start()

    def _work(self) -> None:
        self._status.append(self._solver.solve(self._model.model))

    def result(self, stop: Stop) -> Assembly:
        """Wait for the end, or end it when `stop` says so."""
        while self._thread.is_alive():
            self._thread.join(POLL)
            if self._thread.is_alive() and stop():
                self._solver.stop_search()
        if not self._status or self._status[0] not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return Assembly(None, -math.inf)
        chosen = {series: year for variable, series, year in self._model.choices if self._solver.value(variable)}
        return Assembly(chosen, self._solver.best_objective_bound / self._model.scale)


class _Model:
    def __init__(self, timetable: Timetable, options: Options, stop: Stop) -> None:
        self.model = cp_model.CpModel()
        self.choices: list[tuple[cp_model.IntVar, int, Year]] = []
        self.scale = 1 if timetable.candidates.instance.weights.whole else FINE
        self._use: dict[tuple[int, int], list[cp_model.IntVar]] = defaultdict(list)
        costs: list[tuple[cp_model.IntVar, int]] = []
        for series, years in enumerate(options):
            if stop():
                return
            variables = []
            present = timetable.years[series]
            found = {tuple(sorted(year.items())): (year, cost) for year, cost in years}
            found[tuple(sorted(present.items()))] = (dict(present), year_cost(timetable.candidates, series, present))
            for year, cost in found.values():
                variable = self.model.new_bool_var("")
                self.model.add_hint(variable, year == present)
                self._count(timetable.candidates, variable, year)
                variables.append(variable)
                costs.append((variable, round(cost * self.scale)))
                self.choices.append((variable, series, year))
            self.model.add_exactly_one(variables)
        for (row, _), users in self._use.items():
            if stop():
                return
            capacity = int(timetable.candidates.rows.capacity[row])
            if capacity == 1:
                self.model.add_at_most_one(users)
            elif len(users) > capacity:
                self.model.add(sum(users) <= capacity)
        self.model.minimize(sum(variable * cost for variable, cost in costs))

    def _count(self, candidates: Candidates, variable: cp_model.IntVar, year: Year) -> None:
        for node, day in year.values():
            if day < candidates.begun:
                continue  # what has been stands together, whatever it breaks by now
            for row in candidates.rows.of(node).tolist():
                self._use[row, day].append(variable)
