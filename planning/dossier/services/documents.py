"""Who is asked to read a version of a document, and who has read it (R92)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from notifications.links import services as links
from notifications.links.purposes import Purpose as LinkPurpose
from notifications.reminders import services as reminders
from planning.cases import gate
from planning.cases.gate import NoGround
from planning.cases.models import Case, CaseState, Party, Purpose
from planning.dossier.models import Document, Reading
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
DAYS_FOR_A_NEW_VERSION = dt.timedelta(days=7)  # a week, with a weekend in it (our choice)


class NotReadable(DomainError):
    """The reader is no longer asked to read this."""

    code = "document_not_for_you"
    message = _("Dit stuk is niet meer voor u. Vraag het de school.")


class TakenBack(DomainError):
    """The file is gone."""

    code = "document_taken_back"
    message = _("Dit bestand is teruggenomen. Zet eerst een nieuwe versie erbij.")


class NobodyChosen(DomainError):
    """Somebody must be chosen."""

    code = "document_nobody_chosen"
    status = 422
    message = _("Kies wie het stuk moet lezen.")


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
    if document.withdrawn_at is not None:
        raise TakenBack
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
        _dead(row, now=now)
        if row.read_at is None:
            row.stopped_at = now
            row.save(update_fields=["stopped_at"])
    return len(gone)


@transaction.atomic
def stop_reading(*, case_id: UUID, now: dt.datetime) -> int:
    """The case is closed: nobody is asked to read any more; gives how many."""
    rows = list(_open(case_id))
    for row in rows:
        _dead(row, now=now)
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
    if row.stopped_at is not None or row.document.withdrawn_at is not None:
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


def ask_anew(old: Document, new: Document, *, actor: Actor, now: dt.datetime) -> None:
    """Readers of a version are asked for the newer one: who still had to, by the link they have; who had, by a letter.

    Who has no ground any more is not asked (house rule 4). The caller holds the lock on the case.
    """
    rows = Reading.objects.filter(document=old, asked_at__isnull=False, stopped_at__isnull=True).select_related(*_WITH)
    fresh = []
    for row in rows:
        if row.read_at is None:
            row.document = new
            row.save(update_fields=["document"])
        elif may_read(row, now=now):
            before = max(row.before or ground.day_of(now), ground.day_of(now) + DAYS_FOR_A_NEW_VERSION)
            again = Reading(swv_id=new.swv_id, document=new, person=row.person, party=row.party, before=before)
            again.asked_by_id, again.asked_at = actor.person_id, now
            again.save(force_insert=True)
            fresh.append(again.pk)
    for row in Reading.objects.filter(pk__in=fresh).select_related(*_WITH):
        letters.to_reader(row, template="document_read", now=now)
        _bells(row, case=new.case, now=now)


def stop_readers(document: Document, *, now: dt.datetime) -> int:
    """Nobody can open or read this version any more; what was said of reading it stays. Gives how many."""
    rows = list(Reading.objects.filter(document=document))
    for row in rows:
        _dead(row, now=now)
        if row.read_at is None and row.stopped_at is None:
            row.stopped_at = now
            row.save(update_fields=["stopped_at"])
    return len(rows)


def _dead(row: Reading, *, now: dt.datetime) -> None:
    links.revoke(tenant_id=row.swv_id, purpose=LinkPurpose.DOCUMENT, object_key=str(row.pk), now=now)
    reminders.cancel(tenant_id=row.swv_id, object_key=str(row.pk), now=now)


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
