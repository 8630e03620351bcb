"""Whatever the problem: the plan is legal, and bound ≤ cost of the best plan there is ≤ cost of ours."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planning.yearplan.solver.check import check
from planning.yearplan.solver.plan import Meeting, Plan
from planning.yearplan.solver.solve import solve
from tests.solver.judging import judge, least_cost
from tests.solver.making import Problem, read
from tests.solver.tiny import problems

ODD = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def placed_of(plan: Plan) -> dict[tuple[str, int], str]:
    return {(each.series, each.number): each.start.strftime("%Y-%m-%dT%H:%M") for each in plan.meetings}


@ODD
@given(problems())
def test_bound_best_and_plan_are_in_order(problem: Problem) -> None:
    plan = solve(read(problem), time_limit=0.15)
    legal, cost = judge(problem, placed_of(plan))
    best = least_cost(problem)
    assert legal
    assert cost == plan.score
    assert plan.bound is not None
    assert plan.bound <= best <= cost
    missing = {(row["id"], n) for row in problem["series"] for n in range(1, row["count"] + 1)} - set(placed_of(plan))
    assert {(each.series, each.number) for each in plan.unplaced} == missing
    assert all(each.reasons for each in plan.unplaced)


@ODD
@given(problems(), st.data())
def test_both_judges_agree_on_any_plan(problem: Problem, data: st.DataObject) -> None:
    instance = read(problem)
    meetings = [
        Meeting(row.id, number, moment)
        for row in instance.series.values()
        for number in range(1, row.count + 1)
        for moment in data.draw(st.lists(st.sampled_from(moments(problem)), max_size=1))
    ]
    plan = Plan(tuple(meetings))
    legal, cost = judge(problem, placed_of(plan))
    verdict = check(instance, plan)
    rules = [line for line in verdict.broken if "neither placed nor unplaced" not in line]
    assert (rules == [], verdict.score) == (legal, cost)


def moments(problem: Problem) -> list[object]:
    import datetime as dt

    clocks = ("08:30", "10:15", "13:00", "13:30")
    return [
        dt.datetime.fromisoformat(f"{day}T{clock}")
        for day in [*problem["school_days"], "2027-10-02"]
        for clock in clocks
    ]
