"""Mail that does not count by itself: kept, shown to who may see it, asked about by link, never more than a claim."""

import datetime as dt

import pytest
from django.test import Client
from django_scopes import scope, scopes_disabled

from integrations.mailbox.services import receive, take
from integrations.mailbox.types import Taken
from notifications.outbox.models import OutgoingLetter
from planning.cases.models import Answer, Task
from planning.meetings import services
from planning.meetings.models import KeptMail, KeptOutcome, KeptState, KeptWhy, Reply, WhyMoved
from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.people.roles import Role
from tests.factories import make_actor, make_school, make_staff, make_swv
from tests.meetings.mails import AT_HOME, letter, mail, receiving
from tests.meetings.table import NOW, at, letters, link_in, seat_of
from tests.meetings.test_dates import fixed
from tests.meetings.test_replies import everything, said
from tests.words import words

__all__ = ["receiving"]
pytestmark = pytest.mark.usefixtures("receiving")


@pytest.fixture
def ib(table):
    client = Client()
    client.force_login(table.ib.user)
    return client


def coordinator(table):
    person = make_staff(table.swv, Role.COORDINATOR, None, "Cora Coördinator", account=True)
    client = Client()
    client.force_login(person.user)
    return client


STRANGE = [
    # what is odd, why it is kept, whether the person is asked by link, and what the organiser gets
    ({"proof": ""}, KeptWhy.DOUBTFUL, True, None),
    ({"proof": "", "head": f"Authentication-Results: {AT_HOME}; dmarc=pass\r\n"}, KeptWhy.DOUBTFUL, True, None),
    ({"proof": "fail"}, KeptWhy.FORGED, False, "mail_to_look_at"),
    ({"sender": "vreemd@elders.example"}, KeptWhy.OTHER_SENDER, True, None),
    ({"proof": "", "head": "Auto-Submitted: auto-replied\r\n"}, KeptWhy.DOUBTFUL, False, "mail_to_look_at"),
    ({"address": "vreemd@elders.example"}, KeptWhy.UNKNOWN_PERSON, False, "mail_to_look_at"),
    ({"partstat": "DELEGATED"}, KeptWhy.DELEGATED, False, "mail_to_look_at"),
    ({"method": "COUNTER"}, KeptWhy.COUNTER, False, "mail_other_time"),
]


@pytest.mark.parametrize(("change", "why", "asked", "task"), STRANGE)
def test_what_is_strange_changes_nothing_and_is_kept(table, change, why, asked, task):
    meeting = fixed(table)
    raw = mail(meeting, **{"address": table.gw.email, "partstat": "ACCEPTED", **change})
    receive(raw)
    receive(raw)  # the same mail again
    kept = KeptMail.objects.get()
    assert (kept.why, kept.state) == (why, KeptState.ASKED if asked else KeptState.OPEN)
    assert Reply.objects.count() == 0
    assert everything(meeting) == ["ACCEPTED", *["NEEDS-ACTION"] * 4]  # who organises it comes
    assert [row.code for row in Task.objects.filter(object_key=str(kept.pk))] == ([task] if task else [])
    meeting.refresh_from_db()
    assert meeting.start == at(17)
    assert [row.address for row, _body in letters("reply_confirm")] == ([table.gw.email] if asked else [])


def test_the_letter_goes_to_the_known_address_and_the_answer_is_a_click(table):
    meeting = fixed(table)
    receive(mail(meeting, "marie@ouders.example", "DECLINED", sender="marie@vals.example"))
    [(row, body)] = letters("reply_confirm")
    assert (row.address, row.automatic, body.calendar) == ("marie@ouders.example", True, None)
    assert "telt het nog niet mee" in body.text
    client = Client()
    page = client.get(link_in(body))["Location"]
    assert client.get(page).status_code == 200
    assert said(meeting, table.mother) == "NEEDS-ACTION"  # looking, as a mail scanner does, is no answer
    answer = client.post(page, {"antwoord": "ACCEPTED", "versie": "0"})
    assert answer.status_code == 303
    assert said(meeting, table.mother) == "ACCEPTED"
    kept = KeptMail.objects.get()
    assert (kept.state, kept.outcome, kept.text) == (KeptState.DONE, KeptOutcome.SELF, None)


