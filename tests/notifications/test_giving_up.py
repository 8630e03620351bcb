"""When the post gives up, who hears it, and how it is tried again."""

import datetime as dt
import email
import uuid

import pytest
from django.db import IntegrityError, connection
from django_scopes import scope
from django_scopes.exceptions import ScopeError
from hypothesis import given
from hypothesis import strategies as st

from notifications.outbox import rules, selectors, services
from notifications.outbox.models import LetterState, OutgoingLetter
from notifications.outbox.signals import letter_failed
from notifications.types import Recipient
from tests.notifications.conftest import NOW, TENANT
from tests.notifications.outgoing import change, hear, row, written

pytestmark = pytest.mark.django_db(transaction=True)

# --- giving up --------------------------------------------------------------------------------------------------------


def test_a_permanent_no_is_told_to_the_domain_in_its_scope(post_office, letter):
    hear(heard := [])
    post_office.rcpt_answer = "550 no"
    services.post(letter(), now=NOW)
    assert heard == [(TENANT, row().pk, "p1", "test:1", LetterState.FAILED)]


def test_a_temporary_no_is_not(post_office, letter):
    hear(heard := [])
    post_office.rcpt_answer = "450 no"
    services.post(letter(), now=NOW)
    assert heard == []


def test_a_listener_that_fails_does_not_stop_the_post(post_office, letter, caplog):
    def listen(**told):
        raise IntegrityError("somebody's name")

    letter_failed.connect(listen)
    post_office.rcpt_answer = "550 no"
    services.post(letter(), now=NOW)
    assert row().state == LetterState.FAILED
    assert "somebody's name" not in caplog.text


def test_a_letter_is_given_up_after_days_not_hours(post_office, letter):
    hear(heard := [])
    post_office.rcpt_answer = "450 busy"
    services.post(letter(), now=NOW)
    moment = NOW
    while row().state == LetterState.WAITING:
        moment = row().not_before
        services.sweep(now=moment)
    assert (row().state, row().attempts, len(heard)) == (LetterState.FAILED, rules.MAX_ATTEMPTS, 1)
    assert dt.timedelta(days=4) < moment - NOW < dt.timedelta(days=6)  # RFC 5321 §4.5.4.1


def test_staff_can_try_again(post_office, letter):
    post_office.rcpt_answer = "550 no"
    services.post(letter(), now=NOW)
    post_office.rcpt_answer = ""
    with scope(swv=TENANT):
        assert services.retry(row().pk, now=NOW) is True
        assert services.retry(row().pk, now=NOW) is False
    assert row().state == LetterState.SENT


def test_staff_of_another_tenant_cannot(post_office, letter):
    post_office.rcpt_answer = "550 no"
    services.post(letter(), now=NOW)
    with scope(swv=uuid.UUID(int=2)):
        assert services.retry(row().pk, now=NOW) is False


def test_what_never_arrived_is_forgotten_in_time(post_office, letter):
    post_office.rcpt_answer = "550 no"
    services.post(letter(), now=NOW)
    services.sweep(now=NOW + rules.KEEP_FAILED)
    assert row().body is not None
    services.sweep(now=NOW + rules.KEEP_FAILED + dt.timedelta(hours=1))
    assert (row().body, row().state) == (None, LetterState.FAILED)
    with scope(swv=TENANT):
        assert services.retry(row().pk, now=NOW) is False


# --- what is kept and shown -------------------------------------------------------------------------------------------


def test_the_demo_keeps_the_content(letter):
    services.post(letter(), now=NOW)
    assert row().state == LetterState.SENT
    found, body, raw = selectors.demo_letter(row().pk)
    assert found == row()
    assert "https://aantafel.example/u/x" in body.text
    assert email.message_from_bytes(raw)["Message-ID"] == row().message_id
    assert [one.pk for one in selectors.demo_letters()] == [row().pk]
    assert [one.pk for one in selectors.demo_letters(address="a@b.example")] == []


def test_outside_the_demo_there_is_no_mailbox(letter, settings):
    services.post(letter(), now=NOW)
    settings.DEMO = False
    assert selectors.demo_letter(row().pk) is None
    assert list(selectors.demo_letters()) == []


def test_the_body_is_not_readable_in_the_database(post_office, letter):
    post_office.rcpt_answer = "450 later"
    services.post(letter(), now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM outbox_outgoingletter")
        stored = cursor.fetchone()[0]
    assert "De Linde" not in stored
    assert "/u/x" not in stored


def test_staff_see_letters_by_receiver_state_and_key(post_office, letter):
    services.post(letter(key="series:1:a"), now=NOW)
    post_office.rcpt_answer = "550 no"
    services.post(letter(key="series:2:b", recipient=Recipient(key="p2", name="", address="b@c.example")), now=NOW)
    with scope(swv=TENANT):
        assert [one.key for one in selectors.letters_to(["p1"])] == ["series:1:a"]
        assert [one.key for one in selectors.letters_to(None, state="failed")] == ["series:2:b"]
        assert [one.key for one in selectors.letters_to(None, key_prefix="series:1:")] == ["series:1:a"]
        assert [one.key for one in selectors.letters_to([])] == []
    with scope(swv=uuid.UUID(int=2)):
        assert list(selectors.letters_to()) == []


def test_no_scope_no_letters():
    with pytest.raises(ScopeError):
        list(OutgoingLetter.objects.all())


def test_a_sent_letter_must_say_when(post_office):
    written()
    with pytest.raises(IntegrityError):
        change(state=LetterState.SENT, sent_at=None)


def test_health_sees_a_late_letter(post_office, letter):
    post_office.rcpt_answer = "450 later"
    services.post(letter(), now=NOW)
    assert selectors.health(now=NOW)["ok"] is True
    assert selectors.health(now=NOW + dt.timedelta(hours=1))["ok"] is False


@given(attempts=st.integers(1, 40), key=st.text(max_size=20))
def test_waiting_grows_and_stays_bounded(attempts, key):
    this, following = rules.wait(attempts=attempts, key=key), rules.wait(attempts=attempts + 1, key=key)
    assert dt.timedelta(seconds=30) <= this <= following <= dt.timedelta(hours=2, minutes=24)
