"""The list of cases, a new one, and one case at a look."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from planning.cases import selectors, services
from planning.cases.models import Case, CaseState, Signal, SignalState
from planning.followup import look
from planning.insight.selectors.listed import Narrow, listed
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.models import RoleHolding
from planning.people.roles import short_name
from planning.regions import selectors as regions
from scheduler.staff.cases import overview
from scheduler.staff.cases.forms import (
    CaseForm,
    GuardianForm,
    SecondGuardianForm,
)
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in

A_PAGE = 20


def case_or_404(actor: Actor, case_id: UUID) -> Case:
    """The case when this person may see it."""
    case = selectors.visible_case(actor, case_id)
    if case is None:
        raise Http404
    return case


def led_or_404(actor: Actor, case_id: UUID) -> Case:
    """The case when this person may see it, or leads it from another organisation."""
    case = selectors.case_for(actor, case_id, now=timezone.now())
    if case is None:
        raise Http404
    return case


@require_safe
@staff_page(right=Right.LEAD_CASES)
def case_list(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Open cases, or closed ones; all, one's own, or those in which something waits; each as in the whole picture."""
    state = CaseState.CLOSED if request.GET.get("stand") == "gesloten" else CaseState.OPEN
    wanted = request.GET.get("toon", "")
    narrow = Narrow(wanted) if wanted in set(Narrow) else Narrow.ALL
    rows = listed(actor, now=timezone.now(), state=state, narrow=narrow)
    home = actor.only_school(Right.SEE_CASES)
    context = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("pagina")),
        "schools": any(row.line.case.school_id != home for row in rows),
        "closed": state == CaseState.CLOSED,
        "narrow": narrow,
        "may_open": actor.may_somewhere(Right.MANAGE_CASES),
        "may_follow": actor.may_somewhere(Right.SEE_CASES),
    }
    return render(request, "staff/cases/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_CASES)
def case_new(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Open a case with one or two guardians."""
    allowed = actor.schools_with(Right.MANAGE_CASES)
    schools = [row for row in people.schools() if allowed is None or row.pk in allowed]
    data = request.POST if request.method == "POST" else None
    signal = _signal_of(request, actor)
    form = CaseForm(
        data,
        initial=_known_of(signal),
        schools=[(str(row.pk), row.name) for row in schools],
        routes=regions.routes_by_sector({row.sector for row in schools}),
    )
    first, second = GuardianForm(data, prefix="ouder1"), SecondGuardianForm(data, prefix="ouder2")
    every = (form, first, second)
    # Every form is checked, so that all mistakes are shown at once.
    valid = [bound.is_valid() for bound in every]
    if request.method == "POST" and all(valid):
        with refusals_in(form):
            school = next(row for row in schools if str(row.pk) == form.cleaned_data["school"])
            case = services.open_case(
                actor=actor,
                school=school,
                route_key=form.cleaned_data["route"] or regions.default_key(school),
                pupil=form.pupil(),
                guardians=[first.guardian(), second.guardian()],
                questions=form.questions(),
                now=timezone.now(),
                signal=signal,
                pupil_language=first.cleaned_data["language"] if form.cleaned_data["own_page"] else "",
            )
            messages.success(request, _("De casus is geopend. Vraag nu de ouders om toestemming."))
            return redirect("staff:case", case_id=case.pk)
    context = {"form": form, "first": first, "second": second, "signal": signal}
    return render(request, "staff/cases/new.html", context, status=422 if any(row.errors for row in every) else 200)


def _signal_of(request: HttpRequest, actor: Actor) -> Signal | None:
    """The signal that the case comes out of, named in the address; one that is not there or done is not found."""
    asked = request.GET.get("signaal", "")
    if not asked:
        return None
    try:
        signal = selectors.visible_signal(actor, UUID(asked))
    except ValueError as wrong:
        raise Http404 from wrong
    if signal is None or signal.state == SignalState.DONE:
        raise Http404
    return signal


def _known_of(signal: Signal | None) -> dict[str, str]:
    """What the signal already says, so that nothing is written twice (R9)."""
    if signal is None:
        return {}
    return {
        "school": str(signal.school_id),
        "name": str(signal.pupil_name),
        "letter": str(signal.pupil_initial or ""),
        "group": str(signal.pupil_group or ""),
        "support": str(signal.question_support or ""),
        "organise": str(signal.question_organise or ""),
        "evaluate": str(signal.question_evaluate or ""),
    }


@require_safe
@staff_page(right=Right.LEAD_CASES)
def case_page(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """Where are we, who leads, what waits for whom, what comes next."""
    return show_case(request, actor, led_or_404(actor, case_id))


def show_case(request: HttpRequest, actor: Actor, case: Case, **bound: forms.Form) -> HttpResponse:
    """The case page, with a form that was filled in wrong in its place."""
    now = timezone.now()
    found = look.look_at(case, actor=actor, now=now)
    page = selectors.case_page(case, now=now)
    own, of_others = overview.of_others(found.tasks, viewer=actor.person_id)
    context = {
        "case": case,
        "look": found,
        "first": overview.first(found, case=case, viewer=actor.person_id),
        "waits": overview.waits(found, case=case),
        "coming": overview.coming(found.coming, look=found, case=case),
        "happened": overview.happened(found.happened),
        "own_tasks": own,
        "tasks_of_others": of_others,
        "page": page,
        "expected": selectors.expected_now(page, actor),
        "may_manage": actor.may(Right.MANAGE_CASES, school_id=case.school_id),
    }
    wrong = any(form.errors for form in bound.values())
    return render(request, "staff/cases/case.html", {**context, **bound}, status=422 if wrong else 200)


def partners(rows: Iterable[RoleHolding]) -> list[tuple[str, str]]:
    """Who can be asked to think along, with role and organisation: what the parents will read."""
    return [
        (str(row.person_id), f"{row.person.name} ({short_name(row.role)}, {row.person.organisation})") for row in rows
    ]
