"""What comes of the meeting and after it: agreements per goal, who leads, what comes next, and what is still needed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from planning.errors import Text
from planning.followup import selectors as followup
from planning.followup.models import Evaluation, Goal
from planning.followup.selectors import AgreementRow
from planning.meetings.models import Meeting, MeetingKind, MeetingState
from planning.meetings.selectors import meeting_kinds
from planning.minutes.models import Decision, Record
from planning.minutes.rules import ending
from planning.minutes.selectors.decisions import leads_on

NEEDS: dict[str, tuple[Text, str]] = {
    "talk": (_("besluiten of er een vervolggesprek komt"), "besluiten"),
    "next": (_("het vervolggesprek klaarzetten"), "volgende"),
    "evaluation": (_("afspreken wanneer en hoe u terugkijkt"), "terugkijken"),
}


@dataclass(frozen=True, slots=True)
class Need:
    """Something that must be there before the record is fixed, and where on the page one does it."""

    code: str
    text: Text
    where: str


@dataclass(frozen=True, slots=True)
class Ending:
    """What comes next, and what is still needed."""

    lacking: tuple[Need, ...]
    evaluation: Evaluation | None
    next_meeting: Meeting | None


def ending_of(meeting: Meeting) -> Ending:
    """What a meeting ends with (R86, R105, R131). Four queries."""
    record = Record.objects.select_related("next_meeting").filter(meeting=meeting).first()
    after = record.next_meeting if record is not None else None
    if after is not None and after.state == MeetingState.CANCELLED:
        after = None
    stands = Decision.objects.filter(record=record, withdrawn_at__isnull=True) if record is not None else None
    evaluation = followup.evaluation_of(meeting)
    codes = ending.lacking(
        list(stands.values_list("kind", "outcome")) if stands is not None else [],
        leads_on=bool(leads_on(meeting)),
        goals=meeting.goals.exists(),
        meets_again=after is not None,
        looks_back=evaluation is not None and bool(evaluation.method),
    )
    return Ending(tuple(Need(code, *NEEDS[code]) for code in codes), evaluation, after)


def next_kinds(meeting: Meeting) -> list[tuple[str, str]]:
    """What the next meeting can be: the same, or one that the route leads on to. Looking back has its own date.

    After a part of a SOT not another SOT: the pupil goes on the agenda of the next one.
    """
    if meeting.case is None:
        return []
    onward = set(leads_on(meeting))
    again = {meeting.kind} if meeting.part_of_id is None else set()
    kinds = [row for row in meeting_kinds(meeting.case) if row[0] in again or row[1] in onward]
    return sorted((row for row in kinds if row[0] != MeetingKind.EVALUATION), key=lambda row: row[0] == meeting.kind)


@dataclass(frozen=True, slots=True)
class Means:
    """A goal and what is agreed to reach it (R104, R120); without a goal what serves none that stands there."""

    goal: Goal | None
    agreements: tuple[AgreementRow, ...]


def means_of(meeting: Meeting, goals: Sequence[Goal], *, today: dt.date) -> tuple[Means, ...]:
    """The agreements of a meeting under its goals, what has none at the end."""
    rows = followup.agreements_of_meeting(meeting, today=today)
    keys = {goal.pk for goal in goals}
    return (
        *(Means(goal, tuple(row for row in rows if row.agreement.for_goal_id == goal.pk)) for goal in goals),
        Means(None, tuple(row for row in rows if row.agreement.for_goal_id not in keys)),
    )
