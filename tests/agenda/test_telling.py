"""Letters with the own time: to whom a change concerns, and to nobody else (R66)."""

import datetime as dt

import pytest
from django.test import Client

from planning.agenda import selectors, services
from planning.agenda.models import AgendaEvent
from planning.cases import services as cases
from planning.cases.gate import NoGround
from planning.cases.models import Answer
from planning.meetings import selectors as meetings_of
from planning.meetings import services as meetings
from planning.people.access import NotAllowed
from planning.people.roles import Role
from tests.meetings.table import CANARY, NOW, at, letters

LATER = NOW + dt.timedelta(hours=1)


def tell(sot, **more):
    return services.tell_times(actor=sot.actor, meeting=sot.meeting, **{"now": NOW, **more})


def times(template):
    return sorted((row.address, row.recipient_name) for row, _body in letters(template))


def test_parents_hear_their_own_time_once_and_nobody_else_hears(sot):
    sot.propose(title="Eerst dit")
    item = sot.propose(sot.table.case)
    services.add_guest(actor=sot.actor, item=item, person=sot.table.gw, role=Role.GW, now=NOW)  # sits there anyhow
    tell(sot)
    assert [address for address, _name in times("agenda_time")] == ["ferhat@ouders.example", "marie@ouders.example"]
    for row, body in letters("agenda_time"):
        assert "9.20–9.40 uur" in body.text
        assert CANARY not in body.text + row.subject
        assert "SOT" not in body.text + row.subject
    assert tell(sot, now=LATER) == []  # twice is once


def test_a_change_is_told_with_what_it_was_to_whom_it_concerns(sot):
    first, _second = sot.propose(sot.table.case), sot.propose(sot.others[0])
    tell(sot)
    assert len(letters("agenda_time")) == 3
    services.move_item(actor=sot.actor, item=first, earlier=False, now=NOW)
    assert len(selectors.to_tell(sot.meeting, now=NOW)) == 3
    services.move_item(actor=sot.actor, item=first, earlier=True, now=NOW)
    assert selectors.to_tell(sot.meeting, now=NOW) == ()  # back where it was: nothing to tell
    sot.propose(title="Tussendoor", minutes=10)
    (*_rest, last) = sot.order()
    services.move_item(actor=sot.actor, item=last, earlier=True, now=NOW)  # only before the second pupil
    assert len(tell(sot, now=LATER)) == 1
    ((row, body),) = letters("agenda_time_changed")
    assert row.address == "nowak@ouders.example"
    assert "Het was: dinsdag 17 november 2026, 9.20–9.40 uur" in body.text
    assert "9.30–9.50 uur" in body.text


def test_who_need_not_come_any_more_hears_at_once(sot):
    item, other = sot.propose(sot.table.case), sot.propose(sot.others[0])
    tell(sot)
    guest = item.guests.get(party=sot.table.father)
    services.remove_guest(actor=sot.actor, item=item, guest_id=guest.pk, now=LATER)
    assert times("agenda_off") == [("ferhat@ouders.example", "Ferhat de Vader")]
    services.take_back(actor=sot.actor, item=item, now=LATER)
    assert len(letters("agenda_off")) == 2
    services.carry_over(actor=sot.actor, item=other, now=LATER)
    assert len(letters("agenda_off")) == 3
    assert "gaat niet door" in letters("agenda_off")[0][1].text


def test_the_sot_is_called_off(sot):
    sot.propose(sot.table.case)
    meetings.cancel_meeting(actor=sot.actor, meeting=sot.later, now=NOW)
    tell(sot)
    meetings.cancel_meeting(actor=sot.actor, meeting=sot.meeting, now=LATER)
    assert len(letters("agenda_off")) == 2


