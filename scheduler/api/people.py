"""Schools and people by machine."""

import datetime as dt
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.pagination import paginate

from planning.people import selectors
from planning.people.access import Right
from planning.people.models import Person, School
from planning.people.roles import Role
from scheduler.api.door import actor_of
from scheduler.api.pages import Pages
from scheduler.api.problems import REFUSALS, Problem

router = Router()


class SchoolOut(Schema):
    """A school with its place on the map, in degrees."""

    id: UUID
    name: str
    sector: str
    brin: str
    holiday_region: str
    town: str
    latitude: float
    longitude: float


class RoleOut(Schema):
    """A role held at a school, or for the whole SWV when `school` is null."""

    role: str
    school: UUID | None
    valid_from: dt.date
    valid_to: dt.date | None

    @staticmethod
    def resolve_school(row: object) -> UUID | None:
        """The school's id."""
        return getattr(row, "school_id", None)


class PersonOut(Schema):
    """A professional and the roles held today."""

    id: UUID
    first_name: str
    last_name: str
    email: str
    phone: str
    roles: list[RoleOut]

    @staticmethod
    def resolve_roles(person: Person) -> list[object]:
        """The roles that the selector put there."""
        return list(getattr(person, "roles_now", ()))


class DayOut(Schema):
    """A weekday on which a school is closed, and why."""

    day: dt.date
    reason: str


@router.get("/schools", response={200: list[SchoolOut], REFUSALS: Problem}, summary="All schools")
@paginate(Pages)
def schools(request: HttpRequest) -> QuerySet[School]:
    """By name."""
    actor_of(request).require(Right.SEE_PEOPLE)
    return selectors.schools()


@router.get("/schools/{uuid:school_id}", response={200: SchoolOut, REFUSALS: Problem}, summary="One school")
def school(request: HttpRequest, school_id: UUID) -> School:
    """One school."""
    actor_of(request).require(Right.SEE_PEOPLE)
    found = selectors.school(school_id)
    if found is None:
        raise Http404
    return found


@router.get(
    "/schools/{uuid:school_id}/closed-days",
    response={200: list[DayOut], REFUSALS: Problem},
    summary="The closed weekdays of a school year",
)
@paginate(Pages)
def closed_days(request: HttpRequest, school_id: UUID, school_year: int) -> list[DayOut]:
    """Holidays, public holidays, study days and own free days; `school_year` 2026 is 2026–2027."""
    found = school(request, school_id)
    if not 2000 <= school_year <= 2100:
        raise Http404
    calendar = selectors.school_calendar(found, first=dt.date(school_year, 8, 1), last=dt.date(school_year + 1, 7, 31))
    return [DayOut(day=day, reason=reason) for day, reason in sorted(calendar.closed.items())]


@router.get("/people", response={200: list[PersonOut], REFUSALS: Problem}, summary="All people")
@paginate(Pages)
def people(request: HttpRequest, search: str = "", role: Role | None = None) -> QuerySet[Person]:
    """By last name; narrowed by a part of the name and by a role."""
    actor_of(request).require(Right.SEE_PEOPLE)
    return selectors.persons(search=search.replace("\0", ""), role=role.value if role else "", on=timezone.localdate())


@router.get("/people/{uuid:person_id}", response={200: PersonOut, REFUSALS: Problem}, summary="One person")
def person(request: HttpRequest, person_id: UUID) -> Person:
    """One person."""
    actor_of(request).require(Right.SEE_PEOPLE)
    found = selectors.persons(on=timezone.localdate()).filter(pk=person_id).first()
    if found is None:
        raise Http404
    return found
