"""Last year's planning out of a spreadsheet as the beginning of this one: how often, on which weekday, at what time.

The dates themselves are last year's and are not kept. What a school has wished for this year stands: it is newer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from integrations.imports.grid import UnreadableWorkbook, read_grid, write_grid
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.models import School
from planning.yearplan import kinds, lastyear, rules
from planning.yearplan.kinds import SeriesKind
from planning.yearplan.lastyear import Held, Problem
from planning.yearplan.models import PlanState, Series, SeriesMember, YearPlan
from planning.yearplan.services.access import locked
from planning.yearplan.services.seats import read_seats, series_of_pattern


class NotReadable(DomainError):
    """The file is no workbook that can be opened; the message says why."""

    code = "not_readable"
    status = 422
    message = _("Dit is geen Excel-bestand (.xlsx) of het is beschadigd.")


class OnlyAtTheStart(DomainError):
    """Once there are dates, other rules would break them behind the backs of who agreed."""

    code = "only_at_the_start"
    message = _("In deze planning staan al data. Vorig jaar overnemen kan alleen aan het begin.")
    hint = _("Pas de regels per school aan, of begin een nieuwe planning.")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What a series is planned by. Weekday 0 is Monday, `start` is local "HH:MM", `minutes` its length."""

    count: int
    weekday: int
    start: str
    minutes: int
    min_gap_days: int
    max_gap_days: int


@dataclass(frozen=True, slots=True)
class Taken:
    """One series of one school: as it was held last year, as it is now, and as it would become.

    `was` is None for a series that the plan does not have yet. `stays` says why nothing changes: "wished" (the school
    gave its wishes), "kind" (not a kind for this school), "fewer" when there is room for fewer meetings than were held
    (that one does change); empty otherwise.
    """

    school: School
    kind: SeriesKind
    held: Held
    was: Rhythm | None
    becomes: Rhythm | None
    stays: str = ""

    @property
    def changes(self) -> bool:
        """Whether taking it over makes a difference."""
        return self.becomes is not None and self.becomes != self.was


@dataclass(frozen=True, slots=True)
class LastYear:
    """A whole workbook against a plan: per series what would change, what was not understood, who is not in it."""

    school_year: int
    rows: tuple[Taken, ...]
    problems: tuple[Problem, ...]
    missing: tuple[School, ...]

    @property
    def changed(self) -> int:
        """How many series would change or be added."""
        return sum(row.changes for row in self.rows)


def example_workbook(*, actor: Actor, plan: YearPlan) -> bytes:
    """An .xlsx to fill in: a row a school of the plan, columns for dates. Raises NotAllowed."""
    actor.require(Right.MAKE_PLAN)
    most = 8
    heads = [str(_("School")), "BRIN", *(f"SOT {number}" for number in range(1, most + 1))]
    schools = School.objects.filter(series__plan=plan).distinct().order_by("name")
    return write_grid(
        f"SOT {plan.school_year - 1}-{plan.school_year}", [heads, *([row.name, row.brin] for row in schools)]
    )


def check_last_year(*, actor: Actor, plan: YearPlan, file: BinaryIO) -> LastYear:
    """What `file` says and what it would change; keeps nothing. Raises NotReadable, OnlyAtTheStart, NotAllowed."""
    actor.require(Right.MAKE_PLAN)
    _require_start(plan)
    return _compare(plan, file)


@transaction.atomic
def take_over_last_year(*, actor: Actor, plan: YearPlan, file: BinaryIO, now: dt.datetime) -> LastYear:
    """Let the series of a plan follow last year's rhythm; kinds that the plan lacks are added with who holds the roles.

    Gives what has changed. Cells that were not understood are left out. Raises as `check_last_year`, PlanIsPublished,
    PlanIsBeingSolved.
    """
    actor.require(Right.MAKE_PLAN)
    plan = locked(plan.pk)
    _require_start(plan)
    found = _compare(plan, file)
    existing = {(row.school_id, row.kind): row for row in Series.objects.filter(plan=plan)}
    seats = read_seats(on=plan.first_day)
    fresh: list[Series] = []
    members: list[SeriesMember] = []
    changed: list[Series] = []
    for taken in found.rows:
        if taken.becomes is None or not taken.changes:
            continue
        series = existing.get((taken.school.pk, taken.kind))
        if series is None:
            series, seated = series_of_pattern(plan, taken.school, taken.kind, seats=seats, share=1)
            fresh.append(series)
            members += seated
        else:
            changed.append(series)
        _follow(series, taken.becomes)
    Series.objects.bulk_create(fresh)
    SeriesMember.objects.bulk_create(members)
    Series.objects.bulk_update(changed, FIELDS)
    audit.record(
        swv_id=plan.swv_id,
        by=actor.by,
        action="plan.last_year",
        on=plan,
        now=now,
        changed=len(changed),
        added=len(fresh),
        not_understood=len(found.problems),
    )
    return found


