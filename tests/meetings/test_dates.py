"""Fixing, moving and calling off: one invitation each, and time that is nobody else's."""

import icalendar
import pytest
import vobject

from notifications.reminders.models import Reminder
from planning.cases.models import Answer, Task
from planning.meetings import selectors, services
from planning.meetings.models import Hold, MeetingState, PartStat, Via, WhyMoved
from planning.people.access import NotAllowed
from planning.people.audit import By
from planning.people.models import AuditEvent
from tests.factories import make_actor
from tests.meetings.table import CANARY, NOW, at, letters, seat_of
from tests.words import without_tokens


def fixed(table, *people, start=None, **more):
    meeting = table.meeting(*people or (table.ib, table.gw, table.jp), **more)
    return services.fix_date(meeting=meeting, start=start or at(17), by=table.actor.by, now=NOW)


def event(body):
    calendar = icalendar.Calendar.from_ical(body.calendar.content)
    return calendar, calendar.walk("VEVENT")[0]


def test_everybody_gets_one_invitation_for_oneself_alone(table):
    meeting = fixed(table)
    found = letters("invitation")
    assert {row.address for row, _body in found} == {
        "marie@ouders.example",
        "ferhat@ouders.example",
        table.ib.email,
        table.gw.email,
        table.jp.email,
    }
    for row, body in found:
        calendar, one = event(body)
        assert (body.calendar.method, calendar["METHOD"]) == ("REQUEST", "REQUEST")
        assert one["UID"] == meeting.uid
        assert one["SEQUENCE"] == 0
        assert one["ATTENDEE"] == f"mailto:{row.address}"
        assert one["ORGANIZER"] == "mailto:planning@aantafel.example"
        assert one["SUMMARY"] == f"Overleg De Linde – {meeting.reference}"
        assert one["CLASS"] == "PRIVATE"
        assert "DESCRIPTION" not in one
        assert not row.automatic
        assert row.sender_name == "De Linde"
        assert row.reply_to == table.ib.email


def test_letters_name_no_pupil_and_no_kind_of_meeting(table):
    services.cancel_meeting(actor=table.actor, meeting=fixed(table), now=NOW)
    found = letters("invitation") + letters("invitation_cancel")
    assert len(found) == 10
    for row, body in found:
        everything = "\n".join([row.subject, row.key, body.text, body.html, body.calendar.content.decode()])
        assert CANARY not in everything
        assert "HIA" not in without_tokens(everything)
    assert CANARY not in "".join(str(line.detail) + line.action for line in AuditEvent.objects.all())


def test_a_parent_reads_the_own_language_with_dutch_below(table):
    fixed(table)
    (_row, body) = next(pair for pair in letters("invitation") if pair[0].address == "ferhat@ouders.example")
    assert "You are invited" in body.text
    assert "U bent uitgenodigd" in body.text
    assert "Tuesday 17 November 2026, 10:00–11:00" in body.text


def test_moving_raises_sequence_and_old_answers_no_longer_count(table):
    meeting = fixed(table)
    services.record_reply(
        participant=seat_of(meeting, table.gw), partstat="ACCEPTED", via=Via.LINK, sequence=0, now=NOW
    )
    moved = services.move_meeting(actor=table.actor, meeting=meeting, start=at(18, 14), why=WhyMoved.SCHOOL, now=NOW)
    assert (moved.uid, moved.sequence) == (meeting.uid, 1)
    standing = selectors.standing_of(moved)
    said = {row.person_id: one.partstat for row, one in standing.items()}
    assert said.pop(table.ib.pk) == PartStat.ACCEPTED  # who organises it comes
    assert set(said.values()) == {PartStat.NEEDS_ACTION}
    first = {row.address: event(body)[1] for row, body in letters("invitation")}
    for row, body in letters("invitation_update"):
        calendar, one = event(body)
        assert calendar["METHOD"] == "REQUEST"
        assert one["UID"] == first[row.address]["UID"]
        assert one["SEQUENCE"] == 1
        assert one["DTSTAMP"].dt > first[row.address]["DTSTAMP"].dt
        own = row.address == table.ib.email
        assert one["ATTENDEE"].params["PARTSTAT"] == ("ACCEPTED" if own else "NEEDS-ACTION")
        other = vobject.readOne(body.calendar.content.decode()).vevent
        assert other.dtstart.value == at(18, 14)
        assert other.dtend.value == at(18, 15)
        said = ("Het was: dinsdag 17 november 2026", "It was: Tuesday 17 November 2026")[row.language == "en"]
        assert said in body.text
        why = ("Waarom: de school heeft erom gevraagd", "Why: the school asked for it")[row.language == "en"]
        assert why in body.text
    assert set(Hold.objects.values_list("start", "end", "firm")) == {(at(18, 14), at(18, 15), True)}


def test_moving_to_the_same_time_changes_nothing(table):
    meeting = fixed(table)
    assert services.move_meeting(actor=table.actor, meeting=meeting, start=at(17), now=NOW).sequence == 0
    assert letters("invitation_update") == []


def test_calling_off_frees_everybody_and_tells_them_once(table):
    meeting = fixed(table)
    for _ in (1, 2):
        gone = services.cancel_meeting(actor=table.actor, meeting=meeting, now=NOW)
    assert (gone.state, gone.sequence) == (MeetingState.CANCELLED, 1)
    assert Hold.objects.count() == 0
    found = letters("invitation_cancel")
    assert len(found) == 5
    for _row, body in found:
        calendar, one = event(body)
        assert (body.calendar.method, calendar["METHOD"], one["STATUS"]) == ("CANCEL", "CANCEL", "CANCELLED")
        assert (one["UID"], one["SEQUENCE"]) == (meeting.uid, 1)
    assert Reminder.objects.filter(kind=services.MEETING_BELL, cancelled_at__isnull=True).count() == 0


