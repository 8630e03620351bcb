"""The solver as others call it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from planning.yearplan.solver.check import check
from planning.yearplan.solver.instance import Instance
from planning.yearplan.solver.plan import Plan
from planning.yearplan.solver.solve import Progress, solve
from tests.solver.making import Problem, person, problem, read, region, school, school_days, series, two_schools


def planned(data: Problem, *, time_limit: float = 0.3, **options: Any) -> tuple[Instance, Plan]:
    """Solve, and see to it that what comes back is legal and says what it costs."""
    instance = read(data)
    plan = solve(instance, time_limit=time_limit, **options)
    verdict = check(instance, plan)
    assert verdict.broken == ()
    assert verdict.score == plan.score
    assert plan.bound is not None
    assert plan.bound <= plan.score
    return instance, plan


def numbers(plan: Plan) -> list[tuple[str, int]]:
    return [(each.series, each.number) for each in plan.meetings]


def test_two_schools_are_planned_and_proven_best() -> None:
    _, plan = planned(two_schools())
    assert numbers(plan) == [("a-sot", 1), ("a-sot", 2), ("b-sot", 1), ("b-sot", 2)]
    assert plan.gap == 0
    assert plan.unplaced == ()


@pytest.mark.parametrize("seed", [1, 2])
def test_a_region_is_planned_close_to_the_bound(seed: int) -> None:
    _, plan = planned(region(20, seed), time_limit=5)
    assert plan.unplaced == ()
    assert plan.gap is not None
    assert plan.gap <= 0.02


def test_a_region_with_two_workers() -> None:
    _, plan = planned(region(20, 3), time_limit=5, workers=2)
    assert plan.unplaced == ()


def test_no_time_still_gives_a_legal_plan() -> None:
    _, plan = planned(region(40, 4), time_limit=0)
    assert plan.unplaced == ()


def test_it_stops_near_its_limit() -> None:
    began = time.monotonic()
    planned(region(80, 1), time_limit=1)
    assert time.monotonic() - began < 10  # generous: the machine may be busy


ABSURD: dict[str, Problem] = {
    "no schools": problem(),
    "no days": problem(days=0, people=[person("p")], schools=[school("a")], series=[series("s", "a", ["p"])]),
    "nobody works": problem(
        people=[person("p", weekdays="")], schools=[school("a")], series=[series("s", "a", ["p"], count=6)]
    ),
    "one day": problem(days=1, people=[person("p")], schools=[school("a")], series=[series("s", "a", ["p"], count=5)]),
    "no meetings": problem(people=[person("p")], schools=[school("a")], series=[series("s", "a", ["p"], count=0)]),
    "nobody required": problem(schools=[school("a")], series=[series("s", "a", [])]),
    "gaps upside down": problem(
        people=[person("p")], schools=[school("a")], series=[series("s", "a", ["p"], min_gap_days=9, max_gap_days=3)]
    ),
    "gaps longer than the year": problem(
        people=[person("p")], schools=[school("a")], series=[series("s", "a", ["p"], min_gap_days=90, max_gap_days=99)]
    ),
    "no gap at all": problem(
        people=[person("p")],
        schools=[school("a")],
        series=[series("s", "a", ["p"], count=6, min_gap_days=0, max_gap_days=0)],
    ),
    "more meetings than days": problem(
        days=10,
        people=[person("p")],
        schools=[school("a")],
        series=[series("s", "a", ["p"], count=30, min_gap_days=0, max_gap_days=5)],
    ),
    "no starts": problem(people=[person("p")], schools=[school("a")], series=[series("s", "a", ["p"], starts=[])]),
    "longer than the day": problem(
        people=[person("p")], schools=[school("a")], series=[series("s", "a", ["p"], minutes=1439)]
    ),
    "always closed": problem(
        people=[person("p")], schools=[school("a", closed=school_days(40))], series=[series("s", "a", ["p"])]
    ),
    "one person for all": problem(
        days=20,
        people=[person("p", most=1)],
        schools=[school(f"s{k}") for k in range(12)],
        series=[series(f"r{k}", f"s{k}", ["p"], count=4, min_gap_days=1) for k in range(12)],
    ),
    "all weights nil": problem(
        people=[person("p")],
        schools=[school("a")],
        series=[series("s", "a", ["p"])],
        weights=dict.fromkeys(problem()["weights"], 0),
    ),
    "only weekends": problem(
        people=[person("p")], schools=[school("a")], series=[series("s", "a", ["p"])]
    )
    | {"school_days": ["2027-09-18", "2027-09-19", "2027-09-25"]},
}  # fmt: skip


@pytest.mark.parametrize("name", ABSURD)
def test_absurd_problems_give_legal_plans(name: str) -> None:
    instance, plan = planned(ABSURD[name])
    total = sum(row.count for row in instance.series.values())
    assert len(plan.meetings) + len(plan.unplaced) == total
    assert all(each.reasons and all(each.reasons) for each in plan.unplaced)


def test_one_person_for_all_meets_every_day() -> None:
    _, plan = planned(ABSURD["one person for all"], time_limit=1)
    assert len(plan.meetings) == 20


def test_pins_stand_and_the_rest_goes_round_them() -> None:
    data = two_schools()
    data["series"][0]["pinned"] = {"2": "2027-11-02T13:00"}
    _, plan = planned(data)
    assert {each.start.isoformat() for each in plan.meetings if each.series == "a-sot" and each.number == 2} == {
        "2027-11-02T13:00:00"
    }
    assert plan.unplaced == ()


def test_a_pin_against_the_rules_stays_unplaced_with_its_reason() -> None:
    data = two_schools()
    data["series"][0]["pinned"] = {"1": "2027-09-26T09:00"}
    _, plan = planned(data)
    assert [(each.series, each.number) for each in plan.unplaced] == [("a-sot", 1)]
    assert plan.unplaced[0].reasons[0].startswith("De vaste datum zondag 26 september 2027 om 09:00")


def test_what_people_hold_stays_where_it_can() -> None:
    data = region(12, 5)
    instance, plan = planned(data, time_limit=2)
    held: dict[str, dict[str, str]] = {}
    for each in plan.meetings:
        held.setdefault(each.series, {})[str(each.number)] = each.start.strftime("%Y-%m-%dT%H:%M")
    first = plan.meetings[0]
    gw = instance.series[first.series].required[1]
    again = data | {"previous": held, "changed": "GW een dag ziek"}
    for row in again["people"]:
        if row["id"] == gw:
            row["busy"].append([f"{first.start.date()}T00:00", f"{first.start.date()}T23:59"])
    moved = [each for each in planned(again, time_limit=2)[1].meetings if each not in plan.meetings]
    hit = [
        each
        for each in plan.meetings
        if each.start.date() == first.start.date() and gw in instance.series[each.series].required
    ]
    assert {(each.series, each.number) for each in moved} >= {(each.series, each.number) for each in hit}
    assert len(moved) <= len(hit) + 1


def test_the_same_seed_gives_the_same_plan() -> None:
    one, two = (planned(region(8, 6), time_limit=30, seed=3)[1] for _ in range(2))
    assert (one.meetings, one.bound) == (two.meetings, two.bound)
    assert one.gap == 0  # it ended because it was proven best, not because of the clock


def test_progress_is_told_and_ends_with_done() -> None:
    told: list[Progress] = []
    _, plan = planned(region(20, 7), time_limit=1, on_progress=told.append)
    assert told[-1].phase == "done"
    assert told[-1].score == plan.score
    assert [each.seconds for each in told] == sorted(each.seconds for each in told)
    scores = [each.score for each in told]
    assert scores == sorted(scores, reverse=True)


def test_it_can_be_stopped() -> None:
    calls = iter(range(10**9))
    _, plan = planned(region(40, 8), time_limit=600, should_stop=lambda: next(calls) > 100)
    assert plan.unplaced == ()
