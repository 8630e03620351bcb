"""A plan as a file."""

from __future__ import annotations

import datetime as dt

import pytest

from planning.yearplan.solver.plan import Meeting, Plan, Unplaced
from planning.yearplan.solver.reading import InstanceError

PLAN = Plan(
    meetings=(Meeting("s", 1, dt.datetime(2027, 9, 14, 9)),),
    unplaced=(Unplaced("s", 2, ("Er zijn geen schooldagen.",)),),
    bound=1000.0,
    seconds=1.23456,
    score=1010.0,
)


def test_a_plan_is_written_as_the_format_says() -> None:
    assert PLAN.to_json() == {
        "format": "aan-tafel/yearplan/1",
        "meetings": [{"series": "s", "number": 1, "start": "2027-09-14T09:00"}],
        "unplaced": [{"series": "s", "number": 2, "reasons": ["Er zijn geen schooldagen."]}],
        "bound": 1000.0,
        "seconds": 1.235,
        "score": 1010.0,
        "terms": {},
    }


def test_a_plan_survives_the_round_trip() -> None:
    again = Plan.from_json(PLAN.to_json())
    assert (again.meetings, again.unplaced, again.bound, again.score) == (PLAN.meetings, PLAN.unplaced, 1000.0, 1010.0)


def test_the_least_that_is_a_plan() -> None:
    assert Plan.from_json({"meetings": []}) == Plan(())


def test_a_wrong_field_is_named() -> None:
    with pytest.raises(InstanceError, match=r"^meetings\[0\].number: must be 1 or more"):
        Plan.from_json({"meetings": [{"series": "s", "number": 0, "start": "2027-09-14T09:00"}]})


@pytest.mark.parametrize(
    ("score", "bound", "gap"),
    [(110.0, 100.0, 0.1), (100.0, 100.0, 0.0), (0.0, 0.0, 0.0), (5.0, 0.0, None), (None, 1.0, None), (1.0, None, None)],
)
def test_the_gap(score: float | None, bound: float | None, gap: float | None) -> None:
    assert Plan((), score=score, bound=bound).gap == (None if gap is None else pytest.approx(gap))
