"""Regie over a case: the step it is in, who holds regie, handing it on, splitting and joining (R12, R17, R18)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planning.cases import gate, leading
from planning.cases.models import Case, CaseState, Regie, RegieBasis, RegieKind, RegieOffer
from planning.cases.services import letters
from planning.cases.services.lead import (
    ReasonNeeded,
    as_holders,
    locked_case,
    open_regie,
    require_lead,
    require_leader,
    role_for,
)
from planning.cases.services.tasks import add_task
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, NotAllowed, Right
from planning.people.audit import By
from planning.people.models import Person
from planning.regions.selectors import get_route


class NoSuchStep(DomainError):
    """The route has no such step."""

    code = "no_such_step"
    status = 422
    message = _("Deze stap bestaat niet in de route.")


class NeedsASplit(DomainError):
    """The two plans get an own holder only together (R18)."""

    code = "needs_a_split"
    message = _("Eén persoon heeft de regie over de hele casus.")
    hint = _("Splits de regie: school over het OPP, jeugdhulp over het gezinsplan.")


class OfferIsOver(DomainError):
    """An offer is answered once, by whom it was made to."""

    code = "offer_over"
    message = _("Deze vraag is al beantwoord, of is niet voor u.")


@transaction.atomic
def give_regie(
    *, actor: Actor, case: Case, person: Person, reason: str = "", kind: str = RegieKind.WHOLE, now: dt.datetime
) -> Regie:
    """Record that the meeting gave regie to somebody: a dated, visible act (R17).

    `kind` other than the whole only while regie is split. Raises CaseClosed, NotInCharge, NotAllowed, NeedsASplit,
    CannotLead, and gate.NoGround for somebody of another organisation whom the guardians did not agree to.
    """
    case = locked_case(case.pk)
    require_lead(actor, case, now=now)
    return _hand(case, kind=kind, to=person, basis=RegieBasis.MEETING, actor=actor, reason=reason, now=now)


@transaction.atomic
def offer_regie(
    *, actor: Actor, case: Case, person: Person, reason: str = "", kind: str = RegieKind.WHOLE, now: dt.datetime
) -> RegieOffer:
    """Ask somebody to take regie over, outside a meeting. Nothing changes before the answer; a newer offer replaces it.

    Raises as `give_regie`.
    """
    case = locked_case(case.pk)
    require_lead(actor, case, now=now)
    gate.require(case=case, person=person, now=now)
    require_leader(person, today=timezone.localdate(now))
    _require_beside(kind, case)
    case.regie_offers.filter(answered_at__isnull=True).update(answered_at=now, accepted=False)
    offer = RegieOffer.objects.create(
        swv_id=case.swv_id,
        case=case,
        kind=kind,
        person=person,
        role=_role(case, person, now=now),
        asked_by_id=actor.person_id,
        asked_at=now,
        reason=reason.strip() or None,
    )
    add_task(case=case, person_id=person.pk, code="regie_offered", object_key=str(offer.pk), now=now)
    letters.something_to_do(person, case=case, object_id=offer.pk, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="regie.offer", on=offer, now=now, kind=kind)
    return offer


@transaction.atomic
def answer_offer(*, actor: Actor, offer: RegieOffer, accept: bool, now: dt.datetime) -> RegieOffer:
    """Take regie over, or not; whoever asked hears it. Raises OfferIsOver, CaseClosed, gate.NoGround."""
    case = locked_case(offer.case_id)
    offer = RegieOffer.objects.select_related("person", "asked_by").get(pk=offer.pk)
    if offer.answered_at is not None or offer.person_id != actor.person_id:
        raise OfferIsOver
    offer.answered_at, offer.accepted = now, accept
    offer.save(update_fields=["answered_at", "accepted"])
    case.tasks.filter(code="regie_offered", object_key=str(offer.pk), done_at__isnull=True).update(done_at=now)
    if accept:
        _hand(
            case,
            kind=offer.kind,
            to=offer.person,
            basis=RegieBasis.ACCEPTED,
            actor=actor,
            reason=str(offer.reason or ""),
            now=now,
        )
    else:
        audit.record(swv_id=case.swv_id, by=actor.by, action="regie.decline", on=offer, now=now)
    code = "regie_accepted" if accept else "regie_declined"
    add_task(case=case, person_id=offer.asked_by_id, code=code, object_key=str(offer.pk), now=now)
    letters.something_to_do(offer.asked_by, case=case, object_id=offer.pk, now=now)
    return offer


@transaction.atomic
def take_over(*, actor: Actor, case: Case, reason: str, now: dt.datetime) -> Regie:
    """The school takes regie over the whole case back, with a reason, so that nothing gets stuck (R17).

    Raises CaseClosed, NotAllowed for who does not lead cases at this school, ReasonNeeded.
    """
    case = locked_case(case.pk)
    actor.require(Right.MANAGE_CASES, school_id=case.school_id)
    if not reason.strip():
        raise ReasonNeeded(_("Schrijf op waarom u de regie overneemt."), fields={"reason": ReasonNeeded.message})
    person = Person.objects.get(pk=actor.person_id)
    for row in open_regie(case):
        if row.person_id != person.pk:
            add_task(case=case, person_id=row.person_id, code="regie_taken", object_key=str(row.pk), now=now)
            letters.something_to_do(row.person, case=case, object_id=row.pk, now=now)
        _end(row, now=now)
    basis = RegieBasis.TAKEN
    return _hand(case, kind=RegieKind.WHOLE, to=person, basis=basis, actor=actor, reason=reason, now=now)


@transaction.atomic
def split_regie(
    *, actor: Actor, case: Case, school: Person, care: Person, reason: str = "", now: dt.datetime
) -> tuple[Regie, Regie]:
    """Outcome of a meeting: school over the OPP, youth care over the gezinsplan (R18). Twice is once.

    Raises as `give_regie`.
    """
    case = locked_case(case.pk)
    require_lead(actor, case, now=now)
    held = {row.kind: row for row in open_regie(case)}
    if {kind: row.person_id for kind, row in held.items()} == {RegieKind.OPP: school.pk, RegieKind.FAMILY: care.pk}:
        return held[RegieKind.OPP], held[RegieKind.FAMILY]
    for row in open_regie(case):
        _end(row, now=now)
    basis = RegieBasis.MEETING
    return (
        _hand(case, kind=RegieKind.OPP, to=school, basis=basis, actor=actor, reason=reason, now=now),
        _hand(case, kind=RegieKind.FAMILY, to=care, basis=basis, actor=actor, reason=reason, now=now),
    )


@transaction.atomic
def join_regie(*, actor: Actor, case: Case, person: Person, reason: str = "", now: dt.datetime) -> Regie:
    """One person over the whole again (R18). Raises as `give_regie`."""
    case = locked_case(case.pk)
    require_lead(actor, case, now=now)
    for row in open_regie(case):
        _end(row, now=now)
    basis = RegieBasis.MEETING
    return _hand(case, kind=RegieKind.WHOLE, to=person, basis=basis, actor=actor, reason=reason, now=now)


def end_without_ground(*, case: Case, now: dt.datetime) -> int:
    """End the regie of who lost the ground (C6): the route's own roles lead again, and the school hears it.

    For the receiver of changed consent: runs inside its transaction. Gives how many ended.
    """
    if case.state == CaseState.CLOSED:
        return 0
    rows = open_regie(case)
    found = gate.grounds(case=case, person_ids=[row.person_id for row in rows], now=now) if rows else {}
    lost = [row for row in rows if not gate.admits(found[row.person_id])]
    for row in lost:
        _end(row, now=now)
        audit.record(swv_id=case.swv_id, by=By.system(), action="regie.no_ground", on=row, now=now)
        add_task(case=case, person_id=case.opened_by_id, code="regie_back", object_key=str(row.pk), now=now)
    for offer in case.regie_offers.filter(answered_at__isnull=True).select_related("person"):
        if not gate.admits(gate.ground(case=case, person=offer.person, now=now)):
            offer.answered_at, offer.accepted = now, False
            offer.save(update_fields=["answered_at", "accepted"])
            case.tasks.filter(object_key=str(offer.pk), done_at__isnull=True).update(done_at=now)
    return len(lost)


def _hand(
    case: Case, *, kind: str, to: Person, basis: RegieBasis, actor: Actor, reason: str, now: dt.datetime
) -> Regie:
    gate.require(case=case, person=to, now=now)
    require_leader(to, today=timezone.localdate(now))
    _require_beside(kind, case)
    for row in open_regie(case):
        if row.kind == kind:
            if row.person_id == to.pk:
                return row
            _end(row, now=now)
    row = Regie.objects.create(
        swv_id=case.swv_id,
        case=case,
        kind=kind,
        person=to,
        role=_role(case, to, now=now),
        since=now,
        basis=basis,
        decided_by_id=actor.person_id,
        reason=reason.strip() or None,
    )
    audit.record(swv_id=case.swv_id, by=actor.by, action="regie.hand", on=row, now=now, kind=kind, basis=str(basis))
    return row


def _require_beside(kind: str, case: Case) -> None:
    if not leading.may_be_added(kind, as_holders(open_regie(case))):
        raise NeedsASplit


def _role(case: Case, person: Person, *, now: dt.datetime) -> str:
    step = get_route(case.route, case.route_version).step(case.step)
    try:
        return role_for(person, wanted=step.regie, today=now.date())
    except NotAllowed as error:
        raise gate.NoGround from error


def _end(row: Regie, *, now: dt.datetime) -> None:
    row.until = now
    row.save(update_fields=["until"])
