"""The day of a SOT by machine: begun once, concluded without names, and nothing said that a key may not know."""

from __future__ import annotations

import uuid

import pytest
from django.core.cache import cache
from django.utils import timezone
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error, response_schema_conformance, status_code_conformance

from planning.agenda import services
from planning.agenda.models import AgendaItem
from planning.cases import services as cases
from planning.cases.models import Answer
from planning.meetings.models import Meeting
from planning.minutes import services as minutes
from planning.minutes.models import Topic
from planning.people import keys
from planning.people.access import NotAllowed, Right
from planning.people.models import AuditEvent
from planning.people.roles import Role
from planning.privacy.models import AccessEntry, Source
from tests.agenda.conftest import clock, sot, told
from tests.api.test_api import ask, machine, schema, send, swv
from tests.factories import make_staff
from tests.meetings.table import CANARY, NOW, at

__all__ = ["clock", "machine", "sot", "swv", "told"]

BEGUN = at(17, 9, 5)
ALL = (Right.SEE_MEETINGS, Right.MANAGE_MEETINGS, Right.SEE_CASES)


def key_for(sot, *rights):
    coordinator = make_staff(sot.table.swv, Role.COORDINATOR)
    return keys.create_key_on_the_server(
        email=coordinator.email, name="koppeling", rights=[right.value for right in rights], now=NOW
    )[1]


@pytest.fixture
def secret(sot, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: BEGUN)
    return key_for(sot, *ALL)


def path(sot, item=None, verb="", *, meeting=None):
    base = f"/meetings/{(meeting or sot.meeting).pk}/agenda"
    return f"{base}/{item.pk}/{verb}" if item is not None else base


