"""A web server with a calendar file, that can be told to misbehave."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class FeedServer:
    """`body` and `headers` are what it gives; `reply` may answer instead. `seen` holds the headers of each request."""

    url: str = ""
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    reply: Reply | None = None
    seen: list[dict[str, str]] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return self.url.rpartition("/")[0]


@pytest.fixture
def feed() -> Iterator[FeedServer]:
    found = FeedServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.seen.append(dict(self.headers))
            try:
                if found.reply is not None:
                    found.reply(self)
                    return
                fresh = found.headers.get("ETag")
                if fresh and self.headers.get("If-None-Match") == fresh:
                    answer(self, 304, b"", found.headers)
                    return
                since = found.headers.get("Last-Modified")
                if since and not fresh and self.headers.get("If-Modified-Since") == since:
                    answer(self, 304, b"", found.headers)
                    return
                answer(self, 200, found.body, {"Content-Type": "text/calendar", **found.headers})
            except OSError:
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    found.url = f"http://127.0.0.1:{httpd.server_port}/agenda.ics"
    yield found
    httpd.shutdown()
    httpd.server_close()


def answer(handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def with_status(status: int, body: bytes = b"", **headers: str) -> Reply:
    return lambda handler: answer(handler, status, body, {k.replace("_", "-"): v for k, v in headers.items()})
