"""Where a meeting is: a room of the school, words, a video link, or a room and a link. Another place keeps the time.

SEQUENCE stays and everybody's answer with it (RFC 5546 2.1.4): who comes has not changed.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.cases import naming
from planning.cases.services import nameless, refuse_frozen
from planning.errors import DomainError
from planning.meetings import rules, signals
from planning.meetings.models import Meeting, MeetingState
from planning.meetings.selectors.replies import standing_of
from planning.meetings.services import calendars, letters, rooms
from planning.meetings.services.dates import locked, require_manage
from planning.meetings.services.errors import NotNow
from planning.people import audit
from planning.people.access import Actor
from planning.people.audit import By
from planning.people.models import School
from planning.rooms import rules as room_rules
from planning.rooms import selectors as rooms_of
from planning.rooms.models import Room
from planning.rooms.services import RoomIsGone


class BadLink(DomainError):
    """A video link is an https address at a named host."""

    code = "bad_video_link"
    status = 422
    message = _("Dit is geen goede videolink. Plak het hele adres; het begint met https://.")


class RoomElsewhere(DomainError):
    """A meeting is held in a room of its own school."""

    code = "room_elsewhere"
    status = 422
    message = _("Deze ruimte hoort niet bij deze school.")


@transaction.atomic
def change_place(
    *,
    actor: Actor,
    meeting: Meeting,
    location: str = "",
    room: Room | None = None,
    video: str = "",
    kept_words: bool = False,
    now: dt.datetime,
) -> Meeting:
    """Another place for a meeting that has not begun; who is invited gets it in the mail and the calendar.

    With a `room` its own words are the place. The place goes into other people's calendars and names nobody (P2).
    The same place again changes nothing. Raises RoomTaken, RoomIsGone, RoomElsewhere, BadLink, NamesThePupil, NotNow,
    NotAllowed.
    """
    meeting = locked(meeting.pk)
    require_manage(actor, meeting)
    if not rules.may_cancel(state=meeting.state, start=meeting.start, now=now):
        raise NotNow
    refuse_frozen(meeting.case_id)
    texts = {"location": location, "video": video}
    if meeting.case is not None:
        naming.require_anonymous(case=meeting.case, texts=texts, by=actor.by, now=now, kept=kept_words, always=True)
    else:
        nameless.require_nobody(actor=actor, school=meeting.school, texts=texts, now=now, kept=kept_words)
    link = checked_link(video)
    if room is not None and room.pk == meeting.room_id:
        place = meeting.location  # also where the room was retired since
    else:
        place = place_for(meeting.school, location=location, room=room, video=video)
    return _move_to(meeting, place=place, room=room, video=link, by=actor.by, now=now)


def place_for(school: School, *, location: str, room: Room | None, video: str) -> str:
    """The words of a place: the room's, else what was typed, else the school unless it is a call. Raises as above."""
    checked_link(video)
    if room is not None:
        if room.school_id != school.pk:
            raise RoomElsewhere(fields={"room": RoomElsewhere.message})
        if room.retired_at is not None:
            raise RoomIsGone(fields={"room": RoomIsGone.message})
        return rooms_of.place_of(room)
    typed = " ".join(location.split())[:160]
    return typed if typed or video.strip() else place_of(school)[:160]


def place_of(school: School) -> str:
    """Where a meeting is when nothing else is said: at school."""
    return ", ".join(part for part in (school.name, school.street, school.town) if part)


def checked_link(video: str) -> str:
    """A video link as it is kept; "" for none. Raises BadLink."""
    link = room_rules.good_link(video)
    if video.strip() and not link:
        raise BadLink(fields={"video": BadLink.message})
    return link


def follow_room(*, room: Room, by: By, now: dt.datetime) -> int:
    """The room is called otherwise or is elsewhere: the meetings to come say so. Gives how many."""
    ahead = Meeting.objects.filter(room=room, state__in=[MeetingState.DRAFT, MeetingState.PLANNED])
    changed = 0
    for pk in list(ahead.order_by("pk").values_list("pk", flat=True)):
        meeting = locked(pk)
        if rules.may_cancel(state=meeting.state, start=meeting.start, now=now):
            place = rooms_of.place_of(room)
            _move_to(meeting, place=place, room=room, video=meeting.video, by=by, now=now)
            changed += 1
    return changed


def _move_to(meeting: Meeting, *, place: str, room: Room | None, video: str, by: By, now: dt.datetime) -> Meeting:
    before = (meeting.location, meeting.room_id, meeting.video)
    meeting.location, meeting.room, meeting.video = place, room, video
    if before == (meeting.location, meeting.room_id, meeting.video):
        return meeting
    if meeting.state == MeetingState.PLANNED and meeting.start is not None:
        rooms.take(meeting=meeting, start=meeting.start, end=rules.end_of(meeting.start, meeting.minutes))
        meeting.revised_at = rules.revision(before=meeting.revised_at, now=now)
    meeting.save(update_fields=["location", "room", "video", "revised_at"])
    audit.record(swv_id=meeting.swv_id, by=by, action="meeting.place", on=meeting, now=now)
    if before[0] != meeting.location or before[2] != meeting.video:
        calendars.tell([meeting.pk], now=now)
        if meeting.state == MeetingState.PLANNED:
            for participant, said in standing_of(meeting).items():
                letters.tell_place(participant, meeting=meeting, partstat=said.partstat, now=now)
            signals.place_changed.send(sender=Meeting, meeting=meeting, now=now)
    return meeting
