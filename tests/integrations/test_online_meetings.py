"""A link for Teams: what is asked of Graph, and what an answer may be. Against the local double."""

from __future__ import annotations

import datetime as dt

import pytest

from integrations.calendars.microsoft365.client import App
from integrations.calendars.microsoft365.meetings import online_meeting
from integrations.calendars.seam import CalendarTrouble
from tests.integrations.graph import MAILBOX, graph

__all__ = ["graph"]
START = dt.datetime(2026, 11, 17, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))


def app(graph):
    return App(
        tenant="t",
        client_id="c",
        secret="geheim",
        graph=f"{graph.url}/v1.0",
        inside=frozenset({graph.url}),
        token=lambda: "bewijs",
    )


@pytest.fixture
def asked(graph):
    """What the double was asked to make; by external id, as Graph does."""
    known: dict[str, dict] = {}
    bodies: list[dict] = []
    whole = graph.answer

    def answer(method, target, headers, body):
        if target.startswith(f"/v1.0/users/{MAILBOX}?"):
            return 200, {"id": "0000-1111"}, {}
        if target == "/v1.0/users/0000-1111/onlineMeetings/createOrGet":
            bodies.append(body)
            new = body["externalId"] not in known
            row = known.setdefault(body["externalId"], {"joinWebUrl": f"https://teams.microsoft.com/l/{len(known)}"})
            return 201 if new else 200, row, {}
        return whole(method, target, headers, body)

    graph.answer = answer
    return bodies


def test_the_same_key_is_the_same_meeting(graph, asked):
    more = {"key": "aan-tafel-1", "title": "Overleg De Linde – 7F3K"}
    first = online_meeting(app(graph), MAILBOX, start=START, end=START + dt.timedelta(hours=1), **more)
    assert online_meeting(app(graph), MAILBOX, **more) == first == "https://teams.microsoft.com/l/0"
    assert asked[0] == {
        "externalId": "aan-tafel-1",
        "subject": "Overleg De Linde – 7F3K",
        "startDateTime": "2026-11-17T09:00:00Z",
        "endDateTime": "2026-11-17T10:00:00Z",
    }
    assert set(asked[1]) == {"externalId", "subject"}


def test_nobody_by_that_address(graph, asked):
    with pytest.raises(CalendarTrouble) as trouble:
        online_meeting(app(graph), "niemand@swv.example", key="k", title="t")
    assert trouble.value.code == "nothing_there"
    assert asked == []


@pytest.mark.parametrize("body", [{}, {"joinWebUrl": None}, {"joinWebUrl": "http://x"}, {"joinWebUrl": ["https://x"]}])
def test_an_answer_without_a_link(graph, body):
    graph.door = lambda method, path: (200, {"id": "0000"} if method == "GET" else body, {})
    with pytest.raises(CalendarTrouble) as trouble:
        online_meeting(app(graph), MAILBOX, key="k", title="t")
    assert trouble.value.code == "odd_answer"


@pytest.mark.parametrize(("status", "code"), [(401, "refused"), (403, "refused"), (429, "busy"), (500, "unreachable")])
def test_what_graph_refuses(graph, status, code):
    graph.door = lambda method, path: (status, {}, {})
    with pytest.raises(CalendarTrouble) as trouble:
        online_meeting(app(graph), MAILBOX, key="k", title="t")
    assert trouble.value.code == code
