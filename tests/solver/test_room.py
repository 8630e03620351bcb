"""The change that is proposed for a meeting without a place really makes room."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from planning.yearplan.solver.room import make_room
from planning.yearplan.solver.solve import solve
from tests.solver.making import Problem, person, problem, read, school, series
from tests.solver.tiny import problems

PEOPLE = [person("gw") | {"name": "Jansen"}, person("ib", "IB", weekdays="2") | {"name": "Smit"}]


def one(**changes: object) -> Problem:
    people = changes.pop("people", PEOPLE)
    rows = [series("s", "a", ["gw", "ib"], **({"count": 1} | changes))]
    return problem(days=10, people=people, schools=[school("a")], series=rows)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (one(starts=[]), "Er is plaats als het overleg ook om 08:30 mag beginnen."),
        (one(count=2, min_gap_days=8), "Er is plaats als de tussentijd 2 dagen korter of langer mag zijn."),
        (one(people=[person("gw", weekdays="1") | {"name": "Jansen"}, PEOPLE[1]]),
         "Er is plaats als GW Jansen ook op woensdag kan."),
        (one(people=[person("gw", most=0) | {"name": "Jansen"}, PEOPLE[1]]),
         "Er is plaats als GW Jansen er niet bij hoeft te zijn."),
    ],
)  # fmt: skip
def test_the_cheapest_change_is_named(data: Problem, words: str) -> None:
    instance = read(data)
    change = make_room(instance, solve(instance, time_limit=0.2), series="s", seconds=3)
    assert change is not None
    assert change.words == words


def test_the_plan_says_what_would_make_room() -> None:
    plan = solve(read(one(starts=[])), time_limit=5)
    assert plan.unplaced[0].reasons[-1] == "Er is plaats als het overleg ook om 08:30 mag beginnen."


def test_nothing_helps_a_year_without_days() -> None:
    instance = read(one() | {"school_days": []})
    assert make_room(instance, solve(instance, time_limit=0.1), series="s", seconds=1) is None


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(problems())
def test_with_the_change_there_is_room(data: Problem) -> None:
    data["weights"]["unplaced"] = 1000
    data.pop("previous", None)
    for row in data["series"]:
        row["pinned"] = {}
    plan = solve(read(data), time_limit=0.2)
    for each in plan.unplaced[:1]:
        change = make_room(read(data), plan, series=each.series, seconds=2)
        if change is not None:
            assert len(solve(change.instance, time_limit=0.5).meetings) > len(plan.meetings)
