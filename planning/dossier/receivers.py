"""What the dossier does when consent goes, a bell rings or a letter is lost."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.dispatch import receiver

from notifications.outbox.signals import letter_failed
from notifications.reminders.signals import bell
from planning.cases.signals import case_closed, consent_changed
from planning.dossier import services
from planning.people.audit import By


@receiver(consent_changed, dispatch_uid="dossier.consent")
def on_consent(sender: object, *, case_id: UUID, now: dt.datetime, **rest: object) -> None:
    """Inside the transaction of the answer: when this fails, the answer is not kept either (S19)."""
    del sender, rest
    services.recheck_observers(case_id=case_id, now=now)
    services.recheck_readers(case_id=case_id, now=now)


@receiver(case_closed, dispatch_uid="dossier.case_closed")
def on_case_closed(sender: object, *, case_id: UUID, by: By, now: dt.datetime, **rest: object) -> None:
    """Inside the transaction of closing: what was still to come is called off."""
    del sender, rest
    services.call_off_observers(case_id=case_id, by=by, now=now)
    services.stop_reading(case_id=case_id, now=now)


@receiver(bell, dispatch_uid="dossier.bell")
def on_bell(sender: object, *, kind: str, object_key: str, now: dt.datetime, **rest: object) -> None:
    """An observation, a document to read or a clock; other bells are for other rooms."""
    del sender, rest
    if kind in services.OBSERVATION_BELLS:
        services.ring_observation(kind=kind, observation_id=UUID(object_key), now=now)
    elif kind == services.READING_BELL:
        services.ring_reading(reading_id=UUID(object_key), now=now)
    elif kind == services.CLOCK_BELL:
        services.ring_clock(clock_id=UUID(object_key), now=now)
    elif kind == services.ABSENCE_BELL:
        services.ring_absence(absence_id=UUID(object_key), now=now)
    elif kind == services.TLV_BELL:
        services.ring_tlv(request_id=UUID(object_key), now=now)


@receiver(letter_failed, dispatch_uid="dossier.letter_failed")
def on_letter_failed(sender: object, *, letter_id: UUID, key: str, now: dt.datetime, **rest: object) -> None:
    """A letter to an observer or a professional who reads; letters to parents are for the cases."""
    del sender, rest
    services.tell_of_letter_to_professional(letter_id=letter_id, key=key, now=now)
