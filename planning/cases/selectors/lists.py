"""The list of cases."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from planning.cases import gate, rules, voices
from planning.cases.models import (
    Case,
    CaseState,
    ConsentRequest,
    Regie,
    Task,
)
from planning.cases.rules import ConsentState
from planning.cases.selectors.access import led_cases, visible_cases
from planning.cases.selectors.leading import short_role_names
from planning.people.access import Actor
from planning.regions.selectors import get_routes
from planning.routes.parts import Step


class Narrow(StrEnum):
    """Which cases of a list are shown."""

    ALL = ""
    MINE = "mijn"  # I am casusregisseur, hold regie, or have a task
    WAITING = "wacht"  # something waits
    AFTERCARE = "nazorg"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in the list."""

    case: Case
    pupil: str
    step: Step
    lead: str  # who holds regie, or the roles the route names
    tasks: int
    waits_since: dt.datetime | None  # the oldest thing that waits
    consent_waits: bool
    consent_blocked: bool
    mine: bool


def case_lines(
    actor: Actor, *, now: dt.datetime, state: str = CaseState.OPEN, narrow: Narrow = Narrow.ALL
) -> list[CaseLine]:
    """The cases somebody may see or leads, newest first: a constant number of queries for any number."""
    seen = {case.pk: case for case in visible_cases(actor).filter(state=state)}
    if state == CaseState.OPEN:
        led = [case for case in led_cases(actor) if case.pk not in seen]
        admitted = gate.admitted_cases(person_id=actor.person_id, cases=led, now=now) if led else frozenset()
        seen |= {case.pk: case for case in led if case.pk in admitted}
    cases = sorted(seen.values(), key=lambda case: case.created_at, reverse=True)
    lines = _lines(cases, actor=actor, now=now)
    if narrow == Narrow.MINE:
        return [line for line in lines if line.mine]
    if narrow == Narrow.WAITING:
        return [line for line in lines if line.waits_since is not None]
    if narrow == Narrow.AFTERCARE:
        return [line for line in lines if line.case.aftercare_until is not None]
    return lines


def _lines(cases: Sequence[Case], *, actor: Actor, now: dt.datetime) -> list[CaseLine]:
    tasks: dict[UUID, list[Task]] = defaultdict(list)
    for task in Task.objects.filter(case__in=cases, done_at__isnull=True):
        tasks[task.case_id].append(task)
    regie: dict[UUID, list[Regie]] = defaultdict(list)
    for row in Regie.objects.filter(case__in=cases, until__isnull=True).select_related("person"):
        regie[row.case_id].append(row)
    asked: dict[UUID, dt.datetime] = {}
    for case_id, at in (
        ConsentRequest.objects.filter(case__in=cases).order_by("-asked_at").values_list("case_id", "asked_at")
    ):
        asked[case_id] = at
    states = voices.states_of_cases(cases, now=now)
    routes = get_routes((case.route, case.route_version) for case in cases)
    found = []
    for case in cases:
        route = routes[case.route, case.route_version]
        step, own = route.step(case.step), tasks[case.pk]
        waits = ConsentState.WAITING in states[case.pk].values()
        since = [task.created_at for task in own] + ([asked[case.pk]] if waits and case.pk in asked else [])
        holders = [row.person for row in regie[case.pk]]
        mine = {case.casusregisseur_id, *(row.pk for row in holders), *(task.person_id for task in own)}
        found.append(
            CaseLine(
                case=case,
                pupil=f"{case.pupil_name} {case.pupil_initial}.",
                step=step,
                lead=", ".join(row.name for row in holders) or " / ".join(short_role_names(route, step.regie)),
                tasks=len(own),
                waits_since=min(since, default=None),
                consent_waits=waits,
                consent_blocked=any(state in rules.SAID_NO for state in states[case.pk].values()),
                mine=actor.person_id in mine,
            )
        )
    return found
