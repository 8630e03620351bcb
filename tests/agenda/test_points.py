"""A point: who may propose it, what it says, and where it goes (R88–R90, R152)."""

import datetime as dt

import pytest

from planning.agenda import selectors, services
from planning.agenda.models import AgendaItem, ItemKind
from planning.cases import services as cases
from planning.cases.gate import NoGround
from planning.cases.models import Answer
from planning.cases.naming import NamesThePupil
from planning.cases.services import CaseFrozen
from planning.meetings import services as meetings
from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.people.roles import Role
from tests.factories import make_school, make_staff
from tests.meetings.table import CANARY, NOW, at

DAY = dt.timedelta(days=1)


def test_the_ib_puts_a_pupil_on_with_the_parents(sot):
    item = sot.propose(sot.table.case)
    assert (item.state, item.order) == ("planned", 0)
    assert {row.party_id for row in item.guests.all()} == {sot.table.mother.pk, sot.table.father.pk}
    assert sot.propose().order == 1
    assert AuditEvent.objects.filter(action="agenda.propose").count() == 2


def test_a_vc_proposes_and_the_school_decides(sot):
    item = sot.propose(sot.table.case, by=sot.vc)  # R90
    assert item.state == "proposed"
    assert sot.order() == []
    services.put_on_agenda(actor=sot.actor, item=item, meeting=sot.meeting, now=NOW)
    assert [row.state for row in sot.order()] == ["planned"]
    services.put_on_agenda(actor=sot.actor, item=item, meeting=sot.meeting, now=NOW)  # twice is once
    with pytest.raises(NotAllowed):
        services.put_on_agenda(actor=sot.who(sot.vc), item=item, meeting=sot.meeting, now=NOW)


def test_from_outside_only_with_a_ground(sot):
    with pytest.raises(NoGround):  # nobody was asked about the LPA
        sot.propose(sot.table.case, by=sot.table.lpa)
    assert sot.propose(sot.table.case, by=sot.table.jp).state == "proposed"  # R152, with consent
    assert sot.propose(by=sot.table.lpa).state == "proposed"  # about no pupil


def test_others_propose_nothing(sot):
    for person in (sot.teacher, sot.ja):
        with pytest.raises(NotAllowed):
            sot.propose(by=person)
    elsewhere = make_staff(sot.table.swv, Role.IB, make_school(sot.table.swv))
    with pytest.raises(NotAllowed):
        sot.propose(by=elsewhere)


def test_a_title_names_nobody(sot):
    with pytest.raises(NamesThePupil) as refusal:
        sot.propose(title=f"{CANARY} en de rest")
    assert "title" in refusal.value.fields
    assert sot.propose(title=f"{CANARY} en de rest", kept_words=True).pk
    # A VC does not know the school's cases; who puts it on the agenda does.
    item = sot.propose(title="Wendelien", by=sot.vc)
    with pytest.raises(NamesThePupil):
        services.put_on_agenda(actor=sot.actor, item=item, meeting=sot.meeting, now=NOW)


def test_what_cannot_be_proposed(sot):
    case = sot.table.case
    for wrong in ({"title": "  "}, {"kind": ItemKind.PUPIL}, {"kind": "iets"}):
        with pytest.raises(services.WhatAbout):
            sot.propose(**wrong)
    for minutes in (4, 121):
        with pytest.raises(services.BadMinutes):
            sot.propose(minutes=minutes)
    sot.propose(case)
    with pytest.raises(services.AlreadyProposed):
        sot.propose(case, meeting=None)
    about = sot.table.meeting(sot.table.ib)
    with pytest.raises(services.NoAgenda):
        sot.propose(meeting=about)
    with pytest.raises(services.NoAgenda):
        sot.propose(now=at(17, 12))
    cases.freeze_case(actor=sot.actor, case=sot.others[0], reason="Bezwaar.", now=NOW)
    with pytest.raises(CaseFrozen):
        sot.propose(sot.others[0])


def test_handing_in_says_the_question_and_may_be_done_again(sot):
    item = sot.propose(sot.table.case, by=sot.table.jp)
    jp = sot.who(sot.table.jp)
    with pytest.raises(services.QuestionNeeded):
        services.hand_in(actor=jp, item=item, help_question=" ", tried="", minutes=20, now=NOW)
    services.hand_in(
        actor=jp, item=item, help_question=f"Hoe komt {CANARY} weer tot leren?", tried="", minutes=30, now=NOW
    )
    services.hand_in(
        actor=sot.actor, item=item, help_question="Wat helpt?", tried="Een vaste plek.", minutes=25, now=NOW + DAY
    )
    row = AgendaItem.objects.get(pk=item.pk)
    assert (str(row.help_question), str(row.tried), row.minutes) == ("Wat helpt?", "Een vaste plek.", 25)
    assert (row.handed_in_by_id, row.handed_in_at) == (sot.table.ib.pk, NOW + DAY)
    with pytest.raises(NotAllowed):  # somebody else's
        services.hand_in(actor=sot.who(sot.vc), item=item, help_question="x", tried="", minutes=20, now=NOW)
    other = sot.propose()
    with pytest.raises(NamesThePupil):
        services.hand_in(actor=sot.actor, item=other, help_question="Rust", tried=CANARY, minutes=20, now=NOW)


