"""Who is who, and who may do what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from planning.people import selectors, services
from planning.people.access import MATRIX, RIGHT_NAMES, Actor, Right
from planning.people.roles import Role, short_name
from planning.people.rules import DAYS
from scheduler.staff.door import staff_page
from scheduler.staff.people.editing import person_or_404

PER_PAGE = 40


@require_safe
@staff_page(right=Right.SEE_PEOPLE)
def people(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """People by name, narrowed by a part of the name or a role."""
    search, role = request.GET.get("zoek", "").replace("\0", ""), request.GET.get("rol", "")
    found = selectors.persons(search=search, role=role, on=timezone.localdate())
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("pagina")),
        "search": search,
        "role": role,
        "roles": Role.choices,
        "may_manage": actor.may(Right.MANAGE_PEOPLE),
    }
    return render(request, "staff/people/people.html", context)


@require_safe
@staff_page(right=Right.SEE_PEOPLE)
def person(request: HttpRequest, person_id: UUID, *, actor: Actor) -> HttpResponse:
    """One person: roles, week, deputy and when absent."""
    found = person_or_404(person_id)
    now, today = timezone.now(), timezone.localdate()
    week = selectors.availability([found.pk], first=today, last=today)[found.pk].hours
    context = {
        "person": found,
        "holdings": selectors.roles_of(found),
        "today": today,
        "week": week_picture(week),
        "absences": selectors.absences_of(found, since=now)[:20],
        "deputies": selectors.deputies_of(found, since=today),
        "may_manage": actor.may(Right.MANAGE_PEOPLE),
        "may_keep_week": services.may_keep_week(actor, found),
    }
    return render(request, "staff/people/person.html", context)


@dataclass(frozen=True, slots=True)
class DayPicture:
    """One day of the week: its name, the hours in words, and bars (left, width) between 7.00 and 19.00 hours."""

    name: str
    hours: tuple[tuple[dt.time, dt.time], ...]
    bars: tuple[tuple[int, int], ...]


OPENS, CLOSES = 7 * 60, 19 * 60  # what the picture shows of a day, in minutes


def week_picture(week: Mapping[int, Sequence[tuple[dt.time, dt.time]]]) -> list[DayPicture]:
    """Monday to Friday, and the weekend for who works then. One unit is four minutes."""
    picture = []
    for number, name in enumerate(DAYS):
        stretches = tuple(week.get(number, ()))
        if not stretches and number > 4:
            continue
        bars = []
        for start, end in stretches:
            left, right = (min(max(at.hour * 60 + at.minute, OPENS), CLOSES) for at in (start, end))
            bars.append(((left - OPENS) // 4, (right - left) // 4))
        picture.append(DayPicture(name=name, hours=stretches, bars=tuple(bars)))
    return picture


@require_safe
@staff_page()
def access_matrix(request: HttpRequest, *, actor: Actor) -> HttpResponse:
    """Who may do what: the matrix itself (P7), and what the person who looks may do."""
    rows = [
        (short_name(role), role.label, [right in MATRIX[role] for right in Right]) for role in Role if role in MATRIX
    ]
    context = {
        "rights": [RIGHT_NAMES[right] for right in Right],
        "rows": rows,
        "mine": [RIGHT_NAMES[right] for right in Right if actor.may_somewhere(right)],
        "may_keys": actor.may(Right.MANAGE_KEYS),
        "may_log": actor.may_somewhere(Right.SEE_ACCESS_LOG),
    }
    return render(request, "staff/people/access.html", context)
