"""Workers that take the same letter, die, or come back from the dead (house rules 1 and 2)."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django_scopes import scopes_disabled

from notifications.outbox import rules, services, tasks
from notifications.outbox.models import LetterState, OutgoingLetter
from tests.notifications.conftest import NOW
from tests.notifications.outgoing import change, hear, row, written

pytestmark = pytest.mark.django_db(transaction=True)

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
