"""From answers to a date: exactly one wins, and other polls hear that its people are taken (S7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from planning.cases import selectors as cases_of
from planning.cases import services as cases
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, Participant
from planning.people import audit
from planning.people.access import Actor
from planning.people.audit import By
from planning.polls import rules
from planning.polls.models import Closed, DatePoll, PollOption, PollState
from planning.polls.selectors.counting import Standing, offered, standing_of
from planning.polls.services.errors import NoQuorum, OptionTaken, PollIsClosed, SomebodyCannot, UnknownOption
from planning.polls.services.opening import locked, nothing_to_do, stop
from planning.polls.signals import poll_settled


@transaction.atomic
def settle(*, poll_id: UUID, option_id: UUID, by: By, now: dt.datetime) -> Meeting:
    """Fix the date: one transaction that locks the poll, the meeting and its people. The caller has checked the right.

    Of two that settle at once one wins; the other gets PollIsClosed, or SlotTaken when another meeting was first.
    Raises PollIsClosed, UnknownOption, OptionTaken, SlotTaken, BadStart.
    """
    poll = locked(poll_id)
    if poll.state != PollState.OPEN:
        raise PollIsClosed
    option = PollOption.objects.filter(poll=poll, pk=option_id).first()
    if option is None:
        raise UnknownOption
    if option.closed_why == Closed.TAKEN:
        raise OptionTaken
    return _settle(poll, option=option, by=by, now=now)


@transaction.atomic
def choose_date(*, actor: Actor, poll_id: UUID, option_id: UUID, now: dt.datetime, knowingly: bool = False) -> Meeting:
    """`settle` by somebody with an account: who may manage the meeting.

    Without the people whom the intended decision needs no date is confirmed (R77): choose another decision first.
    `knowingly` is the word of who chooses a date that somebody required cannot make or said nothing of. Raises
    NoQuorum, SomebodyCannot, NotAllowed and what `settle` raises.
    """
    poll = locked(poll_id)
    meetings.require_manage(actor, poll.meeting)
    if poll.state == PollState.OPEN:
        row = next((row for row in standing_of(poll).tallies if row.option.key == option_id), None)
        if row is not None and row.lacking and poll.meeting.case is not None:
            raise NoQuorum(f"{NoQuorum.message} {cases_of.group_names(poll.meeting.case, row.lacking)}.")
        if row is not None and (row.without or row.silent) and not knowingly:
            raise SomebodyCannot
    return settle(poll_id=poll_id, option_id=option_id, by=actor.by, now=now)


def look_for_winner(
    poll: DatePoll,
    *,
    now: dt.datetime,
    people: Sequence[Participant] | None = None,
    options: Sequence[PollOption] | None = None,
) -> None:
    """After an answer, with the poll locked: fix the date when the poll settles itself, else propose it (R77, R80).

    An option that can win no longer is closed and let go of; one that can again is opened again. An option that turns
    out to be taken is closed and the next best is tried; the answer itself is kept in any case. `people` and `options`
    are who sits at the meeting and what is offered, where the caller read them under the lock already.
    """
    if cases.is_frozen(poll.meeting.case_id):
        return
    standing = _sort_lost(poll, people=people, options=options, now=now)
    while (best := standing.best) is not None:
        if not poll.settles_itself:
            _task(poll, code="poll_ready", now=now)
            return
        option = PollOption.objects.get(pk=best.option.key)
        try:
            with transaction.atomic():  # a savepoint: what is refused here must not undo the answer
                _settle(poll, option=option, by=By.system(), now=now)
        except (meetings.SlotTaken, meetings.BadStart):
            poll.state, poll.chosen, poll.closed_at = PollState.OPEN, None, None
            _close([option], why=Closed.TAKEN, now=now)
            standing = standing_of(poll)
        else:
            return
    if not standing.possible:
        _task(poll, code="poll_no_options", now=now)


def _sort_lost(
    poll: DatePoll,
    *,
    now: dt.datetime,
    people: Sequence[Participant] | None = None,
    options: Sequence[PollOption] | None = None,
) -> Standing:
    """Close what can win no longer, open what can again and whose people are still free; gives how the poll stands."""
    options = offered(poll_id=poll.pk) if options is None else options
    for option in options:
        option.poll = poll
    standing = standing_of(poll, seated=people, options=options)
    possible = {row.option.key for row in rules.possible_options(standing.tallies)}
    lost = [row for row in options if row.closed_at is None and row.pk not in possible]
    _close(lost, why=Closed.LOST, now=now)
    back = [row for row in options if row.closed_why == Closed.LOST and row.pk in possible and row not in lost]
    if not back:
        return standing
    required = Participant.objects.filter(
        meeting=poll.meeting_id, removed_at__isnull=True, required=True, person__isnull=False
    ).values_list("person_id", flat=True)
    needed = [key for key in required if key is not None]
    taken = [row for row in back if meetings.clashes(person_ids=needed, start=row.start, end=row.end)]
    _close(taken, why=Closed.TAKEN, now=now)
    free = [row for row in back if row not in taken]
    PollOption.objects.filter(pk__in=[row.pk for row in free]).update(closed_at=None, closed_why="")
    meetings.hold_softly(meeting=poll.meeting, stretches=[(row.start, row.end) for row in free])
    return standing_of(poll)


def that_touch_a_poll(meetings: Sequence[Meeting]) -> list[Meeting]:
    """Of meetings with a date, those that have a poll of their own or lie where an open poll has an option."""
    polled = set(DatePoll.objects.filter(state=PollState.OPEN).values_list("meeting_id", flat=True))
    if not polled:
        return []
    options = list(
        PollOption.objects.filter(poll__state=PollState.OPEN)
        .exclude(closed_why=Closed.TAKEN)
        .values_list("start", "end")
    )
    return [
        meeting
        for meeting in meetings
        if meeting.pk in polled
        or (
            meeting.start is not None
            and meeting.end is not None
            and any(start < meeting.end and end > meeting.start for start, end in options)
        )
    ]


def close_taken(*, meeting: Meeting, now: dt.datetime) -> int:
    """A meeting has its date: options of other open polls that need one of its people then are closed; gives how many.

    An open poll of the meeting itself is stopped: somebody fixed the date by hand.
    """
    for poll_id in DatePoll.objects.filter(meeting=meeting, state=PollState.OPEN).values_list("pk", flat=True):
        stop(locked(poll_id), now=now)
    if meeting.start is None:
        return 0
    persons = Participant.objects.filter(meeting=meeting, removed_at__isnull=True, person__isnull=False)
    needing = Participant.objects.filter(
        person__in=persons.values("person_id"), required=True, removed_at__isnull=True
    ).exclude(meeting=meeting)
    taken = list(
        PollOption.objects.filter(
            poll__state=PollState.OPEN,
            poll__meeting__in=needing.values("meeting_id"),
            start__lt=meeting.end,
            end__gt=meeting.start,
        )
        .exclude(closed_why=Closed.TAKEN)
        .select_related("poll__meeting__case")
        .order_by("pk")
    )
    _close(taken, why=Closed.TAKEN, now=now)
    for poll in {option.poll_id: option.poll for option in taken}.values():
        if not standing_of(poll).possible:
            _task(poll, code="poll_no_options", now=now)
    return len(taken)


def somebody_left(*, participant: Participant, now: dt.datetime) -> None:
    """Who was taken off the list no longer decides: perhaps everybody who is left can, so the organiser looks."""
    polls = DatePoll.objects.filter(meeting=participant.meeting_id, state=PollState.OPEN)
    for poll_id in polls.values_list("pk", flat=True):
        poll = locked(poll_id)
        _sort_lost(poll, now=now)
        _task(poll, code="poll_changed", now=now)


def stop_of(*, meeting: Meeting, now: dt.datetime) -> None:
    """The meeting is off, and so is its poll."""
    for poll_id in DatePoll.objects.filter(meeting=meeting, state=PollState.OPEN).values_list("pk", flat=True):
        stop(locked(poll_id), now=now)


def deadline_passed(*, poll_id: UUID, now: dt.datetime) -> None:
    """The time to answer is over: the organiser decides how to go on."""
    poll = DatePoll.objects.select_related("meeting__case").filter(pk=poll_id, state=PollState.OPEN).first()
    if poll is not None:
        _task(poll, code="poll_deadline", now=now)


def _settle(poll: DatePoll, *, option: PollOption, by: By, now: dt.datetime) -> Meeting:
    # The poll is closed before the date is fixed, so that `close_taken` does not find it open; one transaction.
    poll.state, poll.chosen, poll.closed_at = PollState.SETTLED, option, now
    poll.save(update_fields=["state", "chosen", "closed_at"])
    meeting = meetings.fix_date(meeting=poll.meeting, start=option.start, by=by, now=now)
    nothing_to_do(poll, now=now)
    audit.record(swv_id=poll.swv_id, by=by, action="poll.settle", on=poll, now=now)
    poll_settled.send(sender=DatePoll, poll=poll, now=now)
    return meeting


def _close(options: Sequence[PollOption], *, why: Closed, now: dt.datetime) -> None:
    """Ask these no longer, and let go of what was kept free for them; their polls are loaded."""
    if not options:
        return
    PollOption.objects.filter(pk__in=[option.pk for option in options]).update(closed_at=now, closed_why=why)
    starts: dict[UUID, list[dt.datetime]] = {}
    for option in options:
        starts.setdefault(option.poll.meeting_id, []).append(option.start)
    for meeting_id, moments in starts.items():
        meetings.release_softly(meeting_id=meeting_id, starts=moments)


def _task(poll: DatePoll, *, code: str, now: dt.datetime) -> None:
    case = poll.meeting.case
    if case is not None:
        cases.add_task(case=case, person_id=poll.opened_by_id, code=code, object_key=str(poll.pk), now=now)
