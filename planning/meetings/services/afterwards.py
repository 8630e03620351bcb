"""When the date has passed: did it take place, and if not, once more.

The question is nobody's row: it stands as long as a planned meeting is over and nobody said so. No letter goes out, for
who would want a cancellation of yesterday.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from planning.cases.models import CaseState
from planning.cases.services import CaseClosed
from planning.meetings import rules, signals
from planning.meetings.models import Meeting, MeetingState
from planning.meetings.services import holds, rooms
from planning.meetings.services.dates import locked, require_manage
from planning.meetings.services.errors import NothingToPlanAnew, NotOfAPart, NotYetOver
from planning.meetings.services.planning import repeat_meeting
from planning.people import audit
from planning.people.access import Actor
from planning.people.audit import By


@transaction.atomic
def mark_held(*, actor: Actor, meeting: Meeting, now: dt.datetime) -> Meeting:
    """It took place; also when it was said that it did not. Twice is once. Raises NotYetOver, NotAllowed."""
    meeting = _over(actor=actor, meeting=meeting, now=now)
    if meeting.state != MeetingState.HELD:
        _set(meeting, MeetingState.HELD, by=actor.by, action="meeting.held", now=now)
    return meeting


@transaction.atomic
def took_place(*, meeting: Meeting, by: By, now: dt.datetime) -> None:
    """What was written at the table shows that it took place: nobody needs to say so, also before its last minute.

    Of a part: that the whole did.
    """
    meeting = locked(meeting.part_of_id or meeting.pk)
    if meeting.state == MeetingState.PLANNED and meeting.start is not None and meeting.start <= now:
        _set(meeting, MeetingState.HELD, by=by, action="meeting.held", now=now)


@transaction.atomic
def mark_not_held(*, actor: Actor, meeting: Meeting, now: dt.datetime) -> Meeting:
    """It did not take place: off after all; it can be planned anew. Twice is once.

    Raises NotYetOver, NotOfAPart, NotAllowed.
    """
    meeting = _over(actor=actor, meeting=meeting, now=now)
    if meeting.state != MeetingState.CANCELLED:
        _set(meeting, MeetingState.CANCELLED, by=actor.by, action="meeting.not_held", now=now)
        holds.release(meeting=meeting)
        rooms.release(meeting=meeting)
        signals.meeting_cancelled.send(sender=Meeting, meeting=meeting, by=actor.by, now=now)
    return meeting


@transaction.atomic
def plan_anew(*, actor: Actor, meeting: Meeting, now: dt.datetime) -> Meeting:
    """A draft with the same people for a meeting that is off; twice gives the same one.

    Who lost the ground meanwhile is left out (house rule 4). Raises NothingToPlanAnew, CaseClosed, NotAllowed.
    """
    meeting = locked(meeting.pk)
    require_manage(actor, meeting)
    if meeting.state != MeetingState.CANCELLED or meeting.case is None:
        raise NothingToPlanAnew
    if meeting.case.state == CaseState.CLOSED:
        raise CaseClosed
    known = meeting.followed_by.filter(kind=meeting.kind).exclude(state=MeetingState.CANCELLED).first()
    return known or repeat_meeting(meeting=meeting, kind=meeting.kind, by=actor.by, now=now)


def _over(*, actor: Actor, meeting: Meeting, now: dt.datetime) -> Meeting:
    meeting = locked(meeting.pk)
    require_manage(actor, meeting)
    if meeting.part_of_id is not None:
        raise NotOfAPart
    if not rules.has_ended(start=meeting.start, minutes=meeting.minutes, now=now):
        raise NotYetOver
    return meeting


def _set(meeting: Meeting, state: MeetingState, *, by: By, action: str, now: dt.datetime) -> None:
    meeting.state = state
    meeting.save(update_fields=["state"])
    audit.record(swv_id=meeting.swv_id, by=by, action=action, on=meeting, now=now)
