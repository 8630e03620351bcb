"""Versions of the groeidocument and other documents, and who is asked to read them and has read them (R92)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from notifications.links import services as links
from notifications.links.purposes import Purpose as LinkPurpose
from notifications.reminders import services as reminders
from planning.cases import gate
from planning.cases.gate import NoGround
from planning.cases.models import Case, CaseState, Party, Purpose
from planning.dossier.models import Document, DocumentKind, Place, Reading
from planning.dossier.rules.clocks import AMSTERDAM
from planning.dossier.services import ground, letters
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor
from planning.people.audit import By
from planning.people.models import Person

READING_BELL = "dossier.reading"
UNREAD = "dossier_unread"
REMIND_DAYS_BEFORE = 3  # so that there is an evening left (our choice)
REMIND_AT = dt.time(10, 0)


class NoWebAddress(DomainError):
    """A link must be a safe web address."""

    code = "document_no_web_address"
    status = 422
    message = _("Plak een webadres dat met https:// begint, zonder gebruikersnaam of wachtwoord erin.")


class NotReadable(DomainError):
    """The reader is no longer asked to read this."""

    code = "document_not_for_you"
    message = _("Dit stuk is niet meer voor u. Vraag het de school.")


class NobodyChosen(DomainError):
    """Somebody must be chosen."""

    code = "document_nobody_chosen"
    status = 422
    message = _("Kies wie het stuk moet lezen.")


@transaction.atomic
def add_version(
    *,
    actor: Actor,
    case: Case,
    kind: DocumentKind,
    title: str,
    on: dt.date,
    place: Place,
    url: str,
    made_by: str,
    now: dt.datetime,
) -> Document:
    """A new version of a document of this kind, numbered from 1; earlier ones stay (R92).

    Who was asked to read the version before and has not, is asked to read this one in its place. Raises NotAllowed,
    CaseClosed, FutureDay, WordsNeeded, NoWebAddress.
    """
    case = ground.locked_case(case.pk, actor=actor)
    ground.happened(on, field="on", now=now)
    maker = ground.words(made_by, field="made_by")
    address = _safe(url) if place == Place.LINK else None
    last = case.documents.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    document = Document.objects.create(
        swv_id=case.swv_id,
        case=case,
        kind=kind,
        number=last + 1,
        title=title.strip() or None,
        on=on,
        place=place,
        url=address,
        made_by=maker,
        recorded_by_id=actor.person_id,
        recorded_at=now,
    )
    waiting = Reading.objects.filter(
        document__case=case, document__kind=kind, document__number=last, read_at__isnull=True, stopped_at__isnull=True
    )
    for row in waiting:
        row.document = document
        row.save(update_fields=["document"])
    audit.record(
        swv_id=case.swv_id, by=actor.by, action="document.add", on=document, now=now, kind=str(kind), number=last + 1
    )
    return document


@transaction.atomic
def ask_to_read(
    *,
    actor: Actor,
    document: Document,
    persons: Iterable[Person] = (),
    parties: Iterable[Party] = (),
    before: dt.date,
    now: dt.datetime,
) -> list[Reading]:
    """Ask people to read a version before a day, each by an own letter and link; only who has a ground (C7).

    Where the route asks consent for documents apart, being involved is not enough for a professional (R57).
    Who has read it is not asked again; who was asked gets the new day. Raises NotAllowed, CaseClosed, NobodyChosen,
    NoGround, PastDay, StrangeDay.
    """
    case = ground.locked_case(document.case_id, actor=actor)
    chosen, family = list(persons), list(parties)
    if not chosen and not family:
        raise NobodyChosen(fields={"readers": NobodyChosen.message})
    ground.to_come(before, field="before", now=now)
    found = gate.grounds(case=case, person_ids=[row.pk for row in chosen], now=now, purpose=Purpose.DOCUMENTS)
    refused = [row.name for row in chosen if not gate.admits(found[row.pk])]
    if refused or any(row.case_id != case.pk for row in family):
        raise NoGround(fields={"readers": f"{NoGround.message} {', '.join(refused)}".strip()})
    rows = {row.person_id: row for row in document.readings.filter(person__in=chosen)}
    rows |= {row.party_id: row for row in document.readings.filter(party__in=family)}
    asked, wanted = [], [Reading(document=document, person=row) for row in chosen]
    wanted += [Reading(document=document, party=row) for row in family]
    for fresh in wanted:
        row = rows.get(fresh.person_id or fresh.party_id, fresh)
        if row.read_at is not None:
            continue
        row.swv_id, row.asked_by_id, row.asked_at, row.before = case.swv_id, actor.person_id, now, before
        row.reminded_at = row.stopped_at = None
        row.save()
        asked.append(row)
    for row in Reading.objects.filter(pk__in=[row.pk for row in asked]).select_related(*_WITH):
        letters.to_reader(row, template="document_read", now=now)
        _bells(row, case=case, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="document.ask", on=document, now=now, readers=len(asked))
    return asked


@transaction.atomic
def say_read_by_link(*, reading_id: UUID, now: dt.datetime) -> Reading:
    """The reader says "ik heb het gelezen" on the own page. Twice is once. Raises NotReadable."""
    row = Reading.objects.select_for_update(of=("self",)).select_related(*_WITH).get(pk=reading_id)
    if not may_read(row, now=now):
        raise NotReadable
    if row.read_at is None:
        _read(row, by=By.guest(row.person_id or row.party_id or ""), now=now)
    return row


@transaction.atomic
def say_read(*, actor: Actor, document: Document, now: dt.datetime) -> Reading:
    """Somebody of the school says the same on the page of the document. Twice is once. Raises NotAllowed, NoGround."""
    case = ground.locked_case(document.case_id, actor=actor)
    person = Person.objects.get(pk=actor.person_id)
    gate.require(case=case, person=person, now=now, purpose=Purpose.DOCUMENTS)
    row = Reading.objects.filter(document=document, person=person).first()
    if row is None:
        row = Reading(swv_id=case.swv_id, document=document, person=person, read_at=now)
        row.save(force_insert=True)
        audit.record(swv_id=case.swv_id, by=actor.by, action="document.read", on=row, now=now)
    elif row.read_at is None:
        _read(row, by=actor.by, now=now)
    return row


@transaction.atomic
def expect_reading(*, case_id: UUID, before: dt.date, now: dt.datetime) -> int:
    """A meeting about this case got a date: who still has to read, has till that day; gives how many.

    For the rooms above: `meetings` calls it when a date is fixed or moved (R92, "before the meeting").
    """
    rows = list(_open(case_id).select_related(*_WITH))
    for row in rows:
        row.before = before
        row.save(update_fields=["before"])
        _bells(row, case=row.document.case, now=now)
    return len(rows)


@transaction.atomic
def recheck_readers(*, case_id: UUID, now: dt.datetime) -> int:
    """Consent changed: who has no ground any more cannot open the page; gives how many (way 4 of the house)."""
    rows = list(
        Reading.objects.filter(document__case_id=case_id, person__isnull=False, stopped_at__isnull=True).select_related(
            "document__case"
        )
    )
    if not rows:
        return 0
    found = gate.grounds(
        case=rows[0].document.case,
        person_ids={row.person_id for row in rows if row.person_id is not None},
        now=now,
        purpose=Purpose.DOCUMENTS,
    )
    gone = [row for row in rows if row.person_id is not None and not gate.admits(found[row.person_id])]
    for row in gone:
        links.revoke(tenant_id=row.swv_id, purpose=LinkPurpose.DOCUMENT, object_key=str(row.pk), now=now)
        reminders.cancel(tenant_id=row.swv_id, object_key=str(row.pk), now=now)
        if row.read_at is None:
            row.stopped_at = now
            row.save(update_fields=["stopped_at"])
    return len(gone)


@transaction.atomic
def stop_reading(*, case_id: UUID, now: dt.datetime) -> int:
    """The case is closed: nobody is asked to read any more; gives how many."""
    rows = list(_open(case_id))
    for row in rows:
        links.revoke(tenant_id=row.swv_id, purpose=LinkPurpose.DOCUMENT, object_key=str(row.pk), now=now)
        reminders.cancel(tenant_id=row.swv_id, object_key=str(row.pk), now=now)
        row.stopped_at = now
        row.save(update_fields=["stopped_at"])
    return len(rows)


@transaction.atomic
def ring_reading(*, reading_id: UUID, now: dt.datetime) -> None:
    """Who has not read it gets one letter; on the day itself who asked gets a task to look who has not."""
    row = _open(None).filter(pk=reading_id, document__case__state=CaseState.OPEN).select_related(*_WITH).first()
    if row is None or row.before is None or row.asked_by is None or not may_read(row, now=now):
        return
    case = row.document.case
    moment = ground.decent(now, school=case.school)
    if moment != now:
        reminders.remind(tenant_id=row.swv_id, kind=READING_BELL, object_key=str(row.pk), due_at=moment, now=now)
        return
    if row.reminded_at is None and now.astimezone(AMSTERDAM).date() < row.before:
        letters.to_reader(row, template="document_reminder", now=now)
        Reading.objects.filter(pk=row.pk).update(reminded_at=now)
        audit.record(swv_id=row.swv_id, by=By.system(), action="document.remind", on=row, now=now)
    else:
        ground.task_for(row.asked_by, case=case, code=UNREAD, object_id=row.document_id, due=row.before, now=now)


def may_read(row: Reading, *, now: dt.datetime) -> bool:
    """Whether this reader has a ground today: asked of the gate at every opening (house rule 4)."""
    if row.stopped_at is not None:
        return False
    found = gate.ground(case=row.document.case, person=row.person, party=row.party, now=now, purpose=Purpose.DOCUMENTS)
    return gate.admits(found)


_WITH = (
    *("document__case__school", "document__case__casusregisseur", "document__case__opened_by"),
    *("person", "party", "asked_by"),
)


def _open(case_id: UUID | None) -> QuerySet[Reading]:
    rows = Reading.objects.filter(read_at__isnull=True, stopped_at__isnull=True, asked_at__isnull=False)
    return rows if case_id is None else rows.filter(document__case_id=case_id)


def _read(row: Reading, *, by: By, now: dt.datetime) -> None:
    row.read_at = now
    row.save(update_fields=["read_at"])
    reminders.cancel(tenant_id=row.swv_id, object_key=str(row.pk), now=now)
    if not Reading.objects.filter(document=row.document_id, read_at__isnull=True, stopped_at__isnull=True).exists():
        ground.task_done(row.document.case, object_id=row.document_id, code=UNREAD, now=now)
    audit.record(swv_id=row.swv_id, by=by, action="document.read", on=row, now=now)


def _bells(row: Reading, *, case: Case, now: dt.datetime) -> None:
    """A reminder some days before, and a look on the day itself; what has passed is left out."""
    if row.before is None:
        return
    reminders.cancel(tenant_id=row.swv_id, object_key=str(row.pk), now=now)
    for back in (REMIND_DAYS_BEFORE, 0):
        due = dt.datetime.combine(row.before - dt.timedelta(days=back), REMIND_AT, tzinfo=AMSTERDAM)
        if due > now:
            moment = ground.decent(due, school=case.school)
            reminders.remind(tenant_id=row.swv_id, kind=READING_BELL, object_key=str(row.pk), due_at=moment, now=now)


def _safe(url: str) -> str:
    """An https address without a user in it. Raises NoWebAddress."""
    text = url.strip()
    try:
        parts = urlsplit(text)
        fine = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        fine = False
    if not fine or len(text) > 500 or any(letter.isspace() or not letter.isprintable() for letter in text):
        raise NoWebAddress(fields={"url": NoWebAddress.message})
    return text
