"""Whose time is taken. The only place that writes firm holds, so that nobody is promised twice (S7).

Whatever changes here is wished in the connected calendars of the same people, in the same transaction (`calendars`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from planning.meetings.models import Hold, Meeting, Participant
from planning.meetings.services import calendars
from planning.meetings.services.errors import SlotTaken
from planning.people.models import Person


def take(*, meeting: Meeting, present: Collection[Participant], start: dt.datetime, end: dt.datetime) -> None:
    """Give the meeting this stretch of everybody's time, and let go of everything else it held.

    Raises SlotTaken when somebody who must be there is taken.
    """
    people = {row.person_id: row for row in present if row.person_id is not None}
    lock_people(people)
    taken = clashes(
        person_ids=[key for key, row in people.items() if row.required], start=start, end=end, but_for=meeting.pk
    )
    if taken:
        raise SlotTaken(fields={"start": SlotTaken.message})
    calendars.choose_ways(present)
    Hold.objects.filter(meeting=meeting).delete()
    Hold.objects.bulk_create(
        Hold(swv_id=meeting.swv_id, person_id=key, meeting=meeting, start=start, end=end, firm=True) for key in people
    )
    calendars.tell([meeting.pk])


def take_one(*, meeting: Meeting, participant: Participant) -> None:
    """Give a meeting that has its date somebody's time as well: who joins later.

    Raises SlotTaken when that person must be there and is taken.
    """
    if participant.person_id is None or meeting.start is None or meeting.end is None:
        return
    lock_people([participant.person_id])
    if participant.required and clashes(
        person_ids=[participant.person_id], start=meeting.start, end=meeting.end, but_for=meeting.pk
    ):
        raise SlotTaken
    Hold.objects.update_or_create(
        person_id=participant.person_id,
        meeting=meeting,
        start=meeting.start,
        defaults={"swv_id": meeting.swv_id, "end": meeting.end, "firm": True},
    )


def lock_people(person_ids: Collection[UUID]) -> None:
    """Lock the rows of these persons until the transaction ends, before looking at their holds or adding one.

    In the order of their ids, so that two meetings that want the same person wait for each other and never for ever.
    `no_key`: other rows may still point at these persons meanwhile. On SQLite the whole transaction is alone already.
    """
    list(Person.objects.filter(pk__in=person_ids).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def clashes(
    *, person_ids: Collection[UUID], start: dt.datetime, end: dt.datetime, but_for: UUID | None = None
) -> list[Hold]:
    """The firm holds of these people that share time with a stretch, other than those of one meeting."""
    holds = Hold.objects.filter(person__in=person_ids, firm=True, start__lt=end, end__gt=start)
    return list(holds.exclude(meeting_id=but_for) if but_for is not None else holds)


def hold_softly(*, meeting: Meeting, stretches: Collection[tuple[dt.datetime, dt.datetime]]) -> None:
    """Keep the options of a poll in view for the professionals of a meeting: nobody's time is taken by it."""
    people = Participant.objects.filter(meeting=meeting, removed_at__isnull=True, person__isnull=False)
    Hold.objects.bulk_create(
        (
            Hold(swv_id=meeting.swv_id, person_id=person_id, meeting=meeting, start=start, end=end)
            for person_id in people.values_list("person_id", flat=True)
            for start, end in stretches
        ),
        ignore_conflicts=True,
    )
    calendars.tell([meeting.pk])


def release_softly(*, meeting_id: UUID, starts: Collection[dt.datetime] | None = None) -> None:
    """Let go of the options of a poll: all of them, or those that were taken meanwhile."""
    soft = Hold.objects.filter(meeting_id=meeting_id, firm=False)
    (soft if starts is None else soft.filter(start__in=starts)).delete()
    calendars.tell([meeting_id])


def release(*, meeting: Meeting, person_id: UUID | None = None) -> None:
    """Let go of everything this meeting holds, of everybody or of one person."""
    holds = Hold.objects.filter(meeting=meeting)
    (holds.filter(person_id=person_id) if person_id is not None else holds).delete()
    calendars.tell([meeting.pk])
