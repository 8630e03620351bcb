"""The list of cases."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from planning.cases import gate, rules, voices
from planning.cases.models import (
    Case,
    CaseState,
    Regie,
    Task,
)
from planning.cases.selectors.access import led_cases, visible_cases
from planning.cases.selectors.leading import short_role_names
from planning.people.access import Actor
from planning.regions.selectors import get_routes
from planning.routes.parts import Step


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in the list."""

    case: Case
    pupil: str
    step: Step
    lead: str  # who holds regie, or the roles the route names
    consent_blocked: bool  # somebody said no
    mine: bool  # I am casusregisseur, hold regie, or have a task


def case_lines(actor: Actor, *, now: dt.datetime, state: str = CaseState.OPEN) -> list[CaseLine]:
    """The cases somebody may see or leads, newest first: a constant number of queries for any number."""
    seen = {case.pk: case for case in visible_cases(actor).filter(state=state)}
    if state == CaseState.OPEN:
        led = [case for case in led_cases(actor) if case.pk not in seen]
        admitted = gate.admitted_cases(person_id=actor.person_id, cases=led, now=now) if led else frozenset()
        seen |= {case.pk: case for case in led if case.pk in admitted}
    cases = sorted(seen.values(), key=lambda case: case.created_at, reverse=True)
    return _lines(cases, actor=actor, now=now)


def _lines(cases: Sequence[Case], *, actor: Actor, now: dt.datetime) -> list[CaseLine]:
    to_do = set(
        Task.objects.filter(case__in=cases, done_at__isnull=True, person=actor.person_id).values_list("case", flat=True)
    )
    regie: dict[UUID, list[Regie]] = defaultdict(list)
    for row in Regie.objects.filter(case__in=cases, until__isnull=True).select_related("person"):
        regie[row.case_id].append(row)
    states = voices.states_of_cases(cases, now=now)
    routes = get_routes((case.route, case.route_version) for case in cases)
    found = []
    for case in cases:
        route = routes[case.route, case.route_version]
        step = route.step(case.step)
        holders = [row.person for row in regie[case.pk]]
        mine = {case.casusregisseur_id, *(row.pk for row in holders)}
        found.append(
            CaseLine(
                case=case,
                pupil=f"{case.pupil_name} {case.pupil_initial}.",
                step=step,
                lead=", ".join(row.name for row in holders) or " / ".join(short_role_names(route, step.regie)),
                consent_blocked=any(state in rules.SAID_NO for state in states[case.pk].values()),
                mine=actor.person_id in mine or case.pk in to_do,
            )
        )
    return found
