"""Sending a lost letter again: at the address that is known now, once, by who may see it."""

import datetime as dt

from django.test import Client

from notifications.outbox import services as outbox
from notifications.outbox.models import LetterState, OutgoingLetter
from planning.cases import services
from planning.cases.models import Task
from planning.people.models import AuditEvent
from planning.people.roles import Role
from tests.factories import make_actor, make_staff
from tests.notifications.conftest import post_office  # noqa: F401  # a real mail server that can misbehave


def letter_to(name: str) -> OutgoingLetter:
    return OutgoingLetter.objects.get(template="consent_ask", address__startswith=name)


def open_tasks(story) -> list[Task]:
    return list(Task.objects.filter(case=story.case, code="letter_failed", done_at__isnull=True))


def test_the_mended_address_gets_the_letter_and_the_task_is_done(story, post_office):  # noqa: F811
    post_office.rcpt_answer = "550 no"
    story.ask()
    outbox.sweep(now=story.now)
    before = letter_to("mirte")
    post_office.rcpt_answer = ""
    party = story.case.parties.get(pk=before.recipient_key)
    party.email = "mirte.nieuw@ouders.example"
    party.save()
    page = Client()
    page.force_login(story.ib.user)
    shown = page.get("/post/?stand=failed").content.decode()
    assert "Verstuur opnieuw" in shown
    assert "Kijk eerst het e-mailadres na, of bel." in shown
    for _ in range(2):  # clicked twice
        assert page.post(f"/post/{before.pk}/opnieuw/").status_code == 302
    outbox.sweep(now=story.now + dt.timedelta(days=1))
    after = OutgoingLetter.objects.get(pk=before.pk)
    assert (after.state, after.address) == (LetterState.SENT, "mirte.nieuw@ouders.example")
    assert after.message_id != before.message_id
    assert [task.object_key for task in open_tasks(story)] == [str(letter_to("kees").pk)]
    assert AuditEvent.objects.filter(action="letter.again", object_id=str(before.pk)).count() == 1
    assert sum(b"mirte.nieuw@ouders.example" in mail for mail in post_office.mails) == 1


def test_today_and_the_case_say_what_to_do(story, post_office):  # noqa: F811
    post_office.rcpt_answer = "550 no"
    story.ask()
    outbox.sweep(now=story.now)
    client = Client()
    client.force_login(story.ib.user)
    for address in ("/", f"/casussen/{story.case.pk}/"):
        page = client.get(address).content.decode()
        assert "Kijk het e-mailadres na, bel anders." in page
        assert 'href="/post/?stand=failed"' in page


def test_a_stranger_cannot_send_it_again(story, post_office):  # noqa: F811
    post_office.rcpt_answer = "550 no"
    story.ask()
    outbox.sweep(now=story.now)
    other = make_staff(story.swv, Role.JP, story.school, "Jan Ander")
    actor = make_actor(other, today=story.today)
    assert services.send_letter_again(actor=actor, letter_id=letter_to("mirte").pk, now=story.now) is False
    assert letter_to("mirte").state == LetterState.FAILED
