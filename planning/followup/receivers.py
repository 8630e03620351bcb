"""What the follow-up does when a bell rings or a letter is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.dispatch import receiver

from notifications.outbox.signals import letter_failed
from notifications.reminders.signals import bell
from planning.agenda.models import AgendaItem
from planning.agenda.services import AlreadyConcluded
from planning.agenda.signals import point_goes
from planning.cases.signals import case_closed
from planning.followup import selectors, services
from planning.meetings import services as meetings_of
from planning.meetings.models import Meeting
from planning.meetings.signals import dates_fixed, meeting_cancelled
from planning.people.audit import By
from planning.polls.models import DatePoll
from planning.polls.signals import poll_opened


@receiver(bell, dispatch_uid="followup.agreement")
def on_bell(sender: object, *, kind: str, object_key: str, now: dt.datetime, **rest: object) -> None:
    """An agreement's reminder, a day of the aftercare, the morning after; other bells are for other rooms."""
    del sender, rest
    if kind == services.AGREEMENT_BELL:
        services.remind_owner(agreement_id=UUID(object_key), now=now)
    if kind == services.CONTACT_BELL:
        services.ring_contact(contact_id=UUID(object_key), now=now)
    if kind == services.TELL_BELL:
        services.ring_telling(meeting_id=UUID(object_key), now=now)


@receiver(case_closed, dispatch_uid="followup.case_closed")
def on_case_closed(sender: object, *, case_id: UUID, by: By, now: dt.datetime, **rest: object) -> None:
    """Inside the transaction of the closing."""
    del sender, rest
    services.nothing_to_come(case_id=case_id, by=by, now=now)


@receiver(point_goes, dispatch_uid="followup.point_goes")
def on_point(sender: object, *, point: AgendaItem, **rest: object) -> None:
    """Inside the transaction that puts it back: what somebody promised is not thrown away by a click."""
    del sender, rest
    if selectors.has_agreements(point):
        raise AlreadyConcluded


@receiver(poll_opened, dispatch_uid="followup.poll_opened")
def on_poll(sender: object, *, poll: DatePoll, now: dt.datetime, **rest: object) -> None:
    """A date is asked for: what said that it had to be, is done."""
    del sender, rest
    services.date_is_asked([poll.meeting_id], now=now)


@receiver(dates_fixed, dispatch_uid="followup.dates_fixed")
def on_dates(sender: object, *, meetings: Sequence[Meeting], now: dt.datetime, **rest: object) -> None:
    """Inside the transaction of the date. A whole year of meetings about no case asks nothing."""
    del sender, rest
    about = [meeting.pk for meeting in meetings if meeting.case_id is not None]
    if about:
        services.date_is_asked(about, now=now)


@receiver(meeting_cancelled, dispatch_uid="followup.meeting_cancelled")
def on_cancelled(sender: object, *, meeting: Meeting, now: dt.datetime, **rest: object) -> None:
    """There is no date to ask for."""
    del sender, rest
    if meeting.case_id is not None:
        services.date_is_asked([meeting.pk], now=now)


@receiver(letter_failed, dispatch_uid="followup.letter_failed")
def on_letter_failed(sender: object, *, letter_id: UUID, key: str, now: dt.datetime, **rest: object) -> None:
    """The letter to the owner of an agreement: who organised that meeting hears it."""
    del sender, rest
    ids = meetings_of.ids_in(key)
    owners = selectors.owners_of(ids)
    meetings_of.tell_of_letter_to_professional(letter_id=letter_id, participant_ids=owners, now=now)
    guest = selectors.guest_of(ids)
    if guest is not None:
        meetings_of.tell_organiser(letter_id=letter_id, seat=guest, now=now)
