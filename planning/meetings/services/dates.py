"""When a meeting is: fixing its date, moving it, and calling it off."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, UUIDField
from django.utils import timezone

from notifications.prepared import Prepared
from notifications.reminders import services as reminders
from planning.cases.services import refuse_frozen
from planning.dossier import services as dossier
from planning.meetings import rules, signals
from planning.meetings.models import Meeting, MeetingState, Participant, WhyMoved
from planning.meetings.selectors.lists import may_manage
from planning.meetings.selectors.people import present
from planning.meetings.services import holds, letters, rooms
from planning.meetings.services.errors import AlreadyPlanned, BadStart, NotNow
from planning.people import audit
from planning.people import selectors as people
from planning.people.access import Actor, NotAllowed
from planning.people.audit import By

MEETING_BELL = "meeting.remind"


@transaction.atomic
def fix_date(*, meeting: Meeting, start: dt.datetime, by: By, now: dt.datetime) -> Meeting:
    """Give a draft its date and invite everybody: way 1 of the house. The caller has checked the right.

    One transaction: the meeting's row and its people are locked, so that of two who fix the same slot one wins and the
    other hears why (S7). Everybody with an address gets one letter that mail clients show as an invitation. Raises
    SlotTaken (RoomTaken too), AlreadyPlanned, NotNow, BadStart.
    """
    meeting = locked(meeting.pk)
    if meeting.state == MeetingState.PLANNED:
        raise AlreadyPlanned
    if not rules.may_fix(state=meeting.state):
        raise NotNow
    refuse_frozen(meeting.case_id)
    seated = _set_start(meeting, start=start, now=now)
    _read_before(meeting, now=now)
    audit.record(swv_id=meeting.swv_id, by=by, action="meeting.fix", on=meeting, now=now)
    for participant in seated:
        letters.invite(participant, meeting=meeting, template="invitation", now=now)
    return meeting


@transaction.atomic
def move_meeting(
    *, actor: Actor, meeting: Meeting, start: dt.datetime, why: WhyMoved | None = None, now: dt.datetime
) -> Meeting:
    """Another time: SEQUENCE rises (U2), so that earlier answers no longer count, and everybody gets the change.

    `why` stands in the letter, where it is given.
    Raises SlotTaken, NotNow, BadStart, NotAllowed. The same time again changes nothing.
    """
    meeting = locked(meeting.pk)
    require_manage(actor, meeting)
    if not rules.may_move(state=meeting.state, start=meeting.start, now=now):
        raise NotNow
    refuse_frozen(meeting.case_id)
    if meeting.start == start:
        return meeting
    meeting.sequence += 1
    was = meeting.start
    seated = _set_start(meeting, start=start, now=now)
    _read_before(meeting, now=now)
    audit.record(swv_id=meeting.swv_id, by=actor.by, action="meeting.move", on=meeting, now=now, why=why or "")
    template = "planned_meeting_moved" if meeting.case_id is None else "invitation_update"
    for participant in seated:
        letters.invite(participant, meeting=meeting, template=template, was=was, why=why, now=now)
    signals.meeting_moved.send(sender=Meeting, meeting=meeting, by=actor.by, now=now)
    return meeting


def _read_before(meeting: Meeting, *, now: dt.datetime) -> None:
    """Who still has to read a document of this case, has till the day of the meeting (R92)."""
    if meeting.case_id is not None and meeting.start is not None:
        dossier.expect_reading(case_id=meeting.case_id, before=timezone.localdate(meeting.start), now=now)


@transaction.atomic
def cancel_meeting(*, actor: Actor, meeting: Meeting, now: dt.datetime) -> Meeting:
    """Call the meeting off: everybody's time is free again and who was invited gets a cancellation. No reason is asked.

    Raises NotNow when it has begun, NotAllowed. Twice is once.
    """
    meeting = locked(meeting.pk)
    require_manage(actor, meeting)
    if meeting.state == MeetingState.CANCELLED:
        return meeting
    if not rules.may_cancel(state=meeting.state, start=meeting.start, now=now):
        raise NotNow
    return _call_off(meeting, by=actor.by, now=now)


@transaction.atomic
def end_of_case(*, case_id: UUID, by: By, now: dt.datetime) -> int:
    """Call off what was still to come of a case that is closed (R138). Gives how many; its polls end with them."""
    ahead = Meeting.objects.filter(case_id=case_id, state__in=[MeetingState.DRAFT, MeetingState.PLANNED])
    found = [locked(pk) for pk in ahead.values_list("pk", flat=True)]
    ending = [row for row in found if rules.may_cancel(state=row.state, start=row.start, now=now)]
    for meeting in ending:
        _call_off(meeting, by=by, now=now)
    return len(ending)


def _call_off(meeting: Meeting, *, by: By, now: dt.datetime) -> Meeting:
    was_planned = meeting.state == MeetingState.PLANNED
    meeting.state = MeetingState.CANCELLED
    meeting.sequence += 1
    meeting.revised_at = rules.revision(before=meeting.revised_at, now=now)
    meeting.save(update_fields=["state", "sequence", "revised_at"])
    holds.release(meeting=meeting)
    rooms.release(meeting=meeting)
    reminders.cancel(tenant_id=meeting.swv_id, object_key=str(meeting.pk), kind=MEETING_BELL, now=now)
    audit.record(swv_id=meeting.swv_id, by=by, action="meeting.cancel", on=meeting, now=now)
    if was_planned:
        for participant in present(meeting):
            letters.call_off(participant, meeting=meeting, stamp=meeting.revised_at, now=now)
    signals.meeting_cancelled.send(sender=Meeting, meeting=meeting, by=by, now=now)
    return meeting


def require_manage(actor: Actor, meeting: Meeting) -> None:
    """Who may change a meeting: the school's IB or OC; a meeting of the year plan also who makes the plan."""
    if not may_manage(actor, meeting):
        raise NotAllowed


