"""CalDAV against a real Radicale over HTTP, alone and behind a door that misbehaves on command."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import vobject

from integrations.calendars.seam import (
    CalendarProvider,
    CalendarTrouble,
    Changes,
    RemoteCalendar,
    own_uid,
)
from integrations.types import BusyTime
from tests.integrations.radicale import (
    BUSY,
    EVENT,
    NOVEMBER,
    Server,
    ics,
    refuse_free_busy,
    server,
)

__all__ = ["server"]


def test_the_calendars_of_an_account_are_listed(server: Server) -> None:
    provider = server.provider()

    assert isinstance(provider, CalendarProvider)
    assert provider.connect() == (RemoteCalendar(id=server.calendar, name="Werk"),)


def test_what_is_written_is_neutral_and_no_server_mails_anybody(server: Server) -> None:
    written = server.provider().put(server.calendar, replace(EVENT, tentative=True))

    text = server.as_owner("GET", written.ref.removeprefix(server.url)).text
    event = vobject.readOne(text).vevent
    assert (event.uid.value, event.dtstart.value, event.status.value) == (own_uid(EVENT.uid), EVENT.start, "TENTATIVE")
    assert event.uid.value != EVENT.uid
    assert {"attendee", "organizer", "description"} & set(event.contents) == set()
    assert "METHOD" not in text


def test_writing_twice_is_one_event(server: Server) -> None:
    provider = server.provider()

    first = provider.put(server.calendar, EVENT)
    again = provider.put(server.calendar, replace(EVENT, summary="Overleg De Linde – 7F3K (bis)"))

    assert first.ref == again.ref
    assert first.etag != again.etag
    listing = server.as_owner("PROPFIND", "/gw/werk/").text
    assert listing.count(".ics</href>") == 1


def test_a_moved_event_is_busy_at_its_new_time_only(server: Server) -> None:
    provider = server.provider()
    written = provider.put(server.calendar, EVENT)
    assert provider.busy([server.calendar], **NOVEMBER) == (BUSY,)

    later = dt.timedelta(days=1)
    provider.move(written, replace(EVENT, start=EVENT.start + later, end=EVENT.end + later, sequence=1))

    assert provider.busy([server.calendar], **NOVEMBER) == (BusyTime(BUSY.start + later, BUSY.end + later),)


def test_what_its_owner_changed_is_not_pushed_over(server: Server) -> None:
    provider = server.provider()
    written = provider.put(server.calendar, EVENT)
    path = written.ref.removeprefix(server.url)
    server.as_owner("PUT", path, ics("DTSTART:20261110T080000Z", "DTEND:20261110T090000Z", uid=own_uid(EVENT.uid)))

    with pytest.raises(CalendarTrouble) as refused:
        provider.move(written, replace(EVENT, sequence=1))
    assert (refused.value.code, refused.value.retry) == ("changed", False)


def test_what_its_owner_removed_is_not_written_again(server: Server) -> None:
    provider = server.provider()
    written = provider.put(server.calendar, EVENT)
    server.as_owner("DELETE", written.ref.removeprefix(server.url))

    with pytest.raises(CalendarTrouble) as refused:
        provider.move(written, EVENT)
    assert refused.value.code == "changed"


def test_removing_twice_is_removing(server: Server) -> None:
    provider = server.provider()
    written = provider.put(server.calendar, EVENT)

    provider.delete(written)
    provider.delete(written)

    assert provider.busy([server.calendar], **NOVEMBER) == ()


def test_changes_name_what_was_moved_and_what_is_gone(server: Server) -> None:
    provider = server.provider()
    moved, gone, same = (provider.put(server.calendar, replace(EVENT, uid=f"{n}@tafel.example")) for n in range(3))
    start = provider.changes(server.calendar, [moved, gone, same])
    assert start == Changes(changed=(), gone=(), token=start.token)
    path = moved.ref.removeprefix(server.url)
    uid = own_uid("0@tafel.example")
    server.as_owner("PUT", path, ics("DTSTART:20261110T080000Z", "DURATION:PT1H", "STATUS:CANCELLED", uid=uid))
    server.as_owner("DELETE", gone.ref.removeprefix(server.url))

    found = provider.changes(server.calendar, [moved, gone, same], token=start.token)

    assert [(c.written.ref, c.start, c.end, c.cancelled) for c in found.changed] == [
        (
            moved.ref,
            dt.datetime(2026, 11, 10, 8, 0, tzinfo=dt.UTC),
            dt.datetime(2026, 11, 10, 9, 0, tzinfo=dt.UTC),
            True,
        )
    ]
    assert found.gone == (gone.ref,)
    assert found.token != start.token


def test_a_calendar_in_which_nothing_changed_costs_one_question(server: Server) -> None:
    provider = server.provider()
    written = provider.put(server.calendar, EVENT)
    before = provider.changes(server.calendar, [written])
    server.seen.clear()

    again = provider.changes(server.calendar, [written], token=before.token)
    assert (again.changed, again.gone) == ((), ())
    assert server.seen == ["REPORT"]


BUSY_DAY = [
    ics("DTSTART:20261111T100000Z", "DTEND:20261111T110000Z", "SUMMARY:Tandarts", uid="a"),
    ics("DTSTART:20261111T103000Z", "DTEND:20261111T120000Z", uid="b"),
    ics("DTSTART:20261112T100000Z", "DTEND:20261112T110000Z", "TRANSP:TRANSPARENT", uid="c"),
    ics("DTSTART:20261113T100000Z", "DTEND:20261113T110000Z", "STATUS:CANCELLED", uid="d"),
    ics("DTSTART;TZID=Europe/Amsterdam:20261019T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=4", uid="e"),
]


@pytest.mark.parametrize("without_report", [False, True], ids=["free-busy report", "search with expand, as for SOGo"])
def test_only_busy_times_come_in(server: Server, without_report: bool) -> None:
    for number, body in enumerate(BUSY_DAY):
        assert server.as_owner("PUT", f"/gw/werk/{number}.ics", body).status_code == 201
    if without_report:
        server.door = refuse_free_busy

    found = server.provider().busy([server.calendar], **NOVEMBER)

    assert found == (
        BusyTime(dt.datetime(2026, 11, 2, 8, 0, tzinfo=dt.UTC), dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)),
        BusyTime(dt.datetime(2026, 11, 9, 8, 0, tzinfo=dt.UTC), dt.datetime(2026, 11, 9, 9, 0, tzinfo=dt.UTC)),
        BusyTime(dt.datetime(2026, 11, 11, 10, 0, tzinfo=dt.UTC), dt.datetime(2026, 11, 11, 12, 0, tzinfo=dt.UTC)),
    )
