"""The end of the meeting: what comes next, and fixing what was written."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from planning.meetings import services as meetings
from planning.meetings.models import Meeting, MeetingKind, MeetingState
from planning.minutes.models import NoteVersion, Record
from planning.minutes.selectors import ending_of, next_kinds
from planning.minutes.services.errors import (
    DecideFirst,
    EvaluationFirst,
    NextMeetingFirst,
    NotThisMeeting,
    RecordIsFixed,
)
from planning.minutes.services.ground import open_record
from planning.people import audit
from planning.people.access import Actor

_FIRST = {"talk": DecideFirst, "next": NextMeetingFirst, "evaluation": EvaluationFirst}


@transaction.atomic
def plan_next(
    *, actor: Actor, meeting: Meeting, kind: MeetingKind, start: dt.datetime | None, now: dt.datetime
) -> Meeting:
    """Make the meeting they agreed on while they still sit together (R86), with the same people, and its date if given.

    Without a date it is a draft: one is picked at the table, or later. There is one next meeting: asking again gives
    the one that is there. Who has no ground for it is left out. Raises NotThisMeeting, BadStart, SlotTaken, and what
    `save_note` raises.
    """
    record = open_record(actor, meeting, now=now)
    stands = record.next_meeting
    if stands is not None and stands.state != MeetingState.CANCELLED:
        return stands
    if kind not in dict(next_kinds(meeting)):
        raise NotThisMeeting(fields={"kind": NotThisMeeting.message})
    fresh = meetings.repeat_meeting(meeting=meeting, kind=kind, by=actor.by, now=now)
    if start is not None:
        fresh = meetings.fix_date(meeting=fresh, start=start, by=actor.by, now=now)
    record.next_meeting = fresh
    record.save(update_fields=["next_meeting"])
    return fresh


@transaction.atomic
def fix_record(*, actor: Actor, meeting: Meeting, now: dt.datetime) -> Record:
    """From now on nothing changes in it; older versions go, and the meeting took place. Twice is once.

    What is still needed says `selectors.ending_of`. Raises DecideFirst, NextMeetingFirst, EvaluationFirst for the first
    of it (R86, R105, R131), and what `save_note` raises.
    """
    try:
        record = open_record(actor, meeting, now=now)
    except RecordIsFixed:
        return Record.objects.get(meeting=meeting)
    for need in ending_of(meeting).lacking:
        raise _FIRST[need.code]
    NoteVersion.objects.filter(note__record=record).delete()
    record.fixed_by_id, record.fixed_at = actor.person_id, now
    record.save(update_fields=["fixed_by", "fixed_at"])
    meetings.took_place(meeting=meeting, by=actor.by, now=now)
    audit.record(swv_id=record.swv_id, by=actor.by, action="record.fix", on=record, now=now)
    return record
