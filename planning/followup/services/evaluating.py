"""Evaluations: their date, and what they decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.cases import naming
from planning.cases import services as cases
from planning.cases.models import ScaleKind
from planning.followup import rules
from planning.followup.models import Evaluation, EvaluationState, Outcome
from planning.followup.services import choosing
from planning.followup.services.errors import AlreadyDecided, DateInThePast, NextDateNeeded, SomethingDoesNotFit
from planning.followup.services.ground import open_case
from planning.meetings.models import Meeting
from planning.people import audit
from planning.people.access import Actor, Right
from planning.regions.selectors import get_route


@dataclass(frozen=True, slots=True)
class LookedBack:
    """What was said when the goals and agreements were looked at (R135), and until when it goes on now.

    `until` is the next evaluation (R131), or the last day of the aftercare.
    """

    needs: str = ""
    goals: str = ""
    support: str = ""
    reason: str = ""
    until: dt.date | None = None


@transaction.atomic
def plan_evaluation(
    *, actor: Actor, meeting: Meeting, on: dt.date, method: str, now: dt.datetime, kept_words: bool = False
) -> Evaluation:
    """Every arrangement ends its meeting with an evaluation date and a method (R131). Planning again moves the date.

    Raises DateInThePast, AlreadyDecided, NamesThePupil, CaseIsClosed, CaseFrozen, NotAllowed.
    """
    case = open_case(meeting)
    actor.require(Right.MANAGE_MEETINGS, school_id=meeting.school_id)
    if on <= now.astimezone(rules.AMSTERDAM).date():
        raise DateInThePast(fields={"on": DateInThePast.message})
    naming.require_anonymous(case=case, texts={"method": method}, by=actor.by, now=now, kept=kept_words, always=True)
    evaluation, _made = Evaluation.objects.select_for_update().get_or_create(
        meeting=meeting, defaults={"swv_id": meeting.swv_id, "case": case, "on": on, "method": method.strip()}
    )
    if evaluation.state != EvaluationState.PLANNED:
        raise AlreadyDecided
    if on != evaluation.on:
        evaluation.asked_at = None
        choosing.choice_is_made(evaluation, now=now)
    evaluation.on, evaluation.method = on, method.strip()
    evaluation.save(update_fields=["on", "method", "asked_at"])
    audit.record(swv_id=meeting.swv_id, by=actor.by, action="evaluation.plan", on=evaluation, now=now)
    return evaluation


@transaction.atomic
def decide_outcome(
    *,
    actor: Actor,
    evaluation: Evaluation,
    outcome: Outcome,
    said: LookedBack | None = None,
    now: dt.datetime,
) -> None:
    """What the evaluation decided (R132, R135, R138, R139): on, otherwise, back as often as needed, down, or out.

    What goes on after a meeting of its own gets its next evaluation there; less help is a dated act with its reason;
    aftercare begins. Raises AlreadyDecided, SomethingDoesNotFit, NextDateNeeded, ReasonNeeded, WrongDay, DateInThePast,
    CaseClosed, CaseFrozen, NotInCharge, NotAllowed.
    """
    said = said or LookedBack()
    evaluation = Evaluation.objects.select_for_update(of=("self",)).select_related("case").get(pk=evaluation.pk)
    case = evaluation.case
    actor.require(Right.MANAGE_MEETINGS, school_id=case.school_id)
    cases.refuse_frozen(case.pk)
    if evaluation.state in {EvaluationState.HELD, EvaluationState.CANCELLED}:
        raise AlreadyDecided
    if outcome == Outcome.CONTINUE and not rules.fits(said.needs, said.goals, said.support):
        raise SomethingDoesNotFit(fields={"outcome": SomethingDoesNotFit.message})
    evaluation.state, evaluation.outcome, evaluation.decided_at = EvaluationState.HELD, outcome, now
    evaluation.needs_fit, evaluation.goals_fit, evaluation.support_fit = said.needs, said.goals, said.support
    evaluation.reason = said.reason.strip() or None
    evaluation.save()
    choosing.choice_is_made(evaluation, now=now)
    _follow(actor, evaluation, outcome=outcome, said=said, now=now)
    step = rules.step_after(get_route(case.route, case.route_version), outcome=outcome, now_in=case.step)
    reason = _("Besluit bij de evaluatie: %(outcome)s.") % {"outcome": outcome.label}
    cases.move_step(actor=actor, case=case, step=step, reason=reason, now=now)
    audit.record(
        swv_id=evaluation.swv_id, by=actor.by, action="evaluation.decide", on=evaluation, now=now, outcome=str(outcome)
    )


def _follow(actor: Actor, evaluation: Evaluation, *, outcome: Outcome, said: LookedBack, now: dt.datetime) -> None:
    """What an outcome brings beside the step: less help, aftercare, the next evaluation."""
    if outcome == Outcome.SCALE_DOWN:
        cases.scale(actor=actor, case=evaluation.case, kind=ScaleKind.DOWN, reason=said.reason, now=now)
    if outcome == Outcome.AFTERCARE:
        if said.until is None:
            raise NextDateNeeded(fields={"until": NextDateNeeded.message})
        cases.begin_aftercare(actor=actor, case=evaluation.case, until=said.until, now=now)
    meeting = evaluation.next_meeting
    if outcome in rules.GOES_ON and meeting is not None:
        if said.until is None:
            raise NextDateNeeded(fields={"until": NextDateNeeded.message})
        plan_evaluation(actor=actor, meeting=meeting, on=said.until, method=evaluation.method, now=now)
