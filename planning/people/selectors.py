"""Reads of people and schools, scoped and without N+1."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet

from integrations.schoolyear.region import region_year
from planning.people import rules
from planning.people.models import (
    Absence,
    ApiKey,
    Deputy,
    FreeDay,
    Organisation,
    Person,
    RoleHolding,
    School,
    WorkingHours,
)
from planning.people.roles import Role
from planning.people.rules import Availability, OwnDays, SchoolCalendar, Stretch


def schools() -> QuerySet[School]:
    """Every school of the SWV."""
    return School.objects.select_related("organisation").order_by("name")


def school(school_id: UUID) -> School | None:
    """One school, or None."""
    return schools().filter(pk=school_id).first()


def persons(*, search: str = "", role: str = "", on: dt.date) -> QuerySet[Person]:
    """People by name, with the roles they hold on a day; narrowed by a part of the name and a role."""
    holdings = current(on).select_related("school").order_by("role", "school__name")
    found = Person.objects.select_related("organisation").prefetch_related(
        Prefetch("holdings", queryset=holdings, to_attr="roles_now")
    )
    for word in search.split()[:5]:
        found = found.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word))
    if role in Role.values:
        found = found.filter(pk__in=current(on).filter(role=role).values("person_id"))
    return found.order_by("last_name", "first_name")


def person(person_id: UUID) -> Person | None:
    """One person, or None."""
    return Person.objects.select_related("organisation", "user").filter(pk=person_id).first()


def names_of(person_ids: Iterable[str]) -> dict[str, str]:
    """The names of persons by id; ids that are none are left out. One query."""
    ids = [key for key in map(_uuid, person_ids) if key is not None]
    return {str(row.pk): row.name for row in Person.objects.filter(pk__in=ids)}


def _uuid(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


def current(on: dt.date) -> QuerySet[RoleHolding]:
    """The roles held on a day."""
    return RoleHolding.objects.filter(valid_from__lte=on).exclude(valid_to__lt=on)


def people_of_school(school: School, *, on: dt.date) -> QuerySet[RoleHolding]:
    """The contact directory of a school (R27): who holds which role there."""
    return (
        current(on).filter(school=school).select_related("person__organisation").order_by("role", "person__last_name")
    )


@dataclass(frozen=True, slots=True)
class Contact:
    """One line of the contact directory (R27): who, in which role, on which days, and who stands in today."""

    holding: RoleHolding
    days: tuple[str, ...]
    deputy: Person | None


def directory(school: School, *, on: dt.date) -> list[Contact]:
    """The contact directory of a school, then who works for the whole SWV (R27). Three queries for any number."""
    standing_in = Deputy.objects.filter(valid_from__lte=on, valid_to__gte=on).select_related("deputy")
    found = (
        current(on)
        .filter(Q(school=school) | Q(school__isnull=True))
        .select_related("person__organisation")
        .prefetch_related(
            Prefetch("person__working_hours", to_attr="week"),
            Prefetch("person__deputies", queryset=standing_in.order_by("valid_from"), to_attr="replaced_by"),
        )
        .order_by(F("school").asc(nulls_last=True), "role", "person__last_name", "person__first_name")
    )
    return [
        Contact(
            holding=row,
            days=tuple(rules.DAYS[day] for day in sorted({hours.weekday for hours in _attr(row.person, "week")})),
            deputy=next((stand.deputy for stand in _attr(row.person, "replaced_by")), None),
        )
        for row in found
    ]


def _attr(person: Person, name: str) -> list[Any]:
    """What a prefetch put on the row (`to_attr`); types cannot know of it."""
    found: list[Any] = getattr(person, name)
    return found


def holders(role: Role, *, school: School | None = None, on: dt.date) -> list[Person]:
    """Who holds a role on a day: anywhere, or for one school, at it or for the whole SWV."""
    holdings = current(on).filter(role=role)
    if school is not None:
        holdings = holdings.filter(Q(school=school) | Q(school__isnull=True))
    return list(Person.objects.filter(pk__in=holdings.values("person_id")).order_by("last_name", "first_name"))


def deputy_of(person: Person, *, on: dt.date) -> Person | None:
    """Who stands in for somebody on a day."""
    row = (
        Deputy.objects.filter(person=person, valid_from__lte=on, valid_to__gte=on)
        .select_related("deputy")
        .order_by("valid_from")
        .first()
    )
    return row.deputy if row is not None else None


def schools_of(person: Person, *, on: dt.date) -> list[School]:
    """The schools where somebody holds a role on a day."""
    ids = current(on).filter(person=person, school__isnull=False).values("school_id")
    return list(School.objects.filter(pk__in=ids).order_by("name"))


def languages_of(person: Person) -> tuple[str, ...]:
    """The languages somebody reads, best first; Dutch when nothing is known."""
    return tuple(str(code) for code in person.languages) or ("nl",)


def organisations() -> QuerySet[Organisation]:
    """Every organisation of the SWV."""
    return Organisation.objects.order_by("name")


def organisation(organisation_id: UUID) -> Organisation | None:
    """One organisation, or None when it is not there."""
    return Organisation.objects.filter(pk=organisation_id).first()


def organisations_in_use() -> QuerySet[Organisation]:
    """Every organisation with how many `people` and `schools_count` it has. One query."""
    counts = {"people": Count("persons", distinct=True), "schools_count": Count("schools", distinct=True)}
    return organisations().annotate(**counts)


def all_persons() -> QuerySet[Person]:
    """Everybody by name, without their roles: for a list to choose from."""
    return Person.objects.order_by("last_name", "first_name")


def roles_of(person: Person) -> QuerySet[RoleHolding]:
    """The roles somebody holds, held and will hold, the open ones first."""
    return (
        RoleHolding.objects.filter(person=person)
        .select_related("school")
        .order_by(F("valid_to").desc(nulls_first=True), "role", "school__name")
    )


def holding(holding_id: UUID) -> RoleHolding | None:
    """One role held by one person, or None."""
    return RoleHolding.objects.select_related("person", "school").filter(pk=holding_id).first()


def absences_of(person: Person, *, since: dt.datetime) -> QuerySet[Absence]:
    """What has not passed yet."""
    return Absence.objects.filter(person=person, end__gt=since).order_by("start")


def absence(absence_id: UUID) -> Absence | None:
    """One absence, or None."""
    return Absence.objects.select_related("person").filter(pk=absence_id).first()


def deputies_of(person: Person, *, since: dt.date) -> QuerySet[Deputy]:
    """Who stands in for somebody, now and later."""
    return Deputy.objects.filter(person=person, valid_to__gte=since).select_related("deputy").order_by("valid_from")


def deputy(deputy_id: UUID) -> Deputy | None:
    """One row of standing in, or None."""
    return Deputy.objects.select_related("person", "deputy").filter(pk=deputy_id).first()


def free_days_of(school: School, *, first: dt.date, last: dt.date) -> QuerySet[FreeDay]:
    """The school's own days between two dates."""
    return FreeDay.objects.filter(school=school, first__lte=last, last__gte=first).order_by("first")


