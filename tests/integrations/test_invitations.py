"""Invitations and cancellations, read back as text, by icalendar and by vobject."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from integrations.feeds.build import calendar_file
from integrations.imip.build import cancellation, invitation
from integrations.imip.errors import InvalidEvent
from integrations.types import CalendarEvent, Mailbox

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = dt.datetime(2026, 9, 1, 8, 30, 15, 123456, tzinfo=dt.UTC)
ORGANISER = Mailbox(name="Basisschool De Linde", address="planner+k3v9@tafel.example")
PARENT = Mailbox(name="Samira el Amrani", address="samira@example.org")
EVENT = CalendarEvent(
    uid="7f3k9@tafel.example",
    sequence=2,
    start=dt.datetime(2026, 11, 9, 9, 0, tzinfo=AMSTERDAM),
    end=dt.datetime(2026, 11, 9, 10, 15, tzinfo=AMSTERDAM),
    summary="Overleg De Linde – 7F3K",
    location="Lindelaan 1\nBreda",
    url="https://tafel.example/o/7F3K",
)


def unfolded(ics: bytes) -> list[str]:
    """The content lines, unfolded by hand (RFC 5545 3.1), without help of a library."""
    return ics.decode().replace("\r\n ", "").split("\r\n")


def test_an_invitation_is_exactly_these_lines() -> None:
    ics = invitation(EVENT, organiser=ORGANISER, attendee=PARENT, now=NOW)

    assert sorted(unfolded(ics)) == sorted(
        [
            "",
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Aan tafel//Aan tafel//NL",
            "CALSCALE:GREGORIAN",
            "METHOD:REQUEST",
            "BEGIN:VEVENT",
            "UID:7f3k9@tafel.example",
            "SEQUENCE:2",
            "DTSTAMP:20260901T083015Z",
            "DTSTART:20261109T080000Z",
            "DTEND:20261109T091500Z",
            "SUMMARY:Overleg De Linde – 7F3K",
            r"LOCATION:Lindelaan 1\, Breda",
            "URL:https://tafel.example/o/7F3K",
            "CLASS:PRIVATE",
            "TRANSP:OPAQUE",
            "STATUS:CONFIRMED",
            'ORGANIZER;CN="Basisschool De Linde":mailto:planner+k3v9@tafel.example',
            'ATTENDEE;CN="Samira el Amrani";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE'
            ":mailto:samira@example.org",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    )


def test_a_cancellation_says_so_twice_and_asks_nothing() -> None:
    lines = unfolded(cancellation(EVENT, organiser=ORGANISER, attendee=PARENT, now=NOW))

    assert [line for line in lines if line.startswith(("METHOD", "STATUS", "SEQUENCE"))] == [
        "METHOD:CANCEL",
        "SEQUENCE:2",
        "STATUS:CANCELLED",
    ]
    assert [line for line in lines if "RSVP=TRUE" in line] == []


def test_a_changed_text_carries_the_answer_already_given() -> None:
    ics = invitation(EVENT, organiser=ORGANISER, attendee=PARENT, now=NOW, partstat="ACCEPTED", required=False)

    attendee = Calendar.from_ical(ics).events[0]["ATTENDEE"]
    assert (attendee.params["PARTSTAT"], attendee.params["ROLE"]) == ("ACCEPTED", "OPT-PARTICIPANT")


def test_a_hold_is_tentative() -> None:
    lines = unfolded(invitation(replace(EVENT, tentative=True), organiser=ORGANISER, attendee=PARENT, now=NOW))

    assert [line for line in lines if line.startswith("STATUS")] == ["STATUS:TENTATIVE"]


@pytest.mark.parametrize(
    ("name", "cn"),
    [
        ('Jan "de Baas" Smit', "Jan ’de Baas’ Smit"),
        ("Jan\r\nATTENDEE:mailto:x@evil.example", "Jan ATTENDEE:mailto:x@evil.example"),
        ("Jan\x00\x0b\x1fSmit\x85", "Jan Smit"),
        ("\u202eegiam\u202c Smit\u2066", "egiam Smit"),
        ("Jan ^n Smit", "Jan n Smit"),
        ("Smit, Jan; IB: groep 5", "Smit, Jan; IB: groep 5"),
        ("", "samira@example.org"),
        ("فاطمة الزهراء", "فاطمة الزهراء"),
    ],
)
def test_a_name_is_safe_and_outlook_can_read_it(name: str, cn: str) -> None:
    ics = invitation(EVENT, organiser=ORGANISER, attendee=replace(PARENT, name=name), now=NOW)

    assert vobject.readOne(ics.decode()).vevent.attendee.params["CN"] == [cn]
    assert [line for line in unfolded(ics) if line.startswith("ATTENDEE")][1:] == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"start": dt.datetime(2026, 11, 9, 9, 0)}, "start has no time zone"),
        ({"end": EVENT.start}, "the end is not after the start"),
        ({"start": dt.datetime(2027, 3, 28, 2, 30, tzinfo=AMSTERDAM)}, "the end is not after the start"),
        ({"cancelled": True}, "a cancelled event is not invited for; use cancellation"),
        ({"uid": "a\r\nb"}, "the UID is not printable ASCII of at most 255 characters"),
        ({"uid": ""}, "the UID is not printable ASCII of at most 255 characters"),
        ({"sequence": -1}, "SEQUENCE is not a count"),
        ({"url": "javascript:alert(1)"}, "the URL is not a plain web address"),
        ({"url": "https://user@tafel.example/"}, "the URL is not a plain web address"),
        ({"url": "https://tafel.example/\r\nATTENDEE:x"}, "the URL has spaces or characters outside ASCII"),
        ({"url": "https://[tafel"}, "the URL cannot be read"),
    ],
)
def test_what_cannot_be_written_is_refused(change: dict[str, object], reason: str) -> None:
    with pytest.raises(InvalidEvent) as refused:
        invitation(replace(EVENT, **change), organiser=ORGANISER, attendee=PARENT, now=NOW)  # type: ignore[arg-type]
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    "start",
    [
        dt.datetime(2027, 3, 28, 2, 30, tzinfo=AMSTERDAM),
        dt.datetime(2026, 10, 25, 2, 0, tzinfo=AMSTERDAM),
        dt.datetime(2026, 10, 25, 2, 59, tzinfo=AMSTERDAM, fold=1),
        dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC),
    ],
)
def test_no_meeting_starts_in_the_hour_of_a_clock_change(start: dt.datetime) -> None:
    event = replace(EVENT, start=start, end=start + dt.timedelta(hours=9))

    with pytest.raises(InvalidEvent) as refused:
        invitation(event, organiser=ORGANISER, attendee=PARENT, now=NOW)
    assert str(refused.value) == "the start falls in the hour that the clock skips or repeats"


@pytest.mark.parametrize("address", ["", "samira", "a@b, c@d", "a b@c.nl", "a@b\r\nBcc: x@y", "<a@b.nl>", "a@b\x00.nl"])
def test_only_one_plain_address_is_written(address: str) -> None:
    with pytest.raises(InvalidEvent) as refused:
        invitation(EVENT, organiser=ORGANISER, attendee=Mailbox("X", address), now=NOW)
    assert str(refused.value) == "not a mail address"


def test_a_first_revision_is_not_cancelled_without_raising_its_sequence() -> None:
    with pytest.raises(InvalidEvent):
        cancellation(replace(EVENT, sequence=0), organiser=ORGANISER, attendee=PARENT, now=NOW)


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (dt.datetime(2026, 10, 23, 9, 0), "20261023T070000Z"),
        (dt.datetime(2026, 10, 25, 9, 0), "20261025T080000Z"),
        (dt.datetime(2027, 3, 26, 9, 0), "20270326T080000Z"),
        (dt.datetime(2027, 3, 28, 9, 0), "20270328T070000Z"),
    ],
)
def test_nine_o_clock_is_nine_o_clock_on_both_sides_of_a_clock_change(local: dt.datetime, utc: str) -> None:
    start = local.replace(tzinfo=AMSTERDAM)
    ics = invitation(
        replace(EVENT, start=start, end=start + dt.timedelta(hours=1)), organiser=ORGANISER, attendee=PARENT, now=NOW
    )

    assert [line for line in unfolded(ics) if line.startswith("DTSTART")] == [f"DTSTART:{utc}"]
    assert vobject.readOne(ics.decode()).vevent.dtstart.value == start
    assert b"VTIMEZONE" not in ics


WORDS = st.text(max_size=120) | st.sampled_from(["أمل بنت يوسف", "שרה לוי", "Zoë d’Hondt-Kılıç", "ተስፋይ", "👩‍👧 " * 30])
SCHOOL_DAYS = st.datetimes(
    min_value=dt.datetime(2026, 8, 1),
    max_value=dt.datetime(2027, 7, 31),
).map(lambda moment: moment.replace(hour=7 + moment.hour % 11, microsecond=0, tzinfo=AMSTERDAM))


@given(summary=WORDS, place=WORDS, name=WORDS, start=SCHOOL_DAYS, minutes=st.integers(1, 480), sequence=st.integers(0))
def test_every_reader_reads_the_same_event(
    summary: str, place: str, name: str, start: dt.datetime, minutes: int, sequence: int
) -> None:
    event = replace(
        EVENT,
        summary=summary,
        location=place,
        start=start,
        end=start + dt.timedelta(minutes=minutes),
        sequence=sequence % 1000,
    )
    ics = invitation(event, organiser=ORGANISER, attendee=replace(PARENT, name=name), now=NOW)

    for line in ics.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # folded between characters, never inside one (I3)
    assert b"\n" not in ics.replace(b"\r\n", b"")
    assert not ics.startswith(b"\xef\xbb\xbf")
    ours = Calendar.from_ical(ics).events[0]
    theirs = vobject.readOne(ics.decode()).vevent
    assert theirs.dtstart.value == ours.start == start
    assert theirs.dtend.value == ours.end == event.end
    assert theirs.summary.value == str(ours["SUMMARY"])
    assert theirs.attendee.params["CN"] == [str(ours["ATTENDEE"].params["CN"])]
    assert (theirs.location.value if place_left(theirs) else "") == str(ours.get("LOCATION", ""))


def place_left(event: vobject.base.Component) -> bool:
    return "location" in event.contents


def test_a_whole_series_is_one_file_without_method_or_people() -> None:
    series = [
        replace(EVENT, uid=f"{month}@tafel.example", start=start, end=start + dt.timedelta(hours=2))
        for month in (1, 12, 10)
        for start in [dt.datetime(2026 + (month < 8), month, 5, 9, 0, tzinfo=AMSTERDAM)]
    ]
    gone = replace(EVENT, uid="gone@tafel.example", cancelled=True)

    ics = calendar_file([*series, gone], name="Overleg\r\n2026-2027", now=NOW)

    lines = unfolded(ics)
    assert [line for line in lines if line.startswith("UID")] == [f"UID:{n}@tafel.example" for n in (10, 12, 1)]
    assert [line for line in lines if line.startswith(("METHOD", "ATTENDEE", "ORGANIZER", "REFRESH"))] == []
    assert [line for line in lines if line.startswith(("NAME", "X-WR-CALNAME"))] == [
        "NAME:Overleg 2026-2027",
        "X-WR-CALNAME:Overleg 2026-2027",
    ]
    assert [event.dtstart.value.astimezone(AMSTERDAM).hour for event in vobject.readOne(ics.decode()).vevent_list] == [
        9,
        9,
        9,
    ]


def test_a_feed_says_how_often_to_come_back_and_stays_the_same_while_nothing_changes() -> None:
    event = replace(EVENT, modified=NOW)
    later = NOW + dt.timedelta(days=3)

    first = calendar_file([event], name="Mijn overleg", now=NOW, refresh=dt.timedelta(hours=4))

    assert first == calendar_file([event], name="Mijn overleg", now=later, refresh=dt.timedelta(hours=4))
    assert [line for line in unfolded(first) if "PT4H" in line] == [
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "X-PUBLISHED-TTL:PT4H",
    ]


def test_an_empty_feed_is_still_a_calendar() -> None:
    ics = calendar_file([], name="Leeg", now=NOW)

    zone = vobject.readOne(ics.decode()).vtimezone
    assert zone.tzid.value == "Europe/Amsterdam"
    assert len(Calendar.from_ical(ics).events) == 0


def test_the_same_uid_twice_is_refused() -> None:
    with pytest.raises(InvalidEvent):
        calendar_file([EVENT, EVENT], name="Dubbel", now=NOW)


def test_the_fixed_time_zone_is_right_over_both_clock_changes() -> None:
    ics = calendar_file([], name="Leeg", now=NOW)
    zone = vobject.readOne(ics.decode()).vtimezone.gettzinfo()

    offsets = [
        dt.datetime(*day, 9, 0, tzinfo=zone).utcoffset()
        for day in [(2026, 10, 24), (2026, 10, 26), (2027, 3, 27), (2027, 3, 29)]
    ]
    assert offsets == [dt.timedelta(hours=hours) for hours in (2, 1, 1, 2)]
