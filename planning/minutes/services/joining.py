"""Somebody at the table takes part after all: the parents said yes while the meeting was under way (R56, R61)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from planning.cases.gate import NoGround
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, Participant
from planning.meetings.selectors import present
from planning.minutes.models import Attendance
from planning.minutes.selectors import company_of, is_under_way, key_of
from planning.minutes.services.errors import NotAtThisTable, NotYetBegun
from planning.minutes.services.ground import open_record
from planning.people.access import Actor


@transaction.atomic
def bring_in(*, actor: Actor, meeting: Meeting, who: str, now: dt.datetime) -> Participant:
    """Put somebody who sits there on the list, and note that they are there. Twice is the same seat.

    `who` is the key of a `SeatChoice` of `selectors.company_of`. The case's row is locked, as an answer of the parents
    locks it: whoever comes first, nobody gets in on a consent that is gone. Raises NoGround for who is at the table
    without one, NotAtThisTable, NotYetBegun, and what `save_note` raises.
    """
    record = open_record(actor, meeting, now=now)
    if not is_under_way(meeting, now=now):
        raise NotYetBegun
    company = company_of(meeting, actor=actor, now=now)
    if any(one.key == who for one in company.out):
        raise NoGround
    row = next((row for row in present(meeting) if key_of(row) == who), None)
    if row is None:
        found = company.find(who)
        if found is None:
            raise NotAtThisTable
        seat = meetings.Seat(person=found.person, party=found.party, role=found.role, required=found.required)
        row = meetings.sit_down(meeting=meeting, seat=seat, by=actor.by, now=now)
    Attendance.objects.update_or_create(
        record=record, participant=row, defaults={"swv_id": record.swv_id, "there": True, "noted_at": now}
    )
    return row
