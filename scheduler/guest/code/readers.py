"""Who is behind a link with something sensitive on it: asked of the room it leads to, so of the gate too (rule 4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from notifications.links.purposes import Purpose
from notifications.links.selectors import Grant
from planning.dossier import selectors as dossier
from planning.followup import selectors as followup
from planning.meetings import selectors as meetings
from planning.report import selectors as report


class Someone(Protocol):
    """Whom the school asks to be called or written to."""

    @property
    def name(self) -> str:
        """In full."""

    @property
    def phone(self) -> str:
        """Or ""."""

    @property
    def email(self) -> str:
        """Or ""."""


class Own(Protocol):
    """What the pages of a guest have in common."""

    @property
    def name(self) -> str:
        """Of the reader."""

    @property
    def language(self) -> str:
        """The code of the one read best."""

    @property
    def school(self) -> str:
        """Its name."""

    @property
    def contact(self) -> Someone:
        """At that school, or who leads the case."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader of a link as the page of the code shows them: see `Own`; `pupil` is spoken to as "je"."""

    own: Own
    pupil: bool


Find = Callable[[Grant, dt.datetime], Own | None]


def _pupil(grant: Grant, now: dt.datetime) -> Own | None:
    page = meetings.pupil_page(party_id=UUID(grant.person_key), case_id=UUID(grant.object_key), now=now)
    return page.own if page is not None else None


# Links of other purposes lead to nothing that asks for a code.
_FIND: dict[str, Find] = {
    Purpose.INVITATION: lambda grant, now: meetings.guest_invitation(
        meeting_id=UUID(grant.object_key), participant_id=UUID(grant.person_key), now=now
    ),
    Purpose.AGREEMENT: lambda grant, now: followup.own_agreement(
        agreement_id=UUID(grant.object_key), key=UUID(grant.person_key), now=now
    ),
    Purpose.OBSERVATION: lambda grant, now: dossier.guest_observation(
        observation_id=UUID(grant.object_key), person_id=UUID(grant.person_key), now=now
    ),
    Purpose.DOCUMENT: lambda grant, now: dossier.guest_reading(
        reading_id=UUID(grant.object_key), reader_key=grant.person_key, now=now
    ),
    Purpose.PUPIL: _pupil,
    Purpose.REPORT: lambda grant, now: report.own_part(
        receipt_id=UUID(grant.object_key), reader_key=grant.person_key, now=now
    ),
}
PURPOSES = tuple(Purpose(name) for name in _FIND)


def reader_of(grant: Grant, *, now: dt.datetime) -> Reader | None:
    """Whom to send the code to; None for who has nothing to see behind this link any more."""
    own = _FIND[grant.purpose](grant, now)
    return Reader(own, pupil=meetings.is_pupil(UUID(grant.person_key))) if own is not None else None
