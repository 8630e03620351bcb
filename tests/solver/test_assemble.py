"""Choosing one year per series: the best choice that fits, from what is offered."""

from __future__ import annotations

import itertools

import numpy as np

from planning.yearplan.solver.assemble import Assembling, Pool
from planning.yearplan.solver.bound import Prices
from planning.yearplan.solver.candidates import Candidates
from planning.yearplan.solver.columns import Market
from planning.yearplan.solver.construct import construct
from planning.yearplan.solver.timetable import Timetable, year_cost
from tests.solver.making import read, region, two_schools


def never() -> bool:
    return False


def test_the_best_choice_that_fits() -> None:
    data = two_schools()
    data["people"][1]["hours"] = data["people"][2]["hours"] = {"1": ["08:15", "16:45"]}
    data["schools"][1]["location"] = [150.0, 0.0]
    candidates = Candidates(read(data))
    table = Timetable(candidates)
    construct(table, [0, 1], prices=Prices(candidates), stop=never)
    days = [1 + 5 * week for week in range(8)]
    years = [
        [{1: (2 * series, first), 2: (2 * series, second)} for first, second in itertools.combinations(days, 2)]
        for series in range(2)
    ]
    options = [[(year, year_cost(candidates, series, year)) for year in years[series]] for series in range(2)]
    found = Assembling(table, options, seconds=10, stop=never).result(never)
    least = min(
        a[1] + b[1]
        for a, b in itertools.product(*options)
        if not {day for _, day in a[0].values()} & {day for _, day in b[0].values()}
    )
    assert found.years is not None
    assert found.bound == least == sum(year_cost(candidates, series, year) for series, year in found.years.items())
    table.restore(found.years)
    assert table.score == least


def test_a_fraction_counts() -> None:
    data = two_schools()
    data["weights"]["prefer_weekday"] = 0.125
    candidates = Candidates(read(data))
    table = Timetable(candidates)
    construct(table, [0, 1], prices=Prices(candidates), stop=never)
    found = Assembling(table, [[], []], seconds=10, stop=never).result(never)
    assert (found.years, found.bound) == (table.copy_years(), table.score)


def test_what_is_put_together_is_never_worse() -> None:
    candidates = Candidates(read(region(12, 3)))
    prices, free = Prices(candidates), np.zeros((candidates.days, candidates.rows.count + 1))
    table = Timetable(candidates)
    construct(table, range(12), prices=prices, stop=never)
    offer = Market(candidates, prices, free).offer(gap=1.0, unit=1.0, stop=never)
    options = [[(column.year, column.cost) for column in columns] for columns in offer.columns]
    before = table.score
    found = Assembling(table, options, seconds=10, stop=never).result(never)
    assert found.years is not None
    table.restore(found.years)
    assert table.score <= before


def test_it_can_be_stopped_before_it_begins() -> None:
    table = Timetable(Candidates(read(two_schools())))
    assert Assembling(table, [[], []], seconds=10, stop=lambda: True).result(never).years is None


def test_the_pool_gives_the_cheapest_first() -> None:
    candidates = Candidates(read(two_schools()))
    pool = Pool(candidates)
    for year in ({1: (0, 11), 2: (0, 31)}, {1: (1, 2), 2: (1, 12)}, {1: (0, 11), 2: (0, 31)}):
        pool.add(0, year)
    assert [cost for _, cost in pool.of(0, most=5)] == sorted(cost for _, cost in pool.of(0, most=5))
    assert pool.of(0, most=1) == [({1: (0, 11), 2: (0, 31)}, 0)]
    assert len(pool.of(0, most=5)) == 2
    assert pool.of(1, most=5) == []
