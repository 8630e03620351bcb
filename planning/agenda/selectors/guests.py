"""What somebody who comes for a point sees behind the own link: the own time, never others' points or names (P9).

Asked of the gate at every opening (house rule 4). No pupil is named here: who carries the link may have forwarded it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from planning.agenda.models import AgendaEvent, AgendaGuest, AgendaItem, ItemKind
from planning.agenda.rules import states
from planning.agenda.selectors.day import DayPlan, day_plan, has_agenda
from planning.agenda.selectors.telling import no_ground, still_cases
from planning.cases.models import Party, PartyKind
from planning.dossier import selectors as dossier
from planning.dossier.selectors import ToRead
from planning.errors import Text
from planning.meetings import rules as meeting_rules
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting, MeetingState, Participant
from planning.people import selectors as people
from planning.people.models import Person
from planning.people.roles import Role

_ABOUT: dict[str, Text] = {
    ItemKind.PUPIL: _("Over een leerling"),
    ItemKind.GROUP: _("Over een groep of klas"),
    ItemKind.OTHER: _("Over een ander onderwerp"),
}


@dataclass(frozen=True, slots=True)
class GuestPoint:
    """One own point: what it is about in neutral words, and with whom as roles. No time of its own: see `start`."""

    about: Text
    roles: tuple[Text, ...]
    start: dt.datetime | None  # only of who comes for several
    end: dt.datetime | None


@dataclass(frozen=True, slots=True)
class GuestAgenda:
    """The page behind the link. `start` is what the newest letter said; without it nobody told a time yet."""

    name: str
    language: str
    school: str
    start: dt.datetime | None
    end: dt.datetime | None
    location: str
    video: str
    organiser: str
    contact: meetings.Contact
    professional: bool
    member: bool  # sits there the whole meeting
    off: bool
    past: bool
    points: tuple[GuestPoint, ...]
    to_read: tuple[ToRead, ...]
    account: bool  # can open the whole agenda behind the login


def guest_agenda(*, meeting_id: UUID, key: UUID, now: dt.datetime) -> GuestAgenda | None:
    """What one person or party sees of this SOT, by their own id; None without anything there, or without a ground."""
    meeting = Meeting.objects.select_related("school", "organiser", "case").filter(pk=meeting_id).first()
    if meeting is None or not has_agenda(meeting):
        return None
    person = Person.objects.filter(pk=key).first()
    party = Party.objects.filter(pk=key).first() if person is None else None
    if person is None and party is None:
        return None
    member = person is not None and meetings.present(meeting).filter(person=person).exists()
    plan = day_plan(meeting)
    own = _own(plan, key=key, now=now)
    was_told = AgendaEvent.objects.filter(meeting=meeting, party=key).exists()
    if not own and not member and not was_told:  # to a parent it is said that it is off
        return None
    items = [item for item, _guest in own]
    return GuestAgenda(
        name=person.name if person is not None else str(party.name) if party is not None else "",
        language=people.languages_of(person)[0] if person is not None else str(party.language if party else "") or "nl",
        school=meeting.school.name,
        **_when(meeting, [guest for _item, guest in own], member=member),
        location=meeting.location,
        video=meeting.video,
        organiser=meeting.organiser.name,
        contact=meetings.contact_for(meeting),
        professional=person is not None,
        member=member,
        off=meeting.state == MeetingState.CANCELLED or not (own or member),
        past=meeting_rules.has_ended(start=meeting.start, minutes=meeting.minutes, now=now),
        points=_points(plan, own, meeting=meeting, key=key, member=member, party=party),
        to_read=tuple(
            each
            for case in {row.case_id: row.case for row in items if row.case is not None}.values()
            for each in dossier.to_read(case, reader_key=str(key), now=now)
        ),
        account=person is not None and person.user_id is not None,
    )


def guest_agenda_of_seat(*, meeting_id: UUID, participant_id: UUID, now: dt.datetime) -> GuestAgenda | None:
    """The same, by the link of the invitation."""
    seat = Participant.objects.filter(pk=participant_id, meeting=meeting_id, removed_at__isnull=True).first()
    key = (seat.person_id or seat.party_id) if seat is not None else None
    return guest_agenda(meeting_id=meeting_id, key=key, now=now) if key is not None else None


def may_open_agenda(*, meeting_id: UUID) -> bool:
    """Whether the invitation to this meeting has a way to an agenda. One query."""
    meeting = Meeting.objects.filter(pk=meeting_id).first()
    return meeting is not None and has_agenda(meeting)


def _own(plan: DayPlan, *, key: UUID, now: dt.datetime) -> list[tuple[AgendaItem, AgendaGuest]]:
    """The points this person or party comes for, with a ground now; not of a case that stands still."""
    mine = [
        (item, guest) for item in plan.items for guest in item.guests.all() if key in {guest.person_id, guest.party_id}
    ]
    still = still_cases(item for item, _guest in mine)
    asked = [(item.case, guest.person_id) for item, guest in mine if item.case is not None and guest.person_id]
    out = no_ground(asked, now=now)

    def welcome(item: AgendaItem, guest: AgendaGuest) -> bool:
        if item.case_id is None:
            return guest.party is None
        if item.case_id in still:
            return False
        if guest.party is not None:
            return guest.party.case_id == item.case_id
        return (item.case_id, guest.person_id) not in out

    return [(item, guest) for item, guest in mine if item.state in states.TAKES_TIME and welcome(item, guest)]


def _when(meeting: Meeting, guests: Sequence[AgendaGuest], *, member: bool) -> dict[str, dt.datetime | None]:
    """The whole meeting for who sits there; for a guest what the newest letter said, so that both say the same."""
    if member:
        return {"start": meeting.start, "end": meeting.end}
    told = next((row for row in guests if row.told_start is not None), None)
    return {"start": told.told_start if told else None, "end": told.told_end if told else None}


def _points(
    plan: DayPlan,
    own: Sequence[tuple[AgendaItem, AgendaGuest]],
    *,
    meeting: Meeting,
    key: UUID,
    member: bool,
    party: Party | None,
) -> tuple[GuestPoint, ...]:
    there = [(row.person_id, _role(row.role)) for row in meetings.present(meeting)] if own else []
    slots = [plan.day.slot(item.pk) for item, _guest in own]
    known = [slot for slot in slots if slot is not None]
    told = own[0][1] if own else None
    # The times of the points only when the newest letter still holds: an order that is being made is nobody's time.
    holds = member or (
        told is not None
        and bool(known)
        and (told.told_start, told.told_end)
        == (plan.at(min(row.start for row in known)), plan.at(max(row.end for row in known)))
    )
    found = []
    for (item, _guest), slot in zip(own, slots, strict=True):
        # A parent is told of nobody else in the family (C11).
        comes = [(one.person_id, _guest_role(one)) for one in item.guests.all() if party is None or one.person_id]
        seen = [role for person_id, role in (*there, *comes) if role and person_id != key]
        shown = slot if holds and len(own) + member > 1 else None
        found.append(
            GuestPoint(
                about=_about(item, party),
                roles=tuple({str(role): role for role in seen}.values()),
                start=plan.at(shown.start) if shown is not None else None,
                end=plan.at(shown.end) if shown is not None else None,
            )
        )
    return tuple(found)


def _about(item: AgendaItem, party: Party | None) -> Text:
    if party is None:
        return _ABOUT[item.kind]
    return _("Over jou") if party.kind == PartyKind.PUPIL else _("Over uw kind")


def _guest_role(guest: AgendaGuest) -> Text:
    if guest.party is not None:
        return _("leerling") if guest.party.kind == PartyKind.PUPIL else _("ouder")
    return _role(guest.role)


def _role(role: str) -> Text:
    """In full: parents read no abbreviations (U3)."""
    return Role(role).label if role in Role.values else ""
