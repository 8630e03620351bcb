"""What stands with the minutes: the parts of a version, and the zienswijzen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from planning.cases.models import Party, PartyKind
from planning.report.models import Receipt, Report, Standpoint, Version
from planning.report.rules import Piece


def pieces_of(version: Version) -> tuple[Piece, ...]:
    """The parts of a version as plain values. One query."""
    return tuple(row.piece for row in version.parts.all())


@dataclass(frozen=True, slots=True)
class Said:
    """A zienswijze as it stands with the minutes."""

    receipt_id: UUID
    name: str
    role: str
    text: str
    at: dt.datetime
    about: int
    answered: int | None  # the version that came after it


def standpoints(report: Report, *, versions: Sequence[Version]) -> list[Said]:
    """All zienswijzen, oldest first, with the version that came after each."""
    rows = Standpoint.objects.filter(receipt__report=report).select_related(
        "version", "receipt__person", "receipt__party"
    )
    return [
        Said(
            receipt_id=row.receipt_id,
            name=name_of(row.receipt),
            role=role_of_party(row.receipt.party),
            text=str(row.text),
            at=row.at,
            about=row.version.number,
            answered=min((one.number for one in versions if one.at > row.at), default=None),
        )
        for row in rows
    ]


def name_of(receipt: Receipt) -> str:
    """Of the receiver: for staff, and for that person self."""
    if receipt.person is not None:
        return receipt.person.name
    return str(receipt.party.name) if receipt.party is not None else ""


def role_of_party(party: Party | None) -> str:
    """What a parent or pupil is to the pupil; nothing for a professional."""
    return str(PartyKind(party.kind).label) if party is not None else ""
