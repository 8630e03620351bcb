"""Meetings by machine: reading, planning one for a case, moving, calling off."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.pagination import paginate
from pydantic import AwareDatetime, Field, StringConstraints

from planning.cases.models import Case
from planning.meetings import selectors, services
from planning.meetings.models import Meeting, MeetingKind, WhyMoved
from planning.people import selectors as people
from planning.people.access import Actor, Right
from scheduler.api.cases import visible as visible_case
from scheduler.api.door import actor_of
from scheduler.api.pages import Pages
from scheduler.api.problems import REFUSALS, Problem

router = Router()


class MeetingOut(Schema):
    """A meeting: neutral, without anything about a pupil (P2)."""

    id: UUID
    reference: str
    kind: str
    school: UUID
    case: UUID | None
    minutes: int
    start: dt.datetime | None
    location: str
    state: str
    sequence: int

    @staticmethod
    def resolve_school(meeting: Meeting) -> UUID:
        """The school's id."""
        return meeting.school_id

    @staticmethod
    def resolve_case(meeting: Meeting) -> UUID | None:
        """The case's id."""
        return meeting.case_id


class SeatOut(Schema):
    """Somebody at the table; guardians are shown by role only."""

    participant: UUID
    person: UUID | None
    role: str
    required: bool
    partstat: str


class SeatIn(Schema):
    """Whom to invite: a professional, or a guardian of the case."""

    person: UUID | None = None
    guardian: UUID | None = None
    required: bool = True


class MeetingIn(Schema):
    """A meeting about a case, still without a date."""

    case: UUID
    kind: MeetingKind
    minutes: int = Field(default=60, ge=5, le=480)
    location: Annotated[str, StringConstraints(max_length=160, pattern=r"^[^\x00-\x1f]*$")] = ""
    participants: list[SeatIn] = Field(min_length=1, max_length=40)


class MoveIn(Schema):
    """A new time, with its offset, and why it moves, for the letter."""

    start: AwareDatetime
    why: WhyMoved | None = None


def visible(actor: Actor, meeting_id: UUID) -> Meeting:
    """The meeting, or 404."""
    meeting = selectors.visible_meeting(actor, meeting_id)
    if meeting is None:
        raise Http404
    return meeting


@router.get("", response={200: list[MeetingOut], REFUSALS: Problem}, summary="All meetings")
@paginate(Pages)
def meetings(request: HttpRequest) -> QuerySet[Meeting]:
    """By date; those without one come last."""
    actor = actor_of(request)
    actor.require(Right.SEE_MEETINGS)
    whole = selectors.visible_meetings(actor).filter(part_of__isnull=True)  # a part stands in no calendar
    return whole.order_by("start", "created_at", "pk")


@router.post("", response={201: MeetingOut, REFUSALS: Problem}, summary="Plan a meeting for a case")
def create(request: HttpRequest, body: MeetingIn) -> Status[Meeting]:
    """Nobody hears of it before a poll or a date. A professional without a ground is refused."""
    actor = actor_of(request)
    case = visible_case(actor, body.case)
    meeting = services.plan_case_meeting(
        actor=actor,
        case=case,
        kind=body.kind,
        minutes=body.minutes,
        location=body.location,
        participants=[_seat(case, row) for row in body.participants],
        now=timezone.now(),
    )
    return Status(201, visible(actor, meeting.pk))


def _seat(case: Case, row: SeatIn) -> services.Seat:
    if (row.person is None) == (row.guardian is None):
        raise services.NobodyInvited
    if row.guardian is not None:
        party = case.parties.filter(pk=row.guardian).first()
        if party is None:
            raise Http404
        return services.Seat(party=party, required=row.required)
    person = people.person(row.person) if row.person else None
    if person is None:
        raise Http404
    directory = people.people_of_school(case.school, on=timezone.localdate())
    role = next((holding.role for holding in directory if holding.person_id == person.pk), "")
    return services.Seat(person=person, role=role, required=row.required)


@router.get("/{uuid:meeting_id}", response={200: MeetingOut, REFUSALS: Problem}, summary="One meeting")
def meeting(request: HttpRequest, meeting_id: UUID) -> Meeting:
    """One meeting."""
    actor = actor_of(request)
    actor.require(Right.SEE_MEETINGS)
    return visible(actor, meeting_id)


@router.get(
    "/{uuid:meeting_id}/participants", response={200: list[SeatOut], REFUSALS: Problem}, summary="Who is at the table"
)
@paginate(Pages)
def participants(request: HttpRequest, meeting_id: UUID) -> list[SeatOut]:
    """Everybody on the list and the answer that counts."""
    actor = actor_of(request)
    actor.require(Right.SEE_MEETINGS)
    page = selectors.meeting_page(visible(actor, meeting_id), now=timezone.now())
    return [
        SeatOut(
            participant=row.participant.pk,
            person=row.participant.person_id,
            role=row.role,
            required=row.required,
            partstat=row.partstat,
        )
        for row in page.rows
    ]


@router.post("/{uuid:meeting_id}/date", response={200: MeetingOut, REFUSALS: Problem}, summary="Fix or move the date")
def move(request: HttpRequest, meeting_id: UUID, body: MoveIn) -> Meeting:
    """The first date invites everybody; a new one sends an update."""
    actor = actor_of(request)
    found = visible(actor, meeting_id)
    services.require_manage(actor, found)
    now = timezone.now()
    if found.start is None:
        services.fix_date(meeting=found, start=body.start, by=actor.by, now=now)
    else:
        services.move_meeting(actor=actor, meeting=found, start=body.start, why=body.why, now=now)
    return visible(actor, meeting_id)


@router.post("/{uuid:meeting_id}/cancellation", response={200: MeetingOut, REFUSALS: Problem}, summary="Call it off")
def cancel(request: HttpRequest, meeting_id: UUID) -> Meeting:
    """Everybody who was invited gets a cancellation. Twice is once."""
    actor = actor_of(request)
    services.cancel_meeting(actor=actor, meeting=visible(actor, meeting_id), now=timezone.now())
    return visible(actor, meeting_id)