def test_whoever_sends_a_hundred_has_us_write_one_letter_a_day_and_three_in_all(table):
    meeting = fixed(table)
    for number in range(12):
        receive(mail(meeting, table.gw.email, "DECLINED", proof="", stamp=f"20261103T0710{number:02d}Z"))
    assert len(letters("reply_confirm")) == 1
    assert KeptMail.objects.filter(state=KeptState.ASKED).count() == 1
    assert Task.objects.filter(code="mail_to_look_at").count() == 11


def test_who_said_the_same_by_link_is_not_asked(table):
    meeting = fixed(table)
    services.reply_by_link(participant_id=seat_of(meeting, table.gw).pk, partstat="ACCEPTED", sequence=0, now=NOW)
    receive(mail(meeting, table.gw.email, "ACCEPTED", proof=""))
    assert (KeptMail.objects.count(), len(letters("reply_confirm"))) == (0, 0)
    receive(mail(meeting, table.gw.email, "DECLINED", proof=""))
    assert (said(meeting, table.gw), len(letters("reply_confirm"))) == ("ACCEPTED", 1)


def test_without_a_name_for_our_mail_server_nothing_is_proven(table, settings):
    settings.MAIL_AUTHSERV_ID = ""
    receive(mail(meeting := fixed(table), table.gw.email, "ACCEPTED"))
    assert (said(meeting, table.gw), KeptMail.objects.get().why) == ("NEEDS-ACTION", KeptWhy.DOUBTFUL)


@pytest.mark.parametrize("off", [True, False])
def test_what_comes_too_late_is_kept(table, off, monkeypatch):
    meeting = fixed(table)
    if off:
        services.cancel_meeting(actor=table.actor, meeting=meeting, now=NOW)
    else:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at(17, 11))
    receive(mail(meeting, table.gw.email, "ACCEPTED", sequence=meeting.sequence))
    assert (KeptMail.objects.get().why, Reply.objects.count()) == (KeptWhy.LATE, 0)


def test_an_unknown_meeting_is_kept_for_the_swv_and_pointed_to_the_school(table, ib):
    meeting = fixed(table)
    cora = coordinator(table)
    uid, meeting.uid = meeting.uid, "verzonnen@elders.example"
    receive(mail(meeting, table.gw.email, "ACCEPTED"))
    meeting.uid = uid
    kept = KeptMail.objects.get()
    assert (kept.why, kept.meeting, Task.objects.filter(object_key=str(kept.pk)).count()) == (
        KeptWhy.UNKNOWN_MEETING,
        None,
        0,
    )
    assert ib.get(f"/overleggen/post/{kept.pk}/").status_code == 404
    page = cora.get("/overleggen/post/")
    assert str(kept.pk) in page.content.decode()
    assert "1 bericht telt niet vanzelf mee" in words(cora.get("/").content.decode())
    wrong = cora.post(f"/overleggen/post/{kept.pk}/hoort-bij/", {"reference": "ZZZZ"})
    assert (wrong.status_code, "We kennen geen overleg" in words(wrong.content.decode())) == (422, True)
    assert cora.post(f"/overleggen/post/{kept.pk}/hoort-bij/", {"reference": ""}).status_code == 422
    done = cora.post(f"/overleggen/post/{kept.pk}/hoort-bij/", {"reference": meeting.reference.lower()})
    assert done.status_code == 302
    assert cora.get(f"/overleggen/post/{kept.pk}/").status_code == 404
    assert ib.get(f"/overleggen/post/{kept.pk}/").status_code == 200
    assert Task.objects.get(object_key=str(kept.pk)).person == table.ib


