"""Another system: a real HTTP server that checks signatures as Standard Webhooks says, and can misbehave."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import hashlib
import hmac
import json
import threading
import time
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from integrations.webhooks import services
from planning.polls import telling

NOW = dt.datetime(2026, 11, 3, 10, 0, tzinfo=dt.UTC)
SWV = uuid.UUID(int=7)


class Receiver(ThreadingHTTPServer):
    """What came in, and how it answers: a status, or "silent", "huge", "hangup"."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int | str] = []
        self.headers_out: dict[str, str] = {}
        self.released = threading.Event()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def url(self) -> str:
        return f"{self.origin}/aan-tafel"

    def messages(self) -> list[dict]:
        return [json.loads(body) for _headers, body in self.got]

    def handle_error(self, *_words) -> None:
        """A client that hangs up is expected here."""


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        answer = self.server.answers.pop(0) if self.server.answers else 204
        if answer == "hangup":
            return
        if answer == "silent":
            self.server.released.wait(30)
            return
        self.send_response(200 if answer == "huge" else int(answer))
        for name, value in self.server.headers_out.items():
            self.send_header(name, value)
        if answer == "huge":
            self.send_header("Content-Length", str(10**12))
            self.end_headers()
            with contextlib.suppress(OSError):
                began = time.monotonic()
                while time.monotonic() - began < 30:
                    self.wfile.write(b"x" * 65536)
            return
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self.server.got.append(({"method": "GET"}, b"{}"))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_words) -> None:
        """Quiet."""


def genuine(secret: str, headers: dict[str, str], body: bytes, *, now: float) -> bool:
    """The check of the specification, written apart from ours."""
    if abs(now - int(headers["webhook-timestamp"])) > 300:
        return False
    signed = b".".join((headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body))
    right = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256)
    versions = [one.split(",", 1) for one in headers["webhook-signature"].split(" ")]
    return any(kind == "v1" and hmac.compare_digest(base64.b64decode(text), right) for kind, text in versions)


@contextlib.contextmanager
def listening() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server
        server.released.set()
        server.shutdown()


def hook_for(receiver, *events, tenant=SWV):
    return services.register(tenant_id=tenant, url=receiver.url, events=events or telling.EVENTS, now=NOW)
