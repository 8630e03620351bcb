"""What an agenda does when consent goes, a case is closed, or the SOT is called off."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.dispatch import receiver

from planning.agenda import services
from planning.cases.signals import case_closed, consent_changed
from planning.meetings.models import Meeting
from planning.meetings.signals import meeting_cancelled
from planning.people.audit import By


@receiver(consent_changed, dispatch_uid="agenda.consent")
def on_consent(sender: object, *, case_id: UUID, now: dt.datetime, **rest: object) -> None:
    """Inside the transaction of the answer: when this fails, the answer is not kept either (S19)."""
    del sender, rest
    services.recheck_guests(case_id=case_id, now=now)


@receiver(case_closed, dispatch_uid="agenda.case_closed")
def on_case_closed(sender: object, *, case_id: UUID, by: By, now: dt.datetime, **rest: object) -> None:
    """Inside the transaction of closing: a point that waits is taken back."""
    del sender, rest
    services.end_of_case(case_id=case_id, by=by, now=now)


@receiver(meeting_cancelled, dispatch_uid="agenda.meeting_cancelled")
def on_meeting_cancelled(sender: object, *, meeting: Meeting, now: dt.datetime, **rest: object) -> None:
    """Inside the transaction of calling off: its points wait again, and who would come for one hears."""
    del sender, rest
    if meeting.case_id is None and meeting.start is not None and meeting.start > now:
        services.meeting_is_off(meeting_id=meeting.pk, now=now)