def test_who_lost_the_ground_hands_nothing_in(sot):
    item = sot.propose(sot.table.case, by=sot.table.jp)
    sot.table.consent(sot.table.jp, answer=Answer.NO, now=NOW + DAY)
    with pytest.raises(NoGround):
        services.hand_in(
            actor=sot.who(sot.table.jp), item=item, help_question="Hoe?", tried="", minutes=20, now=NOW + 2 * DAY
        )


def test_taking_back_by_who_proposed_or_makes_the_agenda(sot):
    item = sot.propose(by=sot.vc)
    with pytest.raises(NotAllowed):
        services.take_back(actor=sot.who(sot.table.jp), item=item, now=NOW)
    services.take_back(actor=sot.who(sot.vc), item=item, now=NOW)
    assert services.take_back(actor=sot.who(sot.vc), item=item, now=NOW).items == ()  # twice is once
    first, second = sot.propose(sot.table.case), sot.propose()
    found = services.take_back(actor=sot.actor, item=first, now=NOW)
    assert {row.pk for row in found.items} == {first.pk, second.pk}  # the second moves forward
    assert sot.propose(sot.table.case).pk  # and the pupil can be proposed anew


def test_carried_to_the_next_sot_and_then_it_waits(sot):
    item = sot.propose(sot.table.case)
    services.add_guest(
        actor=sot.actor, item=item, party=sot.table.mother, arrives=dt.time(9), leaves=dt.time(10), now=NOW
    )
    services.carry_over(actor=sot.actor, item=item, now=at(17, 12))
    row = AgendaItem.objects.get(pk=item.pk)
    assert (row.state, row.meeting_id) == ("carried", sot.later.pk)
    assert not row.guests.filter(arrives__isnull=False).exists()  # the hours were of the other day
    services.carry_over(actor=sot.actor, item=item, now=at(15, 12, month=12))
    row.refresh_from_db()
    assert (row.state, row.meeting_id) == ("carried", None)
    with pytest.raises(services.NotThisState):
        services.carry_over(actor=sot.actor, item=item, now=NOW)


def test_a_sot_that_is_called_off_leaves_its_points_waiting(sot):
    item = sot.propose(sot.table.case)
    assert all(not row.lines for row in selectors.backlog(sot.actor, now=NOW))
    meetings.cancel_meeting(actor=sot.actor, meeting=sot.meeting, now=NOW)
    (school,) = selectors.backlog(sot.actor, now=NOW)
    assert [line.item.pk for line in school.lines] == [item.pk]
    services.put_on_agenda(actor=sot.actor, item=item, meeting=sot.later, now=NOW)
    assert AgendaItem.objects.get(pk=item.pk).meeting_id == sot.later.pk


def test_spoken_of_once_it_began(sot):
    item = sot.propose(sot.table.case)
    with pytest.raises(services.NotThisState):
        services.mark_discussed(actor=sot.actor, item=item, now=NOW)
    services.mark_discussed(actor=sot.actor, item=item, now=at(17, 10))
    services.mark_discussed(actor=sot.actor, item=item, now=at(17, 10))
    with pytest.raises(services.NotThisState):
        services.take_back(actor=sot.actor, item=item, now=at(17, 11))
    assert sot.propose(sot.table.case, meeting=sot.later, now=at(17, 12)).pk  # later again


def test_a_case_that_closes_takes_its_point_back(sot):
    item = sot.propose(sot.table.case)
    services.end_of_case(case_id=sot.table.case.pk, by=sot.actor.by, now=NOW)
    assert AgendaItem.objects.get(pk=item.pk).state == "taken_back"


def test_the_days_before_are_the_schools_or_the_swvs(sot):
    school = sot.table.school
    assert selectors.days_before(school) == 7
    coordinator = sot.who(make_staff(sot.table.swv, Role.COORDINATOR))
    services.save_days(actor=coordinator, school=None, days=10, now=NOW)
    assert selectors.days_before(school) == 10
    services.save_days(actor=sot.actor, school=school, days=0, now=NOW)
    services.save_days(actor=sot.actor, school=school, days=3, now=NOW)
    assert selectors.days_before(school) == 3
    with pytest.raises(services.BadDays):
        services.save_days(actor=sot.actor, school=school, days=29, now=NOW)
    for actor, place in ((sot.actor, None), (coordinator, school)):
        with pytest.raises(NotAllowed):
            services.save_days(actor=actor, school=place, days=5, now=NOW)
