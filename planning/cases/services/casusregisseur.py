"""The contact of the parents: appointed by the rule of the route, with a list of what that asks (R19–R23)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as now_in_dutch
from django.utils.translation import gettext_lazy as _

from planning.cases import gate, leading, rules
from planning.cases.models import Case, CaseState, CasusregisseurTerm, Domain, Tick, TickList
from planning.cases.selectors.leading import round_of
from planning.cases.services.lead import (
    ReasonNeeded,
    locked_case,
    require_lead,
    require_leader,
    roles_of,
)
from planning.cases.services.tasks import add_task
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.audit import By
from planning.people.models import Person
from planning.people.roles import Role
from planning.regions.selectors import get_route


class NoSuchLine(DomainError):
    """The list of the route has no such line."""

    code = "no_such_line"
    status = 422
    message = _("Deze regel staat niet op de lijst.")


class NotYetMet(DomainError):
    """A meeting that confirmed something has been."""

    code = "not_yet_met"
    status = 422
    message = _("Dit overleg is nog niet geweest.")


def proposed_roles(case: Case, leading_domain: str) -> tuple[str, ...]:
    """Whom the rule of the case's route points to (R20); the usual rule where a route has none."""
    rule = get_route(case.route, case.route_version).casusregisseur
    return rule.proposed(leading_domain) if rule is not None else rules.proposed_domain_role(leading_domain)


@transaction.atomic
def appoint_casusregisseur(
    *,
    actor: Actor,
    case: Case,
    person: Person,
    leading_domain: Domain,
    reason: str,
    now: dt.datetime,
    met_on: dt.date | None = None,
) -> Case:
    """Appoint the contact for the parents (R19–R21), as the meeting of `met_on` confirmed or outside a meeting.

    Another role than the rule of the route says needs a reason (R20). Raises CaseClosed, NotAllowed, ReasonNeeded,
    NotYetMet, CannotLead, and gate.NoGround for somebody of another organisation whom the guardians did not agree to.
    """
    case = locked_case(case.pk)
    if not actor.may(Right.MANAGE_CASES, school_id=case.school_id):
        require_lead(actor, case, now=now)
    if met_on is not None and met_on > now.astimezone(rules.AMSTERDAM).date():
        raise NotYetMet(fields={"met_on": NotYetMet.message})
    gate.require(case=case, person=person, now=now)
    require_leader(person, today=timezone.localdate(now))
    wanted = proposed_roles(case, leading_domain)
    by_rule = leading.is_by_rule(roles_of(person, today=now.date()), wanted)
    if not by_rule and not reason.strip():
        names = now_in_dutch(" of ").join(str(Role(role).label) for role in wanted)
        hint = now_in_dutch("De regel van uw route wijst naar: %(roles)s.") % {"roles": names}
        text = _("Schrijf op waarom u van de regel afwijkt.")
        raise ReasonNeeded(text, hint=hint, fields={"reason": text})
    _end_term(case, now=now)
    CasusregisseurTerm.objects.create(
        swv_id=case.swv_id,
        case=case,
        person=person,
        leading_domain=leading_domain,
        by_rule=by_rule,
        reason=reason.strip() or None,
        since=now,
        appointed_by_id=actor.person_id,
        met_on=met_on,
    )
    case.casusregisseur, case.leading_domain = person, leading_domain
    case.casusregisseur_reason = reason.strip() or None
    case.casusregisseur_since = now
    case.save(update_fields=["casusregisseur", "leading_domain", "casusregisseur_reason", "casusregisseur_since"])
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.casusregisseur", on=case, now=now, by_rule=by_rule)
    return case


def casusregisseur_without_ground(*, case: Case, now: dt.datetime) -> bool:
    """Take the casusregisseur off who lost the ground (C6), and let the school appoint another. For the receiver."""
    person = case.casusregisseur
    if case.state == CaseState.CLOSED or person is None or gate.admits(gate.ground(case=case, person=person, now=now)):
        return False
    _end_term(case, now=now)
    case.casusregisseur = case.casusregisseur_since = None
    case.save(update_fields=["casusregisseur", "casusregisseur_since"])
    add_task(case=case, person_id=case.opened_by_id, code="casusregisseur_gone", object_key=str(person.pk), now=now)
    audit.record(swv_id=case.swv_id, by=By.system(), action="case.casusregisseur_gone", on=case, now=now)
    return True


@transaction.atomic
def tick(*, actor: Actor, case: Case, of: TickList, number: int, done: bool, now: dt.datetime) -> None:
    """Tick a line of the route's list, or take the tick back (R22, R138). Twice is once.

    Raises CaseClosed, NotInCharge, NotAllowed, NoSuchLine. The casusregisseur ticks the own list, whoever holds regie.
    """
    case = locked_case(case.pk)
    if actor.person_id != case.casusregisseur_id:
        require_lead(actor, case, now=now)
    if not 1 <= number <= len(lines_of(case, of)):
        raise NoSuchLine
    where = {"case": case, "of": of, "number": number, "round": round_of(case) if of == TickList.REGIE else 1}
    if done:
        row, made = Tick.objects.get_or_create(
            **where, defaults={"swv_id": case.swv_id, "at": now, "by_id": actor.person_id}
        )
        if made:
            audit.record(swv_id=case.swv_id, by=actor.by, action=f"{of}.tick", on=row, now=now, number=number)
    elif Tick.objects.filter(**where).delete()[0]:
        audit.record(swv_id=case.swv_id, by=actor.by, action=f"{of}.untick", on=case, now=now, number=number)


def lines_of(case: Case, of: TickList) -> tuple[str, ...]:
    """The lines of a list, as the pinned version of the route says them."""
    route = get_route(case.route, case.route_version)
    if of == TickList.CLOSING:
        return route.closing.checklist
    return route.casusregisseur.tasks if route.casusregisseur is not None else ()


def _end_term(case: Case, *, now: dt.datetime) -> None:
    CasusregisseurTerm.objects.filter(case=case, until__isnull=True).update(until=now)
