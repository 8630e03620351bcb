"""Asking somebody to come and look, and following what comes of it (R93, R94)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from planning.agenda import selectors as agenda
from planning.dossier import selectors, services
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page
from scheduler.staff.dossier.acting import Act, act_on, case_or_404, house, status_of
from scheduler.staff.dossier.forms import DayForm, FindingsForm, NothingForm, ObservationForm, ObserverAnswerForm
from scheduler.staff.refusals import refusals_in


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_CASES)
def observation_new(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Choose who comes to look, searched by specialism (R26), and what to look at."""
    case, now = case_or_404(actor, case_id), timezone.now()
    search = request.GET.get("zoek", "")[:80]
    rows = selectors.observer_choices(case, search=search, now=now)
    free = {row.key: row for row in rows if not row.blocked}
    choices = [(key, f"{row.person.name} – {row.role_name}, {row.organisation}") for key, row in free.items()]
    form = ObservationForm(request.POST if request.method == "POST" else None, choices=choices)
    if request.method == "POST" and form.is_valid():
        chosen = free[form.cleaned_data["person"]]
        with refusals_in(form):
            services.ask_observation(
                actor=actor,
                case=case,
                person=chosen.person,
                role=chosen.role,
                question=form.cleaned_data["question"],
                now=now,
            )
            messages.success(request, _("Gevraagd. De observator kreeg een mail met een eigen link."))
            return redirect("staff:dossier", case_id=case.pk)
    context = {
        **house(actor, case),
        "form": form,
        "search": search,
        "free": free,
        "blocked": [row for row in rows if row.blocked],
    }
    return render(request, "staff/dossier/observation_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.LEAD_CASES)
def observation(request: HttpRequest, case_id: UUID, observation_id: UUID, *, actor: Actor) -> HttpResponse:
    """One observation: where it is, and what can be entered for the observer."""
    case, now = case_or_404(actor, case_id), timezone.now()
    row = selectors.observation_of(case, observation_id)
    if row is None:
        raise Http404
    acts = {
        "answer": Act(
            form=ObserverAnswerForm,
            do=lambda data: services.answer_observation(
                observation_id=row.pk,
                planned_on=data["planned_on"] if data["answer"] == "yes" else None,
                actor=actor,
                now=now,
            ),
            thanks=gettext_lazy("Het antwoord is vastgelegd."),
        ),
        "findings": Act(
            form=FindingsForm,
            do=lambda data: services.finish_observation(observation_id=row.pk, actor=actor, now=now, **data),
            thanks=gettext_lazy("Vastgelegd. Nu volgt de terugkoppeling in een SOT, met de ouders erbij."),
        ),
        "report": Act(
            form=DayForm,
            do=lambda data: services.report_back(actor=actor, observation=row, on=data["on"], now=now),
            thanks=gettext_lazy("De observatie is teruggekoppeld."),
        ),
        "withdraw": Act(
            form=NothingForm,
            do=lambda _data: services.withdraw_observation(actor=actor, observation=row, now=now),
            thanks=gettext_lazy("De observatie gaat niet door. De observator krijgt een mail."),
        ),
    }
    answer, found = act_on(request, acts, back=reverse("staff:observation", args=[case.pk, row.pk]))
    if answer is not None:
        return answer
    point = agenda.waiting_of([case.pk], now=now).get(case.pk)
    context = {**house(actor, case), "row": row, "forms": found, "point": point}
    return render(request, "staff/dossier/observation.html", context, status=status_of(found))
