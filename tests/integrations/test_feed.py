"""Calendar feeds from a real web server: what keeps somebody busy, only what changed, and servers that misbehave."""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from http.server import BaseHTTPRequestHandler

import pytest

from integrations.calendars.feed.provider import FeedSource
from integrations.calendars.seam import BusySource, CalendarProvider, CalendarTrouble, OwnEvent, own_uid
from integrations.types import BusyTime
from tests.integrations.feeds import FeedServer, Reply, feed, with_status
from tests.integrations.radicale import NOVEMBER, NOW, ics

__all__ = ["feed"]


def source(feed: FeedServer, *, seconds: float = 20.0) -> FeedSource:
    return FeedSource(feed.url, now=NOW, inside=frozenset({feed.origin}), seconds=seconds)


def utc(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)


def events(*bodies: str) -> bytes:
    """Several events in one file."""
    inside = [text.partition("BEGIN:VEVENT")[2].rpartition("END:VEVENT")[0] for text in bodies]
    head, tail = bodies[0].partition("BEGIN:VEVENT")[0], "END:VCALENDAR\r\n"
    return (head + "".join(f"BEGIN:VEVENT{part}END:VEVENT\r\n" for part in inside) + tail).encode()


def test_it_is_a_source_that_nothing_is_written_to(feed: FeedServer) -> None:
    feed.body = events(ics("DTSTART:20261111T100000Z", "DTEND:20261111T110000Z")).replace(
        b"VERSION:2.0", b"VERSION:2.0\r\nX-WR-CALNAME:Werk van Gerda"
    )
    found = source(feed)
    assert isinstance(found, BusySource)
    assert not isinstance(found, CalendarProvider)
    assert [one.name for one in found.connect()] == ["Werk van Gerda"]


def test_what_keeps_somebody_busy(feed: FeedServer) -> None:
    feed.body = events(
        ics("DTSTART:20261111T100000Z", "DTEND:20261111T110000Z", "SUMMARY:Tandarts", uid="a"),
        ics("DTSTART:20261111T103000Z", "DTEND:20261111T120000Z", uid="b"),
        ics("DTSTART:20261112T100000Z", "DTEND:20261112T110000Z", "TRANSP:TRANSPARENT", uid="c"),
        ics("DTSTART:20261113T100000Z", "DTEND:20261113T110000Z", "STATUS:CANCELLED", uid="d"),
        # Weekly over the change of the clock, without one date, and one moved to the afternoon.
        ics(
            "DTSTART;TZID=Europe/Amsterdam:20261019T090000",
            "DURATION:PT1H",
            "RRULE:FREQ=WEEKLY;COUNT=5",
            "EXDATE;TZID=Europe/Amsterdam:20261109T090000",
            uid="e",
        ),
        ics(
            "RECURRENCE-ID;TZID=Europe/Amsterdam:20261116T090000",
            "DTSTART;TZID=Europe/Amsterdam:20261116T140000",
            "DURATION:PT1H",
            uid="e",
        ),
        ics("DTSTART;VALUE=DATE:20261120", "DTEND;VALUE=DATE:20261121", uid="f"),
        ics("DTSTART:20261124T090000", "DTEND:20261124T100000", uid="g"),
    )
    assert source(feed).busy(["feed"], **NOVEMBER) == (
        BusyTime(utc(2, 8), utc(2, 9)),
        BusyTime(utc(11, 10), utc(11, 12)),
        BusyTime(utc(16, 13), utc(16, 14)),
        BusyTime(utc(19, 23), utc(20, 23)),
        BusyTime(utc(24, 8), utc(24, 9)),
    )


def test_our_own_events_keep_nobody_busy(feed: FeedServer) -> None:
    feed.body = events(
        ics("DTSTART:20261111T100000Z", "DTEND:20261111T110000Z", uid=own_uid("ons")),
        ics("DTSTART:20261111T103000Z", "DTEND:20261111T110000Z", uid="prive"),
    )
    ours = [OwnEvent(uid="ons", start=utc(11, 10), end=utc(11, 11))]
    assert source(feed).busy(["feed"], without=ours, **NOVEMBER) == (BusyTime(utc(11, 10, 30), utc(11, 11)),)


