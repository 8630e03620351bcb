"""A letter is never lost and never sent twice on purpose (house rule 2)."""

import datetime as dt
import email
import threading
import uuid

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_scopes import scopes_disabled

from notifications.letters.rendering import MissingText
from notifications.outbox import rules, services
from notifications.outbox.models import LetterState, OutgoingLetter
from notifications.types import Recipient
from tests.notifications.conftest import NOW
from tests.notifications.outgoing import row, written

pytestmark = pytest.mark.django_db(transaction=True)

# --- writing ----------------------------------------------------------------------------------------------------------


def test_a_posted_letter_is_delivered_after_the_commit(post_office, letter):
    with transaction.atomic():
        services.post(letter(), now=NOW)
        assert post_office.mails == []
    assert len(post_office.mails) == 1
    assert (row().state, row().attempts, row().last_word, row().body) == (LetterState.SENT, 1, "aangenomen", None)


def test_a_rolled_back_cause_sends_nothing(post_office, letter):
    with pytest.raises(RuntimeError), transaction.atomic():
        services.post(letter(), now=NOW)
        raise RuntimeError
    with scopes_disabled():
        assert OutgoingLetter.objects.count() == 0
    assert post_office.mails == []


def test_the_same_key_is_one_letter(post_office, letter):
    assert services.post(letter(), now=NOW) == services.post(letter(), now=NOW)
    assert len(post_office.mails) == 1


def test_tenants_do_not_share_keys(post_office, letter):
    services.post(letter(), now=NOW)
    services.post(letter(tenant_id=uuid.UUID(int=2)), now=NOW)
    assert len(post_office.mails) == 2


def test_two_who_post_the_same_at_once_write_one(post_office, letter):
    start, ids = threading.Barrier(4), []

    def run():
        start.wait()
        ids.append(services.post(letter(), now=NOW))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ids == [row().pk] * 4
    assert len(post_office.mails) == 1


def test_losing_the_race_leaves_the_callers_transaction_whole(post_office, letter, monkeypatch):
    winner = services.post(letter(), now=NOW)
    answers = iter([None, winner])
    monkeypatch.setattr(services, "_known", lambda _key: next(answers))  # the row came between the look and the write
    with transaction.atomic():
        assert services.post(letter(), now=NOW) == winner
        assert row().pk == winner


def test_a_letter_without_what_it_needs_is_not_written(letter):
    with pytest.raises(MissingText), transaction.atomic():
        services.post(letter(context={"name": "Ayşe"}), now=NOW)
    with scopes_disabled():
        assert not OutgoingLetter.objects.exists()


# --- the server's answers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "state"),
    [("450 4.2.1 mailbox busy", LetterState.WAITING), ("550 5.1.1 no such user", LetterState.FAILED)],
)
def test_the_servers_no_is_kept_in_its_own_words(post_office, letter, answer, state):
    post_office.rcpt_answer = answer
    services.post(letter(), now=NOW)
    assert (row().state, row().last_word) == (state, answer)
    assert row().body is not None


@pytest.mark.parametrize(
    ("answer", "state"), [("451 try later", LetterState.WAITING), ("554 spam", LetterState.FAILED)]
)
def test_a_no_after_data_is_told_apart_too(post_office, letter, answer, state):
    post_office.data_answer = answer
    services.post(letter(), now=NOW)
    assert (row().state, row().last_word) == (state, answer)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("451 busy", LetterState.WAITING),
        ("550 we do not know you", LetterState.WAITING),  # our settings are wrong, not the letter
        ("552 too large", LetterState.FAILED),
    ],
)
def test_a_no_to_the_sender_is_not_the_receivers_fault(post_office, letter, answer, state):
    post_office.mail_answer = answer
    services.post(letter(), now=NOW)
    assert (row().state, row().last_word) == (state, answer)


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_silent_server_means_later(post_office, letter, settings, command):
    settings.EMAIL_TIMEOUT = 0.2
    post_office.silent_at = command
    services.post(letter(), now=NOW)
    assert row().state == LetterState.WAITING
    assert row().not_before == NOW + rules.wait(attempts=1, key=str(row().pk)) + (row().claimed_at - NOW)


def test_a_server_that_hangs_after_its_yes_has_said_yes(post_office, letter, settings):
    settings.EMAIL_TIMEOUT = 0.2
    post_office.silent_at = "QUIT"
    services.post(letter(), now=NOW)
    assert row().state == LetterState.SENT
    assert len(post_office.mails) == 1


def test_a_hang_up_after_data_may_send_twice_with_one_message_id(post_office, letter):
    post_office.hang_up_after_data = True
    services.post(letter(), now=NOW)
    post_office.hang_up_after_data = False
    services.sweep(now=NOW + dt.timedelta(hours=1))
    ids = {email.message_from_bytes(mail)["Message-ID"] for mail in post_office.mails}
    assert len(post_office.mails) == 2
    assert ids == {row().message_id}


def test_no_server_means_later_and_the_sweep_delivers(post_office, letter, settings):
    right, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    services.post(letter(), now=NOW)
    assert row().state == LetterState.WAITING
    settings.EMAIL_PORT = right
    tried = timezone.now()  # not NOW: this may run long after it was read
    assert services.sweep(now=tried) == 0, "not before its time"
    assert services.sweep(now=tried + dt.timedelta(minutes=5)) == 1
    assert len(post_office.mails) == 1


@pytest.mark.parametrize("backend", ["no.such.Backend", "notifications.outbox.demo_mailbox.DemoMailbox"])
def test_a_wrong_setting_loses_no_letter(letter, settings, backend):
    settings.EMAIL_BACKEND, settings.DEMO = backend, False
    services.post(letter(), now=NOW)
    assert row().state == LetterState.WAITING


@pytest.mark.parametrize("address", ["geen adres", "", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example"])
def test_an_unusable_address_is_permanent(post_office, letter, address):
    services.post(letter(recipient=Recipient(key="p", name="x", address=address)), now=NOW)
    assert (row().state, row().last_word) == (
        LetterState.FAILED,
        "onbruikbaar adres of onderwerp (ValidationError)",
    )
    assert post_office.mails == []


def test_an_unusable_reply_to_is_left_out(post_office, letter):
    services.post(letter(reply_to="geen adres"), now=NOW)
    assert email.message_from_bytes(post_office.mails[0])["Reply-To"] is None


def test_content_that_cannot_be_read_waits_for_its_key(post_office):
    letter_id = written()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_outgoingletter SET body = 'gAAAAA-written-with-another-key'")
    assert services.deliver(letter_id, now=NOW) is False
    assert (row().state, row().last_word) == (
        LetterState.WAITING,
        "de inhoud is niet te lezen: klopt FIELD_KEY?",
    )
