"""A real CalDAV server (Radicale over HTTP) that can be told to misbehave, and an event to put there."""

from __future__ import annotations

import datetime as dt
import io
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from zoneinfo import ZoneInfo

import pytest
import radicale.config
import requests
from radicale.app import Application

from integrations.calendars.caldav.client import Account
from integrations.calendars.caldav.provider import CalDavProvider
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


def refuse_free_busy(environ: Environ) -> Answer | None:
    """As SOGo: 501 for the REPORT; its search does expand."""
    if environ["REQUEST_METHOD"] != "REPORT":
        return None
    body = environ["wsgi.input"].read(int(str(environ["CONTENT_LENGTH"])))  # type: ignore[attr-defined]
    environ["wsgi.input"] = io.BytesIO(body)
    if b"free-busy-query" in body:
        return "501 Not Implemented", [("Content-Type", "text/plain")], b""
    return None
