"""Hypothesis draws: tiny problems whose best plan can be found by trying everything, odd in every way."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.solver.making import Problem, person, problem, school, school_days, series

STARTS = ("08:30", "10:15", "13:00")
PEOPLE = ("p", "q", "r")


@st.composite
def people(draw: st.DrawFn, key: str, days: list[str]) -> Problem:
    weekdays = "".join(sorted(draw(st.sets(st.sampled_from("01234"), min_size=1))))
    busy = draw(st.lists(st.tuples(st.sampled_from(days), st.sampled_from(["08:00", "10:00", "12:30"])), max_size=2))
    stretches = [[f"{day}T{clock}", f"{day}T{clock[:2]}:59"] for day, clock in busy]
    return person(key, weekdays=weekdays, most=draw(st.integers(0, 2)), busy=stretches)


@st.composite
def many_series(draw: st.DrawFn, key: str, days: list[str]) -> Problem:
    required = draw(st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True))
    rest = [each for each in PEOPLE if each not in required]
    starts = draw(st.lists(st.sampled_from(STARTS), min_size=1, max_size=2, unique=True))
    count = draw(st.integers(0, 2))
    pins = st.tuples(st.sampled_from(days), st.sampled_from(STARTS)).map("T".join)
    pinned = draw(st.dictionaries(st.integers(1, count).map(str), pins, max_size=1)) if count else {}
    return series(
        key, draw(st.sampled_from(["a", "b"])), required, count=count, minutes=draw(st.sampled_from([45, 100, 700])),
        starts=starts, optional=draw(st.lists(st.sampled_from(rest), max_size=2, unique=True)),
        prefer={"weekday": draw(st.integers(0, 4)), "start": draw(st.sampled_from(STARTS))},
        min_gap_days=draw(st.integers(1, 4)), max_gap_days=draw(st.integers(0, 6)),
        pinned=pinned if draw(st.booleans()) else {},
    )  # fmt: skip


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """One to three series of at most two meetings, on at most five days."""
    days = school_days(draw(st.integers(1, 5)))
    rows = [draw(many_series(f"s{k}", days)) for k in range(draw(st.integers(1, 3)))]
    held = st.dictionaries(
        st.sampled_from(["1", "2"]), st.tuples(st.sampled_from(days), st.sampled_from(STARTS)).map("T".join)
    )
    extra = {"previous": {"s0": draw(held)}} if draw(st.booleans()) else {}
    weights = {
        "unplaced": draw(st.sampled_from([1000, 7])), "spread": draw(st.sampled_from([1, 0.5, 3])), "rhythm_weekday": 3,
        "rhythm_start": 2, "prefer_weekday": 6, "prefer_start": 4, "optional_absent": 2, "moved": 25,
    }  # fmt: skip
    return problem(
        days=len(days),
        people=[draw(people(key, days)) for key in PEOPLE],
        schools=[school("a", closed=draw(st.lists(st.sampled_from(days), max_size=1))), school("b", at=(20.0, 0.0))],
        series=rows,
        weights=weights,
        **extra,
    )
