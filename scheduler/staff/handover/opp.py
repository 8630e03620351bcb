"""What goes into the OPP: to read, to copy and to take along, and which agreements are in it (R108, R118)."""

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

from integrations.paper import DOCX_TYPE, PDF_TYPE, to_docx, to_pdf
from planning.cases import gate
from planning.cases import selectors as cases
from planning.cases.models import Case, CaseState
from planning.handover import selectors, services
from planning.people.access import Actor, Right
from scheduler.staff.door import ask_again, staff_page
from scheduler.staff.dossier.acting import Act, act_on, house, status_of
from scheduler.staff.handover.forms import AgreementsForm, TakenForm
from scheduler.staff.handover.oza import download


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.MANAGE_CASES)
def page(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """The extract, and where each agreement stands towards the OPP."""
    case, now = _case(actor, case_id), timezone.now()
    context = {**house(actor, case), "answers": selectors.answers_for_opp(actor, case.school)}
    try:
        extract = selectors.extract_of(case, now=now)
    except gate.NoGround:
        return render(request, "staff/handover/opp.html", context)
    open_lines = [line for line in extract.lines if line.said is None]
    form = {"choices": [_choice(line) for line in open_lines]}
    said = [_choice(line) for line in extract.lines if line.said is not None]

    def chosen(data: dict[str, Any]) -> dict[str, Any]:
        return {"actor": actor, "case": case, "agreements": [UUID(key) for key in data["agreements"]], "now": now}

    acts = {
        "take": Act(
            form=partial(TakenForm, **form),
            do=lambda data: services.take_into_opp(on=data["on"], **chosen(data)),
            thanks=_("Vastgelegd: deze afspraken staan in het OPP."),
        ),
        "leave": Act(
            form=partial(AgreementsForm, **form),
            do=lambda data: services.leave_out_of_opp(**chosen(data)),
            thanks=_("Vastgelegd: deze afspraken horen niet in het OPP."),
        ),
        "wait": Act(
            form=partial(AgreementsForm, choices=said),
            do=lambda data: services.wait_for_opp(**chosen(data)),
            thanks=_("Teruggezet. Zeg opnieuw of deze afspraken in het OPP staan."),
        ),
    }
    answer, forms = act_on(request, acts, back=reverse("staff:opp", args=[case.pk]))
    if answer is not None:
        return answer
    context |= {
        "extract": extract,
        "open_lines": open_lines,
        "text": selectors.opp_text(extract),
        "forms": forms,
        "may_say": context["answers"] and case.state == CaseState.OPEN,
    }
    return render(request, "staff/handover/opp.html", context, status=status_of(forms))


@require_safe
@staff_page(right=Right.MANAGE_CASES)
def as_pdf(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """On paper, with the handelingsdeel to sign."""
    case, now = _case(actor, case_id), timezone.now()
    paper = selectors.opp_paper(selectors.extract_of(case, now=now), now=now)
    again = ask_again(request, back_to=reverse("staff:opp", args=[case.pk]))
    return again or download(to_pdf(paper), name=f"opp-{case.reference}.pdf", kind=PDF_TYPE)


@require_safe
@staff_page(right=Right.MANAGE_CASES)
def as_docx(request: HttpRequest, case_id: UUID, *, actor: Actor) -> HttpResponse:
    """The same, to write on in."""
    case, now = _case(actor, case_id), timezone.now()
    paper = selectors.opp_paper(selectors.extract_of(case, now=now), now=now)
    again = ask_again(request, back_to=reverse("staff:opp", args=[case.pk]))
    return again or download(to_docx(paper), name=f"opp-{case.reference}.docx", kind=DOCX_TYPE)


def _case(actor: Actor, case_id: UUID) -> Case:
    """A case of the own school: what the pupil said stays there."""
    case = cases.visible_case(actor, case_id)
    if case is None:
        raise Http404
    return case


def _choice(line: selectors.Line) -> tuple[str, str]:
    what = str(line.row.agreement.what)
    return str(line.row.agreement.pk), f"{what} ({line.row.owner})"
