"""A poll that runs is changed: aimed at another decision, or offered more moments and time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from notifications.reminders import services as reminders
from planning.cases.services import refuse_frozen
from planning.meetings import selectors as meetings_of
from planning.people import audit
from planning.people.access import Actor
from planning.polls.models import DatePoll
from planning.polls.services import letters
from planning.polls.services.errors import BadOptions
from planning.polls.services.opening import (
    aim,
    check_deadline,
    check_grounds,
    good_options,
    offer,
    open_for_change,
    set_bells,
)
from planning.polls.services.settling import look_for_winner


@transaction.atomic
def aim_poll(*, actor: Actor, poll_id: UUID, decision: str, now: dt.datetime) -> DatePoll:
    """Choose what the meeting is to decide; "" for nothing in particular. What can still win changes with it (R77).

    Raises PollIsClosed, UnknownDecision, QuorumNotAsked, NotAllowed.
    """
    poll = open_for_change(actor=actor, poll_id=poll_id)
    aim(poll, decision)
    audit.record(swv_id=poll.swv_id, by=actor.by, action="poll.aim", on=poll, now=now, decision=decision)
    look_for_winner(poll, now=now)
    return poll


@transaction.atomic
def ask_more(
    *, actor: Actor, poll_id: UUID, options: Sequence[dt.datetime], deadline: dt.datetime, now: dt.datetime
) -> DatePoll:
    """Offer new moments beside the old ones, or only more time: everybody who has not answered all is written to.

    Answers that were given stand. Raises PollIsClosed, BadOptions, BadDeadline, NoGround, NotAllowed.
    """
    poll = open_for_change(actor=actor, poll_id=poll_id)
    refuse_frozen(poll.meeting.case_id)
    known = set(poll.options.values_list("start", flat=True))
    fresh = sorted(start for start in set(options) if start not in known)
    if fresh:
        good_options(fresh, now=now, beside=poll.options.filter(closed_at=None).count())
    still_open = [start for start in poll.options.filter(closed_at=None).values_list("start", flat=True) if start > now]
    ahead = sorted([*fresh, *still_open])
    if not ahead:
        raise BadOptions(fields={"options": BadOptions.message})
    check_deadline(deadline, starts=ahead, now=now)
    check_grounds(poll.meeting, now=now)
    poll.deadline = deadline
    poll.save(update_fields=["deadline"])
    offer(poll, fresh)
    reminders.cancel(tenant_id=poll.swv_id, object_key=str(poll.pk), now=now)
    set_bells(poll, now=now)
    audit.record(swv_id=poll.swv_id, by=actor.by, action="poll.more", on=poll, now=now, options=len(fresh))
    if fresh:
        for participant in meetings_of.present(poll.meeting):
            key = f"poll_more:{poll.pk}:{participant.pk}:{now:%Y%m%d%H%M%S}"
            letters.ask(participant, poll=poll, template="poll_more", key=key, rotate=False, now=now)
    return poll
