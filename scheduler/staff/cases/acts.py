"""What can be done on a case's page: people, casusregisseur, step, tasks, closing."""

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
from planning.people.roles import Role
from scheduler.staff.cases.forms import GuardianForm, InvolveForm
from scheduler.staff.cases.pages import case_or_404, led_or_404, partners, show_case
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def guardian_new(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Add a guardian."""
    case = case_or_404(actor, case_id)
    form = GuardianForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            services.add_guardian(actor=actor, case=case, guardian=form.guardian(), now=timezone.now())
            messages.success(request, _("De ouder of verzorger staat erbij. Vraag ook hier toestemming."))
            return redirect("staff:case", case_id=case.pk)
    return show_case(request, actor, case, guardian_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_CASES)
def guardian(request: HttpRequest, case_id: UUID, party_id: UUID, *, actor: Actor) -> HttpResponse:
    """Change what is known of a guardian."""
    case = case_or_404(actor, case_id)
    party = selectors.party_of(case, party_id)
    if party is None:
        raise Http404
    form = GuardianForm(request.POST) if request.method == "POST" else GuardianForm(initial=GuardianForm.known(party))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.update_party(actor=actor, party=party, data=form.guardian(), now=timezone.now())
            messages.success(request, _("De gegevens zijn bewaard."))
            return redirect("staff:case", case_id=case.pk)
    context = {"case": case, "party": party, "form": form}
    return render(request, "staff/cases/guardian.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(right=Right.MANAGE_CASES)
def involve(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Think of a professional for this case."""
    case = case_or_404(actor, case_id)
    rows = selectors.candidates(case, today=timezone.localdate())
    form = InvolveForm(request.POST, people=partners(rows))
    if form.is_valid():
        row = next(holding for holding in rows if str(holding.person_id) == form.cleaned_data["person"])
        with refusals_in(form):
            services.add_involved(actor=actor, case=case, person=row.person, role=Role(row.role), now=timezone.now())
            messages.success(request, _("Vraag nu de ouders om toestemming voor deze persoon."))
            return redirect("staff:case", case_id=case.pk)
    return show_case(request, actor, case, involve_form=form)


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
