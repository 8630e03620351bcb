"""What a case does when something happens elsewhere: a letter fails or comes back, a bell rings."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.dispatch import receiver
from django.utils import timezone

from integrations.mailbox.signals import letter_bounced
from notifications.outbox import services as outbox
from notifications.outbox.signals import letter_failed
from notifications.reminders.signals import bell
from planning.cases import services


@receiver(letter_failed, dispatch_uid="cases.letter_failed")
def on_letter_failed(sender: object, *, letter_id: UUID, recipient_key: str, now: dt.datetime, **rest: object) -> None:
    """A letter to a parent or guardian; letters to others are for other rooms."""
    del sender, rest
    services.tell_of_letter_to_party(letter_id=letter_id, recipient_key=recipient_key, now=now)


@receiver(letter_bounced, dispatch_uid="cases.letter_bounced")
def on_bounce(sender: object, *, message_id: str, tenant_id: str | None = None, **rest: object) -> None:
    """A door: mail brings no clock of ours. The outbox then tells every room of its own letter."""
    del sender, rest
    outbox.bounced(message_id=message_id, tenant_id=tenant_id, now=timezone.now())


@receiver(bell, dispatch_uid="cases.bell")
def on_bell(sender: object, *, kind: str, object_key: str, now: dt.datetime, **rest: object) -> None:
    """A guardian who has not answered; other bells are for other rooms."""
    del sender, rest
    if kind in services.CONSENT_BELLS:
        services.remind_silent(kind=kind, giver_id=UUID(object_key), now=now)
