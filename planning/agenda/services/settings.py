"""How long before a SOT is handed in: the school's own rule, or the SWV's (house rule 8)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from planning.agenda import selectors
from planning.agenda.models import AgendaSettings
from planning.agenda.rules import states
from planning.agenda.services.errors import BadDays
from planning.agenda.services.reminding import set_bells
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.models import School


@transaction.atomic
def save_days(*, actor: Actor, school: School | None, days: int, now: dt.datetime) -> AgendaSettings:
    """Of one school by who makes its agenda; of the SWV, for schools without a rule, by who manages its people.

    Raises NotAllowed, BadDays.
    """
    if school is not None:
        actor.require(Right.MANAGE_MEETINGS, school_id=school.pk)
    else:
        actor.require(Right.MANAGE_PEOPLE)
    if not states.FEWEST_DAYS <= days <= states.MOST_DAYS:
        raise BadDays(fields={"days": BadDays.message})
    row, _made = AgendaSettings.objects.select_for_update().get_or_create(
        school=school, defaults={"swv_id": actor.swv_id}
    )
    row.days_before = days
    row.save(update_fields=["days_before"])
    for meeting in selectors.sots_with_points(school, now=now):
        set_bells(meeting, now=now)
    audit.record(swv_id=actor.swv_id, by=actor.by, action="agenda.days", on=row, now=now, days=days)
    return row
