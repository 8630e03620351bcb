"""How one pupil stands with the SOTs of the school: the point that waits, its time, and what who looks can do with it.

Nothing of what a point says is read here: its texts are for its own page, behind the gate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from planning.agenda.models import AgendaItem
from planning.agenda.rules import states
from planning.agenda.rules.states import Stand, State
from planning.agenda.selectors.day import day_plan, days_before
from planning.agenda.selectors.page import sot_of
from planning.cases import gate
from planning.cases.models import Case
from planning.meetings.models import Meeting, MeetingKind, MeetingState
from planning.people.access import Actor, Right


@dataclass(frozen=True, slots=True)
class Waiting:
    """The point of a pupil that was not spoken of yet. `sot` is that of its agenda, or for which it was proposed."""

    item: AgendaItem
    stand: Stand
    sot: Meeting | None

    @property
    def since(self) -> dt.datetime:
        """Since when it waits: for its turn, or to be told what became of it."""
        over = self.sot.end if self.sot is not None and self.stand == Stand.MISSED else None
        return over or self.item.proposed_at

    @property
    def handed_in(self) -> bool:
        """Whether the question is there."""
        return self.item.handed_in_at is not None


def waiting_of(case_ids: Iterable[UUID], *, now: dt.datetime) -> dict[UUID, Waiting]:
    """By case the point that waits; at most one each. One query."""
    rows = AgendaItem.objects.filter(case__in=list(case_ids), state__in=states.WAITS)
    found = ((row.case_id, _waiting(row, now=now)) for row in rows.select_related("meeting"))
    return {case_id: one for case_id, one in found if case_id is not None and one is not None}


def _waiting(row: AgendaItem, *, now: dt.datetime) -> Waiting | None:
    sot = row.meeting
    off = sot is not None and sot.state == MeetingState.CANCELLED
    stands = states.stand(row.state, end=sot.end if sot is not None else None, called_off=off, now=now)
    return Waiting(row, stands, sot if stands != Stand.WAITS else None) if stands is not None else None


@dataclass(frozen=True, slots=True)
class AtSot:
    """One pupil and the SOTs of the school, for who looks."""

    point: Waiting | None
    start: dt.datetime | None  # the own slot, where it fits
    hand_in_by: dt.date | None
    late: bool  # that day is over, and the question is not there
    spoken_of: tuple[dt.datetime, ...]  # when the SOTs began at which it was
    together: bool  # the school has SOTs about several pupils, now or before
    ahead: bool  # one of them is still to come
    may_open: bool  # the page of the point
    may_hand_in: bool  # the question is still lacking, and is this person's to hand in
    may_put_on: bool  # it is not on an agenda and can be, by this person
    may_tell: bool  # what became of it, of a SOT that is over


def at_sot(case: Case, *, actor: Actor, now: dt.datetime) -> AtSot:
    """For a case that the caller may see. The same queries for any number of points: sixteen at most."""
    rows = AgendaItem.objects.filter(case=case, state__in=[*states.WAITS, State.DISCUSSED])
    items = list(rows.select_related("case__school", "meeting__school"))
    point = next((one for one in (_waiting(row, now=now) for row in items) if one is not None), None)
    there = [row.meeting for row in items if row.state == State.DISCUSSED and row.meeting is not None]
    sots = _sots(case.school_id, now=now)
    makes = actor.may(Right.MANAGE_MEETINGS, school_id=case.school_id)
    stands, by = point.stand if point is not None else None, _by(point, case)
    lacks = point is not None and not point.handed_in
    return AtSot(
        point=point,
        start=_slot(point),
        hand_in_by=by,
        late=lacks and by is not None and states.is_late(handed_in=None, today=timezone.localdate(now), by=by),
        spoken_of=tuple(sot.start for sot in there if sot.start is not None and sot.state != MeetingState.CANCELLED),
        together=sots["all"] > 0,
        ahead=sots["ahead"] > 0,
        may_open=point is not None and _may_open(point, actor=actor, makes=makes),
        may_hand_in=point is not None and _may_hand_in(point, actor=actor, makes=makes, now=now),
        may_put_on=makes and (stands == Stand.ASKED or (stands == Stand.WAITS and sots["ahead"] > 0)),
        may_tell=makes and stands == Stand.MISSED,
    )


def may_propose(case: Case, *, actor: Actor, now: dt.datetime) -> bool:
    """Whether this person can put the pupil forward: with the right and a ground (R90, R152). Eight queries."""
    if not actor.may(Right.PROPOSE_AGENDA, school_id=case.school_id):
        return False
    return case.pk in gate.admitted_cases(person_id=actor.person_id, cases=[case], now=now)


def _sots(school_id: UUID, *, now: dt.datetime) -> dict[str, int]:
    """How many SOTs about several pupils the school has, and how many of them are to come. One query."""
    kept = [MeetingState.PLANNED, MeetingState.HELD]
    rows = Meeting.objects.filter(school=school_id, kind=MeetingKind.SOT, case__isnull=True, state__in=kept)
    return rows.aggregate(all=Count("pk"), ahead=Count("pk", filter=Q(state=MeetingState.PLANNED, start__gt=now)))


def _slot(point: Waiting | None) -> dt.datetime | None:
    if point is None or point.sot is None or point.stand != Stand.ON:
        return None
    plan = day_plan(point.sot)
    slot = plan.day.slot(point.item.pk)
    return plan.at(slot.start) if slot is not None else None


def _by(point: Waiting | None, case: Case) -> dt.date | None:
    if point is None or point.sot is None or point.sot.start is None:
        return None
    return states.hand_in_by(timezone.localdate(point.sot.start), days=days_before(case.school))


def _may_open(point: Waiting, *, actor: Actor, makes: bool) -> bool:
    """As `waiting.item_of`."""
    if makes or point.item.proposed_by_id == actor.person_id:
        return True
    there = point.item.meeting_id if point.item.state in states.TAKES_TIME else None
    return there is not None and sot_of(actor, there) is not None


def _may_hand_in(point: Waiting, *, actor: Actor, makes: bool, now: dt.datetime) -> bool:
    """As `services.hand_in`, for a SOT that did not begin yet."""
    begins = point.sot.start if point.sot is not None else None
    if point.handed_in or begins is None or begins <= now or point.item.case is None:
        return False
    proposes = actor.may(Right.PROPOSE_AGENDA, school_id=point.item.school_id)
    if not makes and not (proposes and point.item.proposed_by_id == actor.person_id):
        return False
    return point.item.case_id in gate.admitted_cases(person_id=actor.person_id, cases=[point.item.case], now=now)
