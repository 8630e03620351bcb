"""Letters to who comes for a point: when that is, that it changed, or that it is off.

Neutral (P1), and only to whom it concerns. A letter goes when who makes the agenda says so (`tell_times`), so that an
order that is still being made writes to nobody. That somebody need not come any more is said at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction

from notifications.letters import when
from notifications.types import Plain, Recipient
from planning.agenda import selectors
from planning.agenda.models import AgendaGuest
from planning.agenda.rules import states
from planning.agenda.selectors import ToTell
from planning.agenda.services import ground
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
    if template != "agenda_off":
        context["location"] = meeting.place
    if was is not None:
        context["was"] = when.in_languages(when.stretch, *was)
    letters.hand_over(
        meeting,
        recipient=recipient,
        template=template,
        key=f"{template}:{meeting.pk}:{recipient.key}:{stretch[0]:%Y%m%d%H%M}:{now.timestamp():.0f}",
        context=context,
        calendar=None,
        now=now,
    )


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
