"""Who can be asked to a meeting about a case, and who cannot and why (R56, R67, R69, R78)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from planning.cases import selectors as cases
from planning.cases.models import Case, Involved, Party, PartyKind
from planning.dossier import selectors as dossier
from planning.meetings.models import MeetingKind
from planning.meetings.selectors.people import without_ground
from planning.people.models import Person, RoleHolding
from planning.people.roles import Role, short_name
from planning.regions.selectors import get_route
from planning.routes.parts import MeetingType

SCHOOL_ROLES = (Role.IB, Role.OC, Role.VC, Role.TEACHER, Role.DIRECTOR, Role.MINUTES)
SOT_ROLES = (Role.GW, Role.TC, Role.JP, Role.JA, Role.LPA, Role.NURSE, Role.SMW)


@dataclass(frozen=True, slots=True)
class SeatChoice:
    """Somebody who may be asked to the table. `key` stands in the form: "person:<id>" or "party:<id>"."""

    key: str
    name: str
    role: str  # stored value of the role; "" for parents and the pupil
    role_name: str
    wanted: bool  # the route says so (R67, R69)
    required: bool
    blocked: bool  # no consent: cannot be asked
    person: Person | None = None
    party: Party | None = None


def meeting_type(case: Case, kind: str) -> MeetingType | None:
    """What the region's route says of this kind of meeting; None when it has none."""
    try:
        return get_route(case.route, case.route_version).meeting(kind)
    except KeyError:
        return None


def meeting_kinds(case: Case) -> list[tuple[str, str]]:
    """The kinds of meeting in the case's route, with what the region calls them (R6)."""
    route = get_route(case.route, case.route_version)
    known = set(MeetingKind.values)
    return [(found.kind, found.label) for found in route.meetings if found.kind in known]


def seat_choices(case: Case, *, kind: str, now: dt.datetime) -> list[SeatChoice]:
    """Parents and pupil, staff of the school, and the professionals thought of for this case; core members for a SOT.

    A constant number of queries.
    """
    said = meeting_type(case, kind)
    required = musts_of(case, kind)
    optional = said.optional if said is not None else ()
    if dossier.reports_back_in(case, kind=kind):
        required = (*required, "guardian")  # R94
    choices = []
    for party in case.parties.order_by("created_at"):
        word = "pupil" if party.kind == PartyKind.PUPIL else "guardian"
        choices.append(
            SeatChoice(
                key=f"party:{party.pk}",
                name=str(party.name),
                role="",
                role_name=str(PartyKind(party.kind).label),
                wanted=word in required or word in optional,
                required=word in required,
                blocked=False,
                party=party,
            )
        )
    today = timezone.localdate(now)
    people = _professionals(case, kind=kind, today=today)
    elsewhere = cases.of_another_school(case, people, today=today) if cases.RECEIVING in required else frozenset()
    blocked = without_ground(case=case, kind=kind, person_ids=people, now=now)
    for person, role in people.values():
        must = cases.RECEIVING in required if person.pk in elsewhere else role in required
        choices.append(
            SeatChoice(
                key=f"person:{person.pk}",
                name=person.name,
                role=role,
                role_name=short_name(role),
                wanted=(must or role in optional) and person.pk not in blocked,
                required=must,
                blocked=person.pk in blocked,
                person=person,
            )
        )
    return choices


def musts_of(case: Case, kind: str) -> tuple[str, ...]:
    """Who must be at this meeting: by the route, and by what is so in this case (R74–R76, R146)."""
    if meeting_type(case, kind) is None:
        return ("guardian",)
    return cases.route_of(case).musts(kind, cases.circumstances_of(case))


def added_musts(case: Case, kind: str) -> tuple[str, ...]:
    """Who must be there only because of what is so in this case: without them no plan can be made (R74–R76)."""
    said = meeting_type(case, kind)
    return () if said is None else tuple(role for role in musts_of(case, kind) if role not in said.required)


def _professionals(case: Case, *, kind: str, today: dt.date) -> dict[UUID, tuple[Person, str]]:
    found: dict[UUID, tuple[Person, str]] = {}
    for one in Involved.objects.filter(case=case).select_related("person"):
        found[one.person_id] = (one.person, one.role)
    roles = [*SCHOOL_ROLES, *(SOT_ROLES if kind == MeetingKind.SOT else ())]
    holdings = (
        RoleHolding.objects.filter(Q(school_id=case.school_id), role__in=roles, valid_from__lte=today)
        .exclude(valid_to__lt=today)
        .select_related("person")
        .order_by("role", "person__last_name")
    )
    for holding in holdings:
        found.setdefault(holding.person_id, (holding.person, holding.role))
    return found
