"""Goals after the meeting that wrote them down: looked back on, changed, or let go (R102, R135)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from planning.followup.models import Evaluation, Goal, GoalResult, Reached
from planning.followup.services.errors import LookAtGoals, NothingRecorded, StrangeGoal
from planning.followup.services.ground import open_case
from planning.meetings.models import Meeting
from planning.meetings.selectors import require_write
from planning.people import audit
from planning.people.access import Actor


@dataclass(frozen=True, slots=True)
class Seen:
    """How far one goal is, in a word and in words."""

    reached: Reached
    words: str = ""


def look_back(evaluation: Evaluation, results: Mapping[UUID, Seen], *, actor: Actor, now: dt.datetime) -> None:
    """Keep what was seen of each goal of the case that stands; one that is reached stands no longer.

    In the caller's transaction. Raises LookAtGoals when one is left out.
    """
    goals = list(Goal.objects.filter(case_id=evaluation.case_id, ended_at__isnull=True))
    if any(goal.pk not in results for goal in goals):
        raise LookAtGoals
    GoalResult.objects.bulk_create(
        GoalResult(
            swv_id=evaluation.swv_id,
            evaluation=evaluation,
            goal=goal,
            reached=results[goal.pk].reached,
            words=results[goal.pk].words.strip() or None,
        )
        for goal in goals
    )
    reached = [goal.pk for goal in goals if results[goal.pk].reached == Reached.YES]
    Goal.objects.filter(pk__in=reached).update(ended_at=now, ended_by=actor.person_id)


@transaction.atomic
def change_goal(*, actor: Actor, meeting: Meeting, goal_id: UUID, what: str, now: dt.datetime) -> Goal:
    """Write a goal of before down otherwise, at this meeting: the new one takes the place of the old, which is kept.

    The same words change nothing. Raises StrangeGoal, NothingRecorded, CaseIsClosed, CaseFrozen, NotAllowed.
    """
    before = _locked(actor, meeting, goal_id)
    what = what.strip()
    if not what:
        raise NothingRecorded(fields={"what": NothingRecorded.message})
    if what == before.what:
        return before
    goal = Goal.objects.create(
        swv_id=before.swv_id,
        case_id=before.case_id,
        meeting=meeting,
        what=what,
        set_by_id=actor.person_id,
        set_at=now,
        replaces=before,
    )
    _end(before, actor=actor, now=now)
    audit.record(swv_id=goal.swv_id, by=actor.by, action="goal.change", on=goal, now=now)
    return goal


@transaction.atomic
def end_goal(*, actor: Actor, meeting: Meeting, goal_id: UUID, now: dt.datetime) -> None:
    """A goal is no longer aimed at; it is kept. Raises StrangeGoal, CaseIsClosed, CaseFrozen, NotAllowed."""
    goal = _locked(actor, meeting, goal_id)
    _end(goal, actor=actor, now=now)
    audit.record(swv_id=goal.swv_id, by=actor.by, action="goal.end", on=goal, now=now)


def _locked(actor: Actor, meeting: Meeting, goal_id: UUID) -> Goal:
    """A goal that stands, of an earlier meeting of the case, behind the lock of the case.

    What was written down at this very meeting is changed in its record.
    """
    case = open_case(meeting)
    require_write(actor, meeting)
    goal = Goal.objects.filter(pk=goal_id, case=case, ended_at__isnull=True).exclude(meeting=meeting).first()
    if goal is None:
        raise StrangeGoal
    return goal


def _end(goal: Goal, *, actor: Actor, now: dt.datetime) -> None:
    goal.ended_at, goal.ended_by_id = now, actor.person_id
    goal.save(update_fields=["ended_at", "ended_by"])
