"""What changed at Microsoft 365 (delta), being called by it (subscriptions), and answers that are half or late."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from integrations.calendars.seam import CalendarTrouble, Watchable, Written
from tests.integrations.graph import NOW, Graph, Reply, error, graph, stamp
from tests.integrations.radicale import EVENT

__all__ = ["graph"]
DAY = dt.timedelta(days=1)
UNTIL = NOW + 3 * DAY


def three(graph: Graph) -> list[Written]:
    provider = graph.provider()
    return [provider.put("werk", replace(EVENT, uid=f"{n}@tafel.example")) for n in range(3)]


def key_of(written: Written) -> str:
    return written.ref.split("\n")[2]


def test_delta_says_what_was_moved_and_what_is_gone_and_only_once(graph: Graph) -> None:
    moved, gone, same = known = three(graph)
    provider = graph.provider()
    before = provider.changes("werk", known)
    assert (before.changed, before.gone) == ((), ())
    graph.change(key_of(moved), start=stamp(EVENT.start + DAY), end=stamp(EVENT.end + DAY))
    graph.remove(key_of(gone))
    graph.add(EVENT.start, EVENT.end, subject="Tandarts")
    graph.seen.clear()
    found = provider.changes("werk", known, token=before.token)
    assert [(one.written.ref, one.start) for one in found.changed] == [(moved.ref, EVENT.start + DAY)]
    assert found.gone == (gone.ref,)
    # Two pages of the delta, and one question about each of ours that was touched.
    assert [path.rsplit("/", 1)[1] for _method, path in graph.seen] == ["delta", "delta", "events", "events"]
    again = provider.changes("werk", [same], token=found.token)
    assert (again.changed, again.gone) == ((), ())


def test_nothing_new_is_one_question(graph: Graph) -> None:
    known = three(graph)
    provider = graph.provider()
    before = provider.changes("werk", known)
    graph.seen.clear()
    assert provider.changes("werk", known, token=before.token).token == before.token
    assert len(graph.seen) == 1


def test_what_we_wrote_ourselves_is_no_change(graph: Graph) -> None:
    first, *_rest = known = three(graph)
    provider = graph.provider()
    before = provider.changes("werk", known)
    known[0] = provider.move(first, replace(EVENT, start=EVENT.start + DAY, end=EVENT.end + DAY))
    found = provider.changes("werk", known, token=before.token)
    assert (found.changed, found.gone) == ((), ())


@pytest.mark.parametrize("how", ["forgotten", "old", "from elsewhere"])
def test_a_delta_link_that_is_no_good_means_starting_again(graph: Graph, how: str) -> None:
    moved, gone, same = known = three(graph)
    provider = graph.provider()
    token = provider.changes("werk", known).token
    graph.change(key_of(moved), start=stamp(EVENT.start + DAY), end=stamp(EVENT.end + DAY))
    graph.remove(key_of(gone))
    if how == "forgotten":
        graph.forget = True
    token = {"old": "2026-01-01 " + token.split(" ")[1], "from elsewhere": "onzin"}.get(how, token)
    found = provider.changes("werk", known, token=token)
    assert ([one.written.ref for one in found.changed], found.gone) == ([moved.ref], (gone.ref,))
    graph.forget = False
    assert provider.changes("werk", [same], token=found.token).changed == ()


def test_a_calendar_without_delta_is_compared_each_time(graph: Graph) -> None:
    graph.delta = False
    known = three(graph)
    provider = graph.provider()
    found = provider.changes("werk", known)
    assert (found.changed, found.gone, found.token) == ((), (), "")
    graph.remove(key_of(known[0]))
    assert provider.changes("werk", known, token=found.token).gone == (known[0].ref,)


def test_half_a_list_makes_nothing_gone(graph: Graph) -> None:
    known = three(graph)
    graph.door = lambda method, path: (
        (200, {"value": []}, {}) if path.endswith("/events") and len(graph.seen) % 9 == 2 else None
    )
    graph.seen.clear()
    found = graph.provider().changes("werk", known)
    assert found.gone == ()


@pytest.mark.parametrize("fault", ["half", "slow", "429", "503", "403"])
def test_trouble_makes_nothing_gone(graph: Graph, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = three(graph)
    provider = graph.provider()
    token = provider.changes("werk", known).token
    if fault == "half":
        graph.half = True
    elif fault == "slow":
        monkeypatch.setattr("integrations.calendars.guard.READ_SECONDS", 0.3)
        graph.slow = 1.0
    else:
        graph.door = lambda method, path: (int(fault), error("Fault"), {"Retry-After": "120"})
    for asked in ("", token):
        with pytest.raises(CalendarTrouble) as found:
            provider.changes("werk", known, token=asked)
        assert found.value.code in {"unreachable", "busy", "refused"}


def busy_for(times: int, graph: Graph, method: str, seconds: str = "0") -> None:
    left = [times]

    def door(asked: str, path: str) -> Reply | None:
        if asked == method and left[0]:
            left[0] -= 1
            return 429, error("TooManyRequests"), {"Retry-After": seconds}
        return None

    graph.door = door


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
def test_a_server_that_asks_for_a_moment_gets_it_also_when_something_is_made(graph: Graph, method: str) -> None:
    provider = graph.provider()
    busy_for(2, graph, method)
    written = provider.put("werk", EVENT)
    provider.move(written, replace(EVENT, start=EVENT.start + DAY, end=EVENT.end + DAY))
    assert len(graph.events) == 1


def test_a_server_that_stays_busy_or_asks_for_long_is_left_to_the_caller(graph: Graph) -> None:
    for times, seconds, wait in ((9, "0", 0), (1, "60", 60)):
        busy_for(times, graph, "POST", seconds)
        with pytest.raises(CalendarTrouble) as found:
            graph.provider().put("werk", EVENT)
        assert (found.value.code, found.value.wait) == ("busy", wait)
    assert graph.events == {}


def test_a_repeated_transaction_that_is_a_conflict_is_the_same_event(graph: Graph) -> None:
    """The first answer was lost, and the search does not find the event yet: Graph says 409, then it is found."""
    graph.conflict = True
    graph.provider().put("werk", EVENT)
    hidden = [1]

    def door(method: str, path: str) -> Reply | None:
        if method == "GET" and path.endswith("/events") and hidden:
            hidden.pop()
            return 200, {"value": []}, {}
        return None

    graph.door = door
    written = graph.provider().put("werk", EVENT)
    assert (len(graph.events), key_of(written)) == (1, next(iter(graph.events)))


def test_a_conflict_about_nothing_we_can_find_is_tried_later(graph: Graph) -> None:
    graph.door = lambda method, path: (409, error("ErrorIrresolvableConflict"), {}) if method == "POST" else None
    with pytest.raises(CalendarTrouble) as found:
        graph.provider().put("werk", EVENT)
    assert (found.value.code, found.value.retry) == ("busy", True)


def test_watching_shakes_hands_is_prolonged_and_ends(graph: Graph) -> None:
    heard: list[str] = []

    def call(url: str, body: object) -> tuple[int, str, str]:
        heard.append(url)
        return 200, "text/plain", parse_qs(urlsplit(url).query)["validationToken"][0]

    graph.call = call
    provider = graph.provider()
    assert isinstance(provider, Watchable)
    watch = provider.watch("werk", url="https://tafel.example/koppeling/graph/", secret="s" * 43, until=UNTIL)
    assert heard[0].startswith("https://tafel.example/koppeling/graph/?validationToken=")
    assert graph.subscriptions[watch]["expirationDateTime"] == "2026-09-04T08:00:00Z"
    assert provider.watch_on(watch, until=UNTIL + DAY)
    assert graph.subscriptions[watch]["expirationDateTime"] == "2026-09-05T08:00:00Z"
    provider.unwatch(watch)
    provider.unwatch(watch)
    assert graph.subscriptions == {}
    assert not provider.watch_on(watch, until=UNTIL)


def test_an_address_that_does_not_shake_hands_is_not_watched(graph: Graph) -> None:
    graph.call = lambda url, body: (200, "text/html", "Welkom")
    with pytest.raises(CalendarTrouble):
        graph.provider().watch("werk", url="https://tafel.example/", secret="s", until=UNTIL)
    assert graph.subscriptions == {}
