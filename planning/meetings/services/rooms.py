"""When a room is taken. The only place that writes its pieces, so that no two meetings sit in one room."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from planning.meetings.models import Meeting, RoomPiece
from planning.meetings.services.errors import SlotTaken
from planning.rooms import rules
from planning.rooms.models import Room
from planning.rooms.services import RoomIsGone


class RoomTaken(SlotTaken):
    """The room has another meeting at that time."""

    code = "room_taken"
    message = _("De ruimte is dan bezet.")
    hint = _("Kies een andere ruimte of een ander moment.")


def take(*, meeting: Meeting, start: dt.datetime, end: dt.datetime) -> None:
    """Give a meeting its room for this stretch, and let go of what it held. Nothing for a meeting without a room.

    Under the lock of the room, and each piece is unique in the database. Raises RoomTaken, in words, and RoomIsGone for
    a room that was retired before this meeting had it.
    """
    mine = RoomPiece.objects.filter(meeting=meeting)
    if meeting.room_id is None:
        mine.delete()
        return
    room = Room.objects.select_for_update(no_key=True).get(pk=meeting.room_id)
    if room.retired_at is not None and not mine.filter(room=room).exists():
        raise RoomIsGone(fields={"room": RoomIsGone.message})
    wanted = rules.pieces(start, end)
    taken = (
        RoomPiece.objects.filter(room=room, at__gte=wanted[0], at__lte=wanted[-1])
        .exclude(meeting=meeting)
        .select_related("meeting")
        .first()
    )
    if taken is not None:
        raise RoomTaken(_words(room, taken.meeting))
    mine.delete()
    RoomPiece.objects.bulk_create(
        RoomPiece(swv_id=meeting.swv_id, room=room, meeting=meeting, at=piece) for piece in wanted
    )


def release(*, meeting: Meeting) -> None:
    """The room is free again."""
    RoomPiece.objects.filter(meeting=meeting).delete()


def _words(room: Room, other: Meeting) -> str:
    """Which room is taken, from when till when: no more of a meeting that perhaps is another's."""
    if other.start is None or other.end is None:
        return str(RoomTaken.message)
    start, end = other.start.astimezone(rules.AMSTERDAM), other.end.astimezone(rules.AMSTERDAM)
    return f"{room.name} is dan bezet, van {start.hour}.{start:%M} tot {end.hour}.{end:%M} uur."
