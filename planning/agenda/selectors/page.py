"""The agenda of one SOT at one look, and the order that is proposed, for staff. A constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from planning.agenda.models import AgendaItem
from planning.agenda.rules import slots, states
from planning.agenda.rules.states import State
from planning.agenda.selectors.day import (
    DayPlan,
    day_plan,
    days_before,
    has_agenda,
    key_of,
    with_people,
)
from planning.agenda.selectors.labels import Comes, admitted_items, cannot_come, comes, label_of
from planning.agenda.selectors.talking import may_talk_about
from planning.agenda.selectors.telling import to_tell
from planning.meetings import rules as meeting_rules
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting, MeetingState
from planning.people.access import Actor, Right

LONG_DAY = 180  # minutes: from here a line an hour


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One point as somebody may see it. `start` is None where it does not fit."""

    item: AgendaItem
    label: str
    admitted: bool
    start: dt.datetime | None
    end: dt.datetime | None
    left: str  # of the day's picture: "12.50%"
    width: str
    comes: tuple[Comes, ...]
    late: bool
    may_own: bool  # hand in, take back
    may_talk: bool  # write down now what is said of it
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Presence:
    """When somebody comes and goes, over all own points: a bar in the day's picture."""

    name: str
    role: str
    start: dt.datetime
    end: dt.datetime
    left: str
    width: str
    waits: int  # minutes between the own points


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """Everything the page of one agenda shows."""

    meeting: Meeting
    title: str
    lines: tuple[ItemLine, ...]
    people: tuple[Presence, ...]
    ticks: tuple[Tick, ...]
    proposals: tuple[ItemLine, ...]
    hand_in_by: dt.date
    passed: bool  # the last day to hand in is over
    free: int  # minutes in which nothing is spoken of
    too_much: int  # points that do not fit
    may_make: bool
    may_propose: bool
    begun: bool
    over: bool
    can_improve: bool
    to_tell: tuple[Untold, ...]  # who does not know the time, or knows another one

    @property
    def to_call(self) -> bool:
        """Whether somebody among them has no address."""
        return any(not row.has_address for row in self.to_tell)


@dataclass(frozen=True, slots=True)
class Untold:
    """Somebody who must hear when to come; without a start: that it is off. Without an address one calls."""

    name: str
    start: dt.datetime | None
    end: dt.datetime | None
    changed: bool
    has_address: bool


def sot_of(actor: Actor, meeting_id: UUID) -> Meeting | None:
    """A SOT with an agenda that this person may see, or None."""
    found = meetings.visible_meeting(actor, meeting_id)
    if found is None or not has_agenda(found) or found.state not in {MeetingState.PLANNED, MeetingState.HELD}:
        return None
    return found


def agenda_page(meeting: Meeting, *, actor: Actor, now: dt.datetime) -> AgendaPage:
    """The agenda of a SOT that the caller may see: as this person may see it."""
    mine = actor.may(Right.MANAGE_MEETINGS, school_id=meeting.school_id)
    rows = list(
        with_people(AgendaItem.objects.filter(meeting=meeting).exclude(state=State.TAKEN_BACK)).order_by(
            "order", "proposed_at", "pk"
        )
    )
    on = [row for row in rows if row.state in states.TAKES_TIME]
    waiting = [row for row in rows if row.state == State.PROPOSED and (mine or row.proposed_by_id == actor.person_id)]
    plan = day_plan(meeting, on)
    seen = admitted_items(actor, [*on, *waiting], now=now)
    by = states.hand_in_by(timezone.localdate(plan.start), days=days_before(meeting.school))
    lines = _lines(plan, actor=actor, seen=seen, by=by, now=now)
    over = meeting_rules.has_ended(start=meeting.start, minutes=meeting.minutes, now=now)
    spoken = sum(row.end - row.start for row in plan.day.slots)
    return AgendaPage(
        meeting=meeting,
        title=meeting_rules.title(school=meeting.school.name, reference=meeting.reference),
        lines=lines,
        people=_presences(plan, lines),
        ticks=_ticks(plan),
        proposals=tuple(
            # What this SOT did not come to waits for the next: its day to hand in is no longer that of this one.
            line_of(row, None, actor=actor, admitted=row.pk in seen, by=None if over else by, now=now)
            for row in waiting
        ),
        hand_in_by=by,
        passed=timezone.localdate(now) > by,
        free=plan.length - spoken,
        too_much=len(plan.day.left),
        may_make=mine and not over,
        may_propose=actor.may(Right.PROPOSE_AGENDA, school_id=meeting.school_id) and not over,
        begun=plan.start <= now,
        over=over,
        can_improve=mine and not over and len(on) > 1 and not any(row.state == State.DISCUSSED for row in on),
        to_tell=_untold(meeting, plan, lines, now=now) if mine and plan.start > now else (),
    )


def _untold(meeting: Meeting, plan: DayPlan, lines: Sequence[ItemLine], *, now: dt.datetime) -> tuple[Untold, ...]:
    names = {one.key: one.name for line in lines for one in line.comes}
    return tuple(
        Untold(
            name=names[key_of(row.guests[0])],
            start=row.start,
            end=row.end,
            changed=row.was is not None,
            has_address=row.has_address,
        )
        for row in to_tell(meeting, now=now, plan=plan)
    )


