"""The deadlines of the SWV, changed by the coordinator (house rule 8)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from planning.dossier import selectors, services
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page
from scheduler.staff.dossier.care_forms import DeadlinesForm
from scheduler.staff.refusals import refusals_in


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_PEOPLE)
def deadlines(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """When a TLV must be handed in, how long a decision takes, and where LDOS is."""
    known = selectors.deadlines_of_swv(actor)
    initial = {
        "last_days": "\n".join(str(row) for row in known.last_days),
        "weeks": known.weeks,
        "holidays_count": known.holidays_count,
        "ldos": known.ldos,
    }
    form = DeadlinesForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.change_deadlines(actor=actor, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("De termijnen zijn bewaard. Lopende aanvragen rekenen er meteen mee."))
            return redirect("staff:deadlines")
    return render(request, "staff/dossier/deadlines.html", {"form": form}, status=422 if form.errors else 200)
