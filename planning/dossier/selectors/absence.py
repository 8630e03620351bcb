"""Absence as it counts: days missed, what it asks, and what it makes so for the entry conditions (R147–R149)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from planning.cases.models import Case
from planning.dossier.models import Absence, LpaJudgement
from planning.dossier.rules import absence as rules
from planning.people import selectors as people
from planning.people.models import Person
from planning.people.roles import Role

AHEAD = dt.timedelta(days=180)  # four school weeks and the longest holiday


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """One stretch of absence; `days` are school days missed, `weeks` whole school weeks."""

    absence: Absence
    days: int
    weeks: int
    running: bool
    needs_plan: bool  # more than four weeks in VO: a terugkeerplan must be there at the SOT (R149)
    judgements: tuple[LpaJudgement, ...]

    @property
    def plan_missing(self) -> bool:
        """Whether the terugkeerplan is needed and not there."""
        return self.needs_plan and self.absence.plan_on is None


def absence_lines(case: Case, *, now: dt.datetime) -> list[AbsenceLine]:
    """Every stretch of absence of a case, newest first. Three queries for any number."""
    rows = list(case.absences.select_related("recorded_by").prefetch_related("judgements__lpa"))
    if not rows:
        return []
    today = timezone.localdate(now)
    first = min(row.since for row in rows)
    school_days = people.school_calendar(case.school, first=first, last=today).school_days
    lines = []
    for row in rows:
        days = rules.days_missed(since=row.since, until=row.until, today=today, school_days=school_days)
        lines.append(
            AbsenceLine(
                absence=row,
                days=days,
                weeks=rules.weeks_missed(days),
                running=row.until is None,
                needs_plan=rules.needs_return_plan(sector=case.school.sector, days=days),
                judgements=tuple(row.judgements.all()),
            )
        )
    return lines


def circumstances(case: Case, *, now: dt.datetime) -> frozenset[str]:
    """What absence makes so in the route of this case: keys of `Route.circumstances`, for entry conditions.

    A long absence that is over still asks its terugkeerplan as long as none was recorded.
    """
    found: set[str] = set()
    for line in absence_lines(case, now=now):
        if line.running or line.plan_missing:
            found |= rules.circumstances(sector=case.school.sector, running=line.running, days=line.days)
    return frozenset(found)


def return_plan_missing(case: Case, *, now: dt.datetime) -> bool:
    """Whether a terugkeerplan must be there at the intake in the SOT and is not (R149): the condition `return-plan`."""
    return any(line.plan_missing for line in absence_lines(case, now=now))


def return_plan_day(absence: Absence, *, now: dt.datetime) -> dt.date | None:
    """The day on which a terugkeerplan must be there, as far as the stretch is known; None when it need not (R149)."""
    school, last = absence.case.school, absence.until or timezone.localdate(now) + AHEAD
    days = people.school_calendar(school, first=absence.since, last=last).school_days
    return rules.return_plan_on(sector=school.sector, since=absence.since, school_days=days)


def absence_of(case: Case, absence_id: UUID) -> Absence | None:
    """One stretch of a case, or None."""
    return case.absences.filter(pk=absence_id).first()


def lpas(*, on: dt.date) -> list[Person]:
    """The leerplichtambtenaren of the SWV."""
    return people.holders(Role.LPA, on=on)
