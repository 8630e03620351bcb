"""A letter is never lost and never sent twice on purpose (house rule 2)."""

import datetime as dt
import email
import threading
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django_scopes import scope, scopes_disabled
from django_scopes.exceptions import ScopeError
from hypothesis import given
from hypothesis import strategies as st

from notifications.letters.rendering import MissingText
from notifications.outbox import rules, selectors, services, tasks
from notifications.outbox.models import LetterState, OutgoingLetter
from notifications.outbox.signals import letter_failed
from notifications.types import Recipient
from tests.notifications.conftest import NOW, TENANT, make_letter

pytestmark = pytest.mark.django_db(transaction=True)


def row() -> OutgoingLetter:
    with scopes_disabled():
        return OutgoingLetter.objects.get()


def change(**values) -> None:
    with scopes_disabled():
        OutgoingLetter.objects.update(**values)


def written(**fields) -> uuid.UUID:
    """A letter in the outbox that nobody hurried along."""
    with transaction.atomic():
        services.post(make_letter(**fields), now=NOW)
        known, connection.run_on_commit = connection.run_on_commit, []
        assert len(known) == 1
    return row().pk


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
    assert services.sweep(now=NOW) == 0, "not before its time"
    assert services.sweep(now=NOW + dt.timedelta(minutes=5)) == 1
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


# --- giving up --------------------------------------------------------------------------------------------------------


def hear(heard: list):
    def listen(*, tenant_id, letter_id, recipient_key, key, **rest):
        heard.append((tenant_id, letter_id, recipient_key, key, OutgoingLetter.objects.get().state))

    letter_failed.connect(listen, weak=False)


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


# --- workers ----------------------------------------------------------------------------------------------------------


def test_of_workers_that_take_the_same_letter_one_sends(post_office):
    letter_id = written()
    start, answers = threading.Barrier(4), []

    def run():
        start.wait()
        answers.append(services.deliver(letter_id, now=NOW))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False, False, False, True]
    assert len(post_office.mails) == 1


def test_the_sweep_frees_what_a_crash_left(post_office):
    written()
    change(state=LetterState.SENDING, claimed_at=NOW, attempts=1)
    assert services.sweep(now=NOW + rules.STUCK_AFTER) == 0, "the worker may still be alive"
    assert services.sweep(now=NOW + rules.STUCK_AFTER + dt.timedelta(seconds=1)) == 1
    assert len(post_office.mails) == 1


def test_a_letter_that_kills_every_worker_is_given_up(post_office):
    hear(heard := [])
    written()
    change(state=LetterState.SENDING, claimed_at=NOW, attempts=rules.MAX_ATTEMPTS)
    assert services.sweep(now=NOW + dt.timedelta(hours=1)) == 0
    assert (row().state, row().last_word, len(heard)) == (LetterState.FAILED, "Elke poging is afgebroken.", 1)


def test_a_worker_taken_for_dead_does_not_undo_what_another_did(post_office):
    """It comes back with a no after the letter was freed and sent by somebody else."""
    letter_id = written()
    post_office.rcpt_answer = "450 later"

    def meanwhile():
        post_office.before.clear()
        change(state=LetterState.SENT, sent_at=NOW, attempts=2)

    post_office.before["RCPT"] = meanwhile
    assert services.deliver(letter_id, now=NOW) is False
    assert (row().state, row().last_word) == (LetterState.SENT, "")


def test_a_yes_counts_even_from_a_worker_taken_for_dead(post_office):
    letter_id = written()
    post_office.before["RCPT"] = lambda: change(state=LetterState.WAITING)
    assert services.deliver(letter_id, now=NOW) is True
    assert row().state == LetterState.SENT


def test_an_away_server_does_not_cost_everybody_an_attempt(letter, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    settings.EMAIL_HOST = "127.0.0.1"
    for number in range(rules.SERVER_AWAY_AT + 4):
        services.post(letter(key=f"k{number}"), now=NOW)
    change(attempts=0, not_before=NOW)
    services.sweep(now=NOW)
    with scopes_disabled():
        assert OutgoingLetter.objects.filter(attempts=1).count() == rules.SERVER_AWAY_AT


def test_one_broken_row_does_not_hold_up_the_rest(post_office, letter, caplog):
    written()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_outgoingletter SET claimed_at = NULL, attempts = 30000, body = 'x'")
    services.post(letter(key="other"), now=NOW)
    assert len(post_office.mails) == 1
    services.sweep(now=NOW)
    with scopes_disabled():
        assert sorted(OutgoingLetter.objects.values_list("state", flat=True)) == [LetterState.FAILED, LetterState.SENT]


def test_the_tasks_are_where_celery_looks_for_them(post_office, settings):
    from scheduler.celery import app

    letter_id = written()
    tasks.deliver.delay(str(letter_id))
    assert row().state == LetterState.SENT
    tasks.sweep.delay()
    assert {"notifications.outbox.tasks.deliver", "notifications.outbox.tasks.sweep"} <= set(app.tasks)
    assert settings.CELERY_BEAT_SCHEDULE["outbox-sweep"]["task"] == tasks.sweep.name


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
