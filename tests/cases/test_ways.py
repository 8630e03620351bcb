"""Pure decisions on the way of a case: conditions, triage, rounds, the decision aid, a yes of all, names in texts."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.cases import ways
from planning.cases.identifying import suspicious
from planning.cases.models import Care
from planning.cases.ways import Advice, Say, Where
from planning.routes.engine import get_route, routes
from planning.routes.parts import TRIAGE

PO, VO = get_route("west-brabant-po"), get_route("west-brabant-vo")
RIJNLAND, TWENTE = get_route("holland-rijnland"), get_route("twente-noord")


def keys(found):
    return [(row.condition.key, row.stops, row.warns) for row in found]


def check(route, step, to, answers=None, circumstances=(), *, fresh=False):
    return ways.checks(route, step=step, to=to, answers=answers or {}, circumstances=circumstances, fresh=fresh)


def test_before_a_step_its_conditions_stop_or_warn():
    assert keys(check(PO, 1, 2)) == [("internal-team", True, False), ("anonymous-advice", False, True)]
    assert keys(check(PO, 1, 2, {"internal-team": "yes", "anonymous-advice": "na"})) == [
        ("internal-team", False, False),
        ("anonymous-advice", False, False),
    ]


@pytest.mark.parametrize(("answer", "stops"), [("", True), ("no", True), ("yes", False), ("na", False)])
def test_an_obligatory_condition_stops_until_it_is_met(answer, stops):
    assert check(PO, 2, 3, {"own-adjustments": answer})[0].stops is stops


def test_a_circumstance_brings_its_condition():
    assert [row.condition.key for row in check(VO, 2, 3)] == ["clear-question"]
    with_absence = check(VO, 2, 3, circumstances={"absence-4-weeks"})
    assert [row.condition.key for row in with_absence] == ["clear-question", "return-plan"]  # R149


def test_what_the_first_step_asks_is_asked_while_the_case_has_not_moved():
    first = [row.condition.key for row in check(RIJNLAND, 1, 2, fresh=True)]
    assert first[:2] == ["own-structure", "external-expert"]  # R5
    assert "own-structure" not in [row.condition.key for row in check(RIJNLAND, 1, 2)]


def test_staying_in_a_step_or_leaving_the_route_asks_nothing():
    assert check(PO, 4, 4) == ()
    assert check(PO, 1, None) == ()


def test_without_an_answer_the_ways_that_need_one_are_shut():
    assert ways.open_ways(PO, step=2, triage="") == ()
    assert ways.asks_triage(PO, step=2)
    assert [row.key for row in ways.open_ways(PO, step=2, triage="onderwijs-en-zorg")] == ["to-sot"]
    assert [row.key for row in ways.open_ways(PO, step=2, triage="onderwijs")] == ["only-education"]
    assert not ways.asks_triage(PO, step=3)


def test_the_answers_are_those_of_the_routes():
    assert set(Care.values) == set(TRIAGE)


@pytest.mark.parametrize("key", sorted({key for key, _version in routes()}))
def test_every_open_way_fits_the_answer_and_every_way_is_open_for_some_answer(key):
    route = get_route(key)
    for step in route.steps:
        seen = set()
        for answer in ("", *TRIAGE):
            found = ways.open_ways(route, step=step.number, triage=answer)
            assert all(row.when in {"", answer} for row in found)
            seen.update(row.key for row in found)
        assert seen == {row.key for row in step.outcomes}


def test_what_follows_from_an_answer_says_who_arranges_it():
    found = {row.answer: (row.outcome.key, row.roles) for row in ways.follows(PO)}
    assert found["onderwijs-en-zorg"] == ("to-sot", ("ib",))
    assert set(found) == set(TRIAGE)


@pytest.mark.parametrize(
    ("step", "to", "after"),
    [(6, 3, 2), (6, 5, 1), (4, 4, 1), (2, 1, 1), (3, 2, 1), (5, 2, 1), (7, 2, 2), (1, 2, 1), (6, None, 1)],
)
def test_a_round_begins_where_evaluation_leads_back(step, to, after):
    assert ways.round_after(PO, before=1, step=step, to=to) == after


@given(st.lists(st.tuples(st.integers(1, 7), st.one_of(st.none(), st.integers(1, 7))), max_size=30))
def test_a_round_never_goes_back_and_rises_by_one_at_most(moves):
    rounds = [1]
    for step, to in moves:
        rounds.append(ways.round_after(PO, before=rounds[-1], step=step, to=to))
    assert all(0 <= later - earlier <= 1 for earlier, later in itertools.pairwise(rounds))


ALL_GOOD = {"unsafe": "nee", "adjusted": "ja", "team": "ja", "own_means": "nee", "care": "nee", "partners": "nee"}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({}, Where.SWV),
        ({"unsafe": "ja"}, Where.SAFETY),
        ({"adjusted": "nee"}, Where.FIRST),
        ({"adjusted": "weet-niet"}, Where.FIRST),
        ({"team": "nee"}, Where.FIRST),
        ({"own_means": "ja"}, Where.BASE),
        ({"own_means": "ja", "care": "ja"}, Where.SOT),
        ({"care": "ja"}, Where.SOT),
        ({"partners": "ja"}, Where.SOT),
    ],
)
def test_the_decision_aid(change, where):
    assert ways.advise({**ALL_GOOD, **change}).where == where


@given(st.fixed_dictionaries({row.key: st.sampled_from(list(Say)) for row in ways.AID}))
def test_the_decision_aid_always_says_why_and_puts_safety_first(answers):
    advice = ways.advise(answers)
    assert isinstance(advice, Advice)
    assert advice.because
    assert (advice.where == Where.SAFETY) == (answers["unsafe"] == Say.YES)


@pytest.mark.parametrize(
    ("words", "agreed"),
    [
        ([], False),
        ([("yes", None)], False),
        ([("yes", True)], True),
        ([("yes", True), ("yes", None)], False),
        ([("yes", True), ("unknown", None)], False),
        ([("yes", True), ("no", None)], True),
        ([("yes", True), ("no", False)], False),
        ([("no", True)], False),
        ([("yes", False)], False),
    ],
)
def test_every_parent_with_authority_says_yes_and_nobody_no(words, agreed):
    assert ways.all_agree(words) is agreed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Een leerling loopt weg als het druk wordt. Wat kan de leerkracht doen?", ()),
        ("Het gaat om Fenna, zij zit vaak alleen.", ("Fenna",)),
        ("Fenna heeft moeite met rekenen.", ("Fenna",)),
        ("Moeder zegt dat het thuis goed gaat.", ()),
        ("Hij zit in groep 5 en leest niet.", ("groep 5",)),
        ("Leerling uit 5b", ("5b",)),
        ("klas 2B, mavo 3", ("klas 2B", "mavo 3")),
        ("Geboren op 3 maart 2017.", ("3 maart 2017",)),
        ("Een leerling, geboren in 2016.", ("geboren in 2016",)),
        ("Vanaf 12-03-2017 ziek", ("12-03-2017",)),
        ("De IB en de GW denken aan een SOT. Ook het LDOS is ingevuld.", ()),
        ("Lezen in het Nederlands gaat goed, de Cito niet.", ()),
        ("met Bram-Lou en Zoë", ("Bram-Lou", "Zoë")),
        ("", ()),
    ],
)
def test_what_looks_like_a_child_is_shown(text, found):
    assert suspicious(text) == found


@given(st.text(max_size=400))
def test_any_text_can_be_looked_through(text):
    found = suspicious(text)
    assert len(found) == len(set(found))
    assert all(piece in text for piece in found)


@given(st.sampled_from(["Fenna", "Yusufcan", "Jelmer", "Zosia", "Amaniel"]), st.sampled_from(["is", "heeft", "wil"]))
def test_a_name_is_found_wherever_it_stands(name, does):
    for text in (f"{name} {does} moe.", f"Soms {does} {name} moe.", f"Vandaag niet.\n{name} {does} moe."):
        assert suspicious(text) == (name,)
