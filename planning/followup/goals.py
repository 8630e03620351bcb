"""Goals beside what came of them: the agreements that serve each, and what evaluations saw (R102, R135)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from planning.followup.models import Evaluation, Goal, GoalResult
from planning.followup.selectors import AgreementRow, agreements_of_case
from planning.meetings.models import Meeting


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One goal with the agreements that serve it or one before it, and what evaluations saw, newest first.

    `seen` is what this evaluation saw of it; None while it did not decide.
    """

    goal: Goal
    agreements: tuple[AgreementRow, ...] = ()
    results: tuple[GoalResult, ...] = ()
    seen: GoalResult | None = None


@dataclass(frozen=True, slots=True)
class LookBack:
    """What an evaluation looks at: the goals, and what was agreed beside them."""

    goals: tuple[GoalRow, ...]
    beside: tuple[AgreementRow, ...]


def look_back_on(evaluation: Evaluation, *, today: dt.date) -> LookBack:
    """The goals that stand, or that stood when it was decided, with all agreements of the case. Five queries."""
    goals = _goals(evaluation.case_id)
    newest = _newest(goals)
    agreements = agreements_of_case(evaluation.case_id, today=today)
    serving: dict[UUID, list[AgreementRow]] = defaultdict(list)
    for row in agreements:
        if row.agreement.for_goal_id is not None:
            serving[newest.get(row.agreement.for_goal_id, row.agreement.for_goal_id)].append(row)
    seen = {row.goal_id: row for goal in goals for row in goal.looked if row.evaluation_id == evaluation.pk}  # type: ignore[attr-defined]
    decided = evaluation.decided_at is not None
    shown = [goal for goal in goals if (goal.pk in seen if decided else goal.ended_at is None)]
    rows = tuple(
        GoalRow(
            goal=goal,
            agreements=tuple(serving[newest[goal.pk]]),
            results=tuple(goal.looked),  # type: ignore[attr-defined]
            seen=seen.get(goal.pk),
        )
        for goal in shown
    )
    listed = {row.agreement.pk for goal in rows for row in goal.agreements}
    return LookBack(goals=rows, beside=tuple(row for row in agreements if row.agreement.pk not in listed))


def standing_goals(meeting: Meeting) -> list[GoalRow]:
    """The goals of the meeting's case that stand, with what evaluations saw of them. Two queries."""
    if meeting.case_id is None:
        return []
    goals = [goal for goal in _goals(meeting.case_id) if goal.ended_at is None]
    return [GoalRow(goal=goal, results=tuple(goal.looked)) for goal in goals]  # type: ignore[attr-defined]


def _goals(case_id: UUID) -> list[Goal]:
    looked = GoalResult.objects.select_related("evaluation").order_by("-evaluation__decided_at")
    return list(
        Goal.objects.filter(case=case_id).select_related("meeting").prefetch_related(
            Prefetch("results", queryset=looked, to_attr="looked")
        )
    )  # fmt: skip


def _newest(goals: list[Goal]) -> dict[UUID, UUID]:
    """For each goal the one that stands in its place now: itself where none replaced it."""
    after = {goal.replaces_id: goal.pk for goal in goals if goal.replaces_id is not None}
    found = {}
    for goal in goals:
        at = goal.pk
        while at in after:
            at = after[at]
        found[goal.pk] = at
    return found
