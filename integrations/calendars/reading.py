"""Reading calendar objects of others: times and nothing else, and trouble for what cannot be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, vPeriod

from integrations.calendars.seam import CalendarTrouble
from integrations.types import BusyTime

LOCAL = ZoneInfo("Europe/Amsterdam")
"""Where a day without hours, and a time without a zone, is meant."""


def busy_of_events(ics: str, *, but_for: frozenset[str] = frozenset()) -> list[BusyTime]:
    """The times of events that keep somebody busy, other than those with these UIDs."""
    return [
        BusyTime(*span_of(event))
        for calendar in read(ics)
        for event in calendar.walk("VEVENT")
        if keeps_busy(event) and str(event.get("UID", "")) not in but_for
    ]


def busy_of_report(ics: str) -> list[BusyTime]:
    """The rows of a VFREEBUSY: FBTYPE absent is BUSY (RFC 5545 3.2.9), FREE rows are dropped.

    An answer without a VFREEBUSY does not say that the person is free: CalendarTrouble.
    """
    parts = [item for calendar in read(ics) for item in calendar.walk("VFREEBUSY")]
    if not parts:
        raise CalendarTrouble("odd_answer", "the server answers without a VFREEBUSY", retry=False)
    return busy_of_rows(parts)


def busy_of_rows(parts: Iterable[Component]) -> list[BusyTime]:
    """The busy rows of VFREEBUSY components."""
    times: list[BusyTime] = []
    for part in parts:
        for row in all_of(part, "FREEBUSY"):
            for period in row if isinstance(row, list) else [row]:
                kind = str(getattr(period, "params", {}).get("FBTYPE", "BUSY")).upper()
                if isinstance(period, vPeriod) and kind != "FREE":
                    times.append(BusyTime(moment_of(period.start), moment_of(period.end)))
    return times


def keeps_busy(event: Component) -> bool:
    """Whether it is opaque and not cancelled (RFC 5545 3.8.2.7, 3.8.1.11)."""
    transparent = str(event.get("TRANSP", "OPAQUE")).upper() == "TRANSPARENT"
    return not transparent and str(event.get("STATUS", "")).upper() != "CANCELLED"


def span_of(event: Component) -> tuple[dt.datetime, dt.datetime]:
    """Start and end in UTC, from DTEND or DURATION; a day without hours lasts until midnight (RFC 5545 3.6.1)."""
    start, end, length = (_value(event, name) for name in ("DTSTART", "DTEND", "DURATION"))
    if not isinstance(start, dt.date):
        raise CalendarTrouble("odd_answer", "an event without a time that can be read", retry=False)
    if not isinstance(end, dt.date):
        whole_day = dt.timedelta(0) if isinstance(start, dt.datetime) else dt.timedelta(days=1)
        end = start + (length if isinstance(length, dt.timedelta) else whole_day)
    return moment_of(start), moment_of(end)


def _value(event: Component, name: str) -> object:
    try:
        return getattr(event.get(name), "dt", None)
    except ValueError:  # what could not be read says so only when it is asked
        return None


def moment_of(value: dt.date) -> dt.datetime:
    """A day or a time in UTC; without hours midnight, and without a zone the time of Amsterdam."""
    if not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    return (value.replace(tzinfo=LOCAL) if value.tzinfo is None else value).astimezone(dt.UTC)


def read(ics: str) -> list[Component]:
    """The calendars in a text. Raises CalendarTrouble."""
    try:
        return list(Calendar.from_ical(ics, multiple=True))
    except Exception as error:  # the parser raises nearly anything on a hostile object
        raise CalendarTrouble("odd_answer", "a calendar object that cannot be read", retry=False) from error


def all_of(component: Component, name: str) -> list[object]:
    """Every value of a property that may stand there more than once."""
    value = component.get(name)
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
