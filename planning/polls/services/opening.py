"""Opening a poll, aiming it at a decision, asking for more, and stopping it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, UUIDField

from notifications.prepared import Prepared
from notifications.reminders import services as reminders
from notifications.reminders.rules import humane
from planning.cases import selectors as cases_of
from planning.cases.gate import NoGround
from planning.cases.models import Task
from planning.cases.services import refuse_frozen
from planning.meetings import rules as meeting_rules
from planning.meetings import selectors as meetings_of
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, MeetingState
from planning.people import audit
from planning.people import selectors as people
from planning.people.access import Actor
from planning.polls import rules
from planning.polls.models import DatePoll, PollOption, PollState
from planning.polls.selectors.counting import decisions_of, standing_of
from planning.polls.services import letters
from planning.polls.services.errors import (
    BadDeadline,
    BadOptions,
    NoDraft,
    PollIsClosed,
    PollIsOpen,
    QuorumNotAsked,
    UnknownDecision,
)
from planning.polls.signals import poll_opened

REMIND_BELL, DEADLINE_BELL = "poll.remind", "poll.deadline"


@transaction.atomic
def open_poll(
    *,
    actor: Actor,
    meeting: Meeting,
    options: Sequence[dt.datetime],
    deadline: dt.datetime,
    settles_itself: bool,
    now: dt.datetime,
    decision: str = "",
    urgent: bool = False,
) -> DatePoll:
    """Ask everybody at a meeting when they can come (R80): `options` are starts, aware.

    Everybody passes the gate once more, gets an own link, and sees nobody else's answer. The options stand as soft
    holds with the professionals. `decision` is what this meeting is to decide: then the people without whom it cannot
    are asked too (R77). `urgent` counts in hours (R85). Raises NoDraft, PollIsOpen, BadOptions, BadDeadline,
    UnknownDecision, QuorumNotAsked, NoGround, NobodyInvited, NotAllowed.
    """
    meeting = meetings.locked(meeting.pk)
    meetings.require_manage(actor, meeting)
    refuse_frozen(meeting.case_id)
    if meeting.state != MeetingState.DRAFT:
        raise NoDraft
    if DatePoll.objects.filter(meeting=meeting, state=PollState.OPEN).exists():
        raise PollIsOpen
    starts = good_options(options, now=now)
    check_deadline(deadline, starts=starts, now=now)
    seated = list(meetings_of.present(meeting))
    if not seated:
        raise meetings.NobodyInvited
    check_grounds(meeting, now=now)
    poll = DatePoll.objects.create(
        swv_id=meeting.swv_id,
        meeting=meeting,
        deadline=deadline,
        settles_itself=settles_itself,
        urgent=urgent,
        opened_by_id=actor.person_id,
    )
    offer(poll, starts)
    aim(poll, decision)
    for participant in seated:
        letters.ask(
            participant,
            poll=poll,
            template="poll_urgent" if urgent else "poll_invite",
            key=f"poll_invite:{poll.pk}:{participant.pk}",
            rotate=True,
            now=now,
        )
    set_bells(poll, now=now)
    audit.record(swv_id=poll.swv_id, by=actor.by, action="poll.open", on=poll, now=now, options=len(starts))
    poll_opened.send(sender=DatePoll, poll=poll, now=now)
    return poll


@transaction.atomic
def cancel_poll(*, actor: Actor, poll_id: UUID, now: dt.datetime) -> DatePoll:
    """Stop asking: the options are let go of; the links show that it stopped. Twice is once. Raises PollIsClosed."""
    poll = locked(poll_id)
    meetings.require_manage(actor, poll.meeting)
    if poll.state == PollState.SETTLED:
        raise PollIsClosed
    if poll.state == PollState.OPEN:
        stop(poll, now=now)
        audit.record(swv_id=poll.swv_id, by=actor.by, action="poll.cancel", on=poll, now=now)
    return poll


def locked(poll_id: UUID) -> DatePoll:
    """The poll's row, locked for this transaction, with its meeting. Raises DatePoll.DoesNotExist.

    The meeting's row is always locked first, as who fixes a date by hand does: then nobody waits for each other. One
    statement does both: PostgreSQL locks in the order of `FOR UPDATE OF`, and reads each row again when it had to wait.
    """
    for poll in _row(poll_id=poll_id):
        return poll
    raise DatePoll.DoesNotExist


_row = Prepared(
    lambda poll_id: (
        DatePoll.objects.filter(pk=poll_id)
        .select_related("meeting__school", "meeting__organiser", "meeting__case__casusregisseur")
        .select_for_update(of=("meeting", "self"), no_key=True)
        .order_by()
    ),
    poll_id=UUIDField(),
)


def open_for_change(*, actor: Actor, poll_id: UUID) -> DatePoll:
    """The locked poll, open and this person's to manage. Raises PollIsClosed, NotAllowed."""
    poll = locked(poll_id)
    meetings.require_manage(actor, poll.meeting)
    if poll.state != PollState.OPEN:
        raise PollIsClosed
    return poll


