"""CalDAV against a real Radicale over HTTP, alone and behind a door that misbehaves on command."""

from __future__ import annotations

import datetime as dt
import io
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from zoneinfo import ZoneInfo

import pytest
import radicale.config
import requests
import vobject
from radicale.app import Application

from integrations.calendars.caldav.client import Account
from integrations.calendars.caldav.provider import CalDavProvider
from integrations.calendars.guard import GuardedSession, is_outside, origin
from integrations.calendars.seam import (
    CalendarProvider,
    CalendarTrouble,
    Changes,
    RemoteCalendar,
    Written,
    merged,
    own_uid,
)
from integrations.imip.timezone import EUROPE_AMSTERDAM
from integrations.types import BusyTime, CalendarEvent

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = dt.datetime(2026, 9, 1, 8, 0, tzinfo=dt.UTC)
NOVEMBER = {"start": dt.datetime(2026, 11, 1, tzinfo=dt.UTC), "end": dt.datetime(2026, 12, 1, tzinfo=dt.UTC)}
EVENT = CalendarEvent(
    uid="7f3k9@tafel.example",
    sequence=0,
    start=dt.datetime(2026, 11, 9, 9, 0, tzinfo=AMSTERDAM),
    end=dt.datetime(2026, 11, 9, 10, 15, tzinfo=AMSTERDAM),
    summary="Overleg De Linde – 7F3K",
    url="https://tafel.example/o/7F3K",
)
BUSY = BusyTime(dt.datetime(2026, 11, 9, 8, 0, tzinfo=dt.UTC), dt.datetime(2026, 11, 9, 9, 15, tzinfo=dt.UTC))
Environ = dict[str, object]
Answer = tuple[str, list[tuple[str, str]], bytes]


