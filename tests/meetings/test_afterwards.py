"""When the date has passed: one click says whether it took place, and what follows stays in reach."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from notifications.outbox.models import OutgoingLetter
from planning.cases import services as cases
from planning.cases.models import Answer
from planning.followup import services as followup
from planning.meetings import rules, selectors, services
from planning.meetings.models import Hold, Meeting, MeetingState
from planning.people.access import NotAllowed
from planning.people.audit import By
from planning.people.models import AuditEvent
from tests.factories import make_actor
from tests.meetings.table import NOW, at
from tests.meetings.test_dates import fixed

END = at(17, 11)  # of a meeting at ten that takes an hour
AFTER = at(18, 9)


@pytest.mark.parametrize(("now", "ended"), [(END - dt.timedelta(seconds=1), False), (END, True), (AFTER, True)])
def test_a_meeting_is_over_at_its_end(now, ended):
    assert rules.has_ended(start=at(17), minutes=60, now=now) is ended
    assert rules.has_ended(start=None, minutes=60, now=now) is False


@pytest.mark.parametrize("say", [services.mark_held, services.mark_not_held])
def test_before_the_end_nothing_can_be_said(table, say):
    meeting = fixed(table)
    with pytest.raises(services.NotYetOver):
        say(actor=table.actor, meeting=meeting, now=END - dt.timedelta(minutes=1))
    with pytest.raises(services.NotYetOver):
        say(actor=table.actor, meeting=table.meeting(table.ib, table.gw), now=AFTER)  # a draft
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.PLANNED


def test_held_is_said_once_and_agreements_follow(table):
    meeting = fixed(table)
    letters = OutgoingLetter.objects.count()
    for _ in range(2):
        meeting = services.mark_held(actor=table.actor, meeting=meeting, now=AFTER)
    assert meeting.state == MeetingState.HELD
    assert AuditEvent.objects.filter(action="meeting.held", object_id=str(meeting.pk)).count() == 1
    assert OutgoingLetter.objects.count() == letters
    cases.appoint_casusregisseur(
        actor=table.actor, case=table.case, person=table.ib, leading_domain="onderwijs", reason="", now=AFTER
    )
    owner = meeting.participants.get(person=table.gw)
    agreed = followup.record_agreement(
        actor=table.actor, meeting=meeting, owner=owner, what="Bellen.", due=at(25).date(), now=AFTER
    )
    assert agreed.meeting_id == meeting.pk


def test_not_held_writes_to_nobody_and_is_planned_anew_once(table):
    meeting = fixed(table)
    letters = OutgoingLetter.objects.count()
    for _ in range(2):
        meeting = services.mark_not_held(actor=table.actor, meeting=meeting, now=AFTER)
    assert (meeting.state, OutgoingLetter.objects.count()) == (MeetingState.CANCELLED, letters)
    assert Hold.objects.filter(meeting=meeting).count() == 0
    assert AuditEvent.objects.filter(action="meeting.not_held", object_id=str(meeting.pk)).count() == 1
    first = services.plan_anew(actor=table.actor, meeting=meeting, now=AFTER)
    assert services.plan_anew(actor=table.actor, meeting=meeting, now=AFTER) == first
    assert (first.state, first.kind, first.follows_id) == (MeetingState.DRAFT, meeting.kind, meeting.pk)
    assert selectors.present(first).count() == selectors.present(meeting).count()


def test_who_lost_the_ground_is_not_planned_anew(table):
    meeting = fixed(table)
    services.mark_not_held(actor=table.actor, meeting=meeting, now=AFTER)
    table.consent(table.jp, answer=Answer.WITHDRAWN, now=AFTER)
    anew = services.plan_anew(actor=table.actor, meeting=meeting, now=AFTER + dt.timedelta(hours=1))
    assert not selectors.present(anew).filter(person=table.jp).exists()


def test_a_slip_of_the_finger_is_undone(table):
    meeting = fixed(table)
    services.mark_not_held(actor=table.actor, meeting=meeting, now=AFTER)
    assert services.mark_held(actor=table.actor, meeting=meeting, now=AFTER).state == MeetingState.HELD
    assert services.mark_not_held(actor=table.actor, meeting=meeting, now=AFTER).state == MeetingState.CANCELLED


def test_what_is_not_off_or_of_a_closed_case_is_not_planned_anew(table):
    meeting = fixed(table)
    with pytest.raises(services.NothingToPlanAnew):
        services.plan_anew(actor=table.actor, meeting=meeting, now=AFTER)
    services.mark_not_held(actor=table.actor, meeting=meeting, now=AFTER)
    cases.close_case(actor=table.actor, case=table.case, reason="verhuisd", now=AFTER)
    with pytest.raises(cases.CaseClosed):
        services.plan_anew(actor=table.actor, meeting=meeting, now=AFTER)
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("say", [services.mark_held, services.mark_not_held, services.plan_anew])
def test_only_who_manages_the_meeting_says_so(table, say):
    meeting = fixed(table)
    with pytest.raises(NotAllowed):
        say(actor=make_actor(table.gw, today=NOW.date()), meeting=meeting, now=AFTER)


@pytest.fixture
def ib(table, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: AFTER)
    client = Client()
    client.force_login(table.ib.user)
    return client


def test_today_asks_and_one_click_leads_to_the_agreements(table, ib):
    meeting = fixed(table)
    page = ib.get("/").content.decode()
    assert "Is dit overleg doorgegaan?" in page
    answer = ib.post(f"/overleggen/{meeting.pk}/doorgegaan/", follow=True)
    assert "Afspraken en evaluatie" in answer.content.decode()
    assert "Is dit overleg doorgegaan?" not in ib.get("/").content.decode()
    page = ib.get(f"/overleggen/{meeting.pk}/").content.decode()
    assert "Toch niet doorgegaan" in page
    assert "Afspraken en evaluatie" in page


def test_not_held_offers_to_plan_anew(table, ib):
    meeting = fixed(table)
    page = ib.post(f"/overleggen/{meeting.pk}/niet-doorgegaan/", follow=True).content.decode()
    assert "Plan dit overleg opnieuw" in page
    assert "Toch doorgegaan" in page
    page = ib.post(f"/overleggen/{meeting.pk}/opnieuw-plannen/", follow=True).content.decode()
    assert "Prik een datum" in page


def test_a_meeting_of_the_year_plan_is_asked_of_its_organiser_too(table, ib):
    meeting = services.create_planned_meeting(
        school=table.school,
        organiser_id=table.ib.pk,
        start=at(17),
        minutes=60,
        members=[services.Seat(person=table.ib, role="ib")],
        by=By.system(),
        now=NOW,
    )
    assert selectors.to_confirm(table.actor, now=AFTER) == [meeting]
    page = ib.post(f"/overleggen/{meeting.pk}/doorgegaan/", follow=True).content.decode()
    assert "Genoteerd: het overleg is doorgegaan." in page


def test_the_question_is_the_organisers_and_costs_two_queries(table, django_assert_num_queries):
    fixed(table)
    fixed(table, start=at(16))
    with django_assert_num_queries(2):
        assert [row.start for row in selectors.to_confirm(table.actor, now=AFTER)] == [at(17), at(16)]
    assert selectors.to_confirm(table.actor, now=at(16, 10, 30)) == []
    assert selectors.to_confirm(make_actor(table.gw, today=NOW.date()), now=AFTER) == []
