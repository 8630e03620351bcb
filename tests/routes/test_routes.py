"""The shipped routes, their versions, and the questions one asks of a route."""

import pytest

from planning.cases.models import Purpose
from planning.meetings.models import MeetingKind
from planning.people.roles import Affiliation, Role
from planning.routes import engine, loading

ROLES = frozenset(role.value for role in Role)
FILE = engine.FOLDER / "west_brabant_po.toml"
GOOD = FILE.read_text()


def test_the_gw_leads_the_hia_and_the_ib_chairs_the_sot():
    route = engine.get_route("west-brabant-po")
    sot, hia = route.meeting("SOT"), route.meeting("HIA")
    assert (sot.leader, sot.chair, sot.minute_taker, sot.minutes) == ("ib", "ib", "ib", 45)
    assert (hia.leader, hia.chair, hia.minute_taker, hia.minutes) == ("gw", "gw", "ib", 60)
    assert sot.required == ("guardian", "leerkracht", "ib", "jp", "gw")
    assert sot.optional == ("pupil", "ja", "verpleegkundige")
    assert hia.agenda[0] == "Wie is de casusregisseur?"  # R19


def test_the_route_speaks_the_words_of_the_house():
    """What a route names must exist: purposes that can be asked, kinds of meeting that can be planned."""
    route = engine.get_route("west-brabant-po")
    assert {row.key: row.step for row in route.consents} == {Purpose.SOT: 2, Purpose.INVOLVE: 4}
    assert {row.kind: row.consent for row in route.meetings} == {"SOT": "sot", "HIA": "involve", "EVALUATIE": "involve"}
    assert {row.kind.lower() for row in route.meetings} <= {str(kind).lower() for kind in MeetingKind}
    assert dict(route.abbreviations)["HIA"] == "Handelingsgericht Integraal Arrangeergesprek"


def test_six_routes_are_shipped():
    assert sorted(key for key, _version in engine.routes()) == [
        "aan-den-ijssel",
        "holland-rijnland",
        "twente-noord",
        "west-brabant-jp",
        "west-brabant-po",
        "west-brabant-vo",
    ]


@pytest.mark.parametrize("route", engine.routes().values(), ids=lambda route: route.key)
def test_every_route_is_whole(route):
    """Who leads a step or a meeting has a name on screen; every meeting and role says what is expected (R10, R111)."""
    catalogue = set(Role.values)
    for step in route.steps:
        assert set(step.regie) <= catalogue | {"casusregisseur"}
        assert step.prompts
        assert all(outcome.label[0].isupper() for outcome in step.outcomes)
    for meeting in route.meetings:
        assert meeting.prompts
        assert "guardian" in dict(meeting.prompts)
        assert {meeting.leader, meeting.chair, meeting.minute_taker} <= catalogue
        if meeting.consent:
            assert meeting.consent in set(Purpose)
    assert route.tlv.decided_by
    assert route.closing.checklist
    assert {step.regie for step in route.steps}
    assert any(not row.when for row in route.conditions)


def test_employers_are_those_of_the_catalogue():
    assert set(loading.EMPLOYERS) == set(Affiliation.values)


def test_the_ways_of_a_step_and_where_they_lead():
    route = engine.get_route("west-brabant-po")
    assert [row.key for row in route.ways(2)] == ["only-education", "to-sot", "only-care"]
    assert [row.key for row in route.ways(2, "zorg")] == ["only-care"]
    assert [row.key for row in route.ways(4, "zorg")] == ["arrangement", "next-hia"]  # nothing is asked here
    assert route.next(2, "to-sot") == route.step(3)
    assert route.next(2, "only-care") is None
    assert route.next(6, "back") == route.step(3)
    assert route.quorum("HIA", "arrangement") == ("guardian", "ib", "gw", "jp")
    assert route.quorum("HIA", "hia") == ()
    assert route.meeting("HIA").prompt("gw").startswith("Leid het gesprek")
    assert route.meeting("HIA").prompt("ozc") == ""
    assert route.role("gw").employer == "swv"


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (lambda route: route.ways(2, "misschien"), ValueError),
        (lambda route: route.ways(8), KeyError),
        (lambda route: route.next(2, "nergens"), KeyError),
        (lambda route: route.musts("HIA", ["regen"]), KeyError),
        (lambda route: route.musts("MDO"), KeyError),
        (lambda route: route.quorum("HIA", "regen"), KeyError),
        (lambda route: route.role("heks"), KeyError),
        (lambda route: route.casusregisseur.proposed("niemand"), KeyError),
    ],
)
def test_what_a_route_does_not_know_is_an_error(ask, error):
    with pytest.raises(error):
        ask(engine.get_route("west-brabant-po"))


def test_two_versions_stand_beside_each_other_and_never_in_two_files(tmp_path):
    one, two, again = (tmp_path / f"{name}.toml" for name in ("one", "two", "again"))
    one.write_text(GOOD)
    two.write_text(GOOD.replace("version = 1", "version = 2", 1))
    again.write_text(GOOD)
    found = loading.read_all([one, two], roles=ROLES)
    assert sorted(found) == [("west-brabant-po", 1), ("west-brabant-po", 2)]
    with pytest.raises(loading.RouteFault, match="stands in another file"):
        loading.read_all([one, two, again], roles=ROLES)


def test_a_case_keeps_its_version_and_a_new_one_gets_the_newest(monkeypatch):
    first = engine.get_route("west-brabant-po")
    pair = {("west-brabant-po", 1): first, ("west-brabant-po", 2): first}
    monkeypatch.setattr(engine, "routes", lambda: pair)
    assert engine.get_route("west-brabant-po", 1) is pair["west-brabant-po", 1]
    assert engine.get_route("west-brabant-po") is pair["west-brabant-po", 2]


@pytest.mark.parametrize(("key", "version"), [("nergens", 1), ("nergens", None), ("west-brabant-po", 2)])
def test_an_unknown_route_or_version_is_an_error(key, version):
    with pytest.raises(KeyError):
        engine.get_route(key, version)