def test_the_points_come_with_their_hours_and_without_words(sot, secret, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    first, second = sot.propose(sot.table.case, minutes=25), sot.propose(title="Rust op de gang", minutes=15)
    with CaptureQueriesContext(connection) as before:
        page = ask(secret, path(sot))
    assert page.json() == {
        "items": [
            {
                "id": str(first.pk),
                "kind": "pupil",
                "case": str(sot.table.case.pk),
                "minutes": 25,
                "start": "2026-11-17T08:00:00Z",
                "state": "planned",
                "part": None,
            },
            {
                "id": str(second.pk),
                "kind": "other",
                "case": None,
                "minutes": 15,
                "start": "2026-11-17T08:25:00Z",
                "state": "planned",
                "part": None,
            },
        ],
        "count": 2,
    }
    assert not any(word in page.content.decode() for word in (CANARY, "gang"))
    for pupil in sot.others:
        sot.propose(pupil)
    with django_assert_num_queries(len(before)):
        assert ask(secret, path(sot)).json()["count"] == 4
    table = sot.table
    assert ask(secret, path(sot, meeting=table.meeting(table.ib, table.gw))).json() == {"items": [], "count": 0}


def test_a_key_that_sees_no_cases_is_told_no_case(sot, secret):
    item = sot.propose(sot.table.case)
    services.begin_point(actor=sot.actor, item=item, now=BEGUN)
    (row,) = ask(key_for(sot, Right.SEE_MEETINGS), path(sot)).json()["items"]
    assert (row["case"], row["part"], row["state"]) == (None, None, "discussed")


def test_a_point_begins_and_twice_is_the_same_part(sot, secret):
    item = sot.propose(sot.table.case, minutes=25)
    made = send(secret, path(sot, item, "part"), {})
    part = Meeting.objects.get(part_of=sot.meeting)
    assert (made.status_code, made.json()["id"], made.json()["case"]) == (200, str(part.pk), str(sot.table.case.pk))
    assert send(secret, path(sot, item, "part"), {}).json() == made.json()
    assert AuditEvent.objects.get(action="meeting.part").actor_kind == "machine"
    assert AccessEntry.objects.filter(source=Source.API, case_reference=sot.table.case.reference).exists()
    listed = ask(secret, path(sot)).json()["items"][0]
    assert (listed["state"], listed["part"]) == ("discussed", str(part.pk))


def test_who_was_said_no_to_is_not_at_that_part(sot, secret):
    """House rule 4, whoever begins it."""
    sot.table.consent(sot.table.jp, answer=Answer.NO)
    part = send(secret, path(sot, sot.propose(sot.table.case), "part"), {}).json()["id"]
    seats = ask(secret, f"/meetings/{part}/participants").json()["items"]
    assert str(sot.table.gw.pk) in {row["person"] for row in seats}
    assert str(sot.table.jp.pk) not in {row["person"] for row in seats}


def test_a_machine_writes_nothing_down_in_it(sot, secret):
    send(secret, path(sot, sot.propose(sot.table.case), "part"), {})
    machine = keys.actor_for_key(secret, today=NOW.date())
    part = Meeting.objects.get(part_of=sot.meeting)
    with pytest.raises(NotAllowed):
        minutes.save_note(actor=machine, meeting=part, topic=Topic.PICTURE, base=0, text="Rust.", now=BEGUN)


def test_what_came_of_another_point(sot, secret):
    item = sot.propose()
    said = send(secret, path(sot, item, "conclusion"), {"words": "De bel gaat later."})
    assert (said.status_code, said.json()["state"]) == (200, "discussed")
    assert "bel" not in said.content.decode()
    item.refresh_from_db()
    assert item.conclusion == "De bel gaat later."
    assert AuditEvent.objects.get(action="agenda.conclude").actor_kind == "machine"
    send(secret, path(sot, item, "conclusion"), {"words": ""})
    item.refresh_from_db()
    assert item.conclusion is None


def test_words_that_name_a_pupil_are_refused_and_not_pointed_out(sot, secret):
    """A machine sees no pupil, so the refusal may not tell it which of its words is one."""
    refused = send(secret, path(sot, sot.propose(), "conclusion"), {"words": f"{CANARY} zit nu vooraan."})
    assert (refused.status_code, refused.json()["code"]) == (422, "names_the_pupil")
    assert refused.json()["fields"] == [{"field": "words", "reason": refused.json()["title"]}]
    assert CANARY not in refused.content.decode()
    assert not AgendaItem.objects.exclude(conclusion=None).exists()


def refusals(sot):
    """What is asked, and what the answer is."""
    pupil, subject = sot.propose(sot.table.case), sot.propose()
    waits = sot.propose(sot.others[0], by=sot.vc)
    frozen = sot.propose(sot.others[1])
    cases.freeze_case(actor=sot.actor, case=sot.others[1], reason="Bezwaar.", now=NOW)
    words = {"words": "Akkoord."}
    missing = AgendaItem(pk=uuid.uuid4())
    return [
        (path(sot, subject, "part"), {}, 409, "agenda_item_not_now"),
        (path(sot, pupil, "conclusion"), words, 409, "agenda_item_not_now"),
        (path(sot, waits, "part"), {}, 409, "agenda_item_not_now"),
        (path(sot, frozen, "part"), {}, 409, "case_frozen"),
        (path(sot, pupil, "part", meeting=sot.later), {}, 404, "not_found"),
        (path(sot, missing, "part"), {}, 404, "not_found"),
        (path(sot, missing, "conclusion"), words, 404, "not_found"),
        (path(sot, subject, "conclusion"), {}, 422, "invalid_input"),
        (path(sot, subject, "conclusion"), {"words": None}, 422, "invalid_input"),
        (path(sot, subject, "conclusion"), {"words": "a\x00b"}, 422, "invalid_input"),
        (path(sot, subject, "conclusion"), {"words": "x" * 4001}, 422, "invalid_input"),
        (path(sot, subject, "conclusion"), ["x"], 422, "invalid_input"),
    ]


def test_what_is_refused(sot, secret):
    for where, body, status, code in refusals(sot):
        answer = send(secret, where, body)
        assert (answer.status_code, answer.json()["code"]) == (status, code), where
        assert answer["Content-Type"] == "application/problem+json"
    assert not Meeting.objects.filter(part_of=sot.meeting).exists()


def test_not_before_its_turn(sot, secret, monkeypatch):
    pupil, subject = sot.propose(sot.table.case), sot.propose()
    monkeypatch.setattr(timezone, "now", lambda: at(16, 12))
    for item, verb in ((pupil, "part"), (subject, "conclusion")):
        answer = send(secret, path(sot, item, verb), {"words": "Akkoord."})
        assert (answer.status_code, answer.json()["code"]) == (409, "agenda_not_yet_its_turn")


@pytest.mark.parametrize(
    "rights", [(Right.SEE_MEETINGS, Right.SEE_CASES), (Right.SEE_MEETINGS, Right.MANAGE_MEETINGS)], ids=["sees", "runs"]
)
def test_who_only_sees_or_could_not_hold_the_words_against_anybody_does_neither(sot, secret, rights):
    pupil, subject = sot.propose(sot.table.case), sot.propose()
    weak = key_for(sot, *rights)
    for item, verb in ((pupil, "part"), (subject, "conclusion")):
        answer = send(weak, path(sot, item, verb), {"words": "Akkoord."})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert not AgendaItem.objects.filter(state="discussed").exists()


day = schema.include(path_regex=r"/agenda")


@day.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_answer_outside_the_schema_at_a_real_table(case, sot, secret, machine):
    """Any words, at points that are there: of a pupil, of a subject, and one that waits."""
    del machine  # what it leaves open is needed here too
    cache.clear()
    items = list(AgendaItem.objects.order_by("created_at")) or [
        sot.propose(sot.table.case),
        sot.propose(),
        sot.propose(sot.others[0], by=sot.vc),
    ]
    for item in items:
        case.path_parameters = {"meeting_id": str(sot.meeting.pk), "agenda_item_id": str(item.pk)}
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {secret}"}
        case.call_and_validate(checks=[not_a_server_error, status_code_conformance, response_schema_conformance])
