"""A calendar that fetches an address which ended or is about to hears it in words, and keeps no meeting (S14)."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import parse_http_date

from integrations.calendars.feed.provider import FeedSource
from notifications.links import selectors as links
from notifications.links.models import LinkUse, PersonalLink
from planning.meetings import services
from planning.meetings.services.feeds import FEED_LIFE
from planning.people.audit import By
from planning.people.models import User
from planning.rooms.models import Room
from tests.integrations.feeds import FeedServer, feed
from tests.integrations.icaljs import icaljs
from tests.meetings.table import CANARY, NOW
from tests.meetings.test_dates import fixed
from tests.meetings.test_feeds import STOPPED, later, path_of, started, titles, uids

__all__ = ["feed", "icaljs", "later"]

DAY = dt.timedelta(days=1)
TODAY = "Aan tafel: deze agenda stopt vandaag. Maak een nieuwe agendalink."


def midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)


@pytest.fixture
def ended(table, later):
    """The GW had a meeting in the own calendar, and stopped the link."""
    fixed(table)
    path = started(table.gw)
    before = Client().get(path)
    services.end_feed(person=table.gw, by=By.system(), now=later(hours=1))
    return path, before


def test_the_last_calendar_holds_one_line_for_a_month_and_no_meeting(ended, later, icaljs):
    path, before = ended
    assert uids(before)
    later(hours=2)
    answer = Client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    one = icaljs.read(answer.content).event
    assert (one.summary, one.whole_days, one.free) == (STOPPED, True, True)
    assert (one.start, one.end) == (midnight(NOW.date()), midnight(NOW.date() + 30 * DAY))
    assert (one.location, one.description, one.organisers, one.attendees) == ("", "", (), ())
    (event,) = vobject.readOne(answer.content.decode()).contents["vevent"]
    assert (event.summary.value, event.dtstart.value, event.dtend.value) == (
        STOPPED,
        NOW.date(),
        NOW.date() + 30 * DAY,
    )
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event["CLASS"], event["TRANSP"], event.decoded("DTSTART")) == ("PRIVATE", "TRANSPARENT", NOW.date())
    assert "DESCRIPTION" not in event


def test_it_is_a_version_that_is_not_sent_twice(ended, later):
    path, before = ended
    later(hours=2)
    answer = Client().get(path, headers={"if-none-match": before["ETag"]})
    assert answer.status_code == 200
    assert parse_http_date(answer["Last-Modified"]) > parse_http_date(before["Last-Modified"])
    later(days=20)
    for known in ({"if-none-match": answer["ETag"]}, {"if-modified-since": answer["Last-Modified"]}):
        assert Client().get(path, headers=known).status_code == 304
    assert Client().get(path).content == answer.content
    assert Client().head(path)["ETag"] == answer["ETag"]


def test_after_a_month_it_is_like_any_wrong_secret(ended, later):
    path, _before = ended
    later(days=30)
    assert Client().get(path).status_code == 200
    later(days=30, hours=1)
    last, wrong = Client().get(path), Client().get(f"/agenda/{'a' * 43}.ics")
    assert (last.status_code, wrong.status_code) == (404, 404)


def test_what_ended_is_not_used_any_more(ended, later):
    path, _before = ended
    last = LinkUse.objects.get().last_at
    later(days=3)
    with CaptureQueriesContext(connection) as asked:
        Client().get(path)
    assert not any(row["sql"].startswith(("INSERT", "UPDATE")) for row in asked)
    assert LinkUse.objects.get().last_at == last


def test_who_was_given_the_address_reads_nothing_any_more(table, later):
    """The owner made a new one because somebody else had it: there the meetings are, here only that it stopped."""
    meeting = fixed(table)
    path = started(table.gw)
    later(minutes=1)
    fresh = started(table.gw)
    assert (titles(Client().get(path)), uids(Client().get(fresh))) == ([STOPPED], [meeting.uid])


def test_what_another_machine_withdrew_is_dead_at_once_though_its_clock_is_ahead(table):
    fixed(table)
    path = started(table.gw)
    services.end_feed(person=table.gw, by=By.system(), now=NOW + dt.timedelta(seconds=5))
    assert titles(Client().get(path)) == [STOPPED]
    assert links.resolve(path.removeprefix("/agenda/").removesuffix(".ics"), now=NOW) is None


def test_no_other_link_says_that_it_ended(table, later):
    """Of a feed only: what a letter's link led to is not there, and looks like nothing ever was."""
    fixed(table)
    link = PersonalLink.objects.filter(purpose="invitation").first()
    PersonalLink.objects.filter(pk=link.pk).update(revoked_at=NOW)
    later(hours=1)
    client = Client()
    client.cookies["link"] = "a" * 43
    assert client.get(f"/g/{link.pk}/uitnodiging/").status_code == 404


def test_two_months_before_it_gets_too_old_its_last_day_says_so(table, later, icaljs):
    meeting = fixed(table)
    path = started(table.gw)
    last = (NOW + FEED_LIFE).date()
    later(days=2 * 365 - 61)
    assert titles(Client().get(path)) == []
    later(days=2 * 365 - 59)
    first = Client().get(path)
    one = icaljs.read(first.content).event
    assert (one.summary, one.whole_days, one.free) == (TODAY, True, True)
    assert (one.start, one.end) == (midnight(last), midnight(last + DAY))
    later(days=2 * 365 - 1)
    assert Client().get(path).content == first.content
    later(days=2 * 365, hours=1)
    assert titles(Client().get(path)) == [STOPPED]
    assert meeting.uid not in Client().get(path).content.decode()


def test_beside_the_warning_all_meetings_stand(table, later, monkeypatch):
    meeting = fixed(table)
    path = path_of(services.feed_address_for(table.gw, NOW - FEED_LIFE + 20 * DAY))
    answer = Client().get(path)
    assert titles(answer) == [f"Overleg De Linde – {meeting.reference}", TODAY]


def test_it_is_said_in_the_own_language_and_in_dutch(table, later):
    fixed(table)
    path = started(table.father)
    services.end_feed(person=table.father, by=By.system(), now=later(minutes=1))
    answer = Client().get(path)
    assert titles(answer) == [f"Aan tafel: this calendar has stopped. Make a new calendar link. · {STOPPED}"]
    assert CANARY not in answer.content.decode()
    assert "URL" not in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")[0]


def test_who_has_an_account_is_shown_where_to_make_a_new_one(table, later, settings):
    table.gw.user = User.objects.create_user(table.gw.email, "een-lang-wachtwoord")
    table.gw.save()
    path = started(table.gw)
    services.end_feed(person=table.gw, by=By.system(), now=later(minutes=1))
    (event,) = icalendar.Calendar.from_ical(Client().get(path).content).walk("VEVENT")
    assert event["URL"] == f"{settings.BASE_URL}/mijn-agenda/link/"


def test_the_screen_at_a_door_says_it_too(table, later):
    room = Room.objects.create(swv_id=table.swv.pk, school=table.school, name="Spreekkamer", seats=6)
    path = path_of(services.renew_room_feed(actor=table.actor, room=room, now=NOW))
    services.end_room_feed(actor=table.actor, room=room, now=later(minutes=1))
    assert titles(Client().get(path)) == [STOPPED]


def test_the_line_keeps_nobody_busy_for_who_reads_our_feed_back(ended, later, feed: FeedServer):
    path, _before = ended
    later(hours=2)
    feed.body = Client().get(path).content
    source = FeedSource(feed.url, now=NOW, inside=frozenset({feed.origin}), seconds=20.0)
    assert source.busy(["feed"], start=NOW, end=NOW + 40 * DAY) == ()
