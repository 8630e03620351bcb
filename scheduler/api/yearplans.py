"""Year plans by machine: read, start, solve, read the dates."""

import datetime as dt
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.pagination import paginate
from pydantic import Field

from planning.people.access import Right
from planning.yearplan import selectors, services
from planning.yearplan.models import SolverRun, YearPlan
from scheduler.api.door import actor_of
from scheduler.api.pages import Pages
from scheduler.api.problems import REFUSALS, Problem

router = Router()


class PlanOut(Schema):
    """A year plan; `school_year` 2026 is 2026–2027."""

    id: UUID
    school_year: int
    state: str
    published_at: dt.datetime | None


class PlanIn(Schema):
    """Which year to plan."""

    school_year: int = Field(ge=2000, le=2100)


class SolveIn(Schema):
    """How long the solver may think, in seconds."""

    time_limit: int = Field(default=20, ge=1, le=600)


class RunOut(Schema):
    """A run of the solver; score and bound: lower is better, the best plan lies between them."""

    id: UUID
    state: str
    phase: str
    placed: int
    total: int
    score: float | None
    bound: float | None
    seconds: float
    error: str


class DateOut(Schema):
    """One meeting of the plan; without `start` it could not be placed, and `reasons` says why."""

    series: UUID
    school: UUID
    kind: str
    number: int
    minutes: int
    start: dt.datetime | None
    pinned: bool
    reasons: list[str]


def _plan(plan_id: UUID) -> YearPlan:
    plan = selectors.plan(plan_id)
    if plan is None:
        raise Http404
    return plan


@router.get("", response={200: list[PlanOut], REFUSALS: Problem}, summary="All year plans")
@paginate(Pages)
def plans(request: HttpRequest) -> QuerySet[YearPlan]:
    """Newest year first."""
    actor_of(request).require(Right.SEE_PLAN)
    return selectors.plans()


@router.post("", response={201: PlanOut, REFUSALS: Problem}, summary="Open the plan of a school year")
def create(request: HttpRequest, body: PlanIn) -> Status[YearPlan]:
    """Makes a series with usual rules for every school."""
    plan = services.create_plan(actor=actor_of(request), school_year=body.school_year, now=timezone.now())
    return Status(201, plan)


@router.get("/{uuid:plan_id}", response={200: PlanOut, REFUSALS: Problem}, summary="One year plan")
def plan(request: HttpRequest, plan_id: UUID) -> YearPlan:
    """One plan."""
    actor_of(request).require(Right.SEE_PLAN)
    return _plan(plan_id)


@router.post("/{uuid:plan_id}/runs", response={202: RunOut, REFUSALS: Problem}, summary="Let the solver work")
def solve(request: HttpRequest, plan_id: UUID, body: SolveIn) -> Status[SolverRun]:
    """Starts a run; read it until its state is done, failed or stopped."""
    actor = actor_of(request)
    actor.require(Right.MAKE_PLAN)
    run = services.start_solving(actor=actor, plan=_plan(plan_id), time_limit=body.time_limit, now=timezone.now())
    return Status(202, run)


@router.get("/{uuid:plan_id}/runs/{uuid:run_id}", response={200: RunOut, REFUSALS: Problem}, summary="One run")
def run(request: HttpRequest, plan_id: UUID, run_id: UUID) -> SolverRun:
    """How far a run is."""
    actor_of(request).require(Right.SEE_PLAN)
    found = selectors.run(run_id, plan_id=_plan(plan_id).pk)
    if found is None:
        raise Http404
    return found


@router.get("/{uuid:plan_id}/dates", response={200: list[DateOut], REFUSALS: Problem}, summary="The dates of a plan")
@paginate(Pages)
def dates(request: HttpRequest, plan_id: UUID) -> list[DateOut]:
    """Every meeting of every school, by school and number."""
    actor = actor_of(request)
    actor.require(Right.SEE_PLAN)
    overview = selectors.overview(_plan(plan_id), actor=actor)
    return [
        DateOut(
            series=row.series.pk,
            school=row.series.school_id,
            kind=row.series.kind,
            number=planned.number,
            minutes=row.series.minutes,
            start=planned.start,
            pinned=planned.pinned,
            reasons=list(planned.reasons),
        )
        for row in overview.rows
        for planned in row.planned
    ]
