"""What the follow-up does when a bell rings."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.dispatch import receiver

from notifications.reminders.signals import bell
from planning.followup import services


@receiver(bell, dispatch_uid="followup.agreement")
def on_bell(sender: object, *, kind: str, object_key: str, now: dt.datetime, **rest: object) -> None:
    """An agreement's reminder; other bells are for other rooms."""
    del sender, rest
    if kind == services.AGREEMENT_BELL:
        services.remind_owner(agreement_id=UUID(object_key), now=now)
