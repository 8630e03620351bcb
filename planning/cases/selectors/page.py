"""One case at a look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from planning.cases.models import (
    Authority,
    Case,
    Involved,
    Party,
    PartyKind,
    Purpose,
    Task,
)
from planning.cases.rules import ConsentState
from planning.cases.selectors.matrix import ConsentRow, consent_rows
from planning.people.access import Actor
from planning.people.models import RoleHolding
from planning.people.roles import Role, short_name
from planning.regions.selectors import get_route
from planning.routes import expecting
from planning.routes.engine import Route
from planning.routes.expecting import Expected
from planning.routes.parts import Step


@dataclass(frozen=True, slots=True)
class Waiting:
    """A guardian who has not answered yet, and since when."""

    guardian: Party
    since: dt.datetime
    questions: int


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case at one look (issue of every IB: where are we, who leads, what waits for whom)."""

    case: Case
    route: Route
    step: Step
    guardians: tuple[Party, ...]
    consent: tuple[ConsentRow, ...]
    named: bool
    pupil: str
    regie: str
    tasks: tuple[Task, ...]
    candidates: tuple[RoleHolding, ...]  # professionals of the school and the SWV who can be involved
    waiting_for: tuple[Waiting, ...]

    @property
    def may_ask(self) -> bool:
        """Whether there is anything left to ask consent for."""
        return any(row.may_be_asked for row in self.consent)


def case_page(case: Case, *, now: dt.datetime) -> CasePage:
    """Everything the page shows, in a fixed number of queries."""
    route = get_route(case.route, case.route_version)
    guardians = tuple(guardians_of(case))
    rows = consent_rows(case, guardians=guardians, now=now)
    named = any(row.purpose == Purpose.SOT and row.state == ConsentState.GRANTED for row in rows)
    step = route.step(case.step)
    return CasePage(
        case=case,
        route=route,
        step=step,
        guardians=guardians,
        consent=rows,
        named=named,
        pupil=f"{case.pupil_name} {case.pupil_initial}.",
        regie=_regie(case, step),
        tasks=tuple(case.tasks.filter(done_at__isnull=True).select_related("person")),
        candidates=candidates(case, today=timezone.localdate(now)),
        waiting_for=waiting_for(rows, guardians),
    )


def _regie(case: Case, step: Step) -> str:
    if "casusregisseur" in step.regie and case.casusregisseur is not None:
        return case.casusregisseur.name
    names = {"casusregisseur": "casusregisseur"}
    return " / ".join(names.get(role) or short_name(role) for role in step.regie)


def expected_now(page: CasePage, actor: Actor) -> tuple[Expected, ...]:
    """What the step the case is in asks of the viewer, in each role held at this school or for the SWV (R10)."""
    roles = {role.value for role, school_id in actor.roles if school_id in {None, page.case.school_id}}
    if page.case.casusregisseur_id == actor.person_id:
        roles.add("casusregisseur")
    return expecting.at_step(page.route, page.step, roles)


# Whom guardians are asked about: partners. Staff of the own school need no consent (see the gate).
PARTNERS = (
    *(Role.GW, Role.TC, Role.JP, Role.JA, Role.LPA, Role.NURSE, Role.SMW, Role.AB, Role.ORTHO, Role.TRAJECT),
    *(Role.COACH, Role.OZC, Role.SPECIALIST_TEACHER, Role.POLICE),
)


def candidates(case: Case, *, today: dt.date) -> tuple[RoleHolding, ...]:
    """The partners who work for this school or the whole SWV and are not thought of yet, each once. One query."""
    rows = (
        RoleHolding.objects.filter(
            Q(school_id=case.school_id) | Q(school__isnull=True), role__in=PARTNERS, valid_from__lte=today
        )
        .exclude(valid_to__lt=today)
        .exclude(person__in=Involved.objects.filter(case=case).values("person_id"))
        .select_related("person__organisation")
        .order_by("person__last_name", "person__first_name", "role")
    )
    return tuple({row.person_id: row for row in reversed(rows)}.values())[::-1]


def guardians_of(case: Case) -> QuerySet[Party]:
    """The guardians of a case, in the order they were written down."""
    return case.parties.filter(kind=PartyKind.GUARDIAN).order_by("created_at")


def waiting_for(rows: Sequence[ConsentRow], givers: Sequence[Party]) -> tuple[Waiting, ...]:
    """Who has not answered, and since when: only whose word decides, and who can be asked."""
    found = []
    for number, giver in enumerate(givers):
        if giver.authority == Authority.NO:
            continue
        cells = [row.cells[number] for row in rows]
        since = [
            cell.request.asked_at
            for cell in cells
            if cell.request is not None and cell.counts and (cell.answer in {None, "later"} or cell.renewing)
        ]
        if since:
            found.append(Waiting(guardian=giver, since=min(since), questions=len(since)))
    return tuple(found)
