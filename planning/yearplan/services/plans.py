"""A new year plan: a series for every school, as last year or as its sector usually plans; and more kinds of series."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from planning.errors import DomainError
from planning.people import audit
from planning.people import selectors as people
from planning.people.access import Actor, NotAllowed, Right
from planning.people.models import School
from planning.yearplan import kinds, rules
from planning.yearplan.kinds import SeriesKind
from planning.yearplan.models import Series, SeriesMember, YearPlan
from planning.yearplan.services.access import locked, may_host, require_change
from planning.yearplan.services.copying import copy_series
from planning.yearplan.services.seats import read_seats, series_of_pattern


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


class NotAnEarlierYear(DomainError):
    """Only a year that was can be copied."""

    code = "not_an_earlier_year"
    status = 422
    message = _("Kies een planning van een eerder schooljaar.")


class KindExists(DomainError):
    """A school has one series of a kind."""

    code = "kind_exists"
    message = _("Deze school heeft dit soort overleg al.")


class KindDoesNotFit(DomainError):
    """Not every kind is for every sector."""

    code = "kind_does_not_fit"
    status = 422
    message = _("Dit soort overleg past niet bij deze school.")


class LastOfSchool(DomainError):
    """A school stays in the plan; without meetings its number is nought."""

    code = "last_of_school"
    message = _("Dit is het enige overleg van deze school.")
    hint = _("Wil de school dit jaar geen overleg? Zet dan het aantal op 0.")


@transaction.atomic
def create_plan(*, actor: Actor, school_year: int, copy_from: YearPlan | None = None, now: dt.datetime) -> YearPlan:
    """Open the plan of a school year (2026 is 2026–2027) with a series for every school.

    With `copy_from` a school keeps the series and the rhythm of that year; `not_copied` of the plan says what could
    not come along. Without, or when it is new, a school gets what its sector usually plans (`kinds.PATTERNS`). In a
    year that has begun it is the share that there is room for. Its people are who hold the roles on the first day; a
    role that nobody holds stays empty: the pages warn. Raises PlanExists, NoSchoolYear, NotAnEarlierYear, NotAllowed.
    """
    actor.require(Right.MAKE_PLAN)
    if copy_from is not None and copy_from.school_year >= school_year:
        raise NotAnEarlierYear(fields={"copy_from": NotAnEarlierYear.message})
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
                copied_from=copy_from,
            )
    except IntegrityError as error:
        raise PlanExists(fields={"school_year": PlanExists.message}) from error
    _fill(plan, schools, share=(last - first) / (whole[1] - whole[0]))
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


def _fill(plan: YearPlan, schools: Iterable[School], *, share: float) -> None:
    """The series and members of every school, in a constant number of queries."""
    seats = read_seats(on=plan.first_day)
    series, members = copy_series(plan, seats=seats, share=share)
    taken = Counter(row.prefer_weekday for row in series)
    copied = {row.school_id for row in series if not kinds.is_regional(row.kind)}
    fresh: list[Series] = []
    newcomers: list[SeriesMember] = []
    for school in sorted(schools, key=lambda school: (school.name, str(school.pk))):
        if school.pk not in copied:
            row, seated = series_of_pattern(plan, school, SeriesKind.SOT, seats=seats, share=share)
            fresh.append(row)
            newcomers += seated
            if plan.copied_from is not None:
                plan.not_copied.append({"series": str(row.pk), "code": "new_school"})
    _prefer_shared_days(plan, fresh, newcomers, taken=taken)
    plan.save(update_fields=["not_copied"])
    Series.objects.bulk_create([*series, *fresh])
    SeriesMember.objects.bulk_create([*members, *newcomers])


@transaction.atomic
def add_series(*, actor: Actor, plan: YearPlan, school: School, kind: SeriesKind, now: dt.datetime) -> Series:
    """Another kind of meeting at a school, as it usually goes; a regional kind is the SWV's, the school its host.

    Raises KindDoesNotFit, KindExists, PlanIsPublished, PlanIsBeingSolved, NotAllowed.
    """
    if not may_host(actor, school_id=school.pk, kind=kind):
        raise NotAllowed
    plan = locked(plan.pk)
    if kind not in kinds.kinds_of(school.sector):
        raise KindDoesNotFit(fields={"kind": KindDoesNotFit.message})
    if Series.objects.filter(plan=plan, school=school, kind=kind).exists():
        raise KindExists(fields={"kind": KindExists.message})
    whole = _window([school], plan.school_year)
    share = min(1.0, (plan.last_day - plan.first_day) / (whole[1] - whole[0]))
    row, members = series_of_pattern(plan, school, kind, seats=read_seats(on=plan.first_day), share=share)
    taken = Counter(Series.objects.filter(plan=plan).values_list("prefer_weekday", flat=True))
    _prefer_shared_days(plan, [row], members, taken=taken)
    row.save()
    SeriesMember.objects.bulk_create(members)
    audit.record(swv_id=plan.swv_id, by=actor.by, action="series.add", on=row, now=now, kind=kind.value)
    return row


@transaction.atomic
def remove_series(*, actor: Actor, series: Series, now: dt.datetime) -> None:
    """Take a kind of meeting off a school's year, before publication, with its dates.

    Raises LastOfSchool, PlanIsPublished, PlanIsBeingSolved, NotAllowed.
    """
    require_change(actor, series)
    locked(series.plan_id)
    if not Series.objects.filter(plan_id=series.plan_id, school_id=series.school_id).exclude(pk=series.pk).exists():
        raise LastOfSchool
    audit.record(swv_id=series.swv_id, by=actor.by, action="series.remove", on=series, now=now, kind=series.kind)
    series.delete()


def _prefer_shared_days(
    plan: YearPlan, series: Sequence[Series], members: Sequence[SeriesMember], *, taken: Counter[int]
) -> None:
    """Each series likes a weekday on which its required people all work, spread over the week."""
    required: dict[UUID, list[UUID]] = defaultdict(list)
    for member in members:
        if member.required:
            required[member.series_id].append(member.person_id)
    everybody = sorted({member.person_id for member in members}, key=str)
    hours = people.availability(everybody, first=plan.first_day, last=plan.last_day)
    for row in series:
        shared = rules.shared_weekdays(hours[person_id].hours for person_id in required[row.pk])
        row.prefer_weekday = rules.preferred_weekday(shared, taken)
        taken[row.prefer_weekday] += 1
