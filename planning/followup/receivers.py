"""What the follow-up does when a bell rings or a letter is lost."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.dispatch import receiver

from notifications.outbox.signals import letter_failed
from notifications.reminders.signals import bell
from planning.followup import selectors, services
from planning.meetings import services as meetings


@receiver(bell, dispatch_uid="followup.agreement")
def on_bell(sender: object, *, kind: str, object_key: str, now: dt.datetime, **rest: object) -> None:
    """An agreement's reminder; other bells are for other rooms."""
    del sender, rest
    if kind == services.AGREEMENT_BELL:
        services.remind_owner(agreement_id=UUID(object_key), now=now)


@receiver(letter_failed, dispatch_uid="followup.letter_failed")
def on_letter_failed(sender: object, *, letter_id: UUID, key: str, now: dt.datetime, **rest: object) -> None:
    """The letter to the owner of an agreement: who organised that meeting hears it."""
    del sender, rest
    owners = selectors.owners_of(meetings.ids_in(key))
    meetings.tell_of_letter_to_professional(letter_id=letter_id, participant_ids=owners, now=now)
