"""Giving, refusing and withdrawing consent: append-only, chained, in force at once (C3–C6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.cases import gate, rules, selectors, texts, voices
from planning.cases.models import (
    Answer,
    Authority,
    Case,
    CaseState,
    ConsentDecision,
    ConsentRequest,
    Means,
    Party,
    PartyKind,
)
from planning.cases.rules import ConsentState
from planning.cases.selectors.proof import FORM_NOW
from planning.cases.services import letters
from planning.cases.services.minding import mind
from planning.cases.services.reminding import hush
from planning.cases.services.tasks import add_task
from planning.cases.signals import consent_changed
from planning.cases.voices import Question
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.audit import By


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves an answer (C3): how it came, over which link, from where, and which words were on the screen.

    `seen` is the SHA-256 of the text the page showed with the question; an answer to other words is not taken. Staff
    who enter an answer give none: the words in force are kept with it.
    """

    means: Means
    typed_name: str
    language: str
    link_id: UUID | None = None
    ip: str | None = None
    user_agent: str = ""
    entered_by_id: UUID | None = None
    witness: str = ""  # who of the school saw the paper form (domain §2.1)
    seen: str = ""


class NotYours(DomainError):
    """A question of somebody else; looks like one that does not exist (S18)."""

    code = "not_found"
    status = 404
    message = _("Deze vraag bestaat niet, of is niet voor u.")


class TypeYourName(DomainError):
    """Consent is given under a name (C4)."""

    code = "type_your_name"
    status = 422
    message = _("Vul uw naam in. Zo weten we dat u het bent.")


class AlreadyOver(DomainError):
    """The case is closed: there is nothing left to consent to."""

    code = "consent_over"
    message = _("Dit is afgerond. U hoeft niets meer te doen.")


class WordsChanged(DomainError):
    """The text on the screen is not the text in force: asked anew meanwhile, or tampered with (C2)."""

    code = "words_changed"
    message = _("De tekst van deze vraag is intussen veranderd.")
    hint = _("Lees de vraag nog een keer en kies opnieuw.")


@transaction.atomic
def answer_consent(
    *, request_id: UUID, giver_id: UUID, answer: Answer, evidence: Evidence, by: By, now: dt.datetime
) -> ConsentDecision:
    """Record one answer, for ever (C3); withdrawing works at once (C6).

    The case's row is locked, so that the chain has no fork. Raises NotYours, WordsChanged, TypeYourName, AlreadyOver.
    """
    case = _locked_case(request_id=request_id, giver_id=giver_id)
    # Read behind the lock: a colleague may just have asked anew.
    request = ConsentRequest.objects.select_related(
        "case__school",
        "case__casusregisseur",
        "giver",
        "asked_by",
        "organisation",
        "involved__person",
        "involved__organisation",
    ).get(pk=request_id)
    if case.state == CaseState.CLOSED and answer != Answer.WITHDRAWN:
        raise AlreadyOver
    if answer == Answer.YES and not evidence.typed_name.strip():
        raise TypeYourName(fields={"typed_name": TypeYourName.message})
    _only_the_newest(request, answer=answer)
    question = Question(request.purpose, request.involved_id)
    before = gate.consent_states(case, now=now).get(question)
    decision = _append(request, case=case, answer=answer, evidence=evidence, now=now)
    audit.record(swv_id=case.swv_id, by=by, action="consent.answer", on=request, now=now, answer=str(answer))
    letters.receipt(request, now=now)
    _tell_other_guardians(request, now=now)
    hush(request.giver, now=now)
    after = gate.consent_states(case, now=now).get(question)
    if answer in {Answer.NO, Answer.WITHDRAWN}:
        _tell_school(request, code=f"consent_{answer}", now=now)
    elif evidence.means == Means.LINK and before != after == ConsentState.GRANTED:
        # Parents answer all questions at once: one thing to do for the school.
        _tell_school(request, code="consent_yes", about=request.case_id, now=now)
    consent_changed.send(sender=Case, case_id=case.pk, swv_id=case.swv_id, now=now)
    mind(case, now=now)
    return decision


def withdraw_consent(
    *, request_id: UUID, giver_id: UUID, evidence: Evidence, by: By, now: dt.datetime
) -> ConsentDecision:
    """Take consent back, on the same page and as easily as it was given (C6): way 4 of the house.

    Also of a closed case. Raises NotYours, WordsChanged.
    """
    return answer_consent(
        request_id=request_id, giver_id=giver_id, answer=Answer.WITHDRAWN, evidence=evidence, by=by, now=now
    )


@transaction.atomic
def record_for_giver(
    *, actor: Actor, request: ConsentRequest, answer: Answer, means: Means, witness: str = "", now: dt.datetime
) -> ConsentDecision:
    """Staff enter an answer given on paper or by phone; marked as such (C3: a tick of the school's own is no proof).

    `witness` is the employee who saw the paper form; without it, who enters it. Raises NotAllowed and what
    `answer_consent` raises.
    """
    actor.require(Right.MANAGE_CASES, school_id=request.case.school_id)
    if means == Means.LINK:
        raise NotYours
    evidence = Evidence(
        means=means,
        typed_name=str(request.giver.name),
        language=request.giver.language,
        entered_by_id=actor.person_id,
        witness=witness.strip()[:120] or (actor.name[:120] if means == Means.PAPER else ""),
    )
    return answer_consent(
        request_id=request.pk, giver_id=request.giver_id, answer=answer, evidence=evidence, by=actor.by, now=now
    )


