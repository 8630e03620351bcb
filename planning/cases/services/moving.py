"""Along the route: by an outcome of the step, or by hand with a reason; every move a row for ever (R45, R113, R132)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planning.cases import ways
from planning.cases.models import Case, StepMove, Task
from planning.cases.selectors.ways import answers_of, circumstances_of, route_of, triage_of
from planning.cases.services.lead import locked_case, require_lead
from planning.cases.services.regie import NoSuchStep
from planning.cases.services.tasks import TELL_FAMILY, add_task
from planning.cases.signals import family_waits
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor
from planning.routes.engine import Route
from planning.routes.parts import Outcome

ROUTE_ENDED = "route_ended"  # a task: the case has left its route and can be closed
NEW_VERSION = _("Overgezet naar een andere versie van de route.")
TELL_WITHIN = dt.timedelta(days=7)


class NoSuchOutcome(DomainError):
    """The step does not end like that, or not with this answer to the triage question."""

    code = "no_such_outcome"
    status = 422
    message = _("Deze weg is hier niet open.")
    hint = _("Kies een van de wegen die bij deze stap staan.")


class TriageFirst(DomainError):
    """The way depends on a question that has no answer yet (R45)."""

    code = "triage_first"
    message = _("Zeg eerst waar het om gaat: alleen onderwijs, onderwijs en zorg, of alleen zorg.")
    hint = _("Dat doet u op de pagina Begin. Het bepaalt welke weg de casus gaat.")


class NotReadyYet(DomainError):
    """An obligatory condition of the step is not met (R5, R44, R51)."""

    code = "not_ready_yet"
    message = _("Deze stap kan nog niet beginnen.")
    hint = _("Beantwoord de vraag op de pagina Begin. Kan het niet wachten? Schrijf dan op waarom u toch verder gaat.")


class WhyByHand(DomainError):
    """Going to a step that the route does not lead to needs a reason."""

    code = "why_by_hand"
    status = 422
    message = _("Schrijf op waarom u van de route afwijkt.")


@transaction.atomic
def move_on(*, actor: Actor, case: Case, outcome: str, reason: str = "", now: dt.datetime) -> StepMove:
    """End the step by one of its outcomes, and begin the next. Only who holds regie (R12).

    Only ways that are open by the triage answer (R45). What must be seen to before the next step stops the move; with
    a `reason` an IB or OC goes on all the same, and that is kept. An outcome that pupil and parents must hear of makes
    a dated task (R113). Leading out of the route leaves the case where it is, with a task to close it. Raises
    NotAllowed, NotInCharge, CaseClosed, NoSuchOutcome, TriageFirst, NotReadyYet.
    """
    case = locked_case(case.pk)
    require_lead(actor, case, now=now)
    route = route_of(case)
    way = _way(route, case, outcome)
    to = way.to if isinstance(way.to, int) else None
    unmet = [check for check in _checks(route, case, to=to) if check.stops]
    if unmet and not reason.strip():
        first = unmet[0].condition
        raise NotReadyYet(
            f"{NotReadyYet.message} {first.question} {first.explanation}", fields={"reason": NotReadyYet.message}
        )
    move = _record(
        case,
        route,
        actor=actor,
        outcome=way.key,
        decision=way.decision,
        to=to,
        out="" if to is not None else str(way.to),
        reason=reason,
        overridden=[check.condition.key for check in unmet],
        now=now,
    )
    person_id = case.casusregisseur_id or actor.person_id
    if way.feedback:
        due = timezone.localdate(now + TELL_WITHIN)
        add_task(case=case, person_id=person_id, code=TELL_FAMILY, object_key=str(move.pk), due=due, now=now)
        family_waits.send(sender=Task, case_id=case.pk, now=now)
    if to is None:
        add_task(case=case, person_id=actor.person_id, code=ROUTE_ENDED, now=now)
    return move


@transaction.atomic
def move_step(*, actor: Actor, case: Case, step: int, reason: str, now: dt.datetime) -> Case:
    """Go to a step by hand, forward or back, as often as needed (R132), with the reason.

    The reason also covers conditions that are not met; which ones is kept. The step where the case is already: nothing
    happens. Only who holds regie (R12). Raises NotAllowed, NotInCharge, CaseClosed, NoSuchStep, WhyByHand.
    """
    case = locked_case(case.pk)
    require_lead(actor, case, now=now)
    route = route_of(case)
    if step not in {row.number for row in route.steps}:
        raise NoSuchStep
    if case.step == step:
        return case
    if not reason.strip():
        raise WhyByHand(fields={"reason": WhyByHand.message})
    unmet = [check.condition.key for check in _checks(route, case, to=step) if check.stops]
    _record(case, route, actor=actor, to=step, reason=reason, overridden=unmet, now=now)
    return case


def record_opening(case: Case, *, actor: Actor, now: dt.datetime) -> None:
    """The first row of the history: the case was opened, in its first step. In the caller's transaction."""
    StepMove.objects.create(
        swv_id=case.swv_id,
        case=case,
        number=1,
        route=case.route,
        route_version=case.route_version,
        to_step=case.step,
        by_id=actor.person_id,
        at=now,
    )


