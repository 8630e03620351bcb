"""DECLINECOUNTER: the organiser says no to another time that somebody proposed (RFC 5546 section 3.2.8)."""

from __future__ import annotations

import datetime as dt

from icalendar import Event, vCalAddress

from integrations.imip import clean
from integrations.imip.component import Text, empty_calendar, in_utc, refuse_clock_change
from integrations.types import CalendarEvent, Mailbox


def decline_counter(event: CalendarEvent, *, organiser: Mailbox, attendee: Mailbox, now: dt.datetime) -> bytes:
    """The answer to one attendee's COUNTER: the meeting stays as it is, at the SEQUENCE it has.

    Outlook takes no notice of it (MS-STANOICAL 2.2.99), so the letter around it says the same in words. Raises
    InvalidEvent for addresses, UIDs and times that cannot be written (T2, T3).
    """
    refuse_clock_change(event.start)
    component = Event()
    component.add("UID", clean.uid(event.uid))
    component.add("DTSTAMP", in_utc(now, name="now"))
    component.add("SEQUENCE", event.sequence)
    component.add("DTSTART", in_utc(event.start, name="start"))
    component.add("DTEND", in_utc(event.end, name="end"))
    component.add("SUMMARY", Text(clean.summary(event.summary)))
    component.add("ORGANIZER", vCalAddress(f"mailto:{clean.mail_address(organiser.address)}"), encode=False)
    component.add("ATTENDEE", vCalAddress(f"mailto:{clean.mail_address(attendee.address)}"), encode=False)
    calendar = empty_calendar()
    calendar.add("METHOD", "DECLINECOUNTER")
    calendar.add_component(component)
    return bytes(calendar.to_ical())
