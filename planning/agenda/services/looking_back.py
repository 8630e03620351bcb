"""A point that was spoken of comes back on the day that the table chose to look back on it (R98)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from planning.agenda import selectors
from planning.agenda.models import AgendaItem
from planning.agenda.rules import states
from planning.agenda.rules.states import State
from planning.agenda.services.reminding import set_bells
from planning.meetings.rules import AMSTERDAM
from planning.people import audit
from planning.people.audit import By


@transaction.atomic
def look_back(*, item_id: UUID, tried: str, now: dt.datetime) -> AgendaItem | None:
    """Propose the point anew for the next SOT of its school, in the name of who proposed it; without one it waits.

    `tried` is what was agreed then, as the new point says what was done. Once: None when it came back already, its day
    is still to come, or it is not spoken of.
    """
    row = AgendaItem.objects.select_for_update(of=("self",)).select_related("school").filter(pk=item_id).first()
    if row is None or row.state != State.DISCUSSED or AgendaItem.objects.filter(follows=row).exists():
        return None
    if row.look_back_on is None or row.look_back_on > now.astimezone(AMSTERDAM).date():
        return None
    sots = selectors.coming_sots(row.school, now=now)
    made = AgendaItem.objects.create(
        swv_id=row.swv_id,
        school=row.school,
        meeting=sots[0] if sots else None,
        kind=row.kind,
        title=states.looking_back(str(row.title)),
        minutes=row.minutes,
        proposed_by_id=row.proposed_by_id,
        proposed_at=now,
        tried=tried.strip() or None,
        follows=row,
    )
    if made.meeting is not None:
        set_bells(made.meeting, now=now)
    audit.record(swv_id=row.swv_id, by=By.system(), action="agenda.look_back", on=made, now=now)
    return made
