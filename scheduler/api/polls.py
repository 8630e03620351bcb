"""Date polls by machine: opening, reading, answering for somebody, fixing the date."""

import datetime as dt
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.pagination import paginate
from pydantic import AwareDatetime, Field

from planning.people.access import Actor, Right
from planning.polls import selectors, services
from planning.polls.models import Choice, DatePoll, PollState
from scheduler.api.door import actor_of
from scheduler.api.meetings import visible as visible_meeting
from scheduler.api.pages import Pages
from scheduler.api.problems import REFUSALS, Problem

router = Router()


class OptionOut(Schema):
    """One option: how many can, and whether it can still win."""

    id: UUID
    start: dt.datetime
    end: dt.datetime
    yes: int
    if_needed: int
    no: int
    waiting: int
    possible: bool
    agreed: bool


class AskedOut(Schema):
    """Somebody who is asked: whether an answer came, and whether the school entered it. What it was is not told."""

    participant: UUID
    role: str
    required: bool
    answered: bool
    on_behalf: bool


class PollLine(Schema):
    """One poll in the list."""

    id: UUID
    meeting: UUID
    state: str
    deadline: dt.datetime
    chosen: UUID | None
    asked: int
    answered: int

    @staticmethod
    def resolve_meeting(poll: DatePoll) -> UUID:
        """The meeting's id."""
        return poll.meeting_id

    @staticmethod
    def resolve_chosen(poll: DatePoll) -> UUID | None:
        """The option's id."""
        return poll.chosen_id


class PollOut(Schema):
    """A poll, in numbers: who said what, and remarks, stay with the school."""

    id: UUID
    meeting: UUID
    state: str
    deadline: dt.datetime
    settles_itself: bool
    chosen: UUID | None
    options: list[OptionOut]
    participants: list[AskedOut]


class PollIn(Schema):
    """A new poll about a meeting without a date."""

    meeting: UUID
    options: list[AwareDatetime] = Field(min_length=1, max_length=20)
    deadline: AwareDatetime
    settles_itself: bool = False


class AnswerIn(Schema):
    """One choice for one option."""

    option: UUID
    choice: Choice


class AnswersIn(Schema):
    """What a participant said by phone; every open option needs a choice."""

    participant: UUID
    answers: list[AnswerIn] = Field(max_length=50)


class SettleIn(Schema):
    """Which option becomes the date. `knowingly`: also when somebody required cannot come or said nothing (R77)."""

    option: UUID
    knowingly: bool = False


def _visible(actor: Actor, poll_id: UUID) -> DatePoll:
    poll = selectors.visible_poll(actor, poll_id)
    if poll is None:
        raise Http404
    return poll


def _out(actor: Actor, poll_id: UUID) -> PollOut:
    poll = _visible(actor, poll_id)
    page = selectors.poll_page(poll, now=timezone.now())
    return PollOut(
        id=poll.pk,
        meeting=poll.meeting_id,
        state=poll.state,
        deadline=poll.deadline,
        settles_itself=poll.settles_itself,
        chosen=poll.chosen_id,
        options=[
            OptionOut(
                id=column.option.pk,
                start=column.option.start,
                end=column.option.end,
                yes=len(column.tally.yes),
                if_needed=len(column.tally.if_needed),
                no=len(column.tally.no),
                waiting=len(column.tally.waiting),
                possible=column.tally.possible,
                agreed=column.tally.agreed,
            )
            for column in page.columns
        ],
        participants=[
            AskedOut(
                participant=row.participant.pk,
                role=str(row.role),
                required=row.required,
                answered=row.answered,
                on_behalf=row.on_behalf,
            )
            for row in page.rows
        ],
    )


@router.get("", response={200: list[PollLine], REFUSALS: Problem}, summary="All polls")
@paginate(Pages)
def polls(request: HttpRequest, state: PollState | None = None) -> QuerySet[DatePoll]:
    """Of the meetings that this key may see, newest first."""
    actor = actor_of(request)
    actor.require(Right.SEE_MEETINGS)
    return selectors.visible_polls(actor, state=state)


@router.post("", response={201: PollOut, REFUSALS: Problem}, summary="Open a poll")
def create(request: HttpRequest, body: PollIn) -> Status[PollOut]:
    """Everybody at the meeting gets a link of their own."""
    actor = actor_of(request)
    poll = services.open_poll(
        actor=actor,
        meeting=visible_meeting(actor, body.meeting),
        options=body.options,
        deadline=body.deadline,
        settles_itself=body.settles_itself,
        now=timezone.now(),
    )
    return Status(201, _out(actor, poll.pk))


@router.get("/{uuid:poll_id}", response={200: PollOut, REFUSALS: Problem}, summary="One poll")
def poll(request: HttpRequest, poll_id: UUID) -> PollOut:
    """How a poll stands."""
    actor = actor_of(request)
    actor.require(Right.SEE_MEETINGS)
    return _out(actor, poll_id)


@router.post("/{uuid:poll_id}/answers", response={200: PollOut, REFUSALS: Problem}, summary="Answer for somebody")
def answer(request: HttpRequest, poll_id: UUID, body: AnswersIn) -> PollOut:
    """Marked as entered by the school."""
    actor = actor_of(request)
    _visible(actor, poll_id)
    services.answer_poll(
        poll_id=poll_id,
        participant_id=body.participant,
        answers={row.option: row.choice for row in body.answers},
        note=None,
        now=timezone.now(),
        entered_by=actor,
    )
    return _out(actor, poll_id)


@router.post("/{uuid:poll_id}/date", response={200: PollOut, REFUSALS: Problem}, summary="Fix the date")
def settle(request: HttpRequest, poll_id: UUID, body: SettleIn) -> PollOut:
    """Of two that settle at once one wins."""
    actor = actor_of(request)
    _visible(actor, poll_id)
    services.choose_date(
        actor=actor, poll_id=poll_id, option_id=body.option, knowingly=body.knowingly, now=timezone.now()
    )
    return _out(actor, poll_id)


@router.post("/{uuid:poll_id}/cancellation", response={200: PollOut, REFUSALS: Problem}, summary="Stop a poll")
def cancel(request: HttpRequest, poll_id: UUID) -> PollOut:
    """Nobody is asked any more; twice is once. A poll with a date cannot be stopped."""
    actor = actor_of(request)
    _visible(actor, poll_id)
    services.cancel_poll(actor=actor, poll_id=poll_id, now=timezone.now())
    return _out(actor, poll_id)
