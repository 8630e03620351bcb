"""The meetings of a year plan: hundreds at once, with dates from the start, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from planning.meetings import rules, signals
from planning.meetings.models import Hold, Meeting, MeetingKind, MeetingState, Participant
from planning.meetings.services import calendars, holds
from planning.meetings.services.errors import BadStart, SlotTaken
from planning.meetings.services.planning import Seat, check_seats, draft, free_references, seats_of
from planning.people import audit
from planning.people.audit import By
from planning.people.models import School

AT_ONCE = 200  # rows per INSERT: SQLite takes so many parameters and no more


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """A meeting to make: `start` is aware, `minutes` its length, `members` who sit there."""

    school: School
    organiser_id: UUID
    start: dt.datetime
    minutes: int
    members: Sequence[Seat]
    location: str = ""
    kind: MeetingKind = MeetingKind.SOT

    @property
    def end(self) -> dt.datetime:
        """When it is over."""
        return rules.end_of(self.start, self.minutes)


class SlotsTaken(SlotTaken):
    """Of several new meetings, those for which somebody who must be there has another one: `taken`."""

    def __init__(self, taken: Sequence[NewMeeting]) -> None:
        self.taken = tuple(taken)
        super().__init__(fields={"start": SlotTaken.message})


@transaction.atomic
def create_planned_meetings(wanted: Sequence[NewMeeting], *, by: By, now: dt.datetime) -> list[Meeting]:
    """Meetings without a case and with a date, in the order asked; no letter, since the series has its own (R40).

    All or none. The caller has checked the right. Raises SlotsTaken, BadStart, BadLength, NobodyInvited, SeatTwice,
    NotOfThisCase.
    """
    for each in wanted:
        if not rules.is_good_start(each.start, now=now):
            raise BadStart(fields={"start": BadStart.message})
        check_seats(each.members, case=None)
    made = []
    for each, reference in zip(wanted, free_references(len(wanted)), strict=True):
        meeting = draft(
            school=each.school,
            case=None,
            organiser_id=each.organiser_id,
            kind=each.kind,
            minutes=each.minutes,
            location=each.location,
            follows=None,
            reference=reference,
        )
        meeting.start, meeting.state = each.start, MeetingState.PLANNED
        meeting.revised_at = rules.revision(before=None, now=now)
        made.append(meeting)
    Meeting.objects.bulk_create(made, batch_size=AT_ONCE)
    seats = [seat for meeting, each in zip(made, wanted, strict=True) for seat in seats_of(meeting, each.members)]
    calendars.choose_ways(seats, keep=False)
    Participant.objects.bulk_create(seats, batch_size=AT_ONCE)
    _take_time(made, wanted)
    calendars.tell([meeting.pk for meeting in made])
    audit.record_all(
        [
            audit.line(swv_id=row.swv_id, by=by, action="meeting.create", on=row, now=now, kind=str(row.kind))
            for row in made
        ]
    )
    signals.dates_fixed.send(sender=Meeting, meetings=made, now=now)
    return made


def _take_time(made: Sequence[Meeting], wanted: Sequence[NewMeeting]) -> None:
    """Everybody's time, under the lock of `holds`: against what they had, and against the other new meetings."""
    if not wanted:
        return
    persons = {seat.person.pk for each in wanted for seat in each.members if seat.person is not None}
    holds.lock_people(persons)
    busy: dict[UUID, list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
    first, last = min(each.start for each in wanted), max(each.end for each in wanted)
    for hold in holds.clashes(person_ids=persons, start=first, end=last):
        busy[hold.person_id].append((hold.start, hold.end))
    taken, fresh = [], []
    for meeting, each in zip(made, wanted, strict=True):
        people = {seat.person.pk: seat.required for seat in each.members if seat.person is not None}
        if any(
            start < each.end and end > each.start
            for person_id, required in people.items()
            if required
            for start, end in busy[person_id]
        ):
            taken.append(each)
            continue
        for person_id in people:
            busy[person_id].append((each.start, each.end))
            fresh.append(
                Hold(
                    swv_id=meeting.swv_id,
                    person_id=person_id,
                    meeting=meeting,
                    start=each.start,
                    end=each.end,
                    firm=True,
                )
            )
    if taken:
        raise SlotsTaken(taken)
    Hold.objects.bulk_create(fresh, batch_size=AT_ONCE)


def create_planned_meeting(
    *,
    school: School,
    organiser_id: UUID,
    start: dt.datetime,
    minutes: int,
    location: str = "",
    members: Sequence[Seat],
    by: By,
    now: dt.datetime,
    kind: MeetingKind = MeetingKind.SOT,
) -> Meeting:
    """One meeting without a case and with a date from the start: see `yearly.create_planned_meetings`."""
    wanted = NewMeeting(
        school=school,
        organiser_id=organiser_id,
        start=start,
        minutes=minutes,
        location=location,
        members=members,
        kind=kind,
    )
    return create_planned_meetings([wanted], by=by, now=now)[0]
