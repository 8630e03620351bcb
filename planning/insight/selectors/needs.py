"""What needs somebody today, from all rooms below: late first, by pupil, each with the one row where it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from planning.cases import selectors as cases
from planning.cases.models import Case, CaseState, Task
from planning.followup.models import Agreement, Progress, ProgressState
from planning.followup.rules import Standing
from planning.followup.selectors import AgreementRow, agreements_for
from planning.insight.rules import needs as rules
from planning.insight.rules.needs import When
from planning.insight.selectors.unfinished import (
    LeftPoints,
    finished_by,
    left_points,
    unfinished_records,
    written_at_the_table,
)
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting, MeetingState
from planning.people.access import Actor, Right
from planning.yearplan import selectors as yearplan
from planning.yearplan.selectors import Turn

About = Task | Meeting | Agreement | AgreementRow | LeftPoints | Turn


@dataclass(frozen=True, slots=True)
class Need:
    """One thing: `kind` says what (the page has the words), `about` is the row where it is done."""

    kind: str
    about: About
    day: dt.date | None = None  # None: whenever one can
    case: Case | None = None
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The things of one pupil. Without a case: what is about no pupil. `pupil` is "" for who may not know the name.

    `opens`: whether the page of the case is open to this person; knowing the name is not enough for that.
    """

    case: Case | None
    pupil: str
    opens: bool
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Needs:
    """The page of today: its parts in order, and what comes next when there is nothing in them.

    `names` are the pupils of all that was found whose name this person may read, by case.
    """

    parts: dict[When, tuple[Group, ...]]
    following: Group | None
    names: Mapping[UUID, str]

    @property
    def count(self) -> int:
        """How many things there are in all parts together."""
        return sum(len(group.needs) for groups in self.parts.values() for group in groups)


def needs_of(actor: Actor, *, now: dt.datetime) -> Needs:
    """Everything of this person. The same queries for one thing and for sixty."""
    today = timezone.localdate(now)
    found = sorted(_all(actor, now=now, today=today), key=_order)
    names = cases.pupil_names(actor, [need.case for need in found if need.case is not None], now=now)
    parts: dict[When, tuple[Group, ...]] = {}
    for part in When:
        # A task can be done from the day it is there; a meeting or an agreement waits for its own day.
        here = [
            need
            for need in found
            if rules.when(need.day, today=today) == part and (part != When.LATER or need.kind == "task")
        ]
        groups = rules.grouped((str(need.case.pk) if need.case is not None else "", need) for need in here)
        parts[part] = tuple(_group(rows, names, actor) for _key, rows in groups)
    later = (need for need in found if rules.when(need.day, today=today) == When.LATER and need.kind != "task")
    following = next(later, None)
    return Needs(parts, _group([following], names, actor) if following is not None else None, names)


def _order(need: Need) -> tuple[dt.date, bool, str]:
    """By day; what has none and what has no hour first."""
    return need.day or dt.date.min, need.at is not None, need.at.isoformat() if need.at is not None else ""


def _group(rows: Sequence[Need], names: Mapping[UUID, str], actor: Actor) -> Group:
    case = rows[0].case
    if case is None:
        return Group(None, "", opens=False, needs=tuple(rows))
    opens = actor.may(Right.SEE_CASES, school_id=case.school_id)
    return Group(case, names.get(case.pk, ""), opens=opens, needs=tuple(rows))


def _all(actor: Actor, *, now: dt.datetime, today: dt.date) -> list[Need]:
    tasks = list(cases.open_tasks(actor))
    told = {task.object_key for task in tasks}
    found = [Need("task", task, task.due, task.case) for task in tasks]
    over = meetings.to_confirm(actor, now=now)
    written = written_at_the_table(row.pk for row in over)
    found += [Need("confirm", row, timezone.localdate(row.start), row.case) for row in over if row.pk not in written]
    found += [Need("meeting", row, timezone.localdate(row.start), row.case, row.start) for row in _own(actor, now=now)]
    found += [
        Need("record", row, finished_by(row.start), row.case)
        for row in unfinished_records(actor, now=now)
        if row.start is not None
    ]
    found += [Need("points", row) for row in left_points(actor, now=now)]
    found += _agreements(actor, told=told, today=today)
    if actor.may_somewhere(Right.SEE_PLAN):
        found += [Need("turn", turn, turn.until) for turn in yearplan.my_turn(actor)]
    return found


def _own(actor: Actor, *, now: dt.datetime) -> list[Meeting]:
    """The meetings ahead that one sits at or organises. One query, and those of the gate."""
    rows = meetings.visible_meetings(actor).filter(state=MeetingState.PLANNED, start__gte=now).order_by("start")
    mine = Q(organiser_id=actor.person_id) | Q(
        participants__person_id=actor.person_id, participants__removed_at__isnull=True
    )
    return list(rows.filter(mine).distinct()[:60])


def _agreements(actor: Actor, *, told: set[str], today: dt.date) -> list[Need]:
    """Late or stuck among those one follows, and open ones of oneself: not what there is a task about already."""
    found: list[Need] = []
    seen: set[UUID] = set()
    if actor.may_somewhere(Right.SEE_CASES):
        for row in agreements_for(actor, today=today):
            if row.standing in {Standing.LATE, Standing.STUCK} and str(row.agreement.pk) not in told:
                day = min(row.agreement.due, today - dt.timedelta(days=1))
                found.append(Need(f"agreement_{row.standing}", row, day, row.agreement.case))
                seen.add(row.agreement.pk)
    done = Progress.objects.filter(state=ProgressState.DONE).values("agreement")
    sits = Q(owner__person_id=actor.person_id, meeting__in=meetings.visible_meetings(actor).values("pk"))
    own = Agreement.objects.filter(sits | Q(guest=actor.person_id), withdrawn_at__isnull=True)
    own = own.filter(Q(case__state=CaseState.OPEN) | Q(point__isnull=False)).exclude(pk__in=done)
    for agreement in own.select_related("case__school", "meeting__school").order_by("due"):
        if agreement.pk not in seen and str(agreement.pk) not in told:
            found.append(Need("own_agreement", agreement, agreement.due, agreement.case))
    return found
