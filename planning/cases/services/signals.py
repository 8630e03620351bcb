"""A signal about a pupil: written down, taken up, and made into something or nothing (R41, R42, R84, R90, R152)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planning.cases.models import Case, Knows, Signal, SignalAct, SignalSource, SignalState, SignalWay
from planning.cases.services import word
from planning.cases.services.questions import StartQuestions
from planning.errors import DomainError, Text
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.models import School
from planning.people.roles import Role

NO_QUESTIONS = StartQuestions()


@dataclass(frozen=True, slots=True)
class SignalData:
    """What was noticed, by whom, and what was done already (R41, R42, R51)."""

    source: SignalSource
    heard_on: dt.date
    pupil_name: str
    story: str
    parents_know: Knows
    pupil_initial: str = ""
    pupil_group: str = ""
    source_name: str = ""
    questions: StartQuestions = NO_QUESTIONS
    adjusted: str = ""
    parents_said: str = ""


class WrongSignal(DomainError):
    """Something is missing or cannot be."""

    code = "wrong_signal"
    status = 422
    message = _("Kijk het signaal na.")


class ParentsFirst(DomainError):
    """A jeugdprofessional tells the school nothing about a family without the parents (R59)."""

    code = "parents_first"
    status = 422
    message = _("Een JP geeft een signaal met naam alleen door als de ouders het weten.")
    hint = _("Bespreek het eerst met de ouders.")


class SignalIsDone(DomainError):
    """It was dealt with meanwhile."""

    code = "signal_is_done"
    message = _("Dit signaal is al afgehandeld.")
    hint = _("Heropen het als er toch iets mee moet.")


class SignalNeedsReason(DomainError):
    """Each way but a case is explained."""

    code = "signal_needs_reason"
    status = 422
    message = _("Schrijf in een paar woorden op waarom.")


class NotAnEnd(DomainError):
    """No way to deal with a signal, or the case way without a case."""

    code = "not_an_end"
    status = 422
    message = _("Kies wat er met het signaal gebeurt.")


ENDS = frozenset({SignalWay.CONSULTATION, SignalWay.OWN_SUPPORT, SignalWay.NOTHING})


@transaction.atomic
def write_signal(*, actor: Actor, school: School, data: SignalData, now: dt.datetime) -> Signal:
    """Write a signal down; the school's IB or OC gets a letter when somebody else wrote it.

    Raises NotAllowed, WrongSignal, ParentsFirst.
    """
    actor.require(Right.SIGNAL, school_id=school.pk)
    _check(data, today=timezone.localdate(now))
    if _only_youth_care(actor) and data.parents_know != Knows.YES:
        raise ParentsFirst(fields={"parents_know": ParentsFirst.message})
    signal = Signal.objects.create(
        swv_id=actor.swv_id,
        school=school,
        source=data.source,
        source_name=data.source_name.strip() or None,
        heard_on=data.heard_on,
        pupil_name=data.pupil_name.strip(),
        pupil_initial=data.pupil_initial.strip() or None,
        pupil_group=data.pupil_group.strip() or None,
        story=data.story.strip(),
        question_support=data.questions.support.strip() or None,
        question_organise=data.questions.organise.strip() or None,
        question_evaluate=data.questions.evaluate.strip() or None,
        adjusted=data.adjusted.strip() or None,
        parents_said=data.parents_said.strip() or None,
        parents_know=data.parents_know,
        written_by_id=actor.person_id,
        written_at=now,
    )
    audit.record(swv_id=actor.swv_id, by=actor.by, action="signal.write", on=signal, now=now, source=str(data.source))
    if not actor.may(Right.MANAGE_CASES, school_id=school.pk):
        word.to_leaders(school, path=f"/signalen/{signal.pk}/", key=f"signal:{signal.pk}", now=now)
    return signal


@transaction.atomic
def take_signal(*, actor: Actor, signal: Signal, now: dt.datetime) -> Signal:
    """Take it up: from now on it is mine. Twice is once; from a colleague it is taken over.

    Raises NotAllowed, SignalIsDone.
    """
    signal = locked_signal(signal.pk, actor=actor)
    if signal.state == SignalState.IN_HAND and signal.held_by_id == actor.person_id:
        return signal
    _hold(signal, actor=actor, state=SignalState.IN_HAND, now=now)
    _act(signal, actor=actor, way=SignalWay.TAKEN, now=now)
    return signal


@transaction.atomic
def settle_signal(*, actor: Actor, signal: Signal, way: SignalWay, reason: str, now: dt.datetime) -> Signal:
    """A consultation, own support, or nothing, with the reason. A case is opened by `open_case(signal=…)`.

    Raises NotAllowed, SignalIsDone, NotAnEnd, SignalNeedsReason.
    """
    signal = locked_signal(signal.pk, actor=actor)
    if way not in ENDS:
        raise NotAnEnd(fields={"way": NotAnEnd.message})
    if not reason.strip():
        raise SignalNeedsReason(fields={"reason": SignalNeedsReason.message})
    _hold(signal, actor=actor, state=SignalState.DONE, now=now)
    _act(signal, actor=actor, way=way, reason=reason, now=now)
    return signal


@transaction.atomic
def reopen_signal(*, actor: Actor, signal: Signal, reason: str, now: dt.datetime) -> Signal:
    """Take a signal that was dealt with up again. One that became a case stays that.

    Raises NotAllowed, NotAnEnd, SignalNeedsReason.
    """
    signal = Signal.objects.select_for_update().get(pk=signal.pk)
    actor.require(Right.MANAGE_CASES, school_id=signal.school_id)
    if signal.state != SignalState.DONE or signal.acts.filter(way=SignalWay.CASE).exists():
        raise NotAnEnd(_("Dit signaal kan niet heropend worden."))
    if not reason.strip():
        raise SignalNeedsReason(fields={"reason": SignalNeedsReason.message})
    _hold(signal, actor=actor, state=SignalState.IN_HAND, now=now)
    _act(signal, actor=actor, way=SignalWay.REOPENED, reason=reason, now=now)
    return signal


def locked_signal(signal_id: UUID, *, actor: Actor) -> Signal:
    """The row with its lock, still open, for who may deal with it. Raises NotAllowed, SignalIsDone."""
    signal = Signal.objects.select_for_update().get(pk=signal_id)
    actor.require(Right.MANAGE_CASES, school_id=signal.school_id)
    if signal.state == SignalState.DONE:
        raise SignalIsDone
    return signal


def became_case(signal: Signal, *, case: Case, actor: Actor, now: dt.datetime) -> None:
    """Inside the transaction that opens the case; the signal is locked."""
    _hold(signal, actor=actor, state=SignalState.DONE, now=now)
    _act(signal, actor=actor, way=SignalWay.CASE, case=case, now=now)


def _hold(signal: Signal, *, actor: Actor, state: SignalState, now: dt.datetime) -> None:
    signal.state, signal.held_by_id, signal.held_since = state, actor.person_id, now
    signal.save(update_fields=["state", "held_by", "held_since"])


def _act(
    signal: Signal, *, actor: Actor, way: SignalWay, reason: str = "", case: Case | None = None, now: dt.datetime
) -> None:
    SignalAct.objects.create(
        swv_id=signal.swv_id,
        signal=signal,
        way=way,
        reason=reason.strip() or None,
        case=case,
        by_id=actor.person_id,
        at=now,
    )
    audit.record(swv_id=signal.swv_id, by=actor.by, action=f"signal.{way}", on=signal, now=now)


def _only_youth_care(actor: Actor) -> bool:
    """Whether this person is a JP and nothing at the school: then R59 holds."""
    roles = {role for role, _school in actor.roles}
    return Role.JP in roles and not roles & {Role.IB, Role.OC, Role.VC, Role.LPA}


def _check(data: SignalData, *, today: dt.date) -> None:
    wrong: dict[str, Text] = {}
    if not data.pupil_name.strip() or len(data.pupil_name) > 60:
        wrong["pupil_name"] = _("Vul de roepnaam in.")
    if not data.story.strip():
        wrong["story"] = _("Schrijf op wat er opvalt.")
    if data.heard_on > today:
        wrong["heard_on"] = _("Deze dag moet nog komen.")
    if data.heard_on < today - dt.timedelta(days=730):
        wrong["heard_on"] = _("Dit is langer dan twee jaar geleden. Kijk de datum na.")
    if data.source == SignalSource.OUTSIDE and not data.source_name.strip():
        wrong["source_name"] = _("Schrijf op welke organisatie het signaal gaf.")
    if wrong:
        raise WrongSignal(fields=wrong)
