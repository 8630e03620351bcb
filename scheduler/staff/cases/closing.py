"""The end of a case: the checklist, aftercare, going on after all, and closing with what that calls off."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planning.cases import selectors, services
from planning.cases.models import Case, CaseState
from planning.followup import look
from planning.people.access import Actor, Right
from scheduler.staff.cases import overview
from scheduler.staff.cases.forms import AftercareForm, CloseForm, ReasonForm
from scheduler.staff.cases.pages import led_or_404
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.LEAD_CASES)
def close(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Show what is left and what will be called off; close after a yes."""
    case = led_or_404(actor, case_id)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.close_case(actor=actor, case=case, reason=form.cleaned_data["reason"], now=timezone.now())
            messages.success(request, _("De casus is afgesloten. De ouders krijgen bericht."))
            return redirect("staff:cases")
    return _show(request, actor, case, close_form=form)


@require_POST
@staff_page(right=Right.LEAD_CASES)
def aftercare(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Begin aftercare, or move its end."""
    case = led_or_404(actor, case_id)
    form = AftercareForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            services.begin_aftercare(actor=actor, case=case, until=form.cleaned_data["until"], now=timezone.now())
            messages.success(request, _("De nazorg loopt. Op die dag vragen we hoe het gaat."))
            return redirect("staff:case", case_id=case.pk)
    return _show(request, actor, case, aftercare_form=form)


@require_POST
@staff_page(right=Right.LEAD_CASES)
def go_on(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """It does not go well: the case goes on."""
    case = led_or_404(actor, case_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            services.end_aftercare(actor=actor, case=case, reason=form.cleaned_data["reason"], now=timezone.now())
            messages.success(request, _("De casus gaat weer verder. Kies de stap."))
            return redirect("staff:case", case_id=case.pk)
    return _show(request, actor, case, go_on_form=form)


def _show(request: HttpRequest, actor: Actor, case: Case, **bound: forms.Form) -> HttpResponse:
    found = look.look_at(case, viewer=actor.person_id, now=timezone.now())
    context = {
        "case": case,
        "closed": case.state == CaseState.CLOSED,
        "lines": selectors.closing_lines(case),
        "ending": overview.coming([row for row in found.coming if row.kind != "aftercare"], case=case),
        "undated": [row for row in found.meetings if row.state == "draft"],
        "close_form": CloseForm(),
        "aftercare_form": AftercareForm(),
        "go_on_form": ReasonForm(),
    }
    wrong = any(form.errors for form in bound.values())
    return render(request, "staff/cases/close.html", {**context, **bound}, status=422 if wrong else 200)
