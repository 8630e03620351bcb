"""The year on one page, per person, by month, and how full it is."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from planning.people.access import Actor, Right
from planning.people.models import Sector
from planning.yearplan import selectors
from scheduler.staff.door import staff_page
from scheduler.staff.yearplan import pictures
from scheduler.staff.yearplan.board import hand_context
from scheduler.staff.yearplan.found import id_in, plan_or_404


@require_safe
@staff_page(right=Right.SEE_PLAN)
def year(request: HttpRequest, plan_id: UUID, *, actor: Actor) -> HttpResponse:
    """All schools by weeks; `?persoon=`, `?school=` and `?sector=` show a part."""
    plan = plan_or_404(plan_id)
    person, school, sector = id_in(request, "persoon"), id_in(request, "school"), request.GET.get("sector", "")
    page = selectors.year_page(
        plan,
        actor=actor,
        person_id=person,
        school_id=school,
        sector=sector if sector in Sector.values else "",
        now=timezone.now(),
    )
    return render(
        request,
        "staff/yearplan/year.html",
        {
            "plan": plan,
            "page": page,
            "person_id": person,
            "sector": sector,
            "sectors": Sector.choices,
            "weekdays": pictures.weekdays(),
            **hand_context(plan, page, actor=actor),
        },
    )


@require_safe
@staff_page(right=Right.SEE_PLAN)
def person(request: HttpRequest, plan_id: UUID, person_id: UUID, *, actor: Actor) -> HttpResponse:
    """One person's year over all schools."""
    plan = plan_or_404(plan_id)
    page = selectors.person_page(plan, person_id=person_id, actor=actor)
    if page is None:
        raise Http404
    bars = pictures.bars(page.weeks)
    soon, since = pictures.coming(page.routes, today=timezone.localdate())
    return render(
        request,
        "staff/yearplan/person.html",
        {
            "plan": plan,
            "page": page,
            "bars": bars,
            "picture_width": len(bars) * pictures.BAR_STEP,
            "soon": soon,
            "since": since,
            "long_days": [pictures.day_view(route) for route in page.routes if len(route.stops) > 1],
            "own": person_id == actor.person_id,
        },
    )


@require_safe
@staff_page(right=Right.SEE_PLAN)
def heat(request: HttpRequest, plan_id: UUID, *, actor: Actor) -> HttpResponse:
    """How full every week is of who is shared, and the hours that are left."""
    plan = plan_or_404(plan_id)
    page = selectors.heat_page(plan, actor=actor)
    return render(request, "staff/yearplan/heat.html", {"plan": plan, "page": page})


@require_safe
@staff_page(right=Right.SEE_PLAN)
def month(request: HttpRequest, plan_id: UUID, *, actor: Actor) -> HttpResponse:
    """One month, day by day; `?maand=2026-11` and `?persoon=`."""
    plan, person_id = plan_or_404(plan_id), id_in(request, "persoon")
    page = selectors.month_page(plan, month=_month(request), actor=actor, person_id=person_id)
    return render(
        request, "staff/yearplan/month.html", {"plan": plan, "page": page, "person_id": person_id, "actor": actor}
    )


def _month(request: HttpRequest) -> dt.date:
    """The month in the address; anything that is none means this month."""
    try:
        return dt.date.fromisoformat(f"{request.GET.get('maand', '')}-01")
    except ValueError:
        return timezone.localdate()
