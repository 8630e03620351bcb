"""What an address of these pages points at, or a 404 that looks the same for unknown and for not yours (S18)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest

from planning.people.access import Actor
from planning.yearplan import selectors
from planning.yearplan.models import PlannedMeeting, YearPlan
from planning.yearplan.selectors import SeriesRow


def id_in(request: HttpRequest, name: str) -> UUID | None:
    """An id in the query of the address; anything that is none means no filter."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def plan_or_404(plan_id: UUID) -> YearPlan:
    """The plan of this SWV."""
    plan = selectors.plan(plan_id)
    if plan is None:
        raise Http404
    return plan


def row_or_404(plan_id: UUID, series_id: UUID, *, actor: Actor) -> SeriesRow:
    """One school's series that this person may see."""
    row = selectors.series_row(series_id, plan_id=plan_id, actor=actor)
    if row is None:
        raise Http404
    return row


def date_or_404(row: SeriesRow, number: int) -> PlannedMeeting:
    """One date of a series by its number."""
    for planned in row.planned:
        if planned.number == number:
            return planned
    raise Http404
