"""Pupil and parents hear that no HIA or MDO follows: done with day and how, or with a reason that is kept (R113)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from planning.cases import services as cases
from planning.cases.models import Subject
from planning.people.access import Actor, Right
from planning.report import selectors, services
from scheduler.staff.cases.pages import led_or_404
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in
from scheduler.staff.report.forms import NotToldForm, ToldForm


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.LEAD_CASES)
def telling(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """What is to be told and by when; what was told; and why not."""
    case, now = led_or_404(actor, case_id), timezone.now()
    skipping = request.POST.get("doe") == "niet"
    posted = request.method == "POST"
    told = ToldForm(
        request.POST if posted and not skipping else None, people=case.parties.order_by("kind", "created_at")
    )
    not_told = NotToldForm(request.POST if posted and skipping else None)
    form = not_told if skipping else told
    if posted and form.is_valid():
        with refusals_in(form):
            if skipping:
                services.keep_why_not_told(actor=actor, case=case, reason=not_told.cleaned_data["reason"], now=now)
                messages.success(request, _("De reden is bewaard."))
            else:
                cases.record_conversation(
                    actor=actor,
                    case=case,
                    subject=Subject.FEEDBACK,
                    on=told.cleaned_data["on"],
                    parties=told.told(),
                    others="",
                    agreed=told.cleaned_data["agreed"],
                    now=now,
                )
                messages.success(request, _("Opgeschreven dat zij het weten."))
            return redirect("staff:report-tell", case_id=case.pk)
    context = {
        "case": case,
        "page": selectors.telling_page(case, today=timezone.localdate(now)),
        "told": told,
        "not_told": not_told,
    }
    return render(request, "staff/report/telling.html", context, status=422 if posted else 200)