def test_somebody_is_not_promised_twice(table):
    fixed(table)
    second = table.meeting(table.ib, table.gw)
    with pytest.raises(services.SlotTaken):
        services.fix_date(meeting=second, start=at(17, 10, 30), by=By.system(), now=NOW)
    assert services.fix_date(meeting=second, start=at(17, 11), by=By.system(), now=NOW).state == MeetingState.PLANNED
    with pytest.raises(services.SlotTaken):
        services.move_meeting(actor=table.actor, meeting=second, start=at(17, 10, 15), now=NOW)
    second.refresh_from_db()
    assert (second.start, second.sequence) == (at(17, 11), 0)


def test_somebody_optional_does_not_block(table):
    fixed(table, table.ib, table.gw)
    second = table.meeting(table.jp, optional=(table.gw,))
    assert services.fix_date(meeting=second, start=at(17), by=By.system(), now=NOW).start == at(17)


@pytest.mark.parametrize(
    "start", [at(2), NOW, at(17, 6, 59), at(17, 21, 1), at(17).replace(second=1), at(17).replace(year=2029)]
)
def test_absurd_starts_are_refused(table, start):
    meeting = table.meeting(table.ib)
    with pytest.raises(services.BadStart):
        services.fix_date(meeting=meeting, start=start, by=By.system(), now=NOW)
    meeting.refresh_from_db()
    assert (meeting.state, Hold.objects.count(), letters("invitation")) == (MeetingState.DRAFT, 0, [])


def test_states_are_guarded(table):
    meeting = fixed(table)
    with pytest.raises(services.AlreadyPlanned):
        services.fix_date(meeting=meeting, start=at(19), by=By.system(), now=NOW)
    with pytest.raises(services.NotNow):
        services.move_meeting(actor=table.actor, meeting=meeting, start=at(25), now=at(17, 10, 5))
    with pytest.raises(services.NotNow):
        services.cancel_meeting(actor=table.actor, meeting=meeting, now=at(17, 10, 5))
    services.cancel_meeting(actor=table.actor, meeting=meeting, now=NOW)
    with pytest.raises(services.NotNow):
        services.fix_date(meeting=meeting, start=at(19), by=By.system(), now=NOW)
    draft = table.meeting(table.ib)
    with pytest.raises(services.NotNow):
        services.move_meeting(actor=table.actor, meeting=draft, start=at(19), now=NOW)


def test_only_the_school_changes_its_meeting(table):
    meeting = fixed(table)
    stranger = make_actor(table.jp, today=NOW.date())
    with pytest.raises(NotAllowed):
        services.move_meeting(actor=stranger, meeting=meeting, start=at(18), now=NOW)
    with pytest.raises(NotAllowed):
        services.cancel_meeting(actor=stranger, meeting=meeting, now=NOW)


def test_a_reminder_goes_to_the_silent_only_on_the_school_day_before(table):
    meeting = fixed(table, start=at(16))  # a Monday
    bell = Reminder.objects.get(kind=services.MEETING_BELL)
    assert bell.due_at == at(13, 10)  # the Friday before
    services.record_reply(
        participant=seat_of(meeting, table.mother), partstat="ACCEPTED", via=Via.LINK, sequence=0, now=NOW
    )
    assert services.remind_invited(meeting_id=meeting.pk, now=at(13, 10)) == 3
    assert services.remind_invited(meeting_id=meeting.pk, now=at(13, 10)) == 3
    found = letters("invitation_reminder")
    assert len(found) == 3  # the same day once
    assert not {"marie@ouders.example", table.ib.email} & {row.address for row, _body in found}
    assert {body.calendar for _row, body in found} == {None}
    assert services.remind_invited(meeting_id=meeting.pk, now=at(16, 10, 1)) == 0


def test_withdrawn_consent_takes_somebody_from_the_table(table):
    meeting = fixed(table)
    later = NOW.replace(hour=11)
    table.consent(table.jp, answer=Answer.WITHDRAWN, now=later)
    assert "Joost Jp" not in {selectors.name_of(row) for row in selectors.present(meeting)}
    assert not Hold.objects.filter(person=table.jp).exists()
    ((row, body),) = letters("invitation_cancel")
    _calendar, one = event(body)
    assert (row.address, one["UID"], one["SEQUENCE"]) == (table.jp.email, meeting.uid, 1)
    assert Task.objects.filter(code="participant_removed", person=table.ib, object_key=str(meeting.pk)).count() == 1
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.state) == (0, MeetingState.PLANNED)  # the others' answers go on counting
    with pytest.raises(services.NotInvited):
        services.record_reply(
            participant=seat_of(meeting, table.jp), partstat="ACCEPTED", via=Via.LINK, sequence=1, now=later
        )


def test_taking_somebody_off_twice_is_once(table):
    meeting = fixed(table)
    seat = seat_of(meeting, table.gw)
    for _ in (1, 2):
        services.remove_participant(actor=table.actor, participant=seat, now=NOW)
    assert len(letters("invitation_cancel")) == 1


def test_sending_again_makes_a_new_link_but_not_at_once(table):
    meeting = fixed(table)
    seat = seat_of(meeting, table.mother)
    with pytest.raises(services.TooSoon):
        services.send_again(actor=table.actor, participant=seat, now=NOW)
    services.send_again(actor=table.actor, participant=seat, now=NOW.replace(minute=30))
    found = letters("invitation", address="marie@ouders.example")
    assert len(found) == 2
    assert event(found[0][1])[1]["SEQUENCE"] == event(found[1][1])[1]["SEQUENCE"] == 0
