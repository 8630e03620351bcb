"""Sending the newest version, to each the own part; and taking it back when the ground goes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from notifications.links import services as links
from notifications.links.purposes import Purpose
from planning.cases import services as cases
from planning.cases.services import is_frozen, refuse_frozen
from planning.meetings.models import Meeting
from planning.people import audit
from planning.people.access import Actor, NotAllowed
from planning.report import rules, selectors
from planning.report.models import Receipt, Report, Version
from planning.report.selectors import Candidate
from planning.report.services import letters
from planning.report.services.errors import EverybodyHasThem, FixFirst, NobodyToSend, NotForThem


@transaction.atomic
def send(*, actor: Actor, meeting: Meeting, to: Collection[UUID], now: dt.datetime) -> int:
    """Send the newest version to these people and parties (their ids); gives how many had an address.

    Who has no ground, or for whom the version has no part, is refused for all: nobody is passed over in silence. Who
    has this version already gets the letter again. Raises NotAllowed, FixFirst, NobodyToSend, NotForThem, CaseFrozen.
    """
    if not selectors.may_send(actor, meeting):
        raise NotAllowed
    refuse_frozen(selectors.case_of(meeting).pk)
    report = Report.objects.select_for_update(of=("self",)).filter(meeting=meeting).first()
    version = report.versions.order_by("-number").first() if report is not None else None
    if report is None or version is None:
        raise FixFirst
    if not to:
        raise NobodyToSend(fields={"to": NobodyToSend.message})
    report.meeting = meeting
    pieces = selectors.pieces_of(version)
    found = selectors.candidates(meeting, report=report, newest=version, actor=actor, now=now)
    chosen = [row for row in found if row.key in set(to)]
    if len(chosen) != len(set(to)) or any(not rules.part_for(pieces, row.audience) for row in chosen):
        raise NotForThem
    for receipt in _give(report, version, chosen, actor=actor, now=now):
        letters.tell(receipt, now=now)
    return sum(row.has_address for row in chosen)


def _give(
    report: Report, version: Version, chosen: Sequence[Candidate], *, actor: Actor, now: dt.datetime
) -> list[Receipt]:
    """Let these people read this version from now on."""
    given = []
    for one in chosen:
        who = {"party_id": one.key} if one.audience != rules.Audience.MEMBERS else {"person_id": one.key}
        receipt = one.receipt or Receipt(swv_id=report.swv_id, **who)
        receipt.report = report
        if receipt.version_id != version.pk:
            receipt.read_at = None
        receipt.version, receipt.sent_by_id, receipt.sent_at = version, actor.person_id, now
        receipt.stopped_at = None
        receipt.save()
        given.append(receipt)
    audit.record(swv_id=report.swv_id, by=actor.by, action="report.send", on=version, now=now, receivers=len(chosen))
    return given


@dataclass(frozen=True, slots=True)
class SentDay:
    """What went out of one SOT: of how many points, and how many letters."""

    points: int
    letters: int


@transaction.atomic
def send_day(*, actor: Actor, whole: Meeting, now: dt.datetime) -> SentDay:
    """Send of every point of a SOT the newest version to who should have it and did not get it (R112).

    Who has an account, sits at the whole table and gets the minutes of several points, gets one letter, to the agenda;
    who came for those points only cannot open that, and gets a letter for each. What is frozen, or not of this person
    to send, is passed over. Raises FixFirst when no point has minutes that were fixed, EverybodyHasThem.
    """
    given: list[Receipt] = []
    fixed = False
    for part in whole.parts.select_related("school", "organiser", "case__casusregisseur", "case__school").order_by(
        "start"
    ):
        report = Report.objects.select_for_update(of=("self",)).filter(meeting=part).first()
        version = report.versions.order_by("-number").first() if report is not None else None
        if report is None or version is None or not selectors.may_send(actor, part) or is_frozen(part.case_id):
            continue
        fixed, report.meeting = True, part
        pieces = selectors.pieces_of(version)
        found = selectors.candidates(part, report=report, newest=version, actor=actor, now=now)
        wanted = [row for row in found if row.wanted and rules.part_for(pieces, row.audience)]
        given += _give(report, version, wanted, actor=actor, now=now) if wanted else []
    if not given:
        raise EverybodyHasThem if fixed else FixFirst
    return SentDay(points=len({row.report_id for row in given}), letters=_tell_together(given, whole, now=now))


def _tell_together(given: Sequence[Receipt], whole: Meeting, *, now: dt.datetime) -> int:
    """A letter for each, but one for an account that gets several and sees the agenda; gives how many."""
    table = selectors.at_the_table(whole, {receipt.person_id for receipt in given})
    by_reader: dict[UUID | None, list[Receipt]] = defaultdict(list)
    for receipt in given:
        by_reader[receipt.person_id or receipt.party_id].append(receipt)
    told = 0
    for rows in by_reader.values():
        person = rows[0].person
        if person is not None and person.user_id is not None and person.pk in table and len(rows) > 1:
            letters.tell_of_day(person, whole=whole, now=now)
            told += 1
        else:
            for receipt in rows:
                letters.tell(receipt, now=now)
            told += len(rows)
    return told


@transaction.atomic
def recheck_receivers(*, case_id: UUID, now: dt.datetime) -> int:
    """Consent changed: whose ground went cannot open the page any more; gives how many (way 4 of the house)."""
    rows = Receipt.objects.filter(report__case=case_id, stopped_at__isnull=True).select_related(
        "person", "party", "version", "report__case", "report__meeting"
    )
    gone = [row for row in rows if selectors.audience_now(row, now=now) is None]
    for row in gone:
        links.revoke(tenant_id=row.swv_id, purpose=Purpose.REPORT, object_key=str(row.pk), now=now)
        row.stopped_at = now
        row.save(update_fields=["stopped_at"])
    return len(gone)


@transaction.atomic
def tell_of_lost_letter(*, letter_id: UUID, key: str, now: dt.datetime) -> None:
    """A letter to a professional did not arrive: who sent it hears so. Letters to the family are told by the cases."""
    topic, _colon, rest = key.partition(":")
    receipt_id = cases.as_id(rest.partition(":")[0]) if topic == "report" else None
    if receipt_id is None:
        return
    row = Receipt.objects.select_related("report__case", "sent_by").filter(pk=receipt_id, person__isnull=False).first()
    if row is not None:
        cases.tell_of_letter(row.sent_by, case=row.report.case, letter_id=letter_id, receiver="een lezer", now=now)
