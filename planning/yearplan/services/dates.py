"""One date by hand, only where no hard rule breaks: both sides are asked again, and once published members hear it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.errors import DomainError
from planning.meetings import services as meetings
from planning.people import audit
from planning.people.access import Actor
from planning.yearplan import instance, rules, wording
from planning.yearplan.models import PlannedMeeting, PlanState, YearPlan
from planning.yearplan.possible import Possible
from planning.yearplan.services.access import locked, require_change


class DateIsNotPossible(DomainError):
    """A hard rule would break; the message says which."""

    code = "date_is_not_possible"
    message = _("Deze datum kan niet.")
    hint = _("Kies een van de data die wel kunnen.")


class DateIsPast(DomainError):
    """A year plan is about what lies ahead."""

    code = "date_is_past"
    status = 422
    message = _("Deze datum is al voorbij. Kies een datum die nog komt.")


@transaction.atomic
def move_planned(*, actor: Actor, planned: PlannedMeeting, start: dt.datetime, now: dt.datetime) -> PlannedMeeting:
    """Give one meeting another start (aware), or its first one.

    A date chosen by hand is pinned, so that the next solving keeps it. In a published plan the meeting itself moves and
    its members get an update. Raises DateIsNotPossible with the reasons, DateIsPast, PlanIsBeingSolved, NotAllowed.
    """
    series = planned.series
    require_change(actor, series)
    plan = locked(series.plan_id, for_rules=False)
    planned = PlannedMeeting.objects.select_for_update().get(pk=planned.pk)
    if planned.start == start:
        return planned
    check_possible(plan, planned, start=start, now=now)
    planned.start, planned.pinned, planned.reasons = start, True, []
    planned.save(update_fields=["start", "pinned", "reasons"])
    series.dates_at = now
    series.save(update_fields=["dates_at"])
    if plan.state == PlanState.DRAFT:
        plan.state = PlanState.PROPOSED
        plan.save(update_fields=["state"])
    audit.record(swv_id=series.swv_id, by=actor.by, action="planned.move", on=planned, now=now, number=planned.number)
    if planned.meeting is not None:
        meetings.move_meeting(actor=actor, meeting=planned.meeting, start=start, now=now)
    return planned


def check_possible(plan: YearPlan, planned: PlannedMeeting, *, start: dt.datetime, now: dt.datetime) -> None:
    """Raise DateIsPast, or DateIsNotPossible with the reasons, where a meeting cannot have this start (aware)."""
    if start <= now:
        raise DateIsPast(fields={"start": DateIsPast.message})
    question = instance.ask(plan)
    possible = Possible(question.problem, question.placed)
    hindrances = possible.hindrances(str(planned.series_id), planned.number, rules.to_local(start))
    if hindrances:
        raise DateIsNotPossible(wording.sentence(hindrances, question), fields={"start": DateIsNotPossible.message})
