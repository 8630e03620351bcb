"""One poll at one look, for staff: participants × options, live."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from planning.meetings import rules as meeting_rules
from planning.meetings import selectors as meetings_of
from planning.meetings.models import Meeting, Participant
from planning.people.access import Actor
from planning.polls import rules
from planning.polls.models import Choice, DatePoll, PollAnswer, PollNote, PollOption, PollState
from planning.polls.selectors.counting import voters_of


@dataclass(frozen=True, slots=True)
class Column:
    """One option and how it stands."""

    option: PollOption
    tally: rules.Tally[UUID]
    best: bool


@dataclass(frozen=True, slots=True)
class PollRow:
    """One participant: a choice per option (None: nothing said), and what they added."""

    participant: Participant
    name: str
    role: str
    required: bool
    choices: tuple[Choice | None, ...]
    on_behalf: bool
    answered: bool
    has_address: bool
    note: PollNote | None


@dataclass(frozen=True, slots=True)
class PollPage:
    """Everything the page of a poll shows."""

    poll: DatePoll
    title: str
    columns: tuple[Column, ...]
    rows: tuple[PollRow, ...]
    answered: int
    possible: int
    open: bool


def visible_poll(actor: Actor, poll_id: UUID) -> DatePoll | None:
    """A poll of a meeting that somebody may see, or None."""
    return (
        DatePoll.objects.select_related(
            "meeting__school", "meeting__organiser", "meeting__case__casusregisseur", "chosen"
        )
        .filter(pk=poll_id, meeting__in=meetings_of.visible_meetings(actor).values("pk"))
        .first()
    )


def poll_of(meeting: Meeting) -> DatePoll | None:
    """The newest poll of a meeting, or None."""
    return DatePoll.objects.filter(meeting=meeting).select_related("meeting", "chosen").order_by("-created_at").first()


def poll_page(poll: DatePoll) -> PollPage:
    """The matrix of a poll: four queries for any number of people and options."""
    seated = list(meetings_of.present(poll.meeting))
    options = list(PollOption.objects.filter(poll=poll).order_by("start"))
    answers = {(row.participant_id, row.option_id): row for row in PollAnswer.objects.filter(option__poll=poll)}
    notes = {row.participant_id: row for row in PollNote.objects.filter(poll=poll)}
    tallies = rules.tally(
        voters=voters_of(seated),
        options=[rules.Option(key=row.pk, start=row.start, closed=row.closed_at is not None) for row in options],
        answers={key: row.choice for key, row in answers.items()},
    )
    best = rules.winner(tallies)
    rows = tuple(_row(one, options=options, answers=answers, note=notes.get(one.pk)) for one in seated)
    return PollPage(
        poll=poll,
        title=meeting_rules.title(school=poll.meeting.school.name, reference=poll.meeting.reference),
        columns=tuple(
            Column(option=option, tally=tally, best=best is not None and best.option.key == option.pk)
            for option, tally in zip(options, tallies, strict=True)
        ),
        rows=rows,
        answered=sum(row.answered for row in rows),
        possible=len(rules.possible_options(tallies)),
        open=poll.state == PollState.OPEN,
    )


def _row(
    participant: Participant,
    *,
    options: list[PollOption],
    answers: dict[tuple[UUID, UUID], PollAnswer],
    note: PollNote | None,
) -> PollRow:
    own = [answers.get((participant.pk, option.pk)) for option in options]
    return PollRow(
        participant=participant,
        name=meetings_of.name_of(participant),
        role=meetings_of.role_of(participant),
        required=participant.required,
        choices=tuple(Choice(row.choice) if row is not None else None for row in own),
        on_behalf=any(row is not None and row.entered_by_id is not None for row in own),
        answered=any(row is not None for row in own),
        has_address=bool(meetings_of.address_of(participant)),
        note=note,
    )
