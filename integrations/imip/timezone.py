"""The one VTIMEZONE we ever ship: Europe/Amsterdam by its two rules (T1, T7), fixed text, never generated."""

from __future__ import annotations

from icalendar import Timezone

EUROPE_AMSTERDAM = """\
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def europe_amsterdam() -> Timezone:
    """The fixed VTIMEZONE as a component of its own."""
    component = Timezone.from_ical(EUROPE_AMSTERDAM.replace("\n", "\r\n"))
    if not isinstance(component, Timezone):  # pragma: no cover - the text above is a VTIMEZONE
        raise TypeError("the fixed VTIMEZONE was not read as one")
    return component
