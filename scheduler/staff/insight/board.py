"""The whole picture of a school on one screen: late, waiting on whom, planned, closed (R33)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from planning.errors import Text
from planning.insight.rules.picture import Place
from planning.insight.selectors import numbers
from planning.insight.selectors.picture import picture_of
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page

COLUMNS: dict[Place, tuple[Text, Text]] = {
    Place.LATE: (_("Te laat"), _("Niets is te laat.")),
    Place.WAITING: (_("Wacht"), _("Er wacht niets op iemand.")),
    Place.PLANNED: (_("Gepland"), _("Er staat niets gepland.")),
    Place.CLOSED: (_("Dit schooljaar afgesloten"), _("Nog geen.")),
}


@require_safe
@staff_page(right=Right.SEE_CASES)
def page(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Every running case in its column; `?school=` and `?fase=` narrow it."""
    schools = numbers.schools_for(actor, Right.SEE_CASES)
    wanted = request.GET.get("school", "")
    school = next((row for row in schools if str(row.pk) == wanted), None)
    if wanted and school is None:
        raise Http404
    phase = request.GET.get("fase", "")
    picture = picture_of(actor, school=school, phase=phase, now=timezone.now())
    context = {
        "schools": schools,
        "school": school,
        "phase": phase,
        "phases": [(name, name.capitalize(), count) for name, count in picture.phases.items()],
        "columns": [(place, *COLUMNS[place], picture.columns[place]) for place in Place],
        "running": picture.running,
    }
    return render(request, "staff/insight/board.html", context)
