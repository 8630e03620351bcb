"""Letters to who comes for a point: when that is, that it changed, or that it is off.

Neutral (P1), each with an own link and the own stretch as a calendar entry (P2), and only to whom it concerns. A letter
goes when who makes the agenda says so (`tell_times`), so that an order that is still being made writes to nobody. That
somebody need not come any more is said at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from django.db import transaction

from integrations.imip import build
from integrations.types import Mailbox
from notifications.letters import when
from notifications.links import services as links
from notifications.links.addresses import address
from notifications.links.purposes import Purpose
from notifications.types import CalendarPart, Plain, Recipient
from planning.agenda import selectors
from planning.agenda.models import AgendaEvent, AgendaGuest
from planning.agenda.rules import states
from planning.agenda.selectors import ToTell
from planning.agenda.services import ground
from planning.meetings import rules as meeting_rules
from planning.meetings.models import Meeting
from planning.meetings.services import letters
from planning.people import audit
from planning.people import selectors as people
from planning.people.access import Actor
from planning.people.languages import for_letter


@transaction.atomic
def tell_times(*, actor: Actor, meeting: Meeting, called: bool = False, now: dt.datetime) -> Sequence[ToTell]:
    """Write to everybody whose time is not what the newest letter said; gives who heard. Twice is once.

    Nobody without a ground at this moment or with a case that stands still (house rule 4). `called`: who has no address
    was called, and knows. Raises NotAllowed, NoAgenda.
    """
    meeting = ground.locked_sot(meeting.pk, actor=actor, now=now)
    told = [row for row in selectors.to_tell(meeting, now=now) if row.has_address or called]
    for row in told:
        template = "agenda_off" if row.start is None else "agenda_time_changed" if row.was else "agenda_time"
        stretch = (row.start, row.end) if row.start is not None and row.end is not None else None
        last = stretch or row.was
        if last is not None:
            was = row.was if stretch else None
            _write(row.guests[0], meeting=meeting, template=template, stretch=last, was=was, now=now)
        AgendaGuest.objects.filter(pk__in=[one.pk for one in row.guests]).update(told_start=row.start, told_end=row.end)
    if told:
        audit.record(swv_id=meeting.swv_id, by=actor.by, action="agenda.tell", on=meeting, now=now, letters=len(told))
    return told


def call_off(guests: Iterable[AgendaGuest], *, meeting: Meeting | None, now: dt.datetime) -> int:
    """These do not come any more for a point of this SOT. Who was told of a time, and has no other point there, hears.

    Before the change, and in its transaction. Gives how many letters.
    """
    rows = [row for row in guests if row.told_start is not None]
    if meeting is None or not rows:
        return 0
    leaving = {row.pk for row in rows}
    stay = AgendaGuest.objects.filter(item__meeting=meeting, item__state__in=states.TAKES_TIME).exclude(pk__in=leaving)
    keys = {selectors.key_of(row) for row in stay}
    gone = {selectors.key_of(row): row for row in rows if selectors.key_of(row) not in keys}
    for row in gone.values():
        if row.told_start is not None and row.told_end is not None:
            stretch = (row.told_start, row.told_end)
            _write(row, meeting=meeting, template="agenda_off", stretch=stretch, was=None, now=now)
    AgendaGuest.objects.filter(pk__in=leaving).update(told_start=None, told_end=None)
    return len(gone)


@transaction.atomic
def meeting_is_off(*, meeting_id: UUID, now: dt.datetime) -> int:
    """The SOT is called off: who comes for a point only is on no list of its own, and hears it here."""
    guests = AgendaGuest.objects.filter(item__meeting=meeting_id).select_related("person", "party", "item")
    meeting = Meeting.objects.select_related("school", "organiser", "case__casusregisseur").get(pk=meeting_id)
    return call_off(list(guests), meeting=meeting, now=now)


@transaction.atomic
def tell_place(*, meeting: Meeting, now: dt.datetime) -> int:
    """The SOT is somewhere else, at the same time: who comes for a point only hears it here. Gives how many letters."""
    guests = selectors.who_knows(meeting, now=now)
    for guest in guests:
        if guest.told_start is not None and guest.told_end is not None:
            stretch = (guest.told_start, guest.told_end)
            _write(guest, meeting=meeting, template="invitation_place", stretch=stretch, was=None, now=now)
    return len(guests)


def _write(
    guest: AgendaGuest,
    *,
    meeting: Meeting,
    template: str,
    stretch: tuple[dt.datetime, dt.datetime],
    was: tuple[dt.datetime, dt.datetime] | None,
    now: dt.datetime,
) -> None:
    recipient = _recipient(guest)
    if recipient is None:
        return
    context: dict[str, Plain] = {
        "name": recipient.name,
        "school": meeting.school.name,
        "when": when.in_languages(when.stretch, *stretch),
        "organiser": meeting.organiser.name,
        "contact": letters.contact_line(letters.contact_of(meeting)),
    }
    off = template == "agenda_off"
    if not off:
        context |= {"location": meeting.place, "url": _own_link(recipient, meeting=meeting, now=now)}
    if was is not None:
        context["was"] = when.in_languages(when.stretch, *was)
    letters.hand_over(
        meeting,
        recipient=recipient,
        template=template,
        key=f"{template}:{meeting.pk}:{recipient.key}:{stretch[0]:%Y%m%d%H%M}:{now.timestamp():.0f}",
        context=context,
        calendar=_calendar(guest, meeting=meeting, recipient=recipient, stretch=stretch, off=off, now=now),
        now=now,
    )


def _own_link(recipient: Recipient, *, meeting: Meeting, now: dt.datetime) -> str:
    """The address of this person's page of the day. Earlier links go on working: they show what holds now."""
    token = links.issue(
        tenant_id=meeting.swv_id,
        purpose=Purpose.AGENDA,
        person_key=recipient.key,
        object_key=str(meeting.pk),
        expires_at=max(meeting.start or now, now) + letters.LINK_LIFE_AFTER_MEETING,
        now=now,
        rotate=False,
    )
    return address(token)


