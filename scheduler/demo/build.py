"""Builds the demo SWV: schools and people first, then its story. The same at every load of a day."""

from __future__ import annotations

import datetime as dt
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django_scopes import scope

from notifications.languages import CODES
from planning.people.languages import KEY
from planning.people.models import (
    SWV,
    Absence,
    FreeDay,
    FreeDayKind,
    Organisation,
    Person,
    RoleHolding,
    School,
    User,
    WorkingHours,
)
from planning.people.roles import AFFILIATION, Affiliation
from scheduler.demo.cast import LOGINS, PASSWORD
from scheduler.demo.people import EVENING, MORNING, SWV_NAME, DemoPerson, everybody, study_days
from scheduler.demo.region import SCHOOLS

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def school_year_of(day: dt.date) -> int:
    """The school year a day lies in; 2026 is 2026–2027."""
    return day.year if day.month >= 8 else day.year - 1


@transaction.atomic
def build_people(*, today: dt.date, name: str = SWV_NAME, accounts: bool = True) -> SWV:
    """The SWV with its schools, people, hours, busy times, study days and, when wanted, the accounts."""
    year = school_year_of(today)
    swv = SWV.objects.create(name=name, email="info@demo.example", settings={KEY: list(CODES)})
    with scope(swv=swv.pk):
        cast = everybody(school_year=year)
        organisations = _organisations(swv, cast)
        schools = _schools(swv, organisations)
        persons = _persons(swv, cast, organisations, accounts=accounts)
        _holdings(swv, cast, persons, schools, since=dt.date(year - 1, 8, 1))
        _days(swv, cast, persons, schools, year=year)
    return swv


def _organisations(swv: SWV, cast: list[DemoPerson]) -> dict[str, Organisation]:
    kinds: dict[str, str] = {school.board: Affiliation.BOARD for school in SCHOOLS}
    for person in cast:
        kind = AFFILIATION[person.roles[0][0]]
        kinds.setdefault(person.organisation, Affiliation.BOARD if kind == Affiliation.SCHOOL else kind)
    rows = [Organisation(swv=swv, name=name, kind=kind) for name, kind in kinds.items()]
    return {row.name: row for row in Organisation.objects.bulk_create(rows)}


def _schools(swv: SWV, organisations: dict[str, Organisation]) -> dict[str, School]:
    rows = [
        School(
            swv=swv,
            organisation=organisations[school.board],
            name=school.name,
            sector=school.sector,
            brin=school.brin,
            holiday_region="Zuid",
            street=school.street,
            town=school.town,
            latitude=school.latitude,
            longitude=school.longitude,
            phone=f"0165-55{number:02d}00",
        )
        for number, school in enumerate(SCHOOLS, start=10)
    ]
    return {row.brin: row for row in School.objects.bulk_create(rows)}


def _persons(
    swv: SWV, cast: list[DemoPerson], organisations: dict[str, Organisation], *, accounts: bool
) -> dict[str, Person]:
    users: dict[str, User] = {}
    if accounts:
        hashed = make_password(PASSWORD)  # slow on purpose, and the password of all
        made = User.objects.bulk_create(User(email=login.email, password=hashed) for login in LOGINS)
        users = {user.email: user for user in made}
    rows = [
        Person(
            swv=swv,
            organisation=organisations[person.organisation],
            user=users.get(person.email),
            first_name=person.first,
            last_name=person.last,
            email=person.email,
            phone=f"06-5550{number:04d}",
            languages=["nl"],
        )
        for number, person in enumerate(cast, start=100)
    ]
    return {row.email: row for row in Person.objects.bulk_create(rows)}


def _holdings(
    swv: SWV, cast: list[DemoPerson], persons: dict[str, Person], schools: dict[str, School], *, since: dt.date
) -> None:
    RoleHolding.objects.bulk_create(
        RoleHolding(
            swv=swv,
            person=persons[person.email],
            role=role,
            school=None if school is None else schools[school.brin],
            valid_from=since,
        )
        for person in cast
        for role, school in person.roles
    )
    WorkingHours.objects.bulk_create(
        WorkingHours(swv=swv, person=persons[person.email], weekday=day, start=MORNING, end=EVENING)
        for person in cast
        for day in person.days
    )


def _days(
    swv: SWV, cast: list[DemoPerson], persons: dict[str, Person], schools: dict[str, School], *, year: int
) -> None:
    Absence.objects.bulk_create(
        Absence(
            swv=swv,
            person=persons[person.email],
            start=start.replace(tzinfo=AMSTERDAM),
            end=end.replace(tzinfo=AMSTERDAM),
        )
        for person in cast
        for start, end in person.busy
    )
    FreeDay.objects.bulk_create(
        FreeDay(swv=swv, school=schools[school.brin], first=day, last=day, kind=FreeDayKind.STUDY, label="studiedag")
        for school, day in study_days(school_year=year)
    )


def demo_swv_id() -> UUID | None:
    """The demo SWV, when it is loaded."""
    return SWV.objects.filter(name=SWV_NAME).values_list("pk", flat=True).first()