@dataclass
class Server:
    """Radicale on a port of its own. `door` may answer instead of it; `seen` holds the methods."""

    url: str
    door: Callable[[Environ], Answer | None] = lambda environ: None
    seen: list[str] = field(default_factory=list)

    @property
    def account(self) -> Account:
        return Account(url=f"{self.url}/gw/", username="gw", password="geheim", inside=frozenset({self.url}))

    @property
    def calendar(self) -> str:
        return f"{self.url}/gw/werk/"

    def provider(self) -> CalDavProvider:
        return CalDavProvider(self.account, now=NOW)

    def as_owner(self, method: str, path: str, body: str = "") -> requests.Response:
        """What the owner of the calendar does in a program of their own."""
        return requests.request(
            method, f"{self.url}{path}", data=body.encode(), auth=("gw", "geheim"), headers={"Depth": "1"}, timeout=5
        )


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "users").write_text("gw:geheim\nleeg:geheim\n")
    configuration = radicale.config.load()
    configuration.update(
        {
            "auth": {
                "type": "htpasswd",
                "htpasswd_filename": str(tmp_path / "users"),
                "htpasswd_encryption": "plain",
                "delay": "0",
            },
            "storage": {"filesystem_folder": str(tmp_path / "collections")},
            "logging": {"level": "critical"},
        },
        "test",
        privileged=True,
    )
    application = Application(configuration)
    found = Server(url="")

    def with_door(environ: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
        found.seen.append(str(environ["REQUEST_METHOD"]))
        answer = found.door(environ)
        if answer is None:
            return application(environ, start_response)  # type: ignore[no-any-return,arg-type]
        environ["wsgi.input"].read(int(str(environ.get("CONTENT_LENGTH") or 0)))  # type: ignore[attr-defined]
        status, headers, body = answer
        start_response(status, headers)
        return [body]

    with make_server("127.0.0.1", 0, with_door, server_class=Threaded, handler_class=Quiet) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        found.url = f"http://127.0.0.1:{httpd.server_port}"
        made = found.as_owner(
            "MKCALENDAR",
            "/gw/werk/",
            '<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>'
            "<D:displayname>Werk</D:displayname></D:prop></D:set></C:mkcalendar>",
        )
        assert made.status_code == 201
        found.seen.clear()
        yield found
        httpd.shutdown()
        thread.join()


def ics(*lines: str, uid: str = "prive@thuis.example") -> str:
    zone = EUROPE_AMSTERDAM.strip().replace("\n", "\r\n")
    body = "\r\n".join([zone, "BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260901T080000Z", *lines, "END:VEVENT"])
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//thuis//NL\r\n{body}\r\nEND:VCALENDAR\r\n"


def of_the_server(status: str, body: bytes = b"", **headers: str) -> Callable[[Environ], Answer]:
    return lambda environ: (status, [(name.replace("_", "-"), value) for name, value in headers.items()], body)


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

    assert provider.changes(server.calendar, [written], token=before.token) == before
    assert server.seen == ["PROPFIND"]


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


def refuse_free_busy(environ: Environ) -> Answer | None:
    """As SOGo: 501 for the REPORT; its search does expand."""
    if environ["REQUEST_METHOD"] != "REPORT":
        return None
    body = environ["wsgi.input"].read(int(str(environ["CONTENT_LENGTH"])))  # type: ignore[attr-defined]
    environ["wsgi.input"] = io.BytesIO(body)
    if b"free-busy-query" in body:
        return "501 Not Implemented", [("Content-Type", "text/plain")], b""
    return None


@pytest.mark.parametrize(
    ("door", "code", "retry"),
    [
        (of_the_server("401 Unauthorized", WWW_Authenticate='Basic realm="x"'), "refused", False),
        (of_the_server("403 Forbidden"), "refused", False),
        (of_the_server("404 Not Found"), "nothing_there", False),
        (of_the_server("301 Moved", Location="https://elders.example/"), "odd_answer", False),
        (of_the_server("302 Found", Location="http://169.254.169.254/"), "odd_answer", False),
        (of_the_server("502 Bad Gateway"), "unreachable", True),
        (of_the_server("503 Later", Retry_After="30"), "busy", True),
        (of_the_server("429 Slow down", Retry_After="120"), "busy", True),
        (of_the_server("200 OK", b"<html>Inloggen</html>", Content_Type="text/html"), "odd_answer", False),
        (of_the_server("200 OK", b"", Content_Type="text/calendar"), "odd_answer", False),
        (of_the_server("200 OK", b"x" * (9 * 1024 * 1024), Content_Type="text/calendar"), "odd_answer", False),
        (of_the_server("200 OK", b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\n"), "odd_answer", False),
    ],
)
def test_a_strange_answer_is_trouble_and_never_free(
    server: Server, door: Callable[[Environ], Answer], code: str, retry: bool
) -> None:
    server.door = door

    with pytest.raises(CalendarTrouble) as found:
        server.provider().busy([server.calendar], **NOVEMBER)

    # 403, 404 and the like to the REPORT lead to the search, which gets the same.
    assert (found.value.code, found.value.retry) == (code, retry)
    assert "geheim" not in str(found.value)


def test_a_wrong_password_is_refused(server: Server) -> None:
    provider = CalDavProvider(replace(server.account, password="fout"), now=NOW)

    with pytest.raises(CalendarTrouble) as found:
        provider.connect()
    assert (found.value.code, found.value.retry) == ("refused", False)
    assert "geheim" not in repr(server.account)


def test_an_account_without_calendars_is_trouble(server: Server) -> None:
    account = replace(server.account, url=f"{server.url}/leeg/", username="leeg")

    with pytest.raises(CalendarTrouble) as found:
        CalDavProvider(account, now=NOW).connect()
    assert found.value.code == "nothing_there"


def test_a_server_that_points_elsewhere_does_not_get_the_password(server: Server) -> None:
    server.door = of_the_server(
        "207 Multi-Status",
        b'<multistatus xmlns="DAV:"><response><href>/gw/</href><propstat><prop><current-user-principal>'
        b"<href>http://elders.example/gw/</href></current-user-principal></prop>"
        b"<status>HTTP/1.1 200 OK</status></propstat></response></multistatus>",
        Content_Type="application/xml",
    )

    with pytest.raises(CalendarTrouble) as found:
        server.provider().connect()
    assert found.value.code in {"odd_answer", "forbidden_address"}


def test_a_server_that_is_not_there_is_to_be_tried_again() -> None:
    url = "http://127.0.0.1:9"
    account = Account(url=f"{url}/gw/", username="gw", password="geheim", inside=frozenset({url}))

    with pytest.raises(CalendarTrouble) as found:
        CalDavProvider(account, now=NOW).connect()
    assert (found.value.code, found.value.retry) == ("unreachable", True)


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        ("93.184.216.34", True),
        ("2a00:1450:400e:80c::200e", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.251", False),
        ("192.88.99.1", False),
        ("::1", False),
        ("::ffff:10.0.0.1", False),
        ("fe80::1%eth0", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("ff02::1", False),
        ("localhost", False),
    ],
)
def test_only_the_public_internet_is_outside(address: str, outside: bool) -> None:
    assert is_outside(address) is outside


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://agenda.example/",
        "https://agenda.example:8443/",
        "https://jan:geheim@agenda.example/",
        "https:///dav",
        "file:///etc/passwd",
        "https://[::1",
        "https://agenda.example:99999/",
    ],
)
def test_an_address_we_do_not_connect_to(url: str) -> None:
    with pytest.raises(CalendarTrouble) as found:
        origin(url)
    assert (found.value.code, found.value.retry) == ("forbidden_address", False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "169.254.169.254"])
def test_a_name_for_the_inside_is_not_connected_to(host: str) -> None:
    with GuardedSession(f"https://{host}/") as session, pytest.raises(CalendarTrouble) as found:
        session.request("GET", f"https://{host}/")
    assert found.value.code in {"forbidden_address", "unreachable"}
    assert (found.value.code, host) not in {("unreachable", "127.0.0.1"), ("unreachable", "169.254.169.254")}


def test_busy_times_are_cut_and_merged() -> None:
    def hour(first: int, last: int) -> BusyTime:
        return BusyTime(*(dt.datetime(2026, 11, 9, n, tzinfo=dt.UTC) for n in (first, last)))

    found = merged(
        [hour(12, 13), hour(8, 10), hour(9, 11), hour(11, 12), hour(15, 16), hour(20, 21), hour(3, 4)],
        start=hour(9, 10).start,
        end=dt.datetime(2026, 11, 9, 15, 30, tzinfo=dt.UTC),
    )

    assert found == (
        BusyTime(hour(9, 10).start, hour(12, 13).end),
        BusyTime(hour(15, 16).start, dt.datetime(2026, 11, 9, 15, 30, tzinfo=dt.UTC)),
    )


def test_an_account_of_ours_is_found_by_its_uid_alone() -> None:
    assert own_uid("a") == own_uid("a")
    assert own_uid("a") != own_uid("b")
    assert Written("r", "e") == Written("r", "e")
