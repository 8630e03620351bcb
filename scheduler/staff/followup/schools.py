"""The follow-up across schools, in numbers: no pupil, no case, no words of anybody (R28, R122)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from planning.followup import rules, schools
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page


@require_safe
@staff_page(right=Right.SEE_FOLLOWUP)
def page(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """How many agreements are open, late, stuck and done per school, and whether evaluations are held on time."""
    today = timezone.localdate()
    together, rows = schools.numbers_for(actor, today=today)
    context = {
        "together": together,
        "rows": [row for row in rows if row.agreements or row.evaluations],
        "silent": [row.school for row in rows if not row.agreements and not row.evaluations],
        "since": rules.school_year_began(today),
        "weeks": rules.EVALUATION_NEAR.days // 7,
        "days": rules.HELD_WITHIN.days,
    }
    return render(request, "staff/followup/schools.html", context)
