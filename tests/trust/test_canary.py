"""Nothing about a pupil leaves the house: the names of the demo's pupils are searched everywhere (P1, P2)."""

import logging

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.cases.models import Application, Case, Signal
from planning.people.models import AuditEvent
from scheduler.logs import RedactTokens
from tests.trust.walk import addresses, ids_of

pytestmark = pytest.mark.django_db


def canaries() -> set[str]:
    with scopes_disabled():
        names = {str(row.pupil_name) for model in (Case, Signal, Application) for row in model.objects.all()}
    assert len(names) > 5
    return names


def found_in(text: str) -> set[str]:
    return {name for name in canaries() if name in text}


def test_no_letter_and_no_calendar_part_names_a_pupil(demo):
    with scopes_disabled():
        letters = list(OutgoingLetter.objects.all())
    assert len(letters) > 20
    for letter in letters:
        body = Body.from_json(str(letter.body))
        parts = [letter.subject, letter.key, letter.sender_name, body.text, body.html]
        parts += [body.calendar.content.decode()] if body.calendar else []
        parts += [file.content.decode("utf-8", "replace") for file in body.attachments]
        parts += [file.filename for file in body.attachments]
        assert found_in("\n".join(parts)) == set(), letter.template


def test_no_feed_names_a_pupil(demo):
    for address in demo.feed_addresses():
        answer = Client().get(address)
        assert answer.status_code == 200
        assert found_in(answer.content.decode()) == set()


def test_no_address_and_no_log_line_names_a_pupil_or_a_token(demo, caplog):
    caplog.set_level(logging.DEBUG)
    caplog.handler.addFilter(RedactTokens())
    client = Client()
    client.force_login(demo.user("ib@demo.example"))
    ids = ids_of(demo.swv_id)
    for row in addresses():
        path = row.path(ids)
        if path and not path.startswith("/api/"):
            client.get(path)
            assert found_in(path) == set()
    tokens = [address.rsplit("/", 1)[-1] for address in demo.guest_addresses()]
    for token in tokens:
        Client().get(f"/u/{token}", follow=True)
    text = caplog.text
    assert found_in(text) == set()
    assert [token for token in tokens if token in text] == []


def test_the_audit_trail_holds_no_stories(demo):
    with scopes_disabled():
        text = "\n".join(str(row.detail) + row.action for row in AuditEvent.objects.all())
    assert found_in(text) == set()


def test_pupils_are_not_readable_in_the_database(demo):
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("cases_case", "cases_signal", "cases_application"):
            cursor.execute(f"SELECT * FROM {table}")  # the names stand above
            assert found_in(str(cursor.fetchall())) == set()
