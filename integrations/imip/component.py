"""The VEVENT and the VCALENDAR that letters, files and calendars share (RFC 5545 3.6.1)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vText

from integrations.imip import clean
from integrations.imip.errors import InvalidEvent
from integrations.types import CalendarEvent

PRODID = "-//Aan tafel//Aan tafel//NL"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MAX_SEQUENCE = 2_147_483_647
"""INTEGER of RFC 5545 3.3.8 has 31 bits and a sign."""


class Text(vText):
    r"""TEXT as RFC 5545 3.3.11 escapes it. icalendar 7.3 makes a line break of a typed \N, as in ``Locatie\Noord``."""

    def to_ical(self) -> bytes:
        """The value as it stands on its line."""
        escaped = self.replace("\\", r"\\").replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")
        return escaped.encode()


def empty_calendar() -> Calendar:
    """A VCALENDAR with VERSION, PRODID (I7) and CALSCALE, and nothing in it."""
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODID)
    calendar.add("CALSCALE", "GREGORIAN")
    return calendar


def vevent(event: CalendarEvent, *, stamp: dt.datetime) -> Event:
    """The event without ORGANIZER and ATTENDEE, and as a rule without DESCRIPTION (P2), in UTC, private and opaque.

    `stamp` becomes DTSTAMP. Raises InvalidEvent for what no calendar may get: a naive time, an end before the start, a
    start in the hour that the clock skips or repeats (T2, T3, T5), a broken UID, SEQUENCE or URL.
    """
    start, end = in_utc(event.start, name="start"), in_utc(event.end, name="end")
    if end <= start:
        raise InvalidEvent("the end is not after the start")
    refuse_clock_change(event.start)
    if not 0 <= event.sequence <= MAX_SEQUENCE:
        raise InvalidEvent("SEQUENCE is not a count")
    component = Event()
    component.add("UID", clean.uid(event.uid))
    component.add("DTSTAMP", in_utc(stamp, name="now"))
    component.add("SEQUENCE", event.sequence)
    component.add("DTSTART", start)
    component.add("DTEND", end)
    component.add("SUMMARY", Text(clean.summary(event.summary)))
    if place := clean.location(event.location):
        component.add("LOCATION", Text(place))
    if event.url:
        component.add("URL", clean.url(event.url))
    if note := clean.location(event.description):
        component.add("DESCRIPTION", Text(note))
    if event.conference:
        how = {"VALUE": "URI", "FEATURE": "AUDIO,VIDEO", "LABEL": "Videogesprek"}
        component.add("CONFERENCE", clean.url(event.conference), parameters=how)  # RFC 7986 5.11
    component.add("CLASS", "PRIVATE")
    component.add("TRANSP", "OPAQUE")
    component.add("STATUS", "CANCELLED" if event.cancelled else "TENTATIVE" if event.tentative else "CONFIRMED")
    if event.modified is not None:
        component.add("LAST-MODIFIED", in_utc(event.modified, name="modified"))
    return component


def in_utc(moment: dt.datetime, *, name: str) -> dt.datetime:
    """`moment` in UTC at whole seconds, as iCalendar writes it. Raises InvalidEvent when it is naive (T2)."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise InvalidEvent(f"{name} has no time zone")
    return moment.astimezone(dt.UTC).replace(microsecond=0)


def refuse_clock_change(start: dt.datetime) -> None:
    """Raise InvalidEvent for a start in the hour that does not exist or exists twice in Europe/Amsterdam (T3).

    UTC itself is unambiguous, but the local time shown in the letter is not, and parsers that store local time lose the
    difference.
    """
    local = start.astimezone(AMSTERDAM)
    wall = local.replace(tzinfo=None)
    twice = wall.replace(tzinfo=AMSTERDAM, fold=0).utcoffset() != wall.replace(tzinfo=AMSTERDAM, fold=1).utcoffset()
    never = start.astimezone(dt.UTC).astimezone(start.tzinfo).replace(tzinfo=None) != start.replace(tzinfo=None)
    if twice or never:
        raise InvalidEvent("the start falls in the hour that the clock skips or repeats")
