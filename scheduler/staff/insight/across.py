"""My schools: for who works at several, a line each, and the load of the year."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from planning.insight.selectors.across import across
from planning.people.access import Actor
from scheduler.staff.door import staff_page
from scheduler.staff.insight import pictures


@require_safe
@staff_page()
def page(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """The next meetings, the cases one thinks along in with a ground, what waits, by school."""
    now = timezone.now()
    found = across(actor, now=now)
    bars = pictures.weeks_of(found.weeks)
    today = timezone.localdate(now)
    context = {
        "across": found,
        "bars": bars,
        "told": [bar for bar in bars if bar.count],
        "width": len(bars) * pictures.WEEK_STEP,
        "today": next((bar for bar in reversed(bars) if bar.week <= today), None),
    }
    return render(request, "staff/insight/across.html", context)
