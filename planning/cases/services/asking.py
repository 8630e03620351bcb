"""Asking consent: per purpose and party, to every guardian with authority (C1, C10, C11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planning.cases import gate, rules, texts
from planning.cases.models import (
    Answer,
    Authority,
    Case,
    CaseState,
    ConsentRequest,
    Conversation,
    Involved,
    Party,
    PartyKind,
    Purpose,
    Subject,
)
from planning.cases.selectors.ways import route_of
from planning.cases.services import letters
from planning.cases.services.lead import CaseClosed
from planning.cases.services.reminding import REMIND_AT_MOST_EVERY, expect_answer
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.models import Person


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask: a purpose and, for involving somebody, whom."""

    purpose: Purpose
    involved: Involved | None = None


class NobodyToAsk(DomainError):
    """No guardian with authority: consent cannot be given (S19)."""

    code = "nobody_to_ask"
    message = _("Er is geen ouder of verzorger met gezag om toestemming aan te vragen.")
    hint = _("Vul bij de casus in wie gezag heeft.")


class ThoughtOfElsewhere(DomainError):
    """Somebody who is not thought of for this case (R56)."""

    code = "thought_of_elsewhere"
    status = 422
    message = _("Deze persoon staat niet bij deze casus.")
    hint = _("Zet deze persoon eerst op de lijst van wie meedenkt.")


class ExplainFirst(DomainError):
    """What the meeting is for is explained to the parents before their consent is asked (R60)."""

    code = "explain_first"
    message = _("Leg eerst aan de ouders uit waarvoor het overleg dient, en schrijf dat gesprek op.")
    hint = _("Dat doet u bij de casus op de pagina Begin, onder Gesprekken.")


def _explained(case: Case) -> bool:
    return Conversation.objects.filter(case=case, subject=Subject.PURPOSE).exists()


def must_be_asked(case: Case) -> list[Party]:
    """The guardians with authority, known or not ruled out (domain §2.1)."""
    return list(case.parties.filter(kind=PartyKind.GUARDIAN, authority__in=[Authority.YES, Authority.UNKNOWN]))


@transaction.atomic
def ask_consent(*, actor: Actor, case: Case, questions: Sequence[Question], now: dt.datetime) -> list[ConsentRequest]:
    """Put the questions to every guardian with authority; each gets one letter with a link of their own (C11).

    A question that a guardian has said yes to, and that is still good, is not asked again (C12). One that waits is
    reminded of, at most once a day (S5). After a no, a withdrawal or an end it is asked anew. Gives the requests
    that were put. Where the route says so, nothing is asked before a conversation about the purpose is on record
    (R60). Raises NotAllowed, CaseClosed, NobodyToAsk, ThoughtOfElsewhere, ExplainFirst.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("school", "casusregisseur").get(pk=case.pk)
    actor.require(Right.MANAGE_CASES, school_id=case.school_id)
    if case.state == CaseState.CLOSED:
        raise CaseClosed
    if any(row.involved is not None and row.involved.case_id != case.pk for row in questions):
        raise ThoughtOfElsewhere
    givers = must_be_asked(case)
    if not givers:
        raise NobodyToAsk
    must_explain = {row.key for row in route_of(case).consents if row.explained}
    if any(row.purpose in must_explain for row in questions) and not _explained(case):
        raise ExplainFirst
    for purpose in {row.purpose for row in questions}:
        for giver in givers:
            texts.used(purpose, giver.language)  # a text that was tampered with stops here, before anything goes out
    asker = Person.objects.get(pk=actor.person_id)
    asked: list[ConsentRequest] = []
    for giver in givers:
        fresh = [row for question in dict.fromkeys(questions) if (row := _ask(giver, question, actor=actor, now=now))]
        if fresh:
            letters.ask(giver, case=case, asker=asker, now=now)
        if any(row.reminded_at is None for row in fresh):
            expect_answer(giver, school=case.school, now=now)
        asked += fresh
    audit.record(swv_id=case.swv_id, by=actor.by, action="consent.ask", on=case, now=now, questions=len(asked))
    return asked


def _ask(giver: Party, question: Question, *, actor: Actor, now: dt.datetime) -> ConsentRequest | None:
    today = timezone.localdate(now)
    end = rules.expiry(asked_on=today)
    start = {"swv_id": giver.swv_id, "case_id": giver.case_id, "asked_by_id": actor.person_id}
    request, made = ConsentRequest.objects.get_or_create(
        giver=giver,
        purpose=question.purpose,
        involved=question.involved,
        defaults={**start, "asked_at": now, "expires_on": end},
    )
    if made:
        return request
    request = ConsentRequest.objects.prefetch_related(gate.with_answers()).get(pk=request.pk)
    newest = gate.answer_of(request)
    if newest is not None and newest.answer == Answer.YES and today <= request.expires_on:
        return None
    if newest is None and today <= request.expires_on:
        if now - (request.reminded_at or request.asked_at) < REMIND_AT_MOST_EVERY:
            return None
        request.reminded_at = now  # it still waits since `asked_at`
    else:
        request.asked_at, request.reminded_at, request.expires_on = now, None, end
        request.asked_by_id = actor.person_id
    request.save(update_fields=["asked_at", "asked_by", "expires_on", "reminded_at"])
    return request
