"""Evaluations: their date, and what they decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.cases import naming
from planning.cases import services as cases
from planning.cases.models import ScaleKind
from planning.dossier import selectors as dossier
from planning.dossier.services import OppTalk, stop_clock
from planning.followup import rules
from planning.followup.models import Evaluation, EvaluationState, Outcome
from planning.followup.services import choosing, drafting, ending, goals, telling
from planning.followup.services.errors import (
    AlreadyDecided,
    DateInThePast,
    NextDateNeeded,
    NoOppToEvaluate,
    SomethingDoesNotFit,
)
from planning.followup.services.goals import Seen
from planning.followup.services.ground import open_case
from planning.meetings.models import Meeting
from planning.meetings.selectors import require_write
from planning.people import audit
from planning.people.access import Actor, Right
from planning.regions.selectors import get_route


@dataclass(frozen=True, slots=True)
class LookedBack:
    """What was said when the goals and agreements were looked at (R135), and until when it goes on now.

    `until` is the next evaluation (R131), or the last day of the aftercare; `results` says of each goal (its id) how
    far it is. `opp`: the OPP was looked back on in the same conversation, with parents and pupil (R136).
    """

    needs: str = ""
    goals: str = ""
    support: str = ""
    reason: str = ""
    until: dt.date | None = None
    results: Mapping[UUID, Seen] = field(default_factory=dict)
    opp: OppTalk | None = None


@transaction.atomic
def plan_evaluation(
    *, actor: Actor, meeting: Meeting, on: dt.date, method: str, now: dt.datetime, kept_words: bool = False
) -> Evaluation:
    """Every arrangement ends its meeting with an evaluation date and a method (R131). Planning again moves the date.

    Raises DateInThePast, AlreadyDecided, NamesThePupil, CaseIsClosed, CaseFrozen, NotAllowed.
    """
    case = open_case(meeting)
    require_write(actor, meeting)
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
    telling.expect_telling(meeting, now=now)
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

    What goes on after a meeting of its own gets its next evaluation there; what goes on otherwise is laid on the table
    of that meeting, or of a new one, to be changed; less help is a dated act with its reason; aftercare begins. When
    the OPP was evaluated with it, its clock stands and next year's begins. Raises AlreadyDecided, SomethingDoesNotFit,
    LookAtGoals, NextDateNeeded, ReasonNeeded, WrongDay, DateInThePast, NoOppToEvaluate, what
    `dossier.services.stop_clock` raises, CaseClosed, CaseFrozen, NotInCharge, NotAllowed.
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
    goals.look_back(evaluation, said.results, actor=actor, now=now)
    choosing.choice_is_made(evaluation, now=now)
    _follow(actor, evaluation, outcome=outcome, said=said, now=now)
    if said.opp is not None:
        _evaluate_opp(actor, evaluation, talk=said.opp, now=now)
    route = get_route(case.route, case.route_version)
    reason = _("Besluit bij de evaluatie: %(outcome)s.") % {"outcome": outcome.label}
    if outcome == Outcome.BACK:  # a round ends in the step of the evaluation, also when nobody moved the case there
        case = cases.move_step(actor=actor, case=case, step=route.evaluation.step, reason=reason, now=now)
    step = rules.step_after(route, outcome=outcome, now_in=case.step)
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
        ending.begin_aftercare(actor=actor, case=evaluation.case, until=said.until, now=now)
    if outcome == Outcome.ADJUST or (outcome == Outcome.SCALE_DOWN and evaluation.next_meeting is not None):
        drafting.carry_over(evaluation, by=actor.by, now=now)
    meeting = evaluation.next_meeting
    if outcome in rules.GOES_ON and meeting is not None:
        if said.until is None:
            raise NextDateNeeded(fields={"until": NextDateNeeded.message})
        plan_evaluation(actor=actor, meeting=meeting, on=said.until, method=evaluation.method, now=now)


def _evaluate_opp(actor: Actor, evaluation: Evaluation, *, talk: OppTalk, now: dt.datetime) -> None:
    """The yearly evaluation of the OPP was this conversation: on its day, or today when that was not recorded."""
    clock = dossier.opp_to_evaluate(evaluation.case)
    if clock is None:
        raise NoOppToEvaluate(fields={"opp": NoOppToEvaluate.message})
    today, meeting = now.astimezone(rules.AMSTERDAM).date(), evaluation.next_meeting
    day = meeting.start.astimezone(rules.AMSTERDAM).date() if meeting is not None and meeting.start else today
    on = day if clock.since <= day <= today else today
    stop_clock(actor=actor, clock=clock, on=on, talk=talk, now=now)
