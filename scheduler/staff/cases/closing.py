"""The end of a case: the checklist, aftercare, going on after all, and closing with what that calls off."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planning.cases import selectors, services
from planning.cases.models import Case, CaseState
from planning.followup import ending, look
from planning.followup import services as followup
from planning.people.access import Actor, Right
from scheduler.staff.cases import overview
from scheduler.staff.cases.forms import AftercareForm, CloseForm, ContactForm, HeardForm, ReasonForm
from scheduler.staff.cases.pages import led_or_404
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.LEAD_CASES)
def close(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Show what is left and what will be called off; close after a yes."""
    case = led_or_404(actor, case_id)
    if request.method != "POST":
        return _show(request, actor, case)
    form = CloseForm(request.POST, left=ending.ending_of(case, now=timezone.now()))
    if form.is_valid():
        with refusals_in(form):
            followup.close_case(
                actor=actor,
                case=case,
                reason=form.cleaned_data["reason"],
                let_go=form.cleaned_data.get("let_go", ""),
                told=form.cleaned_data.get("told", False),
                now=timezone.now(),
            )
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
            followup.begin_aftercare(actor=actor, case=case, until=form.cleaned_data["until"], now=timezone.now())
            messages.success(request, _("De nazorg loopt. Op die dagen vragen we hoe het gaat."))
            return redirect("staff:case-close", case_id=case.pk)
    return _show(request, actor, case, aftercare_form=form)


@require_POST
@staff_page(right=Right.LEAD_CASES)
def contact(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """A day of the aftercare: add one, take one away, or write down how it goes."""
    case, now = led_or_404(actor, case_id), timezone.now()
    if request.POST.get("doe") == "erbij":
        adding = ContactForm(request.POST)
        if adding.is_valid():
            with refusals_in(adding):
                followup.plan_contact(actor=actor, case=case, on=adding.cleaned_data["on"], now=now)
                messages.success(request, _("Op die dag vragen we hoe het gaat."))
                return redirect("staff:case-close", case_id=case.pk)
        return _show(request, actor, case, contact_form=adding)
    chosen = next((row for row in ending.contacts_of(case) if str(row.pk) == request.POST.get("moment")), None)
    if chosen is None:
        raise Http404
    if request.POST.get("doe") == "weg":
        followup.drop_contact(actor=actor, case=case, contact_id=chosen.pk, now=now)
        messages.success(request, _("Dit contactmoment is weg."))
        return redirect("staff:case-close", case_id=case.pk)
    heard = HeardForm(request.POST)
    if heard.is_valid():
        well = heard.cleaned_data["goes_well"] == "ja"
        with refusals_in(heard):
            followup.note_contact(
                actor=actor, case=case, contact_id=chosen.pk, goes_well=well, words=heard.cleaned_data["words"], now=now
            )
            told = (
                _("Opgeschreven.") if well else _("Opgeschreven. Gaat het niet goed? Ga dan weer verder met de casus.")
            )
            messages.success(request, told)
            return redirect("staff:case-close", case_id=case.pk)
    return _show(request, actor, case, heard_form=heard)


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
    left = ending.ending_of(case, now=timezone.now())
    contacts = ending.contacts_of(case)
    today = timezone.localdate()
    found = look.look_at(case, actor=actor, now=timezone.now())
    context = {
        "case": case,
        "closed": case.state == CaseState.CLOSED,
        "lines": selectors.closing_lines(case),
        "ending": overview.coming([row for row in found.coming if row.kind != "aftercare"], look=found, case=case),
        "undated": [row for row in found.meetings if row.state == "draft"],
        "left": left,
        "contacts": contacts,
        "due": next((row for row in contacts if row.held_at is None and row.on <= today), None),
        "not_well": any(row.goes_well is False for row in [one for one in contacts if one.held_at][-1:]),
        "close_form": CloseForm(left=left),
        "contact_form": ContactForm(),
        "heard_form": HeardForm(),
        "aftercare_form": AftercareForm(),
        "go_on_form": ReasonForm(),
    }
    wrong = any(form.errors for form in bound.values())
    return render(request, "staff/cases/close.html", {**context, **bound}, status=422 if wrong else 200)
