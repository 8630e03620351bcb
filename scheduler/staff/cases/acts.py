"""What can be done on a case's page: its step and its tasks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from planning.cases import selectors, services
from planning.people import selectors as people
from planning.people.access import Actor, Right
from scheduler.staff.cases.forms import InvolveForm
from scheduler.staff.cases.pages import led_or_404
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in


@require_POST
@staff_page(right=Right.LEAD_CASES)
def task_done(request: HttpRequest, case_id: UUID, task_id: UUID, *, actor: Actor) -> HttpResponse:
    """Tick off a task."""
    case = led_or_404(actor, case_id)
    task = case.tasks.select_related("case").filter(pk=task_id).first()
    if task is None:
        raise Http404
    try:
        services.finish_task(actor=actor, task=task, now=timezone.now())
    except services.TellFirst as refusal:
        messages.error(request, f"{refusal.message} {refusal.hint}")
    else:
        messages.success(request, _("Afgevinkt."))
    return redirect("staff:case", case_id=case.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.LEAD_CASES)
def task_hand(request: HttpRequest, case_id: UUID, task_id: UUID, *, actor: Actor) -> HttpResponse:
    """Give a task to a colleague who may see the case."""
    case = led_or_404(actor, case_id)
    task = case.tasks.select_related("case", "person").filter(pk=task_id).first()
    if task is None:
        raise Http404
    colleagues = selectors.colleagues_for_tasks(case, today=timezone.localdate())
    choices = [(str(person.pk), f"{person.name} ({role})") for person, role in colleagues]
    form = InvolveForm(request.POST if request.method == "POST" else None, people=choices)
    if request.method == "POST" and form.is_valid():
        to = people.person(UUID(form.cleaned_data["person"]))
        if to is None:
            raise Http404
        with refusals_in(form):
            services.hand_task(actor=actor, task=task, to=to, now=timezone.now())
            messages.success(request, _("%(name)s heeft deze taak nu.") % {"name": to.name})
            return redirect("staff:case", case_id=case.pk)
    context = {"case": case, "task": task, "form": form}
    return render(request, "staff/cases/task_hand.html", context, status=422 if form.errors else 200)
