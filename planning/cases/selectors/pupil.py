"""The pupil's own page (hoorrecht, U11): what a child of this case sees, and nothing of anybody else."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from planning.cases.models import CaseState, Party, PartyKind, PupilWord
from planning.people.models import Person


@dataclass(frozen=True, slots=True)
class GuestPupil:
    """The page of the pupil: the own name and words; no parents, no professionals, no case."""

    name: str
    language: str
    school: str
    contact: Person
    over: bool
    tell: str
    goes_well: str
    whom: str
    comes: str


def guest_pupil(*, party_id: UUID, case_id: UUID) -> GuestPupil | None:
    """What the pupil sees, or None when this is not the pupil of that case. Two queries."""
    party = (
        Party.objects.select_related("case__school", "case__casusregisseur", "case__opened_by")
        .filter(pk=party_id, case_id=case_id, kind=PartyKind.PUPIL)
        .first()
    )
    if party is None:
        return None
    word = newest_word_of_pupil(party)
    case = party.case
    return GuestPupil(
        name=str(party.name),
        language=party.language or "nl",
        school=case.school.name,
        contact=case.casusregisseur or case.opened_by,
        over=case.state == CaseState.CLOSED,
        tell=str(word.tell or "") if word is not None else "",
        goes_well=str(word.goes_well or "") if word is not None else "",
        whom=str(word.whom or "") if word is not None else "",
        comes=word.comes if word is not None else "",
    )


def newest_word_of_pupil(party: Party) -> PupilWord | None:
    """What the pupil said last. One query."""
    return PupilWord.objects.filter(party=party).order_by("at", "created_at").last()
