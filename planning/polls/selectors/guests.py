"""What somebody who is asked sees of a poll: the own answers, never anybody else's (P9, U10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from planning.meetings import selectors as meetings_of
from planning.meetings.models import Hold, Meeting, Participant
from planning.meetings.selectors import Contact
from planning.polls.models import Closed, DatePoll, KnownTimes, PollAnswer, PollNote, PollOption, PollState
from planning.polls.rules import IF_NEEDED, YES

CAN = frozenset({YES, IF_NEEDED})


@dataclass(frozen=True, slots=True)
class GuestOption:
    """One date and what this person said of it; `closed` when it can no longer be chosen."""

    id: UUID
    start: dt.datetime
    end: dt.datetime
    choice: str
    closed: bool
    lost: bool = False  # somebody who must be there cannot: it may still be answered
    conflict: str = ""  # what this professional's own diary says against it
    others_can: bool = False  # everybody from school and care can


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
    parts: tuple[str, ...]  # day parts that suit instead
    asks_parts: bool  # a parent or pupil: the usual times are kept for later polls
    urgent: bool
    chosen: tuple[dt.datetime, dt.datetime] | None
    stopped: bool

    @property
    def open(self) -> bool:
        """Whether answering still makes sense."""
        return self.chosen is None and not self.stopped


def guest_poll(*, poll_id: UUID, participant_id: UUID, now: dt.datetime) -> GuestPoll | None:
    """The poll as one participant may see it, or None when there is none (any more) for this person.

    Nor without a ground at this moment (house rule 4). Seven queries beside the gate's.
    """
    poll = (
        DatePoll.objects.select_related(
            "meeting__school", "meeting__organiser", "meeting__case__casusregisseur", "chosen"
        )
        .filter(pk=poll_id)
        .first()
    )
    if poll is None:
        return None
    seated = list(meetings_of.present(poll.meeting).select_related("party__known_times"))
    participant = next((row for row in seated if row.pk == participant_id), None)
    if participant is None:
        return None
    if not meetings_of.is_admitted(participant, meeting=poll.meeting, now=now):
        return None
    options = list(PollOption.objects.filter(poll=poll).order_by("start"))
    answers = {
        (who, option): choice
        for who, option, choice in PollAnswer.objects.filter(option__poll=poll).values_list(
            "participant_id", "option_id", "choice"
        )
    }
    note = PollNote.objects.filter(poll=poll, participant=participant).first()
    meeting = poll.meeting
    chosen = poll.chosen if poll.state == PollState.SETTLED else None
    own = {option.pk: answers.get((participant.pk, option.pk), "") for option in options}
    conflicts = own_conflicts(participant, meeting=meeting, options=options)
    others = _colleagues(participant, seated)
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
                choice=own[option.pk],
                closed=option.closed_why == Closed.TAKEN,
                lost=option.closed_why == Closed.LOST,
                conflict=conflicts.get(option.pk, ""),
                others_can=option.closed_at is None
                and len(others) > 1
                and all(answers.get((key, option.pk), "") in CAN for key in others),
            )
            for option in options
            if option.closed_why != Closed.LOST or own[option.pk]
        ),
        answered=any(own.values()),
        remark=str(note.remark or "") if note is not None else "",
        none_of_these=note is not None and note.none_of_these,
        call_me=note is not None and note.call_me,
        interpreter=note is not None and note.interpreter,
        parts=_usual(participant, note),
        asks_parts=participant.party_id is not None,
        urgent=poll.urgent,
        chosen=(chosen.start, chosen.end) if chosen is not None else None,
        stopped=poll.state == PollState.CANCELLED,
    )


def own_conflicts(participant: Participant, *, meeting: Meeting, options: Sequence[PollOption]) -> dict[UUID, str]:
    """Per option what this professional has already at that time; a parent's diary is nobody's business."""
    if participant.person_id is None or not options:
        return {}
    first, last = min(row.start for row in options), max(row.end for row in options)
    holds = Hold.objects.filter(person=participant.person_id, firm=True, start__lt=last, end__gt=first)
    taken = list(holds.exclude(meeting=meeting).values_list("start", "end", "meeting__reference"))
    return {
        row.pk: reference for row in options for start, end, reference in taken if start < row.end and row.start < end
    }


def _colleagues(participant: Participant, seated: Sequence[Participant]) -> list[UUID]:
    """The required professionals beside this person: of parents nobody is told anything, not even "can" (P9)."""
    return [row.pk for row in seated if row.person_id is not None and row.required and row.pk != participant.pk]


def _usual(participant: Participant, note: PollNote | None) -> tuple[str, ...]:
    """The day parts this person chose here, else those known from an earlier poll."""
    if note is not None and note.parts:
        return tuple(note.parts)
    known: KnownTimes | None = getattr(participant.party, "known_times", None)
    return tuple(known.parts) if known is not None else ()
