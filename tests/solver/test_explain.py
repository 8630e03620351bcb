"""Why a meeting has no place: a waterfall of days and single changes, in Dutch, with names."""

from __future__ import annotations

import datetime as dt
from typing import Any

from planning.yearplan.solver.candidates import Candidates
from planning.yearplan.solver.explain import day_name, explain
from planning.yearplan.solver.timetable import Timetable
from tests.solver.making import Problem, person, problem, read, school, school_days, series


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
        "Iedereen kan samen op 8 dagen in het jaar.",
        "Met de juiste tussentijd na overleg 1 op woensdag 15 september 2027 is dat geen enkele dag.",
        "Ruimere grenzen voor de tussentijd (nu 6–6 dagen) of een andere datum ervoor of erna geeft plaats.",
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
            "Iedereen kan samen op 1 dag in het jaar.",
            "Op al die dagen heeft iemand al een ander overleg of is de dag vol:",
            "GW gw heeft op 1 van die dagen al 1 keer een ander overleg (hoogstens 1 per dag).",
            "Een vervanger, een extra werkdag of een ander overleg verzetten geeft plaats.",
        )
    }


def test_a_search_that_was_cut_short() -> None:
    table = Timetable(Candidates(read(one())))
    assert (
        explain(table, cut_short=True)[0].reasons[-1]
        == "Op 8 dagen is nog plaats, maar de rekentijd was om. Reken langer."
    )


def test_days_that_are_free_but_cost_too_much() -> None:
    assert reasons(one())["s", 1] == (
        "Iedereen kan samen op 8 dagen in het jaar.",
        "Op 8 dagen is nog plaats, maar die dagen passen niet in de volgorde van de reeks, of liggen zo ver van de "
        "beoogde dag dat het plan er slechter van wordt.",
    )
