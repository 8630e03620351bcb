"""Microsoft 365 against a local double of Graph that checks the shapes and misbehaves on command."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from integrations.calendars.microsoft365.client import App
from integrations.calendars.microsoft365.provider import Microsoft365Provider
from integrations.calendars.seam import CalendarProvider, CalendarTrouble, Changes, OwnEvent, RemoteCalendar
from integrations.types import BusyTime
from tests.integrations.graph import MAILBOX, NOW, Graph, Reply, error, graph
from tests.integrations.radicale import BUSY, EVENT, NOVEMBER

__all__ = ["graph"]
LATER = dt.timedelta(days=1)


def test_the_calendars_that_may_be_written_to_are_listed_the_own_one_first(graph: Graph) -> None:
    provider = graph.provider()
    assert isinstance(provider, CalendarProvider)
    assert provider.connect() == (RemoteCalendar("werk", "Agenda"), RemoteCalendar("prive", "Privé"))


def test_what_is_written_is_private_and_mails_nobody(graph: Graph) -> None:
    graph.provider().put("werk", replace(EVENT, tentative=True))
    (row,) = graph.events.values()
    assert (row["subject"], row["showAs"], row["sensitivity"]) == (EVENT.summary, "tentative", "private")
    assert "attendees" not in row
    assert row["start"] == {"dateTime": "2026-11-09T08:00:00", "timeZone": "UTC"}


def test_writing_twice_is_one_event_and_moving_is_the_same_one(graph: Graph) -> None:
    provider = graph.provider()
    first = provider.put("werk", EVENT)
    assert first.ref.startswith(provider.place_of("werk", EVENT.uid))
    again = provider.put("werk", replace(EVENT, summary="anders"))
    assert (first.ref, len(graph.events)) == (again.ref, 1)
    provider.move(again, replace(EVENT, start=EVENT.start + LATER, end=EVENT.end + LATER))
    (row,) = graph.events.values()
    assert row["start"]["dateTime"] == "2026-11-10T08:00:00"


def test_an_answer_that_is_lost_leaves_one_event(graph: Graph) -> None:
    provider = graph.provider()
    found: list[object] = []
    graph.door = lambda method, path: setattr(graph, "lose", method == "POST" and not found)  # type: ignore[func-returns-value]
    with pytest.raises(CalendarTrouble) as lost:
        provider.put("werk", EVENT)
    found.append(lost.value)
    assert (lost.value.code, lost.value.retry, len(graph.events)) == ("unreachable", True, 1)
    graph.provider().put("werk", EVENT)
    assert len(graph.events) == 1


def test_two_of_ours_become_one(graph: Graph) -> None:
    provider = graph.provider()
    provider.put("werk", EVENT)
    (row,) = graph.events.values()
    graph.keep({**row, "id": "dubbel"})
    provider.put("werk", EVENT)
    assert len(graph.events) == 1


def test_what_its_owner_changed_or_removed_is_noticed(graph: Graph) -> None:
    provider = graph.provider()
    moved, gone, same = (provider.put("werk", replace(EVENT, uid=f"{n}@tafel.example")) for n in range(3))
    rows = list(graph.events.values())
    graph.keep({**rows[0], "start": {"dateTime": "2026-11-10T08:00:00.0000000", "timeZone": "UTC"},
                "end": {"dateTime": "2026-11-10T09:00:00.0000000", "timeZone": "UTC"}})  # fmt: skip
    del graph.events[rows[1]["id"]]
    for written in (moved, gone):
        with pytest.raises(CalendarTrouble) as refused:
            provider.move(written, EVENT)
        assert refused.value.code == "changed"
    found = provider.changes("werk", [moved, gone, same])
    assert isinstance(found, Changes)
    assert [(one.written.ref, one.start.hour, one.cancelled) for one in found.changed] == [(moved.ref, 8, False)]
    assert found.gone == (gone.ref,)


def test_removing_twice_is_removing(graph: Graph) -> None:
    provider = graph.provider()
    written = provider.put("werk", EVENT)
    provider.delete(written)
    provider.delete(written)
    assert graph.events == {}


@pytest.mark.parametrize("items", [True, False], ids=["items", "availability only"])
def test_only_busy_times_come_in(graph: Graph, items: bool) -> None:
    graph.items = items
    graph.add(BUSY.start, BUSY.end)
    graph.add(BUSY.start + LATER, BUSY.end + LATER, showAs="free")
    graph.add(BUSY.start + 2 * LATER, BUSY.end + 2 * LATER, showAs="tentative")
    found = graph.provider().busy(["werk"], **NOVEMBER)
    assert found == (BUSY, BusyTime(BUSY.start + 2 * LATER, BUSY.end + 2 * LATER))


def test_a_school_year_is_asked_in_parts(graph: Graph) -> None:
    graph.add(BUSY.start + 200 * LATER, BUSY.end + 200 * LATER)
    start = NOVEMBER["start"]
    found = graph.provider().busy(["werk"], start=start, end=start + dt.timedelta(days=400))
    assert found == (BusyTime(BUSY.start + 200 * LATER, BUSY.end + 200 * LATER),)
    assert len(graph.seen) == 10


def test_our_own_events_keep_nobody_busy_but_what_lies_beside_them_does(graph: Graph) -> None:
    provider = graph.provider()
    provider.put("werk", EVENT)
    ours = [OwnEvent(uid=EVENT.uid, start=EVENT.start, end=EVENT.end)]
    assert provider.busy(["werk"], without=ours, **NOVEMBER) == ()
    half = dt.timedelta(minutes=30)
    graph.add(BUSY.start + half, BUSY.end)
    assert provider.busy(["werk"], without=ours, **NOVEMBER) == (BusyTime(BUSY.start + half, BUSY.end),)


def schedule(row: dict[str, object]) -> Reply:
    return 200, {"value": [{"scheduleId": MAILBOX, **row}]}, {}


@pytest.mark.parametrize(
    ("reply", "code", "retry", "wait"),
    [
        ((429, error("TooManyRequests"), {"Retry-After": "120"}), "busy", True, 120),
        ((503, error("ServiceUnavailable"), {"Retry-After": "soon"}), "busy", True, None),
        ((500, error("InternalServerError"), {}), "unreachable", True, None),
        ((403, error("ErrorAccessDenied"), {}), "refused", False, None),
        ((401, error("InvalidAuthenticationToken"), {}), "refused", False, None),
        ((404, error("ErrorInvalidUser"), {}), "nothing_there", False, None),
        ((302, {}, {"Location": "http://169.254.169.254/"}), "odd_answer", False, None),
        ((200, {"value": []}, {}), "odd_answer", False, None),
        ((200, {"anders": 1}, {}), "odd_answer", False, None),
        (schedule({"error": {"responseCode": "ErrorMailRecipientNotFound"}}), "nothing_there", False, None),
        (schedule({"error": {"responseCode": "ErrorAccessDenied"}}), "refused", False, None),
        (schedule({"scheduleItems": [], "availabilityView": ""}), "odd_answer", False, None),
        (schedule({"scheduleItems": [{"status": "busy", "start": {"dateTime": "x"}}]}), "odd_answer", False, None),
        (
            schedule({"scheduleItems": [{"status": "busy", "start": {"dateTime": "2026-11-09T09:00:00",
                                                                     "timeZone": "W. Europe Standard Time"}}]}),
            "odd_answer",
            False,
            None,
        ),
    ],
)  # fmt: skip
def test_a_strange_answer_is_trouble_and_never_free(
    graph: Graph, reply: Reply, code: str, retry: bool, wait: int | None
) -> None:
    graph.door = lambda method, path: reply
    with pytest.raises(CalendarTrouble) as found:
        graph.provider().busy(["werk"], **NOVEMBER)
    assert (found.value.code, found.value.retry, found.value.wait) == (code, retry, wait)
    assert len(graph.seen) == 1  # nobody tries again behind our back
    assert MAILBOX not in str(found.value)


def test_a_list_that_never_ends_is_trouble(graph: Graph) -> None:
    graph.door = lambda method, path: (200, {"value": [], "@odata.nextLink": f"{graph.url}/v1.0/more"}, {})
    with pytest.raises(CalendarTrouble) as found:
        graph.provider().connect()
    assert found.value.code == "odd_answer"


def test_a_link_to_another_host_does_not_get_the_token(graph: Graph) -> None:
    graph.door = lambda method, path: (200, {"value": [], "@odata.nextLink": "https://elders.example/"}, {})
    with pytest.raises(CalendarTrouble) as found:
        graph.provider().connect()
    assert found.value.code == "odd_answer"


def test_the_secret_is_not_shown() -> None:
    app = App(tenant="t", client_id="c", secret="geheim")
    assert "geheim" not in repr(app)
    assert Microsoft365Provider(app, MAILBOX, now=NOW)
