"""Dates by hand, only where no hard rule breaks: both sides are asked again, and once published members hear it.

Every change by hand is a row with what was there before (`HandChange`), so that `hand.undo` can put it back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import EllipsisType
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.errors import DomainError
from planning.meetings import services as meetings
from planning.meetings.models import WhyMoved
from planning.people import audit
from planning.people.access import Actor
from planning.yearplan import instance, rules, wording
from planning.yearplan.models import HandAction, HandChange, PlannedMeeting, PlanState, Series, YearPlan
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


class DateHasMoved(DomainError):
    """Somebody else changed it between looking and doing."""

    code = "date_has_moved"
    message = _("Iemand anders heeft dit overleg net veranderd. Uw wijziging is niet gedaan.")
    hint = _("Kijk waar het nu staat en probeer het opnieuw.")


class ClockIsPut(DomainError):
    """The clock is put forward or back at this moment, so it exists not at all or twice (T3)."""

    code = "clock_is_put"
    status = 422
    message = _("Op dit tijdstip gaat de klok vooruit of achteruit. Kies een andere tijd.")


class SayWhyItMoves(DomainError):
    """People hold the dates of a published plan: who moves one says why, and the letter tells it."""

    code = "say_why_it_moves"
    status = 422
    message = _("Kies waarom dit overleg verschuift. Dat staat in de brief aan wie erbij hoort.")


class CannotSwap(DomainError):
    """A swap is between two dates of two schools in one plan."""

    code = "cannot_swap"
    status = 422
    message = _("Wisselen kan alleen met een overleg van een andere school, dat ook een datum heeft.")


@dataclass(frozen=True, slots=True)
class Stand:
    """How a meeting stands in the plan: its start (UTC) or none, whether it is pinned, and why it has no date."""

    start: dt.datetime | None
    pinned: bool
    reasons: tuple[str, ...] = ()

    def to_json(self) -> list[object]:
        """As a HandChange keeps it."""
        return [self.start.isoformat() if self.start else None, self.pinned, list(self.reasons)]


def stand_of(planned: PlannedMeeting) -> Stand:
    """How a row stands now."""
    return Stand(planned.start, planned.pinned, tuple(planned.reasons))


def moment_of(local: dt.datetime) -> dt.datetime:
    """What somebody chose on a Dutch clock (naive) as an aware moment. Raises ClockIsPut."""
    try:
        return rules.to_utc(local)
    except rules.NotALocalTime as error:
        raise ClockIsPut(fields={"start": ClockIsPut.message}) from error


Wanted = Mapping[PlannedMeeting, Stand]


@transaction.atomic
def move_planned(
    *,
    actor: Actor,
    planned: PlannedMeeting,
    start: dt.datetime,
    now: dt.datetime,
    seen: dt.datetime | EllipsisType | None = ...,
    why: str = "",
) -> PlannedMeeting:
    """Give one meeting another start (aware), or its first one.

    A date chosen by hand is pinned, so that the next solving keeps it. In a published plan the meeting itself moves and
    its members get an update that says `why` (a `WhyMoved`). `seen` is the start (None: no date) that the person saw;
    left out, any will do. Raises DateIsNotPossible with the reasons, DateIsPast, DateHasMoved, SayWhyItMoves,
    PlanIsBeingSolved, NotAllowed.
    """
    plan = locked(planned.series.plan_id, for_rules=False)
    (row,) = rows_of([planned.pk], actor=actor)
    if seen is not ... and row.start != seen:
        raise DateHasMoved
    if row.start == start:
        return row
    wanted = {row: Stand(start, pinned=True)}
    check_together(plan, wanted, now=now)
    carry_out(wanted, actor=actor, plan=plan, action=HandAction.MOVE, why=why, now=now)
    return row


@transaction.atomic
def swap_planned(
    *,
    actor: Actor,
    planned: PlannedMeeting,
    other: PlannedMeeting,
    seen: tuple[dt.datetime | None, dt.datetime | None],
    now: dt.datetime,
) -> None:
    """Two meetings of two schools take each other's start, and both stay there when the plan is solved again.

    `seen` are the starts that the person saw. Raises CannotSwap, PlanIsPublished (then members know their dates: one by
    one, so that each hears once), and what `move_planned` raises.
    """
    if planned.series_id == other.series_id or planned.series.plan_id != other.series.plan_id:
        raise CannotSwap
    plan = locked(planned.series.plan_id)
    rows = {row.pk: row for row in rows_of([planned.pk, other.pk], actor=actor)}
    one, two = rows[planned.pk], rows[other.pk]
    if (one.start, two.start) != seen:
        raise DateHasMoved
    if one.start is None or two.start is None:
        raise CannotSwap
    wanted = {one: Stand(two.start, pinned=True), two: Stand(one.start, pinned=True)}
    check_together(plan, wanted, now=now)
    carry_out(wanted, actor=actor, plan=plan, action=HandAction.SWAP, now=now)


def rows_of(ids: Iterable[UUID], *, actor: Actor) -> list[PlannedMeeting]:
    """Meetings under their row lock, each with its series, of which all may be changed by this person."""
    rows = list(PlannedMeeting.objects.select_for_update(of=("self",)).select_related("series").filter(pk__in=ids))
    for row in rows:
        require_change(actor, row.series)
    return rows


def check_possible(plan: YearPlan, planned: PlannedMeeting, *, start: dt.datetime, now: dt.datetime) -> None:
    """Raise DateIsPast, or DateIsNotPossible with the reasons, where a meeting cannot have this start (aware)."""
    check_together(plan, {planned: Stand(start, pinned=True)}, now=now)


def check_together(plan: YearPlan, wanted: Wanted, *, now: dt.datetime) -> None:
    """Raise DateIsPast, or DateIsNotPossible with the reasons, where meetings cannot have these starts together."""
    starts = {row: stand.start for row, stand in wanted.items() if stand.start is not None and stand.start != row.start}
    if any(start <= now for start in starts.values()):
        raise DateIsPast(fields={"start": DateIsPast.message})
    if not starts:
        return
    question = instance.ask(plan, now=now)
    if {row.series_id for row in starts} & {series.pk for series in question.incomplete}:
        raise DateIsNotPossible(_("Vul eerst in wie erbij moeten zijn en hoe laat een overleg mag beginnen."))
    possible = Possible(question.problem, question.placed)
    places = {(str(row.series_id), row.number): rules.to_local(start) for row, start in starts.items()}
    hindrances = possible.hindrances_together(places)
    if hindrances:
        raise DateIsNotPossible(wording.sentence(hindrances, question), fields={"start": DateIsNotPossible.message})


def carry_out(
    wanted: Wanted, *, actor: Actor, plan: YearPlan, action: HandAction, why: str = "", now: dt.datetime
) -> HandChange:
    """Make rows stand as wanted, inside the caller's transaction and after its checks; what was there is kept.

    Where a date changes both sides are asked again, and a meeting that is in people's calendars moves: then `why` is
    needed. Raises SayWhyItMoves, SlotTaken.
    """
    moved = [row for row, stand in wanted.items() if row.start != stand.start]
    series: dict[UUID, Series] = {row.series_id: row.series for row in moved}
    change = HandChange.objects.create(
        swv_id=plan.swv_id,
        plan=plan,
        action=action,
        person_id=actor.person_id,
        before={str(row.pk): stand_of(row).to_json() for row in wanted},
        after={str(row.pk): stand.to_json() for row, stand in wanted.items()},
        asked_since={str(key): at.isoformat() if (at := row.dates_at) else None for key, row in series.items()},
        at=now,
    )
    for row, stand in wanted.items():
        row.start, row.pinned, row.reasons = stand.start, stand.pinned, list(stand.reasons)
        row.save(update_fields=["start", "pinned", "reasons"])
        audit.record(
            swv_id=plan.swv_id, by=actor.by, action=f"planned.{action.value}", on=row, now=now, number=row.number
        )
    for each in series.values():
        each.dates_at = now
        each.save(update_fields=["dates_at"])
    if moved and plan.state == PlanState.DRAFT:
        plan.state = PlanState.PROPOSED
        plan.save(update_fields=["state"])
    held = [row for row in moved if row.meeting is not None and row.start is not None]
    if held and why not in WhyMoved.values:
        raise SayWhyItMoves(fields={"why": SayWhyItMoves.message})
    _move_meetings(held, actor=actor, why=why, now=now)
    return change


def _move_meetings(held: list[PlannedMeeting], *, actor: Actor, why: str, now: dt.datetime) -> None:
    """Move what is in people's calendars, in an order in which each finds its slot free.

    Raises SlotTaken for a ring of meetings that wait for one another, or a slot that something outside the plan took.
    """
    waiting = held
    while waiting:
        stuck: list[tuple[PlannedMeeting, meetings.SlotTaken]] = []
        for row in waiting:
            assert row.meeting is not None  # noqa: S101  # both were looked at above
            assert row.start is not None  # noqa: S101
            try:
                with transaction.atomic():
                    meetings.move_meeting(actor=actor, meeting=row.meeting, start=row.start, why=WhyMoved(why), now=now)
            except meetings.SlotTaken as taken:
                stuck.append((row, taken))
        if len(stuck) == len(waiting):
            raise stuck[0][1]
        waiting = [row for row, _taken in stuck]
