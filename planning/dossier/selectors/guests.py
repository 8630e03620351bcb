"""What an observer and a reader see behind their link: asked of the gate at every opening (house rule 4)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from planning.cases import gate
from planning.cases.models import CaseState, Purpose
from planning.dossier.models import Document, DocumentKind, Observation, Place, Reading
from planning.dossier.rules.observing import Stage, may_answer, may_finish
from planning.people import selectors as people
from planning.people.models import Person


@dataclass(frozen=True, slots=True)
class GuestObservation:
    """A request to come and look, as its observer sees it."""

    id: UUID
    name: str
    language: str
    school: str
    town: str
    child: str
    group: str
    question: str
    asked_by: str
    stage: Stage
    planned_on: dt.date | None
    done_on: dt.date | None
    findings: str
    contact: Person
    may_answer: bool
    may_finish: bool


@dataclass(frozen=True, slots=True)
class GuestReading:
    """A document somebody is asked to read."""

    id: UUID
    name: str
    language: str
    school: str
    child: str
    kind: DocumentKind
    number: int
    on: dt.date
    made_by: str
    place: Place
    url: str
    before: dt.date | None
    read_at: dt.datetime | None
    contact: Person
    professional: bool  # parents cannot log in to the systems of the school
    filename: str  # of the file that can be fetched here; "" for none
    format: str  # a code of rules.files.Format
    size: int  # bytes
    newer: bool  # there is a newer version: this one is no longer shown


def guest_observation(*, observation_id: UUID, person_id: UUID, now: dt.datetime) -> GuestObservation | None:
    """The request, or None when it is not this person's, is off, or there is no ground any more."""
    row = (
        Observation.objects.select_related("case__school", "case__casusregisseur", "observer", "asked_by")
        .filter(pk=observation_id, observer_id=person_id, withdrawn_at__isnull=True)
        .first()
    )
    if row is None or row.case.state == CaseState.CLOSED:
        return None
    if not gate.admits(gate.ground(case=row.case, person=row.observer, now=now)):
        return None
    case = row.case
    return GuestObservation(
        id=row.pk,
        name=row.observer.name,
        language=people.languages_of(row.observer)[0],
        school=case.school.name,
        town=case.school.town,
        child=f"{case.pupil_name} {case.pupil_initial}.",
        group=str(case.pupil_group or ""),
        question=str(row.question),
        asked_by=row.asked_by.name,
        stage=row.stage,
        planned_on=row.planned_on,
        done_on=row.done_on,
        findings=str(row.findings or ""),
        contact=case.casusregisseur or row.asked_by,
        may_answer=may_answer(row.stage),
        may_finish=may_finish(row.stage),
    )


def readable_reading(*, reading_id: UUID, reader_key: str, now: dt.datetime) -> Reading | None:
    """The row, or None when it is not this reader's, the file was taken back, or there is no ground any more."""
    row = (
        Reading.objects.select_related(
            "document__case__school",
            "document__case__casusregisseur",
            "document__case__opened_by",
            "person",
            "party",
            "asked_by",
        )
        .filter(pk=reading_id, stopped_at__isnull=True, document__withdrawn_at__isnull=True)
        .first()
    )
    if row is None or reader_key not in {str(row.person_id), str(row.party_id)}:
        return None
    case = row.document.case
    if case.state == CaseState.CLOSED:
        return None
    found = gate.ground(case=case, person=row.person, party=row.party, now=now, purpose=Purpose.DOCUMENTS)
    return row if gate.admits(found) else None


def is_superseded(document: Document) -> bool:
    """Whether there is a newer version, which readers are asked to read in its place: the old one is for the school."""
    newer = Document.objects.filter(
        case=document.case_id, kind=document.kind, piece=document.piece, number__gt=document.number
    )
    return newer.filter(withdrawn_at__isnull=True).exists()


def guest_reading(*, reading_id: UUID, reader_key: str, now: dt.datetime) -> GuestReading | None:
    """The document, or None when it is not this reader's or there is no ground any more."""
    row = readable_reading(reading_id=reading_id, reader_key=reader_key, now=now)
    if row is None:
        return None
    document, case, newer = row.document, row.document.case, is_superseded(row.document)
    if row.person is not None:
        name, language = row.person.name, people.languages_of(row.person)[0]
    else:
        name, language = (str(row.party.name), row.party.language) if row.party is not None else ("", "nl")
    return GuestReading(
        id=row.pk,
        name=name,
        language=language,
        school=case.school.name,
        child=str(case.pupil_name),
        kind=DocumentKind(document.kind),
        number=document.number,
        on=document.on,
        made_by=str(document.made_by),
        place=Place(document.place),
        url="" if newer else str(document.url or ""),
        before=row.before,
        read_at=row.read_at,
        contact=case.casusregisseur or row.asked_by or case.opened_by,
        professional=row.person is not None,
        filename="" if newer else str(document.filename or ""),
        format=document.format,
        size=document.size or 0,
        newer=newer,
    )
