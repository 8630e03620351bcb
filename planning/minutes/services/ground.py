"""What every verb of the record asks first: who, which record, and whether something may still be written in it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from planning.cases.models import Case, CaseState
from planning.cases.services import refuse_frozen
from planning.followup.services import CaseIsClosed, CasusregisseurFirst, needs_casusregisseur
from planning.meetings.models import Meeting, MeetingState
from planning.meetings.selectors import may_write, present
from planning.minutes.models import Attendance, Record
from planning.minutes.services.errors import NothingToRecord, RecordIsFixed
from planning.people import audit
from planning.people.access import Actor, NotAllowed

LONGEST = 20_000  # characters on one topic


def open_record(actor: Actor, meeting: Meeting, *, now: dt.datetime) -> Record:
    """The record of a meeting, locked, made when it is not there. The case's row takes turns for the first word."""
    if not may_write(actor, meeting):
        raise NotAllowed
    if meeting.case_id is None or meeting.state not in {MeetingState.PLANNED, MeetingState.HELD}:
        raise NothingToRecord
    case = Case.objects.select_for_update(of=("self",)).get(pk=meeting.case_id)
    if case.state == CaseState.CLOSED:
        raise CaseIsClosed
    refuse_frozen(case.pk)
    if needs_casusregisseur(meeting):
        raise CasusregisseurFirst
    record, new = Record.objects.get_or_create(
        meeting=meeting,
        defaults={"swv_id": meeting.swv_id, "case": case, "begun_by_id": actor.person_id, "begun_at": now},
    )
    if new:
        _sit_as_before(record, meeting)
        audit.record(swv_id=record.swv_id, by=actor.by, action="record.begin", on=record, now=now)
    if record.fixed_at is not None:
        raise RecordIsFixed
    return record


def _sit_as_before(record: Record, meeting: Meeting) -> None:
    """At a later point of a SOT sit who sat there at the one before, as was seen then.

    Nobody ticks the same list six times.
    """
    if meeting.part_of_id is None:
        return
    rows = Attendance.objects.filter(record__meeting__part_of=meeting.part_of_id, participant__person__isnull=False)
    there = {row.participant.person_id: row for row in rows.select_related("participant").order_by("noted_at")}
    Attendance.objects.bulk_create(
        Attendance(
            swv_id=record.swv_id,
            record=record,
            participant=row,
            there=there[row.person_id].there,
            noted_at=there[row.person_id].noted_at,
        )
        for row in present(meeting)
        if row.person_id in there
    )


def person_of(actor: Actor) -> UUID:
    """Who acts: a person, for a key of another system writes nothing here. Raises NotAllowed."""
    if actor.person_id is None:
        raise NotAllowed
    return actor.person_id
