"""What a year plan does when a bell rings, and when a meeting of it goes its own way."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.dispatch import receiver

from notifications.reminders.signals import bell
from planning.meetings.models import Meeting
from planning.meetings.signals import meeting_cancelled, meeting_moved
from planning.people.audit import By
from planning.yearplan.services import following, rounds


@receiver(bell, dispatch_uid="yearplan.bell")
def on_bell(sender: object, *, kind: str, object_key: str, now: dt.datetime, **rest: object) -> None:
    """The reminders of a round; other bells are for other rooms."""
    del sender, rest
    if kind in {rounds.WISHES_BELL, rounds.AGREE_BELL}:
        rounds.remind(plan_id=UUID(object_key), kind=kind, now=now)


@receiver([meeting_moved, meeting_cancelled], dispatch_uid="yearplan.follow")
def on_meeting(sender: object, *, meeting: Meeting, by: By, now: dt.datetime, **rest: object) -> None:
    """A meeting without a case may be one of a plan."""
    del sender, rest
    if meeting.case_id is None:
        following.follow_meeting(meeting=meeting, by=by, now=now)
