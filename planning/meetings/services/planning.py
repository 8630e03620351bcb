"""A new meeting: about a case, out of the year plan, or the same people once more."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from planning.cases import naming
from planning.cases import selectors as cases
from planning.cases.gate import NoGround
from planning.cases.models import Case, CaseState, Party, PartyKind
from planning.cases.services import CaseClosed, refuse_frozen
from planning.dossier import selectors as dossier
from planning.errors import DomainError
from planning.meetings import rules
from planning.meetings.models import Meeting, MeetingKind, Participant
from planning.meetings.selectors.people import present, without_ground
from planning.meetings.selectors.seats import added_musts, meeting_type
from planning.meetings.services.errors import (
    BadLength,
    MustsMissing,
    NobodyInvited,
    NotOfThisCase,
    ParentsAtReportBack,
    SeatTwice,
)
from planning.meetings.services.places import checked_link, place_for, place_of
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.audit import By
from planning.people.models import Person, School
from planning.rooms.models import Room


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody to invite: a professional or a parent or pupil of the case, never both."""

    person: Person | None = None
    party: Party | None = None
    role: str = ""
    required: bool = True


@transaction.atomic
def plan_case_meeting(
    *,
    actor: Actor,
    case: Case,
    kind: MeetingKind,
    minutes: int,
    location: str,
    participants: Sequence[Seat],
    now: dt.datetime,
    room: Room | None = None,
    video: str = "",
    follows: Meeting | None = None,
    kept_words: bool = False,
) -> Meeting:
    """A meeting about a case, without a date yet (R84). Nobody hears of it before a poll or a date.

    Every professional passes the gate (R56): see `selectors.without_ground`. Who must be there because of a
    circumstance of the case is at the table (R74–R76). The place goes into other people's calendars and names nobody
    (P2); `kept_words`: somebody looked and it does not. Raises NoGround, CaseClosed, CaseFrozen, NamesThePupil,
    MustsMissing, NobodyInvited, SeatTwice, NotOfThisCase, ParentsAtReportBack, BadLength, BadLink, RoomElsewhere,
    RoomIsGone, NotAllowed.
    """
    case = Case.objects.select_for_update().select_related("school").get(pk=case.pk)
    actor.require(Right.MANAGE_MEETINGS, school_id=case.school_id)
    if case.state == CaseState.CLOSED:
        raise CaseClosed
    refuse_frozen(case.pk)
    naming.require_anonymous(
        case=case, texts={"location": location, "video": video}, by=actor.by, now=now, kept=kept_words, always=True
    )
    location = place_for(case.school, location=location, room=room, video=video)
    check_seats(participants, case=case)
    family = any(seat.party is not None and seat.party.kind == PartyKind.GUARDIAN for seat in participants)
    if not family and dossier.reports_back_in(case, kind=kind):
        raise ParentsAtReportBack(fields={"participants": ParentsAtReportBack.message})
    persons = {seat.person.pk: seat.person for seat in participants if seat.person is not None}
    refused = without_ground(case=case, kind=kind, person_ids=persons, now=now)
    if refused:
        names = ", ".join(sorted(persons[key].name for key in refused))
        raise NoGround(fields={"participants": f"{NoGround.message} {names}."})
    _check_musts(participants, case=case, kind=kind, today=timezone.localdate(now))
    meeting = _draft(
        school=case.school,
        case=case,
        organiser_id=actor.person_id,
        kind=kind,
        minutes=minutes,
        location=location,
        follows=follows,
        room=room,
        video=checked_link(video),
    )
    _seat(meeting, participants)
    audit.record(swv_id=case.swv_id, by=actor.by, action="meeting.plan", on=meeting, now=now, kind=str(kind))
    return meeting


@transaction.atomic
def repeat_meeting(
    *, meeting: Meeting, kind: str, by: By, now: dt.datetime, only: Collection[UUID] | None = None
) -> Meeting:
    """A new draft with the same people at the same place, for an evaluation or the next round (R133, R134).

    Who lost the ground meanwhile is left out (house rule 4). After a part of a SOT it has a length of its own. `only`:
    the ids of the participants who are asked this time; parents and pupil always are (R133).
    """
    before = Meeting.objects.select_related("school", "case", "room").get(pk=meeting.pk)
    seats = [row for row in present(before) if only is None or row.pk in only or row.party_id is not None]
    refused: Collection[UUID] = ()
    if before.case is not None:
        ids = [row.person_id for row in seats if row.person_id is not None]
        refused = without_ground(case=before.case, kind=kind, person_ids=ids, now=now)
    fresh = _draft(
        school=before.school,
        case=before.case,
        organiser_id=before.organiser_id,
        kind=kind,
        minutes=_length(before, kind=kind),
        location=before.location,
        follows=before,
        room=before.room if before.room is not None and before.room.retired_at is None else None,
    )
    again = [
        Seat(person=row.person, party=row.party, role=row.role, required=row.required)
        for row in seats
        if row.person_id not in refused
    ]
    _seat(fresh, again)
    audit.record(swv_id=before.swv_id, by=by, action="meeting.repeat", on=fresh, now=now, kind=str(kind))
    return fresh


