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
WORDS: dict[str, Text] = {
    "task_late": _("taak te laat"),
    "agreement_late": _("afspraak te laat"),
    "agreement_stuck": _("afspraak loopt vast"),
    "evaluation_late": _("evaluatie had al moeten zijn"),
    "unconfirmed": _("is het overleg doorgegaan?"),
    "aftercare_over": _("de nazorg is om"),
    "task": _("taak"),
    "record": _("verslag vastzetten"),
    "consent": _("toestemming van de ouders"),
    "poll": _("datum kiezen"),
    "undated": _("overleg zonder datum"),
    "offer": _("antwoord op de vraag om regie"),
    "next": _("de volgende stap"),
    "point_waits": _("wacht op een SOT"),
    "point_asked": _("voorgesteld voor een SOT"),
    "point_missed": _("besproken in het SOT?"),
    "meeting": _("overleg"),
    "point_on": _("SOT"),
    "evaluation": _("evaluatie"),
    "aftercare": _("nazorg tot"),
    "closed": _("afgesloten"),
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
        "words": WORDS,
        "today": timezone.localdate(),
    }
    return render(request, "staff/insight/board.html", context)
