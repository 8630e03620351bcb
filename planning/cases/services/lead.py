"""Who may act as the one who leads: asked by every verb that only regie may do (R12, R17)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as now_in_dutch
from django.utils.translation import gettext_lazy as _

from planning.cases import gate, leading
from planning.cases.models import Case, CaseState, Regie
from planning.cases.services.freezing import refuse_frozen
from planning.errors import DomainError
from planning.people.access import LEADERS, Actor, NotAllowed, Right
from planning.people.models import Person, RoleHolding
from planning.people.roles import Role


class CaseClosed(DomainError):
    """After closing nothing is changed."""

    code = "case_closed"
    message = _("Deze casus is afgesloten.")


class NotInCharge(DomainError):
    """Somebody else holds regie; the message names who (R12)."""

    code = "not_in_charge"
    status = 403
    message = _("Iemand anders heeft de regie.")
    hint = _("Vraag het die persoon, of neem de regie over met een reden.")


class CannotLead(DomainError):
    """In none of the person's roles one can lead a case: it would stand still (R17)."""

    code = "cannot_lead"
    status = 422
    message = _("Deze persoon kan geen casus leiden.")
    hint = _("Kies iemand uit de lijst.")


class ReasonNeeded(DomainError):
    """An act that deviates from what was agreed needs a reason."""

    code = "reason_needed"
    status = 422
    message = _("Schrijf op waarom.")


def locked_case(case_id: UUID) -> Case:
    """The case's row, locked, with school and casusregisseur. Raises CaseClosed."""
    case = Case.objects.select_for_update(of=("self",)).select_related("school", "casusregisseur").get(pk=case_id)
    if case.state == CaseState.CLOSED:
        raise CaseClosed
    return case


def open_regie(case: Case) -> list[Regie]:
    """What is held now, with the persons."""
    return list(Regie.objects.filter(case=case, until__isnull=True).select_related("person"))


def as_holders(rows: Sequence[Regie]) -> list[leading.Holder]:
    """The same as plain values."""
    return [leading.Holder(kind=row.kind, person=row.person_id, role=row.role) for row in rows]


def require_lead(actor: Actor, case: Case, *, now: dt.datetime) -> None:
    """Let only who leads act: a holder of regie or, while nobody holds it, who leads cases at the school (R12).

    A holder of another organisation needs a ground still (house rule 4). Nobody leads a case that stands still (P5).
    Raises NotInCharge, NotAllowed, CaseFrozen.
    """
    refuse_frozen(case.pk)
    rows = open_regie(case)
    of_the_school = actor.may(Right.MANAGE_CASES, school_id=case.school_id)
    if leading.leads(actor.person_id, as_holders(rows), of_the_school=of_the_school):
        if not of_the_school:
            gate.require(case=case, person=Person.objects.get(pk=actor.person_id), now=now)
        return
    if not of_the_school:
        raise NotAllowed
    names = ", ".join(row.person.name for row in rows)
    raise NotInCharge(now_in_dutch("%(names)s heeft de regie over deze casus.") % {"names": names})


def require_leader(person: Person, *, today: dt.date) -> None:
    """Raise CannotLead for who could not do anything with a case that is theirs to lead (S6)."""
    if not roles_of(person, today=today) & LEADERS:
        raise CannotLead(fields={"person": CannotLead.message})


def roles_of(person: Person, *, today: dt.date) -> set[str]:
    """The roles somebody holds on a day, anywhere."""
    rows = RoleHolding.objects.filter(person=person, valid_from__lte=today).exclude(valid_to__lt=today)
    return set(rows.values_list("role", flat=True))


def role_for(person: Person, *, wanted: Sequence[str], today: dt.date) -> Role:
    """The role in which somebody takes part: one that is wanted if held, else any held one. Raises NotAllowed."""
    held = roles_of(person, today=today)
    found = next((role for role in wanted if role in held), None) or min(held, default=None)
    if found is None:
        raise NotAllowed
    return Role(found)