def _lines(
    plan: DayPlan, *, actor: Actor, seen: frozenset[UUID], by: dt.date, now: dt.datetime
) -> tuple[ItemLine, ...]:
    last = len(plan.items) - 1
    meeting = plan.items[0].meeting if plan.items else None
    cannot = cannot_come(meeting) if meeting is not None else frozenset()
    talks = may_talk_about(actor, meeting, plan.items, now=now) if meeting is not None else frozenset()
    return tuple(
        line_of(
            row,
            plan,
            actor=actor,
            admitted=row.pk in seen,
            by=by,
            now=now,
            first=place == 0,
            last=place == last,
            cannot=cannot,
            talks=row.pk in talks,
        )
        for place, row in enumerate(plan.items)
    )


def line_of(
    item: AgendaItem,
    plan: DayPlan | None,
    *,
    actor: Actor,
    admitted: bool,
    by: dt.date | None,
    now: dt.datetime,
    first: bool = True,
    last: bool = True,
    cannot: Collection[str] = (),
    talks: bool = False,
) -> ItemLine:
    """One point as this person may see it; without a plan it has no slot."""
    slot = plan.day.slot(item.pk) if plan is not None else None
    handed = timezone.localdate(item.handed_in_at) if item.handed_in_at else None
    makes = actor.may(Right.MANAGE_MEETINGS, school_id=item.school_id)
    own = item.proposed_by_id == actor.person_id and actor.may(Right.PROPOSE_AGENDA, school_id=item.school_id)
    return ItemLine(
        item=item,
        label=label_of(item, admitted=admitted),
        admitted=admitted,
        start=plan.at(slot.start) if plan is not None and slot is not None else None,
        end=plan.at(slot.end) if plan is not None and slot is not None else None,
        left=_part(slot.start, plan) if plan is not None and slot is not None else "0%",
        width=_part(slot.end - slot.start, plan) if plan is not None and slot is not None else "0%",
        comes=comes(item, admitted=admitted, cannot=cannot),
        late=by is not None
        and item.state != State.DISCUSSED
        and states.is_late(handed_in=handed, today=timezone.localdate(now), by=by),
        may_own=states.may_change(item.state) and (makes or own),
        may_talk=talks,
        first=first,
        last=last,
    )


def _part(minutes: int, plan: DayPlan) -> str:
    return f"{100 * minutes / plan.length:.2f}%"


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment on the line of the day's picture."""

    left: str
    at: dt.datetime


def _ticks(plan: DayPlan) -> tuple[Tick, ...]:
    step = 30 if plan.length <= LONG_DAY else 60
    return tuple(Tick(_part(minute, plan), plan.at(minute)) for minute in range(0, plan.length, step))


def _presences(plan: DayPlan, lines: Sequence[ItemLine]) -> tuple[Presence, ...]:
    """Who comes when, the first to come first. Who is nameless to the reader stands there once a point."""
    spans: dict[tuple[object, ...], list[slots.Slot]] = {}
    who: dict[tuple[object, ...], Comes] = {}
    for line in lines:
        slot = plan.day.slot(line.item.pk)
        for one in line.comes if slot is not None else ():
            key: tuple[object, ...] = (one.key,) if line.admitted else (one.key, line.item.pk)
            spans.setdefault(key, []).append(slot)  # type: ignore[arg-type]  # None was left out above
            who.setdefault(key, one)
    found = []
    for key, own in spans.items():
        start, end = min(row.start for row in own), max(row.end for row in own)
        found.append(
            Presence(
                name=who[key].name,
                role=who[key].role,
                start=plan.at(start),
                end=plan.at(end),
                left=_part(start, plan),
                width=_part(end - start, plan),
                waits=end - start - sum(row.end - row.start for row in own),
            )
        )
    return tuple(sorted(found, key=lambda row: (row.start, row.end, row.name)))


@dataclass(frozen=True, slots=True)
class Preview:
    """The order that is proposed, beside the one there is."""

    lines: tuple[ItemLine, ...]
    people: tuple[Presence, ...]
    ticks: tuple[Tick, ...]
    order: tuple[UUID, ...]
    moved: int  # points that get another slot
    waited: int  # minutes that people wait now, and would
    waits: int
    idle_before: int  # minutes in which nothing is spoken of, between the points
    idle: int
    left_out: int


def preview(meeting: Meeting, *, actor: Actor, now: dt.datetime) -> Preview:
    """What laying out would do. Nothing is written."""
    plan = day_plan(meeting)
    best = plan.best()
    rows = {row.pk: row for row in plan.items}
    order = tuple(key for key in best.order if isinstance(key, UUID))
    new = DayPlan(tuple(rows[key] for key in order), plan.points, plan.windows, plan.length, plan.start, best)
    seen = admitted_items(actor, plan.items, now=now)
    by = states.hand_in_by(timezone.localdate(plan.start), days=days_before(meeting.school))
    lines = _lines(new, actor=actor, seen=seen, by=by, now=now)
    return Preview(
        lines=lines,
        people=_presences(new, lines),
        ticks=_ticks(new),
        order=order,
        moved=len(slots.changed(plan.day, best)),
        waited=sum(slots.waiting(plan.points, plan.day).values()),
        waits=sum(slots.waiting(plan.points, best).values()),
        idle_before=slots.idle(plan.day),
        idle=slots.idle(best),
        left_out=len(best.left),
    )
