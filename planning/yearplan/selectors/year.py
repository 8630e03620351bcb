"""The year on one page: schools by weeks with their dates, the free days, and how full each week is for whom."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from planning.people import selectors as people
from planning.people.access import Actor
from planning.people.models import Person
from planning.people.roles import short_name
from planning.people.rules import SchoolCalendar
from planning.yearplan import agendas, instance, rules
from planning.yearplan.models import PlannedMeeting, Series, YearPlan
from planning.yearplan.possible import Possible
from planning.yearplan.rules import Holiday, Month, Week
from planning.yearplan.selectors.plans import SeriesRow, row_of, visible, with_everything


@dataclass(frozen=True, slots=True)
class Mark:
    """One meeting in a cell."""

    planned: PlannedMeeting
    at: dt.datetime  # local
    asked: bool  # somebody asked for another date

    @property
    def tone(self) -> int:
        """The colour of its weekday: 1 is Monday."""
        return self.at.weekday() + 1


@dataclass(frozen=True, slots=True)
class Cell:
    """One week of one school: its meetings, and the weekdays on which the school is closed."""

    week: Week
    marks: tuple[Mark, ...]
    closed: tuple[tuple[int, str], ...]  # weekday, name of the day
    free: bool  # closed the whole week

    @property
    def name(self) -> str:
        """What the closed days are called, each once."""
        return ", ".join(dict.fromkeys(name for _, name in self.closed if name))


@dataclass(frozen=True, slots=True)
class YearRow:
    """One school of the picture."""

    row: SeriesRow
    cells: tuple[Cell, ...]

    @property
    def locked(self) -> bool:
        """Whether the next solving keeps every date of it."""
        dates = [planned for planned in self.row.planned if planned.start is not None]
        return bool(dates) and all(planned.pinned for planned in dates)


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One person of the picture: meetings per week, and in all."""

    person: Person
    role: str
    schools: int
    weeks: tuple[tuple[Week, int], ...]

    @property
    def total(self) -> int:
        """In the whole year."""
        return sum(count for _, count in self.weeks)

    @property
    def most(self) -> int:
        """In the fullest week."""
        return max((count for _, count in self.weeks), default=0)


@dataclass(frozen=True, slots=True)
class YearPage:
    """The whole picture."""

    plan: YearPlan
    weeks: tuple[Week, ...]
    months: tuple[Month, ...]
    holidays: tuple[Holiday, ...]
    rows: tuple[YearRow, ...]
    load: tuple[LoadRow, ...]
    persons: tuple[LoadRow, ...]  # everybody, to choose from
    unplaced: tuple[tuple[SeriesRow, PlannedMeeting], ...] = ()
    warnings: tuple[str, ...] = ()


def year_page(
    plan: YearPlan,
    *,
    actor: Actor,
    person_id: UUID | None = None,
    school_id: UUID | None = None,
    sector: str = "",
    now: dt.datetime | None = None,
) -> YearPage:
    """The year of all schools that this person may see, or of one school, one sector, or one person's schools.

    A constant number of queries for any number of schools. `now`: also whose calendar is unknown since when.
    """
    every = [row_of(series) for series in with_everything(visible(actor).filter(plan=plan))]
    rows = [row for row in every if wanted(row, person_id=person_id, school_id=school_id, sector=sector)]
    schools = {row.series.school_id: row.series.school for row in every}
    calendars = people.school_calendars(list(schools.values()), first=plan.first_day, last=plan.last_day)
    open_days = {day for calendar in calendars.values() for day in calendar.school_days}
    weeks = rules.weeks(plan.first_day, plan.last_day, open_days=open_days)
    load = _load(every, weeks)
    return YearPage(
        plan=plan,
        weeks=weeks,
        months=rules.months(weeks),
        holidays=rules.holidays(weeks, free_days(calendars.values())),
        rows=tuple(YearRow(row=row, cells=_cells(row, weeks, calendars[row.series.school_id])) for row in rows),
        load=tuple(row for row in load if row.schools > 1),
        persons=tuple(sorted(load, key=lambda row: (row.person.last_name, row.person.first_name))),
        unplaced=tuple((row, planned) for row in rows for planned in row.unplaced),
        warnings=(
            *sorted({str(text) for calendar in calendars.values() for text in calendar.warnings}),
            *(agendas.silent_calendars(plan, [row.person for row in load], now=now) if now is not None else ()),
        ),
    )


@dataclass(frozen=True, slots=True)
class Appointment:
    """One date of one person."""

    series: Series
    planned: PlannedMeeting
    at: dt.datetime  # local
    required: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """One meeting on somebody's way through a day."""

    appointment: Appointment
    end: dt.datetime  # local
    travel: int  # minutes from the stop before; 0 for the first and at the same school


