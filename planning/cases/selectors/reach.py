"""Who can be reached from a case or a school: experts to tell or to ask, people of other schools."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from planning.cases.models import EXPERTS, Case, Involved
from planning.cases.selectors.ways import route_of
from planning.people.models import Person, RoleHolding, School
from planning.people.roles import Role

LEADERS = (Role.IB, Role.OC, Role.DIRECTOR)  # who speaks for a school


def _near(school_id: UUID, roles: Collection[str], *, today: dt.date) -> Iterable[RoleHolding]:
    """Who holds one of these roles for this school or the whole SWV, by role and name."""
    return (
        RoleHolding.objects.filter(
            Q(school_id=school_id) | Q(school__isnull=True), role__in=roles, valid_from__lte=today
        )
        .exclude(valid_to__lt=today)
        .select_related("person__organisation")
        .order_by("role", "person__last_name", "person__first_name")
    )


def _once(rows: Iterable[RoleHolding]) -> list[tuple[Person, str]]:
    found: dict[UUID, tuple[Person, str]] = {}
    for row in rows:
        found.setdefault(row.person_id, (row.person, row.role))
    return list(found.values())


def experts_for_step(case: Case, *, now: dt.datetime) -> list[tuple[Person, str]]:
    """Who is told at the step where the case is, by the route (R47). None where the step tells nobody; one query."""
    roles = route_of(case).step(case.step).notifies
    return _once(_near(case.school_id, roles, today=timezone.localdate(now))) if roles else []


def experts_of(school: School, *, now: dt.datetime) -> list[tuple[Person, str]]:
    """Whom people of a school may ask a short question without a name (R31). One query."""
    return _once(_near(school.pk, EXPERTS, today=timezone.localdate(now)))


def guides(case: Case, *, now: dt.datetime) -> list[tuple[Person, str]]:
    """Who can be asked for trajectbegeleiding, and who can give it: the SWV's (R53). One query."""
    return _once(_near(case.school_id, (Role.TRAJECT, Role.COORDINATOR), today=timezone.localdate(now)))


def people_elsewhere(case: Case, *, now: dt.datetime) -> list[tuple[Person, str, str]]:
    """Who speaks for another school of the SWV and is not thought of yet: person, role, school (R76). One query."""
    today = timezone.localdate(now)
    rows = (
        RoleHolding.objects.filter(role__in=LEADERS, school__isnull=False, valid_from__lte=today)
        .exclude(valid_to__lt=today)
        .exclude(school_id=case.school_id)
        .exclude(person__in=Involved.objects.filter(case=case).values("person_id"))
        .select_related("person", "school")
        .order_by("school__name", "person__last_name")
    )
    return [(row.person, row.role, row.school.name) for row in rows if row.school is not None]


def of_another_school(case: Case, person_ids: Iterable[UUID], *, today: dt.date) -> frozenset[UUID]:
    """Which of these people speak for another school than the pupil's own (R76). One query."""
    rows = (
        RoleHolding.objects.filter(person__in=list(person_ids), role__in=LEADERS, school__isnull=False)
        .filter(valid_from__lte=today)
        .exclude(valid_to__lt=today)
    )
    places: dict[UUID, set[UUID | None]] = {}
    for person_id, school_id in rows.values_list("person_id", "school_id"):
        places.setdefault(person_id, set()).add(school_id)
    return frozenset(person_id for person_id, schools in places.items() if case.school_id not in schools)
