"""When people are busy: read in parallel, kept a day, unknown when it cannot be read, and what polls make of it."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
from django_scopes import scope, scopes_disabled

from planning.calendars import rules, selectors, services
from planning.calendars.models import BusyTime, CalendarAccount, Kind
from planning.calendars.services import asking, reading
from planning.polls import selectors as polls
from planning.polls import services as poll_services
from tests.calendars.diary import LATER, connected
from tests.factories import make_person, make_swv
from tests.integrations.feeds import feed, with_status
from tests.integrations.radicale import ics, of_the_server
from tests.meetings.table import NOW, at

__all__ = ["feed"]
pytestmark = pytest.mark.django_db
WINDOW = {"first": at(9, 0), "last": at(30, 0)}
DENTIST = ics("DTSTART:20261124T090000Z", "DTEND:20261124T100000Z", "SUMMARY:Tandarts")


def of(person, now=NOW):
    return selectors.busy_of([person.pk], now=now, **WINDOW).get(person.pk)


def with_feed(person, server, *, now=NOW, **more):
    return CalendarAccount.objects.create(
        swv_id=person.swv_id,
        person=person,
        kind=Kind.FEED,
        server=more.pop("name", "127.0.0.1"),
        address=server.url,
        calendar="feed",
        read_next=now,
        **more,
    )


def test_only_the_interval_is_kept(connected_gw, server):
    server.as_owner("PUT", "/gw/werk/t.ics", DENTIST)
    assert services.refresh_busy(now=NOW) == 1
    assert of(connected_gw.gw) == rules.Known(busy=((at(24, 10), at(24, 11)),), since=NOW)
    assert "Tandarts" not in str(list(BusyTime.objects.values()) + list(CalendarAccount.objects.values()))


def test_who_connected_nothing_is_not_in_it(table):
    assert selectors.busy_of([table.gw.pk], now=NOW, **WINDOW) == {}


def test_a_calendar_that_was_never_read_is_unknown(connected_gw):
    assert of(connected_gw.gw) == rules.Known(unknown=rules.NEVER_READ)


def test_after_a_day_it_is_unknown_and_the_times_are_thrown_away(connected_gw, server):
    server.as_owner("PUT", "/gw/werk/t.ics", DENTIST)
    services.refresh_busy(now=NOW)
    server.door = of_the_server("502 Bad Gateway")
    almost, later = NOW + dt.timedelta(hours=23), NOW + dt.timedelta(hours=25)
    assert services.refresh_busy(now=almost) == 0
    assert of(connected_gw.gw, now=almost).busy
    assert of(connected_gw.gw, now=almost).unknown == ""
    services.forget_old_busy_times(now=later)
    assert of(connected_gw.gw, now=later) == rules.Known(since=NOW, unknown="unreachable")
    assert not BusyTime.objects.exists()


def test_nobody_is_asked_too_often(connected_gw, server):
    services.refresh_busy(now=NOW)
    server.seen.clear()
    assert services.refresh_busy(now=NOW + dt.timedelta(minutes=5)) == 0
    assert server.seen == []


def test_a_calendar_that_did_not_change_costs_one_question_and_counts_as_read(connected_gw, server):
    services.refresh_busy(now=NOW)
    server.seen.clear()
    later = NOW + dt.timedelta(hours=3)
    assert services.refresh_busy(now=later) == 1
    assert server.seen == ["PROPFIND"]
    assert of(connected_gw.gw, now=later).since == later


def test_what_we_hold_ourselves_keeps_nobody_busy_but_what_lies_beside_it_does(connected_gw, server):
    meeting = connected_gw.meeting(connected_gw.ib, connected_gw.gw, connected_gw.jp)
    poll_services.open_poll(
        actor=connected_gw.actor,
        meeting=meeting,
        options=[at(24), at(26)],
        deadline=at(20),
        settles_itself=False,
        now=NOW,
    )
    services.sweep(now=NOW)
    server.as_owner("PUT", "/gw/werk/t.ics", ics("DTSTART:20261126T091500Z", "DTEND:20261126T093000Z", uid="t"))
    services.refresh_busy(now=NOW + LATER)
    assert of(connected_gw.gw, now=NOW + LATER).busy == ((at(26, 10, 15), at(26, 10, 30)),)


def test_one_silent_calendar_of_two_makes_a_person_unknown(connected_gw, server, feed, settings):
    settings.CALENDAR_INSIDE = [server.url, feed.origin]
    server.as_owner("PUT", "/gw/werk/t.ics", DENTIST)
    with_feed(connected_gw.gw, feed)
    feed.reply = with_status(500)
    services.refresh_busy(now=NOW)
    found = of(connected_gw.gw)
    assert (found.unknown, found.since, found.busy) == ("unreachable", None, ((at(24, 10), at(24, 11)),))


def test_a_feed_is_asked_for_what_changed(table, feed, settings):
    settings.CALENDAR_INSIDE = [feed.origin]
    feed.body, feed.headers = DENTIST.encode(), {"ETag": '"een"'}
    with_feed(table.gw, feed)
    services.refresh_busy(now=NOW)
    later = NOW + dt.timedelta(hours=3)
    services.refresh_busy(now=later)
    assert feed.seen[1]["If-None-Match"] == '"een"'
    assert of(table.gw, now=later) == rules.Known(busy=((at(24, 10), at(24, 11)),), since=later)


def test_a_slow_server_holds_up_nobody_else(table, feed, server, settings, monkeypatch):
    """Nine accounts of a server that drips and one of a server that answers: few at once, then the rest is spared."""
    settings.CALENDAR_INSIDE = [feed.origin, server.url]
    monkeypatch.setattr("planning.calendars.servers.ACCOUNT_SECONDS", 1.0)
    here, most = 0, 0
    lock = threading.Lock()

    def slow(handler):
        nonlocal here, most
        with lock:
            here += 1
            most = max(most, here)
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        try:
            for _ in range(30):
                time.sleep(0.1)
                handler.wfile.write(b"B")
        finally:
            with lock:
                here -= 1

    feed.reply = slow
    for number in range(9):
        with_feed(make_person(table.swv, f"Trage {number}"), feed, name="traag.example")
    began = time.monotonic()
    connected(table.gw, server)
    assert services.refresh_busy(now=NOW) == 1
    assert of(table.gw).unknown == ""
    assert most <= asking.PER_SERVER + 2  # a cut connection is noticed by the server a moment later
    assert time.monotonic() - began < 30
    assert len(feed.seen) < 9
    spared = CalendarAccount.objects.filter(kind=Kind.FEED, failures=0)
    assert spared.exists()
    assert all(row.read_next == NOW + reading.COME_BACK for row in spared)


def test_two_beats_at_once_read_a_calendar_once(connected_gw):
    assert len(reading._take(now=NOW, account_ids=None)) == 1
    assert reading._take(now=NOW, account_ids=None) == []


def test_another_swv_sees_nothing(connected_gw, server):
    server.as_owner("PUT", "/gw/werk/t.ics", DENTIST)
    services.refresh_busy(now=NOW)
    with scopes_disabled():
        other = make_swv()
        with scope(swv=other.pk):
            assert selectors.busy_of([connected_gw.gw.pk], now=NOW, **WINDOW) == {}


# --- Date polls -------------------------------------------------------------------------------------------------------


def look(table, *starts):
    meeting = table.meeting(table.ib, table.gw, table.jp)
    return polls.look_at_options(meeting, list(starts), now=NOW)


def test_a_poll_says_who_is_busy_in_the_own_calendar(connected_gw, server):
    server.as_owner("PUT", "/gw/werk/t.ics", DENTIST)
    services.refresh_busy(now=NOW)
    busy, free = look(connected_gw, at(24, 10, 30), at(24, 11))
    assert busy.cannot == (("Gerda Gw (GW)", "is bezet in de eigen agenda"),)
    assert not busy.everybody
    assert free.cannot == ()
    assert free.everybody


def test_options_are_proposed_around_the_own_calendar(connected_gw, server):
    for day in range(10, 28):
        body = ics(f"DTSTART:202611{day}T050000Z", f"DTEND:202611{day}T120000Z", uid=f"druk{day}")
        server.as_owner("PUT", f"/gw/werk/{day}.ics", body)
    services.refresh_busy(now=NOW)
    meeting = connected_gw.meeting(connected_gw.ib, connected_gw.gw, connected_gw.jp)
    found = polls.propose_options(meeting, now=NOW, weeks=2).proposals
    assert found
    assert {row.everybody for row in found} == {True}
    assert min(row.start.astimezone(rules.dt.UTC).hour for row in found) >= 12


def test_an_unknown_calendar_is_said_and_never_taken_for_free(connected_gw, server):
    services.refresh_busy(now=NOW)
    server.door = of_the_server("502 Bad Gateway")
    later = NOW + dt.timedelta(hours=25)
    services.refresh_busy(now=later)
    meeting = connected_gw.meeting(connected_gw.ib, connected_gw.gw, connected_gw.jp)
    found = polls.propose_options(meeting, now=later).proposals
    assert {row.unknown for row in found} == {("Gerda Gw (GW)",)}
    (line,) = polls.silent_calendars(meeting, now=later)
    assert line.startswith(
        "De agenda van Gerda Gw is onbekend sinds 3 november, 09:00. De agendaserver antwoordt niet."
    )
