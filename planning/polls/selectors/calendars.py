"""What the connected calendars of professionals say of a poll, and what they leave unsaid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from planning.calendars import selectors as calendars
from planning.calendars.wording import silence
from planning.meetings import selectors as meetings_of
from planning.meetings.models import Meeting


@dataclass(frozen=True, slots=True)
class Diary:
    """What somebody's own connected calendar says of some moments: when it is full; unknown is never free."""

    busy: frozenset[UUID] = frozenset()
    unknown: bool = False


def own_diary(person_id: UUID, moments: Mapping[UUID, tuple[dt.datetime, dt.datetime]], *, now: dt.datetime) -> Diary:
    """Of these moments (options of polls) those when this person's calendar is full. Two queries."""
    if not moments:
        return Diary()
    first, last = min(start for start, _end in moments.values()), max(end for _start, end in moments.values())
    known = calendars.busy_of([person_id], first=first, last=last, now=now).get(person_id)
    if known is None:
        return Diary()
    busy = {
        key
        for key, (start, end) in moments.items()
        if any(begins < end and start < ends for begins, ends in known.busy)
    }
    return Diary(busy=frozenset(busy), unknown=bool(known.unknown))


def silent_calendars(meeting: Meeting, *, now: dt.datetime) -> list[str]:
    """A sentence for each connected calendar that says nothing at this moment: since when, and what is wrong."""
    seated = [row for row in meetings_of.present(meeting) if row.person_id is not None]
    ids = [row.person_id for row in seated if row.person_id is not None]
    known = calendars.busy_of(ids, first=now, last=now + dt.timedelta(days=1), now=now)
    return [
        silence(meetings_of.name_of(row), known[row.person_id])
        for row in seated
        if row.person_id in known and known[row.person_id].unknown
    ]
