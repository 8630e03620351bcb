"""One meeting at one look, for staff."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from planning.meetings import rules
from planning.meetings.models import KeptMail, Meeting, MeetingState, Participant, PartStat, Via
from planning.meetings.selectors.deputies import AtStake, decisions_at_stake
from planning.meetings.selectors.expected import expected_of, route_of
from planning.meetings.selectors.mail import mails_of
from planning.meetings.selectors.people import address_of, name_of, role_of
from planning.meetings.selectors.replies import quorum_of, standing_of
from planning.routes.expecting import Expected


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody at the table and what they said."""

    participant: Participant
    name: str
    role: str
    required: bool
    partstat: PartStat
    via: str
    said_at: dt.datetime | None
    has_address: bool
    guest: bool
    expected: Expected | None  # of a professional (R10)


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """Everything the page shows."""

    meeting: Meeting
    title: str
    end: dt.datetime | None
    rows: tuple[Row, ...]
    quorum: rules.Quorum
    may_fix: bool
    may_move: bool
    may_cancel: bool
    may_answer: bool
    silent: tuple[str, ...]  # who has not answered the invitation
    at_stake: tuple[AtStake, ...]  # what can be decided, as the answers stand (R77)
    mails: tuple[KeptMail, ...]  # what came by mail and waits
    over: bool  # the date has passed: it can be said whether it took place
    may_plan_anew: bool


def meeting_page(meeting: Meeting, *, now: dt.datetime) -> MeetingPage:
    """The page of a meeting that the caller may see: three queries, and those for its route."""
    standing = standing_of(meeting)
    route = route_of(meeting)
    state, start = meeting.state, meeting.start
    return MeetingPage(
        meeting=meeting,
        title=rules.title(school=meeting.school.name, reference=meeting.reference),
        end=meeting.end,
        rows=tuple(
            _row(participant, said, expected_of(participant, route, meeting.kind))
            for participant, said in standing.items()
        ),
        quorum=quorum_of(standing),
        may_fix=rules.may_fix(state=state),
        may_move=rules.may_move(state=state, start=start, now=now),
        may_cancel=rules.may_cancel(state=state, start=start, now=now),
        may_answer=state == MeetingState.PLANNED and rules.may_answer(state=state, start=start, now=now),
        silent=tuple(name_of(row) for row, said in standing.items() if said.partstat == PartStat.NEEDS_ACTION),
        at_stake=tuple(decisions_at_stake(meeting, standing)) if state == MeetingState.PLANNED else (),
        mails=tuple(mails_of(meeting)) if state == MeetingState.PLANNED else (),
        over=rules.has_ended(start=start, minutes=meeting.minutes, now=now),
        may_plan_anew=state == MeetingState.CANCELLED and meeting.case is not None and meeting.case.closed_at is None,
    )


def _row(participant: Participant, said: rules.Said, expected: Expected | None) -> Row:
    answered = said.partstat != PartStat.NEEDS_ACTION
    return Row(
        participant=participant,
        name=name_of(participant),
        role=role_of(participant),
        required=participant.required,
        partstat=PartStat(said.partstat),
        via=str(Via(said.via).label) if said.via else "",
        said_at=said.said_at if answered and said.via else None,
        has_address=bool(address_of(participant)),
        guest=participant.party_id is not None,
        expected=expected,
    )
