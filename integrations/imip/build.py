"""Invitations and cancellations as iTIP objects (RFC 5546 3.2.2 and 3.2.5), ready to be the calendar part of a letter.

Times are written in UTC: single events need no VTIMEZONE, and the one that icalendar generates stores 29 March 09:00 an
hour late in Thunderbird (T7). One receiver, one ATTENDEE: nobody sees who else comes (P2).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from icalendar import vCalAddress, vText

from integrations.imip import clean
from integrations.imip.component import empty_calendar, vevent
from integrations.imip.errors import InvalidEvent
from integrations.types import CalendarEvent, Mailbox

PARTSTATS = frozenset({"NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"})


def invitation(
    event: CalendarEvent,
    *,
    organiser: Mailbox,
    attendee: Mailbox,
    now: dt.datetime,
    partstat: str = "NEEDS-ACTION",
    required: bool = True,
) -> bytes:
    """The REQUEST for one attendee: first invitation, new time or changed text alike.

    A new time has a raised SEQUENCE and NEEDS-ACTION; a changed text keeps SEQUENCE and carries the `partstat` already
    known. `now` becomes DTSTAMP and must be later than at the previous revision (U3); `organiser` must not change
    between revisions (U4). Returns UTF-8 with CRLF and lines of at most 75 octets. Raises InvalidEvent for a cancelled
    event and for anything else that cannot be written; trying again does not help.
    """
    if event.cancelled:
        raise InvalidEvent("a cancelled event is not invited for; use cancellation")
    if partstat not in PARTSTATS:
        raise InvalidEvent("not a PARTSTAT")
    return _itip("REQUEST", event, organiser=organiser, attendee=_attendee(attendee, partstat, required, True), now=now)


def cancellation(event: CalendarEvent, *, organiser: Mailbox, attendee: Mailbox, now: dt.datetime) -> bytes:
    """The CANCEL for one attendee, with STATUS:CANCELLED (I14).

    The caller has raised SEQUENCE (RFC 5546 2.1.4). Raises InvalidEvent for what cannot be written, also for a SEQUENCE
    of 0: a cancellation follows at least one invitation.
    """
    if event.sequence < 1:
        raise InvalidEvent("a cancellation has a raised SEQUENCE")
    gone = replace(event, cancelled=True)
    return _itip("CANCEL", gone, organiser=organiser, attendee=_attendee(attendee, None, True, False), now=now)


def _itip(method: str, event: CalendarEvent, *, organiser: Mailbox, attendee: vCalAddress, now: dt.datetime) -> bytes:
    component = vevent(event, stamp=now)
    component.add("ORGANIZER", _address(organiser), encode=False)
    component.add("ATTENDEE", attendee, encode=False)
    calendar = empty_calendar()
    calendar.add("METHOD", method)
    calendar.add_component(component)
    return bytes(calendar.to_ical())


def _attendee(mailbox: Mailbox, partstat: str | None, required: bool, rsvp: bool) -> vCalAddress:
    """The receiver as ATTENDEE with all that A2 asks. A cancellation asks for no answer and says none."""
    address = _address(mailbox)
    address.params["CUTYPE"] = vText("INDIVIDUAL")
    address.params["ROLE"] = vText("REQ-PARTICIPANT" if required else "OPT-PARTICIPANT")
    address.params["PARTSTAT"] = vText(partstat or "NEEDS-ACTION")
    address.params["RSVP"] = vText("TRUE" if rsvp else "FALSE")
    return address


def _address(mailbox: Mailbox) -> vCalAddress:
    plain = clean.mail_address(mailbox.address)
    address = vCalAddress(f"mailto:{plain}")
    address.params["CN"] = vText(clean.common_name(mailbox.name, address=mailbox.address.strip()))
    return address
