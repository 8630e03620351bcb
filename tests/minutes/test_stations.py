"""The strip at the top of the record: where the talk is, and what stands there already."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client

from planning.minutes import services
from planning.minutes.models import DecisionKind, DecisionOutcome
from planning.minutes.selectors import record_page
from tests.meetings.table import NOW, seat_of
from tests.minutes.test_screen import LATER, agree, goal, url

pytestmark = pytest.mark.django_db
EMPTY = dict.fromkeys(["aanwezig", "luisteren", "doelen", "inzet", "besluiten", "einde"], "open")


@pytest.fixture
def ib(table) -> Client:
    client = Client()
    client.force_login(table.ib.user)
    return client


def strip(client, meeting) -> dict[str, str]:
    """What the strip says of each part."""
    html = client.get(url(meeting)).content.decode()
    found = re.findall(r'<a href="#(\w+)" data-stand="(\w+)"', html)
    for anchor, _stand in found:
        assert html.count(f'id="{anchor}"') == 1, "each leads to a place on the page"
    return dict(found)


def write(table, meeting, fields):
    for field in fields:
        services.save_note(
            actor=table.actor, meeting=meeting, topic=field.topic, of=field.of, text="Gaat goed", base=0, now=NOW
        )


def test_nothing_stands_there_yet(meeting, ib):
    assert strip(ib, meeting) == EMPTY
    assert list(strip(ib, meeting)) == list(EMPTY), "in the order of the talk"


def test_each_part_is_as_far_as_what_stands_there(table, meeting, ib):
    services.note_attendance(
        actor=table.actor, meeting=meeting, there={seat_of(meeting, table.gw).pk: False}, now=NOW
    )  # that somebody is not there was said too
    first, *others = record_page(meeting).before
    write(table, meeting, [first])
    assert strip(ib, meeting) == EMPTY | {"aanwezig": "done", "luisteren": "begun"}
    write(table, meeting, others)
    one, other = goal(table, meeting, "Leest weer mee"), goal(table, meeting, "Slaapt beter")
    assert strip(ib, meeting) == EMPTY | {"aanwezig": "done", "luisteren": "done", "doelen": "begun"}
    for each in (one, other):
        assert strip(ib, meeting)["doelen"] == "begun"
        agree(ib, meeting, seat_of(meeting, table.gw), for_goal=str(each.pk))
    write(table, meeting, [record_page(meeting).offer])
    assert strip(ib, meeting) == EMPTY | dict.fromkeys(["aanwezig", "luisteren", "doelen", "inzet"], "done")


def test_a_decision_and_a_day_to_look_back(table, meeting, ib):
    ib.post(url(meeting, "terugkijken/"), {"on": LATER, "method": "een gesprek"})
    services.decide(
        actor=table.actor,
        meeting=meeting,
        kind=DecisionKind.TLV,
        outcome=DecisionOutcome.NO,
        words="Ouders waren het eens.",
        key=uuid4(),
        now=NOW,
    )
    assert strip(ib, meeting) == EMPTY | {"besluiten": "done", "einde": "done"}
