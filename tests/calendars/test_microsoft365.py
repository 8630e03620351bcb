"""The same life with a mailbox of Microsoft 365: connected by one click, written, read, and let go."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from integrations.calendars.microsoft365.client import App
from planning.calendars import selectors, services
from planning.calendars.models import CalendarAccount, Kind
from planning.people.models import User
from tests.calendars.test_writing import STARTS, ask, settle
from tests.factories import make_actor
from tests.integrations.graph import MAILBOX, Graph, error, graph
from tests.meetings.table import NOW, at

__all__ = ["graph"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def gw(table, graph, settings, monkeypatch):
    """The GW, whose address is the mailbox, signed in; the administrator registered an application."""
    settings.M365_CLIENT_ID = "toepassing"
    app = App(
        tenant="t", client_id="c", secret="geheim", graph=f"{graph.url}/v1.0", inside=frozenset({graph.url}),
        token=lambda: "bewijs",
    )  # fmt: skip
    monkeypatch.setattr("planning.calendars.servers.microsoft_app", lambda: app)
    table.gw.email = MAILBOX
    table.gw.user = User.objects.create_user(MAILBOX, "een-lang-wachtwoord")
    table.gw.save()
    client = Client()
    client.force_login(table.gw.user)
    return client


def connect(client, **more):
    return client.post("/mijn-agenda/microsoft/", more, follow=True)


def shown(graph: Graph) -> list[tuple[str, str]]:
    return sorted((row["start"]["dateTime"][:16], row["showAs"]) for row in graph.events.values())


def utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M")


def test_one_click_connects_the_own_mailbox_and_no_other(gw, table, graph):
    assert "eigen e-mailadres bij Microsoft 365" in gw.get("/mijn-agenda/microsoft/").content.decode()
    connect(gw, address="directeur@swv.example")
    account = CalendarAccount.objects.get()
    assert (account.kind, account.address, account.person) == (Kind.MICROSOFT365, MAILBOX, table.gw)
    assert {path.split("/")[3] for _method, path in graph.seen} == {MAILBOX}


def test_a_mailbox_outside_the_scope_is_said(gw, graph):
    graph.door = lambda method, path: (403, error("ErrorAccessDenied"), {})
    assert "Microsoft 365 laat ons niet bij deze agenda" in connect(gw).content.decode()
    assert not CalendarAccount.objects.exists()


def test_without_an_application_it_is_not_offered(gw, settings):
    settings.M365_CLIENT_ID = ""
    assert "Microsoft" not in gw.get("/mijn-agenda/").content.decode()
    assert gw.get("/mijn-agenda/microsoft/").status_code == 404


def test_held_settled_read_and_let_go(gw, table, graph):
    connect(gw)
    choose(table)
    poll = ask(table)
    services.sweep(now=NOW)
    assert shown(graph) == [(utc(start), "tentative") for start in STARTS]
    graph.add(at(25, 9), at(25, 10))
    services.refresh_busy(now=NOW + dt.timedelta(minutes=1))
    known = selectors.busy_of([table.gw.pk], first=at(9), last=at(30), now=NOW)[table.gw.pk]
    assert (known.busy, known.unknown) == (((at(25, 9), at(25, 10)),), "")
    settle(table, poll, STARTS[1])
    services.sweep(now=NOW)
    assert shown(graph) == [(utc(at(25, 9)), "busy"), (utc(STARTS[1]), "busy")]
    account = CalendarAccount.objects.get()
    services.disconnect(actor=make_actor(table.gw, today=NOW.date()), account_id=account.pk, now=NOW)
    services.sweep(now=NOW)
    assert shown(graph) == [(utc(at(25, 9)), "busy")]
    assert not CalendarAccount.objects.exists()


def test_a_busy_server_is_given_its_time_and_nothing_doubles(gw, table, graph):
    connect(gw)
    choose(table)
    ask(table)
    graph.door = lambda method, path: (
        (429, error("TooManyRequests"), {"Retry-After": "300"}) if method == "POST" else None
    )
    services.sweep(now=NOW)
    account = CalendarAccount.objects.get()
    assert account.trouble == "busy"
    assert account.open_until >= NOW + dt.timedelta(minutes=5)
    graph.door = lambda method, path: None
    services.sweep(now=NOW + dt.timedelta(hours=1))
    assert len(graph.events) == 3


def choose(table):
    """The mailbox has two calendars that may be written to."""
    account = CalendarAccount.objects.get()
    among = services.calendars_of(account, now=NOW)
    services.choose(
        actor=make_actor(table.gw, today=NOW.date()), account_id=account.pk, calendar="werk", among=among, now=NOW
    )
