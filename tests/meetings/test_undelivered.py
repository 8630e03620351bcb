"""A letter that no mail server takes becomes work for the right person, once, and never a letter about itself."""

import datetime as dt
import email

import pytest
from django.test import Client

from notifications.outbox import services as outbox
from notifications.outbox.models import LetterState, OutgoingLetter
from planning.cases import services as cases
from planning.cases.models import Domain, Task
from planning.cases.selectors import letters_of
from planning.followup import services as followup
from planning.meetings import services as meetings
from planning.meetings.models import MeetingKind
from tests.meetings.table import CANARY, NOW, at, letters, seat_of
from tests.notifications.conftest import post_office

__all__ = ["post_office"]

REFUSED = "550 5.1.1 no such user"


def deliver(template: str, address: str, *, days: int = 0) -> OutgoingLetter:
    row = OutgoingLetter.objects.get(template=template, address=address)
    outbox.deliver(row.pk, now=NOW + dt.timedelta(days=days))
    row.refresh_from_db()
    return row


def told() -> list[tuple[str, str]]:
    return [(row.address, body.text) for row, body in letters("delivery_failed")]


def test_a_parent_whose_address_is_wrong(table, post_office):
    post_office.rcpt_answer = REFUSED
    row = deliver("consent_ask", "marie@ouders.example")
    assert (row.state, "no such user" in row.last_word) == (LetterState.FAILED, True)
    task = Task.objects.get(code=cases.LETTER_FAILED)
    assert (task.person, task.case, task.object_key) == (table.ib, table.case, str(row.pk))
    [(address, text)] = told()
    assert address == table.ib.email
    assert "een ouder" in text
    assert "/post/?stand=failed" in text
    assert not {CANARY, "Marie"} & set(text.replace(".", " ").split())


def test_again_is_no_second_task_and_no_letter_about_a_letter(table, post_office):
    post_office.rcpt_answer = REFUSED
    row = deliver("consent_ask", "marie@ouders.example")
    assert outbox.retry(row.pk, now=NOW)
    deliver("consent_ask", "marie@ouders.example")
    about = OutgoingLetter.objects.get(template="delivery_failed")
    outbox.deliver(about.pk, now=NOW)
    about.refresh_from_db()
    assert about.state == LetterState.FAILED
    assert Task.objects.filter(code=cases.LETTER_FAILED).count() == 1
    assert len(told()) == 1


def test_a_server_that_is_busy_is_no_news(table, post_office):
    post_office.rcpt_answer = "451 4.3.0 later"
    assert deliver("consent_ask", "marie@ouders.example").state == LetterState.WAITING
    assert (Task.objects.filter(code=cases.LETTER_FAILED).count(), told()) == (0, [])


def test_a_closed_case_is_left_in_peace(table, post_office):
    cases.close_case(actor=table.actor, case=table.case, reason="verhuisd", now=NOW)
    post_office.rcpt_answer = REFUSED
    assert deliver("consent_ask", "marie@ouders.example").state == LetterState.FAILED
    assert (Task.objects.filter(code=cases.LETTER_FAILED).count(), told()) == (0, [])


def test_an_invitation_to_a_professional_is_the_organisers(table, post_office):
    meeting = table.meeting(table.ib, table.jp, parents=False)
    meetings.fix_date(meeting=meeting, start=at(24), by=table.actor.by, now=NOW)
    post_office.rcpt_answer = REFUSED
    deliver("invitation", table.jp.email)
    assert Task.objects.get(code=cases.LETTER_FAILED).person == table.ib
    [(_address, text)] = told()
    assert "JP" in text
    assert table.jp.last_name not in text


def test_the_organisers_own_invitation_is_a_task_and_no_letter_that_would_not_arrive_either(table, post_office):
    meeting = table.meeting(table.ib, table.jp, parents=False)
    meetings.fix_date(meeting=meeting, start=at(24), by=table.actor.by, now=NOW)
    post_office.rcpt_answer = REFUSED
    row = deliver("invitation", table.ib.email)
    task = Task.objects.get(code=cases.LETTER_FAILED)
    assert (task.person, task.object_key, told()) == (table.ib, str(row.pk), [])
    assert row.pk in {letter.pk for letter in letters_of(table.actor, state=LetterState.FAILED)}


def test_a_meeting_that_is_called_off_is_no_news(table, post_office):
    meeting = table.meeting(table.ib, table.jp, parents=False)
    meetings.fix_date(meeting=meeting, start=at(24), by=table.actor.by, now=NOW)
    meetings.cancel_meeting(actor=table.actor, meeting=meeting, now=NOW)
    post_office.rcpt_answer = REFUSED
    deliver("invitation", table.jp.email)
    assert told() == []


def test_an_agreement_whose_owner_hears_nothing(table, post_office):
    meeting = table.meeting(table.ib, table.jp, parents=False, kind=MeetingKind.HIA)
    meetings.fix_date(meeting=meeting, start=at(24), by=table.actor.by, now=NOW)
    cases.appoint_casusregisseur(
        actor=table.actor,
        case=table.case,
        person=table.ib,
        leading_domain=Domain.EDUCATION,
        reason="",
        now=NOW,
    )
    followup.record_agreement(
        actor=table.actor,
        meeting=meeting,
        owner=seat_of(meeting, table.jp),
        what="belt de ouders",
        due=at(30).date(),
        now=at(24, 12),
    )
    post_office.rcpt_answer = REFUSED
    row = OutgoingLetter.objects.get(template="agreement_owner")
    outbox.deliver(row.pk, now=at(24, 12))
    assert Task.objects.get(code=cases.LETTER_FAILED).person == table.ib


@pytest.mark.parametrize("key", ["", "x", "invitation:niets:3", "::"])
def test_a_key_that_names_nobody(table, key):
    assert meetings.ids_in(key) == []


def test_the_task_stands_on_the_page_of_today(table, post_office):
    post_office.rcpt_answer = REFUSED
    deliver("consent_ask", "marie@ouders.example")
    client = Client()
    client.force_login(table.ib.user)
    assert "Een brief kwam niet aan" in client.get("/").content.decode()
    assert "no such user" in client.get("/post/?stand=failed").content.decode()


def test_trying_again_takes_the_address_that_is_known_now(table, post_office):
    post_office.rcpt_answer = REFUSED
    row = deliver("consent_ask", "marie@ouders.example")
    data = cases.GuardianData(name="Marie de Moeder", email="marie@goed.example")
    cases.update_party(actor=table.actor, party=table.mother, data=data, now=NOW)
    client = Client()
    client.force_login(table.ib.user)
    client.post(f"/post/{row.pk}/opnieuw/")
    post_office.rcpt_answer = ""
    assert deliver("consent_ask", "marie@goed.example").state == LetterState.SENT
    assert email.message_from_bytes(post_office.mails[-1])["To"] == "Marie de Moeder <marie@goed.example>"
