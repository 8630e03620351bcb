"""DECLINECOUNTER: the organiser says no to another time that somebody proposed (RFC 5546 section 3.2.8)."""

from __future__ import annotations

import datetime as dt

from icalendar import Calendar, Event, vCalAddress

from integrations.imip import clean
from integrations.types import CalendarEvent, Mailbox

PRODID = "-//Aan tafel//Aan tafel//NL"


def decline_counter(event: CalendarEvent, *, organiser: Mailbox, attendee: Mailbox, now: dt.datetime) -> bytes:
    """The answer to one attendee's COUNTER: the meeting stays as it is, at the SEQUENCE it has.

    Outlook takes no notice of it (MS-STANOICAL 2.2.99), so the letter around it says the same in words. Raises
    InvalidEvent for addresses and UIDs that cannot be written.
    """
    component = Event()
    component.add("UID", clean.uid(event.uid))
    component.add("DTSTAMP", now.astimezone(dt.UTC).replace(microsecond=0))
    component.add("SEQUENCE", event.sequence)
    component.add("DTSTART", event.start.astimezone(dt.UTC))
    component.add("DTEND", event.end.astimezone(dt.UTC))
    component.add("SUMMARY", clean.summary(event.summary))
    component.add("ORGANIZER", vCalAddress(f"mailto:{clean.mail_address(organiser.address)}"), encode=False)
    component.add("ATTENDEE", vCalAddress(f"mailto:{clean.mail_address(attendee.address)}"), encode=False)
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODID)
    calendar.add("METHOD", "DECLINECOUNTER")
    calendar.add_component(component)
    return bytes(calendar.to_ical())
