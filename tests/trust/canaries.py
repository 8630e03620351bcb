"""What must not get out, read from the database itself, and how to read whatever comes out of a door as text."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django_scopes import scope
from encrypted_fields.fields import EncryptedFieldMixin
from pypdf import PdfReader

from planning.cases import gate
from planning.cases.models import Case, Party
from planning.meetings.models import Participant
from planning.people.models import Person
from planning.privacy.subjects import subjects

MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
SHORTEST = 5  # letters; anything shorter is found by chance
PUBLIC = {"spreekkamer"}


@dataclass(frozen=True)
class Canary:
    """One thing that gives a pupil away: what it is, of which case, and whose it is when it is a parent's."""

    text: str
    kind: str
    case_id: UUID
    party_id: UUID | None = None


def canaries(swv_id: UUID) -> set[Canary]:
    """Names, groups, birth months, parents with address and phone, and every encrypted text of every table."""
    found: set[Canary] = set()
    with scope(swv=swv_id):
        staff = {word for person in Person.objects.all() for word in (person.name, person.phone, person.email)}
        for case in Case.objects.all():
            found.add(Canary(str(case.pupil_name), "pupil", case.pk))
            found.add(Canary(str(case.pupil_group), "group", case.pk))
            year, month = str(case.pupil_birth_month).split("-")
            for text in (f"{year}-{month}", f"{month}-{year}", f"{MONTHS[int(month) - 1]} {year}"):
                found.add(Canary(text, "birth month", case.pk))
            for party in Party.objects.filter(case=case):
                for text in (party.name, party.email, party.phone):
                    if text and text not in staff:
                        found.add(Canary(str(text), "parent", case.pk, party.pk))
            for subject in subjects():
                texts = [
                    row.name for row in subject.model._meta.concrete_fields if isinstance(row, EncryptedFieldMixin)
                ]
                for values in subject.rows(case.pk).values_list(*texts) if texts else ():
                    found |= {Canary(str(text), subject.label, case.pk) for text in values if _telling(text)}
    kinds = {row.kind for row in found}
    assert {"pupil", "group", "birth month", "parent", "cases.Case", "followup.Agreement", "polls.PollNote"} <= kinds
    return {row for row in found if len(row.text) >= SHORTEST}


def _telling(text: object) -> bool:
    """A sentence, not a word that stands on every page, and not the words of a consent text, which are ours."""
    return bool(text) and len(str(text).split()) > 3 and "toestemming" not in str(text)


def leaks(text: str, wanted: set[Canary]) -> set[str]:
    """Which of these are in a text, as `kind: text`."""
    lower = text.casefold()
    return {f"{row.kind}: {row.text}" for row in wanted if row.text.casefold() in lower}


def readable(raw: str, wanted: set[Canary]) -> set[str]:
    """The same in what lies on the disk: letter by letter, and only what cipher text cannot hold by chance."""
    return {f"{row.kind}: {row.text}" for row in wanted if len(row.text) > 7 and row.text in raw}


def text_of(answer: HttpResponse) -> str:
    """All of an answer: status line, headers, cookies, and the body whatever kind of file it is."""
    parts = [f"{name}: {value}" for name, value in answer.items()]
    parts += [morsel.OutputString() for morsel in answer.cookies.values()]
    content = b"".join(answer) if answer.streaming else answer.content
    return "\n".join([*parts, read(content, str(answer.get("Content-Type", "")))])


def read(content: bytes, kind: str) -> str:
    """A file as text: PDF, zip and workbook are opened, calendar lines unfolded."""
    if kind.startswith("application/pdf"):
        reader = PdfReader(io.BytesIO(content))
        return "\n".join([str(reader.metadata), *(page.extract_text() for page in reader.pages)])
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join([name + archive.read(name).decode("utf-8", "replace") for name in archive.namelist()])
    text = content.decode("utf-8", "replace")
    return re.sub(r"\r?\n[ \t]", "", text) if "calendar" in kind else text


def with_a_ground(person_id: UUID) -> set[UUID]:
    """The cases a professional may know: at whose table he sits, or to which the gate admits him."""
    person, now = Person.objects.get(pk=person_id), timezone.now()
    seats = Participant.objects.filter(person=person, removed_at=None, meeting__case__isnull=False)
    found = set(seats.values_list("meeting__case_id", flat=True))
    return found | {
        case.pk for case in Case.objects.all() if gate.admits(gate.ground(case=case, person=person, now=now))
    }


def at_the_sot(person_id: UUID) -> set[UUID]:
    """The cases on the agenda of a SOT that a professional sits at, and to which the gate admits its core (R54)."""
    person, now = Person.objects.get(pk=person_id), timezone.now()
    tables = Participant.objects.filter(person=person, removed_at=None).values("meeting")
    cases = Case.objects.filter(agenda_items__meeting__in=tables)
    return {case.pk for case in cases if gate.admits(gate.ground(case=case, person=person, sot_talk=True, now=now))}


def not_of(wanted: set[Canary], known: set[UUID]) -> set[Canary]:
    """What belongs to other cases only: stories of the demo use the same sentence for several."""
    told = {row.text for row in wanted if row.case_id in known}
    return {row for row in wanted if row.case_id not in known and row.text not in told}
