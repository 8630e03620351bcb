"""Evaluations by machine: when is looked back, on which goals, and what was decided."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.pagination import paginate
from pydantic import Field, StringConstraints

from planning.dossier.models import OppProgress
from planning.dossier.services import OppTalk
from planning.followup import selectors, services
from planning.followup.goals import look_back_on
from planning.followup.models import Evaluation, Fits, Outcome, Reached
from planning.people.access import Actor, Right
from scheduler.api.door import actor_of
from scheduler.api.meetings import visible as visible_meeting
from scheduler.api.pages import Pages
from scheduler.api.problems import REFUSALS, Problem

router = Router()
Story = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]


class EvaluationOut(Schema):
    """When is looked back on the agreements of a meeting, and what was decided; the words stay in the house (P1)."""

    id: UUID
    case: UUID
    meeting: UUID
    on: dt.date
    state: str
    next_meeting: UUID | None
    outcome: str
    decided_at: dt.datetime | None


class EvaluationIn(Schema):
    """When and how the agreements of a meeting are looked back on (R131)."""

    meeting: UUID
    on: dt.date
    method: Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00]*$")] = ""


class GoalOut(Schema):
    """A goal that the evaluation looks at, without its words; `reached` once it was decided."""

    id: UUID
    meeting: UUID
    reached: Reached | None


class EvaluationWithGoals(EvaluationOut):
    """One evaluation, and the goals that its decision must say something of."""

    goals: list[GoalOut]


class SeenIn(Schema):
    """How far one goal is."""

    goal: UUID
    reached: Reached
    words: Story = ""


class OppIn(Schema):
    """The yearly evaluation of the OPP, in the same conversation (R136); `apart`: why somebody was not there."""

    progress: OppProgress
    with_parents: bool = False
    with_pupil: bool = False
    apart: Story = ""
    heard: Story = ""
    changed: bool = False


class OutcomeIn(Schema):
    """What was seen (R135) and decided. `until`: the next evaluation, or the last day of the aftercare."""

    outcome: Outcome
    needs: Fits
    goals: Fits
    support: Fits
    results: list[SeenIn] = Field(default=[], max_length=100)
    reason: Story = ""
    until: dt.date | None = None
    opp: OppIn | None = None


def _out(row: Evaluation) -> EvaluationOut:
    return EvaluationOut(
        id=row.pk,
        case=row.case_id,
        meeting=row.meeting_id,
        on=row.on,
        state=row.state,
        next_meeting=row.next_meeting_id,
        outcome=row.outcome,
        decided_at=row.decided_at,
    )


@router.get("", response={200: list[EvaluationOut], REFUSALS: Problem}, summary="All evaluations")
@paginate(Pages)
def evaluations(request: HttpRequest, only_open: bool = False) -> list[EvaluationOut]:
    """By date."""
    actor = actor_of(request)
    actor.require(Right.SEE_CASES)
    rows = selectors.evaluations_for(actor) if only_open else selectors.visible_evaluations(actor)
    return [_out(row) for row in rows]


@router.post("", response={201: EvaluationOut, REFUSALS: Problem}, summary="Plan an evaluation")
def plan(request: HttpRequest, body: EvaluationIn) -> Status[EvaluationOut]:
    """Each meeting has one; planning again moves its date."""
    actor = actor_of(request)
    meeting = visible_meeting(actor, body.meeting)
    row = services.plan_evaluation(actor=actor, meeting=meeting, on=body.on, method=body.method, now=timezone.now())
    return Status(201, _out(row))


@router.get(
    "/{uuid:evaluation_id}",
    response={200: EvaluationWithGoals, REFUSALS: Problem},
    summary="One evaluation with its goals",
)
def evaluation(request: HttpRequest, evaluation_id: UUID) -> EvaluationWithGoals:
    """The goals that stand now, or that stood when it was decided."""
    actor = actor_of(request)
    actor.require(Right.SEE_CASES)
    return _with_goals(_found(actor, evaluation_id))


@router.post(
    "/{uuid:evaluation_id}/outcome",
    response={200: EvaluationWithGoals, REFUSALS: Problem},
    summary="Decide an evaluation",
)
def decide(request: HttpRequest, evaluation_id: UUID, body: OutcomeIn) -> EvaluationWithGoals:
    """On, otherwise, back, down, aftercare or out; of each goal that stands how far it is."""
    actor = actor_of(request)
    found = _found(actor, evaluation_id)
    services.decide_outcome(
        actor=actor,
        evaluation=found,
        outcome=body.outcome,
        said=services.LookedBack(
            needs=body.needs,
            goals=body.goals,
            support=body.support,
            reason=body.reason,
            until=body.until,
            results={row.goal: services.Seen(row.reached, row.words) for row in body.results},
            opp=OppTalk(**body.opp.dict()) if body.opp is not None else None,
        ),
        now=timezone.now(),
    )
    return _with_goals(_found(actor, evaluation_id))


def _found(actor: Actor, evaluation_id: UUID) -> Evaluation:
    row = selectors.visible_evaluations(actor).filter(pk=evaluation_id).first()
    if row is None:
        raise Http404
    return row


def _with_goals(row: Evaluation) -> EvaluationWithGoals:
    looked = look_back_on(row, today=timezone.localdate())
    return EvaluationWithGoals(
        **_out(row).dict(),
        goals=[
            GoalOut(
                id=one.goal.pk,
                meeting=one.goal.meeting_id,
                reached=Reached(one.seen.reached) if one.seen is not None else None,
            )
            for one in looked.goals
        ],
    )
