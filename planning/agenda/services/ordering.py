"""The order of an agenda: one point moved, or the whole laid out anew (R66). Both give back whom it concerns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from planning.agenda import selectors
from planning.agenda.models import AgendaItem
from planning.agenda.rules.states import State
from planning.agenda.services import ground
from planning.agenda.services.errors import NotThisState, OrderChanged
from planning.agenda.services.ground import Concerned
from planning.meetings.models import Meeting
from planning.people import audit
from planning.people.access import Actor


@transaction.atomic
def move_item(*, actor: Actor, item: AgendaItem, earlier: bool, now: dt.datetime) -> Concerned:
    """Change places with the point before it, or after it.

    At the end of the list nothing happens, nor where the other one was spoken of already.

    Raises NotAllowed, NoAgenda, NotThisState.
    """
    if item.meeting_id is None:
        raise NotThisState
    meeting = ground.locked_sot(item.meeting_id, actor=actor, now=now)
    before = selectors.day_plan(meeting)
    rows = list(before.items)
    at = next((place for place, row in enumerate(rows) if row.pk == item.pk), None)
    if at is None or rows[at].state == State.DISCUSSED:
        raise NotThisState
    to = at - 1 if earlier else at + 1
    if not 0 <= to < len(rows) or rows[to].state == State.DISCUSSED:
        return Concerned()
    rows[at], rows[to] = rows[to], rows[at]
    ground.number(rows)
    audit.record(swv_id=meeting.swv_id, by=actor.by, action="agenda.move", on=item, now=now, earlier=earlier)
    return ground.concerned(before, meeting)


@transaction.atomic
def lay_out(*, actor: Actor, meeting: Meeting, order: Sequence[UUID], now: dt.datetime) -> Concerned:
    """Take over an order that was shown. Raises NotAllowed, NoAgenda, and OrderChanged when other points are on it."""
    meeting = ground.locked_sot(meeting.pk, actor=actor, now=now)
    before = selectors.day_plan(meeting)
    rows = {row.pk: row for row in before.items}
    if len(order) != len(rows) or set(order) != set(rows):
        raise OrderChanged
    ground.number([rows[key] for key in order])
    found = ground.concerned(before, meeting)
    audit.record(
        swv_id=meeting.swv_id, by=actor.by, action="agenda.lay_out", on=meeting, now=now, moved=len(found.items)
    )
    return found