@dataclass(frozen=True, slots=True)
class Route:
    """Somebody's day: schools in order, with the way between them."""

    day: dt.date
    stops: tuple[Stop, ...]

    @property
    def travel(self) -> int:
        """Minutes on the way between schools."""
        return sum(stop.travel for stop in self.stops)


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person's year: every date over all schools, the load per week, and the days as routes."""

    person: Person
    role: str
    appointments: tuple[Appointment, ...]
    weeks: tuple[tuple[Week, int], ...]
    months: tuple[Month, ...]
    series: tuple[Series, ...]
    routes: tuple[Route, ...]

    @property
    def most(self) -> int:
        """Meetings in the fullest week."""
        return max((count for _, count in self.weeks), default=0)


def person_page(plan: YearPlan, *, person_id: UUID, actor: Actor) -> PersonPage | None:
    """The year of one member of the plan; None when there is none whom this actor may see."""
    mine = visible(actor).filter(plan=plan, members__person_id=person_id)
    rows = [row_of(series) for series in with_everything(mine.distinct())]
    members = [member for row in rows for member in row.members if member.person_id == person_id]
    if not members:
        return None
    required = {member.series_id: member.required for member in members}
    dates = [
        Appointment(
            series=row.series, planned=planned, at=rules.to_local(planned.start), required=required[row.series.pk]
        )
        for row in rows
        for planned in row.planned
        if planned.start is not None
    ]
    days = people.school_calendars([row.series.school for row in rows], first=plan.first_day, last=plan.last_day)
    open_days = {day for calendar in days.values() for day in calendar.school_days}
    weeks = rules.weeks(plan.first_day, plan.last_day, open_days=open_days)
    load = rules.load([date.planned.start for date in dates if date.planned.start], weeks)
    dates.sort(key=lambda date: (date.at, date.series.school.name))
    return PersonPage(
        person=members[0].person,
        role=short_name(members[0].role),
        appointments=tuple(dates),
        weeks=tuple(zip(weeks, load, strict=True)),
        months=rules.months(weeks),
        series=tuple(row.series for row in rows),
        routes=_routes(plan, dates),
    )


def _routes(plan: YearPlan, dates: Sequence[Appointment]) -> tuple[Route, ...]:
    """The days of these dates (in order of time), each with its way from school to school."""
    question = instance.ask(plan)
    possible = Possible(question.problem, question.placed)
    found = []
    for day, group in groupby(dates, key=lambda date: date.at.date()):
        stops: list[Stop] = []
        for date in group:
            before = stops[-1].appointment.series.school_id if stops else date.series.school_id
            way = possible.travel(str(before), str(date.series.school_id))
            end = date.at + dt.timedelta(minutes=date.series.minutes)
            stops.append(Stop(appointment=date, end=end, travel=round(way.total_seconds() / 60)))
        found.append(Route(day=day, stops=tuple(stops)))
    return tuple(found)


def free_days(calendars: Iterable[SchoolCalendar]) -> dict[dt.date, str]:
    """What each closed day is called, at the first school that has a name for it."""
    found: dict[dt.date, str] = {}
    for calendar in calendars:
        for day, name in calendar.closed.items():
            found.setdefault(day, name)
    return found


def wanted(row: SeriesRow, *, person_id: UUID | None = None, school_id: UUID | None = None, sector: str = "") -> bool:
    """Whether a series belongs to one person, one school and one sector, as far as these are asked for."""
    if person_id is not None and all(member.person_id != person_id for member in row.members):
        return False
    if school_id is not None and row.series.school_id != school_id:
        return False
    return not sector or row.series.school.sector == sector


def _cells(row: SeriesRow, weeks: Sequence[Week], calendar: SchoolCalendar) -> tuple[Cell, ...]:
    marks: Mapping[dt.date, list[Mark]] = defaultdict(list)
    asked = {said.planned_id for said in row.asked}
    for planned in row.planned:
        if planned.start is not None:
            at = rules.to_local(planned.start)
            marks[rules.monday(at.date())].append(Mark(planned=planned, at=at, asked=planned.pk in asked))
    open_days = frozenset(calendar.school_days)
    cells = []
    for week in weeks:
        closed = tuple((day.weekday(), calendar.closed.get(day, "")) for day in week.days if day not in open_days)
        cells.append(Cell(week=week, marks=tuple(marks[week.monday]), closed=closed, free=len(closed) == 5))
    return tuple(cells)


def _load(rows: Sequence[SeriesRow], weeks: Sequence[Week]) -> list[LoadRow]:
    """Everybody's meetings per week, the busiest first; optional people count where they are asked."""
    starts: dict[UUID, list[dt.datetime]] = defaultdict(list)
    seen: dict[UUID, tuple[Person, str]] = {}
    schools: dict[UUID, set[UUID]] = defaultdict(set)
    for row in rows:
        dates = [planned.start for planned in row.planned if planned.start is not None]
        for member in row.members:
            seen.setdefault(member.person_id, (member.person, member.role))
            schools[member.person_id].add(row.series.school_id)
            starts[member.person_id].extend(dates)
    found = [
        LoadRow(
            person=person,
            role=short_name(role),
            schools=len(schools[key]),
            weeks=tuple(zip(weeks, rules.load(starts[key], weeks), strict=True)),
        )
        for key, (person, role) in seen.items()
    ]
    return sorted(found, key=lambda row: (-row.total, row.person.last_name, str(row.person.pk)))