def locked(meeting_id: UUID) -> Meeting:
    """The meeting's row, locked for this transaction, with what its letters need."""
    for meeting in _row(meeting_id=meeting_id):
        return meeting
    raise Meeting.DoesNotExist


def _with_people() -> QuerySet[Meeting]:
    return Meeting.objects.select_related("school", "organiser", "case__casusregisseur")


_row = Prepared(
    lambda meeting_id: _with_people().filter(pk=meeting_id).select_for_update(of=("self",), no_key=True).order_by(),
    meeting_id=UUIDField(),
)


def _set_start(meeting: Meeting, *, start: dt.datetime, now: dt.datetime) -> list[Participant]:
    if not rules.is_good_start(start, now=now):
        raise BadStart(fields={"start": BadStart.message})
    seated = list(present(meeting))
    end = rules.end_of(start, meeting.minutes)
    rooms.take(meeting=meeting, start=start, end=end)
    holds.take(meeting=meeting, present=seated, start=start, end=end)
    meeting.start, meeting.state = start, MeetingState.PLANNED
    meeting.revised_at = rules.revision(before=meeting.revised_at, now=now)
    meeting.save(update_fields=["start", "state", "sequence", "revised_at"])
    _set_bell(meeting, start=start, now=now)
    signals.dates_fixed.send(sender=Meeting, meetings=[meeting], now=now)
    return seated


def _set_bell(meeting: Meeting, *, start: dt.datetime, now: dt.datetime) -> None:
    reminders.cancel(tenant_id=meeting.swv_id, object_key=str(meeting.pk), kind=MEETING_BELL, now=now)
    if meeting.case_id is None:
        return  # a year plan is not answered one by one
    day = start.astimezone(rules.AMSTERDAM).date()
    first = day - dt.timedelta(days=14)
    calendar = people.school_calendars([meeting.school], first=first, last=day)[meeting.school_id]
    free = {first + dt.timedelta(days=n) for n in range(15)} - set(calendar.school_days)
    moment = rules.remind_at(start=start, now=now, free_days=free)
    if moment is not None:
        # A second later at each revision: a meeting that moves back to its old time needs a bell of its own.
        due_at = moment + dt.timedelta(seconds=meeting.sequence)
        reminders.remind(
            tenant_id=meeting.swv_id, kind=MEETING_BELL, object_key=str(meeting.pk), due_at=due_at, now=now
        )
