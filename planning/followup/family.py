"""What parents and pupil see after a meeting: what was agreed, how far it is, and when we look back (R119, R126)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from planning.followup import rules
from planning.followup.models import Evaluation, EvaluationState, ProgressState
from planning.followup.selectors import AgreementRow, agreements_of_meeting
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting, MeetingState, Participant


@dataclass(frozen=True, slots=True)
class Told:
    """One agreement: who (nobody where it is the reader's own), what, by when, and how far. No remarks of others."""

    who: str
    what: str
    due: dt.date
    state: ProgressState


@dataclass(frozen=True, slots=True)
class GuestFollowing:
    """The page behind the own link; never what another parent agreed to do (C11)."""

    participant_id: UUID
    name: str
    language: str
    school: str
    on: dt.datetime
    contact: meetings.Contact
    goals: tuple[str, ...]
    own: tuple[Told, ...]
    others: tuple[Told, ...]
    meeting: dt.datetime | None  # the next one of this reader that has a date
    evaluation: dt.date | None


def guest_following(*, meeting_id: UUID, participant_id: UUID, now: dt.datetime) -> GuestFollowing | None:
    """What one of the family sees after a meeting; None before it, for others, and without a seat or ground."""
    seat = (
        Participant.objects.select_related("party", "meeting__school", "meeting__organiser")
        .select_related("meeting__case__casusregisseur")
        .filter(pk=participant_id, meeting_id=meeting_id, removed_at__isnull=True, party__isnull=False)
        .first()
    )
    if seat is None or not is_past(seat.meeting, now=now):
        return None
    meeting, start = seat.meeting, seat.meeting.start
    if start is None or not meetings.is_admitted(seat, meeting=meeting, now=now):
        return None
    rows = agreements_of_meeting(meeting, today=now.astimezone(rules.AMSTERDAM).date())
    waiting = [EvaluationState.PLANNED, EvaluationState.PROPOSED]
    evaluation = Evaluation.objects.filter(meeting=meeting, state__in=waiting).first()
    return GuestFollowing(
        participant_id=seat.pk,
        name=meetings.name_of(seat),
        language=meetings.language_of(seat),
        school=meeting.school.name,
        on=start,
        contact=meetings.contact_for(meeting),
        goals=tuple(str(goal.what) for goal in meeting.goals.filter(ended_at__isnull=True)),
        own=tuple(_told(row) for row in rows if row.agreement.owner_id == seat.pk),
        others=tuple(_told(row, who=row.owner) for row in rows if row.agreement.who.person_id is not None),
        meeting=_next(meeting, seat, now=now),
        evaluation=evaluation.on if evaluation is not None else None,
    )


def is_past(meeting: Meeting, *, now: dt.datetime) -> bool:
    """Whether it took place, or its time came and nobody said otherwise."""
    if meeting.state == MeetingState.HELD:
        return True
    return meeting.state == MeetingState.PLANNED and meeting.start is not None and meeting.start <= now


def has_more(meeting: Meeting) -> bool:
    """Whether there is anything to tell: something agreed, or a date to look back."""
    return meeting.agreements.filter(withdrawn_at__isnull=True).exists() or hasattr(meeting, "evaluation")


def way_on(*, meeting_id: UUID, now: dt.datetime) -> bool:
    """Whether the page of the invitation has a way to what follows."""
    meeting = Meeting.objects.filter(pk=meeting_id, case__isnull=False).select_related("evaluation").first()
    return meeting is not None and is_past(meeting, now=now) and has_more(meeting)


def _told(row: AgreementRow, *, who: str = "") -> Told:
    return Told(who=who, what=str(row.agreement.what), due=row.agreement.due, state=row.state)


def _next(meeting: Meeting, seat: Participant, *, now: dt.datetime) -> dt.datetime | None:
    ahead = Meeting.objects.filter(case=meeting.case_id, state=MeetingState.PLANNED, start__gt=now)
    mine = ahead.filter(participants__party=seat.party_id, participants__removed_at__isnull=True)
    return mine.order_by("start").values_list("start", flat=True).first()
