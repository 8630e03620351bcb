"""CM.com's gateway as its documentation describes it: a real HTTP server that can misbehave."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "product-token"


class SmsGateway(ThreadingHTTPServer):
    """`took`: what it accepted. `answers`: what comes instead, a code of theirs, "500", "silent", "html", "hangup"."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.took: list[dict] = []
        self.asked = 0
        self.answers: list[int | str] = []
        self.released = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1.0/message"

    def handle_error(self, *_words) -> None:
        """A client that hangs up is expected here."""


class _Handler(BaseHTTPRequestHandler):
    server: SmsGateway

    def do_POST(self) -> None:
        self.server.asked += 1
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["messages"]
        (message,) = body["msg"]
        answer = self.server.answers.pop(0) if self.server.answers else 0
        if answer == "hangup":
            return
        if answer == "silent":
            self.server.took.append(message)  # it goes out, and nobody hears so
            self.server.released.wait(30)
            return
        if answer == "html":
            self._say(200, "<html>onderhoud</html>")
        elif answer == "500":
            self._say(500, json.dumps({"details": "Internal error", "errorCode": 500, "messages": []}))
        elif body["authentication"]["producttoken"] != TOKEN:
            self._say(401, json.dumps({"details": "Authentication failed", "errorCode": 101, "messages": []}))
        else:
            self._verdict(message, int(answer))

    def _verdict(self, message: dict, code: int) -> None:
        number = message["to"][0]["number"]
        if not number.startswith("00") or not number.isdigit():
            code = 303
        if code == 0:
            self.server.took.append(message)
        row = {
            "to": number,
            "status": "Accepted" if code == 0 else "Rejected",
            "reference": message["reference"],
            "parts": 1,
            "messageDetails": None if code == 0 else "Rejected",
            "messageErrorCode": code,
        }
        details = "Created 1 message(s)" if code == 0 else "No messages were created"
        self._say(200 if code == 0 else 400, json.dumps({"details": details, "errorCode": code, "messages": [row]}))

    def _say(self, status: int, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_words) -> None:
        """Quiet."""


@contextlib.contextmanager
def answering() -> Iterator[SmsGateway]:
    with SmsGateway() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.released.set()
        server.shutdown()
