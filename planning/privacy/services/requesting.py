"""Requests of who is spoken about (P5): written down with a clock, answered, and what comes of them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planning.cases.models import Case, Party
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right
from planning.privacy import copies, rules
from planning.privacy.copies import Section
from planning.privacy.models import Correction, RequestKind, RequestState, Statement, SubjectRequest
from planning.privacy.rules import CORRECTABLE, Scope

NEEDED = frozenset({"pupil_name", "pupil_initial"})


class NotOfThisCase(DomainError):
    """A requester belongs to the case."""

    code = "requester_unknown"
    status = 422
    message = _("Kies wie het vraagt.")


class ReceivedLater(DomainError):
    """A request came today or before."""

    code = "received_later"
    status = 422
    message = _("Deze dag moet nog komen. Vul in wanneer de vraag binnenkwam.")


class AlreadyHandled(DomainError):
    """A request is answered once."""

    code = "already_handled"
    message = _("Deze vraag is al beantwoord.")


class ExtendedBefore(DomainError):
    """The clock is put back once, within the first month."""

    code = "extended_before"
    message = _("Uitstel kan één keer, en alleen binnen de eerste maand.")


class SayWhy(DomainError):
    """An answer, a refusal and a delay say why."""

    code = "say_why"
    status = 422
    message = _("Schrijf dit op in een of twee zinnen.")


class NoRight(DomainError):
    """This requester has no right to this."""

    code = "no_right"
    message = _("Deze persoon heeft hier geen recht op.")
    hint = _("Een leerling vraagt het vanaf 16 jaar zelf; tot die tijd vraagt een ouder met gezag het.")


class NothingChanged(DomainError):
    """A correction changes something."""

    code = "nothing_changed"
    status = 422
    message = _("Dit staat er al. Vul in wat er moet komen te staan.")


def scope_for(case: Case, requester: Party, *, today: dt.date) -> Scope:
    """What this parent or pupil may have of this case."""
    age = rules.age_in_years(str(case.pupil_birth_month or ""), today=today)
    return rules.scope_of(kind=requester.kind, authority=requester.authority, age=age)


@transaction.atomic
def record_request(
    *, actor: Actor, case: Case, requester: Party, kind: RequestKind, received_on: dt.date, now: dt.datetime
) -> SubjectRequest:
    """Write down what was asked and when; the clock runs from that day.

    Raises NotOfThisCase, ReceivedLater, NotAllowed.
    """
    actor.require(Right.HANDLE_PRIVACY, school_id=case.school_id)
    if requester.case_id != case.pk:
        raise NotOfThisCase(fields={"requester": NotOfThisCase.message})
    if received_on > timezone.localdate(now):
        raise ReceivedLater(fields={"received_on": ReceivedLater.message})
    request = SubjectRequest.objects.create(
        swv_id=case.swv_id,
        case=case,
        school_id=case.school_id,
        case_reference=case.reference,
        requester=requester,
        kind=RequestKind(kind),
        received_on=received_on,
        due_on=rules.due_on(received_on=received_on),
        recorded_by_id=actor.person_id,
    )
    audit.record(swv_id=case.swv_id, by=actor.by, action="privacy.request", on=request, now=now, kind=str(request.kind))
    return request


@transaction.atomic
def extend_request(*, actor: Actor, request: SubjectRequest, reason: str, now: dt.datetime) -> SubjectRequest:
    """Two months longer, once, within the first month, with a reason. Raises ExtendedBefore, SayWhy, NotAllowed."""
    request = _open_request(request, actor=actor)
    if request.extended_at is not None or timezone.localdate(now) > request.due_on:
        raise ExtendedBefore
    if not reason.strip():
        raise SayWhy(fields={"reason": SayWhy.message})
    request.extended_at, request.extended_reason = now, reason.strip()
    request.due_on = rules.due_on(received_on=request.received_on, extended=True)
    request.save(update_fields=["extended_at", "extended_reason", "due_on"])
    audit.record(swv_id=request.swv_id, by=actor.by, action="privacy.extend", on=request, now=now)
    return request


@transaction.atomic
def answer_request(
    *, actor: Actor, request: SubjectRequest, state: RequestState, answer: str, now: dt.datetime
) -> SubjectRequest:
    """How it ended, in words for the requester. Raises AlreadyHandled, SayWhy, NotAllowed."""
    request = _open_request(request, actor=actor)
    if state == RequestState.OPEN or (state != RequestState.GRANTED and not answer.strip()):
        raise SayWhy(fields={"answer": SayWhy.message})
    request.state, request.answer = RequestState(state), answer.strip() or None
    request.handled_at, request.handled_by_id = now, actor.person_id
    request.save(update_fields=["state", "answer", "handled_at", "handled_by"])
    audit.record(swv_id=request.swv_id, by=actor.by, action="privacy.answer", on=request, now=now, state=str(state))
    return request


def _open_request(request: SubjectRequest, *, actor: Actor) -> SubjectRequest:
    request = SubjectRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    actor.require(Right.HANDLE_PRIVACY, school_id=request.school_id)
    if request.state != RequestState.OPEN:
        raise AlreadyHandled
    return request


@transaction.atomic
def make_copy(*, actor: Actor, case: Case, requester: Party, now: dt.datetime) -> list[Section]:
    """What this requester may have, and a line in the audit trail that it was made. Raises NoRight, NotAllowed.

    By who may read the case: the privacy officer hands out nothing that he may not see himself.
    """
    actor.require(Right.HANDLE_PRIVACY, school_id=case.school_id)
    actor.require(Right.SEE_CASES, school_id=case.school_id)
    if requester.case_id != case.pk:
        raise NotOfThisCase(fields={"requester": NotOfThisCase.message})
    scope = scope_for(case, requester, today=timezone.localdate(now))
    if scope == Scope.NONE:
        raise NoRight
    audit.record(swv_id=case.swv_id, by=actor.by, action="privacy.copy", on=requester, now=now, scope=str(scope))
    return copies.sections(case, requester=requester, scope=scope)


@transaction.atomic
def correct_text(*, actor: Actor, case: Case, field: str, text: str, why: str, now: dt.datetime) -> Correction:
    """Put a text right; what stood there is kept beside it (art. 16 AVG). Raises NothingChanged, SayWhy, NotAllowed."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    actor.require(Right.MANAGE_CASES, school_id=case.school_id)
    fresh = text.strip()
    if field not in CORRECTABLE or (field in NEEDED and not fresh):
        raise SayWhy(fields={"text": SayWhy.message})
    kind = Case._meta.get_field(field)
    longest = getattr(kind, "max_length", None)
    if longest is not None and len(fresh) > longest:
        raise SayWhy(_("Dit is te lang."), fields={"text": _("Dit is te lang.")})
    if not why.strip():
        raise SayWhy(fields={"why": SayWhy.message})
    before = str(getattr(case, field) or "")
    if before == fresh:
        raise NothingChanged(fields={"text": NothingChanged.message})
    setattr(case, field, fresh or None)
    case.save(update_fields=[field])
    correction = Correction.objects.create(
        swv_id=case.swv_id,
        case=case,
        field=field,
        before=before or None,
        after=fresh or None,
        why=why.strip(),
        corrected_by_id=actor.person_id,
        at=now,
    )
    audit.record(swv_id=case.swv_id, by=actor.by, action="privacy.correct", on=correction, now=now, field=field)
    return correction


@transaction.atomic
def record_statement(*, actor: Actor, case: Case, giver: Party, field: str, text: str, now: dt.datetime) -> Statement:
    """Keep the view of a parent or pupil beside a text, in their own words.

    Raises NotOfThisCase, SayWhy, NotAllowed.
    """
    actor.require(Right.MANAGE_CASES, school_id=case.school_id)
    if giver.case_id != case.pk:
        raise NotOfThisCase(fields={"giver": NotOfThisCase.message})
    if not text.strip():
        raise SayWhy(fields={"text": SayWhy.message})
    statement = Statement.objects.create(
        swv_id=case.swv_id,
        case=case,
        giver=giver,
        field=field if field in CORRECTABLE else "",
        text=text.strip(),
        at=now,
        recorded_by_id=actor.person_id,
    )
    audit.record(swv_id=case.swv_id, by=actor.by, action="privacy.statement", on=statement, now=now)
    return statement