def test_the_sot_moves_and_the_page_says_who_must_hear(sot):
    sot.propose(sot.table.case)
    tell(sot)
    meetings.move_meeting(actor=sot.actor, meeting=sot.meeting, start=at(18, 9), now=LATER)
    sot.meeting.refresh_from_db()
    assert len(tell(sot, now=LATER)) == 2
    assert all("woensdag 18 november 2026" in body.text for row, body in letters("agenda_time_changed"))


def test_the_sot_is_elsewhere_and_who_was_told_a_time_hears(sot):
    item = sot.propose(sot.table.case)
    sot.propose(sot.others[0])
    tell(sot)
    item.guests.filter(party=sot.table.father).update(told_start=None, told_end=None)  # knows of nothing yet
    cases.freeze_case(actor=sot.actor, case=sot.others[0], reason="Bezwaar.", now=NOW)
    members = len(meetings_of.present(sot.meeting))
    meetings.change_place(actor=sot.actor, meeting=sot.meeting, location="Gymzaal", now=LATER)
    found = letters("invitation_place")
    assert len(found) == members + 1
    (body,) = (body for row, body in found if row.address == "marie@ouders.example")
    assert "Gymzaal" in body.text
    assert "9.00–9.20 uur" in body.text
    assert CANARY not in body.text
    event = AgendaEvent.objects.get(party=sot.table.mother)
    assert (event.sequence, event.start) == (1, at(17, 9))  # the own calendar moves along
    meetings.change_place(actor=sot.actor, meeting=sot.meeting, location="Gymzaal", now=LATER)
    assert len(letters("invitation_place")) == members + 1


def test_a_point_that_no_longer_fits(sot):
    long = sot.propose(title="Lang", minutes=20)
    item = sot.propose(sot.table.case)
    tell(sot)
    services.hand_in(actor=sot.actor, item=long, help_question="Wat?", tried="", minutes=115, now=NOW)
    tell(sot, now=LATER)
    assert len(letters("agenda_off")) == 2
    assert not item.guests.filter(told_start__isnull=False).exists()


def test_no_ground_no_letter(sot):
    item = sot.propose(sot.table.case)
    with pytest.raises(NoGround):  # thinking along without a name is no ground to sit with the parents
        services.add_guest(actor=sot.actor, item=item, person=sot.table.lpa, role=Role.LPA, now=NOW)
    sot.table.consent(sot.table.lpa)
    services.add_guest(actor=sot.actor, item=item, person=sot.table.lpa, role=Role.LPA, now=NOW)
    tell(sot)
    assert (sot.table.lpa.email, sot.table.lpa.name) in times("agenda_time")
    sot.table.consent(sot.table.lpa, answer=Answer.NO, now=LATER)
    assert times("agenda_off") == [(sot.table.lpa.email, sot.table.lpa.name)]
    cases.freeze_case(actor=sot.actor, case=sot.table.case, reason="Bezwaar.", now=LATER)
    item.guests.update(told_start=None, told_end=None)
    assert selectors.to_tell(sot.meeting, now=LATER) == ()


def test_who_has_no_address_is_called(sot):
    sot.propose(sot.table.case)
    sot.table.father.email = None
    sot.table.father.save()
    assert len(tell(sot)) == 1
    assert [row.has_address for row in selectors.to_tell(sot.meeting, now=NOW)] == [False]
    assert len(tell(sot, called=True)) == 1
    assert selectors.to_tell(sot.meeting, now=NOW) == ()
    assert len(letters("agenda_time")) == 1


def test_the_button(sot):
    sot.propose(sot.table.case)
    ib = Client()
    ib.force_login(sot.table.ib.user)
    path = f"/overleggen/{sot.meeting.pk}/agenda/"
    assert "Wie moet de tijd nog weten" in ib.get(path).content.decode()
    page = ib.post(f"{path}tijden/", follow=True).content.decode()
    assert "2 brieven zijn onderweg" in page
    assert "Wie moet de tijd nog weten" not in page
    with pytest.raises(NotAllowed):
        services.tell_times(actor=sot.who(sot.table.gw), meeting=sot.meeting, now=NOW)
