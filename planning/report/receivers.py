"""What the minutes do when consent goes, a bell rings, a letter is lost, a point goes, or somebody must be told."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.dispatch import receiver

from notifications.outbox.signals import letter_failed
from notifications.reminders.signals import bell
from planning.agenda.signals import part_goes
from planning.cases.signals import consent_changed, family_waits
from planning.meetings.models import Meeting
from planning.minutes.signals import talk_decided
from planning.report import services


@receiver(consent_changed, dispatch_uid="report.consent")
def on_consent(sender: object, *, case_id: UUID, now: dt.datetime, **rest: object) -> None:
    """Inside the transaction of the answer: when this fails, the answer is not kept either (S19)."""
    del sender, rest
    services.recheck_receivers(case_id=case_id, now=now)


@receiver(talk_decided, dispatch_uid="report.talk_decided")
def on_talk_decided(sender: object, *, meeting: Meeting, now: dt.datetime, **rest: object) -> None:
    """Inside the transaction of the decision: when nothing follows, somebody tells pupil and parents (R113)."""
    del sender, rest
    services.look_at_talk(meeting=meeting, now=now)


@receiver(part_goes, dispatch_uid="report.part_goes")
def on_part_goes(sender: object, *, part: Meeting, **rest: object) -> None:
    """Inside the transaction: minutes that were fixed are kept for ever, so that point was spoken of."""
    del sender, rest
    services.keep_what_is_fixed(part)


@receiver(family_waits, dispatch_uid="report.family_waits")
def on_family_waits(sender: object, *, case_id: UUID, now: dt.datetime, **rest: object) -> None:
    """Inside the transaction of the step: the bell belongs to the task."""
    del sender, rest
    services.set_bell(case_id=case_id, now=now)


@receiver(bell, dispatch_uid="report.bell")
def on_bell(sender: object, *, kind: str, object_key: str, now: dt.datetime, **rest: object) -> None:
    """Other bells are for other rooms."""
    del sender, rest
    if kind == services.TELL_BELL:
        services.ring_telling(case_id=UUID(object_key), now=now)


@receiver(letter_failed, dispatch_uid="report.letter_failed")
def on_letter_failed(sender: object, *, letter_id: UUID, key: str, now: dt.datetime, **rest: object) -> None:
    """A letter to a professional; letters to parents are for the cases."""
    del sender, rest
    services.tell_of_lost_letter(letter_id=letter_id, key=key, now=now)
