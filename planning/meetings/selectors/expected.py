"""What is expected of each role at a meeting: the prompt of its route for this kind, and its tasks (R10, R111)."""

from __future__ import annotations

from planning.meetings.models import Meeting, Participant
from planning.regions.selectors import get_route, routes_for
from planning.routes import expecting
from planning.routes.engine import Route
from planning.routes.expecting import Expected


def route_of(meeting: Meeting) -> Route | None:
    """The route of the meeting's case; without a case the one that new cases of the school begin with."""
    if meeting.case is not None:
        return get_route(meeting.case.route, meeting.case.route_version)
    return next(iter(routes_for(meeting.school)), None)


def expected_of(participant: Participant, route: Route | None, kind: str) -> Expected | None:
    """What this professional is asked to bring; None for parents and pupil, who have pages of their own."""
    if route is None or participant.person_id is None or not participant.role:
        return None
    return expecting.at_table(route, kind, participant.role)
