"""Other systems of the SWV hear that a poll was opened, answered or settled: ids and counts, nobody's name or words."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.dispatch import receiver

from integrations.webhooks import selectors
from integrations.webhooks import services as webhooks
from notifications.prepared import Prepared
from planning.meetings.models import Participant
from planning.polls.models import DatePoll, PollAnswer, PollOption
from planning.polls.signals import poll_answered, poll_opened, poll_settled

OPENED, ANSWERED, SETTLED = "poll.opened", "poll.answered", "poll.settled"
EVENTS = (OPENED, ANSWERED, SETTLED)
_wanted: Prepared[list[str]] = Prepared(selectors.events_wanted)


@receiver(poll_opened, dispatch_uid="polls.tell_opened")
def on_opened(sender: object, *, poll: DatePoll, now: dt.datetime, **rest: object) -> None:
    """Once a poll."""
    del sender, rest
    _tell(poll, event=OPENED, key=f"{OPENED}:{poll.pk}", now=now)


@receiver(poll_answered, dispatch_uid="polls.tell_answered")
def on_answered(sender: object, *, poll: DatePoll, participant_id: UUID, now: dt.datetime, **rest: object) -> None:
    """Once an answer; whose it is stays in the house."""
    del sender, rest
    _tell(poll, event=ANSWERED, key=f"{ANSWERED}:{poll.pk}:{participant_id}:{now.isoformat()}", now=now)


@receiver(poll_settled, dispatch_uid="polls.tell_settled")
def on_settled(sender: object, *, poll: DatePoll, now: dt.datetime, **rest: object) -> None:
    """Once a poll."""
    del sender, rest
    _tell(poll, event=SETTLED, key=f"{SETTLED}:{poll.pk}", now=now)


def _tell(poll: DatePoll, *, event: str, key: str, now: dt.datetime) -> None:
    """Counts are looked up only where somebody listens."""
    if not any(event in events for events in _wanted()):
        return
    asked = Participant.objects.filter(meeting=poll.meeting_id, removed_at__isnull=True)
    answered = PollAnswer.objects.filter(option__poll=poll, participant__in=asked)
    webhooks.post(
        tenant_id=poll.swv_id,
        event=event,
        key=key,
        data={
            "poll": str(poll.pk),
            "meeting": str(poll.meeting_id),
            "state": poll.state,
            "options": PollOption.objects.filter(poll=poll).count(),
            "asked": asked.count(),
            "answered": answered.values("participant").distinct().count(),
            "chosen": str(poll.chosen_id) if poll.chosen_id else None,
        },
        now=now,
    )
