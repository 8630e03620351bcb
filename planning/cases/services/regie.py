"""Who leads, where the case is, what waits, and the end."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.cases import rules
from planning.cases.models import Case, CaseState, Domain, Task
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.models import Person, RoleHolding
from planning.routes.engine import get_route


class CaseClosed(DomainError):
    """After closing nothing is changed."""

    code = "case_closed"
    message = _("Deze casus is afgesloten.")


class ReasonNeeded(DomainError):
    """R20: deviating from the rule needs a reason."""

    code = "reason_needed"
    status = 422
    message = _("Schrijf op waarom u van de regel afwijkt.")
    hint = _("Is onderwijs voorliggend, dan is het de IB'er of OC. Is jeugdhulp voorliggend, dan de JP.")


class NoSuchStep(DomainError):
    """The route has no such step."""

    code = "no_such_step"
    status = 422
    message = _("Deze stap bestaat niet in de route.")


@transaction.atomic
def appoint_casusregisseur(
    *, actor: Actor, case: Case, person: Person, leading_domain: Domain, reason: str, now: dt.datetime
) -> Case:
    """Appoint the contact for the parents (R19–R21). Another role than the rule says needs a reason (R20)."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    actor.require(Right.MANAGE_CASES, school_id=case.school_id)
    if case.state == CaseState.CLOSED:
        raise CaseClosed
    wanted = rules.proposed_domain_role(leading_domain)
    today = now.date()
    fits = (
        RoleHolding.objects.filter(person=person, role__in=wanted, valid_from__lte=today)
        .exclude(valid_to__lt=today)
        .exists()
    )
    if not fits and not reason.strip():
        raise ReasonNeeded(fields={"reason": ReasonNeeded.message})
    case.casusregisseur, case.leading_domain = person, leading_domain
    case.casusregisseur_reason = reason.strip() or None
    case.casusregisseur_since = now
    case.save(update_fields=["casusregisseur", "leading_domain", "casusregisseur_reason", "casusregisseur_since"])
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.casusregisseur", on=case, now=now, by_rule=fits)
    return case


@transaction.atomic
def move_step(*, actor: Actor, case: Case, step: int, now: dt.datetime) -> Case:
    """Go to a step of the route, forward or back, as often as needed (R132)."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    actor.require(Right.MANAGE_CASES, school_id=case.school_id)
    if case.state == CaseState.CLOSED:
        raise CaseClosed
    if step not in {row.number for row in get_route(case.route, case.route_version).steps}:
        raise NoSuchStep
    if case.step != step:
        before, case.step = case.step, step
        case.save(update_fields=["step"])
        audit.record(swv_id=case.swv_id, by=actor.by, action="case.step", on=case, now=now, before=before, after=step)
    return case


@transaction.atomic
def close_case(*, actor: Actor, case: Case, now: dt.datetime) -> Case:
    """Close the case (R138): open tasks are done with."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    actor.require(Right.MANAGE_CASES, school_id=case.school_id)
    if case.state == CaseState.CLOSED:
        return case
    case.state, case.closed_at = CaseState.CLOSED, now
    case.save(update_fields=["state", "closed_at"])
    case.tasks.filter(done_at__isnull=True).update(done_at=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.close", on=case, now=now)
    return case


def add_task(
    *, case: Case, person_id: UUID, code: str, object_key: str = "", due: dt.date | None = None, now: dt.datetime
) -> Task:
    """Put something on somebody's list; an open task of the same kind about the same thing is not doubled."""
    del now  # the row's own created_at says when
    task, _made = Task.objects.get_or_create(
        case=case,
        person_id=person_id,
        code=code,
        object_key=object_key,
        done_at=None,
        defaults={"swv_id": case.swv_id, "due": due},
    )
    return task


@transaction.atomic
def finish_task(*, actor: Actor, task: Task, now: dt.datetime) -> None:
    """Tick a task off: its own person, or who leads cases at the school."""
    if task.person_id != actor.person_id:
        actor.require(Right.MANAGE_CASES, school_id=task.case.school_id)
    if Task.objects.filter(pk=task.pk, done_at__isnull=True).update(done_at=now):
        audit.record(swv_id=task.swv_id, by=actor.by, action="task.done", on=task, now=now)
