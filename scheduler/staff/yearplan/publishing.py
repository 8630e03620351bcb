"""Publishing: who gets a letter, what stands in the way, and the button."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from planning.people.access import Actor, Right
from planning.yearplan import selectors, services
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in
from scheduler.staff.yearplan.forms import PublishForm
from scheduler.staff.yearplan.found import plan_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MAKE_PLAN)
def publish(request: HttpRequest, plan_id: UUID, *, actor: Actor) -> HttpResponse:
    """Look first, then publish."""
    plan = plan_or_404(plan_id)
    now = timezone.now()
    preview = selectors.publish_preview(plan, actor=actor, now=now)
    form = PublishForm(request.POST if request.method == "POST" else None, needed=preview.needs_reason)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            sent = services.publish_plan(actor=actor, plan=plan, without=form.cleaned_data["without"], now=now)
            messages.success(
                request, _("De jaarplanning is gepubliceerd. %(n)s mensen krijgen een brief.") % {"n": sent}
            )
            return redirect("staff:plan", plan_id=plan.pk)
    return render(
        request,
        "staff/yearplan/publish.html",
        {"plan": plan, "preview": preview, "form": form},
        status=422 if form.errors else 200,
    )
