"""Documents by version, and who has read them (R92)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from planning.cases import gate
from planning.cases.models import Case, Party, PartyKind, Purpose
from planning.dossier.models import Document, DocumentKind, Reading
from planning.people import selectors as people
from planning.people.models import Person
from planning.people.roles import Role, short_name
from planning.regions.selectors import get_route, get_routes


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """The newest version of one document, with how many were asked and have read it."""

    document: Document
    asked: int
    read: int
    earlier: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may be asked to read, or was."""

    key: str  # "person:<id>" or "party:<id>"
    name: str
    role: str
    reading: Reading | None
    blocked: bool  # no ground: cannot be asked
    has_address: bool
    person: Person | None = None
    party: Party | None = None


def document_lines(case: Case) -> list[DocumentLine]:
    """One line a document, the groeidocument first. Two queries for any number."""
    rows = list(case.documents.select_related("recorded_by").prefetch_related("readings"))
    order = list(DocumentKind.values)
    found = []
    for kind, piece in sorted({(row.kind, row.piece) for row in rows}, key=lambda one: (order.index(one[0]), one[1])):
        versions = sorted((row for row in rows if (row.kind, row.piece) == (kind, piece)), key=lambda row: -row.number)
        readings = [row for row in versions[0].readings.all() if row.stopped_at is None]
        found.append(
            DocumentLine(
                document=versions[0],
                asked=len(readings),
                read=sum(row.read_at is not None for row in readings),
                earlier=tuple(versions[1:]),
            )
        )
    return found


def document_of(case: Case, document_id: UUID) -> Document | None:
    """One version of a document of a case, or None."""
    rows = case.documents.select_related("case__school", "recorded_by", "withdrawn_by")
    return rows.filter(pk=document_id).first()


def other_versions(document: Document) -> list[Document]:
    """The other versions of the same document, the newest first. One query."""
    rows = Document.objects.filter(case=document.case_id, kind=document.kind, piece=document.piece)
    return list(rows.exclude(pk=document.pk).order_by("-number"))


def readers(document: Document, *, now: dt.datetime) -> list[Reader]:
    """The family, the school's own staff and the professionals thought of: who has read, was asked, or can be asked.

    A constant number of queries.
    """
    case = document.case
    readings = list(document.readings.filter(stopped_at__isnull=True))
    by_person = {row.person_id: row for row in readings if row.person_id is not None}
    by_party = {row.party_id: row for row in readings if row.party_id is not None}
    found = [
        Reader(
            key=f"party:{party.pk}",
            name=str(party.name),
            role=str(PartyKind(party.kind).label),
            reading=by_party.get(party.pk),
            blocked=False,
            has_address=bool(party.email),
            party=party,
        )
        for party in case.parties.order_by("kind", "created_at")
    ]
    today = timezone.localdate(now)
    names = {row.person_id: (row.person, row.role) for row in case.involved.select_related("person")}
    staff = people.current(today).filter(school=case.school_id, role__in=_STAFF).select_related("person")
    for row in staff.order_by("role", "person__last_name"):
        names.setdefault(row.person_id, (row.person, row.role))
    for person in Person.objects.filter(pk__in=set(by_person) - set(names)):
        names[person.pk] = (person, "")
    grounds = gate.grounds(case=case, person_ids=names, now=now, purpose=Purpose.DOCUMENTS)
    found += [
        Reader(
            key=f"person:{person_id}",
            name=person.name,
            role=short_name(role) if role else "",
            reading=by_person.get(person_id),
            blocked=not gate.admits(grounds[person_id]),
            has_address=bool(person.email),
            person=person,
        )
        for person_id, (person, role) in names.items()
    ]
    return found


_STAFF = (Role.IB, Role.OC, Role.VC, Role.TEACHER)


def unread(case: Case) -> list[Reading]:
    """Who was asked to read and has not: for the page of a meeting and its reminder. One query."""
    return list(
        Reading.objects.filter(
            document__case=case, asked_at__isnull=False, read_at__isnull=True, stopped_at__isnull=True
        ).select_related("document", "person", "party")
    )


def groeidocument_asked_by(case: Case) -> tuple[str, ...]:
    """What the region calls the meetings for which a groeidocument must be kept and read (R92); empty for none."""
    route = get_route(case.route, case.route_version)
    return tuple(row.label for row in route.meetings if row.preparation.groeidocument)


def has_groeidocument(case: Case) -> bool:
    """Whether there is a version that was not taken back."""
    return case.documents.filter(kind=DocumentKind.GROEIDOCUMENT, withdrawn_at__isnull=True).exists()


def without_groeidocument(cases: Iterable[Case], *, kind: str) -> frozenset[UUID]:
    """Which of these cases have no version yet where their route asks for one in this kind of meeting (R92).

    Two queries for any number.
    """
    by_id = {case.pk: case for case in cases}
    routes = get_routes((case.route, case.route_version) for case in by_id.values())
    asked = {
        key
        for key, case in by_id.items()
        if any(
            row.kind == kind and row.preparation.groeidocument
            for row in routes[case.route, case.route_version].meetings
        )
    }
    rows = Document.objects.filter(case__in=asked, kind=DocumentKind.GROEIDOCUMENT, withdrawn_at__isnull=True)
    return frozenset(asked - set(rows.values_list("case_id", flat=True)))
