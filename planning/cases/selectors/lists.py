"""The list of cases."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from planning.cases import gate, rules
from planning.cases.models import (
    Case,
    CaseState,
    Task,
)
from planning.cases.rules import ConsentState
from planning.cases.selectors.access import visible_cases
from planning.people.access import Actor
from planning.routes.engine import get_route
from planning.routes.parts import Step


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in the list."""

    case: Case
    pupil: str
    step: Step
    tasks: int
    consent_waits: bool
    consent_blocked: bool


def case_lines(actor: Actor, *, now: dt.datetime, state: str = CaseState.OPEN) -> list[CaseLine]:
    """The list of cases, newest first: five queries for any number."""
    cases = list(visible_cases(actor).filter(state=state).order_by("-created_at"))
    waiting: dict[UUID, int] = {}
    for case_id in Task.objects.filter(case__in=cases, done_at__isnull=True).values_list("case_id", flat=True):
        waiting[case_id] = waiting.get(case_id, 0) + 1
    states = gate.states_of_cases([case.pk for case in cases], now=now)
    return [
        CaseLine(
            case=case,
            pupil=f"{case.pupil_name} {case.pupil_initial}.",
            step=get_route(case.route, case.route_version).step(case.step),
            tasks=waiting.get(case.pk, 0),
            consent_waits=ConsentState.WAITING in states[case.pk].values(),
            consent_blocked=any(state in rules.SAID_NO for state in states[case.pk].values()),
        )
        for case in cases
    ]