def test_an_answer_of_somebody_unknown_is_tied_by_hand_by_who_knows(table, ib):
    meeting = fixed(table)
    receive(mail(meeting, "marie.prive@ouders.example", "DECLINED", extra="COMMENT:Ik ben dan weg.\r\n"))
    kept = KeptMail.objects.get()
    page = words(ib.get(f"/overleggen/post/{kept.pk}/").content.decode())
    assert "Ik ben dan weg." in page
    bad = ib.post(f"/overleggen/post/{kept.pk}/antwoord/", {"who": "x", "partstat": ""})
    assert bad.status_code == 422
    mother = seat_of(meeting, table.mother)
    good = ib.post(f"/overleggen/post/{kept.pk}/antwoord/", {"who": str(mother.pk), "partstat": "DECLINED"})
    assert good.status_code == 302
    assert said(meeting, table.mother) == "DECLINED"
    assert everything(meeting).count("NEEDS-ACTION") == 3
    kept.refresh_from_db()
    assert (kept.state, kept.outcome, kept.text, kept.settled_by) == ("done", "tied", None, table.ib)
    assert Task.objects.get(code="mail_to_look_at").done_at is not None
    assert AuditEvent.objects.filter(action="mail.tied").count() == 1
    again = ib.post(f"/overleggen/post/{kept.pk}/klaar/", {"wat": "niets"})
    assert (again.status_code, "al afgehandeld" in words(again.content.decode())) == (422, True)