def _calendar(
    guest: AgendaGuest,
    *,
    meeting: Meeting,
    recipient: Recipient,
    stretch: tuple[dt.datetime, dt.datetime],
    off: bool,
    now: dt.datetime,
) -> CalendarPart | None:
    """The own stretch for the own calendar: a REQUEST, or a CANCEL; None to call off what never stood there.

    One entry a person and SOT: the same UID, and a higher SEQUENCE with each letter (U1, U2).
    """
    rows = AgendaEvent.objects.select_for_update()
    event = rows.filter(meeting=meeting, person=guest.person_id, party=guest.party_id).first()
    if off and (event is None or event.start is None):
        return None
    organiser = letters.organiser_mailbox(meeting)
    if event is None:
        uid = f"{uuid4()}@{organiser.address.partition('@')[2] or 'localhost'}"
        event = AgendaEvent(swv_id=meeting.swv_id, meeting=meeting, person=guest.person, party=guest.party, uid=uid)
    else:
        event.sequence += 1
    stamp = meeting_rules.revision(before=event.revised_at, now=now)
    event.start, event.end = (None, None) if off else stretch
    event.revised_at, event.partstat = stamp, ""
    event.save()
    start, end = stretch
    entry = replace(
        letters.event_of(meeting, sequence=event.sequence), uid=event.uid, start=start, end=end, modified=stamp
    )
    make = build.cancellation if off else build.invitation
    attendee = Mailbox(name=recipient.name, address=recipient.address)
    content = make(entry, organiser=organiser, attendee=attendee, now=stamp)
    return CalendarPart(method="CANCEL" if off else "REQUEST", content=content)


def _recipient(guest: AgendaGuest) -> Recipient | None:
    if guest.person is not None:
        person = guest.person
        languages = people.languages_of(person)
        key, name, address = person.pk, person.name, person.email
    elif guest.party is not None:
        party = guest.party
        languages = for_letter(party.language)
        key, name, address = party.pk, str(party.name), str(party.email or "")
    else:
        return None
    return Recipient(key=str(key), name=name, address=address, languages=languages) if address else None
