"""Observations: who can be asked, where each is, and what a SOT must report back (R93, R94)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from planning.cases import gate
from planning.cases.models import Case
from planning.dossier.models import Observation
from planning.dossier.rules.observing import Stage
from planning.people import selectors as people
from planning.people.models import Person
from planning.people.roles import Role, short_name
from planning.regions.selectors import get_route

OBSERVERS = (Role.COACH, Role.GW, Role.ORTHO, Role.AB, Role.SPECIALIST_TEACHER, Role.TRAJECT)
REPORT_MINUTES = 10


@dataclass(frozen=True, slots=True)
class ObserverChoice:
    """Somebody who could come and look. Without a ground ("blocked") the parents are asked first."""

    person: Person
    role: Role
    role_name: str
    organisation: str
    blocked: bool

    @property
    def key(self) -> str:
        """What stands in the form: person and role."""
        return f"{self.person.pk}:{self.role.value}"


@dataclass(frozen=True, slots=True)
class ReportBack:
    """An item for the agenda of a SOT: what a done observation must be told there, with the parents (R94)."""

    observation_id: UUID
    title: str
    by: str  # who tells it
    role: str
    done_on: dt.date
    minutes: int
    needs_parents: bool = True


def observer_choices(case: Case, *, search: str = "", now: dt.datetime) -> list[ObserverChoice]:
    """E&D staff and GW of this school or the whole SWV (R93), searched by name, specialism (the role) or organisation.

    Who may be asked first. A constant number of queries.
    """
    rows = (
        people.current(timezone.localdate(now))
        .filter(Q(school=case.school_id) | Q(school__isnull=True), role__in=OBSERVERS)
        .select_related("person__organisation")
        .order_by("person__last_name", "person__first_name", "role")
    )
    words = search.lower().split()[:5]
    found: dict[tuple[UUID, str], ObserverChoice] = {}
    holdings = list(rows)
    grounds = gate.grounds(case=case, person_ids={row.person_id for row in holdings}, now=now)
    for row in holdings:
        role = Role(row.role)
        about = f"{row.person.name} {role.label} {short_name(role)} {row.person.organisation.name}".lower()
        if all(word in about for word in words):
            found[row.person_id, row.role] = ObserverChoice(
                person=row.person,
                role=role,
                role_name=str(role.label),
                organisation=row.person.organisation.name,
                blocked=not gate.admits(grounds[row.person_id]),
            )
    return sorted(found.values(), key=lambda one: one.blocked)


def observations_of(case: Case) -> list[Observation]:
    """Every observation, newest first. One query."""
    return list(case.observations.select_related("observer", "asked_by", "done_by"))


def observation_of(case: Case, observation_id: UUID) -> Observation | None:
    """One observation of a case, or None."""
    return (
        case.observations.select_related(
            "observer", "asked_by", "accepted_by", "done_by", "reported_by", "case__school"
        )
        .filter(pk=observation_id)
        .first()
    )


def items_for_sot(case: Case) -> tuple[ReportBack, ...]:
    """What is done and not yet reported back, oldest first: the agenda of a meeting picks these up (R93). One query."""
    rows = case.observations.filter(
        done_at__isnull=False, reported_at__isnull=True, withdrawn_at__isnull=True
    ).select_related("observer")
    return tuple(
        ReportBack(
            observation_id=row.pk,
            title=_("Terugkoppeling van de observatie"),
            by=row.observer.name,
            role=short_name(row.role),
            done_on=row.done_on,
            minutes=REPORT_MINUTES,
        )
        for row in rows.order_by("done_at")
        if row.done_on is not None
    )


def reports_back_in(case: Case, *, kind: str) -> bool:
    """Whether an observation is reported back in this kind of meeting, so that parents are invited (R94).

    The route says in which one; a route that says nothing does it in the SOT.
    """
    route = get_route(case.route, case.route_version)
    kinds = {row.kind for row in route.meetings if row.preparation.observation} or {"SOT"}
    return kind in kinds and bool(items_for_sot(case))


STAGE_WORDS = {
    Stage.ASKED: "gevraagd",
    Stage.ACCEPTED: "komt kijken",
    Stage.DONE: "gedaan, nog terugkoppelen",
    Stage.REPORTED: "teruggekoppeld",
    Stage.DECLINED: "kan niet",
    Stage.WITHDRAWN: "gaat niet door",
}
