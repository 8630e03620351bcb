"""What the connected calendars of the professionals at a meeting leave unsaid."""

from __future__ import annotations

import datetime as dt

from planning.calendars import selectors as calendars
from planning.calendars.wording import silence
from planning.meetings import selectors as meetings_of
from planning.meetings.models import Meeting


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
