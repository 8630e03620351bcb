"""What a year plan does when a bell rings."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.dispatch import receiver

from notifications.reminders.signals import bell
from planning.yearplan.services import rounds


@receiver(bell, dispatch_uid="yearplan.bell")
def on_bell(sender: object, *, kind: str, object_key: str, now: dt.datetime, **rest: object) -> None:
    """The reminders of a round; other bells are for other rooms."""
    del sender, rest
    if kind in {rounds.WISHES_BELL, rounds.AGREE_BELL}:
        rounds.remind(plan_id=UUID(object_key), kind=kind, now=now)
