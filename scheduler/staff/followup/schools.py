"""The follow-up across schools, in numbers: no pupil, no case, no words of anybody, nothing small (R28, R122)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from planning.followup import rules
from planning.insight.selectors import numbers
from planning.insight.selectors.following import following
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page
from scheduler.staff.insight.words import how_hidden


@require_safe
@staff_page(right=Right.SEE_FOLLOWUP)
def page(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """How many agreements are open, late, stuck and done per school, and whether evaluations are held on time."""
    threshold = numbers.threshold_here(actor)
    together, lines = following(actor, today=timezone.localdate(), threshold=threshold)
    context = {
        "together": together,
        "rows": [row for row in lines if row.telling],
        "few": [row.school for row in lines if not row.telling and not row.silent],
        "silent": [row.school for row in lines if row.silent],
        "weeks": rules.EVALUATION_NEAR.days // 7,
        "days": rules.HELD_WITHIN.days,
        "hiding": how_hidden(threshold),
    }
    return render(request, "staff/followup/schools.html", context)
