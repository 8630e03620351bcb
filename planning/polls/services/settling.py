"""From answers to a date: exactly one wins, and other polls hear that its people are taken (S7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from notifications.reminders import services as reminders
from planning.cases import services as cases
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, Participant
from planning.people import audit
from planning.people.access import Actor
from planning.people.audit import By
from planning.polls import rules
from planning.polls.models import DatePoll, PollOption, PollState
from planning.polls.selectors.counting import count
from planning.polls.services.errors import OptionTaken, PollIsClosed, UnknownOption
from planning.polls.services.opening import locked, stop


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
    if option.closed_at is not None:
        raise OptionTaken
    return _settle(poll, option=option, by=by, now=now)


def choose_date(*, actor: Actor, poll_id: UUID, option_id: UUID, now: dt.datetime) -> Meeting:
    """`settle` by somebody with an account: who may manage the meeting. Raises NotAllowed and what `settle` raises."""
    meetings.require_manage(actor, DatePoll.objects.select_related("meeting").get(pk=poll_id).meeting)
    return settle(poll_id=poll_id, option_id=option_id, by=actor.by, now=now)


def look_for_winner(poll: DatePoll, *, now: dt.datetime) -> None:
    """After an answer, with the poll locked: fix the date when the poll settles itself, else propose it (R77, R80).

    An option that turns out to be taken is closed and the next best is tried; the answer itself is kept in any case.
    """
    if cases.is_frozen(poll.meeting.case_id):
        return
    while (best := rules.winner(count(poll))) is not None:
        if not poll.settles_itself:
            _task(poll, code="poll_ready", now=now)
            return
        option = PollOption.objects.get(pk=best.option.key)
        try:
            with transaction.atomic():  # a savepoint: what is refused here must not undo the answer
                _settle(poll, option=option, by=By.system(), now=now)
        except (meetings.SlotTaken, meetings.BadStart):
            poll.state, poll.chosen, poll.closed_at = PollState.OPEN, None, None
            _close([option], now=now)
        else:
            return


def that_touch_a_poll(meetings: Sequence[Meeting]) -> list[Meeting]:
    """Of meetings with a date, those that have a poll of their own or lie where an open poll has an option."""
    polled = set(DatePoll.objects.filter(state=PollState.OPEN).values_list("meeting_id", flat=True))
    if not polled:
        return []
    options = list(
        PollOption.objects.filter(poll__state=PollState.OPEN, closed_at__isnull=True).values_list("start", "end")
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
            closed_at__isnull=True,
            start__lt=meeting.end,
            end__gt=meeting.start,
        )
        .select_related("poll__meeting__case")
        .order_by("pk")
    )
    _close(taken, now=now)
    for poll in {option.poll_id: option.poll for option in taken}.values():
        if not rules.possible_options(count(poll)):
            _task(poll, code="poll_no_options", now=now)
    return len(taken)


def somebody_left(*, participant: Participant, now: dt.datetime) -> None:
    """Who was taken off the list no longer decides: perhaps everybody who is left can, so the organiser looks."""
    polls = DatePoll.objects.filter(meeting=participant.meeting_id, state=PollState.OPEN)
    for poll in polls.select_related("meeting__case"):
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
    reminders.cancel(tenant_id=poll.swv_id, object_key=str(poll.pk), now=now)
    audit.record(swv_id=poll.swv_id, by=by, action="poll.settle", on=poll, now=now)
    return meeting


def _close(options: list[PollOption], *, now: dt.datetime) -> None:
    PollOption.objects.filter(pk__in=[option.pk for option in options]).update(closed_at=now)
    for option in options:
        meetings.release_softly(meeting_id=option.poll.meeting_id, starts=[option.start])


def _task(poll: DatePoll, *, code: str, now: dt.datetime) -> None:
    case = poll.meeting.case
    if case is not None:
        cases.add_task(case=case, person_id=poll.opened_by_id, code=code, object_key=str(poll.pk), now=now)
