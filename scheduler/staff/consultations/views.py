"""Asking an expert something without a name, and answering it (R31, R43)."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.cases import selectors, services
from planning.cases.models import Consultation, ConsultationOutcome, ConsultationState, Topic
from planning.people.access import Actor, Right
from planning.people.models import Person, School
from planning.people.roles import short_name
from scheduler.staff.consultations.forms import AnswerForm, CheckedForm, CloseForm, PlanForm, QuestionForm
from scheduler.staff.door import staff_page
from scheduler.staff.refusals import refusals_in, show
from scheduler.staff.signals.views import schools_for


def _require_part(actor: Actor) -> None:
    """Who asks, or who answers."""
    if not (actor.may_somewhere(Right.ASK_EXPERT) or actor.may_somewhere(Right.ANSWER_AS_EXPERT)):
        raise PermissionDenied


def _consultation_or_404(actor: Actor, consultation_id: UUID) -> Consultation:
    row = selectors.visible_consultation(actor, consultation_id)
    if row is None:
        raise Http404
    return row


@require_safe
@staff_page()
def consultation_list(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """What one asked, and what one was asked."""
    _require_part(actor)
    rows = list(selectors.visible_consultations(actor))
    context = {
        "asked_me": [row for row in rows if row.expert_id == actor.person_id],
        "asked": [row for row in rows if row.asked_by_id == actor.person_id],
        "may_ask": actor.may_somewhere(Right.ASK_EXPERT),
    }
    return render(request, "staff/consultations/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(right=Right.ASK_EXPERT)
def consultation_new(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Ask something. The first school, or the one in the address, says who can be asked."""
    schools = schools_for(actor, Right.ASK_EXPERT)
    asked = request.POST.get("school") or request.GET.get("school", "")
    school = next((row for row in schools if str(row.pk) == asked), schools[0] if schools else None)
    if school is None:
        raise PermissionDenied
    experts = selectors.experts_of(school, now=timezone.now())
    form = _question_form(request, schools=schools, school=school, experts=experts)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        expert = next(person for person, _role in experts if str(person.pk) == data["expert"])
        try:
            row = services.ask_expert(
                actor=actor,
                school=school,
                expert=expert,
                asked=services.ShortQuestion(
                    topic=Topic(data["topic"]), question=data["question"], moments=data["moments"]
                ),
                checked=data["checked"],
                now=timezone.now(),
            )
        except services.LooksLikeAChild as warning:
            form.warned = True
            show(form, warning)
        except services.AskSomething as refusal:
            show(form, refusal)
        else:
            messages.success(request, _("Uw vraag is verstuurd."))
            return redirect("staff:consultation", consultation_id=row.pk)
    context = {"form": form, "many": len(schools) > 1, "school": school, "nobody": not experts}
    return render(request, "staff/consultations/new.html", context, status=422 if form.errors else 200)


def _question_form(
    request: HttpRequest, *, schools: list[School], school: School, experts: list[tuple[Person, str]]
) -> QuestionForm:
    return QuestionForm(
        request.POST if request.method == "POST" else None,
        initial={"school": str(school.pk)},
        schools=[(str(row.pk), row.name) for row in schools],
        experts=[
            (str(person.pk), f"{person.name} ({short_name(role)}, {person.organisation})") for person, role in experts
        ],
    )


@require_safe
@staff_page()
def consultation_page(request: HttpRequest, consultation_id: UUID, *, actor: Actor) -> HttpResponse:
    """One question with its answer."""
    return _show(request, actor, _consultation_or_404(actor, consultation_id))


def _show(request: HttpRequest, actor: Actor, row: Consultation, **bound: forms.Form) -> HttpResponse:
    context = {
        "row": row,
        "role": short_name(row.role),
        "mine": row.asked_by_id == actor.person_id,
        "for_me": row.expert_id == actor.person_id,
        "open": row.state != ConsultationState.CLOSED,
        "answer_form": AnswerForm(auto_id="a-%s"),
        "plan_form": PlanForm(auto_id="p-%s"),
        "close_form": CloseForm(auto_id="c-%s"),
        **bound,
    }
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "staff/consultations/consultation.html", context, status=status)


@require_POST
@staff_page(right=Right.ANSWER_AS_EXPERT)
def answer(request: HttpRequest, consultation_id: UUID, *, actor: Actor) -> HttpResponse:
    """Answer in words."""
    row = _consultation_or_404(actor, consultation_id)
    form: CheckedForm = AnswerForm(request.POST, auto_id="a-%s")
    if form.is_valid():
        try:
            services.answer_consultation(
                actor=actor,
                consultation=row,
                answer=form.cleaned_data["answer"],
                checked=form.cleaned_data["checked"],
                now=timezone.now(),
            )
        except services.LooksLikeAChild as warning:
            form.warned = True
            show(form, warning)
        except (services.AskSomething, services.NotNowConsultation) as refusal:
            show(form, refusal)
        else:
            messages.success(request, _("Uw antwoord is verstuurd."))
            return redirect("staff:consultation", consultation_id=row.pk)
    return _show(request, actor, row, answer_form=form)


@require_POST
@staff_page(right=Right.ANSWER_AS_EXPERT)
def plan(request: HttpRequest, consultation_id: UUID, *, actor: Actor) -> HttpResponse:
    """Plan a moment to talk."""
    row = _consultation_or_404(actor, consultation_id)
    form = PlanForm(request.POST, auto_id="p-%s")
    if form.is_valid():
        try:
            services.plan_consultation(
                actor=actor,
                consultation=row,
                start=form.start(),
                place=form.cleaned_data["place"],
                checked=form.cleaned_data["checked"],
                now=timezone.now(),
            )
        except services.LooksLikeAChild as warning:
            form.warned = True
            show(form, warning)
        except (services.AskSomething, services.NotNowConsultation) as refusal:
            show(form, refusal)
        else:
            messages.success(request, _("Het moment is doorgegeven."))
            return redirect("staff:consultation", consultation_id=row.pk)
    return _show(request, actor, row, plan_form=form)


@require_POST
@staff_page(right=Right.ASK_EXPERT)
def close(request: HttpRequest, consultation_id: UUID, *, actor: Actor) -> HttpResponse:
    """Close it, with what comes of it."""
    row = _consultation_or_404(actor, consultation_id)
    form = CloseForm(request.POST, auto_id="c-%s")
    if form.is_valid():
        with refusals_in(form):
            outcome = ConsultationOutcome(form.cleaned_data["outcome"])
            services.close_consultation(actor=actor, consultation=row, outcome=outcome, now=timezone.now())
            messages.success(request, _("De vraag is afgerond."))
            if outcome == ConsultationOutcome.SIGNAL and actor.may_somewhere(Right.SIGNAL):
                return redirect("staff:signal-new")
            return redirect("staff:consultation", consultation_id=row.pk)
    return _show(request, actor, row, close_form=form)
