"""Opening a poll, stopping it, asking again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from notifications.links.selectors import live_links
from notifications.reminders import services as reminders
from notifications.reminders.rules import humane
from planning.cases.gate import NoGround
from planning.cases.services import is_frozen, refuse_frozen
from planning.meetings import rules as meeting_rules
from planning.meetings import selectors as meetings_of
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, MeetingState
from planning.people import audit
from planning.people import selectors as people
from planning.people.access import Actor
from planning.polls import rules
from planning.polls.models import DatePoll, PollAnswer, PollOption, PollState
from planning.polls.services import letters
from planning.polls.services.errors import BadDeadline, BadOptions, NoDraft, NotAsked, PollIsClosed, PollIsOpen

REMIND_BELL, DEADLINE_BELL = "poll.remind", "poll.deadline"
QUIET = dt.timedelta(minutes=10)


@transaction.atomic
def open_poll(
    *,
    actor: Actor,
    meeting: Meeting,
    options: Sequence[dt.datetime],
    deadline: dt.datetime,
    settles_itself: bool,
    now: dt.datetime,
) -> DatePoll:
    """Ask everybody at a meeting when they can come (R80): `options` are starts, aware.

    Everybody passes the gate once more, gets an own link, and sees nobody else's answer. The options stand as soft
    holds with the professionals. Raises NoDraft, PollIsOpen, BadOptions, BadDeadline, NoGround, NobodyInvited,
    NotAllowed.
    """
    meeting = meetings.locked(meeting.pk)
    meetings.require_manage(actor, meeting)
    refuse_frozen(meeting.case_id)
    if meeting.state != MeetingState.DRAFT:
        raise NoDraft
    if DatePoll.objects.filter(meeting=meeting, state=PollState.OPEN).exists():
        raise PollIsOpen
    starts = _good_options(options, deadline=deadline, now=now)
    seated = list(meetings_of.present(meeting))
    if not seated:
        raise meetings.NobodyInvited
    if meeting.case is not None:
        ids = {row.person_id: row for row in seated if row.person_id is not None}
        refused = meetings_of.without_ground(case=meeting.case, kind=meeting.kind, person_ids=ids, now=now)
        if refused:
            names = ", ".join(sorted(meetings_of.name_of(ids[key]) for key in refused))
            raise NoGround(f"{NoGround.message} {names}.")
    poll = DatePoll.objects.create(
        swv_id=meeting.swv_id,
        meeting=meeting,
        deadline=deadline,
        settles_itself=settles_itself,
        opened_by_id=actor.person_id,
    )
    stretches = [(start, meeting_rules.end_of(start, meeting.minutes)) for start in starts]
    PollOption.objects.bulk_create(
        PollOption(swv_id=meeting.swv_id, poll=poll, start=start, end=end) for start, end in stretches
    )
    meetings.hold_softly(meeting=meeting, stretches=stretches)
    for participant in seated:
        letters.ask(
            participant,
            poll=poll,
            template="poll_invite",
            key=f"poll_invite:{poll.pk}:{participant.pk}",
            rotate=True,
            now=now,
        )
    _set_bells(poll, now=now)
    audit.record(swv_id=poll.swv_id, by=actor.by, action="poll.open", on=poll, now=now, options=len(starts))
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


@transaction.atomic
def send_again(*, actor: Actor, poll_id: UUID, participant_id: UUID, now: dt.datetime) -> None:
    """The question once more, with a new link; the earlier ones die (S2). At most once in ten minutes (S5).

    Raises PollIsClosed, NotAsked, TooSoon, NoAddress, NotAllowed.
    """
    poll = locked(poll_id)
    meetings.require_manage(actor, poll.meeting)
    if poll.state != PollState.OPEN:
        raise PollIsClosed
    participant = meetings_of.present(poll.meeting).filter(pk=participant_id).first()
    if participant is None:
        raise NotAsked
    fresh = live_links(object_key=str(poll.pk), now=now)
    if any(link.person_key == str(participant_id) and link.created_at > now - QUIET for link in fresh):
        raise meetings.TooSoon
    key = f"poll_invite:{poll.pk}:{participant_id}:{now:%Y%m%d%H%M%S}"
    if not letters.ask(participant, poll=poll, template="poll_invite", key=key, rotate=True, now=now):
        raise meetings.NoAddress
    audit.record(swv_id=poll.swv_id, by=actor.by, action="poll.send_again", on=participant, now=now)


@transaction.atomic
def remind_poll(*, poll_id: UUID, now: dt.datetime) -> int:
    """Write to who has not answered at all, at most once a day each; gives how many. A closed poll reminds nobody."""
    poll = _with_meeting().filter(pk=poll_id, state=PollState.OPEN).first()
    if poll is None or now > poll.deadline or is_frozen(poll.meeting.case_id):
        return 0
    answered = set(PollAnswer.objects.filter(option__poll=poll).values_list("participant_id", flat=True))
    day = now.astimezone(rules.AMSTERDAM).date()
    return sum(
        letters.ask(
            participant,
            poll=poll,
            template="poll_reminder",
            key=f"poll_reminder:{poll.pk}:{participant.pk}:{day}",
            rotate=False,  # the link of the first letter goes on working
            now=now,
        )
        for participant in meetings_of.present(poll.meeting)
        if participant.pk not in answered
    )


def locked(poll_id: UUID) -> DatePoll:
    """The poll's row, locked for this transaction, with its meeting. Raises DatePoll.DoesNotExist.

    The meeting's row is always locked first, as who fixes a date by hand does: then nobody waits for each other.
    """
    meetings.locked(DatePoll.objects.values_list("meeting_id", flat=True).get(pk=poll_id))
    return _with_meeting().select_for_update(of=("self",), no_key=True).get(pk=poll_id)


def stop(poll: DatePoll, *, now: dt.datetime) -> None:
    """Close a locked open poll without a date."""
    poll.state, poll.closed_at = PollState.CANCELLED, now
    poll.save(update_fields=["state", "closed_at"])
    meetings.release_softly(meeting_id=poll.meeting_id)
    reminders.cancel(tenant_id=poll.swv_id, object_key=str(poll.pk), now=now)


def _with_meeting() -> QuerySet[DatePoll]:
    return DatePoll.objects.select_related("meeting__school", "meeting__organiser", "meeting__case__casusregisseur")


def _good_options(options: Sequence[dt.datetime], *, deadline: dt.datetime, now: dt.datetime) -> list[dt.datetime]:
    starts = sorted(set(options))
    if not 1 <= len(starts) <= rules.MOST_OPTIONS:
        raise BadOptions(fields={"options": BadOptions.message})
    if any(not meeting_rules.is_good_start(start, now=now) for start in starts):
        raise BadOptions(fields={"options": BadOptions.message})
    if not now < deadline <= starts[0]:
        raise BadDeadline(fields={"deadline": BadDeadline.message})
    return starts


def _set_bells(poll: DatePoll, *, now: dt.datetime) -> None:
    key = str(poll.pk)
    reminders.remind(tenant_id=poll.swv_id, kind=DEADLINE_BELL, object_key=key, due_at=poll.deadline, now=now)
    first, last = now.astimezone(rules.AMSTERDAM).date(), poll.deadline.astimezone(rules.AMSTERDAM).date()
    calendar = people.school_calendar(poll.meeting.school, first=first, last=last)
    for moment in rules.reminder_moments(deadline=poll.deadline, opened=now):
        decent = humane(moment, free_days=frozenset(calendar.closed))
        if decent < poll.deadline:
            reminders.remind(tenant_id=poll.swv_id, kind=REMIND_BELL, object_key=key, due_at=decent, now=now)
