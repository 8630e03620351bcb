"""The day of a SOT by machine: its points, whose turn it is, and what came of a point that is about no pupil."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.pagination import paginate
from pydantic import StringConstraints

from planning.agenda import selectors, services
from planning.agenda.models import AgendaItem
from planning.cases import selectors as cases
from planning.meetings.models import Meeting
from planning.people.access import Actor, Right
from scheduler.api.door import actor_of
from scheduler.api.meetings import MeetingOut, visible
from scheduler.api.pages import Pages
from scheduler.api.problems import REFUSALS, Problem

router = Router()


class PointOut(Schema):
    """One point: what it says stays in the house. Case and part only where this key may see the case."""

    id: UUID
    kind: str
    case: UUID | None
    minutes: int
    start: dt.datetime | None
    state: str
    part: UUID | None


class ConclusionIn(Schema):
    """What came of it, for everybody at the table: it names nobody. Empty takes it away again."""

    words: Annotated[str, StringConstraints(max_length=services.LONGEST, pattern=r"^[^\x00]*$")]


def _point(actor: Actor, meeting_id: UUID, item_id: UUID) -> AgendaItem:
    """A point of this SOT, or 404. Whoever acts on one may see cases: else nobody could hold the words against them."""
    item = selectors.item_of(actor, item_id)
    if item is None or item.meeting_id != meeting_id:
        raise Http404
    actor.require(Right.SEE_CASES, school_id=item.school_id)
    return item


@router.get(
    "/{uuid:meeting_id}/agenda", response={200: list[PointOut], REFUSALS: Problem}, summary="The points of a SOT"
)
@paginate(Pages)
def points(request: HttpRequest, meeting_id: UUID) -> list[PointOut]:
    """In their order, with the hour that follows from it; of a meeting without an agenda none."""
    actor = actor_of(request)
    actor.require(Right.SEE_MEETINGS)
    whole = selectors.sot_of(actor, visible(actor, meeting_id).pk)
    if whole is None:
        return []
    plan = selectors.day_plan(whole)
    about = [row.case_id for row in plan.items if row.case_id is not None]
    seen = set(cases.visible_cases(actor).filter(pk__in=about).values_list("pk", flat=True))
    return [_out(plan, row, known=row.case_id in seen) for row in plan.items]


@router.post(
    "/{uuid:meeting_id}/agenda/{uuid:agenda_item_id}/part",
    response={200: MeetingOut, REFUSALS: Problem},
    summary="Begin the point of a pupil",
)
def begin(request: HttpRequest, meeting_id: UUID, agenda_item_id: UUID) -> Meeting:
    """The part of the SOT that record and minutes hang on. Twice is the same part."""
    actor = actor_of(request)
    return services.begin_point(actor=actor, item=_point(actor, meeting_id, agenda_item_id), now=timezone.now())


@router.post(
    "/{uuid:meeting_id}/agenda/{uuid:agenda_item_id}/conclusion",
    response={200: PointOut, REFUSALS: Problem},
    summary="Conclude another point",
)
def conclude(request: HttpRequest, meeting_id: UUID, agenda_item_id: UUID, body: ConclusionIn) -> PointOut:
    """Of a point that is about no pupil. Words in which a pupil or parent is to be recognised are refused."""
    actor = actor_of(request)
    item = _point(actor, meeting_id, agenda_item_id)
    row = services.conclude_point(actor=actor, item=item, words=body.words, now=timezone.now())
    return _out(selectors.day_plan(visible(actor, meeting_id)), row, known=False)


def _out(plan: selectors.DayPlan, row: AgendaItem, *, known: bool) -> PointOut:
    slot = plan.day.slot(row.pk)
    return PointOut(
        id=row.pk,
        kind=row.kind,
        case=row.case_id if known else None,
        minutes=row.minutes,
        start=plan.at(slot.start) if slot is not None else None,
        state=row.state,
        part=row.part_id if known else None,
    )
