"""What a SOT says of one pupil: a part of it, made when it is the turn of that pupil."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from planning.cases.models import Case
from planning.meetings.models import Meeting, MeetingState
from planning.meetings.selectors.people import present, without_ground
from planning.meetings.services.planning import Seat, draft, free_references, seats_of
from planning.people import audit
from planning.people.audit import By


@transaction.atomic
def open_part(
    *,
    whole: Meeting,
    case: Case,
    start: dt.datetime,
    minutes: int,
    guests: Iterable[Seat],
    by: By,
    now: dt.datetime,
) -> Meeting:
    """The part of a SOT about one case; twice is the same one. The caller has the lock of the whole and the right.

    At it sit who sits at the SOT and has a ground for this case, if only without a name (R55), and the `guests` who
    come for this pupil, with a ground too (house rule 4). Nobody is invited, no time is taken, no calendar hears of it.
    """
    known = whole.parts.filter(case=case).first()
    if known is not None:
        return known
    (reference,) = free_references(1)
    part = draft(
        school=whole.school,
        case=case,
        organiser_id=whole.organiser_id,
        kind=whole.kind,
        minutes=minutes,
        location=whole.location,
        follows=None,
        reference=reference,
    )
    part.part_of, part.start, part.state = whole, start, MeetingState.HELD
    part.room, part.video, part.location = whole.room, whole.video, whole.location
    part.save(force_insert=True)
    for row in seats_of(part, _seats(whole, case, guests, now=now)):
        row.save(force_insert=True)
    audit.record(swv_id=whole.swv_id, by=by, action="meeting.part", on=part, now=now)
    return part


def _seats(whole: Meeting, case: Case, guests: Iterable[Seat], *, now: dt.datetime) -> list[Seat]:
    members = [row for row in present(whole) if row.person is not None]
    table = [Seat(person=row.person, role=row.role, required=row.required) for row in members]
    there = {seat.person.pk for seat in table if seat.person is not None}
    come = [seat for seat in guests if seat.person is None or seat.person.pk not in there]
    ids = [seat.person.pk for seat in (*table, *come) if seat.person is not None]
    out = without_ground(case=case, kind=whole.kind, person_ids=ids, now=now)
    return [
        seat
        for seat in (*table, *come)
        if (seat.person is not None and seat.person.pk not in out)
        or (seat.party is not None and seat.party.case_id == case.pk)
    ]


@transaction.atomic
def drop_part(*, part: Meeting, by: By, now: dt.datetime) -> None:
    """It was not this pupil's turn after all. The caller has seen that nothing was written at it."""
    audit.record(swv_id=part.swv_id, by=by, action="meeting.part_off", on=part, now=now)
    part.delete()
