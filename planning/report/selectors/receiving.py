"""Who could get the minutes, and which part of them is theirs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from planning.cases import gate
from planning.cases.models import Authority, Case, Party, PartyKind
from planning.cases.rules import Ground
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting, MeetingKind, Participant
from planning.people.access import Actor
from planning.people.models import Person
from planning.report import rules
from planning.report.models import Receipt, Report, Version
from planning.report.rules import Audience, Receiver
from planning.report.selectors.access import case_of, names_the_pupil
from planning.report.selectors.said import role_of_party

AUDIENCE_NAMES = {
    Audience.MEMBERS: "aan tafel",
    Audience.PARENTS: "ouders",
    Audience.PUPIL: "leerling",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who was at the table, or a parent or pupil of the case: which part is theirs, and how it stands.

    `audience` None: nothing, and `why_not` says why. `key` is the id of the person or party.
    """

    key: UUID
    name: str
    role: str
    audience: Audience | None
    why_not: str
    has_address: bool
    receipt: Receipt | None
    is_newest: bool
    wanted: bool

    @property
    def audience_name(self) -> str:
        """Of the part."""
        return AUDIENCE_NAMES[self.audience] if self.audience is not None else ""


def candidates(
    meeting: Meeting, *, report: Report | None, newest: Version | None, actor: Actor, now: dt.datetime
) -> tuple[Candidate, ...]:
    """Everybody who could get the minutes: who is on the list, and the parents and pupil of the case (R62, R119)."""
    case = case_of(meeting)
    seats = [row for row in meetings.present(meeting) if row.person is not None]
    parties = list(case.parties.order_by("created_at", "pk"))
    known = {row.person_id or row.party_id: row for row in report.receipts.all()} if report is not None else {}
    named = newest.names_the_pupil if newest is not None else names_the_pupil(meeting, case, now=now)
    grounds = grounds_of(meeting, case, [row.person_id for row in seats if row.person_id is not None], now=now)
    rows = [
        _candidate(row.person, grounds[row.person_id], seat=row, named=named, known=known, newest=newest, actor=actor)
        for row in seats
        if row.person is not None and row.person_id is not None
    ]
    rows += [
        _candidate(
            party, gate.ground(case=case, party=party, now=now), named=named, known=known, newest=newest, actor=actor
        )
        for party in parties
    ]
    return tuple(rows)


def grounds_of(meeting: Meeting, case: Case, person_ids: list[UUID], *, now: dt.datetime) -> dict[UUID, Ground]:
    """What each of these professionals may hear of this meeting now; trouble while looking is an error (S19)."""
    return gate.grounds(case=case, person_ids=person_ids, now=now, sot_talk=meeting.kind == MeetingKind.SOT)


def receiver(who: Person | Party, ground: Ground) -> Receiver:
    """The same as the rules see it."""
    return Receiver(
        kind=who.kind if isinstance(who, Party) else "professional",
        admitted=gate.admits(ground),
        nameless=ground == Ground.ANONYMOUS,
        without_authority=isinstance(who, Party) and who.kind == PartyKind.GUARDIAN and who.authority == Authority.NO,
    )


def _candidate(
    who: Person | Party,
    ground: Ground,
    *,
    seat: Participant | None = None,
    named: bool,
    known: dict[UUID | None, Receipt],
    newest: Version | None,
    actor: Actor,
) -> Candidate:
    seen = receiver(who, ground)
    audience = rules.audience_of(seen, names_the_pupil=named)
    receipt = known.get(who.pk)
    is_newest = (
        receipt is not None and newest is not None and receipt.version_id == newest.pk and not receipt.stopped_at
    )
    address = bool(who.email)
    return Candidate(
        key=who.pk,
        name=who.name if isinstance(who, Person) else str(who.name),
        role=meetings.role_of(seat) if seat is not None else role_of_party(who if isinstance(who, Party) else None),
        audience=audience,
        why_not="" if audience is not None else _why_not(seen),
        has_address=address,
        receipt=receipt,
        is_newest=is_newest,
        wanted=audience is not None and address and not is_newest and who.pk != actor.person_id,
    )


def _why_not(seen: Receiver) -> str:
    if seen.without_authority:
        return "heeft geen gezag"
    return "hoort alleen mee zonder naam" if seen.nameless else "geen toestemming van de ouders"
