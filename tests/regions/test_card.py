"""The settings card: one small form for what the sources disagree about, written into the parts of the route."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest

from planning.regions import card, editing, rules
from planning.routes import engine

SHIPPED = {path.stem: path.read_text() for path in sorted(engine.FOLDER.glob("*.toml"))}


def written(text: str, wanted: card.Card) -> str:
    for place, values in card.writes(tomllib.loads(text), wanted):
        text = editing.write(text, place, values)
    return text


def with_meeting(found: card.Card, n: int, **changes: str) -> card.Card:
    rows = list(found.meetings)
    rows[n] = replace(rows[n], **changes)
    return replace(found, meetings=tuple(rows))


@pytest.mark.parametrize("text", SHIPPED.values(), ids=list(SHIPPED))
def test_the_card_says_what_the_route_says_and_writing_it_changes_nothing(text):
    data = tomllib.loads(text)
    found = card.read(data)
    route = rules.check(text).route
    assert [(row.kind, one.leader) for row, one in zip(route.meetings, found.meetings, strict=True)] == list(
        route.settings.leaders
    )
    assert found.gw_employer == route.settings.gw_employer
    assert found.tlv_decided_by == route.settings.tlv_decided_by
    assert card.writes(data, found) == []


@pytest.mark.parametrize("guardians", list(card.SEAT_OF))
@pytest.mark.parametrize("text", SHIPPED.values(), ids=list(SHIPPED))
def test_parents_get_the_seat_that_belongs_to_the_answer(text, guardians):
    found = card.read(tomllib.loads(text))
    for n in range(len(found.meetings)):
        after = written(text, with_meeting(found, n, guardians=guardians))
        meeting = tomllib.loads(after)["meetings"][n]
        assert "guardian" in meeting.get(card.SEAT_OF[guardians], [])
        said = [fault for fault in rules.check(after).faults if fault.at[-1:] == ("guardians",)]
        assert said == []


def test_the_ib_leads_the_hia_and_chairs_it_as_the_gw_did():
    text = SHIPPED["west_brabant_po"]
    after = written(text, with_meeting(card.read(tomllib.loads(text)), 1, leader="ib"))
    meeting = tomllib.loads(after)["meetings"][1]
    assert (meeting["leader"], meeting["chair"]) == ("ib", "ib")
    assert rules.check(after).good


def test_the_director_always_in_a_circumstance_or_never():
    text = SHIPPED["west_brabant_po"]
    start = card.read(tomllib.loads(text))
    assert start.meetings[0].director == card.NEVER
    always = written(text, with_meeting(start, 0, director=card.ALWAYS))
    assert "directeur" in tomllib.loads(always)["meetings"][0]["required"]
    some = written(always, with_meeting(card.read(tomllib.loads(always)), 0, director="absence"))
    meeting = tomllib.loads(some)["meetings"][0]
    assert meeting["musts"] == [{"when": "absence", "roles": ["directeur"]}]
    assert "directeur" not in meeting["required"]
    never = written(some, with_meeting(card.read(tomllib.loads(some)), 0, director=card.NEVER))
    assert "musts" not in tomllib.loads(never)["meetings"][0]
    assert all(rules.check(one).good for one in (always, some, never))


def test_twente_keeps_its_other_rules_when_the_director_changes():
    text = SHIPPED["twente_noord"]
    found = card.read(tomllib.loads(text))
    n = next(n for n, row in enumerate(found.meetings) if row.director not in {card.NEVER, card.ALWAYS})
    before = tomllib.loads(text)["meetings"][n]["musts"]
    after = tomllib.loads(written(text, with_meeting(found, n, director=card.NEVER)))["meetings"][n].get("musts", [])
    others = [[role for role in must["roles"] if role != "directeur"] for must in before]
    assert [must["roles"] for must in after] == [roles for roles in others if roles]


def test_who_asks_who_employs_and_who_decides():
    text = SHIPPED["west_brabant_po"]
    found = card.read(tomllib.loads(text))
    after = written(text, replace(found, asked_by=("jp", "ib"), gw_employer="bestuur", tlv_decided_by="de directeur"))
    route = rules.check(after).route
    assert route.settings.consent_asked_by == (("sot", "jp"), ("involve", "ib"))
    assert (route.settings.gw_employer, route.settings.tlv_decided_by) == ("bestuur", "de directeur")
    assert rules.check(after).good


@pytest.mark.parametrize("data", [{}, {"meetings": 3}, {"meetings": ["x"], "tlv": []}, {"meetings": [{"musts": [1]}]}])
def test_a_route_that_is_no_route_gives_an_empty_card(data):
    found = card.read(data)
    assert card.writes(data, found) == []
