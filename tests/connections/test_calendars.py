"""CalDAV against Radicale, and Microsoft 365 against the local double: what reaches too little and what too much."""

from __future__ import annotations

import base64
import json

import pytest

from integrations.calendars.caldav.client import Account
from integrations.calendars.microsoft365.client import App
from integrations.connections.calendars import check_caldav, check_graph, judge_roles, roles_in
from tests.connections.test_records import codes
from tests.connections.test_servers import wrong
from tests.integrations.graph import MAILBOX, graph
from tests.integrations.radicale import NOW, of_the_server, server

__all__ = ["graph", "server"]


def test_a_good_caldav_account(server):
    found = check_caldav(server.account, now=NOW)
    assert codes(found) == ["caldav_calendars", "caldav_busy"]
    assert "Werk" in found[0].text


def test_a_wrong_password_is_not_repeated(server):
    bad = Account(url=server.account.url, username="gw", password="fout-woord", inside=frozenset({server.url}))
    found = check_caldav(bad, now=NOW)
    assert wrong(found) == ["caldav_refused"]
    assert "fout-woord" not in str(found)


def test_an_address_inside_must_be_named(server):
    found = check_caldav(Account(url=server.account.url, username="gw", password="geheim"), now=NOW)
    assert wrong(found) == ["caldav_forbidden_address"]
    assert "CALENDAR_INSIDE" in found[0].todo


@pytest.mark.parametrize(
    ("door", "expected"),
    [
        (of_the_server("301 Moved", Location="https://elders.example/"), "caldav_odd_answer"),
        (of_the_server("200 OK", b"<html>welkom</html>", Content_Type="text/html"), "caldav_odd_answer"),
        (of_the_server("503 Busy"), "caldav_busy"),
    ],
)
def test_a_website_a_redirect_and_a_busy_server(server, door, expected):
    server.door = door
    assert wrong(check_caldav(server.account, now=NOW))[0] in {expected, "caldav_unreachable", "caldav_nothing_there"}


def token(*roles) -> str:
    body = base64.urlsafe_b64encode(json.dumps({"roles": roles}).encode()).decode().rstrip("=")
    return f"kop.{body}.zegel"


def app(graph, **more):
    fields = {"tenant": "t", "client_id": "c", "secret": "geheim", "token": lambda: "bewijs"}
    return App(**{**fields, "graph": f"{graph.url}/v1.0", "inside": frozenset({graph.url}), **more})


def closed(graph, *mailboxes):
    """The double as Exchange limits it: these are refused."""
    graph.door = lambda method, path: (
        (403, {"error": {"code": "ErrorAccessDenied"}}, {}) if any(f"/{one}/" in path for one in mailboxes) else None
    )


def test_an_application_that_reaches_who_takes_part_and_nobody_else(graph):
    closed(graph, "directeur@swv.example")
    found = check_graph(app(graph), mailbox=MAILBOX, outside="directeur@swv.example")
    assert codes(found) == ["graph_token", "graph_mailbox", "graph_scope"]
    assert codes(check_graph(app(graph, token=lambda: "bewijs"), mailbox=MAILBOX, teams=True))[1] == "graph_teams_right"
    assert {path.split("/")[-1] for _method, path in graph.seen} == {"calendars"}


def test_an_application_that_reaches_everybody(graph):
    graph.door = lambda method, path: (200, {"value": []}, {}) if "directeur" in path else None
    found = check_graph(app(graph), mailbox=MAILBOX, outside="directeur@swv.example")
    assert wrong(found) == ["graph_scope_open"]


def test_an_application_that_may_not_reach_who_takes_part(graph):
    closed(graph, MAILBOX)
    assert wrong(check_graph(app(graph), mailbox=MAILBOX)) == ["graph_refused"]
    assert wrong(check_graph(app(graph), mailbox="niemand@swv.example")) == ["graph_no_mailbox"]


def test_a_mailbox_that_does_not_exist_proves_nothing(graph):
    found = check_graph(app(graph), mailbox=MAILBOX, outside="bestaat-niet@swv.example")
    assert codes(found)[-1] == "graph_scope_unclear"
    assert codes(check_graph(app(graph), mailbox=MAILBOX))[-1] == "graph_scope_unknown"


def test_no_token(graph):
    def refused():
        from integrations.calendars.seam import CalendarTrouble

        raise CalendarTrouble("refused", "no", retry=False)

    def away():
        raise OSError("no network")

    assert codes(check_graph(app(graph, token=refused), mailbox=MAILBOX)) == ["graph_login"]
    assert codes(check_graph(app(graph, token=away), mailbox=MAILBOX)) == ["graph_unreachable"]
    assert graph.seen == []


def test_rights_in_the_token_hold_for_the_whole_tenant():
    assert roles_in(token("Calendars.ReadWrite", "Mail.Send")) == ("Calendars.ReadWrite", "Mail.Send")
    assert codes(judge_roles(("Calendars.ReadWrite", "Mail.Send"))) == ["graph_tenant_wide", "graph_too_much"]
    assert judge_roles(("OnlineMeetings.ReadWrite.All", "User.ReadBasic.All")) == []
    both = ("OnlineMeetings.ReadWrite.All", "User.ReadBasic.All")
    assert codes(judge_roles(both, teams=True)) == ["graph_teams"]
    (lacking,) = judge_roles(both[:1], teams=True)
    assert (lacking.code, "User.ReadBasic.All" in lacking.text) == ("graph_teams_right", True)
    for odd in ("", "x", "a.b.c", "a.e30.c", "a." + base64.urlsafe_b64encode(b"[1]").decode() + ".c", "é.é.é"):
        assert roles_in(odd) == ()
