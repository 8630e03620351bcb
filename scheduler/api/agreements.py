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
Story = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]


class AgreementOut(Schema):
    """Who does what, by when. What it says stays in the house: it may be about a pupil (P1)."""

    id: UUID
    case: UUID
    meeting: UUID
    owner: UUID
    due: dt.date
    state: str
    standing: str


class AgreementIn(Schema):
    """A new agreement; `owner` is a participant of the meeting."""

    meeting: UUID
    owner: UUID
    what: Story
    due: dt.date


class ProgressIn(Schema):
    """A report."""

    state: ProgressState
    remark: Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")] = ""


def _out(row: selectors.AgreementRow) -> AgreementOut:
    agreement = row.agreement
    return AgreementOut(
        id=agreement.pk,
        case=agreement.case_id,
        meeting=agreement.meeting_id,
        owner=agreement.owner_id,
        due=agreement.due,
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
        actor=actor, meeting=meeting, owner=owner, what=body.what, due=body.due, now=timezone.now()
    )
    return Status(201, _one(agreement.case_id, agreement.pk))


@router.post(
    "/{uuid:agreement_id}/progress", response={201: AgreementOut, REFUSALS: Problem}, summary="Report progress"
)
def progress(request: HttpRequest, agreement_id: UUID, body: ProgressIn) -> Status[AgreementOut]:
    """One report; the newest counts."""
    actor = actor_of(request)
    agreement: Agreement | None = selectors.visible_agreements(actor).filter(pk=agreement_id).first()
    if agreement is None:
        raise Http404
    actor.require(Right.MANAGE_MEETINGS, school_id=agreement.case.school_id)
    services.report_progress(
        agreement_id=agreement_id, state=body.state, remark=body.remark, by=actor.by, now=timezone.now()
    )
    return Status(201, _one(agreement.case_id, agreement_id))


def _one(case_id: UUID, agreement_id: UUID) -> AgreementOut:
    rows = selectors.agreements_of_case(case_id, today=timezone.localdate())
    return next(_out(row) for row in rows if row.agreement.pk == agreement_id)
