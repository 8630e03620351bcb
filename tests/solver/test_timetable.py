"""A plan in the making: its score is the judge's, and it never breaks a rule, whatever is put in and taken out."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from planning.yearplan.solver.assemble import Pool
from planning.yearplan.solver.bound import Prices
from planning.yearplan.solver.candidates import NEVER, Candidates
from planning.yearplan.solver.check import check
from planning.yearplan.solver.construct import construct, order_by_room
from planning.yearplan.solver.improve import shake
from planning.yearplan.solver.instance import Instance
from planning.yearplan.solver.plan import Plan, Unplaced
from planning.yearplan.solver.timetable import Timetable
from tests.solver.making import Problem, person, read, region, two_schools


def never() -> bool:
    return False


def entangled(schools: int, seed: int) -> Problem:
    """A region in which a GW is optional at other GWs' schools, and people hold an earlier plan."""
    data = region(schools, seed)
    data["people"].append(person("gw-extra"))
    for k, row in enumerate(data["series"]):
        row["optional"] = [*row["optional"], "gw-extra" if k % 2 else f"jp{(k // 6 + 1) % -(-schools // 6)}"]
        row["optional"] = [each for each in row["optional"] if each not in row["required"]]
        if k % 3 == 0:
            row["required"] = [each for each in row["required"] if not each.startswith("jp")] + ["gw-extra"]
            row["optional"] = [each for each in row["optional"] if each != "gw-extra"]
    days = data["school_days"]
    data["previous"] = {"s0-sot": {"1": f"{days[20]}T09:00"}, "s1-sot": {"2": f"{days[60]}T13:00"}}
    return data


def judged(instance: Instance, table: Timetable) -> tuple[tuple[str, ...], float]:
    missing = tuple(
        Unplaced(series.id, number, ("…",))
        for series, year in zip(table.candidates.series, table.years, strict=True)
        for number in range(1, series.count + 1)
        if number not in year
    )
    verdict = check(instance, Plan(tuple(table.meetings()), missing))
    return verdict.broken, verdict.score


@pytest.mark.parametrize("seed", range(4))
def test_the_score_is_the_judges_score_after_every_change(seed: int) -> None:
    instance = read(entangled(12, seed))
    table, rng = Timetable(Candidates(instance)), np.random.default_rng(seed)
    prices = Prices(table.candidates)
    for _ in range(25):
        for series in rng.choice(12, size=4, replace=False).tolist():
            table.clear(series)
        for series in rng.choice(12, size=4, replace=False).tolist():
            table.put(series, table.best_year(series))
        assert judged(instance, table) == ((), table.score)
    construct(table, order_by_room(table.candidates), prices=prices, stop=never)
    assert judged(instance, table) == ((), table.score)


def test_cells_cost_what_putting_a_meeting_there_costs() -> None:
    table = Timetable(Candidates(read(entangled(12, 1))))
    construct(table, range(12), prices=Prices(table.candidates), stop=never)
    for series in range(12):
        year, before = dict(table.years[series]), {}
        cells = table.cells(series)
        nodes = table.candidates.nodes_of(series)
        table.put(series, {})
        rest = table.score - 1000 * table.candidates.series[series].count
        for number, (node, day) in itertools.islice(year.items(), 2):
            table.put(series, {number: (node, day)})
            before[number] = table.score - rest
            spread = table.candidates.spread(table.candidates.series[series].count)[number - 1, day]
            alone = 1000 * (table.candidates.series[series].count - 1) + spread + cells[day, node - nodes.start]
            assert 0 <= before[number] - alone <= 10 + 25  # what is left is rhythm, preference and moving
        table.put(series, year)


def test_what_is_taken_is_never_offered() -> None:
    data = two_schools()
    data["series"][0]["pinned"] = {"1": "2027-09-27T09:00"}
    data["people"][1]["hours"]["0"] = ["08:15", "16:45"]
    table = Timetable(Candidates(read(data)))
    assert table.cells(1)[10].tolist() == [NEVER, 0]


def test_years_can_be_put_back() -> None:
    table = Timetable(Candidates(read(region(12, seed=7))))
    construct(table, range(12), prices=Prices(table.candidates), stop=never)
    years, use, score = table.copy_years(), table.use.copy(), table.score
    for series in range(6):
        table.clear(series)
    table.restore(years)
    assert (table.copy_years(), table.score) == (years, score)
    assert np.array_equal(table.use, use)


def test_shaking_never_leaves_a_worse_plan() -> None:
    instance = read(region(12, seed=7))
    table = Timetable(Candidates(instance))
    prices = Prices(table.candidates)
    construct(table, range(12), prices=prices, stop=never)
    pool = Pool(table.candidates)
    free = np.zeros((table.candidates.days, table.candidates.rows.count + 1))
    for seed in range(3):
        before = table.score
        shake(
            table,
            prices=prices,
            multipliers=free,
            rng=np.random.default_rng(seed),
            rounds=40,
            warmth=50.0,
            pool=pool,
            stop=never,
        )
        assert table.score <= before
        assert judged(instance, table) == ((), table.score)
