"""The problem as arrays: cells, rows that cover every clash and nothing else, pins that can and cannot stand."""

from __future__ import annotations

import itertools

import pytest

from planning.yearplan.solver.candidates import NEVER, Candidates
from planning.yearplan.solver.check import at_work
from tests.solver.making import person, problem, read, region, school, series, two_schools


@pytest.fixture(scope="module")
def twelve() -> Candidates:
    return Candidates(read(region(12, seed=3)))


def test_a_cell_is_legal_when_school_and_people_can(twelve: Candidates) -> None:
    instance = twelve.instance
    for index, row in enumerate(twelve.series):
        for node, day in itertools.product(twelve.nodes_of(index), range(0, twelve.days, 7)):
            when = twelve.when(node, day)
            can = when.date() not in instance.schools[row.school].closed_days and all(
                at_work(instance.people[each], when, row.minutes) for each in row.required
            )
            absent = sum(not at_work(instance.people[each], when, row.minutes) for each in row.optional)
            assert bool(twelve.legal[node, day]) == can
            assert twelve.cost[node, day] == (2 * absent if can else NEVER)
            assert twelve.cell(index, when) == (node, day)


def test_rows_are_exactly_the_clashes(twelve: Candidates) -> None:
    together = {
        pair
        for row, capacity in zip(twelve.rows.members, twelve.rows.capacity, strict=True)
        if capacity == 1
        for pair in itertools.combinations(sorted(row), 2)
    }
    for a, b in itertools.combinations(range(twelve.nodes), 2):
        first, second = twelve.series[twelve.owner[a]], twelve.series[twelve.owner[b]]
        if first is second or not twelve.legal[a].any() or not twelve.legal[b].any():
            continue
        clash = bool(set(first.required) & set(second.required)) and twelve.clash(a, b)
        assert ((a, b) in together) == clash


def test_the_day_maximum_is_a_row() -> None:
    data = problem(
        people=[person("gw", most=1)],
        schools=[school("a"), school("b")],
        series=[series("a-sot", "a", ["gw"]), series("b-sot", "b", ["gw"])],
    )
    candidates = Candidates(read(data))
    assert (0, 1, 2, 3) in candidates.rows.members


def test_who_may_not_meet_at_all_has_no_cells() -> None:
    data = two_schools()
    data["people"][0]["max_meetings_per_day"] = 0
    assert not Candidates(read(data)).legal.any()


def test_busy_for_days_is_busy_on_each_of_them() -> None:
    data = two_schools()
    data["people"][0]["busy"] = [["2027-09-13T10:00", "2027-09-16T09:00"]]
    instance = read(data)
    free = Candidates(instance).free(instance.people["gw"], 9 * 60, 60)
    assert free[:5].tolist() == [True, False, False, True, True]
    early = Candidates(instance).free(instance.people["gw"], 9 * 60, 61)
    assert early[:5].tolist() == [False, False, False, True, True]


def test_pins_stand_or_are_refused() -> None:
    data = two_schools()
    data["series"][0].update(count=4, pinned={
        "1": "2027-09-14T09:00", "2": "2027-09-16T09:00", "3": "2027-10-10T09:00", "4": "2027-10-26T09:00",
    })  # fmt: skip
    data["series"][1]["pinned"] = {"2": "2027-10-26T09:00"}
    candidates = Candidates(read(data))
    assert {number: candidates.when(*cell).isoformat() for number, cell in candidates.pins[0].items()} == {
        1: "2027-09-14T09:00:00",
        4: "2027-10-26T09:00:00",
    }
    assert sorted(candidates.refused[0]) == [2, 3]
    assert candidates.refused[1] == {2: "botst met een andere vaste datum"}


def test_spread_is_rounded_as_the_judge_does() -> None:
    candidates = Candidates(read(two_schools()))
    assert candidates.spread(2)[0, 8:15].tolist() == [1, 0, 0, 0, 1, 2, 4]
    assert candidates.spread(2)[1, 28:35].tolist() == [1, 0, 0, 0, 1, 2, 4]
