"""The whole seam against two real CalDAV servers (Radicale and Xandikos), and how changes are found at each."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import Any

import icalendar
import pytest

from integrations.calendars.seam import CalendarTrouble, Changes, OwnEvent, own_uid
from integrations.types import BusyTime
from tests.integrations.radicale import BUSY, EVENT, NOVEMBER, Answer, Environ, Server, ics, server
from tests.integrations.xandikos import xandikos

__all__ = ["server", "xandikos"]
LATER = dt.timedelta(days=1)


@pytest.fixture(params=["server", "xandikos"])
def either(request: pytest.FixtureRequest) -> Server:
    """Each of the two."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Server)
    return found


def path(server: Server, ref: str) -> str:
    return ref.removeprefix(server.url)


def by_owner(server: Server, ref: str, *lines: str, uid: str) -> None:
    assert server.as_owner("PUT", path(server, ref), ics(*lines, uid=own_uid(uid))).status_code in {200, 201, 204}


def removed_by_owner(server: Server, ref: str) -> None:
    assert server.as_owner("DELETE", path(server, ref)).status_code in {200, 204}


def test_both_list_write_move_and_remove(either: Server) -> None:
    provider = either.provider()
    assert either.calendar in {one.id for one in provider.connect()}
    first = provider.put(either.calendar, replace(EVENT, tentative=True))
    again = provider.put(either.calendar, EVENT)
    assert first.ref == again.ref
    text = either.as_owner("GET", path(either, again.ref)).text
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert (event["UID"], event["STATUS"]) == (own_uid(EVENT.uid), "CONFIRMED")
    assert {"ATTENDEE", "ORGANIZER"} & set(event) == set()
    assert provider.busy([either.calendar], **NOVEMBER) == (BUSY,)
    ours = [OwnEvent(uid=EVENT.uid, start=EVENT.start, end=EVENT.end)]
    assert provider.busy([either.calendar], without=ours, **NOVEMBER) == ()
    moved = provider.move(again, replace(EVENT, start=EVENT.start + LATER, end=EVENT.end + LATER))
    assert provider.busy([either.calendar], **NOVEMBER) == (BusyTime(BUSY.start + LATER, BUSY.end + LATER),)
    provider.delete(moved)
    provider.delete(moved)
    assert provider.busy([either.calendar], **NOVEMBER) == ()


def test_both_refuse_to_move_what_its_owner_changed_or_removed(either: Server) -> None:
    provider = either.provider()
    moved, gone = (provider.put(either.calendar, replace(EVENT, uid=f"{n}@tafel.example")) for n in range(2))
    by_owner(either, moved.ref, "DTSTART:20261110T080000Z", "DTEND:20261110T090000Z", uid="0@tafel.example")
    removed_by_owner(either, gone.ref)
    for written in (moved, gone):
        with pytest.raises(CalendarTrouble) as refused:
            provider.move(written, EVENT)
        assert refused.value.code == "changed"


def test_both_tell_what_was_moved_and_what_is_gone_and_only_once(either: Server) -> None:
    provider = either.provider()
    moved, gone, same = (provider.put(either.calendar, replace(EVENT, uid=f"{n}@tafel.example")) for n in range(3))
    before = provider.changes(either.calendar, [moved, gone, same])
    assert before == Changes(changed=(), gone=(), token=before.token)
    assert before.token.startswith("sync:")
    by_owner(either, moved.ref, "DTSTART:20261110T080000Z", "DURATION:PT1H", uid="0@tafel.example")
    removed_by_owner(either, gone.ref)
    found = provider.changes(either.calendar, [moved, gone, same], token=before.token)
    assert [(one.written.ref, one.start, one.cancelled) for one in found.changed] == [
        (moved.ref, dt.datetime(2026, 11, 10, 8, 0, tzinfo=dt.UTC), False)
    ]
    assert found.gone == (gone.ref,)
    assert found.token != before.token
    still = provider.changes(either.calendar, [moved, same], token=found.token)
    assert still == Changes(changed=(), gone=(), token=still.token)


def test_what_we_wrote_ourselves_is_no_change(either: Server) -> None:
    provider = either.provider()
    written = provider.put(either.calendar, EVENT)
    before = provider.changes(either.calendar, [written])
    written = provider.move(written, replace(EVENT, start=EVENT.start + LATER, end=EVENT.end + LATER))
    other = provider.put(either.calendar, replace(EVENT, uid="2@tafel.example"))
    found = provider.changes(either.calendar, [written, other], token=before.token)
    assert (found.changed, found.gone) == ((), ())


def test_a_token_that_the_server_does_not_know_means_starting_again(either: Server) -> None:
    provider = either.provider()
    moved, gone = (provider.put(either.calendar, replace(EVENT, uid=f"{n}@tafel.example")) for n in range(2))
    by_owner(either, moved.ref, "DTSTART:20261110T080000Z", "DURATION:PT1H", uid="0@tafel.example")
    removed_by_owner(either, gone.ref)
    found = provider.changes(either.calendar, [moved, gone], token="sync:http://anders.example/9999")
    assert ([one.written.ref for one in found.changed], found.gone) == ([moved.ref], (gone.ref,))
    assert found.token.startswith("sync:")


