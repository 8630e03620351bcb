"""What preparing does when a meeting gets a date, moves or is off, and when its bell rings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.dispatch import receiver

from notifications.reminders.signals import bell
from planning.meetings.models import Meeting
from planning.meetings.signals import dates_fixed, meeting_cancelled, meeting_moved
from planning.preparation import rules, services


@receiver(dates_fixed, dispatch_uid="preparation.dates_fixed")
def on_dates(sender: object, *, meetings: Sequence[Meeting], now: dt.datetime, **rest: object) -> None:
    """Inside the transaction of the date. A whole year of meetings about no case asks nothing."""
    del sender, rest
    for meeting in meetings:
        if rules.asked_for(kind=meeting.kind, about_case=meeting.case_id is not None):
            services.set_bell(meeting, now=now)


@receiver(meeting_moved, dispatch_uid="preparation.moved")
@receiver(meeting_cancelled, dispatch_uid="preparation.cancelled")
def on_change(sender: object, *, meeting: Meeting, now: dt.datetime, **rest: object) -> None:
    """Inside the transaction of the change."""
    del sender, rest
    if rules.asked_for(kind=meeting.kind, about_case=meeting.case_id is not None):
        services.set_bell(meeting, now=now)


@receiver(bell, dispatch_uid="preparation.bell")
def on_bell(sender: object, *, kind: str, object_key: str, now: dt.datetime, **rest: object) -> None:
    """Other bells are for other rooms."""
    del sender, rest
    if kind == services.BELL:
        services.ring(meeting_id=UUID(object_key), now=now)
