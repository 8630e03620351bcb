"""What professionals did to our meetings in their own calendars, for who may decide about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from planning.calendars import selectors as calendars
from planning.calendars.models import Did
from planning.meetings.models import Meeting, MeetingState
from planning.meetings.selectors.lists import may_manage, visible_meetings
from planning.people.access import Actor
from planning.people.models import Person


@dataclass(frozen=True, slots=True)
class OwnMove:
    """One question: who moved it where (or removed it: no times), and what can be done."""

    id: UUID
    meeting: Meeting
    name: str
    start: dt.datetime | None
    end: dt.datetime | None
    seen_at: dt.datetime
    removed: bool
    may_move: bool  # to another start, and not in the year plan
    may_put_back: bool


def own_moves(meetings: Sequence[Meeting]) -> list[OwnMove]:
    """The open questions about these meetings, oldest first; two queries."""
    planned = {str(meeting.pk): meeting for meeting in meetings if meeting.state == MeetingState.PLANNED}
    rows = calendars.owner_changes(planned) if planned else []
    names = {row.pk: row.name for row in Person.objects.filter(pk__in={row.change.account.person_id for row in rows})}
    found = []
    for row in rows:
        meeting = planned[row.group]
        elsewhere = row.start is not None and row.start != meeting.start
        found.append(
            OwnMove(
                id=row.pk,
                meeting=meeting,
                name=names[row.change.account.person_id],
                start=row.start,
                end=row.end,
                seen_at=row.seen_at,
                removed=row.did == Did.REMOVED,
                may_move=elsewhere,
                may_put_back=not row.again,
            )
        )
    return found


def own_moves_for(actor: Actor) -> list[OwnMove]:
    """The open questions that this person may answer; four queries, one when nothing is asked."""
    groups = calendars.asked_about()
    if not groups:
        return []
    meetings = visible_meetings(actor).filter(pk__in=[UUID(group) for group in groups], state=MeetingState.PLANNED)
    return own_moves([meeting for meeting in meetings if may_manage(actor, meeting)])
