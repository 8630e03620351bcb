"""How full the weeks are of who is shared by schools, and how many hours are left for flexible meetings (R36)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.models import Person
from planning.people.roles import short_name
from planning.yearplan import instance, rules
from planning.yearplan.models import YearPlan
from planning.yearplan.possible import Place, Possible
from planning.yearplan.rules import Holiday, Month, Week
from planning.yearplan.selectors.year import free_days

FULL, LEVELS = 5, 5  # 5: no hour left


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One week of one person: meetings, hours at work and hours left."""

    week: Week
    count: int
    work: float
    left: float

    @property
    def level(self) -> int:
        """How full, from 0 (nearly empty) to 5 (less than an hour left)."""
        if self.left < 1:
            return FULL
        return min(LEVELS - 1, int((1 - self.left / self.work) * LEVELS))

    @property
    def off(self) -> bool:
        """No school, or no hour of work."""
        return not self.work


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One shared person."""

    person: Person
    role: str
    schools: int
    cells: tuple[HeatCell, ...]

    @property
    def total(self) -> int:
        """Meetings in the year."""
        return sum(cell.count for cell in self.cells)

    @property
    def left(self) -> float:
        """Hours left in the year."""
        return sum(cell.left for cell in self.cells)


@dataclass(frozen=True, slots=True)
class HeatPage:
    """Everybody who is shared, by weeks; the least room first."""

    weeks: tuple[Week, ...]
    months: tuple[Month, ...]
    holidays: tuple[Holiday, ...]
    rows: tuple[HeatRow, ...]


def heat_page(plan: YearPlan, *, actor: Actor) -> HeatPage:
    """The load of the people whom schools share; who does not see the whole plan sees only the own load.

    Meetings count where somebody belongs, required or not. A constant number of queries.
    """
    question = instance.ask(plan)
    possible = Possible(question.problem, question.placed)
    seats: dict[UUID, list[tuple[str, Person, str]]] = defaultdict(list)
    schools: dict[UUID, set[UUID]] = defaultdict(set)
    for series in question.series:
        for member in series.members.all():
            seats[member.person_id].append((str(series.pk), member.person, member.role))
            schools[member.person_id].add(series.school_id)
    sees_all = actor.schools_with(Right.SEE_PLAN) is None
    shown = [key for key in seats if (len(schools[key]) > 1 and sees_all) or key == actor.person_id]
    open_days = frozenset().union(*question.school_days.values())
    weeks = rules.weeks(plan.first_day, plan.last_day, open_days=open_days)
    of_schools = {series.school_id: series.school for series in question.series}.values()
    calendars = people.school_calendars(of_schools, first=plan.first_day, last=plan.last_day)
    rows = []
    for key in shown:
        mine = {series_id for series_id, _person, _role in seats[key]}
        by_day: dict[object, list[Place]] = defaultdict(list)
        for place, start in question.placed.items():
            if place[0] in mine:
                by_day[start.date()].append(place)
        cells = []
        for week in weeks:
            days = [possible.room(str(key), day, by_day[day]) for day in week.days]
            cells.append(
                HeatCell(
                    week=week,
                    count=sum(len(by_day[day]) for day in week.days),
                    work=sum(work for work, _left in days) / 60,
                    left=sum(left for _work, left in days) / 60,
                )
            )
        _series, person, role = seats[key][0]
        rows.append(HeatRow(person=person, role=short_name(role), schools=len(schools[key]), cells=tuple(cells)))
    return HeatPage(
        weeks=weeks,
        months=rules.months(weeks),
        holidays=rules.holidays(weeks, free_days(calendars.values())),
        rows=tuple(sorted(rows, key=lambda row: (-row.total, row.person.last_name, str(row.person.pk)))),
    )
