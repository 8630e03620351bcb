"""The dossier at one look, and its clocks."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from planning.dossier import selectors, services
from planning.dossier.models import ClockKind
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page
from scheduler.staff.dossier import picture
from scheduler.staff.dossier.acting import Act, act_on, case_or_404, house, status_of
from scheduler.staff.dossier.forms import ClockDoneForm, ClockForm, NothingForm, OppDoneForm


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.LEAD_CASES)
def dossier(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Which clocks run, who waits for whom since when, and what is on file."""
    case, now = case_or_404(actor, case_id), timezone.now()
    acts = {
        "start": Act(
            form=ClockForm,
            do=lambda data: services.start_clock(
                actor=actor, case=case, kind=ClockKind(data["kind"]), since=data["since"], now=now
            ),
            thanks=_("De klok loopt. We waarschuwen op tijd."),
        )
    }
    answer, found = act_on(request, acts, back=reverse("staff:dossier", args=[case.pk]))
    if answer is not None:
        return answer
    page, today = selectors.dossier_page(case, now=now), timezone.localdate(now)
    context = {
        **house(actor, case),
        "page": page,
        "pictures": [picture.draw(page.clocks, today=today, on=paper) for paper in (picture.WIDE, picture.NARROW)],
        "forms": found,
        "today": today,
    }
    return render(request, "staff/dossier/overview.html", context, status=status_of(found))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.LEAD_CASES)
def clock(request: HttpRequest, case_id: UUID, clock_id: UUID, *, actor: Actor) -> HttpResponse:
    """One clock: when it is due, extend it, or say that it was done."""
    case, now = case_or_404(actor, case_id), timezone.now()
    row = selectors.clock_of(case, clock_id)
    if row is None:
        raise Http404
    about_opp = row.kind in {ClockKind.OPP, ClockKind.OPP_EVALUATION}
    acts = {
        "done": Act(
            form=OppDoneForm if about_opp else ClockDoneForm,
            do=lambda data: services.stop_clock(actor=actor, clock=row, now=now, **data),
            thanks=_("Vastgelegd. De klok staat stil."),
        ),
        "extend": Act(
            form=NothingForm,
            do=lambda _data: services.extend_clock(actor=actor, clock=row, now=now),
            thanks=_("De termijn is met vier weken verlengd."),
        ),
    }
    answer, found = act_on(request, acts, back=reverse("staff:dossier", args=[case.pk]))
    if answer is not None:
        return answer
    line = next((one for one in selectors.clock_lines(case, now=now) if one.key == str(row.pk)), None)
    context = {**house(actor, case), "clock": row, "line": line, "due": selectors.due_of_clock(row, now=now)}
    return render(request, "staff/dossier/clock.html", {**context, "forms": found}, status=status_of(found))
