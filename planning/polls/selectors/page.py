"""One poll at one look, for staff: participants × options, live."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from planning.cases import selectors as cases
from planning.meetings import rules as meeting_rules
from planning.meetings import selectors as meetings_of
from planning.meetings.models import Meeting, Participant
from planning.people.access import Actor
from planning.polls import rules
from planning.polls.models import Choice, DatePoll, PollAnswer, PollNote, PollOption, PollState
from planning.polls.selectors.counting import decisions_of, standing_of


@dataclass(frozen=True, slots=True)
class Column:
    """One option and how it stands: who must be there and cannot, who of them is silent, and what is missing (R77)."""

    option: PollOption
    tally: rules.Tally[UUID]
    best: bool
    without: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    lacking: str = ""  # roles without whom the intended decision cannot be taken

    @property
    def can(self) -> int:
        """How many can come."""
        return len(self.tally.yes) + len(self.tally.if_needed)


@dataclass(frozen=True, slots=True)
class PollRow:
    """One participant: a choice per option (None: nothing said), and what they added."""

    participant: Participant
    name: str
    role: str
    required: bool
    choices: tuple[Choice | None, ...]
    on_behalf: bool
    answered: bool  # every option that is still open
    has_address: bool
    phone: str
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
    decision: str  # what the meeting is to decide, in the words of the route; "" for nothing in particular
    decisions: tuple[tuple[str, str], ...]  # what it could decide: key and words
    over: bool  # the time to answer has passed
    second_best: Column | None  # what goes with the fewest people missing; None when every option is taken

    @property
    def said(self) -> int:
        """How many choices there are in all: more than before means that somebody answered."""
        return sum(choice is not None for row in self.rows for choice in row.choices)

    @property
    def best(self) -> Column | None:
        """The option that everybody required can make."""
        return next((column for column in self.columns if column.best), None)

    @property
    def notes(self) -> tuple[PollRow, ...]:
        """Who said something beside the choices."""
        return tuple(row for row in self.rows if row.note is not None and says_something(row.note))

    @property
    def to_call(self) -> tuple[PollRow, ...]:
        """Who has not answered, or asked to be called: required first."""
        return tuple(row for row in self.rows if not row.answered or (row.note is not None and row.note.call_me))


@dataclass(frozen=True, slots=True)
class WaysOn:
    """How to go on when no date came of it: the best date without somebody, and whom to call (R77)."""

    second_best: Column | None
    to_call: tuple[PollRow, ...]
    asks_more: bool  # nothing can win any more, or hardly: offer other moments


def says_something(note: PollNote) -> bool:
    """Whether there is anything in it: a form that is sent without a word leaves an empty one."""
    return bool(note.remark or note.parts or note.none_of_these or note.call_me or note.interpreter)


def visible_poll(actor: Actor, poll_id: UUID) -> DatePoll | None:
    """A poll of a meeting that somebody may see, or None."""
    return (
        DatePoll.objects.select_related(
            "meeting__school", "meeting__organiser", "meeting__case__casusregisseur", "chosen"
        )
        .filter(pk=poll_id, meeting__in=meetings_of.visible_meetings(actor).values("pk"))
        .first()
    )


def visible_polls(actor: Actor, *, state: str | None = None) -> QuerySet[DatePoll]:
    """The polls of the meetings that somebody may see, newest first, with how many are asked and answered."""
    seated = Participant.objects.filter(meeting=OuterRef("meeting"), removed_at__isnull=True).order_by()
    own = PollAnswer.objects.filter(participant=OuterRef("pk"), option__poll=OuterRef(OuterRef("pk")))
    polls = DatePoll.objects.filter(meeting__in=meetings_of.visible_meetings(actor).values("pk"))
    if state is not None:
        polls = polls.filter(state=state)
    said = _number(seated.filter(Exists(own)))
    return polls.annotate(asked=_number(seated), answered=said).order_by("-created_at", "pk")


def _number(rows: QuerySet[Participant]) -> Coalesce:
    return Coalesce(Subquery(rows.values("meeting").annotate(number=Count("pk")).values("number")), 0)


def poll_of(meeting: Meeting) -> DatePoll | None:
    """The newest poll of a meeting, or None."""
    return DatePoll.objects.filter(meeting=meeting).select_related("meeting", "chosen").order_by("-created_at").first()


def poll_page(poll: DatePoll, *, now: dt.datetime) -> PollPage:
    """The matrix of a poll: four queries for any number of people and options."""
    seated = list(meetings_of.present(poll.meeting))
    options = list(PollOption.objects.filter(poll=poll).order_by("start"))
    answers = {(row.participant_id, row.option_id): row for row in PollAnswer.objects.filter(option__poll=poll)}
    notes = {row.participant_id: row for row in PollNote.objects.filter(poll=poll)}
    standing = standing_of(
        poll, seated=seated, options=options, answers={key: row.choice for key, row in answers.items()}
    )
    best = standing.best
    names = {row.pk: meetings_of.name_of(row) for row in seated}
    rows = tuple(_row(one, options=options, answers=answers, note=notes.get(one.pk)) for one in seated)
    decisions = tuple((key, title) for key, title, _groups in decisions_of(poll.meeting))
    columns = {
        option.pk: _column(poll, option, tally, best=best is not None and best.option.key == option.pk, names=names)
        for option, tally in zip(options, standing.tallies, strict=True)
    }
    second = standing.second_best
    return PollPage(
        poll=poll,
        title=meeting_rules.title(school=poll.meeting.school.name, reference=poll.meeting.reference),
        columns=tuple(columns.values()),
        rows=rows,
        answered=sum(row.answered for row in rows),
        possible=standing.possible,
        open=poll.state == PollState.OPEN,
        decision=dict(decisions).get(poll.decision, ""),
        decisions=decisions,
        over=now >= poll.deadline,
        second_best=columns[second.option.key] if second is not None else None,
    )


def ways_on(page: PollPage) -> WaysOn | None:
    """What the organiser can do when the time is over or nothing can win any more; None while that is not so."""
    if not page.open or page.best is not None or not (page.over or page.possible == 0):
        return None
    return WaysOn(second_best=page.second_best, to_call=page.to_call, asks_more=page.possible == 0)


def _column(
    poll: DatePoll, option: PollOption, tally: rules.Tally[UUID], *, best: bool, names: dict[UUID, str]
) -> Column:
    case = poll.meeting.case
    return Column(
        option=option,
        tally=tally,
        best=best,
        without=tuple(names[key] for key in tally.without),
        silent=tuple(names[key] for key in tally.silent),
        lacking=cases.group_names(case, tally.lacking) if case is not None and tally.lacking else "",
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
        answered=all(row is not None for row, option in zip(own, options, strict=True) if option.closed_at is None)
        and any(row is not None for row in own),
        has_address=bool(meetings_of.address_of(participant)),
        phone=meetings_of.phone_of(participant),
        note=note,
    )
