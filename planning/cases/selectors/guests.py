"""What somebody who is asked sees: the own questions and answers, and on what else a party is there (C11)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from notifications.languages import DUTCH
from planning.cases import rules, texts, voices
from planning.cases.models import (
    CaseState,
    ConsentRequest,
    GroundKind,
    Law,
    OtherGround,
    Party,
    PartyKind,
    Purpose,
)
from planning.cases.selectors.matrix import cell_of
from planning.errors import Text
from planning.people.models import Person
from planning.people.roles import Role


@dataclass(frozen=True, slots=True)
class GuestQuestion:
    """One consent question as its giver sees it."""

    request_id: UUID
    title: str  # the party's name, or what it is for
    kind: str  # the party's role, or ""
    text: str
    blocks: list[tuple[str, list[str]]]  # the same text, as the page lays it out
    dutch: list[tuple[str, list[str]]]  # and its Dutch, which stands beside it (U4)
    digest: str  # of the text: comes back with the answer, so that only words that were read are answered (C2)
    answer: str | None
    answered_at: dt.datetime | None
    renewing: bool


@dataclass(frozen=True, slots=True)
class GuestGround:
    """A party that is there because the law says so: the parents are told, not asked (domain §2.1)."""

    name: str
    role: Text
    organisation: str
    law: Text


@dataclass(frozen=True, slots=True)
class GuestConsent:
    """The consent page of one giver: never the other's words (C11)."""

    name: str
    child: str
    school: str
    contact: Person
    over: bool
    pupil: bool
    opinion: bool  # the pupil is asked what he or she thinks; the parents decide
    passed_on: bool  # a parent whose child now speaks for him- or herself (C9)
    questions: tuple[GuestQuestion, ...]
    by_law: tuple[GuestGround, ...]


def language_of_party(party_id: UUID) -> str:
    """The code of the language a guardian reads, as the school knows it; Dutch for somebody unknown."""
    return Party.objects.filter(pk=party_id).values_list("language", flat=True).first() or "nl"


def readers_by_language() -> dict[str, int]:
    """How many guardians and pupils of open cases read each language, by code: numbers only."""
    rows = Party.objects.filter(case__state=CaseState.OPEN).values("language").annotate(readers=Count("pk"))
    return {row["language"]: row["readers"] for row in rows.order_by("language")}


def guest_consent(*, party_id: UUID, case_id: UUID, language: str, now: dt.datetime) -> GuestConsent | None:
    """What a giver may see of the consent page, or None when there is nothing for this person."""
    party = (
        Party.objects.select_related("case__school", "case__casusregisseur", "case__opened_by")
        .filter(pk=party_id, case_id=case_id)
        .first()
    )
    if party is None:
        return None
    case, today = party.case, timezone.localdate(now)
    heard = voices.voices_of(case, settings=voices.settings_of([case])[case.pk], today=today)
    pupil = party.kind == PartyKind.PUPIL
    return GuestConsent(
        name=str(party.name),
        child=str(case.pupil_name),
        school=case.school.name,
        contact=case.casusregisseur or case.opened_by,
        over=case.state == CaseState.CLOSED,
        pupil=pupil,
        opinion=pupil and not heard.pupil and not heard.soon,
        passed_on=not pupil and not heard.guardians,
        questions=tuple(_questions(party, language=language, today=today)),
        by_law=tuple(_by_law(party, today=today)),
    )


def questions_for(party: Party, *, language: str, today: dt.date) -> tuple[GuestQuestion, ...]:
    """The questions to one giver as they stand, in words: for the paper form too (R58)."""
    return tuple(_questions(party, language=language, today=today))


def _questions(party: Party, *, language: str, today: dt.date) -> list[GuestQuestion]:
    rows = (
        ConsentRequest.objects.filter(giver=party)
        .select_related("case__school", "giver", "organisation", "involved__person", "involved__organisation")
        .prefetch_related(voices.with_answers())
    )
    found = []
    for by_giver in voices.asked_in(rows).values():
        cell = cell_of(party, by_giver[party.pk], today=today)
        request = cell.request
        if request is None:
            continue
        text = texts.shown(request, language=language)
        found.append(
            GuestQuestion(
                request_id=request.pk,
                title=request.involved.person.name if request.involved is not None else "",
                kind=request.purpose,
                text=text,
                blocks=texts.blocks(text),
                dutch=texts.blocks(text if language == DUTCH else texts.shown(request, language=DUTCH)),
                digest=rules.text_digest(text),
                answer=cell.answer,
                answered_at=cell.at,
                renewing=cell.renewing,
            )
        )
    order = list(Purpose)
    return sorted(found, key=lambda row: (order.index(Purpose(row.kind)), row.title))


def _by_law(party: Party, *, today: dt.date) -> list[GuestGround]:
    """Safety is not here: that stays outside the parents' view (R153)."""
    rows = OtherGround.objects.filter(
        case=party.case_id, kind=GroundKind.LEGAL_TASK, ended_at__isnull=True, until__gte=today
    ).select_related("involved__person", "involved__organisation")
    return [
        GuestGround(
            name=row.involved.person.name,
            role=Role(row.involved.role).label,
            organisation=row.involved.organisation.name,
            law=Law(row.law).label,
        )
        for row in rows
    ]
