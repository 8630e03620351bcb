"""One date by hand is judged as the solver's own judge does."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from planning.yearplan import problem as form
from planning.yearplan.possible import Possible, Why
from planning.yearplan.solver.check import check
from planning.yearplan.solver.instance import Instance
from planning.yearplan.solver.plan import Meeting, Plan, Unplaced

DAYS = [dt.date(2026, 9, 7) + dt.timedelta(days=n) for n in range(19) if n % 7 < 5]
STARTS = ["09:00", "10:30", "13:00"]
PEOPLE = ["ib", "gw", "jp", "ja"]


@st.composite
def problems(draw):
    people = []
    for name in PEOPLE:
        weekdays = draw(st.sets(st.integers(0, 4), min_size=3))
        day, begin = draw(st.sampled_from(DAYS)), draw(st.sampled_from(["08:30", "10:00", "13:30"]))
        people.append(
            {
                "id": name,
                "role": name.upper(),
                "hours": {str(w): ["08:30", draw(st.sampled_from(["12:00", "16:30"]))] for w in sorted(weekdays)},
                "busy": [[f"{day}T{begin}", f"{day}T{int(begin[:2]) + 1:02d}:45"]],
                "max_meetings_per_day": draw(st.integers(1, 2)),
            }
        )
    schools = [
        {"id": f"s{n}", "sector": "PO", "location": [n * 12.0, 0.0], "closed_days": [str(draw(st.sampled_from(DAYS)))]}
        for n in range(3)
    ]
    series = []
    for n in range(3):
        required = sorted(draw(st.sets(st.sampled_from(PEOPLE[:3]), min_size=1)))
        series.append(
            {
                "id": f"s{n}-sot",
                "school": f"s{n}",
                "kind": "SOT",
                "count": 3,
                "minutes": draw(st.sampled_from([60, 90])),
                "required": required,
                "optional": ["ja"] if n == 0 else [],
                "starts": STARTS,
                "prefer": {"weekday": 1, "start": "09:00"},
                "min_gap_days": 3,
                "max_gap_days": draw(st.integers(7, 14)),
                "pinned": {},
            }
        )
    return {
        "format": form.FORMAT,
        "school_days": [str(day) for day in DAYS],
        "people": people,
        "schools": schools,
        "series": series,
        "travel": dict(form.TRAVEL),
        "weights": dict(form.WEIGHTS),
    }


MOMENTS = st.builds(
    lambda day, start: dt.datetime.combine(day, dt.time.fromisoformat(start)),
    st.sampled_from([*DAYS, dt.date(2026, 9, 12)]),
    st.sampled_from([*STARTS, "15:00"]),
)
PLACES = [(f"s{n}-sot", number) for n in range(3) for number in (1, 2, 3)]


def verdict(problem, placed):
    meetings = tuple(Meeting(series, number, start) for (series, number), start in placed.items())
    missing = tuple(Unplaced(series, number, ("",) * 1) for series, number in PLACES if (series, number) not in placed)
    return check(Instance.from_json(problem), Plan(meetings=meetings, unplaced=missing))


@settings(max_examples=150, deadline=None)
@given(problems(), st.dictionaries(st.sampled_from(PLACES), MOMENTS), st.sampled_from(PLACES), MOMENTS)
def test_a_date_is_possible_where_the_judge_finds_nothing_new(problem, others, place, start):
    others.pop(place, None)
    hindrances = Possible(problem, others).hindrances(*place, start)
    # Two meetings with an unplaced one between them: the judge asks nothing, people ask that 1 comes before 3.
    out_of_order = [h for h in hindrances if h.why == Why.TOO_SOON and h.at and abs(h.at[1] - place[1]) > 1]
    without, with_it = verdict(problem, others), verdict(problem, {**others, place: start})
    new = set(with_it.broken) - set(without.broken)
    assert bool(new) == bool([h for h in hindrances if h not in out_of_order])


@settings(max_examples=80, deadline=None)
@given(problems(), st.dictionaries(st.sampled_from(PLACES[3:]), MOMENTS), MOMENTS)
def test_who_would_be_absent_is_what_the_judge_counts(problem, others, start):
    absent = Possible(problem, others).absent("s0-sot", 1, start)
    verdict_of_date = verdict(problem, {**others, ("s0-sot", 1): start})
    assert verdict_of_date.terms["optional_absent"] == form.WEIGHTS["optional_absent"] * len(absent)


@settings(max_examples=40, deadline=None)
@given(problems(), st.dictionaries(st.sampled_from(PLACES), MOMENTS), st.sampled_from(PLACES))
def test_the_options_are_all_dates_without_hindrance(problem, placed, place):
    possible = Possible(problem, placed)
    every = [dt.datetime.combine(day, dt.time.fromisoformat(start)) for day in DAYS for start in STARTS]
    wanted = [start for start in every if start != placed.get(place) and not possible.hindrances(*place, start)]
    assert [option.start for option in possible.options(*place)] == wanted


def test_why_names_the_person_and_the_meeting_in_the_way():
    person = {"role": "GW", "hours": {"1": ["08:30", "16:30"]}, "busy": [], "max_meetings_per_day": 2}
    series = {
        "kind": "SOT",
        "count": 2,
        "minutes": 90,
        "required": ["gw"],
        "optional": [],
        "starts": STARTS,
        "prefer": {"weekday": 1, "start": "09:00"},
        "min_gap_days": 7,
        "max_gap_days": 21,
        "pinned": {},
    }
    problem = {
        "format": form.FORMAT,
        "school_days": [str(day) for day in DAYS],
        "people": [{"id": "gw", **person}],
        "schools": [
            {"id": s, "sector": "PO", "location": [x, 0.0], "closed_days": []} for s, x in (("a", 0.0), ("b", 9.0))
        ],
        "series": [{"id": "a-sot", "school": "a", **series}, {"id": "b-sot", "school": "b", **series}],
        "travel": dict(form.TRAVEL),
        "weights": dict(form.WEIGHTS),
    }
    tuesday = dt.datetime(2026, 9, 8, 9)
    possible = Possible(problem, {("a-sot", 1): tuesday})
    (clash,) = possible.hindrances("b-sot", 1, tuesday.replace(hour=10, minute=30))
    assert (clash.why, clash.person, clash.at) == (Why.ELSEWHERE, "gw", ("a-sot", 1))
    assert possible.hindrances("b-sot", 1, tuesday.replace(hour=13)) == []
    (away,) = possible.hindrances("b-sot", 1, dt.datetime(2026, 9, 9, 9))
    assert (away.why, away.person) == (Why.NOT_AT_WORK, "gw")
    (soon,) = possible.hindrances("a-sot", 2, dt.datetime(2026, 9, 8, 13))
    assert (soon.why, soon.at) == (Why.TOO_SOON, ("a-sot", 1))
