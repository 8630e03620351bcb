"""Every calendar object that we make, read by ical.js: the instants and the words that we meant, and nothing more.

Hostile names, titles and places, and the moments of a school year with both clock changes.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from integrations.calendars.seam import own_uid
from integrations.feeds.build import calendar_file
from integrations.imip import clean
from integrations.imip.build import PARTSTATS, cancellation, invitation
from integrations.imip.declining import decline_counter
from integrations.imip.errors import InvalidEvent
from integrations.imip.timezone import EUROPE_AMSTERDAM
from integrations.plaintext import one_line
from integrations.types import CalendarEvent, Mailbox
from tests.integrations.icaljs import CannotBeRead, IcalJs, Person, ReadEvent, icaljs
from tests.integrations.radicale import Environ, Server, server

__all__ = ["icaljs", "server"]

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)
DAYS = [dt.date(2026, 8, 1) + dt.timedelta(days=number) for number in range(365)]
CHANGES = [dt.date(2026, 10, 25), dt.date(2027, 3, 28)]
AROUND = [day + dt.timedelta(days=number) for day in CHANGES for number in (-1, 0, 1)]
FOUR = dt.timedelta(hours=4)
HOSTILE = [
    *("\r\nATTENDEE:mailto:x@y.example", "\nEND:VEVENT\nBEGIN:VEVENT\nUID:x", "\r\n DTSTART:19700101T000000Z"),
    *("\\n", "\\N", "\\\\n", "\\\\N", "\\", "\\;", "\\,", ";", ",", ":", '"', '";PARTSTAT=ACCEPTED;X="', "'", "="),
    *("^n", "^^", "^'", "%0D%0A", "<b>", "&amp;", " ", "\u00a0", "mailto:x@y.example"),
    *("\x00", "\x07", "\x0b", "\x0c", "\x1c", "\x7f", "\x85", "\t", "\u2028", "\u2029", "\u202e", "\u2067"),
    *("\ufeff", "\ud800", "ë", "e\u0301", "\ufdfa", "\U0001f469\u200d\U0001f467", "\U0001f3f3\ufe0f" * 14),
    *("x" * 74, "é" * 40, "漢" * 30),
]
WORDS = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=12), max_size=7).map("".join)
WALLS = st.builds(
    dt.datetime.combine,
    st.sampled_from(DAYS) | st.sampled_from(AROUND),
    st.builds(dt.time, st.integers(0, 23), st.sampled_from([0, 1, 30, 59]), tzinfo=st.just(AMSTERDAM)),
)


def of_the_change(wall: dt.datetime) -> bool:
    """The hour that is skipped or comes twice: 02:00 to 03:00 on both days of change."""
    return wall.date() in CHANGES and wall.hour == 2


def event_at(
    wall: dt.datetime, *, number: int = 1, summary: str = "Overleg", place: str = "", note: str = ""
) -> CalendarEvent:
    start = wall.astimezone(dt.UTC)
    return CalendarEvent(
        uid=f"{number}@tafel.example", sequence=number, start=wall, end=start + dt.timedelta(minutes=75),
        summary=summary, location=place, description=note,
    )  # fmt: skip


EVENTS = st.builds(event_at, WALLS.filter(lambda wall: not of_the_change(wall)), summary=WORDS, place=WORDS, note=WORDS)


def meant(event: CalendarEvent, status: str, *, uid: str = "", people: tuple[Person, ...] = ()) -> ReadEvent:
    """What a reader must find: cleaned words, and the organiser first of `people`."""
    return ReadEvent(
        uid=uid or event.uid,
        summary=clean.summary(event.summary),
        location=clean.location(event.location),
        description=clean.location(event.description),
        url=event.url,
        sequence=event.sequence,
        status=status,
        start=event.start.astimezone(dt.UTC),
        end=event.end.astimezone(dt.UTC),
        organisers=people[:1],
        attendees=people[1:],
        inside=(),
    )


def person(mailbox: Mailbox, partstat: str = "") -> Person:
    return Person(f"mailto:{mailbox.address}", clean.common_name(mailbox.name, address=mailbox.address), partstat)


@given(event=EVENTS, names=st.tuples(WORDS, WORDS), partstat=st.sampled_from(sorted(PARTSTATS)))
def test_a_letter_of_each_kind(icaljs: IcalJs, event: CalendarEvent, names: tuple[str, str], partstat: str) -> None:
    organiser, parent = Mailbox(names[0], "planning@tafel.example"), Mailbox(names[1], "samira+o'x@ouders.example")
    asked = icaljs.read(invitation(event, organiser=organiser, attendee=parent, now=NOW, partstat=partstat))
    people = (person(organiser), person(parent, partstat))
    assert (asked.method, asked.parts, asked.event) == (
        "REQUEST",
        ("vevent",),
        meant(event, "CONFIRMED", people=people),
    )

    gone = icaljs.read(cancellation(event, organiser=organiser, attendee=parent, now=NOW))
    people = (person(organiser), person(parent, "NEEDS-ACTION"))
    assert (gone.method, gone.parts, gone.event) == ("CANCEL", ("vevent",), meant(event, "CANCELLED", people=people))

    no = icaljs.read(decline_counter(event, organiser=organiser, attendee=parent, now=NOW))
    assert (no.method, no.parts) == ("DECLINECOUNTER", ("vevent",))
    assert [one.address for one in (*no.event.organisers, *no.event.attendees)] == [one.address for one in people]
    read, wanted = no.event, meant(event, "")
    assert (read.uid, read.summary, read.sequence) == (wanted.uid, wanted.summary, wanted.sequence)
    assert (read.start, read.end, read.status) == (wanted.start, wanted.end, "")


@given(events=st.lists(EVENTS, max_size=8), name=WORDS, refresh=st.sampled_from([None, FOUR]))
def test_a_file_and_a_feed(
    icaljs: IcalJs, events: list[CalendarEvent], name: str, refresh: dt.timedelta | None
) -> None:
    events = [replace(event, uid=f"{number}@tafel.example") for number, event in enumerate(events)]
    read = icaljs.read(calendar_file(events, name=name, now=NOW, refresh=refresh))
    ordered = sorted(events, key=lambda one: (one.start.astimezone(dt.UTC), one.uid))
    assert read.events == tuple(meant(event, "CONFIRMED") for event in ordered)
    assert (read.method, read.names) == ("", (one_line(name),) * 2)
    assert set(read.parts) == ({"vevent"} if events else {"vtimezone"})


def test_nine_o_clock_on_every_day_of_a_school_year(icaljs: IcalJs) -> None:
    organiser, parent = Mailbox("De Linde", "planning@tafel.example"), Mailbox("Samira", "samira@ouders.example")
    walls = [dt.datetime.combine(day, dt.time(9), AMSTERDAM) for day in DAYS]
    events = [event_at(wall, number=number) for number, wall in enumerate(walls, 1)]

    def hours(*objects: bytes) -> list[dt.datetime]:
        return [one.start.astimezone(AMSTERDAM) for ics in objects for one in icaljs.read(ics).events]

    letter = {"organiser": organiser, "attendee": parent, "now": NOW}
    assert hours(calendar_file(events, name="Het hele jaar", now=NOW)) == walls
    assert hours(calendar_file(events, name="Het hele jaar", now=NOW, refresh=FOUR)) == walls
    assert hours(*(invitation(event, **letter) for event in events)) == walls
    assert hours(*(cancellation(event, **letter) for event in events)) == walls
    assert hours(*(decline_counter(event, **letter) for event in events)) == walls


@pytest.mark.parametrize("day", CHANGES)
@pytest.mark.parametrize("fold", [0, 1])
def test_nothing_is_written_in_the_hour_that_is_skipped_or_comes_twice(day: dt.date, fold: int) -> None:
    """T3; the minutes before and after are."""
    organiser, parent = Mailbox("De Linde", "planning@tafel.example"), Mailbox("Samira", "samira@ouders.example")
    letter = {"organiser": organiser, "attendee": parent, "now": NOW}
    makers: list[Callable[[CalendarEvent], bytes]] = [
        lambda event: invitation(event, **letter),
        lambda event: cancellation(event, **letter),
        lambda event: decline_counter(event, **letter),
        lambda event: calendar_file([event], name="Jaar", now=NOW),
    ]
    for make in makers:
        for time in (dt.time(2), dt.time(2, 30), dt.time(2, 59)):
            with pytest.raises(InvalidEvent):
                make(event_at(dt.datetime.combine(day, time, AMSTERDAM).replace(fold=fold)))
        for time in (dt.time(1, 59), dt.time(3)):
            assert make(event_at(dt.datetime.combine(day, time, AMSTERDAM)))


def test_what_we_write_into_a_calendar_and_what_the_server_keeps(icaljs: IcalJs, server: Server) -> None:
    """The object that CalDavProvider puts, as it goes over the line, and as Radicale gives it to other programs."""
    put: list[bytes] = []

    def door(environ: Environ) -> None:
        if environ["REQUEST_METHOD"] == "PUT":
            put.append(environ["wsgi.input"].read(int(str(environ["CONTENT_LENGTH"]))))  # type: ignore[attr-defined]
            environ["wsgi.input"] = io.BytesIO(put[-1])

    server.door = door
    provider = server.provider()
    times = (dt.time(0), dt.time(1, 59), dt.time(3), dt.time(9), dt.time(23, 59))
    walls = [dt.datetime.combine(day, time, AMSTERDAM) for day in AROUND for time in times]
    assert len(walls) <= len(HOSTILE)
    for number, words in enumerate(HOSTILE):
        event = event_at(walls[number % len(walls)], number=number, summary=f"a{words}b", place=f"c{words}d")
        written = provider.put(server.calendar, event)
        wanted = meant(event, "CONFIRMED", uid=own_uid(event.uid))
        kept = server.as_owner("GET", written.ref.removeprefix(server.url)).content
        for ics in (put[-1], kept):
            assert (icaljs.read(ics).method, icaljs.read(ics).event) == ("", wanted), words
    assert len(put) == len(HOSTILE)


def local_year(zone: str) -> str:
    """Hours of every day as local times with a TZID, which is how others write them."""
    rows = [
        f"BEGIN:VEVENT\r\nUID:{day}-{hour}\r\nDTSTAMP:20260701T080000Z\r\n"
        f"DTSTART;TZID=Europe/Amsterdam:{day:%Y%m%d}T{hour:02}0000\r\nDURATION:PT1H\r\nEND:VEVENT\r\n"
        for day in DAYS
        for hour in (0, 7, 9, 17, 23)
    ]
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{zone}{''.join(rows)}END:VCALENDAR\r\n"


def test_the_time_zone_that_we_ship_is_right_on_every_day(icaljs: IcalJs) -> None:
    read = icaljs.read(local_year(EUROPE_AMSTERDAM.replace("\n", "\r\n")))
    walls = [dt.datetime.combine(day, dt.time(hour), AMSTERDAM) for day in DAYS for hour in (0, 7, 9, 17, 23)]
    assert [one.start for one in read.events] == [wall.astimezone(dt.UTC) for wall in walls]


def test_the_time_zone_that_icalendar_makes_is_not(icaljs: IcalJs) -> None:
    """Why T7 says never to ship it, and that this reader would see it. Right one day? Then T7 may go."""
    calendar = Calendar.from_ical(local_year(""))
    calendar.add_missing_timezones()
    read = icaljs.read(calendar.to_ical())
    wrong = {one.uid for one in read.events if one.start.astimezone(AMSTERDAM).hour != int(one.uid.rpartition("-")[2])}
    assert wrong


def test_the_reader_refuses_what_it_should(icaljs: IcalJs) -> None:
    event = event_at(dt.datetime(2026, 11, 9, 9, tzinfo=AMSTERDAM))
    good = calendar_file([event], name="Jaar", now=NOW).decode()
    assert icaljs.read(good).event == meant(event, "CONFIRMED")
    for old, new in {
        "DTSTART:20261109T080000Z": "DTSTART:20261109T090000",
        "DTEND:20261109T091500Z": "DTEND;VALUE=DATE:20261110",
        "SUMMARY:Overleg": "SUMMARY:Overleg\r\nSUMMARY:Overleg",
        "END:VEVENT\r\n": "",
    }.items():
        assert old in good
        with pytest.raises(CannotBeRead):
            icaljs.read(good.replace(old, new))
