"""The schools of somebody who works at several: the next meetings, the cases one sits at, what waits, the load."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from planning.cases import gate
from planning.cases import selectors as cases
from planning.cases.models import Case, CaseState, Task
from planning.followup.rules import school_year_began
from planning.insight.rules.months import year_after
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting, MeetingState, Participant
from planning.people import selectors as people
from planning.people.access import Actor
from planning.people.models import School

MOST_NEXT = 3
NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """One school: the next meetings, the running cases one thinks along in with a ground, the tasks that wait.

    Beside each meeting and case the pupil's name, "" where one may not read it or it is about nobody.
    """

    school: School
    coming: tuple[tuple[Meeting, str], ...]
    cases: tuple[tuple[Case, str], ...]
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Across:
    """All schools, those with something first, and how many meetings each week of the school year has."""

    lines: tuple[Line, ...]
    silent: tuple[School, ...]
    weeks: tuple[tuple[dt.date, int], ...]  # the Monday, and how many

    @property
    def meetings(self) -> int:
        """How many in the year."""
        return sum(count for _week, count in self.weeks)

    @property
    def most(self) -> int:
        """How many in the fullest week."""
        return max((count for _week, count in self.weeks), default=0)


def across(actor: Actor, *, now: dt.datetime) -> Across:
    """The picture of one person. A case, and a meeting about one, only as long as there is a ground (house rule 4).

    The same queries for one school and for twenty.
    """
    seats = Participant.objects.filter(person_id=actor.person_id, removed_at__isnull=True)
    coming: dict[UUID, list[Meeting]] = defaultdict(list)
    visible = meetings.visible_meetings(actor).filter(state=MeetingState.PLANNED, start__gte=now)
    for meeting in visible.filter(pk__in=seats.values("meeting")).order_by("start"):
        coming[meeting.school_id].append(meeting)
    sits: dict[UUID, list[Case]] = defaultdict(list)
    for case in _cases(actor, now=now):
        sits[case.school_id].append(case)
    next_ones = {school: rows[:MOST_NEXT] for school, rows in coming.items()}
    about = [row.case for rows in next_ones.values() for row in rows if row.case is not None]
    names = cases.pupil_names(actor, [*about, *(case for rows in sits.values() for case in rows)], now=now)
    tasks: dict[UUID, list[Task]] = defaultdict(list)
    for task in cases.open_tasks(actor):
        tasks[task.case.school_id].append(task)
    own = {school for _role, school in actor.roles if school is not None}
    lines, silent = [], []
    for school in people.schools():
        line = Line(
            school,
            tuple((row, names.get(row.case.pk, "") if row.case else "") for row in next_ones.get(school.pk, [])),
            tuple(sorted(((row, names.get(row.pk, "")) for row in sits[school.pk]), key=_by_name)),
            tuple(tasks[school.pk]),
        )
        if line.coming or line.cases or line.tasks:
            lines.append(line)
        elif school.pk in own:
            silent.append(school)
    lines.sort(key=lambda line: (line.coming[0][0].start if line.coming else None) or NEVER)
    return Across(tuple(lines), tuple(silent), _weeks(actor, today=timezone.localdate(now)))


def _by_name(about: tuple[Case, str]) -> tuple[str, str]:
    return about[1], about[0].reference


def _cases(actor: Actor, *, now: dt.datetime) -> list[Case]:
    rows = Case.objects.filter(involved__person_id=actor.person_id, state=CaseState.OPEN).distinct()
    found = list(rows.select_related("school"))
    admitted = gate.admitted_cases(person_id=actor.person_id, cases=found, now=now) if found else frozenset()
    return [case for case in found if case.pk in admitted]


def _weeks(actor: Actor, *, today: dt.date) -> tuple[tuple[dt.date, int], ...]:
    """The meetings of the school year by week: how many, and nothing of what they are about."""
    began = school_year_began(today)
    until = year_after(began)
    rows = Meeting.objects.filter(
        participants__person_id=actor.person_id,
        participants__removed_at__isnull=True,
        part_of__isnull=True,
        state__in=[MeetingState.PLANNED, MeetingState.HELD],
        start__date__gte=began,
        start__date__lt=until,
    )
    days = [timezone.localdate(start) for start in rows.values_list("start", flat=True) if start is not None]
    counts = Counter(day - dt.timedelta(days=day.weekday()) for day in days)
    monday, found = began - dt.timedelta(days=began.weekday()), []
    while monday < until:
        found.append((monday, counts[monday]))
        monday += dt.timedelta(days=7)
    return tuple(found)
