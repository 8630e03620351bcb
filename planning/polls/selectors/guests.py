"""What somebody who is asked sees of a poll: the own answers, never anybody else's (P9, U10)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from planning.meetings import selectors as meetings_of
from planning.meetings.models import Participant
from planning.meetings.selectors import Contact
from planning.polls.models import DatePoll, PollAnswer, PollNote, PollOption, PollState


@dataclass(frozen=True, slots=True)
class GuestOption:
    """One date and what this person said of it; `closed` when it can no longer be chosen."""

    id: UUID
    start: dt.datetime
    end: dt.datetime
    choice: str
    closed: bool


@dataclass(frozen=True, slots=True)
class GuestPoll:
    """The page behind the link of a poll."""

    id: UUID
    participant_id: UUID
    name: str
    language: str
    school: str
    organiser: str
    contact: Contact
    minutes: int
    deadline: dt.datetime
    options: tuple[GuestOption, ...]
    answered: bool
    remark: str
    none_of_these: bool
    call_me: bool
    interpreter: bool
    chosen: tuple[dt.datetime, dt.datetime] | None
    stopped: bool

    @property
    def open(self) -> bool:
        """Whether answering still makes sense."""
        return self.chosen is None and not self.stopped


def guest_poll(*, poll_id: UUID, participant_id: UUID, now: dt.datetime) -> GuestPoll | None:
    """The poll as one participant may see it, or None when there is none (any more) for this person.

    Nor without a ground at this moment (house rule 4). Twelve queries.
    """
    poll = (
        DatePoll.objects.select_related(
            "meeting__school", "meeting__organiser", "meeting__case__casusregisseur", "chosen"
        )
        .filter(pk=poll_id)
        .first()
    )
    participant = _participant(poll, participant_id)
    if poll is None or participant is None:
        return None
    if not meetings_of.is_admitted(participant, meeting=poll.meeting, now=now):
        return None
    said = dict(
        PollAnswer.objects.filter(option__poll=poll, participant=participant).values_list("option_id", "choice")
    )
    note = PollNote.objects.filter(poll=poll, participant=participant).first()
    meeting = poll.meeting
    chosen = poll.chosen if poll.state == PollState.SETTLED else None
    return GuestPoll(
        id=poll.pk,
        participant_id=participant.pk,
        name=meetings_of.name_of(participant),
        language=meetings_of.language_of(participant),
        school=meeting.school.name,
        organiser=meeting.organiser.name,
        contact=meetings_of.contact_for(meeting),
        minutes=meeting.minutes,
        deadline=poll.deadline,
        options=tuple(
            GuestOption(
                id=option.pk,
                start=option.start,
                end=option.end,
                choice=said.get(option.pk, ""),
                closed=option.closed_at is not None,
            )
            for option in PollOption.objects.filter(poll=poll).order_by("start")
        ),
        answered=bool(said),
        remark=str(note.remark or "") if note is not None else "",
        none_of_these=note is not None and note.none_of_these,
        call_me=note is not None and note.call_me,
        interpreter=note is not None and note.interpreter,
        chosen=(chosen.start, chosen.end) if chosen is not None else None,
        stopped=poll.state == PollState.CANCELLED,
    )


def _participant(poll: DatePoll | None, participant_id: UUID) -> Participant | None:
    return meetings_of.present(poll.meeting).filter(pk=participant_id).first() if poll is not None else None