def test_when_nothing_changed_it_costs_one_question(server: Server) -> None:
    provider = server.provider()
    written = provider.put(server.calendar, EVENT)
    before = provider.changes(server.calendar, [written])
    server.seen.clear()
    again = provider.changes(server.calendar, [written], token=before.token)
    assert (again.changed, again.gone) == ((), ())
    assert server.seen == ["REPORT"]


def test_an_event_of_somebody_else_is_never_fetched(server: Server) -> None:
    provider = server.provider()
    written = provider.put(server.calendar, EVENT)
    before = provider.changes(server.calendar, [written])
    server.as_owner("PUT", "/gw/werk/prive.ics", ics("DTSTART:20261110T080000Z", "DURATION:PT1H", "SUMMARY:Tandarts"))
    server.seen.clear()
    found = provider.changes(server.calendar, [written], token=before.token)
    assert (found.changed, found.gone, server.seen) == ((), (), ["REPORT"])


def _body(environ: Environ) -> bytes:
    stream: Any = environ["wsgi.input"]
    body: bytes = stream.read(int(str(environ.get("CONTENT_LENGTH") or 0)))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def test_a_server_without_sync_tokens_is_compared_by_its_tag_and_its_etags(server: Server) -> None:
    """As SOGo of old: no sync-token among the properties, only a getctag."""

    def door(environ: Environ) -> Answer | None:
        if environ["REQUEST_METHOD"] == "PROPFIND" and b"sync-token" in (body := _body(environ)):
            body = body.replace(b"<D:sync-token/>", b"").replace(b"<D:sync-token />", b"")
            environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(body), str(len(body))
        return None

    server.door = door
    provider = server.provider()
    written = provider.put(server.calendar, EVENT)
    before = provider.changes(server.calendar, [written])
    assert before.token.startswith("tag:")
    server.seen.clear()
    assert provider.changes(server.calendar, [written], token=before.token) == before
    assert set(server.seen) == {"PROPFIND"}
    removed_by_owner(server, written.ref)
    assert provider.changes(server.calendar, [written], token=before.token).gone == (written.ref,)


def test_half_an_answer_makes_nothing_gone(server: Server) -> None:
    """A multiget that leaves out what is there: each that misses is asked for by itself."""
    provider = server.provider()
    written = provider.put(server.calendar, EVENT)
    empty = b'<?xml version="1.0"?><multistatus xmlns="DAV:"></multistatus>'

    def door(environ: Environ) -> Answer | None:
        if environ["REQUEST_METHOD"] == "REPORT" and b"multiget" in _body(environ):
            return "207 Multi-Status", [("Content-Type", "text/xml")], empty
        return None

    server.door = door
    found = provider.changes(server.calendar, [written])
    assert (found.changed, found.gone) == ((), ())


def test_a_report_that_is_cut_short_is_asked_on(server: Server) -> None:
    provider = server.provider()
    written = provider.put(server.calendar, EVENT)
    before = provider.changes(server.calendar, [written])
    removed_by_owner(server, written.ref)
    cut = before.token.removeprefix("sync:").encode()
    page = (
        b'<?xml version="1.0"?><multistatus xmlns="DAV:"><response><href>/gw/werk/</href>'
        b"<status>HTTP/1.1 507 Insufficient Storage</status></response><sync-token>" + cut + b"</sync-token>"
        b"</multistatus>"
    )
    asked = []

    def door(environ: Environ) -> Answer | None:
        if environ["REQUEST_METHOD"] == "REPORT" and b"sync-collection" in _body(environ):
            asked.append(1)
            if len(asked) == 1:
                return "207 Multi-Status", [("Content-Type", "text/xml")], page
        return None

    server.door = door
    assert provider.changes(server.calendar, [written], token=before.token).gone == (written.ref,)
    assert len(asked) == 2
    server.door = lambda environ: (
        ("207 Multi-Status", [("Content-Type", "text/xml")], page)
        if environ["REQUEST_METHOD"] == "REPORT" and b"sync-collection" in _body(environ)
        else None
    )
    with pytest.raises(CalendarTrouble) as endless:
        provider.changes(server.calendar, [written], token=before.token)
    assert endless.value.code == "odd_answer"


@pytest.mark.parametrize("status", ["401 Unauthorized", "502 Bad Gateway", "302 Found"])
def test_a_server_in_trouble_makes_nothing_gone(server: Server, status: str) -> None:
    provider = server.provider()
    written = provider.put(server.calendar, EVENT)
    before = provider.changes(server.calendar, [written])
    server.door = lambda environ: (status, [("Location", "http://169.254.169.254/")], b"")
    for token in ("", before.token):
        with pytest.raises(CalendarTrouble):
            provider.changes(server.calendar, [written], token=token)
