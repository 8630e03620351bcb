"""The solver's own judge: each hard rule broken once, each soft term by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from planning.yearplan.solver.check import check
from planning.yearplan.solver.plan import Meeting, Plan, Unplaced
from tests.solver.making import Problem, read, two_schools

GOOD = {("a-sot", 1): "2027-09-28T09:00", ("a-sot", 2): "2027-10-26T09:00"}
REST = {("b-sot", 1): "2027-09-27T09:00", ("b-sot", 2): "2027-10-25T09:00"}


def plan(placed: dict[tuple[str, int], str]) -> Plan:
    return Plan(tuple(Meeting(s, n, dt.datetime.fromisoformat(when)) for (s, n), when in placed.items()))


def broken(placed: dict[tuple[str, int], str], problem: Problem | None = None) -> list[str]:
    return list(check(read(problem or two_schools()), plan(placed)).broken)


def test_a_good_plan_breaks_nothing() -> None:
    assert broken(GOOD | REST) == []


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        ({("a-sot", 1): "2027-09-26T09:00"}, ["a-sot #1: 2027-09-26 is no school day of a", "at work", "at work"]),
        ({("a-sot", 1): "2027-09-28T10:00"}, ["a-sot #1: 10:00 is not an allowed start"]),
        ({("a-sot", 1): "2027-10-04T09:00"}, ["a-sot #1: ib1 is not at work or is busy at 2027-10-04 09:00:00"]),
        ({("a-sot", 1): "2027-10-20T09:00"}, ["a-sot #2: 6 days after the one before, not 7–60"]),
        ({("b-sot", 1): "2027-09-28T09:00"}, ["gw on 2027-09-28: a-sot #1 and b-sot #1 clash"]),
        ({("c-sot", 1): "2027-09-28T09:00"}, ["c-sot #1: no such meeting"]),
        ({("a-sot", 3): "2027-11-16T09:00"}, ["a-sot #3: no such meeting"]),
    ],
)
def test_each_rule(change: dict[tuple[str, int], str], lines: list[str]) -> None:
    found = broken(GOOD | REST | change)
    assert len(found) == len(lines)
    assert all(line in text for line, text in zip(lines, found, strict=True))


def test_a_meeting_cannot_be_placed_twice() -> None:
    twice = plan(GOOD | REST)
    assert check(read(two_schools()), Plan((*twice.meetings, twice.meetings[0]))).broken == ("a-sot #1: placed twice",)


def test_travel_and_the_day_maximum() -> None:
    tuesday = {("a-sot", 1): "2027-09-28T09:00", ("b-sot", 1): "2027-09-28T13:00"}
    assert broken(GOOD | REST | tuesday) == []
    far = two_schools()
    far["schools"][1]["location"] = [150.0, 0.0]
    assert broken(GOOD | REST | tuesday, far) == ["gw on 2027-09-28: a-sot #1 and b-sot #1 clash"]
    short = two_schools()
    short["people"][0]["max_meetings_per_day"] = 1
    assert broken(GOOD | REST | tuesday, short) == ["gw on 2027-09-28: 2 meetings"]


def test_a_pin_stands() -> None:
    pinned = two_schools()
    pinned["series"][0]["pinned"] = {"1": "2027-09-28T13:00"}
    assert broken(GOOD | REST, pinned) == ["a-sot #1: pinned at 2027-09-28 13:00:00, placed at 2027-09-28 09:00:00"]


def test_what_is_not_placed_needs_a_reason() -> None:
    problem = read(two_schools())
    only = plan(GOOD).meetings
    assert len(check(problem, Plan(only, (Unplaced("b-sot", 1, ()),))).broken) == 2
    reasons = (Unplaced("b-sot", 1, ("Vol.",)), Unplaced("b-sot", 2, ("Vol.",)))
    verdict = check(problem, Plan(only, reasons))
    assert (verdict.broken, verdict.terms["unplaced"]) == ((), 2000)


def terms(placed: dict[tuple[str, int], str], **changes: Any) -> dict[str, float]:
    found = check(read(two_schools(**changes)), plan(placed)).terms
    return {name: cost for name, cost in found.items() if cost}


def test_spread_is_rounded_half_up() -> None:
    # 40 days, two meetings: ideal indexes 10 and 30. One day off costs ¼ → 0, two days 1, three days 2¼ → 2.
    assert terms(GOOD | REST) == {"prefer_weekday": 6}
    assert terms(GOOD | REST | {("a-sot", 1): "2027-09-29T09:00"})["spread"] == 1
    assert terms(GOOD | REST | {("a-sot", 1): "2027-09-30T09:00"})["spread"] == 2


def test_rhythm_and_preference_are_of_the_cheapest_rhythm() -> None:
    afternoon = GOOD | REST | {("a-sot", 1): "2027-09-28T13:00"}
    assert terms(afternoon) == {"prefer_weekday": 6, "rhythm_start": 2}
    other_day = GOOD | REST | {("b-sot", 1): "2027-09-28T13:00"}
    assert terms(other_day) == {"rhythm_weekday": 3, "rhythm_start": 2}


def test_optional_people_who_cannot_come() -> None:
    problem = two_schools()
    problem["series"][0]["optional"] = ["ib2"]  # works Monday, Tuesday, Friday
    both = GOOD | REST | {("b-sot", 1): "2027-09-28T13:00", ("a-sot", 2): "2027-10-27T09:00"}
    assert check(read(problem), plan(both)).terms["optional_absent"] == 2  # a Wednesday
    near = both | {("a-sot", 1): "2027-09-28T13:00"}
    assert check(read(problem), plan(near)).terms["optional_absent"] == 4  # and required elsewhere at the same time


def test_moved_counts_what_is_placed_elsewhere() -> None:
    held = {"a-sot": {"1": "2027-09-28T09:00", "2": "2027-10-26T13:00", "9": "2027-10-26T13:00"}, "gone": {}}
    assert terms(GOOD | REST, previous=held)["moved"] == 25
    assert "moved" not in terms({("a-sot", 1): "2027-09-28T09:00"}, previous=held)
