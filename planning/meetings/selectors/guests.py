"""What the receiver of an invitation sees: made for guests, never a model, never who else comes (P2, P9)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from integrations.types import CalendarEvent
from planning.dossier.selectors import ToRead, to_read
from planning.meetings import rules
from planning.meetings.models import Meeting, MeetingState, Participant, PartStat
from planning.meetings.selectors.expected import expected_of, route_of
from planning.meetings.selectors.feeds import event_at, has_series
from planning.meetings.selectors.people import is_admitted, language_of, name_of
from planning.meetings.selectors.replies import answers_of
from planning.people.models import Person
from planning.routes.expecting import Expected


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call or write to."""

    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class GuestInvitation:
    """The page behind the link of an invitation."""

    participant_id: UUID
    name: str
    language: str
    school: str
    start: dt.datetime
    end: dt.datetime
    location: str
    video: str  # an https link, or ""
    organiser: str
    contact: Contact
    partstat: PartStat
    sequence: int
    off: bool
    past: bool
    event: CalendarEvent
    professional: bool  # reads abbreviations; parents and pupil never do (U3)
    expected: Expected | None  # of a professional (R10)
    reader_key: str  # the person or party behind the seat
    to_read: tuple[ToRead, ...]  # what this one is asked to read about the case
    series: bool  # has several meetings to come: a calendar feed is offered


def contact_for(meeting: Meeting) -> Contact:
    """The casusregisseur once there is one (R21), else the organiser."""
    case = meeting.case
    person: Person = (case.casusregisseur if case is not None else None) or meeting.organiser
    return Contact(name=person.name, phone=person.phone, email=person.email)


def guest_invitation(*, meeting_id: UUID, participant_id: UUID, now: dt.datetime) -> GuestInvitation | None:
    """The invitation of one person, or None when there is none (any more) for this person."""
    participant = (
        Participant.objects.select_related(
            "person", "party", "meeting__school", "meeting__organiser", "meeting__case__casusregisseur"
        )
        .filter(pk=participant_id, meeting_id=meeting_id, removed_at__isnull=True)
        .first()
    )
    if participant is None or participant.meeting.start is None:
        return None
    meeting = participant.meeting
    if not is_admitted(participant, meeting=meeting, now=now):
        return None
    said = answers_of([participant], meetings={meeting.pk: meeting})[participant.pk]
    end = rules.end_of(participant.meeting.start, meeting.minutes)
    return GuestInvitation(
        participant_id=participant.pk,
        name=name_of(participant),
        language=language_of(participant),
        school=meeting.school.name,
        start=participant.meeting.start,
        end=end,
        location=meeting.location,
        video=meeting.video,
        organiser=meeting.organiser.name,
        contact=contact_for(meeting),
        partstat=PartStat(said.partstat),
        sequence=meeting.sequence + participant.sequence_ahead,
        off=meeting.state == MeetingState.CANCELLED,
        past=participant.meeting.start <= now,
        event=event_at(meeting, sequence=meeting.sequence + participant.sequence_ahead),
        professional=participant.person_id is not None,
        expected=_expected(participant, meeting),
        reader_key=str(participant.person_id or participant.party_id),
        to_read=_to_read(participant, meeting, now=now),
        series=_has_series(participant, now=now),
    )


def _to_read(participant: Participant, meeting: Meeting, *, now: dt.datetime) -> tuple[ToRead, ...]:
    if meeting.case is None:
        return ()
    return tuple(to_read(meeting.case, reader_key=str(participant.person_id or participant.party_id), now=now))


def _has_series(participant: Participant, *, now: dt.datetime) -> bool:
    owner = participant.person_id or participant.party_id
    return owner is not None and has_series(person_id=owner, now=now)


def _expected(participant: Participant, meeting: Meeting) -> Expected | None:
    """The route is asked for where somebody will read it: not for parents."""
    if participant.person_id is None:
        return None
    return expected_of(participant, route_of(meeting), meeting.kind)
