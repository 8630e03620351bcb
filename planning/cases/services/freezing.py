"""Holding a case still (P5, art. 18 AVG): nothing new is done with it until somebody lifts that, with a reason kept."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import UUIDField
from django.utils.translation import gettext_lazy as _

from notifications.prepared import Prepared
from planning.cases.models import Case, Freeze, FreezeKind
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right


class CaseFrozen(DomainError):
    """Nothing new happens with a frozen case: no letters, polls, meetings or sharing."""

    code = "case_frozen"
    message = _("Deze casus is bevroren. Er kan nu niets worden verstuurd, gepland, gedeeld of gewijzigd.")
    hint = _("Lezen kan wel. Op het tabblad Privacy van de casus staat waarom, en wie dit kan opheffen.")


class WhyFrozen(DomainError):
    """A freeze says why."""

    code = "why_frozen"
    status = 422
    message = _("Schrijf op waarom.")


def is_frozen(case_id: UUID | None) -> bool:
    """Whether a case stands still; no case does not. One query."""
    if case_id is None:
        return False
    return bool(_still(case_id=case_id))


_still = Prepared(
    lambda case_id: (
        Freeze.objects.filter(case=case_id, kind=FreezeKind.RESTRICTION, lifted_at__isnull=True)
        .order_by()
        .values_list("pk", flat=True)[:1]
    ),
    case_id=UUIDField(),
)


def refuse_frozen(case_id: UUID | None) -> None:
    """Raise CaseFrozen for a case that stands still. Every verb that does something new with a case begins here."""
    if is_frozen(case_id):
        raise CaseFrozen


@transaction.atomic
def freeze_case(
    *, actor: Actor, case: Case, reason: str, now: dt.datetime, kind: str = FreezeKind.RESTRICTION
) -> Freeze:
    """Hold a case still, also one that is closed. Twice is once. Raises WhyFrozen, NotAllowed."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    actor.require(Right.HANDLE_PRIVACY, school_id=case.school_id)
    if not reason.strip():
        raise WhyFrozen(fields={"reason": WhyFrozen.message})
    known = Freeze.objects.filter(case=case, kind=kind, lifted_at__isnull=True).first()
    if known is not None:
        return known
    made = Freeze.objects.create(
        swv_id=case.swv_id,
        case=case,
        kind=FreezeKind(kind),
        reason=reason.strip(),
        since=now,
        frozen_by_id=actor.person_id,
    )
    audit.record(swv_id=case.swv_id, by=actor.by, action=f"case.{kind}", on=case, now=now)
    return made


@transaction.atomic
def lift_freeze(*, actor: Actor, case: Case, now: dt.datetime, kind: str = FreezeKind.RESTRICTION) -> bool:
    """Let a case go on; False when it did not stand still. Raises NotAllowed."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    actor.require(Right.HANDLE_PRIVACY, school_id=case.school_id)
    rows = Freeze.objects.filter(case=case, kind=kind, lifted_at__isnull=True)
    lifted = rows.update(lifted_at=now, lifted_by_id=actor.person_id)
    if lifted:
        audit.record(swv_id=case.swv_id, by=actor.by, action=f"case.{kind}_lifted", on=case, now=now)
    return bool(lifted)
