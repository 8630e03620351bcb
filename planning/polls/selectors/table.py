"""The table as its screen and its guests see it (R86)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import lazy

from planning.errors import Text
from planning.meetings import selectors as meetings_of
from planning.polls.models import DatePoll, TableRound, TableSeat


@dataclass(frozen=True, slots=True)
class Chair:
    """One seat at the table, as everybody in the room may see it: what somebody is, with initials, never a name."""

    id: UUID
    role: Text
    name: str  # for the pages of staff, and to make initials of
    taken: bool


def table_of(poll: DatePoll, *, now: dt.datetime) -> TableRound | None:
    """The round that is open now, or None."""
    return TableRound.objects.filter(poll=poll, closed_at__isnull=True, until__gt=now).first()


def chairs(round_: TableRound, *, now: dt.datetime) -> list[Chair]:
    """Everybody who is asked and may be here now; `round_.poll.meeting` is loaded."""
    seated = list(meetings_of.present(round_.poll.meeting).select_related("meeting__case"))
    admitted = meetings_of.admitted(seated, now=now)
    taken = set(TableSeat.objects.filter(round=round_).values_list("participant_id", flat=True))
    return [
        Chair(id=row.pk, role=lazy(meetings_of.role_of, str)(row), name=meetings_of.name_of(row), taken=row.pk in taken)
        for row in seated
        if row.pk in admitted
    ]
