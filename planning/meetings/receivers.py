"""What a meeting does when consent goes, a calendar answers, a bell rings or a letter is lost."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.dispatch import receiver
from django.utils import timezone

from integrations.mailbox.signals import UNCLAIMED, calendar_reply, other_mail
from integrations.mailbox.types import Received
from integrations.types import CalendarReply
from notifications.outbox.signals import letter_failed
from notifications.reminders.signals import bell
from planning.calendars.signals import owner_changed
from planning.cases.signals import case_closed, consent_changed
from planning.meetings import services
from planning.people.audit import By
from planning.rooms.models import Room
from planning.rooms.signals import room_changed


@receiver(consent_changed, dispatch_uid="meetings.consent")
def on_consent(sender: object, *, case_id: UUID, now: dt.datetime, **rest: object) -> None:
    """Inside the transaction of the answer: when this fails, the answer is not kept either (S19)."""
    del sender, rest
    services.recheck_grounds(case_id=case_id, now=now)


@receiver(case_closed, dispatch_uid="meetings.case_closed")
def on_case_closed(sender: object, *, case_id: UUID, by: By, now: dt.datetime, **rest: object) -> None:
    """Inside the transaction of closing."""
    del sender, rest
    services.end_of_case(case_id=case_id, by=by, now=now)


@receiver(room_changed, dispatch_uid="meetings.room_changed")
def on_room_changed(sender: object, *, room: Room, by: By, now: dt.datetime, **rest: object) -> None:
    """Inside the transaction of the change."""
    del sender, rest
    services.follow_room(room=room, by=by, now=now)


@receiver(calendar_reply, dispatch_uid="meetings.calendar_reply")
def on_calendar_reply(
    sender: object, *, reply: CalendarReply, mail: Received, tenant_id: str | None = None, **rest: object
) -> str | None:
    """A door: mail brings no clock of ours, so it is read here."""
    del sender, rest
    kept = services.take_calendar_reply(reply=reply, mail=mail, tenant_id=tenant_id, now=timezone.now())
    return UNCLAIMED if kept is None else None


@receiver(other_mail, dispatch_uid="meetings.other_mail")
def on_other_mail(sender: object, *, mail: Received, tenant_id: str | None = None, **rest: object) -> str | None:
    """A person's mail, an out-of-office, a bounce that is no letter's of ours: for a person to look at."""
    del sender, rest
    kept = services.take_other_mail(mail=mail, tenant_id=tenant_id, now=timezone.now())
    return UNCLAIMED if kept is None else None


@receiver(owner_changed, dispatch_uid="meetings.owner_changed")
def on_owner_changed(sender: object, *, group: str, now: dt.datetime, **rest: object) -> None:
    """Inside the transaction of what was noticed."""
    del sender, rest
    services.ask_organiser(group=group, now=now)


@receiver(bell, dispatch_uid="meetings.bell")
def on_bell(sender: object, *, kind: str, object_key: str, now: dt.datetime, **rest: object) -> None:
    """The reminder of an invitation; other bells are for other rooms."""
    del sender, rest
    if kind == services.MEETING_BELL:
        services.remind_invited(meeting_id=UUID(object_key), now=now)


@receiver(letter_failed, dispatch_uid="meetings.letter_failed")
def on_letter_failed(sender: object, *, letter_id: UUID, key: str, now: dt.datetime, **rest: object) -> None:
    """An invitation or poll to a professional; letters to parents are for the cases."""
    del sender, rest
    services.tell_of_letter_to_professional(letter_id=letter_id, participant_ids=services.ids_in(key), now=now)
