"""Variants of a plan: put two or three side by side, and use one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from planning.errors import DomainError
from planning.people.access import Actor, Right
from planning.yearplan import selectors, services
from planning.yearplan.models import PlanState, Variant, YearPlan
from scheduler.staff.door import staff_page
from scheduler.staff.yearplan import pictures
from scheduler.staff.yearplan.forms import AgainForm
from scheduler.staff.yearplan.found import plan_or_404


@require_safe
@staff_page(right=Right.MAKE_PLAN)
def compare(request: HttpRequest, plan_id: UUID, *, actor: Actor) -> HttpResponse:
    """Side by side: `?v=` names up to three; without, the newest three."""
    plan = plan_or_404(plan_id)
    kept = selectors.variants(plan)
    asked = set(request.GET.getlist("v"))
    chosen = [row for row in kept if str(row.number) in asked] or kept
    comparison = selectors.compare(plan, chosen[: selectors.MOST_COMPARED])
    return render(
        request,
        "staff/yearplan/variants.html",
        {
            "plan": plan,
            "actor": actor,
            "kept": kept,
            "shown": {column.variant.number for column in comparison.columns},
            "comparison": comparison,
            "terms": pictures.terms(comparison),
            "standing": selectors.standing_number(plan, kept),
            "too_many": len(asked) > selectors.MOST_COMPARED,
            "most": selectors.MOST_COMPARED,
            "published": plan.state == PlanState.PUBLISHED,
            "again_form": AgainForm(auto_id=False),
        },
    )


@require_POST
@staff_page(right=Right.MAKE_PLAN)
def use(request: HttpRequest, plan_id: UUID, number: int, *, actor: Actor) -> HttpResponse:
    """Use one; what stood becomes a variant."""
    plan = plan_or_404(plan_id)
    chosen = selectors.variant(plan, number)
    if chosen is None:
        raise Http404
    if plan.state == PlanState.PUBLISHED:
        return _use_again(request, plan, chosen, actor=actor)
    former = services.use_variant(actor=actor, variant=chosen, now=timezone.now())
    if former is not None and former.number != number:
        messages.success(
            request,
            _("Variant %(number)s staat er nu. Wat er stond, is variant %(former)s: gebruik die om terug te gaan.")
            % {"number": number, "former": former.number},
        )
    else:
        messages.success(request, _("Variant %(number)s staat er nu.") % {"number": number})
    return redirect("staff:plan-variants", plan_id=plan.pk)


def _use_again(request: HttpRequest, plan: YearPlan, chosen: Variant, *, actor: Actor) -> HttpResponse:
    """People hold the dates of a published plan: what differs moves, and who it concerns hears it."""
    form = AgainForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        done = services.use_variant_again(actor=actor, variant=chosen, why=why, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, f"{refusal.message} {refusal.hint}".strip())
        return redirect("staff:plan-variants", plan_id=plan.pk)
    text = ngettext("%d overleg is verzet.", "%d overleggen zijn verzet.", done.moved) % done.moved
    told = f"{text} {_('Wie erbij hoort, krijgt bericht.')}"
    messages.success(request, told if done.moved else _("Er was niets te verzetten."))
    if done.fresh:
        text = ngettext("%d overleg is nieuw.", "%d overleggen zijn nieuw.", done.fresh) % done.fresh
        messages.info(request, f"{text} {_('Publiceer de aanvulling, dan krijgen de deelnemers het te horen.')}")
    if done.left:
        text = ngettext("Voor %d overleg was geen andere dag.", "Voor %d overleggen was geen andere dag.", done.left)
        messages.warning(request, f"{text % done.left} {_('Dat staat nog waar het stond: verzet het of zeg het af.')}")
    return redirect("staff:plan-year", plan_id=plan.pk)
