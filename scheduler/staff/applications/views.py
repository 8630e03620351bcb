"""A JP writes an application down and hands it over; the school takes it over or gives it back (R46, R54)."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.cases import selectors, services
from planning.cases.models import Application, Heard
from planning.errors import DomainError
from planning.people.access import Actor, Right
from scheduler.staff.cases.forms import CaseForm, GuardianForm, SecondGuardianForm
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in
from scheduler.staff.signals.forms import area
from scheduler.staff.signals.views import schools_for


class WithdrawForm(forms.Form):
    """Why it is off; may be left out."""

    reason = area(gettext_lazy("Waarom? (mag leeg blijven)"))


class GiveBackForm(forms.Form):
    """Why the school does not take it over."""

    reason = area(
        gettext_lazy("Waarom geeft u de aanmelding terug?"),
        required=True,
        error=gettext_lazy("Schrijf in een paar woorden op waarom."),
    )


def _require_part(actor: Actor) -> None:
    if not (actor.may_somewhere(Right.APPLY) or actor.may_somewhere(Right.MANAGE_CASES)):
        raise PermissionDenied


def _row_or_404(actor: Actor, application_id: UUID) -> Application:
    row = selectors.application_row(actor, application_id)
    if row is None:
        raise Http404
    return row


@require_safe
@staff_page()
def application_list(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Those of the JP, or those that reached the school."""
    _require_part(actor)
    context = {"rows": selectors.application_views(actor), "may_apply": actor.may_somewhere(Right.APPLY)}
    return render(request, "staff/applications/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.APPLY)
def application_new(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Write an application down."""
    schools = schools_for(actor, Right.APPLY)
    data = request.POST if request.method == "POST" else None
    form = CaseForm(data, schools=[(str(row.pk), row.name) for row in schools])
    first, second = GuardianForm(data, prefix="ouder1"), SecondGuardianForm(data, prefix="ouder2")
    every = (form, first, second)
    valid = [bound.is_valid() for bound in every]  # all, so that every mistake is shown at once
    if data is not None and all(valid):
        with refusals_in(form):
            row = services.make_application(
                actor=actor,
                school=next(row for row in schools if str(row.pk) == form.cleaned_data["school"]),
                pupil=form.pupil(),
                guardians=[first.guardian(), second.guardian()],
                questions=form.questions(),
                now=timezone.now(),
            )
            messages.success(request, _("De aanmelding is bewaard. De school ziet er nog niets van."))
            return redirect("staff:application", application_id=row.pk)
    context = {"form": form, "first": first, "second": second}
    status = 422 if any(bound.errors for bound in every) else 200
    return render(request, "staff/applications/new.html", context, status=status)


@require_safe
@staff_page()
def application_page(request: HttpRequest, application_id: UUID, *, actor: Actor) -> HttpResponse:
    """One application, as far as this person may see it."""
    _require_part(actor)
    return _show(request, actor, application_id)


def _show(request: HttpRequest, actor: Actor, application_id: UUID, **bound: forms.Form) -> HttpResponse:
    view = selectors.application_view(actor, application_id)
    if view is None:
        raise Http404
    context = {
        "view": view,
        "heard": Heard.choices,
        "withdraw_form": WithdrawForm(auto_id="w-%s"),
        "give_back_form": GiveBackForm(auto_id="g-%s"),
        "routes": selectors.routes_for_application(view) if view.may_decide else [],
        **bound,
    }
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "staff/applications/application.html", context, status=status)


@require_POST
@staff_page(right=Right.APPLY)
def record(request: HttpRequest, application_id: UUID, applicant_id: UUID, *, actor: Actor) -> HttpResponse:
    """What a parent says of the hand-over."""
    applicant = selectors.applicant_of(actor, application_id, applicant_id)
    if applicant is None:
        raise Http404
    agrees, heard = request.POST.get("agrees", ""), request.POST.get("heard", "")
    if agrees not in {"ja", "nee"} or heard not in Heard.values:
        messages.error(request, _("Kies ja of nee, en hoe u het hoorde."))
    else:
        try:
            services.record_applicant_word(
                actor=actor, applicant=applicant, agrees=agrees == "ja", heard=Heard(heard), now=timezone.now()
            )
        except DomainError as refusal:
            messages.error(request, f"{refusal.message} {refusal.hint}")
        else:
            messages.success(request, _("Het antwoord is vastgelegd."))
    return redirect("staff:application", application_id=application_id)


@require_POST
@staff_page(right=Right.APPLY)
def announce(request: HttpRequest, application_id: UUID, *, actor: Actor) -> HttpResponse:
    """Tell the school that there is an application, no more."""
    row = _row_or_404(actor, application_id)
    try:
        services.announce_application(actor=actor, application=row, now=timezone.now())
    except services.NotInThisState as refusal:
        messages.error(request, f"{refusal.message} {refusal.hint}")
    else:
        messages.success(request, _("De school weet nu dat er een aanmelding is. Meer niet."))
    return redirect("staff:application", application_id=row.pk)


@require_POST
@staff_page(right=Right.APPLY)
def hand_over(request: HttpRequest, application_id: UUID, *, actor: Actor) -> HttpResponse:
    """Offer it to the school."""
    row = _row_or_404(actor, application_id)
    try:
        services.hand_over_application(actor=actor, application=row, now=timezone.now())
    except (services.NotInThisState, services.NotYetAgreed) as refusal:
        messages.error(request, f"{refusal.message} {refusal.hint}")
    else:
        messages.success(request, _("De aanmelding is overgedragen. De school krijgt bericht."))
    return redirect("staff:application", application_id=row.pk)


@require_POST
@staff_page(right=Right.APPLY)
def withdraw(request: HttpRequest, application_id: UUID, *, actor: Actor) -> HttpResponse:
    """It is off."""
    row = _row_or_404(actor, application_id)
    form = WithdrawForm(request.POST, auto_id="w-%s")
    if form.is_valid():
        with refusals_in(form):
            services.withdraw_application(
                actor=actor, application=row, reason=form.cleaned_data["reason"], now=timezone.now()
            )
            messages.success(request, _("De aanmelding is ingetrokken."))
            return redirect("staff:application", application_id=row.pk)
    return _show(request, actor, row.pk, withdraw_form=form)


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def take_over(request: HttpRequest, application_id: UUID, *, actor: Actor) -> HttpResponse:
    """The school takes over: it becomes a case."""
    row = _row_or_404(actor, application_id)
    view = selectors.application_view(actor, application_id)
    routes = selectors.routes_for_application(view) if view is not None and view.may_decide else []
    chosen = request.POST.get("route", "")
    if routes and chosen not in {route.key for route in routes}:
        messages.error(request, _("Kies een route uit de lijst."))
        return redirect("staff:application", application_id=row.pk)
    try:
        case = services.take_over_application(actor=actor, application=row, route_key=chosen, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, f"{refusal.message} {refusal.hint}")
        return redirect("staff:application", application_id=row.pk)
    messages.success(request, _("De aanmelding is overgenomen. Dit is nu een casus van uw school."))
    return redirect("staff:case-begin", case_id=case.pk)


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def give_back(request: HttpRequest, application_id: UUID, *, actor: Actor) -> HttpResponse:
    """The school gives it back, with a reason."""
    row = _row_or_404(actor, application_id)
    form = GiveBackForm(request.POST, auto_id="g-%s")
    if form.is_valid():
        with refusals_in(form):
            services.give_back_application(
                actor=actor, application=row, reason=form.cleaned_data["reason"], now=timezone.now()
            )
            messages.success(request, _("De aanmelding is teruggegeven. De JP krijgt bericht."))
            return redirect("staff:application", application_id=row.pk)
    return _show(request, actor, row.pk, give_back_form=form)
