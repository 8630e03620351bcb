"""The turn of a point: a part of the SOT for each pupil, a conclusion for another point, and back by mistake."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.outbox.models import OutgoingLetter
from planning.agenda import selectors, services
from planning.agenda.models import AgendaItem
from planning.agenda.rules import states
from planning.cases import services as cases
from planning.cases.models import Answer, Domain, Party, PartyKind
from planning.cases.naming import NamesThePupil
from planning.cases.services import CaseFrozen
from planning.meetings import selectors as meetings_of
from planning.meetings import services as meetings
from planning.meetings.models import Hold, Meeting, MeetingState, Participant
from planning.meetings.selectors import Show
from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.people.roles import Role
from tests.factories import make_staff
from tests.meetings.table import CANARY, NOW, at

BEGUN = at(17, 9, 5)


def begin(sot, item, *, by=None, now=BEGUN):
    return services.begin_point(actor=sot.who(by) if by is not None else sot.actor, item=item, now=now)


def who_sits(part):
    return {row.person_id or row.party_id for row in Participant.objects.filter(meeting=part)}


def test_a_part_is_a_meeting_about_this_pupil_at_its_own_time(sot):
    sot.propose(sot.others[0], minutes=30)
    item = sot.propose(sot.table.case, minutes=25)
    part = begin(sot, item)
    assert (part.part_of, part.case, part.kind, part.state) == (sot.meeting, sot.table.case, "SOT", "held")
    assert (part.start, part.minutes) == (at(17, 9, 30), 25)
    item.refresh_from_db()
    assert (item.state, item.part) == ("discussed", part)
    assert begin(sot, item) == part
    assert Meeting.objects.filter(part_of=sot.meeting).count() == 1
    assert AuditEvent.objects.filter(action="meeting.part").count() == 1


def test_at_the_part_sit_the_table_and_who_comes_for_this_pupil(sot):
    table = sot.table
    item = sot.propose(table.case)
    other = sot.propose(sot.others[0])
    part = begin(sot, item)
    assert who_sits(part) == {table.ib.pk, table.gw.pk, table.jp.pk, sot.ja.pk, table.mother.pk, table.father.pk}
    assert table.mother.pk not in who_sits(begin(sot, other))


def test_who_was_said_no_to_is_not_at_the_part(sot):
    """House rule 4: the whole SOT sits there, but about this pupil the JP hears nothing."""
    item = sot.propose(sot.table.case)
    sot.table.consent(sot.table.jp, answer=Answer.NO)
    assert sot.table.jp.pk not in who_sits(begin(sot, item))
    assert sot.table.jp.pk in who_sits(begin(sot, sot.propose(sot.others[0])))


def test_nobody_is_written_to_and_no_calendar_hears(sot):
    item = sot.propose(sot.table.case)
    letters, holds = OutgoingLetter.objects.count(), Hold.objects.count()
    part = begin(sot, item)
    assert OutgoingLetter.objects.count() == letters
    assert Hold.objects.count() == holds
    for person in (sot.table.gw, sot.table.mother):
        assert part.uid not in {event.uid for event in meetings_of.feed_events(person_id=person.pk, now=BEGUN)}
    lines = meetings_of.meeting_lines(sot.actor, show=Show.PAST, now=at(19))
    assert part.pk not in {line.meeting.pk for line in lines}


def test_a_part_goes_where_the_sot_goes(sot):
    part = begin(sot, sot.propose(sot.table.case))
    with pytest.raises(meetings.NotOfAPart):
        meetings.mark_not_held(actor=sot.actor, meeting=part, now=at(19))
    for verb in (meetings.cancel_meeting, meetings.plan_anew):
        with pytest.raises((meetings.NotNow, meetings.NothingToPlanAnew)):
            verb(actor=sot.actor, meeting=part, now=BEGUN)
    with pytest.raises(meetings.NotNow):
        meetings.move_meeting(actor=sot.actor, meeting=part, start=at(20), now=BEGUN)
    meetings.took_place(meeting=part, by=sot.actor.by, now=BEGUN)
    sot.meeting.refresh_from_db()
    assert sot.meeting.state == MeetingState.HELD


@pytest.mark.parametrize(
    ("moment", "may"), [(at(16, 23), False), (at(17, 8, 44), False), (at(17, 8, 45), True), (at(20), True)]
)
def test_from_a_quarter_of_an_hour_before(sot, moment, may):
    item = sot.propose(sot.table.case)
    if may:
        assert begin(sot, item, now=moment).start == at(17, 9)
        return
    with pytest.raises(services.NotYetItsTurn):
        begin(sot, item, now=moment)


def sits(sot, name, role):
    person = make_staff(sot.table.swv, role, sot.table.school, name, account=True)
    Participant.objects.create(swv_id=sot.table.swv.pk, meeting=sot.meeting, person=person, role=role, required=False)
    return person


def test_who_may_begin(sot):
    item = sot.propose(sot.table.case)
    for person in (sot.table.gw, sot.table.jp, sot.ja, sot.vc, sot.table.lpa):
        with pytest.raises(NotAllowed):
            begin(sot, item, by=person)
    assert not Meeting.objects.filter(part_of=sot.meeting).exists()
    assert begin(sot, item, by=sits(sot, "Nora Notulist", Role.MINUTES))  # R29


def test_the_casusregisseur_begins_for_the_own_pupil(sot):
    cases.appoint_casusregisseur(
        actor=sot.actor, case=sot.table.case, person=sot.table.jp, leading_domain=Domain.CARE, reason="", now=NOW
    )
    assert begin(sot, sot.propose(sot.table.case), by=sot.table.jp)
    with pytest.raises(NotAllowed):
        begin(sot, sot.propose(sot.others[0]), by=sot.table.jp)


def test_who_leads_the_case_without_a_ground_any_more_does_not_begin(sot):
    cases.appoint_casusregisseur(
        actor=sot.actor, case=sot.table.case, person=sot.table.jp, leading_domain=Domain.CARE, reason="", now=NOW
    )
    item = sot.propose(sot.table.case)
    sot.table.consent(sot.table.jp, answer=Answer.NO)
    with pytest.raises(NotAllowed):
        begin(sot, item, by=sot.table.jp)
    assert not Meeting.objects.filter(part_of=sot.meeting).exists()
    item.refresh_from_db()
    assert item.state == "planned"


def test_what_cannot_begin(sot):
    waiting = sot.propose(sot.table.case, by=sot.vc)
    with pytest.raises(services.NotThisState):
        begin(sot, waiting)
    with pytest.raises(services.NotThisState):
        begin(sot, sot.propose(meeting=None))
    subject = sot.propose()
    with pytest.raises(services.NotThisState):
        begin(sot, subject)
    frozen = sot.propose(sot.others[0])
    cases.freeze_case(actor=sot.actor, case=sot.others[0], reason="Bezwaar van de ouder.", now=NOW)
    with pytest.raises(CaseFrozen):
        begin(sot, frozen)


def test_a_mistake_goes_back(sot):
    item = sot.propose(sot.table.case)
    begin(sot, item)
    services.not_discussed(actor=sot.actor, item=item, now=BEGUN)
    item.refresh_from_db()
    assert (item.state, item.part) == ("planned", None)
    assert not Meeting.objects.filter(part_of=sot.meeting).exists()
    services.not_discussed(actor=sot.actor, item=item, now=BEGUN)  # twice is once
    services.carry_over(actor=sot.actor, item=item, now=BEGUN)
    item.refresh_from_db()
    assert item.meeting == sot.later


def test_back_is_for_who_writes_and_not_when_the_pupil_waits_again(sot):
    item = sot.propose(sot.table.case)
    begin(sot, item)
    with pytest.raises(NotAllowed):
        services.not_discussed(actor=sot.who(sot.table.jp), item=item, now=BEGUN)
    sot.propose(sot.table.case, meeting=sot.later, now=BEGUN)
    with pytest.raises(services.AlreadyProposed):
        services.not_discussed(actor=sot.actor, item=item, now=BEGUN)


def test_what_came_of_another_point(sot):
    item = sot.propose()
    services.conclude_point(actor=sot.actor, item=item, words=" De bel gaat later. ", now=BEGUN)
    item.refresh_from_db()
    assert (item.state, item.conclusion) == ("discussed", "De bel gaat later.")
    with pytest.raises(services.AlreadyConcluded):
        services.not_discussed(actor=sot.actor, item=item, now=BEGUN)
    services.conclude_point(actor=sot.actor, item=item, words="", now=BEGUN)
    services.not_discussed(actor=sot.actor, item=item, now=BEGUN)
    item.refresh_from_db()
    assert (item.state, item.conclusion) == ("planned", None)


def test_a_conclusion_names_nobody_and_has_an_end(sot):
    item = sot.propose()
    with pytest.raises(NamesThePupil):
        services.conclude_point(actor=sot.actor, item=item, words=f"{CANARY} zit nu vooraan", now=BEGUN)
    with pytest.raises(services.ConclusionTooLong):
        services.conclude_point(actor=sot.actor, item=item, words="x" * (services.LONGEST + 1), now=BEGUN)
    with pytest.raises(services.NotYetItsTurn):
        services.conclude_point(actor=sot.actor, item=item, words="x", now=NOW)
    with pytest.raises(NotAllowed):
        services.conclude_point(actor=sot.who(sot.table.gw), item=item, words="x", now=BEGUN)
    with pytest.raises(services.NotThisState):
        services.conclude_point(actor=sot.actor, item=sot.propose(sot.table.case), words="x", now=BEGUN)
    assert not AgendaItem.objects.exclude(conclusion=None).exists()


def test_a_notulist_at_the_table_keeps_the_other_points(sot):
    notulist = sits(sot, "Nora Notulist", Role.MINUTES)
    item = sot.propose()
    services.conclude_point(actor=sot.who(notulist), item=item, words="Akkoord.", now=BEGUN)
    item.refresh_from_db()
    assert item.conclusion == "Akkoord."


def test_the_run_tells_which_point_it_is_and_which_comes_after(sot):
    first, second, third = sot.propose(sot.table.case), sot.propose(sot.others[0]), sot.propose(sot.others[1])
    begin(sot, first)
    part = begin(sot, second)
    run = selectors.run_of(part, actor=sot.actor, now=BEGUN)
    assert (run.whole, run.place, len(run.turns)) == (sot.meeting, 2, 3)
    assert run.here.item_id == second.pk
    assert run.following.item_id == third.pk
    begin(sot, third)
    assert selectors.run_of(part, actor=sot.actor, now=BEGUN).following is None
    assert selectors.run_of(sot.meeting, actor=sot.actor, now=BEGUN) is None


def test_the_run_comes_back_to_what_was_passed_over(sot):
    first, second = sot.propose(sot.table.case), sot.propose(sot.others[0])
    run = selectors.run_of(begin(sot, second), actor=sot.actor, now=BEGUN)
    assert run.following.item_id == first.pk


def test_the_run_names_no_pupil_to_who_may_not_know(sot):
    sot.table.consent()  # both parents said yes to the SOT
    first, second = sot.propose(sot.table.case), sot.propose(sot.others[0])
    begin(sot, first)
    part = begin(sot, second)
    run = selectors.run_of(part, actor=sot.who(sot.table.gw), now=BEGUN)
    assert run.turns[0].label.startswith(CANARY)
    assert sot.others[0].reference in run.turns[1].label
    assert "Wendelien" not in run.turns[1].label


def test_the_same_queries_for_any_day(sot, django_assert_max_num_queries):
    part = begin(sot, sot.propose(sot.table.case))
    gw = sot.who(sot.table.gw)
    with django_assert_max_num_queries(30) as few:
        selectors.run_of(part, actor=gw, now=BEGUN)
    for case in sot.others:
        begin(sot, sot.propose(case))
    with django_assert_max_num_queries(len(few.captured_queries)):
        selectors.run_of(part, actor=gw, now=BEGUN)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    state=st.sampled_from(list(states.State)),
    minutes=st.integers(-600, 600),
)
def test_a_turn_is_on_the_agenda_and_never_before_people_sit_down(state, minutes):
    start = at(17, 9)
    now = start + dt.timedelta(minutes=minutes)
    may = states.may_talk(state, start=start, now=now)
    assert may == (state in states.TAKES_TIME and now >= start - states.EARLY)
    assert not states.may_talk(state, start=None, now=now)


def test_a_part_outlives_the_sot_it_was_of(sot):
    """The year plan is kept less long than a case: what was said of a pupil does not go with it."""
    part = begin(sot, sot.propose(sot.table.case))
    Meeting.objects.get(pk=sot.meeting.pk).delete()
    part.refresh_from_db()
    assert (part.part_of, part.case) == (None, sot.table.case)


def test_a_pupil_may_still_speak_after_the_sot(sot):
    """U11: the own words are for the conversation with the pupil there, and that may follow."""
    pupil = Party.objects.create(swv_id=sot.table.swv.pk, case=sot.table.case, kind=PartyKind.PUPIL, name=CANARY)
    begin(sot, sot.propose(sot.table.case))
    page = meetings_of.pupil_page(party_id=pupil.pk, case_id=sot.table.case.pk, now=at(20))
    assert (page.start, page.closed) == (None, False)


def test_what_was_spoken_of_keeps_its_place(sot):
    first, second, third = sot.propose(sot.table.case), sot.propose(sot.others[0]), sot.propose(sot.others[1])
    begin(sot, first)
    with pytest.raises(services.NotThisState):
        services.move_item(actor=sot.actor, item=first, earlier=False, now=BEGUN)
    services.move_item(actor=sot.actor, item=second, earlier=True, now=BEGUN)
    assert [row.pk for row in sot.order()] == [first.pk, second.pk, third.pk]
    services.move_item(actor=sot.actor, item=third, earlier=True, now=BEGUN)
    assert [row.pk for row in sot.order()] == [first.pk, third.pk, second.pk]
    assert not selectors.agenda_page(sot.meeting, actor=sot.actor, now=BEGUN).can_improve
