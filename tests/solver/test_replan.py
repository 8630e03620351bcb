"""Planning again: what has been stands, nothing moves that need not, and the fewest moves are proven."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.judge import judge as bench_judge
from planning.yearplan.solver.check import check
from planning.yearplan.solver.instance import Instance
from planning.yearplan.solver.reading import InstanceError
from planning.yearplan.solver.solve import solve
from tests.solver import changes, judging
from tests.solver.making import Problem, person, problem, read, region, school, school_days, series
from tests.solver.tiny import problems

TODAY = school_days(80)[60]


@pytest.fixture(scope="module")
def held() -> tuple[Problem, Any]:
    data = region(24, 5)
    return data, solve(read(data), time_limit=3).to_json()


def replanned(data: Problem, *, time_limit: float = 3) -> Any:
    """Plan again; what has been stands, and the judges find nothing ahead."""
    instance = Instance.from_json(data)
    plan = solve(instance, time_limit=time_limit)
    assert check(instance, plan).broken == ()
    out = plan.to_json()
    broken, score = bench_judge(data, out)
    assert changes.ahead(data, broken, out) == []
    assert score == plan.score
    assert plan.bound is not None
    assert plan.bound <= plan.score
    starts = {(each["series"], str(each["number"])): each["start"] for each in out["meetings"]}
    for key, dates in data["previous"].items():
        for number, start in dates.items():
            assert start[:10] >= data["today"] or starts[key, number] == start
    assert out["moved"] == sum(
        starts.get((key, number), start) != start
        for key, dates in data["previous"].items()
        for number, start in dates.items()
    )
    assert out["moved_bound"] <= out["moved"]
    return out


def hit(data: Problem) -> int:
    """How many meetings from today on cannot stay, by themselves."""
    instance = Instance.from_json(data | {"previous": {}})
    plan = {"meetings": [], "unplaced": []}
    plan["meetings"] = [
        {"series": key, "number": int(number), "start": start}
        for key, dates in data["previous"].items()
        for number, start in dates.items()
    ]
    broken = bench_judge(data, plan)[0]
    found = {line.split(":")[0] for line in changes.ahead(data, broken, plan)}
    assert instance.series
    return len({line for line in found if " #" in line and not line.startswith("new-")})


def test_nothing_changed_and_nothing_moves(held: Any) -> None:
    out = replanned(changes.again(*held, today=TODAY))
    assert (out["moved"], out["moved_bound"], out["unplaced"]) == (0, 0, [])


def test_a_gw_is_ill_for_two_weeks(held: Any) -> None:
    data = changes.ill(*held, person="gw0", today=TODAY)
    out = replanned(data)
    assert out["unplaced"] == []
    assert out["moved"] == out["moved_bound"] == hit(data) > 0


def test_a_new_study_day_moves_one_meeting(held: Any) -> None:
    row = next(each for each in held[1]["meetings"] if each["start"][:10] > TODAY)
    key = row["series"].removesuffix("-sot")
    out = replanned(changes.study_day(*held, school=key, day=row["start"][:10], today=TODAY))
    assert (out["moved"], out["moved_bound"], out["unplaced"]) == (1, 1, [])


def test_a_study_day_in_the_past_changes_nothing(held: Any) -> None:
    row = next(each for each in held[1]["meetings"] if each["start"][:10] < TODAY)
    data = changes.study_day(*held, school=row["series"].removesuffix("-sot"), day=row["start"][:10], today=TODAY)
    data["school_days"] = [day for day in data["school_days"] if day != row["start"][:10]]
    out = replanned(data)
    assert (out["moved"], out["moved_bound"]) == (0, 0)


def test_a_school_that_joins_fits_in(held: Any) -> None:
    out = replanned(changes.school_joins(*held, school="s3", today=TODAY))
    assert out["unplaced"] == []
    assert out["moved"] == out["moved_bound"] == 0
    assert sum(each["series"] == "new-series" and each["start"][:10] >= TODAY for each in out["meetings"]) == 3


def test_a_successor_takes_over_from_today(held: Any) -> None:
    data = changes.successor(*held, person="gw1", today=TODAY, weekdays="0124")
    out = replanned(data)
    assert out["unplaced"] == []
    assert out["moved"] == out["moved_bound"] == hit(data)


def test_another_rule_for_gaps_leaves_the_past_alone(held: Any) -> None:
    data = changes.again(*held, today=TODAY)
    for row in data["series"]:
        row["min_gap_days"] = 30
    replanned(data)


def test_what_has_been_may_lie_where_nothing_may_begin_by_now() -> None:
    data = problem(
        people=[person("p", weekdays="2")],
        schools=[school("a")],
        series=[series("s", "a", ["p"], count=3, starts=["13:00"])],
        previous={"s": {"1": "2027-09-13T08:15", "2": "2027-09-18T09:00"}},
        today="2027-09-20",
    )
    out = replanned(data, time_limit=0.3)
    assert [each["start"] for each in out["meetings"][:2]] == ["2027-09-13T08:15", "2027-09-18T09:00"]
    assert len(out["meetings"]) == 3


def test_a_number_before_one_that_has_been_has_no_place_any_more() -> None:
    data = problem(
        people=[person("p")],
        schools=[school("a")],
        series=[series("s", "a", ["p"], count=3)],
        previous={"s": {"2": "2027-09-14T09:00"}},
        today="2027-09-20",
    )
    out = replanned(data, time_limit=0.3)
    assert [(each["series"], each["number"]) for each in out["unplaced"]] == [("s", 1)]


def test_a_past_out_of_order_is_a_clear_error() -> None:
    data = problem(
        people=[person("p")], schools=[school("a")], series=[series("s", "a", ["p"])],
        previous={"s": {"1": "2027-09-15T09:00", "2": "2027-09-14T09:00"}}, today="2027-09-20",
    )  # fmt: skip
    with pytest.raises(InstanceError, match=r"previous\.s\.2: was before meeting 1"):
        read(data)
    with pytest.raises(InstanceError, match="today: must be a date"):
        read(data | {"today": "morgen"})


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(problems(), st.data())
def test_unplaced_and_moves_are_the_fewest_there_are(data: Problem, draw: st.DataObject) -> None:
    """Against every plan there is of a tiny problem; pins would make the fewest unplaced a matter of which pin."""
    for row in data["series"]:
        row["pinned"] = {}
    cells = st.tuples(st.sampled_from(data["school_days"]), st.sampled_from(["08:30", "10:15", "13:00"])).map("T".join)
    data["previous"] = {
        row["id"]: draw.draw(st.dictionaries(st.integers(1, max(1, row["count"])).map(str), cells, max_size=2))
        for row in data["series"]
    }
    plan = solve(read(data), time_limit=1)
    best = min(_every(data))
    assert (len(plan.unplaced), plan.moved) == best
    assert plan.moved_bound is not None
    assert plan.moved_bound <= best[1]
    assert judging.least_cost(data) >= (plan.bound or 0)


def _every(data: Problem) -> Any:
    total = sum(row["count"] for row in data["series"])
    for choice in itertools.product(*(list(judging._years(data, row)) for row in data["series"])):
        placed = {key: when for year in choice for key, when in year.items()}
        if judging.judge(data, placed)[0]:
            moved = sum(data["previous"].get(s, {}).get(str(n), when) != when for (s, n), when in placed.items())
            yield total - len(placed), moved
