"""What a guardian sees."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from planning.cases import gate, rules, texts
from planning.cases.models import (
    CaseState,
    ConsentRequest,
    Party,
)
from planning.cases.selectors.matrix import cell_of
from planning.people.models import Person


@dataclass(frozen=True, slots=True)
class GuestQuestion:
    """One consent question as its giver sees it."""

    request_id: UUID
    text: str
    digest: str  # of the text: comes back with the answer, so that only words that were read are answered (C2)
    answer: str | None
    answered_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class GuestConsent:
    """The consent page of one guardian: never the other guardian's words (C11)."""

    name: str
    child: str
    school: str
    contact: Person
    over: bool
    questions: tuple[GuestQuestion, ...]


def language_of_party(party_id: UUID) -> str:
    """The code of the language a guardian reads, as the school knows it; Dutch for somebody unknown."""
    return Party.objects.filter(pk=party_id).values_list("language", flat=True).first() or "nl"


def guest_consent(*, party_id: UUID, case_id: UUID, language: str) -> GuestConsent | None:
    """What a guardian may see of the consent page, or None when there is nothing for this person."""
    party = (
        Party.objects.select_related("case__school", "case__casusregisseur", "case__opened_by")
        .filter(pk=party_id, case_id=case_id)
        .first()
    )
    if party is None:
        return None
    requests = (
        ConsentRequest.objects.filter(giver=party)
        .select_related("case__school", "involved__person", "involved__organisation")
        .prefetch_related(gate.with_answers())
        .order_by("asked_at", "created_at")
    )
    questions = []
    for request in requests:
        cell = cell_of(party, request)
        text = texts.shown(request, language=language)
        questions.append(
            GuestQuestion(
                request_id=request.pk,
                text=text,
                digest=rules.text_digest(text),
                answer=cell.answer,
                answered_at=cell.at,
            )
        )
    case = party.case
    contact = case.casusregisseur or case.opened_by
    return GuestConsent(
        name=str(party.name),
        child=str(case.pupil_name),
        school=case.school.name,
        contact=contact,
        over=case.state == CaseState.CLOSED,
        questions=tuple(questions),
    )
