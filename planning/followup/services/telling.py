"""Telling the family after a meeting how it goes on: by itself the next decent morning, or now by a button (R119).

One letter where one will do: while somebody makes the minutes the bell waits two mornings more, and the letter of the
minutes has the way to this page with it. Who got that one is told, and gets no other by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from notifications.links import services as links
from notifications.links.addresses import address
from notifications.links.purposes import Purpose
from notifications.outbox import selectors as outbox_of
from notifications.outbox import services as outbox
from notifications.outbox.models import OutgoingLetter
from notifications.reminders import services as reminders
from notifications.types import Letter
from planning.cases import services as cases
from planning.cases.models import CaseState
from planning.errors import DomainError
from planning.followup import family, rules
from planning.followup.models import Evaluation
from planning.followup.services import reminding
from planning.meetings import selectors as meetings_of
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, MeetingState, Participant
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.audit import By

TELL_BELL = "followup.tell_family"
TEMPLATE = "followup_family"
TELL = "tell_followup"
FOR_MINUTES = dt.timedelta(days=2)
LINK_LIFE = dt.timedelta(days=30)  # after the last day that stands on the page


class NothingToTell(DomainError):
    """The meeting has not been, or nothing was agreed."""

    code = "nothing_to_tell"
    message = _("Er is nog niets om te vertellen.")
    hint = _("Leg eerst een afspraak vast, of zet de evaluatiedatum. Het overleg moet zijn geweest.")


def expect_telling(meeting: Meeting, *, now: dt.datetime) -> None:
    """Set the bell: the morning after the meeting, when all was written down. Once a meeting is enough."""
    reminders.cancel(tenant_id=meeting.swv_id, object_key=str(meeting.pk), kind=TELL_BELL, now=now)
    if _to_tell(meeting):
        _set_bell(meeting, at=_morning_after(meeting, now=now), now=now)


def wait_for_minutes(meeting: Meeting, *, now: dt.datetime) -> None:
    """Somebody makes the minutes: the bell that is set rings two mornings later, so that one letter tells both.

    Counted from the meeting, so that making them again puts nothing off once more.
    """
    if reminders.cancel(tenant_id=meeting.swv_id, object_key=str(meeting.pk), kind=TELL_BELL, now=now):
        _set_bell(meeting, at=max(_morning_after(meeting, now=meeting.start or now) + FOR_MINUTES, now), now=now)


def _morning_after(meeting: Meeting, *, now: dt.datetime) -> dt.datetime:
    after = max(meeting.start or now, now).astimezone(rules.AMSTERDAM).date() + dt.timedelta(days=1)
    return dt.datetime.combine(after, rules.REMIND_AT, tzinfo=rules.AMSTERDAM)


@transaction.atomic
def tell_family(*, actor: Actor, meeting: Meeting, now: dt.datetime) -> int:
    """Tell parents and pupil now; gives how many letters. Once a day to one person.

    Raises NothingToTell, CaseClosed, CaseFrozen, NotAllowed.
    """
    actor.require(Right.MANAGE_MEETINGS, school_id=meeting.school_id)
    if meeting.case_id is None:
        raise NothingToTell
    meeting.case = cases.locked_case(meeting.case_id)
    cases.refuse_frozen(meeting.case_id)
    if not family.is_past(meeting, now=now) or not family.has_more(meeting):
        raise NothingToTell
    return _tell(meeting, by=actor.by, now=now)


@transaction.atomic
def ring_telling(*, meeting_id: UUID, now: dt.datetime) -> None:
    """The bell: told once by itself. A night, a holiday, a meeting that moved or a frozen case waits."""
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("school", "organiser", "case__casusregisseur")
    meeting = rows.filter(pk=meeting_id, case__state=CaseState.OPEN).exclude(state=MeetingState.CANCELLED).first()
    if meeting is None or not family.has_more(meeting) or not _to_tell(meeting):
        return
    if cases.is_frozen(meeting.case_id):
        _set_bell(meeting, at=now + rules.ASK_AGAIN, now=now)
    elif not family.is_past(meeting, now=now):
        if meeting.start is not None:
            expect_telling(meeting, now=now)
    elif reminding.decent(now, school=meeting.school) != now:
        _set_bell(meeting, at=now, now=now)
    else:
        known = _told_people(meeting)
        _tell(meeting, by=By.system(), now=now, but=known)


def told_of(meeting: Meeting) -> dt.datetime | None:
    """When the family was last told, by a letter of its own or by that of the minutes, while the letters are kept."""
    newest: OutgoingLetter | None = _letters(meeting).first()
    return newest.created_at if newest is not None else None


def told_in(meeting: Meeting) -> str:
    """What the key of a letter holds that tells how it goes on after this meeting."""
    return f"{TEMPLATE}:{meeting.pk}"


def way_in_letter(party_id: UUID, *, meeting: Meeting, now: dt.datetime) -> str:
    """For a letter about the minutes: the own address of what follows, for who sat there; "" where nothing does."""
    seat = next((row for row in meetings_of.present(meeting) if row.party_id == party_id), None)
    if seat is None or not family.is_past(meeting, now=now) or not family.has_more(meeting):
        return ""
    return _link(seat, meeting=meeting, now=now) if meetings_of.is_admitted(seat, meeting=meeting, now=now) else ""


def _letters(meeting: Meeting) -> QuerySet[OutgoingLetter]:
    rows = Participant.objects.filter(meeting=meeting, party__isnull=False).values_list("party_id", flat=True)
    return outbox_of.letters_to([str(key) for key in rows]).filter(key__contains=told_in(meeting))


def _told_people(meeting: Meeting) -> frozenset[str]:
    """The keys of who had such a letter."""
    return frozenset(_letters(meeting).values_list("recipient_key", flat=True))


def _family(meeting: Meeting) -> list[Participant]:
    return [row for row in meetings_of.present(meeting) if row.party_id is not None]


def _to_tell(meeting: Meeting) -> bool:
    """Whether somebody of the family with an address was not told, or nobody was."""
    known = _told_people(meeting)
    reachable = [row for row in _family(meeting) if meetings_of.address_of(row)]
    return not known or any(str(row.party_id) not in known for row in reachable)


def _tell(meeting: Meeting, *, by: By, now: dt.datetime, but: Collection[str] = ()) -> int:
    """A letter to each of the family with an address and a ground; who has none is on the organiser's list.

    `but`: not to these, who were told.
    """
    welcome = [row for row in _family(meeting) if meetings_of.is_admitted(row, meeting=meeting, now=now)]
    sent = sum(_write(row, meeting=meeting, now=now) for row in welcome if str(row.party_id) not in but)
    silent = [row for row in welcome if meetings_of.recipient_of(row) is None]
    if silent and meeting.case is not None:
        key = str(meeting.pk)
        cases.add_task(case=meeting.case, person_id=meeting.organiser_id, code=TELL, object_key=key, now=now)
    reminders.cancel(tenant_id=meeting.swv_id, object_key=str(meeting.pk), kind=TELL_BELL, now=now)
    audit.record(swv_id=meeting.swv_id, by=by, action="followup.tell", on=meeting, now=now, people=sent)
    return sent


def _write(seat: Participant, *, meeting: Meeting, now: dt.datetime) -> bool:
    recipient = meetings_of.recipient_of(seat)
    key = f"{TEMPLATE}:{meeting.pk}:{seat.pk}:{now.astimezone(rules.AMSTERDAM):%Y%m%d}"
    if recipient is None or _told_today(recipient.key, meeting=meeting, now=now):
        return False
    contact = meetings.contact_of(meeting)
    outbox.post(
        Letter(
            tenant_id=meeting.swv_id,
            key=key,
            template=TEMPLATE,
            recipient=recipient,
            context={
                "name": recipient.name,
                "url": _link(seat, meeting=meeting, now=now),
                "school": meeting.school.name,
                "contact": meetings.contact_line(contact),
            },
            sender_name=meeting.school.name,
            reply_to=contact.email,
        ),
        now=now,
    )
    return True


def _told_today(key: str, *, meeting: Meeting, now: dt.datetime) -> bool:
    """Whether this one had a letter about it today already."""
    midnight = dt.datetime.combine(now.astimezone(rules.AMSTERDAM).date(), dt.time(), tzinfo=rules.AMSTERDAM)
    return _letters(meeting).filter(recipient_key=key, created_at__gte=midnight).exists()


def _link(seat: Participant, *, meeting: Meeting, now: dt.datetime) -> str:
    """The own address of what follows the meeting; it lives as long as something on the page lies ahead."""
    days = [row.due for row in meeting.agreements.filter(withdrawn_at__isnull=True)]
    days += Evaluation.objects.filter(meeting=meeting).values_list("on", flat=True)
    last = dt.datetime.combine(max(days), dt.time(), tzinfo=rules.AMSTERDAM) if days else now
    token = links.issue(
        tenant_id=meeting.swv_id,
        purpose=Purpose.INVITATION,
        person_key=str(seat.pk),
        object_key=str(meeting.pk),
        expires_at=max(last, now) + LINK_LIFE,
        now=now,
        rotate=False,
    )
    return address(token, there="vervolg")


def _set_bell(meeting: Meeting, *, at: dt.datetime, now: dt.datetime) -> None:
    due = reminding.decent(at, school=meeting.school)
    reminders.remind(tenant_id=meeting.swv_id, kind=TELL_BELL, object_key=str(meeting.pk), due_at=due, now=now)
