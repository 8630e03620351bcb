"""Asking for another date, and the other side's answer: one of the dates proposed, or no and why."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planning.people.access import Actor, Right
from planning.yearplan import selectors, services
from planning.yearplan.models import SignOff, Verdict
from planning.yearplan.selectors import SeriesRow
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in
from scheduler.staff.yearplan.forms import AskDateForm, DayForm, RefuseForm
from scheduler.staff.yearplan.found import date_or_404, plan_or_404, row_or_404
from scheduler.staff.yearplan.school import school_page, sign_off_form


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.SEE_PLAN)
def ask(request: HttpRequest, plan_id: UUID, series_id: UUID, number: int, *, actor: Actor) -> HttpResponse:
    """Say why a date cannot be and which can; the page offers only days on which everybody can."""
    plan, row = plan_or_404(plan_id), row_or_404(plan_id, series_id, actor=actor)
    planned = date_or_404(row, number)
    sides = services.sides_of(actor, row.series)
    if not sides or planned.start is None:
        raise PermissionDenied
    now = timezone.now()
    page = selectors.date_page(plan, row, planned, now=now)
    offered = [choice.value for _day, choices in page.days for choice in choices]
    # What was offered a minute ago may be taken by now: the service says by whom.
    sent = [text for text in request.POST.getlist("counter_dates") if _is_minute(text)]
    form = AskDateForm(
        request.POST if request.method == "POST" else None, sides=sides, dates=dict.fromkeys([*offered, *sent])
    )
    day = DayForm(request.GET if "dag" in request.GET else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals_in(form):
            services.sign_off(
                actor=actor,
                series=row.series,
                side=said["side"],
                verdict=Verdict.CHANGE,
                planned=planned,
                reason=said["reason"],
                counter_dates=[services.moment_of(local) for local in said["counter_dates"]],
                kept_words=said["kept_words"],
                now=now,
            )
            messages.success(request, _("Uw vraag is naar de andere kant gestuurd."))
            return redirect("staff:plan-school", plan_id=plan.pk, series_id=row.series.pk)
    return render(
        request,
        "staff/yearplan/ask.html",
        {
            "plan": plan,
            "row": row,
            "page": page,
            "form": form,
            "chosen": sent,
            "day": day,
            "on_day": selectors.why_not(plan, row, planned, day.cleaned_data["dag"]) if day.is_valid() else [],
            "most": services.MOST_COUNTER_DATES,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@staff_page(right=Right.SEE_PLAN)
def accept(request: HttpRequest, plan_id: UUID, series_id: UUID, asked_id: UUID, *, actor: Actor) -> HttpResponse:
    """Take one of the dates that were proposed."""
    row = row_or_404(plan_id, series_id, actor=actor)
    asked = _asked_or_404(row, asked_id)
    chosen = next(
        (date for date in asked.counter_dates.all() if str(date.pk) == request.POST.get("counter_date")), None
    )
    if chosen is None:
        raise Http404
    services.accept_counter_date(actor=actor, counter_date=chosen, now=timezone.now())
    messages.success(request, _("De datum is verzet. De ander is daarmee akkoord."))
    return redirect("staff:plan-school", plan_id=plan_id, series_id=series_id)


@require_POST
@staff_page(right=Right.SEE_PLAN)
def refuse(request: HttpRequest, plan_id: UUID, series_id: UUID, asked_id: UUID, *, actor: Actor) -> HttpResponse:
    """None of the dates can be."""
    plan, row = plan_or_404(plan_id), row_or_404(plan_id, series_id, actor=actor)
    asked = _asked_or_404(row, asked_id)
    form = RefuseForm(request.POST, auto_id=f"id_{asked.pk}_%s")
    if form.is_valid():
        said = form.cleaned_data
        with refusals_in(form):
            services.refuse_change(
                actor=actor, asked=asked, reason=said["reason"], kept_words=said["kept_words"], now=timezone.now()
            )
            messages.success(request, _("Uw antwoord is verstuurd."))
            return redirect("staff:plan-school", plan_id=plan_id, series_id=series_id)
    return school_page(request, plan, row, actor=actor, form=sign_off_form(row, actor), refused=(asked.pk, form))


def _asked_or_404(row: SeriesRow, asked_id: UUID) -> SignOff:
    found = next((said for said in row.asked if said.pk == asked_id), None)
    if found is None:
        raise Http404
    return found


def _is_minute(text: str) -> bool:
    try:
        return dt.datetime.fromisoformat(text).strftime("%Y-%m-%dT%H:%M") == text
    except ValueError:
        return False
