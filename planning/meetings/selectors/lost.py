"""What the end of a consent did to the meetings of a case: who left, who is left, and what that asks of the school."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from planning.cases.models import Case
from planning.meetings import rules
from planning.meetings.models import Meeting, MeetingState, Participant
from planning.meetings.selectors.people import name_of, role_of
from planning.people.roles import short_name
from planning.regions.selectors import get_route


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody who is not on the list any more."""

    name: str
    role: str
    required: bool
    at: dt.datetime
    invited: bool  # a cancellation went out


@dataclass(frozen=True, slots=True)
class AfterLoss:
    """One meeting ahead, from which somebody was taken off."""

    meeting: Meeting
    title: str
    left: tuple[Left, ...]
    still_there: tuple[str, ...]
    missing: tuple[str, ...]  # roles the route requires that nobody at the table has now (R77)

    @property
    def can_go_on(self) -> bool:
        """Whether everybody the route requires is still on the list."""
        return not self.missing


def after_loss(case: Case, *, now: dt.datetime) -> list[AfterLoss]:
    """The meetings of a case that lie ahead and lost somebody, newest loss first. Two queries."""
    ahead = Meeting.objects.filter(case=case, state__in=[MeetingState.DRAFT, MeetingState.PLANNED])
    rows = Participant.objects.filter(meeting__in=ahead).select_related("meeting__school", "person", "party")
    seats: dict[Meeting, list[Participant]] = {}
    for row in rows.order_by("created_at"):
        seats.setdefault(row.meeting, []).append(row)
    found = [
        _after_loss(case, meeting, everybody)
        for meeting, everybody in seats.items()
        if any(row.removed_at is not None for row in everybody)
        and not (meeting.start is not None and meeting.start <= now)
    ]
    return sorted(found, key=lambda row: max(one.at for one in row.left), reverse=True)


def _after_loss(case: Case, meeting: Meeting, everybody: list[Participant]) -> AfterLoss:
    present = [row for row in everybody if row.removed_at is None]
    roles = {row.role for row in present if row.role}
    if any(row.party_id is not None for row in present):
        roles.add("guardian")
    required = next(
        (row.required for row in get_route(case.route, case.route_version).meetings if row.kind == meeting.kind), ()
    )
    gone = [row for row in everybody if row.removed_at is not None]
    lost = {row.role for row in gone if row.required and row.role} - roles
    wanted = [role for role in required if role not in roles and role in lost] + sorted(lost - set(required))
    return AfterLoss(
        meeting=meeting,
        title=rules.title(school=meeting.school.name, reference=meeting.reference),
        left=tuple(
            Left(
                name=name_of(row),
                role=role_of(row),
                required=row.required,
                at=row.removed_at,
                invited=meeting.state == MeetingState.PLANNED,
            )
            for row in gone
            if row.removed_at is not None
        ),
        still_there=tuple(f"{name_of(row)} ({role_of(row)})" for row in present),
        missing=tuple(short_name(role) for role in dict.fromkeys(wanted)),
    )
