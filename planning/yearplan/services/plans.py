"""A new year plan: a series for every school, with what its sector usually plans and who sits at its table."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from planning.errors import DomainError
from planning.people import audit
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.models import RoleHolding, School
from planning.yearplan import kinds, rules
from planning.yearplan.kinds import SeriesKind
from planning.yearplan.models import Series, SeriesMember, YearPlan


class PlanExists(DomainError):
    """An SWV has one plan a school year."""

    code = "plan_exists"
    message = _("Voor dit schooljaar is er al een jaarplanning.")
    hint = _("Open de planning in de lijst.")


class NoSchoolYear(DomainError):
    """There is no calendar to plan on: no schools, or a year that is not known."""

    code = "no_school_year"
    status = 422
    message = _("Voor dit schooljaar zijn er nog geen schooldagen bekend.")
    hint = _("Controleer of er scholen zijn en of de vakanties van dat jaar bekend zijn.")


@dataclass(slots=True)
class _Seats:
    """Who holds which role: at a school, or for the whole SWV (then the one with the fewest series so far)."""

    at_school: dict[tuple[str, UUID], list[UUID]] = field(default_factory=lambda: defaultdict(list))
    everywhere: dict[str, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    given: Counter[UUID] = field(default_factory=Counter)

    def take(self, role: str, school_id: UUID) -> UUID | None:
        """The person for this role at this school, or None when nobody holds it."""
        own = self.at_school.get((role, school_id))
        if own:
            return own[0]
        pool = self.everywhere.get(role)
        if not pool:
            return None
        chosen = min(pool, key=lambda person_id: (self.given[person_id], str(person_id)))
        self.given[chosen] += 1
        return chosen


@transaction.atomic
def create_plan(*, actor: Actor, school_year: int, now: dt.datetime) -> YearPlan:
    """Open the plan of a school year (2026 is 2026–2027) with a series for every school.

    A school gets what its sector usually plans (`kinds.PATTERNS`), or the share of it that the rest of a year that has
    begun has room for; its people are who hold the roles on the first day. A role that nobody holds stays empty: the
    pages warn. Raises PlanExists, NoSchoolYear, NotAllowed.
    """
    actor.require(Right.MAKE_PLAN)
    schools = list(School.objects.filter(swv_id=actor.swv_id))
    whole = _window(schools, school_year)
    first, last = rules.rest(whole, today=rules.to_local(now).date())
    if first >= last:
        raise NoSchoolYear(fields={"school_year": NoSchoolYear.message})
    try:
        with transaction.atomic():
            plan = YearPlan.objects.create(
                swv_id=actor.swv_id,
                school_year=school_year,
                first_day=first,
                last_day=last,
                created_by_id=actor.person_id,
            )
    except IntegrityError as error:
        raise PlanExists(fields={"school_year": PlanExists.message}) from error
    _add_series(plan, schools, share=(last - first) / (whole[1] - whole[0]))
    audit.record(swv_id=plan.swv_id, by=actor.by, action="plan.create", on=plan, now=now, school_year=school_year)
    return plan


def _window(schools: Sequence[School], school_year: int) -> tuple[dt.date, dt.date]:
    """The days between which the meetings of these schools lie."""
    if not 2000 <= school_year <= 2199:
        raise NoSchoolYear(fields={"school_year": NoSchoolYear.message})
    calendars = people.school_calendars(schools, first=dt.date(school_year, 8, 1), last=dt.date(school_year + 1, 7, 31))
    known = [calendar for calendar in calendars.values() if calendar.known]
    found = rules.window({day for calendar in known for day in calendar.school_days})
    if found is None:
        raise NoSchoolYear(fields={"school_year": NoSchoolYear.message})
    return found


def _add_series(plan: YearPlan, schools: Iterable[School], *, share: float) -> None:
    """A series and its members for every school, in a constant number of queries."""
    schools = sorted(schools, key=lambda school: (school.name, str(school.pk)))
    seats = _seats(on=plan.first_day)
    series: list[Series] = []
    members: list[SeriesMember] = []
    for school in schools:
        pattern = kinds.PATTERNS[SeriesKind.SOT, school.sector]
        row = Series(
            swv_id=plan.swv_id,
            plan=plan,
            school=school,
            count=max(1, round(pattern.count * share)),
            minutes=pattern.minutes,
            starts=list(pattern.starts),
            prefer_start=pattern.starts[1],
            min_gap_days=pattern.min_gap_days,
            max_gap_days=pattern.max_gap_days,
        )
        series.append(row)
        seated: set[UUID] = set()
        for required, roles in ((True, pattern.required), (False, pattern.optional)):
            for role in roles:
                person_id = seats.take(role, school.pk)
                if person_id is not None and person_id not in seated:
                    seated.add(person_id)
                    members.append(
                        SeriesMember(swv_id=plan.swv_id, series=row, person_id=person_id, role=role, required=required)
                    )
    _prefer_shared_days(plan, series, members)
    Series.objects.bulk_create(series)
    SeriesMember.objects.bulk_create(members)


def _prefer_shared_days(plan: YearPlan, series: Sequence[Series], members: Sequence[SeriesMember]) -> None:
    """Each series likes a weekday on which its required people all work, spread over the week."""
    required: dict[UUID, list[UUID]] = defaultdict(list)
    for member in members:
        if member.required:
            required[member.series_id].append(member.person_id)
    everybody = sorted({member.person_id for member in members}, key=str)
    hours = people.availability(everybody, first=plan.first_day, last=plan.last_day)
    taken: Counter[int] = Counter()
    for row in series:
        shared = rules.shared_weekdays(hours[person_id].hours for person_id in required[row.pk])
        row.prefer_weekday = rules.preferred_weekday(shared, taken)
        taken[row.prefer_weekday] += 1


def _seats(*, on: dt.date) -> _Seats:
    """Every role held on a day: one query."""
    seats = _Seats()
    holdings = (
        RoleHolding.objects.filter(valid_from__lte=on)
        .exclude(valid_to__lt=on)
        .order_by("valid_from", "person__last_name", "person_id")
    )
    for holding in holdings:
        if holding.school_id is None:
            seats.everywhere[holding.role].append(holding.person_id)
        else:
            seats.at_school[holding.role, holding.school_id].append(holding.person_id)
    return seats
