"""Another ground than consent for a party, and a dispute: dated acts with a reason, in force at once (C7, C10)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planning.cases.models import (
    FOR_THE_CASE,
    Case,
    CaseState,
    Dispute,
    GroundKind,
    Involved,
    Law,
    OtherGround,
    Purpose,
)
from planning.cases.services.asking import NoSuchQuestion, ThoughtOfElsewhere
from planning.cases.services.lead import CaseClosed
from planning.cases.services.minding import mind
from planning.cases.signals import consent_changed
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right

# How long each lasts at most, in days: safety is for now, a legal task is looked at again each year (our choice).
LONGEST = {GroundKind.SAFETY: 28, GroundKind.LEGAL_TASK: 365, GroundKind.ANONYMOUS: 365}
REASON_LENGTH = 10


class ReasonMissing(DomainError):
    """An act that sets consent aside says why (C7)."""

    code = "reason_missing"
    status = 422
    message = _("Schrijf op waarom. Minstens een paar woorden.")


class WrongGround(DomainError):
    """A legal task without its law, or a last day that cannot be."""

    code = "wrong_ground"
    status = 422
    message = _("Deze grond is niet compleet.")
    hint = _("Kies welke wet het is, en tot wanneer het geldt.")


class GroundThere(DomainError):
    """One other ground at a time, so that everybody knows on what somebody is there."""

    code = "ground_there"
    message = _("Er is al een andere grond voor deze persoon.")
    hint = _("Beëindig die eerst.")


@transaction.atomic
def set_other_ground(
    *,
    actor: Actor,
    case: Case,
    involved: Involved,
    kind: GroundKind,
    law: str = "",
    reason: str,
    until: dt.date,
    now: dt.datetime,
) -> OtherGround:
    """Record on what a party may be there without consent: by a role that may, with a reason, for a time, logged (C7).

    Raises NotAllowed, CaseClosed, ThoughtOfElsewhere, ReasonMissing, WrongGround, GroundThere.
    """
    case = _locked(case, actor=actor)
    if involved.case_id != case.pk:
        raise ThoughtOfElsewhere
    _say_why(reason)
    today = timezone.localdate(now)
    _check(kind, law=law, until=until, today=today)
    rows = OtherGround.objects.filter(involved=involved, ended_at__isnull=True)
    if rows.filter(until__gte=today).exists():
        raise GroundThere
    rows.update(ended_at=now, ended_by=actor.person_id)  # one that ran out makes place
    ground = OtherGround.objects.create(
        swv_id=case.swv_id,
        case=case,
        involved=involved,
        kind=kind,
        law=law if kind == GroundKind.LEGAL_TASK else "",
        reason=reason.strip(),
        set_by_id=actor.person_id,
        set_at=now,
        until=until,
    )
    audit.record(
        swv_id=case.swv_id, by=actor.by, action="ground.set", on=ground, now=now, kind=str(kind), law=ground.law
    )
    _changed(case, now=now)
    return ground


@transaction.atomic
def end_other_ground(*, actor: Actor, ground: OtherGround, now: dt.datetime) -> OtherGround:
    """End it now: who has no other ground leaves at once. Twice is once. Raises NotAllowed, CaseClosed."""
    case = _locked(ground.case, actor=actor)
    row = OtherGround.objects.get(pk=ground.pk)
    if row.ended_at is not None:
        return row
    row.ended_at, row.ended_by_id = now, actor.person_id
    row.save(update_fields=["ended_at", "ended_by"])
    audit.record(swv_id=case.swv_id, by=actor.by, action="ground.end", on=row, now=now)
    _changed(case, now=now)
    return row


@transaction.atomic
def record_dispute(
    *,
    actor: Actor,
    case: Case,
    reason: str,
    purpose: str = "",
    involved: Involved | None = None,
    now: dt.datetime,
) -> Dispute:
    """Those who must agree do not: that question is blocked at once, or with no purpose all of the case (C10).

    Recording needs only the right to lead cases: stopping is safe. Raises NotAllowed, CaseClosed, ReasonMissing,
    ThoughtOfElsewhere, NoSuchQuestion.
    """
    case = _locked(case, actor=actor, right=Right.MANAGE_CASES)
    if involved is not None and involved.case_id != case.pk:
        raise ThoughtOfElsewhere
    about_party = bool(purpose) and purpose not in FOR_THE_CASE
    if (purpose and purpose not in Purpose.values) or about_party != (involved is not None):
        raise NoSuchQuestion
    _say_why(reason)
    known = Dispute.objects.filter(case=case, purpose=purpose, involved=involved, lifted_at__isnull=True).first()
    if known is not None:
        return known
    dispute = Dispute.objects.create(
        swv_id=case.swv_id,
        case=case,
        purpose=purpose,
        involved=involved,
        reason=reason.strip(),
        recorded_by_id=actor.person_id,
        recorded_at=now,
    )
    audit.record(swv_id=case.swv_id, by=actor.by, action="dispute.record", on=dispute, now=now, purpose=purpose)
    _changed(case, now=now)
    return dispute


@transaction.atomic
def lift_dispute(*, actor: Actor, dispute: Dispute, reason: str, now: dt.datetime) -> Dispute:
    """They agree after all: what was answered counts again. Needs the right to set consent aside, and a reason.

    Twice is once. Raises NotAllowed, CaseClosed, ReasonMissing.
    """
    case = _locked(dispute.case, actor=actor)
    _say_why(reason)
    row = Dispute.objects.get(pk=dispute.pk)
    if row.lifted_at is not None:
        return row
    row.lifted_at, row.lifted_by_id, row.lifted_reason = now, actor.person_id, reason.strip()
    row.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    audit.record(swv_id=case.swv_id, by=actor.by, action="dispute.lift", on=row, now=now)
    _changed(case, now=now)
    return row


def _locked(case: Case, *, actor: Actor, right: Right = Right.OVERRIDE_CONSENT) -> Case:
    row = Case.objects.select_for_update(of=("self",)).select_related("school").get(pk=case.pk)
    actor.require(right, school_id=row.school_id)
    if row.state == CaseState.CLOSED:
        raise CaseClosed
    return row


def _say_why(reason: str) -> None:
    if len(reason.strip()) < REASON_LENGTH:
        raise ReasonMissing(fields={"reason": ReasonMissing.message})


def _check(kind: str, *, law: str, until: dt.date, today: dt.date) -> None:
    if kind not in GroundKind.values:
        raise WrongGround
    if kind == GroundKind.LEGAL_TASK and law not in Law.values:
        raise WrongGround(fields={"law": _("Kies welke wet deze taak geeft.")})
    longest = LONGEST[GroundKind(kind)]
    if not today <= until <= today + dt.timedelta(days=longest):
        text = _("Kies een laatste dag van vandaag tot hoogstens %(days)d dagen verder.") % {"days": longest}
        raise WrongGround(fields={"until": text})


def _changed(case: Case, *, now: dt.datetime) -> None:
    consent_changed.send(sender=Case, case_id=case.pk, swv_id=case.swv_id, now=now)
    mind(case, now=now)
