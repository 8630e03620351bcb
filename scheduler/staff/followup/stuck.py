"""An agreement that is stuck or late: what was said of it, and what the casusregisseur can do (R124, R133, R137)."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from planning.cases import selectors as cases
from planning.cases.models import CaseState
from planning.followup import selectors, services
from planning.followup.models import Agreement
from planning.people import selectors as people
from planning.people.access import Actor, Right
from scheduler.staff.cases.forms import EscalateForm
from scheduler.staff.door import staff_page
from scheduler.staff.followup.forms import TalkForm
from scheduler.staff.refusals import refusals_in


def _agreement(actor: Actor, agreement_id: UUID) -> Agreement:
    """The agreement, for who may see its case or leads it from another organisation."""
    agreement = selectors.agreement_for(actor, agreement_id, now=timezone.now())
    if agreement is None:
        raise Http404
    return agreement


@require_safe
@staff_page(right=Right.LEAD_CASES)
def page(request: HttpRequest, agreement_id: UUID, *, actor: Actor) -> HttpResponse:
    """The agreement with its reports, and the choices: talk, meet again, the onderwijszorgconsulent."""
    return _show(request, actor, _agreement(actor, agreement_id))


@require_POST
@staff_page(right=Right.LEAD_CASES)
def talk(request: HttpRequest, agreement_id: UUID, *, actor: Actor) -> HttpResponse:
    """Write down what was said with who would do it."""
    agreement = _agreement(actor, agreement_id)
    form = TalkForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            services.note_talk(actor=actor, agreement=agreement, note=form.cleaned_data["note"], now=timezone.now())
            messages.success(request, _("Het gesprek is opgeschreven."))
            return redirect("staff:agreement", agreement_id=agreement.pk)
    return _show(request, actor, agreement, talk_form=form)


@require_POST
@staff_page(right=Right.LEAD_CASES)
def reconvene(request: HttpRequest, agreement_id: UUID, *, actor: Actor) -> HttpResponse:
    """Call the same people together again."""
    agreement = _agreement(actor, agreement_id)
    meeting = services.reconvene(actor=actor, agreement=agreement, now=timezone.now())
    if actor.may(Right.MANAGE_MEETINGS, school_id=meeting.school_id):
        messages.success(request, _("Het overleg staat klaar met dezelfde mensen. Prik nu een datum."))
        return redirect("staff:meeting", meeting_id=meeting.pk)
    messages.success(request, _("Het overleg staat klaar met dezelfde mensen. De school prikt een datum."))
    return redirect("staff:agreement", agreement_id=agreement.pk)


@require_POST
@staff_page(right=Right.LEAD_CASES)
def scale_up(request: HttpRequest, agreement_id: UUID, *, actor: Actor) -> HttpResponse:
    """Put the impasse before the onderwijszorgconsulent."""
    agreement = _agreement(actor, agreement_id)
    form = EscalateForm(request.POST, people=_consulents(agreement))
    if form.is_valid():
        person = people.person(UUID(form.cleaned_data["person"]))
        if person is None:
            raise Http404
        with refusals_in(form):
            services.scale_up(
                actor=actor,
                agreement=agreement,
                person=person,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
            messages.success(request, _("De casus is voorgelegd aan de onderwijszorgconsulent."))
            return redirect("staff:agreement", agreement_id=agreement.pk)
    return _show(request, actor, agreement, escalate_form=form)


def _consulents(agreement: Agreement) -> list[tuple[str, str]]:
    if agreement.case is None:
        return []
    rows = cases.consulents(agreement.case, today=timezone.localdate())
    return [(str(person.pk), f"{person.name} ({role})") for person, role in rows]


def _leads(actor: Actor, agreement: Agreement) -> bool:
    """The casusregisseur and the school, while the case runs; of a point about no pupil the school."""
    case = agreement.case
    if case is not None and case.state != CaseState.OPEN:
        return False
    leads = case is not None and actor.person_id == case.casusregisseur_id
    return leads or actor.may(Right.MANAGE_MEETINGS, school_id=agreement.school.pk)


def _show(request: HttpRequest, actor: Actor, agreement: Agreement, **bound: forms.Form) -> HttpResponse:
    consulents = _consulents(agreement)
    case = agreement.case
    context = {
        "row": selectors.one_agreement(agreement, today=timezone.localdate()),
        "case": case,
        "responses": selectors.responses_to(agreement),
        "escalation": cases.open_escalation(case) if case is not None else None,
        "consulents": consulents,
        "may_act": agreement.withdrawn_at is None and _leads(actor, agreement),
        "talk_form": TalkForm(),
        "escalate_form": EscalateForm(people=consulents),
    }
    wrong = any(form.errors for form in bound.values())
    return render(request, "staff/followup/agreement.html", {**context, **bound}, status=422 if wrong else 200)
