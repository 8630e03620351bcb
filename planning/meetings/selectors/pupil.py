"""The pupil's own page with the conversation it is about (U11)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from planning.cases import selectors as cases
from planning.meetings import rules
from planning.meetings.models import Meeting, MeetingState


@dataclass(frozen=True, slots=True)
class PupilPage:
    """The own words, when the next conversation is (if that is known), and whether there is still time."""

    own: cases.GuestPupil
    start: dt.datetime | None
    closed: bool


def pupil_page(*, party_id: UUID, case_id: UUID, now: dt.datetime) -> PupilPage | None:
    """What the pupil sees, or None when this is not the pupil of that case. Three queries."""
    own = cases.guest_pupil(party_id=party_id, case_id=case_id)
    if own is None:
        return None
    rows = list(Meeting.objects.filter(case=case_id, part_of__isnull=True).values_list("state", "start"))
    coming = [start for state, start in rows if state == MeetingState.PLANNED and start is not None and start > now]
    return PupilPage(
        own=own,
        start=min(coming, default=None),
        closed=own.over or not rules.pupil_may_speak(rows, now=now),
    )
