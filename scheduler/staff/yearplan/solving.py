"""Solving a plan: start it, watch it, stop it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from planning.people.access import Actor, Right
from planning.yearplan import selectors, services
from planning.yearplan.models import PlanState, RunState, SolverRun
from scheduler.staff.door import staff_page
from scheduler.staff.yearplan import pictures
from scheduler.staff.yearplan.forms import SolveForm
from scheduler.staff.yearplan.found import plan_or_404

DEFAULT_LIMIT = 20  # seconds


@require_POST
@staff_page(right=Right.MAKE_PLAN)
def start(request: HttpRequest, plan_id: UUID, *, actor: Actor) -> HttpResponse:
    """Ask for a calculation and go and watch it; of a published plan the outcome is a variant, and nothing moves."""
    plan = plan_or_404(plan_id)
    form = SolveForm(request.POST)
    limit = form.cleaned_data["time_limit"] if form.is_valid() else DEFAULT_LIMIT
    again = plan.state == PlanState.PUBLISHED
    run = services.start_solving(actor=actor, plan=plan, time_limit=limit, again=again, now=timezone.now())
    return redirect("staff:plan-run", plan_id=plan.pk, run_id=run.pk)


@require_safe
@staff_page(right=Right.SEE_PLAN)
def progress(request: HttpRequest, plan_id: UUID, run_id: UUID, *, actor: Actor) -> HttpResponse:
    """How far it is. The page asks again every second, by htmx or by refreshing itself."""
    run = _run_or_404(plan_id, run_id)
    active = run.state in {RunState.WAITING, RunState.RUNNING}
    fragment = bool(getattr(request, "htmx", False))
    if fragment and not active:
        return HttpResponseClientRedirect(request.path)  # the whole page again, now with its result
    return render(
        request,
        "staff/yearplan/_progress.html" if fragment else "staff/yearplan/progress.html",
        {
            "plan": run.plan,
            "run": run,
            "active": active,
            "elapsed": pictures.elapsed(run, now=timezone.now()),
            "quality": pictures.quality(run),
            "curve": pictures.curve(run),
            "may_make": actor.may(Right.MAKE_PLAN),
        },
    )


@require_POST
@staff_page(right=Right.MAKE_PLAN)
def stop(request: HttpRequest, plan_id: UUID, run_id: UUID, *, actor: Actor) -> HttpResponse:
    """Stop; the best plan so far is kept."""
    del request
    run = _run_or_404(plan_id, run_id)
    services.stop_run(actor=actor, run=run, now=timezone.now())
    return redirect("staff:plan-run", plan_id=plan_id, run_id=run.pk)


def _run_or_404(plan_id: UUID, run_id: UUID) -> SolverRun:
    run = selectors.run(run_id, plan_id=plan_id)
    if run is None:
        raise Http404
    return run
