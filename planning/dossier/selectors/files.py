"""The bytes of a document for one reader, asked of the gate at every look (house rule 4)."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from planning.cases import gate
from planning.cases.models import Case, Purpose
from planning.dossier.models import Document, Unreadable
from planning.dossier.rules.files import Format
from planning.dossier.selectors.guests import is_superseded, readable_reading
from planning.errors import DomainError
from planning.people.access import Actor
from planning.people.models import Person


class FileDamaged(DomainError):
    """The file is not there, or is not what was kept: nobody gets half of it (S19)."""

    code = "document_file_damaged"
    status = 500
    message = _("Dit bestand is nu niet te openen.")
    hint = _("Vraag de school om het er opnieuw bij te zetten.")


@dataclass(frozen=True, slots=True)
class Served:
    """A file on its way out."""

    case_id: UUID
    name: str
    media_type: str
    data: bytes


def file_for_staff(actor: Actor, case: Case, document_id: UUID, *, now: dt.datetime) -> Served | None:
    """Any version, for who leads the case and has a ground for documents; None when there is no file.

    Raises NoGround, FileDamaged.
    """
    document = case.documents.filter(pk=document_id).exclude(file="").first()
    if document is None:
        return None
    person = Person.objects.get(pk=actor.person_id)
    gate.require(case=case, person=person, now=now, purpose=Purpose.DOCUMENTS)
    return served(document)


def file_for_reader(*, reading_id: UUID, reader_key: str, now: dt.datetime) -> Served | None:
    """The file somebody is asked to read; None when it is not this reader's, there is a newer one, or no ground.

    Raises FileDamaged.
    """
    row = readable_reading(reading_id=reading_id, reader_key=reader_key, now=now)
    if row is None or not row.document.file or is_superseded(row.document):
        return None
    return served(row.document)


def files_of(case: Case) -> list[Document]:
    """Every version with a file, the newest of each document first."""
    return list(case.documents.exclude(file=""))


def served(document: Document) -> Served:
    """The file, checked against what was kept. Raises FileDamaged."""
    try:
        with document.file.open("rb") as file:
            data = file.read()
    except (OSError, Unreadable) as wrong:
        raise FileDamaged from wrong
    if hashlib.sha256(data).hexdigest() != document.sha256:
        raise FileDamaged
    return Served(
        case_id=document.case_id, name=str(document.filename), media_type=Format(document.format).media_type, data=data
    )
