"""Last year's planning from Excel: an example, a look at what was understood, and then taking it over."""

from __future__ import annotations

import io
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.people.access import Actor, Right
from planning.yearplan import services
from planning.yearplan.models import YearPlan
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in
from scheduler.staff.uploads import XLSX, WorkbookForm, held, hold
from scheduler.staff.yearplan.forms import WEEKDAYS
from scheduler.staff.yearplan.found import plan_or_404


def _page(request: HttpRequest, plan: YearPlan, form: WorkbookForm, **about: object) -> HttpResponse:
    context = {"plan": plan, "form": form, "weekdays": dict(WEEKDAYS), **about}
    return render(request, "staff/yearplan/last_year.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MAKE_PLAN)
def check(request: HttpRequest, plan_id: UUID, *, actor: Actor) -> HttpResponse:
    """GET explains; POST shows what the file says and what would change. Nothing is kept but the file itself."""
    plan = plan_or_404(plan_id)
    form = WorkbookForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            content = form.content()
            found = services.check_last_year(actor=actor, plan=plan, file=io.BytesIO(content))
            digest = hold(actor, "last-year", content, now=timezone.now()) if found.changed else ""
            return _page(request, plan, WorkbookForm(), found=found, name=form.name, digest=digest)
    return _page(request, plan, form)


@require_safe
@staff_page(right=Right.MAKE_PLAN)
def example(request: HttpRequest, plan_id: UUID, *, actor: Actor) -> HttpResponse:
    """An example with the schools of this plan in it."""
    del request
    headers = {"Content-Disposition": 'attachment; filename="planning-vorig-jaar.xlsx"'}
    content = services.example_workbook(actor=actor, plan=plan_or_404(plan_id))
    return HttpResponse(content, content_type=XLSX, headers=headers)


@require_POST
@staff_page(right=Right.MAKE_PLAN)
def take_over(request: HttpRequest, plan_id: UUID, *, actor: Actor) -> HttpResponse:
    """Take over the very file that was shown, and forget it."""
    plan = plan_or_404(plan_id)
    content = held(actor, "last-year", request.POST.get("digest", ""))
    if content is None:
        messages.error(request, _("Laat het bestand eerst lezen."))
        return redirect("staff:plan-last-year", plan_id=plan.pk)
    found = services.take_over_last_year(actor=actor, plan=plan, file=io.BytesIO(content), now=timezone.now())
    said = ngettext("%(n)s reeks volgt nu vorig jaar.", "%(n)s reeksen volgen nu vorig jaar.", found.changed)
    messages.success(request, said % {"n": found.changed})
    return redirect("staff:plan", plan_id=plan.pk)
