"""An evaluation: who comes this time, what came of the goals and agreements, and what is decided (R79, R131–R139)."""

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
from planning.dossier import selectors as dossier
from planning.followup import goals, rules, selectors, services
from planning.followup.models import Evaluation, EvaluationState, Outcome
from planning.people.access import Actor, Right
from scheduler.staff.door import staff_page
from scheduler.staff.followup.forms import OutcomeForm, OutcomeWithOppForm, PeopleForm
from scheduler.staff.polls.forms import ticked
from scheduler.staff.refusals import refusals_in


def _evaluation(actor: Actor, evaluation_id: UUID) -> Evaluation:
    evaluation = selectors.evaluation_for(actor, evaluation_id, now=timezone.now())
    if evaluation is None:
        raise Http404
    return evaluation


@require_safe
@staff_page(right=Right.LEAD_CASES)
def page(request: HttpRequest, evaluation_id: UUID, *, actor: Actor) -> HttpResponse:
    """Who comes, what was agreed beside what came of it, and the decision."""
    return _show(request, actor, _evaluation(actor, evaluation_id))


@require_POST
@staff_page(right=Right.LEAD_CASES)
def choose(request: HttpRequest, evaluation_id: UUID, *, actor: Actor) -> HttpResponse:
    """Choose with the family who comes; the meeting then stands ready for a date."""
    evaluation = _evaluation(actor, evaluation_id)
    form = PeopleForm(request.POST, people=_people(evaluation))
    if form.is_valid():
        with refusals_in(form):
            meeting = services.choose_people(
                actor=actor,
                evaluation=evaluation,
                participants={UUID(key) for key in form.cleaned_data["participants"]},
                with_family=form.cleaned_data["with_family"],
                now=timezone.now(),
            )
            if actor.may(Right.MANAGE_MEETINGS, school_id=meeting.school_id):
                messages.success(request, _("Het overleg staat klaar. Verstuur nu de datumprikker."))
            else:
                messages.success(request, _("Het overleg staat klaar. De school prikt een datum."))
            return redirect("staff:evaluation", evaluation_id=evaluation.pk)
    return _show(request, actor, evaluation, people_form=form)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def propose(request: HttpRequest, evaluation_id: UUID, *, actor: Actor) -> HttpResponse:
    """Do not choose: propose the next meeting now, with the same people."""
    evaluation = _evaluation(actor, evaluation_id)
    actor.require(Right.MANAGE_MEETINGS, school_id=evaluation.case.school_id)
    meeting = services.propose_meeting(evaluation_id=evaluation.pk, by=actor.by, now=timezone.now())
    if meeting is None:
        messages.info(request, _("Voor deze evaluatie staat al een overleg klaar."))
        return redirect("staff:evaluation", evaluation_id=evaluation.pk)
    messages.success(request, _("Het overleg staat klaar met dezelfde mensen. Verstuur nu de datumprikker."))
    return redirect("staff:evaluation", evaluation_id=evaluation.pk)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def send(request: HttpRequest, evaluation_id: UUID, *, actor: Actor) -> HttpResponse:
    """Send the poll that stands ready: everybody gets an own link."""
    evaluation = _evaluation(actor, evaluation_id)
    moments = ticked(request.POST.getlist("moment"))
    poll = services.send_poll(actor=actor, evaluation=evaluation, options=moments, now=timezone.now())
    messages.success(request, _("Iedereen heeft een eigen link gekregen."))
    return redirect("staff:poll", poll_id=poll.pk)


@require_POST
@staff_page(right=Right.MANAGE_MEETINGS)
def decide(request: HttpRequest, evaluation_id: UUID, *, actor: Actor) -> HttpResponse:
    """Record what the evaluation saw and decided."""
    evaluation = _evaluation(actor, evaluation_id)
    back = goals.look_back_on(evaluation, today=timezone.localdate())
    form = _outcome_form(evaluation)(request.POST, rows=back.goals)
    if form.is_valid():
        with refusals_in(form):
            services.decide_outcome(
                actor=actor,
                evaluation=evaluation,
                outcome=Outcome(form.cleaned_data["outcome"]),
                said=form.said(),
                now=timezone.now(),
            )
            messages.success(request, _("Het besluit is vastgelegd."))
            if form.cleaned_data["outcome"] in {Outcome.CLOSE, Outcome.AFTERCARE}:
                return redirect("staff:case-close", case_id=evaluation.case_id)
            if form.cleaned_data["outcome"] == Outcome.ADJUST:
                evaluation.refresh_from_db(fields=["next_meeting"])
                return redirect("staff:after-meeting", meeting_id=evaluation.next_meeting_id)
            return redirect("staff:case", case_id=evaluation.case_id)
    return _show(request, actor, evaluation, outcome_form=form)


def _people(evaluation: Evaluation) -> list[tuple[str, str]]:
    """The professionals of the meeting before; the family comes anyway."""
    rows = selectors.possible_owners(evaluation.meeting)
    return [(str(row.pk), selectors.owner_name(row)) for row in rows if row.person_id is not None]


def _outcome_form(evaluation: Evaluation) -> type[OutcomeForm]:
    """With the questions about the OPP while its evaluation is still to come."""
    return OutcomeForm if dossier.opp_to_evaluate(evaluation.case) is None else OutcomeWithOppForm


def _show(request: HttpRequest, actor: Actor, evaluation: Evaluation, **bound: forms.Form) -> HttpResponse:
    case = evaluation.case
    waits = evaluation.state in {EvaluationState.PLANNED, EvaluationState.PROPOSED} and case.state == "open"
    manages = actor.may(Right.MANAGE_MEETINGS, school_id=case.school_id)
    back = goals.look_back_on(evaluation, today=timezone.localdate())
    context = {
        "evaluation": evaluation,
        "case": case,
        "back": back,
        "route": cases.route_of(case),
        "may_choose": waits
        and evaluation.state == EvaluationState.PLANNED
        and (manages or actor.person_id == case.casusregisseur_id),
        "may_decide": waits and manages,
        "manages": manages,
        "poll_from": evaluation.on - rules.POLL_FROM,
        "poll": selectors.ready_poll(evaluation, now=timezone.now()) if waits and manages else None,
        "people_form": PeopleForm(people=_people(evaluation)),
        "outcome_form": _outcome_form(evaluation)(rows=back.goals),
    }
    wrong = any(form.errors for form in bound.values())
    return render(request, "staff/followup/evaluation.html", {**context, **bound}, status=422 if wrong else 200)
