"""The calendar feed over HTTP: versions, HEAD, wrong secrets, last use, and the pages where one begins and ends it."""

from __future__ import annotations

import datetime as dt
import io
import logging
import re

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import http_date, parse_http_date

from notifications.links import services as links
from notifications.links.models import LinkUse
from planning.meetings import selectors, services
from planning.meetings.services.feeds import FEED
from planning.people.audit import By
from planning.people.models import AuditEvent, User
from scheduler.logs import RedactTokens
from tests.meetings.table import CANARY, NOW, at
from tests.meetings.test_dates import fixed
from tests.meetings.test_guest_pages import enter
from tests.words import words


def path_of(address: str) -> str:
    return "/agenda/" + address.rsplit("/", 1)[-1]


def started(person) -> str:
    return path_of(services.renew_feed_address(person=person, by=By.system(), now=NOW))


def uids(answer) -> list[str]:
    return [str(event["UID"]) for event in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")]


def titles(answer) -> list[str]:
    return [str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")]


STOPPED = "Aan tafel: deze agenda is gestopt. Maak een nieuwe agendalink."


@pytest.fixture
def later(monkeypatch):
    def go(**more) -> dt.datetime:
        moment = NOW + dt.timedelta(**more)
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    return go


def test_a_version_that_is_known_is_not_sent_again(table, later):
    fixed(table)
    path = started(table.gw)
    first = Client().get(path)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert parse_http_date(first["Last-Modified"]) == int(NOW.timestamp())
    later(hours=5)
    for known in (
        {"if-none-match": first["ETag"]},
        {"if-none-match": f'"other", W/{first["ETag"]}'},
        {"if-none-match": "*"},
        {"if-modified-since": first["Last-Modified"]},
        {"if-none-match": first["ETag"], "if-modified-since": http_date(0)},
    ):
        again = Client().get(path, headers=known)
        assert (again.status_code, again.content) == (304, b""), known
        assert (again["ETag"], again["Last-Modified"]) == (first["ETag"], first["Last-Modified"])
    for unknown in (
        {},
        {"if-none-match": '"other"'},
        {"if-none-match": '"other"', "if-modified-since": http_date(4_000_000_000)},  # the ETag goes first
        {"if-modified-since": http_date(0)},
        {"if-modified-since": "yesterday"},
    ):
        assert Client().get(path, headers=unknown).content == first.content, unknown


def test_a_change_is_a_new_version_also_when_an_event_goes(table, later):
    meeting = fixed(table)
    path = started(table.gw)
    first = Client().get(path)
    now = later(minutes=1)
    services.cancel_meeting(actor=table.actor, meeting=meeting, now=now)
    second = Client().get(path, headers={"if-modified-since": first["Last-Modified"]})
    assert second.status_code == 200
    assert uids(second) == []
    assert second["ETag"] != first["ETag"]
    assert parse_http_date(second["Last-Modified"]) > parse_http_date(first["Last-Modified"])


def test_two_versions_in_one_second_have_their_own_date(table):
    meeting = fixed(table)
    path = started(table.gw)
    first = Client().get(path)
    services.cancel_meeting(actor=table.actor, meeting=meeting, now=NOW)
    assert Client().get(path, headers={"if-modified-since": first["Last-Modified"]}).status_code == 200


def test_head_says_the_same_without_a_body(table):
    fixed(table)
    path = started(table.gw)
    full, head = Client().get(path), Client().head(path)
    assert head.content == b""
    for name in ("ETag", "Last-Modified", "Content-Type", "Cache-Control", "Content-Length", "Referrer-Policy"):
        assert head[name] == full[name]
    assert Client().head(path, headers={"if-none-match": full["ETag"]}).status_code == 304
    assert Client().post(path).status_code == 405


def test_a_moved_meeting_keeps_its_uid(table, later):
    meeting = fixed(table)
    path = started(table.gw)
    before = Client().get(path)
    services.move_meeting(actor=table.actor, meeting=meeting, start=at(25), now=later(minutes=1))
    after = Client().get(path)
    assert uids(before) == uids(after) == [meeting.uid]
    assert after.content != before.content


def test_wrong_secrets_all_get_the_same_answer(table):
    fixed(table)
    ended = started(table.gw)
    services.end_feed(person=table.gw, by=By.system(), now=NOW - dt.timedelta(days=30))
    over = path_of(services.feed_address_for(table.gw, NOW - dt.timedelta(days=2 * 365 + 30)))
    other = links.issue(
        tenant_id=table.swv.pk,
        purpose="invitation",
        person_key=str(table.gw.pk),
        object_key=FEED,
        expires_at=NOW + dt.timedelta(days=9),
        now=NOW,
    )
    paths = [ended, over, f"/agenda/{other}.ics", f"/agenda/{'a' * 43}.ics", "/agenda/x.ics", f"/agenda/{'é' * 43}.ics"]
    answers = [Client().get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {404}
    bodies = {re.sub(r'nonce="[^"]*"', "", answer.content.decode()) for answer in answers}
    assert len(bodies) == 1
    counts = set()
    for path in (ended, over, f"/agenda/{'b' * 43}.ics"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            Client().get(path)
        counts.add(len(asked))
    assert len(counts) == 1  # unknown, over and ended take the same way
    assert LinkUse.objects.count() == 0


def test_no_secret_is_logged(table):
    path = started(table.gw)
    services.end_feed(person=table.gw, by=By.system(), now=NOW - dt.timedelta(days=30))
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RedactTokens())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        Client().get(path)
    finally:
        logger.removeHandler(handler)
    assert "/agenda/[token]" in stream.getvalue()
    assert path.split("/")[-1].removesuffix(".ics") not in stream.getvalue()
    assert path.split("/")[-1] not in str(list(AuditEvent.objects.values()))


def test_the_last_use_is_shown_to_a_quarter_of_an_hour(table, later):
    fixed(table)
    path = started(table.gw)
    assert selectors.feed_state(person_id=table.gw.pk, now=NOW).last_at is None
    Client().get(path)
    later(minutes=14)
    Client().head(path)
    assert selectors.feed_state(person_id=table.gw.pk, now=NOW).last_at == NOW
    moment = later(minutes=16)
    Client().get(path, headers={"if-none-match": "*"})
    assert selectors.feed_state(person_id=table.gw.pk, now=NOW).last_at == moment


def test_a_feed_asks_the_same_of_the_database_for_one_meeting_and_many(table):
    fixed(table)
    path = started(table.gw)
    Client().get(path)
    with CaptureQueriesContext(connection) as one:
        Client().get(path)
    for day in (25, 26, 27):
        fixed(table, start=at(day))
    Client().get(path)  # a new version is kept
    with CaptureQueriesContext(connection) as four:
        Client().get(path)
    assert len(four) == len(one)


# --- The pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def gw(table):
    table.gw.user = User.objects.create_user(table.gw.email, "een-lang-wachtwoord")
    table.gw.save()
    client = Client()
    client.force_login(table.gw.user)
    return client


def shown(answer) -> str:
    (address,) = re.findall(r'<code class="secret"[^>]*>(\S+?)</code>', answer.content.decode())
    return path_of(address)


def test_staff_begin_renew_and_stop_their_own_feed(table, gw):
    meeting = fixed(table)
    page = gw.get("/mijn-agenda/link/")
    assert "staat uit" in words(page.content.decode())
    first = shown(gw.post("/mijn-agenda/link/"))
    assert uids(Client().get(first)) == [meeting.uid]
    page = words(gw.get("/mijn-agenda/link/").content.decode())
    assert first not in page
    assert "3 november 2026, 09:00" in page
    second = shown(gw.post("/mijn-agenda/link/"))
    assert titles(Client().get(first)) == [STOPPED]
    assert uids(Client().get(second)) == [meeting.uid]
    assert gw.post("/mijn-agenda/link/", {"doe": "stop"}).status_code == 302
    assert titles(Client().get(second)) == [STOPPED]
    acts = AuditEvent.objects.filter(action__startswith="feed.").values_list("action", flat=True)
    assert sorted(acts) == ["feed.end", "feed.renew", "feed.renew"]  # all at one moment: the clock stands still


def test_one_click_for_each_calendar(table, gw):
    page = gw.post("/mijn-agenda/link/").content.decode()
    for begin in (
        *("webcal://", "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F"),
        *(
            "https://outlook.office.com/calendar/0/addfromweb?url=",
            "https://outlook.live.com/calendar/0/addfromweb?url=",
        ),
    ):
        assert f'href="{begin}' in page
    assert page.count('rel="noreferrer"') == 3


def test_a_partner_with_a_series_follows_it_and_another_sees_no_offer(table):
    first = fixed(table)
    client, path = enter(table.gw.email)
    assert "/agenda/" not in client.get(path).content.decode()
    second = fixed(table, start=at(25))
    assert "/agenda/volgen/?taal=" in client.get(path).content.decode()
    page = path.replace("uitnodiging", "agenda/volgen")
    feed = shown(client.post(page))
    assert uids(Client().get(feed)) == [first.uid, second.uid]
    answer = client.post(page, {"doe": "stop"})
    assert answer.status_code == 303
    assert "werkt niet meer" in words(client.get(answer["Location"]).content.decode())
    assert titles(Client().get(feed)) == [STOPPED]


def test_a_parent_follows_the_own_meetings_in_the_own_language(table):
    first, second = fixed(table), fixed(table, start=at(25))
    services.cancel_meeting(actor=table.actor, meeting=first, now=NOW)
    client, path = enter("marie@ouders.example")
    page = path.replace("uitnodiging", "agenda/volgen")
    answer = client.post(page + "?taal=en")
    assert "Your calendar link is ready" in words(answer.content.decode())
    found = Client().get(shown(answer))
    assert uids(found) == [second.uid]
    assert CANARY not in found.content.decode()
    assert "ouders.example" not in found.content.decode()


def test_the_feed_of_a_parent_is_of_nobody_else(table):
    fixed(table), fixed(table, start=at(25))
    client, path = enter("marie@ouders.example")
    client.post(path.replace("uitnodiging", "agenda/volgen"))
    assert selectors.feed_state(person_id=table.mother.pk, now=NOW).on
    assert not selectors.feed_state(person_id=table.father.pk, now=NOW).on
    assert Client().post(path.replace("uitnodiging", "agenda/volgen")).status_code == 404
