"""Roles given and ended: from them follows what somebody may see and do, so each is in the audit trail."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.errors import DomainError
from planning.people import audit, rules
from planning.people.access import Actor, Right
from planning.people.models import SWV, Person, RoleHolding, School
from planning.people.roles import AT_A_SCHOOL, FOR_THE_SWV, Role
from planning.people.services.checking import check, same_swv, wrong


class LastCoordinator(DomainError):
    """An SWV without a coordinator could not give anybody a role again."""

    code = "last_coordinator"
    message = _("Dit is de laatste coördinator.")
    hint = _("Geef eerst iemand anders deze rol.")


@transaction.atomic
def give_role(
    *,
    actor: Actor,
    person: Person,
    role: Role,
    school: School | None,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    now: dt.datetime,
) -> RoleHolding:
    """Let a person hold a role at a school, or for the whole SWV, both days included. Raises NotAllowed, NotRight."""
    actor.require(Right.MANAGE_PEOPLE)
    same_swv(actor, person, school)
    Person.objects.select_for_update().get(pk=person.pk)
    if role in AT_A_SCHOOL and school is None:
        raise wrong("school", _("Kies de school waar deze rol bij hoort."))
    if role in FOR_THE_SWV and school is not None:
        raise wrong("school", _("Deze rol geldt voor het hele samenwerkingsverband. Laat de school leeg."))
    if valid_to is not None and valid_to < valid_from:
        raise wrong("valid_to", _("De laatste dag ligt voor de eerste."))
    for other in RoleHolding.objects.filter(person=person, role=role, school=school):
        if rules.overlap(valid_from, valid_to, other.valid_from, other.valid_to):
            raise wrong("valid_from", _("Deze persoon heeft deze rol hier dan al."))
    row = RoleHolding(
        swv_id=actor.swv_id, person=person, role=role, school=school, valid_from=valid_from, valid_to=valid_to
    )
    check(row)
    row.save()
    audit.record(swv_id=actor.swv_id, by=actor.by, action="role.give", on=row, now=now, role=role.value)
    return row


@transaction.atomic
def end_role(*, actor: Actor, holding: RoleHolding, last_day: dt.date, now: dt.datetime) -> None:
    """End a role on a day, or take it back when it had not begun. Raises NotAllowed, LastCoordinator."""
    actor.require(Right.MANAGE_PEOPLE)
    same_swv(actor, holding)
    SWV.objects.select_for_update().get(pk=actor.swv_id)  # so that two coordinators do not send each other away
    if holding.role == Role.COORDINATOR:
        others = RoleHolding.objects.filter(role=Role.COORDINATOR, valid_to__isnull=True, valid_from__lte=last_day)
        if not others.exclude(person_id=holding.person_id).exists():
            raise LastCoordinator
    audit.record(swv_id=actor.swv_id, by=actor.by, action="role.end", on=holding, now=now, role=holding.role)
    if last_day < holding.valid_from:
        holding.delete()
    else:
        holding.valid_to = last_day
        holding.save(update_fields=["valid_to"])
