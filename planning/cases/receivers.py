"""What a case does when something happens elsewhere: a letter to a parent does not arrive."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.dispatch import receiver

from notifications.outbox.signals import letter_failed
from planning.cases import services


@receiver(letter_failed, dispatch_uid="cases.letter_failed")
def on_letter_failed(sender: object, *, letter_id: UUID, recipient_key: str, now: dt.datetime, **rest: object) -> None:
    """A letter to a parent or guardian; letters to others are for other rooms."""
    del sender, rest
    services.tell_of_letter_to_party(letter_id=letter_id, recipient_key=recipient_key, now=now)
