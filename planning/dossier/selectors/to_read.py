"""What is read before a meeting about a case: by this one reader, and, for the school, who has read what (R92, R97)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from planning.cases import gate
from planning.cases.models import Case, CaseState, Purpose
from planning.dossier.models import Document, DocumentKind, Reading


@dataclass(frozen=True, slots=True)
class ToRead:
    """One document that this reader is asked to read."""

    id: UUID  # of the reading
    kind: DocumentKind
    number: int
    on: dt.date
    format: str
    size: int
    before: dt.date | None
    read_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class WhoHasRead:
    """One document, with who was asked."""

    document: Document
    have: tuple[str, ...]
    have_not: tuple[str, ...]


def to_read(case: Case, *, reader_key: str, now: dt.datetime) -> list[ToRead]:
    """The newest version of what this person or party may read; nothing without a ground. Constant queries."""
    if case.state == CaseState.CLOSED:
        return []
    mine = [
        row
        for row in Reading.objects.filter(
            document__case=case, stopped_at__isnull=True, document__withdrawn_at__isnull=True
        ).select_related("document", "person", "party")
        if reader_key in {str(row.person_id), str(row.party_id)}
    ]
    if not mine:
        return []
    found = gate.ground(case=case, person=mine[0].person, party=mine[0].party, now=now, purpose=Purpose.DOCUMENTS)
    if not gate.admits(found):
        return []
    newest = {row.pk for row in _newest(case)}
    return [
        ToRead(
            id=row.pk,
            kind=DocumentKind(row.document.kind),
            number=row.document.number,
            on=row.document.on,
            format=row.document.format,
            size=row.document.size or 0,
            before=row.before,
            read_at=row.read_at,
        )
        for row in sorted(mine, key=lambda row: (row.document.kind, row.document.piece))
        if row.document_id in newest
    ]


def who_has_read(case: Case) -> list[WhoHasRead]:
    """The newest version of each document with who was asked, for the school's own page of a meeting. Two queries."""
    documents = _newest(case)
    names: dict[UUID, list[tuple[str, bool]]] = {}
    rows = Reading.objects.filter(document__in=documents, stopped_at__isnull=True).select_related("person", "party")
    for row in rows:
        name = row.person.name if row.person is not None else str(getattr(row.party, "name", ""))
        names.setdefault(row.document_id, []).append((name, row.read_at is not None))
    return [
        WhoHasRead(
            document=document,
            have=tuple(name for name, read in names.get(document.pk, []) if read),
            have_not=tuple(name for name, read in names.get(document.pk, []) if not read),
        )
        for document in documents
    ]


def _newest(case: Case) -> list[Document]:
    """The newest version of each document that was not taken back."""
    found: dict[tuple[str, int], Document] = {}
    for row in case.documents.filter(withdrawn_at__isnull=True).order_by("kind", "piece", "number"):
        found[(row.kind, row.piece)] = row
    return list(found.values())