def test_another_time_is_taken_over_by_the_organiser_only(table, ib):
    meeting = fixed(table)
    receive(mail(meeting, table.gw.email, "TENTATIVE", method="COUNTER", start="20261118T090000Z"))
    kept = KeptMail.objects.get()
    page = words(ib.get(f"/overleggen/post/{kept.pk}/").content.decode())
    assert "Verzet naar" in page
    assert ib.post(f"/overleggen/post/{kept.pk}/klaar/", {"wat": "tijd"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.start, meeting.sequence) == (at(18), 1)
    assert KeptMail.objects.get().outcome == KeptOutcome.MOVED
    assert AuditEvent.objects.get(action="meeting.move").detail["why"] == WhyMoved.AGREED


def test_a_time_that_is_taken_says_so_and_the_question_stays(table, ib):
    meeting = fixed(table)
    other = table.meeting(table.gw, parents=False)
    services.fix_date(meeting=other, start=at(18), by=table.actor.by, now=NOW)
    receive(mail(meeting, table.gw.email, "TENTATIVE", method="COUNTER", start="20261118T090000Z"))
    kept = KeptMail.objects.get()
    answer = ib.post(f"/overleggen/post/{kept.pk}/klaar/", {"wat": "tijd"})
    assert (answer.status_code, "net bezet" in words(answer.content.decode())) == (422, True)
    assert KeptMail.objects.get().state == KeptState.OPEN


def test_no_to_another_time_is_a_declinecounter(table, ib):
    meeting = fixed(table)
    receive(mail(meeting, table.gw.email, "TENTATIVE", method="COUNTER", start="20261118T090000Z"))
    kept = KeptMail.objects.get()
    assert ib.post(f"/overleggen/post/{kept.pk}/klaar/", {"wat": "blijft"}).status_code == 302
    [(row, body)] = letters("time_stays")
    assert (row.address, body.calendar.method) == (table.gw.email, "DECLINECOUNTER")
    assert not row.automatic  # or some servers would not look at the calendar part (H4)
    text = body.calendar.content.decode()
    assert f"UID:{meeting.uid}" in text
    assert "METHOD:DECLINECOUNTER" in text
    assert f"ATTENDEE:mailto:{table.gw.email}" in text
    assert "SEQUENCE:0" in text
    meeting.refresh_from_db()
    assert (meeting.start, KeptMail.objects.get().outcome) == (at(17), KeptOutcome.REFUSED)


@pytest.mark.parametrize("proof", ["fail", ""])
def test_a_forged_wish_for_another_time_is_answered_to_nobody(table, ib, proof):
    fields = {"sender": "x@vals.example"} if not proof else {"proof": proof}
    receive(mail(fixed(table), table.gw.email, "TENTATIVE", method="COUNTER", **fields))
    ib.post(f"/overleggen/post/{KeptMail.objects.get().pk}/klaar/", {"wat": "blijft"})
    assert letters("time_stays") == []


def test_a_delegation_puts_nobody_on_the_list(table, ib):
    meeting = fixed(table)
    extra = f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:nieuw@elders.example":mailto:{table.gw.email}\r\n'
    raw = mail(meeting, table.gw.email, "DELEGATED", extra="").replace(
        f"ATTENDEE;PARTSTAT=DELEGATED:mailto:{table.gw.email}\r\n".encode(), extra.encode()
    )
    receive(raw)
    assert meeting.participants.count() == 5
    page = words(ib.get(f"/overleggen/post/{KeptMail.objects.get().pk}/").content.decode())
    assert "nieuw@elders.example" in page
    assert "Zoek een vervanger" in page


def test_a_person_s_mail_goes_to_the_school_it_is_about(table, ib):
    fixed(table)
    cora = coordinator(table)
    [sent] = [row for row, _body in letters("invitation") if row.address == "marie@ouders.example"]
    receive(letter("marie@elders.example", "Mag mijn zus mee?", answers=sent.message_id))
    kept = KeptMail.objects.get()
    assert (kept.why, kept.participant.party, str(kept.text)) == (KeptWhy.HUMAN, table.mother, "Mag mijn zus mee?")
    assert cora.get(f"/overleggen/post/{kept.pk}/").status_code == 404  # never what is about a case
    assert "Mag mijn zus mee?" in words(ib.get(f"/overleggen/post/{kept.pk}/").content.decode())
    assert "Er kwam post over dit overleg" in words(ib.get(f"/overleggen/{kept.meeting_id}/").content.decode())
    assert ib.post(f"/overleggen/post/{kept.pk}/klaar/", {"wat": "niets"}).status_code == 302
    kept.refresh_from_db()
    assert (kept.text, kept.subject, kept.state) == (None, None, "done")
    assert "klaar" in words(ib.get("/overleggen/post/?stand=done").content.decode())


def test_a_mail_about_consent_is_for_who_leads_the_case(table, ib):
    cora = coordinator(table)
    sent = OutgoingLetter.objects.filter(template="consent_ask", address="marie@ouders.example").first()
    receive(letter("marie@ouders.example", "Wat is een GW?", answers=sent.message_id))
    kept = KeptMail.objects.get()
    assert (kept.meeting, kept.case) == (None, table.case)
    assert (
        ib.get(f"/overleggen/post/{kept.pk}/").status_code,
        cora.get(f"/overleggen/post/{kept.pk}/").status_code,
    ) == (
        200,
        404,
    )
    assert Task.objects.get(object_key=str(kept.pk)).person == table.ib


def test_a_bounce_of_ours_is_a_lost_letter_and_another_s_is_kept(table):
    fixed(table)
    [sent] = [row for row, _body in letters("invitation") if row.address == table.gw.email]
    OutgoingLetter.objects.filter(pk=sent.pk).update(state="sent", sent_at=NOW)
    bounce = (
        "From: MAILER-DAEMON@mx.example\r\nReturn-Path: <>\r\nSubject: Undelivered\r\nMessage-ID: <{}@mx>\r\n\r\n"
        "Final-Recipient: rfc822; gerda@example.nl\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        "------ kopie ------\r\nMessage-ID: {}\r\n"
    )
    receive(bounce.format(1, sent.message_id).encode())
    sent.refresh_from_db()
    assert (sent.state, KeptMail.objects.count()) == ("failed", 0)
    assert Task.objects.filter(code="letter_failed").count() == 1
    receive(bounce.format(2, "<verzonnen@elders.example>").encode())
    assert KeptMail.objects.get().why == KeptWhy.BOUNCE


def test_what_cannot_be_read_is_kept_too(table):
    receive(b"\x00\x01")
    assert KeptMail.objects.get().why == KeptWhy.UNREADABLE


def test_another_swv_s_mail_is_never_shown_here(table):
    """Two SWVs share a house: a mail that nobody can place stays in the mailbox, with a star."""
    meeting = fixed(table)
    other = make_swv()
    assert take(letter("niemand@elders.example", "Hallo"), tenant_id=None, now=NOW) == Taken.NOBODYS
    assert take(letter("niemand@elders.example", "Hallo 2"), tenant_id=str(other.pk), now=NOW) == Taken.NEW
    with scopes_disabled():
        assert KeptMail.objects.get().swv == other
    assert take(letter(table.gw.email, "Hoi", number=3), tenant_id=None, now=NOW) == Taken.NEW
    assert KeptMail.objects.get().swv == table.swv
    receive(mail(meeting, table.gw.email, "ACCEPTED"), tenant_id=str(other.pk))
    assert said(meeting, table.gw) == "NEEDS-ACTION"


def test_who_may_see_what(table, ib):
    meeting = fixed(table)
    receive(mail(meeting, "vreemd@elders.example", "ACCEPTED"))
    kept = KeptMail.objects.get()
    elsewhere = make_staff(table.swv, Role.IB, make_school(table.swv, "De Eik"), "Ina Elders", account=True)
    director = make_staff(table.swv, Role.DIRECTOR, table.school, "Dirk Directeur", account=True)
    for person, status in ((elsewhere, 404), (director, 403)):
        client = Client()
        client.force_login(person.user)
        assert client.get(f"/overleggen/post/{kept.pk}/").status_code == status
        assert client.post(f"/overleggen/post/{kept.pk}/klaar/", {"wat": "niets"}).status_code == status
    stranger = make_actor(elsewhere, today=NOW.date())
    for act in (services.dismiss_mail, services.keep_the_time, services.take_proposed_time):
        with pytest.raises(NotAllowed):
            act(actor=stranger, mail_id=kept.pk, now=NOW)
    assert ib.get("/overleggen/post/klaar/").status_code == 404
    assert ib.post(f"/overleggen/post/{kept.pk}/klaar/", {"wat": "iets"}).status_code == 404


def test_a_list_of_any_length_takes_the_same_queries(table, ib, django_assert_max_num_queries):
    meeting = fixed(table)
    for number in range(25):
        receive(mail(meeting, f"vreemd{number}@elders.example", "ACCEPTED"))
    with django_assert_max_num_queries(12):
        assert ib.get("/overleggen/post/").status_code == 200


def test_after_the_consent_is_gone_nobody_is_written_to(table):
    meeting = fixed(table)
    table.consent(table.jp, answer=Answer.WITHDRAWN, now=NOW + dt.timedelta(minutes=1))
    receive(mail(meeting, table.jp.email, "ACCEPTED", proof=""))
    assert (KeptMail.objects.get().why, letters("reply_confirm")) == (KeptWhy.UNKNOWN_PERSON, [])


def test_a_meeting_of_the_year_plan_tells_its_organiser_by_letter(table):
    meeting = fixed(table)
    meeting.case = None
    meeting.save(update_fields=["case"])
    receive(mail(meeting, "vreemd@elders.example", "ACCEPTED"))
    [(row, body)] = letters("task_for_you")
    assert row.address == table.ib.email
    assert f"/overleggen/post/{KeptMail.objects.get().pk}/" in body.text


def test_the_words_are_encrypted_and_gone_after_their_term(table):
    from django.db import connection

    from planning.privacy import services as privacy

    fixed(table)
    receive(letter(table.gw.email, "Zebedeüs heeft koorts"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM meetings_keptmail")
        assert "Zebedeüs" not in str(cursor.fetchall())
    with scope(swv=table.swv.pk):
        privacy.delete_what_is_over(swv_id=table.swv.pk, by=table.actor.by, now=NOW + dt.timedelta(days=59))
        assert KeptMail.objects.count() == 1
        privacy.delete_what_is_over(swv_id=table.swv.pk, by=table.actor.by, now=NOW + dt.timedelta(days=61))
        assert KeptMail.objects.count() == 0
