"""What an agenda does when consent goes, a case closes, the SOT moves, is off or elsewhere, or somebody came by."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.dispatch import receiver

from integrations.mailbox.types import Received
from integrations.types import CalendarReply
from notifications.reminders.signals import bell
from planning.agenda import services
from planning.cases.signals import case_closed, consent_changed
from planning.dossier.signals import observation_done
from planning.meetings.models import Meeting
from planning.meetings.signals import meeting_cancelled, meeting_moved, place_changed, reply_elsewhere
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
        services.set_bells(meeting, now=now)


@receiver(meeting_moved, dispatch_uid="agenda.meeting_moved")
def on_meeting_moved(sender: object, *, meeting: Meeting, now: dt.datetime, **rest: object) -> None:
    """Inside the transaction of the move. Without a point nothing lacks, and there is no bell to move."""
    del sender, rest
    if meeting.agenda_items.exists():
        services.set_bells(meeting, now=now)


@receiver(place_changed, dispatch_uid="agenda.place_changed")
def on_place_changed(sender: object, *, meeting: Meeting, now: dt.datetime, **rest: object) -> None:
    """Inside the transaction of the change: who comes for a point only is on no list of the meeting's own."""
    del sender, rest
    if meeting.case_id is None:
        services.tell_place(meeting=meeting, now=now)


@receiver(observation_done, dispatch_uid="agenda.observation_done")
def on_observation(sender: object, *, observation_id: UUID, now: dt.datetime, **rest: object) -> None:
    """Inside the transaction of writing it down: what was seen is not forgotten (R93)."""
    del sender, rest
    services.add_report_back(observation_id=observation_id, now=now)


@receiver(reply_elsewhere, dispatch_uid="agenda.reply")
def on_reply(
    sender: object, *, reply: CalendarReply, mail: Received, tenant_id: str | None, now: dt.datetime, **rest: object
) -> bool:
    """Of the entries that only this room knows."""
    del sender, rest
    return services.take_reply(reply=reply, mail=mail, tenant_id=tenant_id, now=now)


@receiver(bell, dispatch_uid="agenda.bell")
def on_bell(sender: object, *, kind: str, object_key: str, now: dt.datetime, **rest: object) -> None:
    """Other bells are for other rooms."""
    del sender, rest
    if kind == services.BELL:
        services.ring(meeting_id=UUID(object_key), now=now)