def free_day(free_day_id: UUID) -> FreeDay | None:
    """One stretch of the school's own days, or None."""
    return FreeDay.objects.select_related("school").filter(pk=free_day_id).first()


def availability(person_ids: Iterable[UUID], *, first: dt.date, last: dt.date) -> dict[UUID, Availability]:
    """When each of these people works and is absent between two days. Two queries for any number."""
    wanted = list(dict.fromkeys(person_ids))
    hours: dict[UUID, dict[int, list[tuple[dt.time, dt.time]]]] = {key: defaultdict(list) for key in wanted}
    rows = WorkingHours.objects.filter(person__in=wanted).order_by("weekday", "start")
    for person_id, weekday, start, end in rows.values_list("person_id", "weekday", "start", "end"):
        hours[person_id][weekday].append((start, end))
    absences: dict[UUID, list[Stretch]] = defaultdict(list)
    begin = dt.datetime.combine(first, dt.time(), tzinfo=rules.AMSTERDAM)
    close = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), tzinfo=rules.AMSTERDAM)
    found = Absence.objects.filter(person__in=wanted, start__lt=close, end__gt=begin).order_by("start")
    for person_id, since, until in found.values_list("person_id", "start", "end"):
        absences[person_id].append((since, until))
    return {
        key: Availability(
            hours={weekday: tuple(stretches) for weekday, stretches in hours[key].items()},
            absences=tuple(absences[key]),
        )
        for key in wanted
    }


def school_calendars(schools: Iterable[School], *, first: dt.date, last: dt.date) -> dict[UUID, SchoolCalendar]:
    """The calendar of each school: holidays of its region, public holidays, and its own days. One query."""
    wanted = list(schools)
    own: dict[UUID, list[OwnDays]] = defaultdict(list)
    rows = FreeDay.objects.filter(school__in=wanted, first__lte=last, last__gte=first)
    for row in rows:
        own[row.school_id].append(OwnDays(first=row.first, last=row.last, kind=row.kind, label=row.label))
    return {school.pk: _calendar(school.holiday_region, own[school.pk], first=first, last=last) for school in wanted}


def school_calendar(school: School, *, first: dt.date, last: dt.date) -> SchoolCalendar:
    """The calendar of one school."""
    return school_calendars([school], first=first, last=last)[school.pk]


def _calendar(region: str, own: list[OwnDays], *, first: dt.date, last: dt.date) -> SchoolCalendar:
    free: dict[dt.date, str] = {}
    unknown: list[str] = []
    for year in range(_school_year(first), _school_year(last) + 1):
        known_year = region_year(year, region)
        free |= _within(known_year.holidays, first, last)
        if not known_year.known:
            unknown.append(f"{year}–{year + 1}")
    school_days, closed = rules.open_days(first=first, last=last, free=free, own=own)
    warnings = (
        (f"De schoolvakanties van {', '.join(unknown)} zijn nog niet bekend. Plan dit deel later.",) if unknown else ()
    )
    return SchoolCalendar(
        first=first, last=last, school_days=school_days, closed=closed, warnings=warnings, known=not unknown
    )


def _within(days: Mapping[dt.date, str], first: dt.date, last: dt.date) -> dict[dt.date, str]:
    return {day: name for day, name in days.items() if first <= day <= last}


def _school_year(day: dt.date) -> int:
    return day.year if day.month >= 8 else day.year - 1


def api_keys() -> QuerySet[ApiKey]:
    """All keys of the SWV, live ones first."""
    return ApiKey.objects.select_related("created_by").order_by("revoked_at", "name")
