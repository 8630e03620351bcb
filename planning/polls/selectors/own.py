"""All open polls of one professional, of all schools, for one page (R80)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from planning.meetings import selectors as meetings_of
from planning.meetings.models import Hold, Participant
from planning.people.access import Actor
from planning.polls.models import Closed, DatePoll, PollAnswer, PollNote, PollOption, PollState
from planning.polls.selectors.calendars import Diary, own_diary
from planning.polls.selectors.guests import GuestOption


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
    calendar_unknown: bool  # it is connected, and cannot be read now


def own_polls(actor: Actor, *, now: dt.datetime) -> list[OwnPoll]:
    """The open polls in which this person is asked and has a ground now, unanswered first, then soonest.

    Eight queries and the gate's, for any number of polls.
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
    open_polls = DatePoll.objects.filter(meeting__in=by_meeting, state=PollState.OPEN)
    polls = list(open_polls.prefetch_related("options"))
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
    diary = _diary(actor, polls)
    moments = {option.pk: (option.start, option.end) for poll in polls for option in poll.options.all()}
    calendar = own_diary(actor.person_id, moments, now=now)
    found = [
        _own(
            poll,
            by_meeting[poll.meeting_id],
            said=said,
            remark=notes.get(poll.pk, ""),
            diary=diary,
            calendar=calendar,
        )
        for poll in polls
    ]
    return sorted(found, key=lambda row: (row.answered, row.deadline))


def count_unanswered(actor: Actor, *, now: dt.datetime) -> int:
    """How many open polls wait for this professional."""
    return sum(not row.answered for row in own_polls(actor, now=now))


def _diary(actor: Actor, polls: Sequence[DatePoll]) -> list[Hold]:
    """The fixed meetings of this person around all that is asked, with their codes. One query."""
    options = [option for poll in polls for option in poll.options.all()]
    if not options:
        return []
    first, last = min(row.start for row in options), max(row.end for row in options)
    holds = Hold.objects.filter(person=actor.person_id, firm=True, start__lt=last, end__gt=first)
    return list(holds.select_related("meeting"))


def _own(
    poll: DatePoll,
    seat: Participant,
    *,
    said: dict[tuple[UUID, UUID], str],
    remark: str,
    diary: Sequence[Hold],
    calendar: Diary,
) -> OwnPoll:
    options: list[PollOption] = sorted(poll.options.all(), key=lambda row: row.start)
    conflicts = {
        option.pk: hold.meeting.reference
        for option in options
        for hold in diary
        if hold.meeting_id != poll.meeting_id and hold.start < option.end and option.start < hold.end
    }
    rows = tuple(
        GuestOption(
            id=option.pk,
            start=option.start,
            end=option.end,
            choice=said.get((seat.pk, option.pk), ""),
            closed=option.closed_why == Closed.TAKEN,
            lost=option.closed_why == Closed.LOST,
            conflict=conflicts.get(option.pk, ""),
            busy=option.pk in calendar.busy,
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
        calendar_unknown=calendar.unknown,
        answered=all(row.choice for row in rows if not row.closed and not row.lost),
    )
