"""One month of a plan, day by day: for a phone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from planning.people import selectors as people
from planning.people.access import Actor
from planning.yearplan import rules
from planning.yearplan.models import YearPlan
from planning.yearplan.selectors.plans import SeriesRow, row_of, visible, with_everything
from planning.yearplan.selectors.year import Mark, free_days


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A weekday: its meetings in order of time, and what it is called when no school is open."""

    day: dt.date
    marks: tuple[tuple[SeriesRow, Mark], ...]
    free: str


@dataclass(frozen=True, slots=True)
class MonthPage:
    """A month; `before` and `after` are the first days of its neighbours in the plan, or None."""

    first: dt.date
    days: tuple[MonthDay, ...]
    before: dt.date | None
    after: dt.date | None

    @property
    def total(self) -> int:
        """Meetings in this month."""
        return sum(len(day.marks) for day in self.days)


def month_page(plan: YearPlan, *, month: dt.date, actor: Actor, person_id: UUID | None = None) -> MonthPage:
    """The month that `month` lies in, moved into the plan's year; of all schools that somebody sees, or one person's.

    A constant number of queries.
    """
    first = min(max(month, plan.first_day), plan.last_day).replace(day=1)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    before = (first - dt.timedelta(days=1)).replace(day=1)
    series = visible(actor).filter(plan=plan)
    if person_id is not None:
        series = series.filter(members__person_id=person_id).distinct()
    rows = [row_of(each) for each in with_everything(series)]
    marks: dict[dt.date, list[tuple[SeriesRow, Mark]]] = defaultdict(list)
    for row in rows:
        asked = {said.planned_id for said in row.asked}
        for planned in row.planned:
            if planned.start is not None:
                at = rules.to_local(planned.start)
                marks[at.date()].append((row, Mark(planned=planned, at=at, asked=planned.pk in asked)))
    schools = {row.series.school_id: row.series.school for row in rows}.values()
    calendars = people.school_calendars(schools, first=first, last=after - dt.timedelta(days=1)).values()
    open_days = frozenset().union(*(calendar.school_days for calendar in calendars))
    names = free_days(calendars)
    days = [first + dt.timedelta(days=step) for step in range((after - first).days)]
    return MonthPage(
        first=first,
        days=tuple(
            MonthDay(
                day=day,
                marks=tuple(sorted(marks[day], key=lambda found: (found[1].at, found[0].series.school.name))),
                free=names.get(day, "") if day not in open_days else "",
            )
            for day in days
            if day.weekday() < 5
        ),
        before=before if before >= plan.first_day.replace(day=1) else None,
        after=after if after <= plan.last_day else None,
    )
