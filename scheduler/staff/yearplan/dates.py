"""One date: choose another, pin it or let it go."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planning.people.access import Actor, Right
from planning.yearplan import selectors, services
from planning.yearplan.models import PlanState
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in
from scheduler.staff.yearplan.forms import DateForm
from scheduler.staff.yearplan.found import date_or_404, plan_or_404, row_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.SEE_PLAN)
def choose(request: HttpRequest, plan_id: UUID, series_id: UUID, number: int, *, actor: Actor) -> HttpResponse:
    """The dates that can stand in place of this one; POST takes one of them."""
    plan, row = plan_or_404(plan_id), row_or_404(plan_id, series_id, actor=actor)
    planned = date_or_404(row, number)
    if not services.may_change(actor, row.series):
        raise PermissionDenied
    now = timezone.now()
    form = DateForm(request.POST if request.method == "POST" else None, ask_why=planned.meeting_id is not None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            local = form.cleaned_data["start"].replace(tzinfo=None)
            services.move_planned(
                actor=actor,
                planned=planned,
                start=services.moment_of(local),
                why=form.cleaned_data.get("why", ""),
                now=now,
            )
            messages.success(request, _("Overleg %(number)s is verzet.") % {"number": number})
            return redirect("staff:plan-school", plan_id=plan.pk, series_id=row.series.pk)
    return render(
        request,
        "staff/yearplan/date.html",
        {
            "plan": plan,
            "row": row,
            "page": selectors.date_page(plan, row, planned, now=now),
            "form": form,
            "published": plan.state == PlanState.PUBLISHED,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@staff_page(right=Right.SEE_PLAN)
def pin(request: HttpRequest, plan_id: UUID, series_id: UUID, number: int, *, actor: Actor) -> HttpResponse:
    """Keep this date, or let the computer choose again."""
    row = row_or_404(plan_id, series_id, actor=actor)
    planned = date_or_404(row, number)
    if request.POST.get("what") == "unpin":
        services.unpin(actor=actor, planned=planned, now=timezone.now())
        messages.success(request, _("Deze datum mag weer verschuiven."))
    else:
        services.pin(actor=actor, planned=planned, now=timezone.now())
        messages.success(request, _("Deze datum blijft staan bij een nieuwe berekening."))
    return redirect("staff:plan-school", plan_id=plan_id, series_id=series_id)
