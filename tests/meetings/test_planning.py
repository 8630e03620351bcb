"""A new meeting: who may be asked, what it is called, and what is refused."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from planning.cases.gate import NoGround
from planning.cases.models import Answer
from planning.meetings import selectors, services
from planning.meetings.models import Hold, Meeting, MeetingKind, MeetingState
from planning.meetings.services import Seat
from planning.people.access import NotAllowed
from planning.people.audit import By
from tests.factories import make_actor, make_school
from tests.meetings.table import NOW, at, lay, letters


def test_a_draft_has_neutral_names_and_sends_nothing(table):
    meeting = table.meeting(table.ib, table.gw, table.jp)
    assert meeting.state == MeetingState.DRAFT
    assert (meeting.start, meeting.sequence, meeting.location) == (None, 0, "De Linde, Dorpsstraat 1, Roosendaal")
    assert len(meeting.reference) == 4
    assert letters("invitation") == []
    assert meeting.reference not in table.case.reference


def test_without_consent_nobody_comes_to_a_hia(table):
    with pytest.raises(NoGround) as refused:
        table.meeting(table.ib, table.gw, table.lpa)
    assert "Lotte Lpa" in str(refused.value.fields["participants"])
    assert Meeting.objects.count() == 0


def test_a_sot_may_talk_without_a_name_but_not_with_who_was_refused(table):
    assert table.meeting(table.ib, table.lpa, kind=MeetingKind.SOT).state == MeetingState.DRAFT
    table.consent(table.lpa, answer=Answer.NO)
    with pytest.raises(NoGround):
        table.meeting(table.ib, table.lpa, kind=MeetingKind.SOT)


@pytest.mark.parametrize(
    ("seats", "error"),
    [
        (lambda t: [], services.NobodyInvited),
        (lambda t: [Seat()], services.NobodyInvited),
        (lambda t: [Seat(person=t.ib, party=t.mother)], services.NobodyInvited),
        (lambda t: [Seat(person=t.ib), Seat(person=t.ib)], services.SeatTwice),
        (lambda t: [Seat(person=t.gw), Seat(person=t.lpa)], NoGround),
    ],
)
def test_wrong_seats_are_refused(table, seats, error):
    with pytest.raises(error):
        services.plan_case_meeting(
            actor=table.actor,
            case=table.case,
            kind=MeetingKind.HIA,
            minutes=60,
            location="",
            participants=seats(table),
            now=NOW,
        )
    assert Meeting.objects.count() == 0


def test_a_parent_of_another_case_is_refused(table):
    other = lay(table.swv, name="De Eik")
    with scope(swv=table.swv.pk), pytest.raises(services.NotOfThisCase):
        services.plan_case_meeting(
            actor=table.actor,
            case=table.case,
            kind=MeetingKind.HIA,
            minutes=60,
            location="",
            participants=[Seat(party=other.mother)],
            now=NOW,
        )


@pytest.mark.parametrize("minutes", [0, 4, 481, -60])
def test_an_absurd_length_is_refused(table, minutes):
    with pytest.raises(services.BadLength):
        table.meeting(table.ib, minutes=minutes)


def test_only_who_may_manage_meetings_of_the_school_plans(table):
    for person in (table.gw, table.jp):
        with pytest.raises(NotAllowed):
            services.plan_case_meeting(
                actor=make_actor(person, today=NOW.date()),
                case=table.case,
                kind=MeetingKind.HIA,
                minutes=60,
                location="",
                participants=[Seat(person=table.ib)],
                now=NOW,
            )


def test_a_meeting_of_the_year_plan_takes_time_and_writes_no_letter(table):
    meeting = services.create_planned_meeting(
        school=table.school,
        organiser_id=table.ib.pk,
        start=at(17),
        minutes=120,
        members=[Seat(person=table.ib, role="ib"), Seat(person=table.gw, role="gw", required=False)],
        by=By.system(),
        now=NOW,
    )
    assert (meeting.state, meeting.kind, meeting.case) == (MeetingState.PLANNED, MeetingKind.SOT, None)
    assert sorted(Hold.objects.values_list("person_id", "start", "end", "firm")) == sorted(
        (person.pk, at(17), at(17, 12), True) for person in (table.ib, table.gw)
    )
    assert letters("invitation") == []
    with pytest.raises(services.SlotTaken):
        services.create_planned_meeting(
            school=make_school(table.swv),
            organiser_id=table.ib.pk,
            start=at(17, 11),
            minutes=60,
            members=[Seat(person=table.ib, role="ib")],
            by=By.system(),
            now=NOW,
        )


def planned(table, start, person):
    return services.NewMeeting(
        school=table.school, organiser_id=table.ib.pk, start=start, minutes=60, members=[Seat(person=person, role="ib")]
    )


def test_twenty_meetings_of_a_year_cost_no_more_queries_than_one(table):
    def count(wanted):
        with CaptureQueriesContext(connection) as queries:
            services.create_planned_meetings(wanted, by=By.system(), now=NOW)
        return len(queries)

    one = count([planned(table, at(17), table.ib)])
    many = [planned(table, at(18) + dt.timedelta(days=n), table.ib) for n in range(20)]
    assert count(many) == one
    assert len(set(Meeting.objects.values_list("reference", flat=True))) == Meeting.objects.count()


def test_of_many_meetings_all_or_none_are_made_and_every_clash_is_named(table):
    held = planned(table, at(17), table.ib)
    services.create_planned_meetings([held], by=By.system(), now=NOW)
    wanted = [
        planned(table, at(17, 10, 30), table.ib),  # beside what stands
        planned(table, at(18), table.gw),
        planned(table, at(18, 10, 30), table.gw),  # beside another new one
        planned(table, at(17, 11), table.ib),
    ]
    with pytest.raises(services.SlotsTaken) as refused:
        services.create_planned_meetings(wanted, by=By.system(), now=NOW)
    assert list(refused.value.taken) == [wanted[0], wanted[2]]
    assert Meeting.objects.filter(case__isnull=True).count() == 1


def test_repeating_leaves_out_who_lost_the_ground(table):
    meeting = table.meeting(table.ib, table.gw, table.jp)
    services.fix_date(meeting=meeting, start=at(17), by=By.system(), now=NOW)
    table.consent(table.jp, answer=Answer.WITHDRAWN)
    again = services.repeat_meeting(meeting=meeting, kind=MeetingKind.EVALUATION, by=By.system(), now=NOW)
    assert (again.state, again.follows_id, again.kind) == (MeetingState.DRAFT, meeting.pk, MeetingKind.EVALUATION)
    assert {selectors.name_of(row) for row in selectors.present(again)} == {
        "Marie de Moeder",
        "Ferhat de Vader",
        "Ingrid Ib",
        "Gerda Gw",
    }


def test_seats_show_who_cannot_be_asked(table):
    choices = selectors.seat_choices(table.case, kind=MeetingKind.HIA, now=NOW)
    assert {one.name for one in choices if one.blocked} == {"Lotte Lpa"}
    assert {one.name for one in choices if one.required} >= {"Marie de Moeder", "Ingrid Ib", "Gerda Gw", "Joost Jp"}