def _length(before: Meeting, *, kind: str) -> int:
    """As long as the one before; after a part of a SOT as long as such a meeting is in the route."""
    if before.part_of_id is None or before.case is None:
        return before.minutes
    said = meeting_type(before.case, kind)
    return said.minutes if said is not None else rules.USUAL


def check_seats(seats: Sequence[Seat], *, case: Case | None) -> None:
    """Everybody once, parents and pupils at their own case only, and at least one person."""
    if not seats:
        raise NobodyInvited(fields={"participants": NobodyInvited.message})
    keys = [(seat.person or seat.party) for seat in seats]
    if any(key is None for key in keys) or any(seat.person and seat.party for seat in seats):
        raise NobodyInvited(fields={"participants": NobodyInvited.message})
    if len({(type(key), key.pk) for key in keys if key is not None}) != len(keys):
        raise SeatTwice(fields={"participants": SeatTwice.message})
    for seat in seats:
        if seat.party is not None and (case is None or seat.party.case_id != case.pk):
            raise NotOfThisCase(fields={"participants": NotOfThisCase.message})


def _check_musts(seats: Sequence[Seat], *, case: Case, kind: str, today: dt.date) -> None:
    """Who must be there because of what is so in this case, is at the table and required (R74–R76, R146)."""
    wanted = added_musts(case, kind)
    if not wanted:
        return
    must = [seat for seat in seats if seat.required]
    elsewhere = cases.of_another_school(case, [seat.person.pk for seat in must if seat.person], today=today)
    there = {seat.role for seat in must if seat.person is not None and seat.person.pk not in elsewhere}
    there |= {"pupil" if seat.party.kind == PartyKind.PUPIL else "guardian" for seat in must if seat.party is not None}
    there |= {cases.RECEIVING} if elsewhere else set()
    route = cases.route_of(case)
    missing = [cases.role_name(route, role) for role in wanted if role not in there]
    if missing:
        raise MustsMissing(fields={"participants": f"{MustsMissing.message} {', '.join(missing)}."})


def _draft(
    *,
    school: School,
    case: Case | None,
    organiser_id: UUID,
    kind: str,
    minutes: int,
    location: str,
    follows: Meeting | None,
    room: Room | None = None,
    video: str = "",
) -> Meeting:
    (reference,) = free_references(1)
    made = draft(
        school=school,
        case=case,
        organiser_id=organiser_id,
        kind=kind,
        minutes=minutes,
        location=location,
        follows=follows,
        reference=reference,
    )
    made.room, made.video = room, video
    if video and not location:
        made.location = ""  # only a call
    made.save(force_insert=True)
    return made


def draft(
    *,
    school: School,
    case: Case | None,
    organiser_id: UUID,
    kind: str,
    minutes: int,
    location: str,
    follows: Meeting | None,
    reference: str,
) -> Meeting:
    """A meeting that is not stored yet. Raises BadLength."""
    if not rules.SHORTEST <= minutes <= rules.LONGEST:
        raise BadLength(fields={"minutes": BadLength.message})
    return Meeting(
        swv_id=school.swv_id,
        reference=reference,
        kind=kind,
        school=school,
        case=case,
        organiser_id=organiser_id,
        minutes=minutes,
        location=" ".join(location.split())[:160] or place_of(school)[:160],
        uid=f"{uuid.uuid4()}@{_domain()}",
        follows=follows,
    )


def free_references(count: int) -> list[str]:
    """Codes that no meeting of this SWV has. Two at once take the same one in a million: the constraint refuses."""
    found: list[str] = []
    for _ in range(50):
        fresh = {
            rules.reference([secrets.randbelow(10_000) for _ in range(rules.REFERENCE_LENGTH)])
            for _ in range(count - len(found))
        } - set(found)
        known = Meeting.objects.filter(reference__in=fresh).values_list("reference", flat=True)
        found += sorted(fresh - set(known), key=lambda _: secrets.randbits(32))
        if len(found) >= count:
            return found
    raise NoReferenceLeft


class NoReferenceLeft(DomainError):
    """All codes of this length are used up: 600,000 meetings in one SWV."""

    code = "no_reference_left"
    status = 503


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"


def seats_of(meeting: Meeting, seats: Sequence[Seat]) -> list[Participant]:
    """Who sits at a meeting, not stored yet."""
    return [
        Participant(
            swv_id=meeting.swv_id,
            meeting=meeting,
            person=seat.person,
            party=seat.party,
            role=seat.role,
            required=seat.required,
        )
        for seat in seats
    ]


def _seat(meeting: Meeting, seats: Sequence[Seat]) -> None:
    for row in seats_of(meeting, seats):
        row.save(force_insert=True)
