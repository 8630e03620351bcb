"""A local double of Microsoft Graph: it keeps one mailbox, checks the shapes of requests, and misbehaves on command."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from integrations.calendars.microsoft365.client import OUR_UID, App
from integrations.calendars.microsoft365.provider import Microsoft365Provider

MAILBOX = "gerda@swv.example"
WRITABLE = {
    *("subject", "start", "end", "showAs", "sensitivity", "responseRequested", "location", "body"),
    *("transactionId", "singleValueExtendedProperties"),
}
Row = dict[str, Any]
Reply = tuple[int, Row, dict[str, str]]


@dataclass
class Graph:
    """The double. `door` may answer instead of it; `lose` makes it act and then not answer."""

    url: str = ""
    door: Callable[[str, str], Reply | None] = lambda method, path: None
    lose: bool = False
    events: dict[str, Row] = field(default_factory=dict)
    seen: list[tuple[str, str]] = field(default_factory=list)
    items: bool = True  # whether more than availability is shared
    ids: Iterator[int] = field(default_factory=itertools.count)

    def provider(self) -> Microsoft365Provider:
        app = App(
            tenant="t",
            client_id="c",
            secret="geheim",
            graph=f"{self.url}/v1.0",
            inside=frozenset({self.url}),
            token=lambda: "bewijs",
        )
        return Microsoft365Provider(app, MAILBOX, seconds=20)

    def add(self, start: dt.datetime, end: dt.datetime, **more: Any) -> str:
        """An event that its owner makes."""
        return str(self.keep({"start": stamp(start), "end": stamp(end), "showAs": "busy", **more})["id"])

    def keep(self, row: Row) -> Row:
        row.setdefault("id", f"AAMk{next(self.ids)}=")
        row["@odata.etag"] = f'W/"{next(self.ids)}"'
        self.events[row["id"]] = row
        return row

    def answer(self, method: str, target: str, headers: Any, body: Row | None) -> Reply:
        parts = urlsplit(target)
        path, query = unquote(parts.path), {name: values[0] for name, values in parse_qs(parts.query).items()}
        if headers.get("Authorization") != "Bearer bewijs":
            return 401, {}, {}
        root = f"/v1.0/users/{MAILBOX}/"
        if not path.startswith(root):
            return 404, error("ErrorInvalidUser"), {}
        path = path.removeprefix(root)
        if path == "calendars":
            rows = [
                {"id": "andere", "name": "Gedeeld", "canEdit": False},
                {"id": "prive", "name": "Privé", "canEdit": True},
                {"id": "werk", "name": "Agenda", "canEdit": True, "isDefaultCalendar": True},
            ]
            return 200, {"value": rows}, {}
        if path == "calendar/getSchedule" and method == "POST":
            return self.schedule(body or {})
        if path == "calendars/werk/events" and method == "POST":
            return self.create(body or {})
        if path == "calendars/werk/events":
            found = re.fullmatch(
                rf"singleValueExtendedProperties/Any\(ep: ep/id eq '{re.escape(OUR_UID)}' and ep/value eq '(\S+)'\)",
                query.get("$filter", ""),
            )
            if found is None:
                return 400, error("ErrorInvalidFilter"), {}
            rows = [row for row in self.events.values() if uid_of(row) == found[1]]
            return 200, {"value": rows}, {}
        if path == "calendars/werk/calendarView":
            return 200, {"value": self.view(query["startDateTime"], query["endDateTime"])}, {}
        return self.one(method, path.removeprefix("events/"), headers, body)

    def one(self, method: str, key: str, headers: Any, body: Row | None) -> Reply:
        row = self.events.get(key)
        if row is None:
            return 404, error("ErrorItemNotFound"), {}
        if method == "DELETE":
            del self.events[key]
            return 204, {}, {}
        if method != "PATCH" or wrong(body or {}) or "transactionId" in (body or {}):
            return 400, error("ErrorInvalidRequest"), {}
        if headers.get("If-Match") and headers["If-Match"] != row["@odata.etag"]:
            return 412, error("ErrorIrresolvableConflict"), {}
        return 200, self.keep({**row, **(body or {})}), {}

    def create(self, body: Row) -> Reply:
        if wrong(body) or not {"subject", "start", "end", "transactionId"} <= set(body):
            return 400, error("ErrorInvalidRequest"), {}
        for row in self.events.values():
            if row.get("transactionId") == body["transactionId"]:
                return 201, row, {}
        return 201, self.keep(dict(body)), {}

    def view(self, start: str, end: str) -> list[Row]:
        return [
            row for row in self.events.values() if row["start"]["dateTime"] < end and row["end"]["dateTime"] > start
        ]

    def schedule(self, body: Row) -> Reply:
        if body.get("schedules") != [MAILBOX] or not 5 <= body.get("availabilityViewInterval", 0) <= 1440:
            return 400, error("ErrorInvalidRequest"), {}
        start, end = (dt.datetime.fromisoformat(body[name]["dateTime"]) for name in ("startTime", "endTime"))
        if end - start > dt.timedelta(days=42):
            return 400, error("ErrorTimeIntervalTooBig"), {}
        rows = self.view(start.isoformat(), end.isoformat())
        items = [{"status": row["showAs"], "start": row["start"], "end": row["end"]} for row in rows]
        view, slot = "", dt.timedelta(minutes=body["availabilityViewInterval"])
        while start < end:
            here = [
                row["showAs"]
                for row in rows
                if row["start"]["dateTime"][:19] < (start + slot).isoformat()
                and row["end"]["dateTime"][:19] > start.isoformat()
            ]
            view += "2" if "busy" in here else "1" if "tentative" in here else "0"
            start += slot
        return (
            200,
            {
                "value": [
                    {"scheduleId": MAILBOX, "availabilityView": view, "scheduleItems": items if self.items else []}
                ]
            },
            {},
        )


def shares(row: Row, start: str, end: str) -> bool:
    return row["start"]["dateTime"][:19] < end[:19] and row["end"]["dateTime"][:19] > start[:19]


def wrong(body: Row) -> bool:
    """What no request of ours may hold: attendees would be mailed."""
    zones = [body[name].get("timeZone") for name in ("start", "end") if name in body]
    return bool(set(body) - WRITABLE) or body.get("sensitivity") != "private" or set(zones) != {"UTC"}


def error(code: str) -> Row:
    return {"error": {"code": code, "message": code}}


def uid_of(row: Row) -> str:
    return next((one["value"] for one in row.get("singleValueExtendedProperties", []) if one["id"] == OUR_UID), "")


def stamp(moment: dt.datetime) -> Row:
    """As Graph writes it."""
    return {"dateTime": moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.0000000"), "timeZone": "UTC"}


@pytest.fixture
def graph() -> Iterator[Graph]:
    found = Graph()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def act(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            text = self.rfile.read(length)
            with lock:
                path = unquote(urlsplit(self.path).path)
                found.seen.append((self.command, path))
                answered = found.door(self.command, path)
                status, body, headers = answered or found.answer(
                    self.command, self.path, self.headers, json.loads(text) if text else None
                )
            if found.lose:
                found.lose = False
                self.close_connection = True
                return
            content = json.dumps(body).encode() if status != 204 else b""
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(content)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_DELETE = act  # noqa: N815  # names of the standard library

        def log_message(self, *args: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    found.url = f"http://127.0.0.1:{httpd.server_port}"
    yield found
    httpd.shutdown()
    httpd.server_close()