def stop(poll: DatePoll, *, now: dt.datetime) -> None:
    """Close a locked open poll without a date."""
    poll.state, poll.closed_at = PollState.CANCELLED, now
    poll.save(update_fields=["state", "closed_at"])
    meetings.release_softly(meeting_id=poll.meeting_id)
    nothing_to_do(poll, now=now)


def nothing_to_do(poll: DatePoll, *, now: dt.datetime) -> None:
    """A poll that is over rings no more, and waits for nobody."""
    reminders.cancel(tenant_id=poll.swv_id, object_key=str(poll.pk), now=now)
    if poll.meeting.case_id is not None:
        Task.objects.filter(case=poll.meeting.case_id, object_key=str(poll.pk), done_at__isnull=True).update(
            done_at=now
        )


def with_meeting() -> QuerySet[DatePoll]:
    """Polls with what letters and rules read of their meeting."""
    return DatePoll.objects.select_related("meeting__school", "meeting__organiser", "meeting__case__casusregisseur")


def offer(poll: DatePoll, starts: Sequence[dt.datetime]) -> None:
    """Put moments up for choice and keep them in view for the professionals."""
    stretches = [(start, meeting_rules.end_of(start, poll.meeting.minutes)) for start in starts]
    PollOption.objects.bulk_create(
        PollOption(swv_id=poll.swv_id, poll=poll, start=start, end=end) for start, end in stretches
    )
    meetings.hold_softly(meeting=poll.meeting, stretches=stretches)


def aim(poll: DatePoll, decision: str) -> None:
    """Aim a poll at a decision: everybody whom it needs is asked, or it is said who is not (R77)."""
    if not decision:
        poll.decision = ""
        poll.save(update_fields=["decision"])
        return
    case = poll.meeting.case
    if case is None or decision not in {key for key, _title, _groups in decisions_of(poll.meeting)}:
        raise UnknownDecision(fields={"decision": UnknownDecision.message})
    poll.decision = decision
    poll.save(update_fields=["decision"])
    standing = standing_of(poll)
    nobody = rules.groups_without_anybody(standing.voters, standing.rule)
    if nobody:
        raise QuorumNotAsked(f"{QuorumNotAsked.message} {cases_of.group_names(case, nobody)}.")


def check_grounds(meeting: Meeting, *, now: dt.datetime) -> None:
    """Nobody without a ground is asked (house rule 4). Raises NoGround, naming them."""
    if meeting.case is None:
        return
    ids = {row.person_id: row for row in meetings_of.present(meeting) if row.person_id is not None}
    refused = meetings_of.without_ground(case=meeting.case, kind=meeting.kind, person_ids=ids, now=now)
    if refused:
        names = ", ".join(sorted(meetings_of.name_of(ids[key]) for key in refused))
        raise NoGround(f"{NoGround.message} {names}.")


def good_options(options: Sequence[dt.datetime], *, now: dt.datetime, beside: int = 0) -> list[dt.datetime]:
    """The moments in order of time: few enough beside those that are open, and all ahead. Raises BadOptions."""
    starts = sorted(set(options))
    if not 1 <= len(starts) <= rules.MOST_OPTIONS - min(beside, rules.MOST_OPTIONS - 1):
        raise BadOptions(fields={"options": BadOptions.message})
    if any(not meeting_rules.is_good_start(start, now=now) for start in starts):
        raise BadOptions(fields={"options": BadOptions.message})
    return starts


def check_deadline(deadline: dt.datetime, *, starts: Sequence[dt.datetime], now: dt.datetime) -> None:
    """The last moment to answer lies ahead, and before the first option. Raises BadDeadline."""
    if not now < deadline <= starts[0]:
        raise BadDeadline(fields={"deadline": BadDeadline.message})


def set_bells(poll: DatePoll, *, now: dt.datetime) -> None:
    """The reminders at decent hours (U9) and the deadline."""
    key = str(poll.pk)
    reminders.remind(tenant_id=poll.swv_id, kind=DEADLINE_BELL, object_key=key, due_at=poll.deadline, now=now)
    first, last = now.astimezone(rules.AMSTERDAM).date(), poll.deadline.astimezone(rules.AMSTERDAM).date()
    if poll.urgent:
        halfway = now + (poll.deadline - now) / 2  # hours count: not only at decent hours (U9)
        reminders.remind(tenant_id=poll.swv_id, kind=REMIND_BELL, object_key=key, due_at=halfway, now=now)
        return
    calendar = people.school_calendar(poll.meeting.school, first=first, last=last)
    for moment in rules.reminder_moments(deadline=poll.deadline, opened=now):
        decent = humane(moment, free_days=frozenset(calendar.closed))
        if decent < poll.deadline:
            reminders.remind(tenant_id=poll.swv_id, kind=REMIND_BELL, object_key=key, due_at=decent, now=now)
