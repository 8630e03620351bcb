"""A delivery report that comes after the server's yes: the letter is lost after all, and is a task once (RFC 3464)."""

import datetime as dt

import pytest
from django.test import Client
from django_scopes import scope

from integrations.mailbox.services import receive
from notifications.outbox import services as outbox
from notifications.outbox.models import LetterState, OutgoingLetter
from planning.cases import services
from planning.cases.models import Task
from tests.notifications.conftest import post_office  # noqa: F401  # a real mail server that can misbehave

REPORT = """From: MAILER-DAEMON@mx.example
To: planning@aantafel.example
Subject: Undelivered
Message-ID: <report@mx.example>
Auto-Submitted: auto-replied
{more}MIME-Version: 1.0
Content-Type: multipart/report; boundary="b"; report-type=delivery-status

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; mirte@ouders.example
Action: {action}
Status: 5.1.1
{returned}
--b--
"""
WHOLE = "\n--b\nContent-Type: message/rfc822\n\nMessage-ID: {id}\nSubject: x\n\nbody"
HEAD = "\n--b\nContent-Type: text/rfc822-headers\n\nSubject: x\nMessage-ID: {id}\n"


def report(message_id: str, *, returned: str = WHOLE, action: str = "failed", more: str = "") -> bytes:
    filled = {"returned": returned.replace("{id}", message_id), "more": more.replace("{id}", message_id)}
    return REPORT.format(action=action, **filled).replace("\n", "\r\n").encode()


def letter_to(name: str) -> OutgoingLetter:
    return OutgoingLetter.objects.get(template="consent_ask", address__startswith=name)


def open_tasks(story) -> list[Task]:
    return list(Task.objects.filter(case=story.case, code="letter_failed", done_at__isnull=True))


@pytest.mark.parametrize(
    ("returned", "more"), [(WHOLE, ""), (HEAD, ""), ("", "In-Reply-To: {id}\n")], ids=["whole", "head", "exchange"]
)
def test_a_bounce_after_sent_is_a_task_once(story, post_office, returned, more):  # noqa: F811
    story.ask()
    outbox.sweep(now=story.now)
    letter = letter_to("mirte")
    assert letter.state == LetterState.SENT
    for _ in range(2):  # the same mail is fetched twice
        receive(report(letter.message_id, returned=returned, more=more))
    assert letter_to("mirte").state == LetterState.FAILED
    assert [task.object_key for task in open_tasks(story)] == [str(letter.pk)]
    assert services.send_letter_again(actor=story.actor, letter_id=letter.pk, now=story.now) is False  # wiped
    client = Client()
    client.force_login(story.ib.user)
    page = client.get("/post/?stand=failed").content.decode()
    assert "De brief kwam terug" in page
    assert "De inhoud is al gewist" in page
    assert "Verstuur opnieuw" not in page


@pytest.mark.parametrize("wrong", ["delayed", "unknown", "other tenant", "no report"])
def test_what_is_no_bounce_of_ours_changes_nothing(story, post_office, wrong):  # noqa: F811
    story.ask()
    outbox.sweep(now=story.now)
    letter = letter_to("mirte")
    tenant = None
    mail = report(letter.message_id)
    if wrong == "delayed":
        mail = report(letter.message_id, action="delayed")
    elif wrong == "unknown":
        mail = report("<somebody@else.example>")
    elif wrong == "other tenant":
        tenant = "00000000-0000-0000-0000-000000000009"
    else:
        mail = f"From: a@b.example\r\nIn-Reply-To: {letter.message_id}\r\n\r\nDank!".encode()
    receive(mail, tenant_id=tenant)
    assert (letter_to("mirte").state, open_tasks(story)) == (LetterState.SENT, [])


def test_a_bounce_works_without_an_open_tenant(story, post_office):  # noqa: F811
    story.ask()
    outbox.sweep(now=story.now)
    message_id = letter_to("mirte").message_id
    with scope(swv=None):
        receive(report(message_id))
    assert len(open_tasks(story)) == 1


def test_a_late_bounce_of_the_old_address_is_not_of_the_new_letter(story, post_office):  # noqa: F811
    post_office.rcpt_answer = "550 no"
    story.ask()
    outbox.sweep(now=story.now)
    before = letter_to("mirte")
    assert outbox.retry(before.pk, address="mirte.nieuw@ouders.example", now=story.now) is True
    post_office.rcpt_answer = ""
    outbox.sweep(now=story.now + dt.timedelta(days=1))
    receive(report(before.message_id))
    assert letter_to("mirte").state == LetterState.SENT