@transaction.atomic
def record_form(
    *,
    actor: Actor,
    giver: Party,
    answers: Mapping[UUID, Answer],
    means: Means,
    witness: str = "",
    now: dt.datetime,
) -> list[ConsentDecision]:
    """Everything one giver answered on one form or in one call, by request id: all of it, or nothing.

    Raises NotYours for a question of somebody else, and what `record_for_giver` raises.
    """
    rows = ConsentRequest.objects.filter(giver=giver, pk__in=list(answers)).select_related("case", "giver")
    requests = {row.pk: row for row in rows}
    if set(requests) != set(answers):
        raise NotYours
    return [
        record_for_giver(actor=actor, request=requests[key], answer=answer, means=means, witness=witness, now=now)
        for key, answer in answers.items()
    ]


@transaction.atomic
def ask_for_help(*, case_id: UUID, giver_id: UUID, call_me: bool, interpreter: bool, by: By, now: dt.datetime) -> None:
    """Somebody who is asked wants to be called, or an interpreter: a task for who asked. Twice is once (U4)."""
    asked = ConsentRequest.objects.filter(case=case_id, giver=giver_id).select_related("case", "asked_by")
    newest = asked.order_by("asked_at").last()
    if newest is None:
        raise NotYours
    codes = [code for code, wanted in (("consent_call_me", call_me), ("consent_interpreter", interpreter)) if wanted]
    for code in codes:
        add_task(case=newest.case, person_id=newest.asked_by_id, code=code, object_key=str(giver_id), now=now)
        audit.record(swv_id=newest.swv_id, by=by, action=code.replace("_", ".", 1), on=newest, now=now)
    if codes:
        letters.something_to_do(newest.asked_by, case=newest.case, object_id=newest.giver_id, now=now)


def _locked_case(*, request_id: UUID, giver_id: UUID) -> Case:
    own = ConsentRequest.objects.filter(pk=request_id, giver_id=giver_id)
    case_id = own.values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotYours
    return Case.objects.select_for_update().get(pk=case_id)


def _append(
    request: ConsentRequest, *, case: Case, answer: Answer, evidence: Evidence, now: dt.datetime
) -> ConsentDecision:
    shown = texts.shown(request, language=evidence.language)
    if evidence.means == Means.LINK and evidence.seen != rules.text_digest(shown):
        raise WordsChanged
    last = ConsentDecision.objects.filter(case=case).order_by("-number").first()
    decision = ConsentDecision(
        swv_id=request.swv_id,
        case=case,
        number=last.number + 1 if last is not None else 1,
        request=request,
        answer=answer,
        at=now,
        means=evidence.means,
        typed_name=evidence.typed_name.strip() or None,
        address=request.giver.email,
        link_id=evidence.link_id,
        entered_by_id=evidence.entered_by_id,
        text=texts.used(
            request.purpose,
            evidence.language,
            audience=texts.audience_of(request.giver),
            version=request.text_version,
        ),
        shown=shown,
        ip=evidence.ip,
        user_agent=evidence.user_agent[:200],
        previous_hash=last.hash if last is not None else "",
        form=FORM_NOW,
        relation=request.giver.kind,
        authority=request.giver.authority,
        witness=evidence.witness.strip() or None,
    )
    decision.hash = rules.chain_hash(previous=decision.previous_hash, fields=selectors.facts_of(decision))
    decision.save()
    case.consent_head = decision.hash
    case.save(update_fields=["consent_head"])
    return decision


def _only_the_newest(request: ConsentRequest, *, answer: Answer) -> None:
    """A yes is to the question as it is put now; a no or a withdrawal is heard wherever it is said (C6)."""
    later = ConsentRequest.objects.filter(
        giver=request.giver_id, purpose=request.purpose, involved=request.involved_id, round__gt=request.round
    )
    if answer not in {Answer.NO, Answer.WITHDRAWN} and later.exists():
        raise WordsChanged


def _tell_other_guardians(request: ConsentRequest, *, now: dt.datetime) -> None:
    """That an answer came, not which, where the school set so (C5); each at the own address (C11)."""
    settings = voices.settings_of([request.case])[request.case_id]
    if not settings.tell_other_guardian:
        return
    others = request.case.parties.filter(kind=PartyKind.GUARDIAN, authority__in=[Authority.YES, Authority.UNKNOWN])
    for other in others.exclude(pk=request.giver_id):
        letters.notice(other, case=request.case, asker=request.asked_by, now=now)


def _tell_school(request: ConsentRequest, *, code: str, about: UUID | None = None, now: dt.datetime) -> None:
    key = about or request.pk
    add_task(case=request.case, person_id=request.asked_by_id, code=code, object_key=str(key), now=now)
    letters.something_to_do(request.asked_by, case=request.case, object_id=key, now=now)
