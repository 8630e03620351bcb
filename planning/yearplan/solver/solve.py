"""The solver's door: an instance in, a legal plan with a proven bound out, within the time asked."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from planning.yearplan.solver.assemble import Assembling, Pool
from planning.yearplan.solver.bound import Prices, Relaxation, certify
from planning.yearplan.solver.candidates import Candidates, Floats
from planning.yearplan.solver.check import check
from planning.yearplan.solver.columns import Market, Offer
from planning.yearplan.solver.construct import construct, order_by_room
from planning.yearplan.solver.explain import explain
from planning.yearplan.solver.improve import shake
from planning.yearplan.solver.instance import Instance
from planning.yearplan.solver.plan import Meeting, Plan
from planning.yearplan.solver.replan import keep, moves_of
from planning.yearplan.solver.room import with_room
from planning.yearplan.solver.timetable import Timetable, Year

REPORT_EVERY = 0.3  # seconds between two reports of progress
STAGE = 100  # steps of the climb between two looks at what the prices give
MOST_STEPS = 600  # of the climb: by then every instance we have seen stands still
MOST_MET = 60  # years per series that the search has met and that are put together again
ROUNDS = 4  # of ruin and recreate per series, between two assemblies
FOR_MOVES = 0.5  # of the time when planning again: to find the fewest moves (at least a second)
FOR_PLACES = 0.3  # then: to find the best places for what moves; the rest is for the bound
FOR_ROOM, MOST_FOR_ROOM = 0.1, 3.0  # of the time, and seconds, that may be added to try what would make room
GRACE = 1.5  # seconds that the first plan may take whatever the limit, so that it is whole


class SolverFault(RuntimeError):
    """The checker found a broken rule in our own plan: a fault in the solver, so no plan goes out."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. `phase` is one of construct, bound, improve, done; score and bound as in `Plan`.

    `meetings` gives the plan that has this score, to go on from another time; None while there is no whole plan.
    """

    phase: str
    seconds: float
    placed: int
    total: int
    score: float
    bound: float | None
    meetings: Callable[[], list[Meeting]] | None = None


def solve(
    instance: Instance,
    *,
    time_limit: float,
    workers: int = 1,
    seed: int = 0,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    go_on_from: Sequence[Meeting] = (),
) -> Plan:
    """Plan a year. Hard rules are never broken; what finds no place is in `unplaced` with reasons.

    `time_limit` is wall time in seconds. `on_progress` is called a few times a second at most; when `should_stop`
    answers True the best plan so far comes back. The same seed and inputs run through the same plans in the same
    order: the clock only decides how far down that road the run comes, and a run that ends because its plan is proven
    best gives the same plan always.

    `go_on_from` is a legal plan of this very instance, as `Progress.meetings` gave it: the search begins there.

    Where the instance holds a `previous` plan the order is strict: as few unplaced as can be, then as few moved, then
    the rest of the score. The bound is on the score of any plan, also of one that moves more.
    """
    began = time.monotonic()

    def run(problem: Instance, until: float, start: dict[int, Year] | None = None) -> _Run:
        return _Run(
            problem,
            time_limit=max(0.0, until - (time.monotonic() - began)),
            workers=workers,
            seed=seed,
            on_progress=on_progress,
            should_stop=should_stop,
            start=start,
            go_on_from=go_on_from,
        )

    for_room = min(MOST_FOR_ROOM, FOR_ROOM * time_limit)
    if not instance.previous:
        return with_room(instance, run(instance, time_limit).plan(), seconds=for_room)
    stays, repaired = keep(
        instance, seconds=max(1.0, time_limit * FOR_MOVES), stop=lambda: should_stop is not None and should_stop()
    )
    plan = run(stays, time_limit * (FOR_MOVES + FOR_PLACES), repaired.years).plan()
    plan = with_room(instance, plan, seconds=for_room)
    return replace(
        plan,
        bound=run(instance, time_limit).prove(plan.score),
        seconds=time.monotonic() - began,
        moved=moves_of(instance, plan),
        moved_bound=repaired.least_moves(len(plan.unplaced)),
    )


class _Run:
    def __init__(
        self,
        instance: Instance,
        *,
        time_limit: float,
        workers: int,
        seed: int,
        on_progress: Callable[[Progress], None] | None,
        should_stop: Callable[[], bool] | None,
        start: dict[int, Year] | None,
        go_on_from: Sequence[Meeting],
    ) -> None:
        self._began = time.monotonic()
        self._limit = time_limit
        self._workers = max(1, workers)
        self._rng = np.random.default_rng(seed)
        self._tell = on_progress
        self._asked = should_stop
        self._told = -REPORT_EVERY
        self._phase = "construct"
        self._bound: float | None = None
        self._instance = instance
        self._candidates = Candidates(instance)
        self._prices = Prices(self._candidates)
        self._pool = Pool(self._candidates)
        self._timetable = Timetable(self._candidates)
        self._start = start
        if start is None and go_on_from:
            self._start = self._timetable.years_of(go_on_from)
        if self._start is not None:
            self._timetable.restore(self._start)
        self._total = sum(series.count for series in self._candidates.series)
        self._shown = (self._timetable.score, self._timetable.placed)
        self._whole_plan = True  # whether every series had its turn

    def plan(self) -> Plan:
        if self._total and self._candidates.days:
            self._search()
        elif self._total:
            self._bound = self._timetable.score
        else:
            self._bound = 0
        if self._start is not None and self._worse_than_start():
            self._timetable.restore(self._start)
        self._report("done", always=True)
        meetings = tuple(self._timetable.meetings())
        unplaced = explain(self._timetable, cut_short=not self._whole_plan)
        verdict = check(self._instance, Plan(meetings, unplaced))
        if verdict.broken:
            raise SolverFault(f"{len(verdict.broken)} rules broken, the first: {verdict.broken[0]}")
        return Plan(meetings, unplaced, self._bound, self._seconds, verdict.score, dict(verdict.terms))

    def prove(self, score: float | None) -> float:
        """A lower bound on the score of any plan, given the score of one; looks for no plan."""
        if not self._total or not self._candidates.days:
            return self._timetable.score
        self._tell = None
        relaxation = Relaxation(self._candidates, self._prices)
        upper = self._timetable.score if score is None else score
        while not self._stop() and not relaxation.settled and relaxation.steps < MOST_STEPS:
            relaxation.climb(upper)
            if self._whole(relaxation.bound) >= upper:
                break
        return certify(self._candidates, self._prices, relaxation.best)

    def _worse_than_start(self) -> bool:
        """Whether the search gave up a meeting, or moved one more, for a better score: planning again may not."""
        now = self._timetable.copy_years()
        self._timetable.restore(self._start or {})
        before = (-self._timetable.placed, self._timetable.moved)
        self._timetable.restore(now)
        return (-self._timetable.placed, self._timetable.moved) > before

    @property
    def _seconds(self) -> float:
        return time.monotonic() - self._began

    def _stop(self, grace: float = 0.0) -> bool:
        self._report(self._phase)
        return self._seconds >= self._limit + grace or (self._asked is not None and self._asked())

    def _report(self, phase: str, *, always: bool = False) -> None:
        if self._tell is None or (not always and self._seconds - self._told < REPORT_EVERY):
            return
        self._told = self._seconds
        # The search also walks through worse plans; nobody needs to see those.
        meetings: Callable[[], list[Meeting]] | None = None
        if self._timetable.score <= self._shown[0]:
            self._shown = (self._timetable.score, self._timetable.placed)
            if phase != "construct":
                meetings = partial(list, self._timetable.meetings())
        score, placed = self._shown
        self._tell(Progress(phase, self._seconds, placed, self._total, score, self._bound, meetings))

    def _search(self) -> None:
        order = order_by_room(self._candidates)
        grace = max(0.0, self._seconds + GRACE - self._limit)
        if self._start is None:
            construct(self._timetable, order, prices=self._prices, stop=lambda: self._stop(grace))
        self._whole_plan = not self._stop(grace)
        self._phase = "bound"
        relaxation = Relaxation(self._candidates, self._prices)
        market = self._stage(relaxation, order)
        while not self._done and not relaxation.settled and relaxation.steps < MOST_STEPS:
            market = self._stage(relaxation, order)
        self._phase = "improve"
        while not self._done:
            assembling, offer = self._assemble(market)
            if self._workers > 1:
                self._shake(relaxation.best)
                self._adopt(assembling, offer, market)
            else:
                self._adopt(assembling, offer, market)
                self._shake(relaxation.best)

    def _stage(self, relaxation: Relaxation, order: list[int]) -> Market:
        """Raise the bound for some steps; then let the prices make plans, and put the near-best years together."""
        for step in range(1, STAGE + 1):
            if self._stop() or relaxation.settled or self._whole(relaxation.bound) >= self._timetable.score:
                break
            relaxation.climb(self._timetable.score)
            if step % (STAGE // 2) == 0:
                self._try_prices(order, relaxation.best)
        proven = certify(self._candidates, self._prices, relaxation.best)
        self._bound = max(self._bound or 0.0, proven)
        market = Market(self._candidates, self._prices, relaxation.best)
        if not self._done:
            assembling, offer = self._assemble(market)
            self._adopt(assembling, offer, market)
        return market

    def _shake(self, multipliers: Floats) -> None:
        shake(
            self._timetable,
            prices=self._prices,
            multipliers=multipliers,
            rng=self._rng,
            rounds=ROUNDS * len(self._candidates.series),
            warmth=self._unit,
            pool=self._pool,
            stop=lambda: self._done,
        )

    @property
    def _proven(self) -> bool:
        return self._bound is not None and self._timetable.score <= self._bound

    @property
    def _done(self) -> bool:
        return self._stop() or self._proven

    @property
    def _unit(self) -> float:
        """What counts as a small difference: half of what a meeting costs on average."""
        return 0.5 * max(self._bound or 0, 0.1 * self._timetable.score) / self._total

    def _try_prices(self, order: list[int], multipliers: Floats) -> None:
        for factor in (1.0, 0.9, 0.8):
            if self._done:
                return
            other = Timetable(self._candidates)
            construct(other, order, prices=self._prices, multipliers=multipliers * factor, stop=self._stop)
            if other.score < self._timetable.score:
                self._timetable = other

    def _assemble(self, market: Market) -> tuple[Assembling, Offer]:
        """Begin to put near-best years and years met together; the market is wider each time."""
        offer = market.offer(gap=self._timetable.score - market.bound, unit=self._unit, stop=self._stop)
        options = [
            [*((column.year, column.cost) for column in columns), *self._pool.of(series, most=MOST_MET)]
            for series, columns in enumerate(offer.columns)
        ]
        left = max(self._limit - self._seconds, 0.0)
        return Assembling(self._timetable, options, seconds=left, stop=self._stop), offer

    def _adopt(self, assembling: Assembling, offer: Offer, market: Market) -> None:
        """Take over what was put together if it is better; a complete offer proves more as well."""
        found = assembling.result(self._stop)
        if found.years is None:
            return
        before, years = self._timetable.score, self._timetable.copy_years()
        self._timetable.restore(found.years)
        if self._timetable.score > before:
            self._timetable.restore(years)
        if offer.complete and self._bound is not None:
            self._bound = max(self._bound, self._whole(min(found.bound, market.bound + offer.slack)))

    def _whole(self, bound: float) -> float:
        """What a bound proves of the score, which is a whole number where the weights are."""
        if not self._instance.weights.whole or bound == -math.inf:
            return bound - 1e-3 * self._total
        return float(math.ceil(bound - 1e-6))
