"""More help, less help, and an impasse: explicit acts with a reason (R137, R139)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.cases import gate
from planning.cases.models import Case, ScaleKind, Scaling
from planning.cases.services import letters
from planning.cases.services.lead import ReasonNeeded, locked_case, require_lead
from planning.cases.services.parties import think_of
from planning.cases.services.tasks import add_task
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor
from planning.people.models import Person, RoleHolding
from planning.people.roles import Role


class NotAConsulent(DomainError):
    """An impasse goes to an onderwijszorgconsulent (R137)."""

    code = "not_a_consulent"
    status = 422
    message = _("Kies een onderwijszorgconsulent.")
    hint = _("Staat er niemand in de lijst? Vraag de coördinator van uw samenwerkingsverband.")


class AlreadyEscalated(DomainError):
    """One at a time."""

    code = "already_escalated"
    message = _("Deze casus ligt al bij de onderwijszorgconsulent.")


class NotEscalated(DomainError):
    """There is nothing to end."""

    code = "not_escalated"
    message = _("Dit is al afgerond.")


@transaction.atomic
def escalate(*, actor: Actor, case: Case, person: Person, reason: str, now: dt.datetime) -> Scaling:
    """A (threatening) impasse goes to the onderwijszorgconsulent (R137).

    The casusregisseur or who holds regie does it. The consulent gets a task and a letter without content; without the
    guardians' yes the consulent is put on the list of who thinks along, and sees nothing yet (house rule 4).
    Raises CaseClosed, NotInCharge, NotAllowed, ReasonNeeded, NotAConsulent, AlreadyEscalated.
    """
    case = locked_case(case.pk)
    if actor.person_id != case.casusregisseur_id:
        require_lead(actor, case, now=now)
    _require_reason(reason)
    held = RoleHolding.objects.filter(person=person, role=Role.OZC, valid_from__lte=now.date())
    if not held.exclude(valid_to__lt=now.date()).exists():
        raise NotAConsulent(fields={"person": NotAConsulent.message})
    if Scaling.objects.filter(case=case, kind=ScaleKind.ESCALATED, ended_at__isnull=True).exists():
        raise AlreadyEscalated
    row = _record(case, ScaleKind.ESCALATED, actor=actor, reason=reason, person=person, now=now)
    if gate.admits(gate.ground(case=case, person=person, now=now)):
        add_task(case=case, person_id=person.pk, code="escalated", object_key=str(row.pk), now=now)
        letters.something_to_do(person, case=case, object_id=row.pk, now=now)
    else:
        think_of(case, person=person, role=Role.OZC, by=actor.by, now=now)
        add_task(case=case, person_id=case.opened_by_id, code="ask_for_consulent", object_key=str(row.pk), now=now)
    return row


@transaction.atomic
def end_escalation(*, actor: Actor, case: Case, now: dt.datetime) -> Scaling:
    """The impasse is over. By whom it lies with, or who leads. Raises NotEscalated, CaseClosed, NotAllowed."""
    case = locked_case(case.pk)
    row = Scaling.objects.filter(case=case, kind=ScaleKind.ESCALATED, ended_at__isnull=True).first()
    if row is None:
        raise NotEscalated
    if actor.person_id not in {row.person_id, case.casusregisseur_id}:
        require_lead(actor, case, now=now)
    row.ended_at, row.ended_by_id = now, actor.person_id
    row.save(update_fields=["ended_at", "ended_by"])
    case.tasks.filter(object_key=str(row.pk), done_at__isnull=True).update(done_at=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="scaling.end", on=row, now=now)
    return row


@transaction.atomic
def scale(*, actor: Actor, case: Case, kind: ScaleKind, reason: str, now: dt.datetime) -> Scaling:
    """Say that help becomes more or less, and why: down is as explicit as up (R139).

    Raises CaseClosed, NotInCharge, NotAllowed, ReasonNeeded. An escalation has a verb of its own.
    """
    case = locked_case(case.pk)
    if actor.person_id != case.casusregisseur_id:
        require_lead(actor, case, now=now)
    _require_reason(reason)
    if kind == ScaleKind.ESCALATED:
        raise NotAConsulent
    return _record(case, kind, actor=actor, reason=reason, person=None, now=now)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonNeeded(fields={"reason": ReasonNeeded.message})


def _record(
    case: Case, kind: ScaleKind, *, actor: Actor, reason: str, person: Person | None, now: dt.datetime
) -> Scaling:
    row = Scaling.objects.create(
        swv_id=case.swv_id,
        case=case,
        kind=kind,
        reason=reason.strip(),
        at=now,
        by_id=actor.person_id,
        person=person,
    )
    audit.record(swv_id=case.swv_id, by=actor.by, action="scaling", on=row, now=now, kind=str(kind))
    return row
