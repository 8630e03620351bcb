"""Being called by Microsoft 365: the handshake, the secret, calls that are wrong, late, double or lost, and the end."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import urlsplit

import pytest
from django.test import Client

from planning.calendars import rules, services
from planning.calendars.models import CalendarAccount, OwnerChange
from tests.calendars.test_microsoft365 import choose, connect, gw
from tests.calendars.test_writing import STARTS, ask, settle
from tests.factories import make_actor
from tests.integrations.graph import Graph, error, graph, stamp
from tests.meetings.table import NOW, at

__all__ = ["graph", "gw"]
pytestmark = pytest.mark.django_db
LATER = dt.timedelta(hours=1)
DOOR = "/koppeling/graph/"


def through_the_door(url: str, body: object) -> tuple[int, str, str]:
    """Graph calls us: an anonymous client, with CSRF checks as for anybody."""
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"https://tafel.example{DOOR}"
    client = Client(enforce_csrf_checks=True)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    answer = client.post(target, json.dumps(body) if body else "", content_type="application/json", secure=True)
    return answer.status_code, answer.headers.get("Content-Type", ""), answer.content.decode()


@pytest.fixture
def watched(gw, table, graph: Graph, settings):
    """The GW's mailbox, with a meeting in it, that Microsoft watches for us."""
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://tafel.example", ["*"]
    graph.call = through_the_door
    connect(gw)
    choose(table)
    settle(table, ask(table), STARTS[0])
    services.sweep(now=NOW)
    assert services.watch(now=NOW) == 1
    services.notice(now=NOW)
    return graph


def account():
    return CalendarAccount.objects.get()


def owner_moves(graph):
    (key,) = graph.events
    graph.change(key, start=stamp(at(26, 14)), end=stamp(at(26, 15)))


def test_the_handshake_is_made_and_the_watch_is_kept(watched):
    (row,) = watched.subscriptions.values()
    assert row["clientState"] == account().watch_secret
    assert len(row["clientState"]) >= 43
    assert account().watch_id == row["id"]
    assert services.watch(now=NOW + LATER) == 0  # it lasts


def test_a_call_has_the_move_found_at_once_and_asked_once(watched):
    owner_moves(watched)
    soon = NOW + dt.timedelta(minutes=1)
    assert services.notice(now=soon) == 0  # not due yet
    assert watched.notify(times=3) == [202, 202, 202]
    assert OwnerChange.objects.get().start == at(26, 14)  # tasks run at once in these tests
    watched.notify(times=2)
    assert OwnerChange.objects.count() == 1


def test_a_call_that_no_worker_hears_leaves_the_calendar_due(watched, monkeypatch):
    owner_moves(watched)
    monkeypatch.setattr("planning.calendars.services.wishing.hurry_noticing", lambda ids: None)
    assert watched.notify() == [202]
    assert not OwnerChange.objects.exists()
    assert services.notice(now=NOW + dt.timedelta(minutes=1)) == 1


def test_a_call_that_is_lost_is_found_by_the_beat(watched):
    owner_moves(watched)
    assert services.notice(now=NOW + rules.LOOK_EVERY) == 1


@pytest.mark.parametrize("secret", ["anders", "é" * 40])
def test_another_secret_wakes_nobody_and_is_answered_the_same(watched, secret):
    before = account().look_next
    assert watched.notify(secret=secret) == [202]
    assert account().look_next == before


def test_an_unknown_watch_and_nonsense_harm_nobody(watched):
    client = Client()
    before = account().look_next
    unknown = {"value": [{"subscriptionId": "x" * 5000, "clientState": "y"}, {"subscriptionId": "", "clientState": ""}]}
    assert client.post(DOOR, json.dumps(unknown), content_type="application/json").status_code == 202
    for body in ("", "[]", "{", '{"value": 3}', '{"value": [3]}', '{"value": {"a": 1}}', "[" * 100_000):
        assert client.post(DOOR, body, content_type="application/json").status_code == 400
    assert client.post(DOOR, " " * 300_000, content_type="application/json").status_code == 413
    assert client.get(DOOR).status_code == 405
    assert account().look_next == before


def test_the_handshake_gives_plain_text_back_and_nothing_long():
    client = Client()
    token = "<script>alert(1)</script>"
    answer = client.post(f"{DOOR}?validationToken=%3Cscript%3Ealert(1)%3C/script%3E")
    assert (answer.status_code, answer.content.decode()) == (200, token)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.post(f"{DOOR}?validationToken={'a' * 2000}").status_code == 400
    assert client.post(f"{DOOR}?validationToken=").status_code == 400


def test_it_is_prolonged_before_it_ends_and_begun_anew_when_it_was_lost(watched):
    late = NOW + rules.WATCH - rules.WATCH_AHEAD
    (key,) = watched.subscriptions
    assert services.watch(now=late) == 1
    assert list(watched.subscriptions) == [key]
    assert account().watch_until == late + rules.WATCH
    watched.subscriptions.clear()
    assert services.watch(now=late + rules.WATCH) == 1
    (other,) = watched.subscriptions
    assert other != key
    assert account().watch_id == other


def test_a_watch_that_microsoft_ended_is_begun_anew(watched):
    (key,) = watched.subscriptions
    assert watched.notify(lifecycle="missed") == [202]
    assert account().watch_id == key
    assert watched.notify(lifecycle="subscriptionRemoved") == [202]
    assert account().watch_id == ""
    watched.subscriptions.clear()
    later = account().watch_until
    assert services.watch(now=max(later, NOW)) == 1
    assert list(watched.subscriptions) == [account().watch_id]


def test_trouble_with_watching_is_no_trouble_of_the_calendar(watched):
    watched.door = lambda method, path: (503, error("ServiceUnavailable"), {"Retry-After": "60"})
    late = NOW + rules.WATCH
    assert services.watch(now=late) == 0
    assert (account().trouble, account().state) == ("", "connected")
    assert services.watch(now=late) == 0
    watched.door = lambda method, path: None
    assert services.watch(now=late + rules.WATCH_TRY) == 1


def test_without_a_public_address_there_is_the_beat_alone(watched, settings):
    settings.BASE_URL = "http://127.0.0.1:8000"
    watched.subscriptions.clear()
    assert services.watch(now=NOW + rules.WATCH) == 0
    assert watched.subscriptions == {}


def test_letting_go_removes_what_we_wrote_and_the_watch(watched, table):
    services.disconnect(actor=make_actor(table.gw, today=NOW.date()), account_id=account().pk, now=NOW)
    services.sweep(now=NOW)
    assert (watched.events, watched.subscriptions) == ({}, {})
    assert not CalendarAccount.objects.exists()
