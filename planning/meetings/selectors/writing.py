"""Who writes down what is said and agreed at a table."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from planning.cases.models import Case
from planning.meetings.models import Meeting
from planning.meetings.selectors.people import present
from planning.people.access import Actor, NotAllowed, Right
from planning.people.roles import Role
from planning.regions.selectors import get_routes
from planning.routes.engine import Route


def may_write(actor: Actor, meeting: Meeting) -> bool:
    """Whether somebody may write at the table of a meeting about a case."""
    return meeting.case is not None and meeting.case_id in writes_about(actor, meeting, [meeting.case])


def writes_about(actor: Actor, meeting: Meeting, cases: Collection[Case]) -> frozenset[UUID]:
    """Of which of these cases somebody writes down what is said at this table (their ids). Two queries at most.

    The school's IB or OC, the casusregisseur, who chairs or takes minutes there as the route says, and a notulist who
    sits there (R29). A machine never does.
    """
    if actor.machine:
        return frozenset()
    if actor.may(Right.MANAGE_MEETINGS, school_id=meeting.school_id):
        return frozenset(case.pk for case in cases)
    own = set(present(meeting).filter(person_id=actor.person_id).values_list("role", flat=True))
    routes = get_routes((case.route, case.route_version) for case in cases)
    return frozenset(
        case.pk
        for case in cases
        if case.casusregisseur_id == actor.person_id
        or own & _writers(routes[case.route, case.route_version], kind=meeting.kind)
    )


def _writers(route: Route, *, kind: str) -> set[str]:
    said = next((row for row in route.meetings if row.kind == kind), None)
    by_route = {said.chair, said.minute_taker, said.leader} if said is not None else set()
    return by_route - {""} | {Role.MINUTES.value}


def require_write(actor: Actor, meeting: Meeting, *, about: Case | None = None) -> None:
    """Raises NotAllowed. A machine with the right to manage the school's meetings may too.

    `about`: the pupil of a point of a SOT, which is itself about none.
    """
    if actor.may(Right.MANAGE_MEETINGS, school_id=meeting.school_id):
        return
    case = about or meeting.case
    if case is None or case.pk not in writes_about(actor, meeting, [case]):
        raise NotAllowed
