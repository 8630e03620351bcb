"""Absence: recorded, counted, and what it asks; and the decision tree of primary education (R147–R152)."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from planning.dossier import selectors, services
from planning.dossier.models import AbsenceKind, FollowUp
from planning.dossier.rules import tree
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page
from scheduler.staff.dossier.acting import Act, act_on, case_or_404, house, status_of
from scheduler.staff.dossier.care_forms import AbsenceForm, JudgementForm, UntilForm
from scheduler.staff.dossier.forms import DayForm


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.LEAD_CASES)
def absences(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Every stretch of absence, and a form for a new one."""
    case, now = case_or_404(actor, case_id), timezone.now()

    def record(data: dict[str, Any]) -> object:
        kind = AbsenceKind(data.pop("kind"))
        return services.record_absence(actor=actor, case=case, kind=kind, now=now, **data)

    acts = {"record": Act(form=AbsenceForm, do=record, thanks=_("Het verzuim is vastgelegd."))}
    answer, found = act_on(request, acts, back=reverse("staff:absences", args=[case.pk]))
    if answer is not None:
        return answer
    context = {
        **house(actor, case),
        "lines": selectors.absence_lines(case, now=now),
        "primary": case.school.sector == "PO",
        "forms": found,
    }
    return render(request, "staff/dossier/absences.html", context, status=status_of(found))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.LEAD_CASES)
def absence(request: HttpRequest, case_id: UUID, stretch_id: UUID, *, actor: Actor) -> HttpResponse:
    """One stretch: it ended, there is a plan, the JA looks along, the LPA judged."""
    case, now = case_or_404(actor, case_id), timezone.now()
    row = selectors.absence_of(case, stretch_id)
    if row is None:
        raise Http404
    lpas = {str(one.pk): one for one in selectors.lpas(on=timezone.localdate(now))}

    def judge(data: dict[str, Any]) -> object:
        return services.record_judgement(
            actor=actor,
            absence=row,
            lpa=lpas[data["lpa"]],
            on=data["on"],
            unlawful=data["unlawful"] == "yes",
            follow_up=FollowUp(data["follow_up"]),
            note=data["note"],
            now=now,
        )

    people = [(key, one.name) for key, one in lpas.items()]
    acts = {
        "judge": Act(
            form=partial(JudgementForm, choices=people), do=judge, thanks=_("Het oordeel van de LPA is vastgelegd.")
        ),
        "plan": Act(
            form=DayForm,
            do=lambda data: services.record_return_plan(actor=actor, absence=row, on=data["on"], now=now),
            thanks=_("Het terugkeerplan is vastgelegd."),
        ),
        "mazl": Act(
            form=DayForm,
            do=lambda data: services.ask_mazl(actor=actor, absence=row, on=data["on"], now=now),
            thanks=_("Vastgelegd dat de jeugdarts is gevraagd."),
        ),
        "end": Act(
            form=UntilForm,
            do=lambda data: services.end_absence(actor=actor, absence=row, until=data["until"], now=now),
            thanks=_("Fijn. De laatste dag weg is vastgelegd."),
        ),
    }
    answer, found = act_on(request, acts, back=reverse("staff:absence", args=[case.pk, row.pk]))
    if answer is not None:
        return answer
    line = next(one for one in selectors.absence_lines(case, now=now) if one.absence.pk == row.pk)
    context = {**house(actor, case), "line": line, "forms": found}
    return render(request, "staff/dossier/absence.html", context, status=status_of(found))


@require_safe
@staff_page(right=Right.LEAD_CASES)
def absence_tree(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """The decision tree, a question at a time; the answers stand in the address and nowhere else (R147)."""
    case = case_or_404(actor, case_id)
    shipped = tree.absence_tree()
    answers = "".join(letter for letter in request.GET.get("pad", "")[:20] if letter in "jn")
    walk = tree.walk(shipped, answers)
    context = {**house(actor, case), "tree": shipped, "walk": walk, "so_far": answers[: len(walk.answered)]}
    return render(request, "staff/dossier/tree.html", context)
