"""What stands in the GW's calendar, as its owner sees it in a program of their own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import icalendar
from defusedxml import ElementTree

from planning.calendars import services
from planning.calendars.models import CalendarAccount, Kind
from planning.people.access import actor_of_person
from planning.people.models import Person
from tests.integrations.radicale import Server
from tests.meetings.table import NOW

LATER = dt.timedelta(hours=1)


def connected(person: Person, server: Server, *, now: dt.datetime = NOW) -> CalendarAccount:
    """The person connects, as the page does."""
    return services.connect(
        actor=actor_of_person(person, today=now.date()),
        kind=Kind.CALDAV,
        address=server.account.url,
        username="gw",
        password="geheim",
        now=now,
    )


@dataclass(frozen=True, order=True)
class Entry:
    """One event: when it begins (Dutch clock), and whether it is tentative."""

    start: dt.datetime
    tentative: bool
    title: str = ""


def diary(server: Server, *, ours: bool = True) -> list[Entry]:
    """Every event in the calendar, sorted; `ours`: only what we wrote."""
    body = (
        '<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><C:calendar-data/></D:prop>'
        '<C:filter><C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>'
    )
    found = []
    for text in _calendars(server.as_owner("REPORT", "/gw/werk/", body).text):
        for event in icalendar.Calendar.from_ical(text).walk("VEVENT"):
            if ours and not str(event["UID"]).endswith("@aan-tafel"):
                continue
            assert "ATTENDEE" not in event
            assert "ORGANIZER" not in event
            found.append(
                Entry(
                    start=event.start.astimezone(ZoneInfo("Europe/Amsterdam")),
                    tentative=event["STATUS"] == "TENTATIVE",
                    title=str(event["SUMMARY"]),
                )
            )
    return sorted(found)


def _calendars(answer: str) -> list[str]:
    root = ElementTree.fromstring(answer)
    return [str(node.text) for node in root.iter("{urn:ietf:params:xml:ns:caldav}calendar-data")]


def times(entries: list[Entry]) -> list[tuple[dt.datetime, bool]]:
    """Start and whether tentative."""
    return [(entry.start, entry.tentative) for entry in entries]
