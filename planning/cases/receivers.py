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
from planning.cases.models import Case
from planning.cases.signals import consent_changed


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


@receiver(consent_changed, dispatch_uid="cases.regie")
def on_consent(sender: object, *, case_id: UUID, now: dt.datetime, **rest: object) -> None:
    """Who lost the ground leads no longer. Inside the transaction of the answer (S19)."""
    del sender, rest
    case = Case.objects.select_related("casusregisseur").get(pk=case_id)
    services.end_without_ground(case=case, now=now)
    services.casusregisseur_without_ground(case=case, now=now)


@receiver(bell, dispatch_uid="cases.bell")
def on_bell(sender: object, *, kind: str, object_key: str, now: dt.datetime, **rest: object) -> None:
    """A guardian who has not answered, the time of a consent, the end of aftercare; others are for other rooms."""
    del sender, rest
    if kind == services.AFTERCARE_BELL:
        case = Case.objects.select_related("casusregisseur", "school").filter(pk=object_key).first()
        if case is not None:
            services.ask_how_it_goes(case=case, now=now)
    if kind == services.LOOK:
        services.look_at_case(case_id=UUID(object_key), now=now)
    elif kind == services.RENEW:
        services.renew_consents(case_id=UUID(object_key), now=now)
    if kind in services.CONSENT_BELLS:
        services.remind_silent(kind=kind, giver_id=UUID(object_key), now=now)
