"""What a poll does when something happens elsewhere: a date is fixed, somebody leaves, a bell rings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.dispatch import receiver

from notifications.reminders.signals import bell
from planning.meetings.models import Meeting, Participant
from planning.meetings.signals import dates_fixed, meeting_cancelled, participant_added, participant_removed
from planning.polls import services


@receiver(dates_fixed, dispatch_uid="polls.dates_fixed")
def on_dates_fixed(sender: object, *, meetings: Sequence[Meeting], now: dt.datetime, **rest: object) -> None:
    """Other polls see at once that these people are taken."""
    del sender, rest
    for meeting in services.that_touch_a_poll(meetings):
        services.close_taken(meeting=meeting, now=now)


@receiver(meeting_cancelled, dispatch_uid="polls.meeting_cancelled")
def on_meeting_cancelled(sender: object, *, meeting: Meeting, now: dt.datetime, **rest: object) -> None:
    """No meeting, no poll."""
    del sender, rest
    services.stop_of(meeting=meeting, now=now)


@receiver(participant_added, dispatch_uid="polls.participant_added")
def on_participant_added(sender: object, *, participant: Participant, now: dt.datetime, **rest: object) -> None:
    """Who joins is asked as well."""
    del sender, rest
    services.somebody_joined(participant=participant, now=now)


@receiver(participant_removed, dispatch_uid="polls.participant_removed")
def on_participant_removed(sender: object, *, participant: Participant, now: dt.datetime, **rest: object) -> None:
    """The organiser looks whether the poll still asks the right people."""
    del sender, rest
    services.somebody_left(participant=participant, now=now)


@receiver(bell, dispatch_uid="polls.bell")
def on_bell(sender: object, *, kind: str, object_key: str, now: dt.datetime, **rest: object) -> None:
    """The reminders and the deadline of a poll; other bells are for other rooms."""
    del sender, rest
    if kind == services.REMIND_BELL:
        services.remind_poll(poll_id=UUID(object_key), now=now)
    elif kind == services.DEADLINE_BELL:
        services.deadline_passed(poll_id=UUID(object_key), now=now)
