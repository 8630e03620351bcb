"""Whose turn it is at a SOT: who writes about which point, and the points one after another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from planning.agenda.models import AgendaGuest, AgendaItem
from planning.agenda.rules import states
from planning.agenda.rules.states import State
from planning.agenda.selectors.day import day_plan
from planning.agenda.selectors.labels import admitted_items, label_of
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting
from planning.people.access import Actor, Right
from planning.people.roles import Role


def may_talk_about(actor: Actor, meeting: Meeting, items: Sequence[AgendaItem], *, now: dt.datetime) -> frozenset[UUID]:
    """Of which of these points somebody writes down now what is said (their ids). Three queries at most.

    About a pupil: as for every meeting about a case. Other points: the school's IB or OC, and an appointed notulist.
    """
    ready = [row for row in items if states.may_talk(row.state, start=meeting.start, now=now)]
    written = meetings.writes_about(actor, meeting, [row.case for row in ready if row.case is not None])
    others = any(row.case_id is None for row in ready) and _keeps_the_list(actor, meeting)
    return frozenset(row.pk for row in ready if row.case_id in written or (row.case_id is None and others))


def _keeps_the_list(actor: Actor, meeting: Meeting) -> bool:
    if actor.may(Right.MANAGE_MEETINGS, school_id=meeting.school_id):
        return True
    return meetings.present(meeting).filter(person_id=actor.person_id, role=Role.MINUTES).exists()


@dataclass(frozen=True, slots=True)
class Turn:
    """One point in the run of a SOT. `part_id` once it was spoken of; `may_begin` when this person can begin it now.

    `may_write`: this person writes down what is said of it, be it about a pupil or not.
    """

    item_id: UUID
    label: str
    start: dt.datetime | None
    part_id: UUID | None
    done: bool
    may_begin: bool
    may_write: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Run:
    """The points of the SOT that this is a part of, in their order, as this person may read them."""

    whole: Meeting
    turns: tuple[Turn, ...]

    @property
    def here(self) -> Turn | None:
        """The point that is open."""
        return next((turn for turn in self.turns if turn.here), None)

    @property
    def place(self) -> int:
        """Which one it is, counted from one."""
        return next((n for n, turn in enumerate(self.turns, start=1) if turn.here), 0)

    @property
    def following(self) -> Turn | None:
        """The next one that was not spoken of yet; none is left behind."""
        later = [*self.turns[self.place :], *self.turns[: max(self.place - 1, 0)]]
        return next((turn for turn in later if not turn.done), None)


def run_of(part: Meeting, *, actor: Actor, now: dt.datetime) -> Run | None:
    """The run of the SOT that a meeting is a part of; None for a whole one. The same queries for any day."""
    whole = part.part_of
    return Run(whole, turns_of(whole, actor=actor, here=part.pk, now=now)) if whole is not None else None


def guests_of_part(part: Meeting) -> list[AgendaGuest]:
    """Who came for the point that this is the part of. One query."""
    return list(AgendaGuest.objects.filter(item__part=part).select_related("person", "party"))


def turns_of(whole: Meeting, *, actor: Actor, here: UUID | None = None, now: dt.datetime) -> tuple[Turn, ...]:
    """The points of a SOT in their order, as this person may read them; `here` is the part that is open."""
    plan = day_plan(whole)
    seen = admitted_items(actor, plan.items, now=now)
    may = may_talk_about(actor, whole, plan.items, now=now)

    def turn(row: AgendaItem) -> Turn:
        slot = plan.day.slot(row.pk)
        return Turn(
            item_id=row.pk,
            label=label_of(row, admitted=row.pk in seen),
            start=plan.at(slot.start) if slot is not None else None,
            part_id=row.part_id,
            done=row.state == State.DISCUSSED,
            may_begin=row.pk in may and row.case_id is not None,
            may_write=row.pk in may,
            here=here is not None and row.part_id == here,
        )

    return tuple(turn(row) for row in plan.items)
