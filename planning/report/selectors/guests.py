"""What a receiver sees of the minutes: asked of the gate at every look (house rule 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from planning.cases import gate
from planning.cases.models import Party
from planning.meetings import selectors as meetings
from planning.people import selectors as people
from planning.people.access import Actor
from planning.people.models import Person
from planning.report import rules
from planning.report.models import Receipt
from planning.report.rules import Audience, Piece
from planning.report.selectors.others import Other, others_for
from planning.report.selectors.receiving import grounds_of, receiver
from planning.report.selectors.said import Said, name_of, pieces_of, standpoints


@dataclass(frozen=True, slots=True)
class OwnPart:
    """The page of a receiver: the own part, the own words about it, and for who sat at the table those of others.

    `others` is what came of the points that are about no pupil, for who sits at the whole SOT.
    """

    receipt_id: UUID
    meeting_id: UUID
    whole_id: UUID | None
    name: str
    language: str
    school: str
    day: dt.datetime | None
    number: int
    fixed_at: dt.datetime
    why: str
    audience: Audience
    parts: tuple[Piece, ...]
    standpoints: tuple[Said, ...]
    read_at: dt.datetime | None
    contact: meetings.Contact
    newer: bool
    others: tuple[Other, ...]

    @property
    def professional(self) -> bool:
        """Reads abbreviations; parents and pupil never do (U3)."""
        return self.audience == Audience.MEMBERS

    @property
    def pupil(self) -> bool:
        """Is spoken to as "je"."""
        return self.audience == Audience.PUPIL


def own_part(*, receipt_id: UUID, reader_key: str, now: dt.datetime) -> OwnPart | None:
    """What this receiver may read now, of the newest version sent; None without a ground, or when it is another's."""
    row = (
        Receipt.objects.select_related(
            *("person", "party", "version", "report__case__school", "report__case__casusregisseur"),
            *("report__meeting__school", "report__meeting__organiser", "report__meeting__case__casusregisseur"),
            "report__meeting__part_of",
        )
        .filter(pk=receipt_id, stopped_at__isnull=True)
        .first()
    )
    if row is None or reader_key not in {str(row.person_id), str(row.party_id)}:
        return None
    audience = audience_now(row, now=now)
    parts = rules.part_for(pieces_of(row.version), audience)
    if audience is None or not parts:
        return None
    meeting = row.report.meeting
    versions = list(row.report.versions.order_by("number"))
    said = standpoints(row.report, versions=versions)
    if audience != Audience.MEMBERS:  # what one parent said, the other does not read (C11)
        said = [one for one in said if one.receipt_id == row.pk]
    return OwnPart(
        receipt_id=row.pk,
        meeting_id=meeting.pk,
        whole_id=meeting.part_of_id,
        name=name_of(row),
        language=_language_of(row),
        school=meeting.school.name,
        day=meeting.start,
        number=row.version.number,
        fixed_at=row.version.at,
        why=str(row.version.why or ""),
        audience=audience,
        parts=parts,
        standpoints=tuple(said),
        read_at=row.read_at,
        contact=meetings.contact_for(meeting),
        newer=versions[-1].number > row.version.number,
        others=others_for(meeting, person_id=row.person_id, today=timezone.localdate(now)),
    )


def audience_now(row: Receipt, *, now: dt.datetime) -> Audience | None:
    """Which part this receiver may have at this moment: the gate is asked at every look (house rule 4)."""
    meeting, case = row.report.meeting, row.report.case
    if row.person is not None:
        who: Person | Party = row.person
        ground = grounds_of(meeting, case, [row.person.pk], now=now)[row.person.pk]
    elif row.party is not None:
        who, ground = row.party, gate.ground(case=case, party=row.party, now=now)
    else:
        return None
    return rules.audience_of(receiver(who, ground), names_the_pupil=row.version.names_the_pupil)


def _language_of(row: Receipt) -> str:
    if row.person is not None:
        return people.languages_of(row.person)[0]
    return (row.party.language if row.party is not None else "") or "nl"


def own_minutes(actor: Actor, meeting_ids: Collection[UUID]) -> frozenset[UUID]:
    """Of which of these meetings (their ids) somebody with an account was sent the minutes. One query."""
    rows = Receipt.objects.filter(
        report__meeting__in=meeting_ids, person=actor.person_id, stopped_at__isnull=True
    ).values_list("report__meeting", flat=True)
    return frozenset(rows)


def receipt_of(actor: Actor, meeting_id: UUID) -> Receipt | None:
    """The own receipt of somebody with an account. One query."""
    return Receipt.objects.filter(report__meeting=meeting_id, person=actor.person_id, stopped_at__isnull=True).first()