def record_version_moves(cases: Sequence[Case], *, before: Mapping[UUID, int], actor: Actor, now: dt.datetime) -> None:
    """Each of these cases went to another version of its route, and perhaps to another step (R1).

    In the caller's transaction; their rows are locked and hold the new version and step.
    """
    last: dict[UUID, StepMove] = {}
    for move in StepMove.objects.filter(case__in=cases).order_by("number").only("case", "number", "round", "swv"):
        last[move.case_id] = move
    StepMove.objects.bulk_create(
        StepMove(
            swv_id=case.swv_id,
            case=case,
            number=last[case.pk].number + 1 if case.pk in last else 1,
            route=case.route,
            route_version=case.route_version,
            from_step=before[case.pk],
            to_step=case.step,
            round=last[case.pk].round if case.pk in last else 1,
            reason=str(NEW_VERSION),
            by_id=actor.person_id,
            at=now,
        )
        for case in cases
    )


def _way(route: Route, case: Case, key: str) -> Outcome:
    try:
        way = route.outcome(case.step, key)
    except KeyError as unknown:
        raise NoSuchOutcome from unknown
    triage = triage_of(case)
    if way.when and triage is None:
        raise TriageFirst
    if way not in ways.open_ways(route, step=case.step, triage=triage.answer if triage is not None else ""):
        raise NoSuchOutcome
    return way


def _checks(route: Route, case: Case, *, to: int | None) -> tuple[ways.Check, ...]:
    return ways.checks(
        route,
        step=case.step,
        to=to,
        answers={key: row.answer for key, row in answers_of(case).items()},
        circumstances=circumstances_of(case),
        fresh=not StepMove.objects.filter(case=case, from_step__isnull=False).exists(),
    )


def _record(
    case: Case,
    route: Route,
    *,
    actor: Actor,
    to: int | None,
    outcome: str = "",
    decision: str = "",
    out: str = "",
    reason: str = "",
    overridden: Sequence[str] = (),
    now: dt.datetime,
) -> StepMove:
    last = StepMove.objects.filter(case=case).order_by("-number").first()
    move = StepMove.objects.create(
        swv_id=case.swv_id,
        case=case,
        number=last.number + 1 if last is not None else 1,
        route=route.key,
        route_version=route.version,
        from_step=case.step,
        outcome=outcome,
        decision=decision,
        to_step=to,
        out=out,
        round=ways.round_after(route, before=last.round if last is not None else 1, step=case.step, to=to),
        reason=reason.strip() or None,
        overridden=list(overridden),
        by_id=actor.person_id,
        at=now,
    )
    before = case.step
    if to is not None:
        case.step = to
        case.save(update_fields=["step"])
    audit.record(
        swv_id=case.swv_id,
        by=actor.by,
        action="case.step" if to is not None else "case.out",
        on=case,
        now=now,
        before=before,
        after=to if to is not None else out,
        outcome=outcome,
        overridden=len(overridden),
    )
    return move
