"""Many meetings in one calendar file: the attachment with a whole year, and the feed that a calendar fetches.

No METHOD, so no iTIP: several UIDs may stand together (I8), and there is neither ORGANIZER nor ATTENDEE, so no client
answers and no server mails anybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from icalendar import Event, vDuration

from integrations.imip import clean
from integrations.imip.component import Text, empty_calendar, in_utc, vevent
from integrations.imip.errors import InvalidEvent
from integrations.imip.timezone import europe_amsterdam
from integrations.plaintext import one_line
from integrations.types import CalendarEvent, DayNote


def calendar_file(
    events: Sequence[CalendarEvent],
    *,
    name: str,
    now: dt.datetime,
    refresh: dt.timedelta | None = None,
    notes: Sequence[DayNote] = (),
) -> bytes:
    """The events as one iCalendar object called `name`, sorted by start, cancelled ones left out; then the `notes`.

    `refresh` makes it a feed: how often a client should fetch it again (REFRESH-INTERVAL, RFC 7986 5.7, and its older
    form for Outlook). Where no METHOD is, DTSTAMP means "last revised" (RFC 5545 3.8.7.2), so an event with `modified`
    keeps its DTSTAMP and an unchanged feed is byte-identical; `now` serves only the others. Returns UTF-8 with CRLF.
    Raises InvalidEvent for an event that cannot be written and for a UID that comes twice.
    """
    in_utc(now, name="now")
    calendar = empty_calendar()
    title = Text(one_line(name))
    calendar.add("NAME", title)
    calendar.add("X-WR-CALNAME", title)
    calendar.add("X-WR-TIMEZONE", "Europe/Amsterdam")
    if refresh is not None:
        if refresh < dt.timedelta(minutes=1):
            raise InvalidEvent("a feed is not fetched more than once a minute")
        calendar.add("REFRESH-INTERVAL", vDuration(refresh), parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", vDuration(refresh))
    shown = sorted((event for event in events if not event.cancelled), key=lambda event: (event.start, event.uid))
    uids = [*(event.uid for event in shown), *(note.uid for note in notes)]
    if len(set(uids)) != len(uids):
        raise InvalidEvent("a UID comes twice")
    for event in shown:
        calendar.add_component(vevent(event, stamp=event.modified or now))
    for note in notes:
        calendar.add_component(day_note(note))
    if not shown and not notes:
        # RFC 5545 3.6 wants at least one component; Outlook calls a feed without any broken.
        calendar.add_component(europe_amsterdam())
    return bytes(calendar.to_ical())


def day_note(note: DayNote) -> Event:
    """A note as an entry of whole days (RFC 5545 3.6.1): free, private, its end the day after the last.

    Raises InvalidEvent for no days at all, and for a broken UID or URL.
    """
    if note.days < 1:
        raise InvalidEvent("a note is of one day or more")
    component = Event()
    component.add("UID", clean.uid(note.uid))
    component.add("DTSTAMP", in_utc(note.modified, name="modified"))
    component.add("DTSTART", note.first)
    component.add("DTEND", note.first + dt.timedelta(days=note.days))
    component.add("SUMMARY", Text(clean.summary(note.summary)))
    if note.url:
        component.add("URL", clean.url(note.url))
    component.add("CLASS", "PRIVATE")
    component.add("TRANSP", "TRANSPARENT")
    component.add("LAST-MODIFIED", in_utc(note.modified, name="modified"))
    return component
