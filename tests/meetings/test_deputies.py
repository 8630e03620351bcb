"""A required no: how the quorum stands, who can come instead, another date; and who is reminded, once."""

import datetime as dt
import re

import pytest
from django.test import Client

from planning.cases import services as cases
from planning.cases.models import Task
from planning.meetings import selectors, services
from planning.meetings.models import Meeting, MeetingState
from planning.people.access import NotAllowed
from planning.people.models import Deputy
from planning.people.roles import Role
from tests.factories import give, make_actor, make_school, make_staff
from tests.meetings.table import NOW, at, letters, seat_of
from tests.meetings.test_dates import fixed
from tests.words import words


@pytest.fixture
def ib(table):
    client = Client()
    client.force_login(table.ib.user)
    return client


def declined(table, who=None):
    meeting = fixed(table)
    services.enter_reply(actor=table.actor, participant=seat_of(meeting, who or table.gw), partstat="DECLINED", now=NOW)
    return meeting


def may_join(table, person, role=Role.GW):
    cases.add_involved(actor=table.actor, case=table.case, person=person, role=role, now=NOW)
    table.consent(person)


def choices(meeting, who):
    row = seat_of(meeting, who)
    row.meeting = meeting
    return selectors.deputies_for(row, now=NOW)


def test_who_can_come_instead(table):
    meeting = declined(table)
    same = make_staff(table.swv, Role.GW, None, "Greet Gelijk")
    without = make_staff(table.swv, Role.GW, None, "Wim Zonder")
    make_staff(table.swv, Role.LPA, None, "Ander Beroep")
    named = make_staff(table.swv, Role.COACH, None, "Nel Vervanger")
    Deputy.objects.create(swv=table.swv, person=table.gw, deputy=named, valid_from=at(1).date(), valid_to=at(30).date())
    may_join(table, same)
    may_join(table, named, Role.COACH)
    found = choices(meeting, table.gw)
    free = [row.person for row in found if not row.blocked]
    assert set(free) == {same, named}
    assert without in [row.person for row in found if row.blocked]
    assert table.gw not in [row.person for row in found]
    assert not {"Beroep"} & {row.person.last_name for row in found}
    assert selectors.deputies_for(seat_of(meeting, table.mother), now=NOW) == []


def test_a_deputy_comes_through_the_gate_and_the_quorum_counts_on(table, ib):
    meeting = declined(table)
    same = make_staff(table.swv, Role.GW, None, "Greet Gelijk")
    gap = f"/overleggen/{meeting.pk}/kan-niet/{seat_of(meeting, table.gw).pk}/"
    page = words(ib.get(gap).content.decode())
    assert "geen toestemming: vraag die eerst" in page
    refused = ib.post(gap + "vervanger/", {"wie": str(same.pk)})
    assert (refused.status_code, meeting.participants.count()) == (422, 5)
    may_join(table, same)
    assert Task.objects.get(code="required_declined").done_at is None
    assert ib.post(gap + "vervanger/", {"wie": str(same.pk)}).status_code == 302
    seat = seat_of(meeting, same)
    assert (seat.role, seat.required, seat_of(meeting, table.gw).required) == ("gw", True, False)
    assert [row.address for row, _body in letters("invitation")].count(same.email) == 1
    quorum = selectors.quorum_of(selectors.standing_of(meeting))
    assert (quorum.needed, quorum.broken) == (5, False)
    assert Task.objects.get(code="required_declined").done_at is not None
    assert letters("invitation_cancel") == []  # who said no needs no cancellation


