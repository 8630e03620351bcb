"""Pages with several small forms: which button was pressed, and what it does. A table instead of a view a button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from planning.cases import selectors as cases
from planning.cases.models import Case, CaseState
from planning.errors import Text
from planning.people.access import Actor, Right
from scheduler.staff.refusals import refusals_in

NAME = "act"


@dataclass(frozen=True, slots=True)
class Act:
    """One form of a page: how it is made, the one call inward, and what is said afterwards."""

    form: Callable[..., forms.Form]
    do: Callable[[dict[str, Any]], object]
    thanks: Text


def act_on(
    request: HttpRequest, acts: Mapping[str, Act], *, back: str
) -> tuple[HttpResponse | None, dict[str, forms.Form]]:
    """Do what was asked and go back there; or the forms of the page, the wrong one with its errors.

    Each form has ids of its own, and a hidden field that says which one it is.
    """
    wanted = request.POST.get(NAME, "") if request.method == "POST" else ""
    found: dict[str, forms.Form] = {}
    for name, act in acts.items():
        given = (request.POST, request.FILES) if name == wanted else ()
        form = act.form(*given, auto_id=f"{name}_%s")
        found[name] = form
        if name == wanted and form.is_valid():
            with refusals_in(form):
                act.do(form.cleaned_data)
                messages.success(request, str(act.thanks))
                return redirect(back), found
    if request.method == "POST" and wanted not in acts:
        messages.error(request, _("Dit kan nu niet. Kijk wat er op de pagina staat."))
        return redirect(back), found
    return None, found


def status_of(found: Mapping[str, forms.Form]) -> int:
    """422 when something was filled in wrong."""
    return 422 if any(form.errors for form in found.values()) else 200


def case_or_404(actor: Actor, case_id: UUID) -> Case:
    """The case when this person may see it or leads it; what is changed there is up to the services."""
    case = cases.case_for(actor, case_id, now=timezone.now())
    if case is None:
        raise Http404
    return case


def house(actor: Actor, case: Case) -> dict[str, object]:
    """What every page of a case needs."""
    may = actor.may(Right.MANAGE_CASES, school_id=case.school_id) and case.state == CaseState.OPEN
    return {"case": case, "pupil": f"{case.pupil_name} {case.pupil_initial}.", "may_manage": may}
