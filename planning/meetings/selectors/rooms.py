"""What a room is used for: the picture of its week, its feed for the screen at the door, and what is to come."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import QuerySet

from integrations.types import CalendarEvent
from planning.meetings import rules
from planning.meetings.models import Meeting, MeetingState
from planning.people.rules import Stretch
from planning.rooms import rules as room_rules
from planning.rooms.models import Room
from planning.rooms.rules import Booking, Row

ROOM_FEED_PAST = dt.timedelta(days=7)


def room_week(room: Room, *, monday: dt.date) -> list[Row]:
    """The working week of a room as a picture. One query."""
    first = dt.datetime.combine(monday, dt.time(), tzinfo=room_rules.AMSTERDAM)
    rows = _in(room.pk).filter(start__gte=first, start__lt=first + dt.timedelta(days=7))
    return room_rules.week([_booking(row) for row in rows], monday=monday)


def room_taken(room_id: UUID, *, first: dt.date, last: dt.date, but_for: UUID) -> tuple[Stretch, ...]:
    """When a room is taken on these days by other meetings than one. One query."""
    begin = dt.datetime.combine(first, dt.time(), tzinfo=room_rules.AMSTERDAM)
    rows = _in(room_id).filter(start__gte=begin, start__lt=begin + (last - first + dt.timedelta(days=1)))
    return tuple((row.start, row.end) for row in rows.exclude(pk=but_for) if row.start and row.end)


def coming_in_room(room: Room, *, now: dt.datetime) -> int:
    """How many planned meetings are still to be in this room."""
    return _in(room.pk).filter(start__gt=now).count()


def room_events(*, room_id: UUID, now: dt.datetime) -> tuple[str, list[CalendarEvent]]:
    """The name of a room and when it is taken: a code, no school's business and nobody's name (P2). Two queries.

    Each event has a UID of its own, never the invitation's: who follows both sees two calendars.
    """
    room = Room.objects.filter(pk=room_id).first()
    if room is None:
        return "", []
    return room.name, [
        CalendarEvent(
            uid=f"ruimte-{row.uid}",
            sequence=row.sequence,
            start=row.start,
            end=rules.end_of(row.start, row.minutes),
            summary=f"Overleg {row.reference}",
            location=room.name,
            modified=row.revised_at,
        )
        for row in _in(room.pk).filter(start__gt=now - ROOM_FEED_PAST)
        if row.start is not None
    ]


def _in(room_id: UUID) -> QuerySet[Meeting]:
    states = [MeetingState.PLANNED, MeetingState.HELD]
    return Meeting.objects.filter(room_id=room_id, part_of__isnull=True, state__in=states).order_by("start", "pk")


def _booking(row: Meeting) -> Booking:
    if row.start is None or row.end is None:
        msg = "a meeting without a date takes no room"
        raise ValueError(msg)
    return Booking(meeting_id=row.pk, reference=row.reference, start=row.start, end=row.end)