@pytest.mark.parametrize("wrong", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_nobody_else_takes_the_seat(table, ib, wrong):
    meeting = declined(table)
    gap = f"/overleggen/{meeting.pk}/kan-niet/{seat_of(meeting, table.gw).pk}/"
    answer = ib.post(gap + "vervanger/", {"wie": wrong})
    assert (answer.status_code, "kan niet invallen" in words(answer.content.decode())) == (422, True)
    assert ib.post(gap + "vervanger/", {"wie": str(table.lpa.pk)}).status_code == 422
    assert meeting.participants.count() == 5


def test_who_has_another_meeting_then_cannot_be_chosen(table, ib):
    meeting = declined(table)
    same = make_staff(table.swv, Role.GW, None, "Greet Gelijk")
    may_join(table, same)
    other = table.meeting(table.ib, parents=False)
    services.add_participant(actor=table.actor, meeting=other, seat=services.Seat(person=same, role="gw"), now=NOW)
    services.remove_participant(actor=table.actor, participant=seat_of(other, table.ib), now=NOW)
    services.fix_date(meeting=other, start=at(17, 10, 30), by=table.actor.by, now=NOW)
    assert [row.busy for row in choices(meeting, table.gw) if row.person == same] == [True]
    gap = f"/overleggen/{meeting.pk}/kan-niet/{seat_of(meeting, table.gw).pk}/"
    assert "heeft dan een ander overleg" in words(ib.get(gap).content.decode())
    assert ib.post(gap + "vervanger/", {"wie": str(same.pk)}).status_code == 422


def test_another_date_is_polled_with_the_same_people(table, ib):
    meeting = declined(table, table.mother)
    gap = f"/overleggen/{meeting.pk}/kan-niet/{seat_of(meeting, table.mother).pk}/"
    page = words(ib.get(gap).content.decode())
    assert "1 van de 5 die erbij moeten zijn, komt. 1 kan niet." in page
    answer = ib.post(gap + "datum/")
    fresh = Meeting.objects.get(follows=meeting)
    assert answer["Location"] == f"/prikker/nieuw/{fresh.pk}/"
    assert ib.get(answer["Location"]).status_code == 200
    meeting.refresh_from_db()
    assert (meeting.state, fresh.state) == (MeetingState.CANCELLED, MeetingState.DRAFT)
    assert fresh.participants.count() == 5
    assert len(letters("invitation_cancel")) == 5
    assert Task.objects.get(code="required_declined").done_at is not None
    again = ib.post(gap + "datum/")
    assert again.status_code == 422
    assert Meeting.objects.filter(follows=meeting).count() == 1


def test_the_page_says_what_cannot_be_decided_now(table, ib):
    meeting = declined(table, table.mother)
    services.enter_reply(actor=table.actor, participant=seat_of(meeting, table.father), partstat="DECLINED", now=NOW)
    services.enter_reply(actor=table.actor, participant=seat_of(meeting, table.gw), partstat="DECLINED", now=NOW)
    stake = selectors.decisions_at_stake(meeting, selectors.standing_of(meeting))
    page = words(ib.get(f"/overleggen/{meeting.pk}/").content.decode())
    assert "Vervanger of andere datum" in page
    assert "1 van de 5 die erbij moeten zijn, komt. 3 kunnen niet. 1 zegt het nog niet zeker." in page
    assert re.search(r"Nog geen antwoord van: (Joost Jp)\.", page)
    for one in stake:
        assert (f"“{one.title}”" in page) == bool(one.lacking)


def test_decisions_follow_the_route(table):
    meeting = fixed(table)
    standing = selectors.standing_of(meeting)
    route = selectors.route_of(meeting)
    wanted = [decision.title for decision, _quorum in route.decisions_at(meeting.kind)]
    assert [one.title for one in selectors.decisions_at_stake(meeting, standing)] == wanted
    meeting.case = None
    assert selectors.decisions_at_stake(meeting, standing) == []


def test_a_required_no_at_a_meeting_of_the_year_plan_is_told_by_letter(table):
    meeting = fixed(table)
    Meeting.objects.filter(pk=meeting.pk).update(case=None)
    services.reply_by_link(participant_id=seat_of(meeting, table.gw).pk, partstat="DECLINED", sequence=0, now=NOW)
    [(row, body)] = letters("task_for_you")
    assert (row.address, f"/overleggen/{meeting.pk}/" in body.text) == (table.ib.email, True)


def test_only_who_manages_it_may_choose(table):
    meeting = declined(table)
    row = seat_of(meeting, table.gw)
    stranger = make_actor(table.jp, today=NOW.date())
    with pytest.raises(NotAllowed):
        services.look_for_another_date(actor=stranger, meeting=meeting, now=NOW)
    with pytest.raises(NotAllowed):
        services.invite_deputy(actor=stranger, meeting=meeting, participant_id=row.pk, person_id=table.lpa.pk, now=NOW)
    elsewhere = make_staff(table.swv, Role.IB, make_school(table.swv, "De Eik"), "Ina Elders", account=True)
    client = Client()
    client.force_login(elsewhere.user)
    assert client.get(f"/overleggen/{meeting.pk}/kan-niet/{row.pk}/").status_code == 404
    give(elsewhere, Role.DIRECTOR, table.school)


def test_a_person_with_two_open_invitations_gets_one_reminder_a_day(table):
    first = fixed(table)
    second = table.meeting(table.gw)
    services.fix_date(meeting=second, start=at(18), by=table.actor.by, now=NOW)
    services.reply_by_link(participant_id=seat_of(second, table.father).pk, partstat="ACCEPTED", sequence=0, now=NOW)
    day = at(16, 10)
    assert services.remind_invited(meeting_id=first.pk, now=day) == 4  # not who organises it
    assert services.remind_invited(meeting_id=second.pk, now=day + dt.timedelta(seconds=5)) == 0
    sent = {row.address: body for row, body in letters("invitation_reminder")}
    assert len(sent) == 4
    assert sent[table.gw.email].text.count("/u/") == 2
    assert "nog meer gesprekken" in sent[table.gw.email].text
    assert "18 november 2026, 10.00 uur" in sent[table.gw.email].text
    assert sent[table.jp.email].text.count("/u/") == 1
    assert "nog meer gesprekken" not in sent[table.jp.email].text
    father = next(body for address, body in sent.items() if address.startswith("ferhat"))
    assert "More conversations" not in father.text
    assert services.remind_invited(meeting_id=second.pk, now=at(17, 10, 30)) == 2  # the next day, who is still silent
