"""Near-best years: exactly those within the slack, and a complete offer says so."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from planning.yearplan.solver.bound import Prices, certify
from planning.yearplan.solver.candidates import Candidates
from planning.yearplan.solver.columns import Market, NearBest
from planning.yearplan.solver.timetable import year_cost
from tests.solver.making import person, problem, read, region, school, series
from tests.solver.test_series import every_year, tiny


def never() -> bool:
    return False


@pytest.mark.parametrize("seed", range(12))
def test_all_years_within_the_slack_are_listed(seed: int) -> None:
    candidates = Candidates(read(tiny(seed)))
    stall = NearBest(candidates, Prices(candidates), np.zeros((candidates.days, candidates.rows.count + 1)), 0)
    slack = 6.0
    listed, complete = stall.years(slack, 100_000, stop=never)
    found = {tuple(sorted(each.year.items())): each.cost for each in listed}
    expected = {}
    for year in every_year(candidates):
        cost = year_cost(candidates, 0, year)
        if cost <= stall.best + slack and len(year) == candidates.series[0].count:
            expected[tuple(sorted(year.items()))] = cost
    assert found.items() >= expected.items()
    if not candidates.pins[0] and not candidates.refused[0]:
        assert found == expected
    assert complete or stall.best + slack >= 1000


def test_a_list_that_was_cut_off_says_so() -> None:
    candidates = Candidates(read(region(3, 1)))
    prices = Prices(candidates)
    stall = NearBest(candidates, prices, np.zeros((candidates.days, candidates.rows.count + 1)), 0)
    everything, complete = stall.years(2.0, 10_000, stop=never)
    some, cut = stall.years(2.0, 5, stop=never)
    assert (len(some), complete, cut) == (5, True, False)
    assert len(everything) > 5


def test_nothing_at_all_is_the_best_when_nothing_is_possible() -> None:
    data = problem(people=[person("p", weekdays="")], schools=[school("a")], series=[series("s", "a", ["p"])])
    candidates = Candidates(read(data))
    stall = NearBest(candidates, Prices(candidates), np.zeros((candidates.days, candidates.rows.count + 1)), 0)
    assert stall.best == 2000
    assert stall.years(1.0, 10, stop=never) == ([], False)


def test_a_series_that_cannot_be_whole_is_told_at_once() -> None:
    """Ten meetings of which only four fit: a walk through the ways to leave some out took for ever."""
    data = problem(
        people=[person("p")],
        schools=[school("a")],
        series=[series("s", "a", ["p"], count=10, min_gap_days=21, max_gap_days=60)],
    )
    candidates = Candidates(read(data))
    stall = NearBest(candidates, Prices(candidates), np.zeros((candidates.days, candidates.rows.count + 1)), 0)
    asked = itertools.count()
    assert stall.years(candidates.instance.weights.unplaced, 10_000, stop=lambda: next(asked) > 1) == ([], False)


def test_the_clock_is_looked_at_in_between() -> None:
    candidates = Candidates(read(region(3, 1)))
    stall = NearBest(candidates, Prices(candidates), np.zeros((candidates.days, candidates.rows.count + 1)), 0)
    cut, complete = stall.years(50.0, 100_000, stop=lambda: True)
    assert (0 < len(cut) < 1000, complete) == (True, False)


def test_two_meetings_on_one_day_are_no_year() -> None:
    data = problem(
        people=[person("p")], schools=[school("a")], series=[series("s", "a", ["p"], min_gap_days=0, max_gap_days=0)]
    )
    candidates = Candidates(read(data))
    stall = NearBest(candidates, Prices(candidates), np.zeros((candidates.days, candidates.rows.count + 1)), 0)
    assert stall.years(100.0, 10_000, stop=never)[0] == []


def test_the_market_widens_up_to_the_gap() -> None:
    candidates = Candidates(read(region(6, 2)))
    prices, free = Prices(candidates), np.zeros((candidates.days, candidates.rows.count + 1))
    market = Market(candidates, prices, free)
    assert market.bound <= certify(candidates, prices, free) < market.bound + 1
    offers = [market.offer(gap=1.0, unit=1.0, stop=never) for _ in range(5)]
    slacks = [offer.slack for offer in offers]
    assert slacks == sorted(slacks)
    assert slacks[-1] == 1.0
    assert all(offer.complete for offer in offers)
    sizes = [sum(map(len, offer.columns)) for offer in offers]
    assert all(a <= b for a, b in itertools.pairwise(sizes))


def test_a_market_that_was_stopped_is_not_complete() -> None:
    candidates = Candidates(read(region(6, 2)))
    market = Market(candidates, Prices(candidates), np.zeros((candidates.days, candidates.rows.count + 1)))
    assert not market.offer(gap=1.0, unit=1.0, stop=lambda: True).complete
