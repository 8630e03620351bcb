"""What every verb begins with: the point and its meeting under their locks, the right, and whom a change concerns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from planning.agenda import selectors
from planning.agenda.models import AgendaGuest, AgendaItem
from planning.agenda.rules import slots, states
from planning.agenda.rules.states import State
from planning.agenda.selectors import DayPlan
from planning.agenda.services.errors import BadMinutes, NoAgenda, NotThisState
from planning.cases.services import refuse_frozen
from planning.meetings import rules as meeting_rules
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, MeetingState
from planning.people.access import Actor, NotAllowed, Right


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom a change concerns: the points whose slot is another one now, and who comes for those. Nobody else hears."""

    items: tuple[AgendaItem, ...] = ()

    @property
    def guests(self) -> tuple[AgendaGuest, ...]:
        """Who comes for these points, each once."""
        found = {selectors.key_of(one): one for row in self.items for one in row.guests.all()}
        return tuple(found.values())


def manages(actor: Actor, school_id: UUID) -> bool:
    """Who makes the agenda: the school's IB or OC (R88, R89)."""
    return actor.may(Right.MANAGE_MEETINGS, school_id=school_id)


def require_own(actor: Actor, item: AgendaItem) -> None:
    """Who makes the agenda, or who proposed this point. Raises NotAllowed."""
    if manages(actor, item.school_id):
        return
    if item.proposed_by_id == actor.person_id and actor.may(Right.PROPOSE_AGENDA, school_id=item.school_id):
        return
    raise NotAllowed


def locked_sot(meeting_id: UUID, *, actor: Actor, now: dt.datetime, over: bool = False) -> Meeting:
    """A SOT with an agenda, under its lock, by who makes the agenda; still to end, unless `over`.

    Raises NotAllowed, NoAgenda.
    """
    meeting = meetings.locked(meeting_id)
    actor.require(Right.MANAGE_MEETINGS, school_id=meeting.school_id)
    require_agenda(meeting, now=now, over=over)
    return meeting


def require_agenda(meeting: Meeting, *, now: dt.datetime, over: bool = False) -> None:
    """Raise NoAgenda for a meeting that has none, or is called off; or is over."""
    ended = meeting_rules.has_ended(start=meeting.start, minutes=meeting.minutes, now=now)
    there = meeting.state in {MeetingState.PLANNED, MeetingState.HELD}  # the first record that is fixed makes it held
    if not selectors.has_agenda(meeting) or not there or (ended and not over):
        raise NoAgenda


def locked_item(item_id: UUID) -> AgendaItem:
    """A point under its lock, that can still be changed. Raises NotThisState, CaseFrozen."""
    item = (
        AgendaItem.objects.select_for_update(of=("self",)).select_related("school", "case", "meeting").get(pk=item_id)
    )
    if not states.may_change(item.state):
        raise NotThisState
    refuse_frozen(item.case_id)
    return item


def become(item: AgendaItem, wanted: State) -> None:
    """Set the state. Raises NotThisState."""
    if not states.may_become(item.state, wanted):
        raise NotThisState
    item.state = wanted.value


def good_minutes(minutes: int) -> int:
    """Raises BadMinutes with the field's name."""
    if not states.SHORTEST <= minutes <= states.LONGEST:
        raise BadMinutes(fields={"minutes": BadMinutes.message})
    return minutes


def concerned(before: DayPlan | None, meeting: Meeting | None) -> Concerned:
    """Whom the change since `before` concerns, on the agenda of this meeting."""
    if before is None or meeting is None:
        return Concerned()
    after = selectors.day_plan(meeting)
    rows = {row.pk: row for row in (*before.items, *after.items)}
    return Concerned(tuple(rows[key] for key in slots.changed(before.day, after.day) if isinstance(key, UUID)))


def put_last(meeting: Meeting) -> int:
    """The place after all that stand on this agenda."""
    rows = AgendaItem.objects.filter(meeting=meeting, state__in=states.TAKES_TIME)
    return max(rows.values_list("order", flat=True), default=-1) + 1


def number(items: Sequence[AgendaItem]) -> None:
    """Write the order down as it stands here."""
    for place, row in enumerate(items):
        row.order = place
    AgendaItem.objects.bulk_update(items, ["order"])
