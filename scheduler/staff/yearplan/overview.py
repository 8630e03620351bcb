"""The list of plans, a new one, and the overview of one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.people.access import Actor, Right
from planning.yearplan import agendas, rules, selectors, services
from planning.yearplan.models import PlanState, YearPlan
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in
from scheduler.staff.yearplan import pictures
from scheduler.staff.yearplan.forms import WEEKDAYS, LastDayForm, PlanForm, SolveForm
from scheduler.staff.yearplan.found import plan_or_404


@require_safe
@staff_page(right=Right.SEE_PLAN)
def plan_list(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Every school year's plan."""
    return render(
        request,
        "staff/yearplan/list.html",
        {"plans": selectors.plans(), "may_make": actor.may(Right.MAKE_PLAN)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MAKE_PLAN)
def plan_new(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Open the plan of a school year."""
    now = timezone.now()
    this_year = rules.school_year_of(timezone.localdate(now))
    earlier = selectors.earlier_plans(this_year + 2)
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        years=(this_year, this_year + 1, this_year + 2),
        earlier=earlier,
        initial={"school_year": this_year + 1},
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.get("copy_from")
        with refusals_in(form):
            plan = services.create_plan(
                actor=actor,
                school_year=form.cleaned_data["school_year"],
                copy_from=next((row for row in earlier if row.pk == chosen), None),
                now=now,
            )
            messages.success(request, _("De jaarplanning staat klaar. Kijk de regels per school na."))
            return redirect("staff:plan-copied" if plan.copied_from_id else "staff:plan", plan_id=plan.pk)
    return render(request, "staff/yearplan/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@staff_page(right=Right.SEE_PLAN)
def plan_overview(request: HttpRequest, plan_id: UUID, *, actor: Actor) -> HttpResponse:
    """Where the plan stands, what waits, and every school."""
    return _overview_page(request, plan_or_404(plan_id), actor=actor)


def _overview_page(
    request: HttpRequest,
    plan: YearPlan,
    *,
    actor: Actor,
    wishes_form: LastDayForm | None = None,
    agree_form: LastDayForm | None = None,
) -> HttpResponse:
    overview = selectors.overview(plan, actor=actor)
    today = timezone.localdate()
    may_make = actor.may(Right.MAKE_PLAN)
    # Before publication the pages of the schools and of publishing say it; after, nobody would look there.
    watched = may_make and plan.state == PlanState.PUBLISHED
    people = [member.person for row in overview.rows for member in row.members] if may_make else []
    return render(
        request,
        "staff/yearplan/overview.html",
        {
            "plan": plan,
            "overview": overview,
            "steps": pictures.steps(overview),
            "quality": pictures.quality(overview.run) if overview.run else None,
            "solve_form": SolveForm(),
            "broken": selectors.broken_dates(plan, after=timezone.now()) if watched else [],
            "silent_calendars": agendas.silent_calendars(plan, people, now=timezone.now()),
            "may_make": may_make,
            "mine": [row for row in overview.silent if services.speaks_for_school(actor, row.series)],
            "today": today,
            "wishes_form": wishes_form or LastDayForm.of(plan.wishes_until, today=today),
            "agree_form": agree_form or LastDayForm.of(plan.agree_until, today=today),
        },
        status=422 if wishes_form or agree_form else 200,
    )


@require_safe
@staff_page(right=Right.SEE_PLAN)
def copied(request: HttpRequest, plan_id: UUID, *, actor: Actor) -> HttpResponse:
    """What of last year could not come along."""
    plan = plan_or_404(plan_id)
    if plan.copied_from is None:
        raise Http404
    lost = selectors.not_copied(plan, actor=actor)
    return render(request, "staff/yearplan/copied.html", {"plan": plan, "lost": lost, "weekdays": dict(WEEKDAYS)})


@require_POST
@staff_page(right=Right.MAKE_PLAN)
def ask_wishes(request: HttpRequest, plan_id: UUID, *, actor: Actor) -> HttpResponse:
    """Ask every school for its wishes, or set another last day."""
    plan = plan_or_404(plan_id)
    form = LastDayForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            asked = services.ask_wishes(actor=actor, plan=plan, until=form.cleaned_data["until"], now=timezone.now())
            messages.success(request, _("Gevraagd om wensen: %(n)s mensen.") % {"n": asked})
            return redirect("staff:plan", plan_id=plan.pk)
    return _overview_page(request, plan, actor=actor, wishes_form=form)


@require_POST
@staff_page(right=Right.MAKE_PLAN)
def close_wishes(request: HttpRequest, plan_id: UUID, *, actor: Actor) -> HttpResponse:
    """Go on without who is silent."""
    del request
    plan = plan_or_404(plan_id)
    services.close_wishes(actor=actor, plan=plan, now=timezone.now())
    return redirect("staff:plan", plan_id=plan.pk)


@require_POST
@staff_page(right=Right.MAKE_PLAN)
def ask_agreement(request: HttpRequest, plan_id: UUID, *, actor: Actor) -> HttpResponse:
    """Ask everybody whose word is missing, with a last day."""
    plan = plan_or_404(plan_id)
    form = LastDayForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            asked = services.ask_agreement(actor=actor, plan=plan, until=form.cleaned_data["until"], now=timezone.now())
            messages.success(request, _("Er zijn %(n)s mensen om akkoord gevraagd.") % {"n": asked})
            return redirect("staff:plan", plan_id=plan.pk)
    return _overview_page(request, plan, actor=actor, agree_form=form)