FIELDS = ["count", "prefer_weekday", "prefer_start", "starts", "minutes", "min_gap_days", "max_gap_days"]


def _follow(series: Series, rhythm: Rhythm) -> None:
    series.count, series.minutes = rhythm.count, rhythm.minutes
    series.prefer_weekday, series.prefer_start = rhythm.weekday, rhythm.start
    series.starts = sorted({*series.starts, rhythm.start})
    series.min_gap_days, series.max_gap_days = rhythm.min_gap_days, rhythm.max_gap_days


def _require_start(plan: YearPlan) -> None:
    if plan.state != PlanState.DRAFT or plan.series.filter(planned__start__isnull=False).exists():
        raise OnlyAtTheStart


def _compare(plan: YearPlan, file: BinaryIO) -> LastYear:
    try:
        grid = read_grid(file)
    except UnreadableWorkbook as error:
        raise NotReadable(str(error)) from error
    schools = {row.pk: row for row in School.objects.filter(series__plan=plan).distinct()}
    names = lastyear.Schools({pk: (row.name, row.brin) for pk, row in schools.items()})
    reading = lastyear.read_last_year(grid, schools=names, school_year=plan.school_year - 1)
    series = {(row.school_id, row.kind): row for row in Series.objects.filter(plan=plan)}
    rows = sorted(
        (_taken(plan, schools[held.school], held, series) for held in reading.held),
        key=lambda row: (row.school.name, list(SeriesKind).index(row.kind)),
    )
    seen = {held.school for held in reading.held}
    missing = sorted((row for pk, row in schools.items() if pk not in seen), key=lambda row: row.name)
    return LastYear(reading.school_year, tuple(rows), reading.problems, tuple(missing))


def _taken(plan: YearPlan, school: School, held: Held, series: Mapping[tuple[UUID, str], Series]) -> Taken:
    row = series.get((school.pk, held.kind))
    was = _rhythm_of(row) if row is not None else None
    if row is not None and row.wished_at is not None:
        return Taken(school, held.kind, held, was, None, stays="wished")
    if was is not None:
        usual, never = was, tuple(row.never_on) if row is not None else ()
    elif (pattern := kinds.PATTERNS.get((held.kind, school.sector))) is not None:
        start = pattern.starts[1]
        usual = Rhythm(pattern.count, 1, start, pattern.minutes, pattern.min_gap_days, pattern.max_gap_days)
        never = ()
    else:
        return Taken(school, held.kind, held, None, None, stays="kind")
    becomes = _becomes(held, usual, never)
    room = (plan.last_day - plan.first_day).days // becomes.min_gap_days + 1
    if becomes.count > min(room, 40):
        return Taken(school, held.kind, held, was, replace(becomes, count=min(room, 40)), stays="fewer")
    return Taken(school, held.kind, held, was, becomes)


def _becomes(held: Held, usual: Rhythm, never_on: Sequence[int]) -> Rhythm:
    """Last year's rhythm, where it was said and can be: within the day, on a weekday that the series may have."""
    minutes = held.minutes if held.minutes is not None and 15 <= held.minutes <= 480 else usual.minutes
    start = f"{held.start:%H:%M}" if held.start is not None else usual.start
    ends = int(start[:2]) * 60 + int(start[3:]) + minutes
    if not start >= "07:00" or ends > 22 * 60:
        start, minutes = usual.start, usual.minutes
    weekday = held.weekday if held.weekday is not None and held.weekday not in never_on else usual.weekday
    least, most = rules.spacing(held.gaps, usual=(usual.min_gap_days, usual.max_gap_days))
    return Rhythm(len(held.moments), weekday, start, minutes, least, most)


def _rhythm_of(row: Series) -> Rhythm:
    return Rhythm(row.count, row.prefer_weekday, row.prefer_start, row.minutes, row.min_gap_days, row.max_gap_days)
