"""Agreements by machine: reading, recording, reporting."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.pagination import paginate
from pydantic import StringConstraints

from planning.followup import selectors, services
from planning.followup.models import Agreement, ProgressState
from planning.people.access import Right
from scheduler.api.door import actor_of
from scheduler.api.meetings import visible as visible_meeting
from scheduler.api.pages import Pages
from scheduler.api.problems import REFUSALS, Problem

router = Router()
Line = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]
Story = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]


class AgreementOut(Schema):
    """Who does what, by when. What it says stays in the house: it may be about a pupil (P1).

    Of a `case`, or out of a `point` of a SOT that is about no pupil (R121). `owner` is the participant who does it, or
    null: then `guest` is the person, who came for that point only.
    """

    id: UUID
    case: UUID | None
    point: UUID | None
    meeting: UUID
    owner: UUID | None
    guest: UUID | None
    due: dt.date
    goal: UUID | None
    bridging: bool
    state: str
    standing: str


class AgreementIn(Schema):
    """A new agreement; `owner` is a participant of the meeting, `bridging` until the help begins (R125)."""

    meeting: UUID
    owner: UUID
    what: Story
    due: dt.date
    goal: Line = ""
    result: Line = ""
    financing: Line = ""
    bridging: bool = False


class ProgressIn(Schema):
    """A report."""

    state: ProgressState
    remark: Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")] = ""


class ReportOut(Schema):
    """One report, without its remark (P1)."""

    state: str
    at: dt.datetime


def _out(row: selectors.AgreementRow) -> AgreementOut:
    agreement = row.agreement
    return AgreementOut(
        id=agreement.pk,
        case=agreement.case_id,
        point=agreement.point_id,
        meeting=agreement.meeting_id,
        owner=agreement.owner_id,
        guest=agreement.guest_id,
        due=agreement.due,
        goal=agreement.for_goal_id,
        bridging=agreement.bridging,
        state=row.state,
        standing=row.standing,
    )


@router.get("", response={200: list[AgreementOut], REFUSALS: Problem}, summary="All agreements")
@paginate(Pages)
def agreements(request: HttpRequest, only_open: bool = False) -> list[AgreementOut]:
    """By date."""
    actor = actor_of(request)
    actor.require(Right.SEE_CASES)
    rows = selectors.agreements_for(actor, today=timezone.localdate(), only_open=only_open)
    return [_out(row) for row in rows]


@router.post("", response={201: AgreementOut, REFUSALS: Problem}, summary="Record an agreement")
def create(request: HttpRequest, body: AgreementIn) -> Status[AgreementOut]:
    """The owner gets a link to report on it."""
    actor = actor_of(request)
    meeting = visible_meeting(actor, body.meeting)
    owner = next((row for row in selectors.possible_owners(meeting) if row.pk == body.owner), None)
    if owner is None:
        raise Http404
    agreement = services.record_agreement(
        actor=actor,
        meeting=meeting,
        owner=owner,
        what=body.what,
        due=body.due,
        more=services.More(goal=body.goal, result=body.result, financing=body.financing, bridging=body.bridging),
        now=timezone.now(),
    )
    return Status(201, _one(agreement))


@router.post(
    "/{uuid:agreement_id}/progress", response={201: AgreementOut, REFUSALS: Problem}, summary="Report progress"
)
def progress(request: HttpRequest, agreement_id: UUID, body: ProgressIn) -> Status[AgreementOut]:
    """One report; the newest counts."""
    actor = actor_of(request)
    agreement: Agreement | None = selectors.visible_agreements(actor).filter(pk=agreement_id).first()
    if agreement is None:
        raise Http404
    actor.require(Right.MANAGE_MEETINGS, school_id=agreement.school.pk)
    services.report_progress(
        agreement_id=agreement_id, state=body.state, remark=body.remark, by=actor.by, now=timezone.now()
    )
    return Status(201, _one(agreement))


@router.get(
    "/{uuid:agreement_id}/progress", response={200: list[ReportOut], REFUSALS: Problem}, summary="Reports, newest first"
)
@paginate(Pages)
def reports(request: HttpRequest, agreement_id: UUID) -> list[ReportOut]:
    """How far it was and when."""
    actor = actor_of(request)
    actor.require(Right.SEE_CASES)
    agreement = selectors.visible_agreements(actor).filter(pk=agreement_id).first()
    if agreement is None:
        raise Http404
    return [ReportOut(state=row.state, at=row.at) for row in agreement.progress.order_by("-at")]


def _one(agreement: Agreement) -> AgreementOut:
    return _out(selectors.one_agreement(agreement, today=timezone.localdate()))
