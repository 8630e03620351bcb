"""The bound: never above a legal plan's cost, whatever the prices; tight where nobody is shared."""

from __future__ import annotations

import numpy as np
import pytest

from planning.yearplan.solver.bound import Prices, Relaxation, certify
from planning.yearplan.solver.candidates import Candidates
from planning.yearplan.solver.construct import construct, order_by_room
from planning.yearplan.solver.timetable import Timetable
from tests.solver.making import read, region, two_schools


def never() -> bool:
    return False


@pytest.fixture(scope="module")
def candidates() -> Candidates:
    return Candidates(read(region(14, seed=5)))


@pytest.fixture(scope="module")
def cost_of_a_plan(candidates: Candidates) -> float:
    table = Timetable(candidates)
    construct(table, order_by_room(candidates), prices=Prices(candidates), stop=never)
    return table.score


def test_any_prices_give_a_bound(candidates: Candidates, cost_of_a_plan: float) -> None:
    prices, rng = Prices(candidates), np.random.default_rng(2)
    for scale in (0.0, 0.01, 0.5, 3.0, 100.0):
        multipliers = rng.random((candidates.days, candidates.rows.count + 1)) * scale
        multipliers[:, prices.none] = 0
        assert certify(candidates, prices, multipliers) <= cost_of_a_plan


def test_climbing_raises_the_bound(candidates: Candidates, cost_of_a_plan: float) -> None:
    prices = Prices(candidates)
    relaxation = Relaxation(candidates, prices)
    relaxation.climb(cost_of_a_plan)
    start = relaxation.bound
    for _ in range(150):
        relaxation.climb(cost_of_a_plan)
    assert start < relaxation.bound <= cost_of_a_plan
    proven = certify(candidates, prices, relaxation.best)
    assert start < proven <= cost_of_a_plan
    assert proven == certify(candidates, prices, relaxation.best, part=3)


def test_usage_counts_meetings_per_row_and_day(candidates: Candidates) -> None:
    relaxation = Relaxation(candidates, Prices(candidates))
    found = relaxation.climb(1e6)
    usage = relaxation.usage(found)
    table = np.zeros_like(usage)
    for day, node in zip(found.days.ravel().tolist(), found.nodes.ravel().tolist(), strict=True):
        if day >= 0:
            table[day, candidates.rows.of(node)] += 1
    assert np.array_equal(usage[:, :-1], table[:, :-1])


def test_without_shared_people_the_bound_is_the_cost() -> None:
    data = two_schools()
    data["series"][1]["required"] = ["ib2"]
    alone = Candidates(read(data))
    table = Timetable(alone)
    construct(table, [0, 1], prices=Prices(alone), stop=never)
    assert certify(alone, Prices(alone), np.zeros((alone.days, alone.rows.count + 1))) == table.score


def test_a_fraction_is_not_rounded_up_to_more_than_is_proven() -> None:
    data = two_schools()
    data["series"][1]["required"] = ["ib2"]
    data["series"][0]["prefer"]["weekday"] = 4
    data["weights"]["rhythm_weekday"] = data["weights"]["prefer_weekday"] = 0.3
    odd = Candidates(read(data))
    bound = certify(odd, Prices(odd), np.zeros((odd.days, odd.rows.count + 1)))
    table = Timetable(odd)
    construct(table, [0, 1], prices=Prices(odd), stop=never)
    assert bound <= table.score
    assert 0 < bound == pytest.approx(table.score, abs=1e-5)
