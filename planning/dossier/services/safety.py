"""A safety signal and the meldcode (R153): the documented exception to the consent rule, seen by the fewest.

No letter, no task and no bell is made here, for each of those is seen by others: whoever started the signal or was
named finds it on the page itself. The audit lines (`safety.…`) say which row and who, nothing about whom.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planning.cases.models import Case, Involved
from planning.dossier.models import LegalGround, SafetyAccess, SafetyDecision, SafetySignal, SafetyStep
from planning.dossier.rules import safety as rules
from planning.dossier.selectors.safety import may_open, starter_roles
from planning.dossier.services import ground
from planning.errors import DomainError
from planning.people import audit
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.models import Person


class NotYours(DomainError):
    """Who may not open a signal does not hear that there is one (S18)."""

    code = "safety_not_found"
    status = 404
    message = _("Deze pagina is er niet (meer).")


class NotOfTheSchool(DomainError):
    """Only people of the pupil's school are named."""

    code = "safety_not_of_the_school"
    status = 422
    message = _("Kies iemand van de school van de leerling.")


class WrongStep(DomainError):
    """The steps of the meldcode follow each other."""

    code = "safety_wrong_step"
    status = 422
    message = _("Leg eerst de stap hiervoor vast.")


class TalkOrReason(DomainError):
    """Step 3 may be left out only with a reason."""

    code = "safety_talk_or_reason"
    status = 422
    message = _("Er is nog geen gesprek geweest met ouders of kind. Schrijf op waarom niet, of leg stap 3 eerst vast.")


class DecisionNeeded(DomainError):
    """Step 5 is a decision."""

    code = "safety_decision_needed"
    status = 422
    message = _("Kies wat er is besloten.")


class SignalClosed(DomainError):
    """After closing nothing is added."""

    code = "safety_closed"
    message = _("Dit signaal is afgesloten.")


@transaction.atomic
def start_signal(
    *, actor: Actor, case: Case, legal_ground: LegalGround, reason: str, on: dt.date, note: str, now: dt.datetime
) -> SafetySignal:
    """Start the meldcode with its first step (R153): IB, OC, JP, JA or LPA, with the legal ground and why.

    A closed case takes one too: what is seen afterwards is no less a signal. Raises NotAllowed, NotYours for a case
    that is not of this person, WordsNeeded, FutureDay, StrangeDay.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("school").get(pk=case.pk)
    actor.require(Right.START_SAFETY, school_id=case.school_id)
    roles = starter_roles(actor, school_id=case.school_id)
    known = actor.may(Right.SEE_CASES, school_id=case.school_id)
    if not roles or not (known or Involved.objects.filter(case=case, person_id=actor.person_id).exists()):
        raise NotYours
    why, seen = ground.words(reason, field="reason"), ground.words(note, field="note")
    ground.happened(on, field="on", now=now)
    signal = SafetySignal.objects.create(
        swv_id=case.swv_id,
        case=case,
        started_by_id=actor.person_id,
        started_role=roles[0],
        started_at=now,
        legal_ground=legal_ground,
        reason=why,
    )
    SafetyStep.objects.create(
        swv_id=case.swv_id,
        signal=signal,
        number=1,
        on=on,
        note=seen,
        recorded_by_id=actor.person_id,
        recorded_at=now,
    )
    audit.record(swv_id=case.swv_id, by=actor.by, action="safety.start", on=signal, now=now)
    return signal


@transaction.atomic
def take_step(
    *,
    actor: Actor,
    signal: SafetySignal,
    number: int,
    on: dt.date,
    note: str,
    decision: str = "",
    now: dt.datetime,
) -> SafetyStep:
    """Record a step of the meldcode; step 3 may be left out when step 4 says why.

    Raises NotYours, SignalClosed, WrongStep, TalkOrReason, DecisionNeeded, WordsNeeded, FutureDay, StrangeDay.
    """
    row = _own(signal, actor=actor)
    recorded = set(row.steps.values_list("number", flat=True))
    why = rules.why_not_step(number, recorded=recorded, reason=note)
    if why == "talk":
        raise TalkOrReason(fields={"note": TalkOrReason.message})
    if why:
        raise WrongStep(fields={"number": WrongStep.message})
    ground.happened(on, field="on", now=now)
    text = ground.words(note, field="note")
    if number == rules.DECIDE and decision not in SafetyDecision.values:
        raise DecisionNeeded(fields={"decision": DecisionNeeded.message})
    step = SafetyStep.objects.create(
        swv_id=row.swv_id,
        signal=row,
        number=number,
        on=on,
        note=text,
        decision=decision if number == rules.DECIDE else "",
        recorded_by_id=actor.person_id,
        recorded_at=now,
    )
    audit.record(swv_id=row.swv_id, by=actor.by, action="safety.step", on=row, now=now, number=number)
    return step


@transaction.atomic
def name_person(*, actor: Actor, signal: SafetySignal, person: Person, now: dt.datetime) -> SafetyAccess:
    """Let somebody of the pupil's school know of it. Twice is once. Raises NotYours, SignalClosed, NotOfTheSchool."""
    row = _own(signal, actor=actor)
    here = people.current(timezone.localdate(now)).filter(person=person, school=row.case.school_id)
    if not here.exists():
        raise NotOfTheSchool(fields={"person": NotOfTheSchool.message})
    access, made = SafetyAccess.objects.get_or_create(
        signal=row,
        person=person,
        ended_at=None,
        defaults={"swv_id": row.swv_id, "named_by_id": actor.person_id, "named_at": now},
    )
    if made:
        audit.record(swv_id=row.swv_id, by=actor.by, action="safety.name", on=access, now=now)
    return access


@transaction.atomic
def end_access(*, actor: Actor, signal: SafetySignal, person: Person, now: dt.datetime) -> None:
    """Somebody does not need it any more. Only who started the signal takes access back. Twice is once."""
    row = _own(signal, actor=actor)
    if row.started_by_id != actor.person_id:
        raise NotYours
    for access in row.access.filter(person=person, ended_at__isnull=True):
        access.ended_at, access.ended_by_id = now, actor.person_id
        access.save(update_fields=["ended_at", "ended_by"])
        audit.record(swv_id=row.swv_id, by=actor.by, action="safety.unname", on=access, now=now)


@transaction.atomic
def close_signal(*, actor: Actor, signal: SafetySignal, now: dt.datetime) -> None:
    """The meldcode is finished: after the decision of step 5. Raises NotYours, SignalClosed, WrongStep."""
    row = _own(signal, actor=actor)
    if not row.steps.filter(number=rules.DECIDE).exists():
        raise WrongStep
    row.closed_at, row.closed_by_id = now, actor.person_id
    row.save(update_fields=["closed_at", "closed_by"])
    audit.record(swv_id=row.swv_id, by=actor.by, action="safety.close", on=row, now=now)


def _own(signal: SafetySignal, *, actor: Actor) -> SafetySignal:
    """The signal under its lock, for who may open it. Raises NotYours, SignalClosed."""
    row = SafetySignal.objects.select_for_update(of=("self",)).select_related("case").get(pk=signal.pk)
    if not may_open(row, actor=actor):
        raise NotYours
    if row.closed_at is not None:
        raise SignalClosed
    return row