@pytest.mark.parametrize(
    ("headers", "asked"),
    [
        ({"ETag": '"een"'}, "If-None-Match"),
        ({"Last-Modified": "Sun, 01 Nov 2026 10:00:00 GMT"}, "If-Modified-Since"),
        ({}, ""),
    ],
)
def test_what_did_not_change_is_not_read_again(feed: FeedServer, headers: dict[str, str], asked: str) -> None:
    feed.body, feed.headers = events(ics("DTSTART:20261111T100000Z", "DTEND:20261111T110000Z")), headers
    first = source(feed).tag(["feed"])
    assert source(feed).tag(["feed"], known=first) == first
    assert (asked in feed.seen[1]) is bool(asked)
    feed.body = events(ics("DTSTART:20261112T100000Z", "DTEND:20261112T110000Z"))
    feed.headers = {name: value.replace("een", "twee").replace("10:00", "11:00") for name, value in headers.items()}
    again = source(feed)
    assert again.tag(["feed"], known=first) != first
    assert again.busy(["feed"], **NOVEMBER) == (BusyTime(utc(12, 10), utc(12, 11)),)
    assert len(feed.seen) == 3  # what was fetched to look is used


def drip(handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then: each read is in time, the whole never ends."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b"B")
        handler.wfile.flush()
        time.sleep(0.1)


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(200):
        handler.wfile.write(f"X-{number}: x\r\n".encode())
        handler.wfile.flush()
        time.sleep(0.1)


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65536)


def short(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b"BEGIN:VCALENDAR\r\n")
    handler.close_connection = True


@pytest.mark.parametrize(
    ("reply", "code", "retry"),
    [
        (with_status(401), "refused", False),
        (with_status(404), "nothing_there", False),
        (with_status(500), "unreachable", True),
        (with_status(503, Retry_After="90"), "busy", True),
        (with_status(429, Retry_After="soon"), "busy", True),
        (with_status(301, Location="http://169.254.169.254/latest/"), "odd_answer", False),
        (with_status(304), "odd_answer", False),
        (with_status(200, b"<html>Log in</html>"), "odd_answer", False),
        (with_status(200, b""), "odd_answer", False),
        (
            with_status(200, b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
            "odd_answer",
            False,
        ),
        (endless, "odd_answer", False),
        (short, "unreachable", True),
    ],
)
def test_a_strange_answer_is_trouble_and_never_free(feed: FeedServer, reply: Reply, code: str, retry: bool) -> None:
    feed.reply = reply
    with pytest.raises(CalendarTrouble) as found:
        source(feed).busy(["feed"], **NOVEMBER)
    assert (found.value.code, found.value.retry) == (code, retry)


@pytest.mark.parametrize("reply", [drip, drip_headers])
def test_a_server_that_drips_is_cut_off(feed: FeedServer, reply: Reply) -> None:
    feed.reply = reply
    began = time.monotonic()
    with pytest.raises(CalendarTrouble) as found:
        source(feed, seconds=1.0).busy(["feed"], **NOVEMBER)
    assert (found.value.code, found.value.retry) == ("unreachable", True)
    assert time.monotonic() - began < 8


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11;BYMINUTE=0,1,2,3,4,5,6,7,8,9;BYSECOND=1,2,3,4,5",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=0",
    ],
)
def test_a_rule_that_never_ends_costs_its_own_feed_only(
    feed: FeedServer, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("integrations.calendars.feed.provider.UNFOLD_SECONDS", 3)
    feed.body = events(ics("DTSTART:20261101T100000Z", "DTEND:20261101T100001Z", f"RRULE:{rule}"))
    began = time.monotonic()
    with contextlib.suppress(CalendarTrouble):  # or an answer that is right, where it came in time
        source(feed).busy(["feed"], **NOVEMBER)
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/a.ics", "webcal://localhost/a.ics", "file:///etc/passwd", "https://[::1]/a"]
)
def test_the_inside_is_not_for_feeds(url: str) -> None:
    with pytest.raises(CalendarTrouble) as found:
        FeedSource(url, now=NOW).connect()
    assert found.value.code in {"forbidden_address", "unreachable"}
