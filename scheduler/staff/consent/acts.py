"""Acts that set consent aside or stop it: another ground, its end, a dispute and its lifting."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from planning.cases import selectors, services
from planning.cases.models import GroundKind
from planning.people.access import Actor, Right
from scheduler.staff.cases.pages import case_or_404
from scheduler.staff.consent.forms import DisputeForm, GroundForm, LiftForm, by_key
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.OVERRIDE_CONSENT)
def ground(request: HttpRequest, case_id: UUID, involved_id: UUID, *, actor: Actor) -> HttpResponse:
    """On what this party may be there without consent (C7)."""
    case = case_or_404(actor, case_id)
    involved = selectors.involved_of(case, involved_id)
    if involved is None:
        raise Http404
    form = GroundForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusals_in(form):
            services.set_other_ground(
                actor=actor,
                case=case,
                involved=involved,
                kind=GroundKind(data["kind"]),
                law=data["law"],
                reason=data["reason"],
                until=data["until"],
                now=timezone.now(),
            )
            messages.success(request, _("De grond is vastgelegd. Hij staat zichtbaar bij de casus."))
            return redirect("staff:consent", case_id=case.pk)
    context = {"case": case, "involved": involved, "form": form}
    return render(request, "staff/consent/ground.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.OVERRIDE_CONSENT)
def ground_end(request: HttpRequest, case_id: UUID, ground_id: UUID, *, actor: Actor) -> HttpResponse:
    """Ask first, then end it: who has no other ground leaves at once."""
    case = case_or_404(actor, case_id)
    found = selectors.other_ground_of(case, ground_id)
    if found is None:
        raise Http404
    if request.method == "POST":
        services.end_other_ground(actor=actor, ground=found, now=timezone.now())
        messages.success(request, _("De grond is beëindigd."))
        return redirect("staff:consent", case_id=case.pk)
    return render(request, "staff/consent/ground_end.html", {"case": case, "ground": found})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_CASES)
def dispute(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """The school knows that those who must agree do not: blocked at once (C10)."""
    case = case_or_404(actor, case_id)
    rows = selectors.consent_page(case, now=timezone.now()).rows
    form = DisputeForm(request.POST if request.method == "POST" else None, rows=rows)
    if request.method == "POST" and form.is_valid():
        about = by_key(rows).get(form.cleaned_data["about"])
        with refusals_in(form):
            services.record_dispute(
                actor=actor,
                case=case,
                purpose=about.purpose if about is not None else "",
                involved=about.involved if about is not None else None,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
            messages.success(request, _("Vastgelegd. Deze vraag is geblokkeerd tot u het opheft."))
            return redirect("staff:consent", case_id=case.pk)
    return render(
        request, "staff/consent/dispute.html", {"case": case, "form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.OVERRIDE_CONSENT)
def dispute_lift(request: HttpRequest, case_id: UUID, dispute_id: UUID, *, actor: Actor) -> HttpResponse:
    """They agree after all: with a reason."""
    case = case_or_404(actor, case_id)
    found = selectors.dispute_of(case, dispute_id)
    if found is None:
        raise Http404
    form = LiftForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.lift_dispute(actor=actor, dispute=found, reason=form.cleaned_data["reason"], now=timezone.now())
            messages.success(request, _("De onenigheid is opgeheven. Wat is geantwoord, telt weer."))
            return redirect("staff:consent", case_id=case.pk)
    context = {"case": case, "dispute": found, "form": form}
    return render(request, "staff/consent/dispute_lift.html", context, status=422 if form.errors else 200)
