"""My school: how the support runs in numbers, for who answers for the school and sees no case (R16)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from planning.followup.rules import school_year_began
from planning.insight.rules.picture import Place
from planning.insight.selectors import numbers
from planning.insight.selectors.own_school import own_schools
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page
from scheduler.staff.insight.board import COLUMNS


@require_safe
@staff_page(right=Right.SEE_OWN_SCHOOL)
def page(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The own school or schools, with no name and no way into a case."""
    now = timezone.now()
    threshold = numbers.threshold_here(actor)
    schools = own_schools(actor, now=now, threshold=threshold)
    context = {
        "schools": [(row, [(COLUMNS[place][0], row.places[place]) for place in Place]) for row in schools],
        "since": school_year_began(timezone.localdate(now)),
        "threshold": threshold,
    }
    return render(request, "staff/insight/director.html", context)
