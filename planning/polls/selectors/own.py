"""All open polls of one professional, of all schools, for one page (R80)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from planning.meetings import selectors as meetings_of
from planning.meetings.models import Participant
from planning.people.access import Actor
from planning.polls.models import Closed, DatePoll, PollAnswer, PollNote, PollOption, PollState
from planning.polls.selectors.guests import GuestOption, own_conflicts


@dataclass(frozen=True, slots=True)
class OwnPoll:
    """One poll that asks this professional: school, deadline, options with the own answer and own conflicts."""

    id: UUID
    school: str
    reference: str
    organiser: str
    minutes: int
    deadline: dt.datetime
    urgent: bool
    options: tuple[GuestOption, ...]
    remark: str
    answered: bool  # every open option


def own_polls(actor: Actor, *, now: dt.datetime) -> list[OwnPoll]:
    """The open polls in which this person is asked and has a ground now, unanswered first, then soonest.

    Queries: seven, and the gate's, for any number of polls; one more a poll for own meetings at those times.
    """
    seats = list(
        Participant.objects.filter(
            person=actor.person_id, removed_at__isnull=True, meeting__polls__state=PollState.OPEN
        )
        .select_related("meeting__case", "meeting__school", "meeting__organiser")
        .distinct()
    )
    admitted = meetings_of.admitted(seats, now=now)
    by_meeting = {row.meeting_id: row for row in seats if row.pk in admitted}
    polls = DatePoll.objects.filter(meeting__in=by_meeting, state=PollState.OPEN).prefetch_related("options")
    said: dict[tuple[UUID, UUID], str] = {
        (who, option): choice
        for who, option, choice in PollAnswer.objects.filter(
            participant__in=[row.pk for row in by_meeting.values()]
        ).values_list("participant_id", "option_id", "choice")
    }
    notes = {
        row.poll_id: str(row.remark or "")
        for row in PollNote.objects.filter(participant__in=[row.pk for row in by_meeting.values()])
    }
    found = [_own(poll, by_meeting[poll.meeting_id], said=said, remark=notes.get(poll.pk, "")) for poll in polls]
    return sorted(found, key=lambda row: (row.answered, row.deadline))


def count_unanswered(actor: Actor, *, now: dt.datetime) -> int:
    """How many open polls wait for this professional."""
    return sum(not row.answered for row in own_polls(actor, now=now))


def _own(poll: DatePoll, seat: Participant, *, said: dict[tuple[UUID, UUID], str], remark: str) -> OwnPoll:
    options: list[PollOption] = sorted(poll.options.all(), key=lambda row: row.start)
    conflicts = own_conflicts(seat, meeting=seat.meeting, options=options)
    rows = tuple(
        GuestOption(
            id=option.pk,
            start=option.start,
            end=option.end,
            choice=said.get((seat.pk, option.pk), ""),
            closed=option.closed_why == Closed.TAKEN,
            lost=option.closed_why == Closed.LOST,
            conflict=conflicts.get(option.pk, ""),
        )
        for option in options
    )
    return OwnPoll(
        id=poll.pk,
        school=seat.meeting.school.name,
        reference=seat.meeting.reference,
        organiser=seat.meeting.organiser.name,
        minutes=seat.meeting.minutes,
        deadline=poll.deadline,
        urgent=poll.urgent,
        options=rows,
        remark=remark,
        answered=all(row.choice for row in rows if not row.closed and not row.lost),
    )
