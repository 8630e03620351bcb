"""Why a meeting has no place: a waterfall of days and single changes, in Dutch, with names."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planning.yearplan.solver.candidates import Candidates
from planning.yearplan.solver.conflict import analyse, shared_weekdays
from planning.yearplan.solver.explain import day_name, explain
from planning.yearplan.solver.solve import solve
from planning.yearplan.solver.timetable import Timetable
from tests.solver.making import Problem, person, problem, read, school, school_days, series
from tests.solver.tiny import problems


def reasons(
    data: Problem, *, taken: dict[int, dict[int, tuple[int, int]]] | None = None
) -> dict[tuple[str, int], tuple[str, ...]]:
    table = Timetable(Candidates(read(data)))
    for index, year in (taken or {}).items():
        table.put(index, year)
    return {(each.series, each.number): each.reasons for each in explain(table)}


def one(*, people: Any = None, closed: Any = (), days: int = 40, **changes: Any) -> Problem:
    return problem(
        days=days,
        people=people or [person("gw") | {"name": "M. Jansen"}, person("ib", "IB", weekdays="2") | {"name": "K. Smit"}],
        schools=[school("a", closed=closed) | {"name": "De Regenboog"}],
        series=[series("s", "a", ["gw", "ib"], **({"count": 1} | changes))],
    )


def test_days_by_name() -> None:
    assert day_name(dt.date(2027, 9, 14)) == "dinsdag 14 september 2027"


def test_no_school_days() -> None:
    assert reasons(one(days=0)) == {("s", 1): ("Er zijn geen schooldagen in dit schooljaar.",)}


def test_no_starts() -> None:
    assert reasons(one(starts=[])) == {("s", 1): ("Voor deze reeks is geen begintijd toegestaan.",)}


def test_a_school_that_is_always_closed() -> None:
    assert reasons(one(closed=school_days(40)))["s", 1] == ("De Regenboog is op alle 40 schooldagen gesloten.",)


def test_people_who_are_never_there_together() -> None:
    people = [
        person("gw", weekdays="01") | {"name": "M. Jansen"},
        person("ib", "IB", weekdays="2") | {"name": "K. Smit"},
    ]
    assert reasons(one(people=people))["s", 1] == (
        "Van de 40 schooldagen is De Regenboog op 40 open.",
        "GW M. Jansen kan daarvan op 16 dagen voor 90 minuten (begin om 09:00, 13:00).",
        "IB K. Smit kan daarvan op 8 dagen voor 90 minuten (begin om 09:00, 13:00).",
        "GW M. Jansen en IB K. Smit kunnen op geen enkele dag tegelijk.",
        "Zonder GW M. Jansen zou er op 8 dagen plaats zijn.",
        "Zonder IB K. Smit zou er op 16 dagen plaats zijn.",
    )


def test_somebody_who_may_not_meet() -> None:
    people = [person("gw", most=0), person("ib", "IB", weekdays="2")]
    assert reasons(one(people=people))["s", 1] == (
        "Van de 40 schooldagen is De Regenboog op 40 open.",
        "GW gw kan daarvan op geen enkele dag voor 90 minuten (begin om 09:00, 13:00).",
        "IB ib kan daarvan op 8 dagen voor 90 minuten (begin om 09:00, 13:00).",
        "GW gw mag op een dag hoogstens 0 keer een overleg hebben.",
        "Zonder GW gw zou er op 8 dagen plaats zijn.",
    )


def test_a_pin_that_cannot_stand() -> None:
    data = one(pinned={"1": "2027-09-14T10:00"}, closed=["2027-09-14"])
    assert reasons(data)["s", 1] == (
        "De vaste datum dinsdag 14 september 2027 om 10:00 breekt zelf een regel.",
        "De Regenboog is dan gesloten.",
        "10:00 is geen toegestane begintijd.",
        "IB K. Smit werkt dan niet of is bezet.",
        "Kies een andere vaste datum of maak de datum los.",
    )


def test_a_pin_outside_the_school_year() -> None:
    assert reasons(one(pinned={"1": "2026-09-14T09:00"}))["s", 1][1] == "Dit is geen schooldag."


def test_gaps_that_leave_no_day() -> None:
    data = one(count=2, min_gap_days=6, max_gap_days=6)
    assert reasons(data, taken={0: {1: (0, 2)}})["s", 2] == (
        "IB K. Smit kan alleen op woensdag.",
        "Met de juiste tussentijd na overleg 1 op woensdag 15 september 2027 is er geen woensdag.",
        "Tussen twee overleggen liggen nu 6 dagen.",
    )


def test_days_that_are_taken() -> None:
    data = problem(
        days=5,
        people=[person("gw", most=1), person("ib", "IB", weekdays="2")],
        schools=[school("a"), school("b")],
        series=[series("s", "a", ["gw", "ib"], count=1), series("t", "b", ["gw"], count=1)],
    )
    assert reasons(data, taken={1: {1: (2, 2)}}) == {
        ("s", 1): (
            "IB ib kan alleen op woensdag.",
            "In het jaar is er 1 woensdag: 1 is bezet door een ander overleg (GW gw 1).",
        )
    }


def test_a_search_that_was_cut_short() -> None:
    table = Timetable(Candidates(read(one())))
    assert explain(table, cut_short=True)[0].reasons[-2:] == (
        "In het jaar zijn er 8 woensdagen: 8 zijn nog vrij.",
        "De rekentijd was om. Reken langer.",
    )


def test_days_that_are_free_but_cost_too_much() -> None:
    assert reasons(one())["s", 1] == (
        "IB K. Smit kan alleen op woensdag.",
        "In het jaar zijn er 8 woensdagen: 8 zijn nog vrij.",
        "Die passen niet in de volgorde van de reeks, of liggen zo ver van de beoogde dag dat het plan er slechter van "
        "wordt.",
    )


def test_two_people_who_share_one_weekday_and_what_took_each() -> None:
    """As a planner would say it: they share only Tuesdays, and where each Tuesday of the stretch went."""
    days = school_days(40)  # eight weeks from Monday 6 September 2027 on
    tuesdays = [day for day in days if dt.date.fromisoformat(day).weekday() == 1]
    away = [f"{tuesdays[1]}T00:00", f"{tuesdays[1]}T23:59"]
    data = problem(
        days=40,
        people=[
            person("gw", weekdays="12", most=1) | {"name": "S. Jansen", "busy": [away]},
            person("ib", "IB", weekdays="01") | {"name": "K. Smit"},
        ],
        schools=[school("a", closed=tuesdays[2:4]), school("b")],
        series=[series("s", "a", ["gw", "ib"], count=1), series("t", "b", ["gw"], count=5)],
    )
    at = [days.index(day) for day in tuesdays]
    others = {number: (2, at[place]) for number, place in enumerate((0, 4, 5, 6, 7), start=1)}
    assert reasons(data, taken={1: others})["s", 1] == (
        "GW S. Jansen en IB K. Smit kunnen samen alleen op dinsdag.",
        "In het jaar zijn er 8 dinsdagen: 2 zijn vrij op school, 1 is niet mogelijk door afwezigheid (GW S. Jansen 1) "
        "en 5 zijn bezet door een ander overleg (GW S. Jansen 5).",
    )


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(problems(), st.data())
def test_every_day_is_counted_once_under_one_cause(drawn: Problem, data: st.DataObject) -> None:
    plan = solve(read(drawn), time_limit=0.05)
    candidates = Candidates(read(drawn))
    table = Timetable(candidates)
    table.restore(table.years_of(plan.meetings))
    within = np.array([data.draw(st.booleans()) for _ in range(candidates.days)], dtype=np.bool_)
    for index, each in enumerate(candidates.series):
        if not each.starts:
            continue
        found = analyse(table, index, within=within)
        causes = (found.past, found.closed, found.away, found.taken, found.free)
        assert min(causes) >= 0
        assert sum(causes) == found.days <= int(within.sum())
        assert {person.id for person, _n in (*found.away_who, *found.taken_who)} <= set(each.required)
        assert all(0 < count <= found.taken for _person, count in found.taken_who)
        if found.narrowed_by:
            assert shared_weekdays(found.narrowed_by, each) == set(found.weekdays)
