"""A local double of Microsoft Graph: it keeps one mailbox, checks the shapes of requests, and misbehaves on command.

On command: any status by `door`, an answer that is lost, cut in half or late, delta links that are forgotten, repeated
transactions that are a conflict, notifications that come twice, not at all or with another secret.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import pytest
import requests

from integrations.calendars.microsoft365.client import OUR_UID, App
from integrations.calendars.microsoft365.provider import Microsoft365Provider

NOW = dt.datetime(2026, 9, 1, 8, 0, tzinfo=dt.UTC)
MAILBOX = "gerda@swv.example"
WRITABLE = {
    *("subject", "start", "end", "showAs", "sensitivity", "responseRequested", "location", "body"),
    *("transactionId", "singleValueExtendedProperties"),
}
Row = dict[str, Any]
Reply = tuple[int, Row, dict[str, str]]


@dataclass
class Graph:
    """The double. `door` may answer instead of it; `lose` makes it act and then not answer, `half` answer half.

    `log` is what a delta query tells: (number, id, whether it is there). `forget` makes every delta link unknown.
    """

    url: str = ""
    door: Callable[[str, str], Reply | None] = lambda method, path: None
    lose: bool = False
    events: dict[str, Row] = field(default_factory=dict)
    seen: list[tuple[str, str]] = field(default_factory=list)
    half: bool = False
    slow: float = 0.0
    root: str = f"users/{MAILBOX}"  # "me" for a token of the owner
    bearer: str = "bewijs"
    conflict: bool = False  # whether a repeated transaction is 409
    delta: bool = True  # whether the calendar has a delta query
    page: int = 2  # rows per page of a delta query
    forget: bool = False
    log: list[tuple[int, str, bool]] = field(default_factory=list)
    subscriptions: dict[str, Row] = field(default_factory=dict)
    call: Callable[[str, Row | None], tuple[int, str, str]] = field(default_factory=lambda: call_over_http)
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
        return Microsoft365Provider(app, MAILBOX, now=NOW, seconds=20)

    def remove(self, key: str) -> None:
        """Its owner removes an event."""
        del self.events[key]
        self.log.append((next(self.ids), key, False))

    def change(self, key: str, **more: Any) -> None:
        """Its owner changes an event."""
        self.keep({**self.events[key], **more})

    def notify(self, *, times: int = 1, secret: str = "", lifecycle: str = "") -> list[int]:
        """Tell every subscriber that something changed; `secret` instead of theirs. Gives their answers."""
        answers = []
        for key, row in list(self.subscriptions.items()):
            one = {
                "subscriptionId": key,
                "subscriptionExpirationDateTime": row["expirationDateTime"],
                "clientState": secret or row["clientState"],
                "tenantId": "t",
            }
            if lifecycle:
                one |= {"lifecycleEvent": lifecycle}
            else:
                one |= {"changeType": "updated", "resource": f"Users/x/Events/{key}", "resourceData": {"id": "x"}}
            for _time in range(times):
                answers.append(self.call(row["notificationUrl"], {"value": [one]})[0])
        return answers

    def add(self, start: dt.datetime, end: dt.datetime, **more: Any) -> str:
        """An event that its owner makes."""
        return str(self.keep({"start": stamp(start), "end": stamp(end), "showAs": "busy", **more})["id"])

    def keep(self, row: Row) -> Row:
        row.setdefault("id", f"AAMk{next(self.ids)}=")
        row["@odata.etag"] = f'W/"{next(self.ids)}"'
        self.events[row["id"]] = row
        self.log.append((next(self.ids), row["id"], True))
        return row

    def answer(self, method: str, target: str, headers: Any, body: Row | None) -> Reply:
        parts = urlsplit(target)
        path, query = unquote(parts.path), {name: values[0] for name, values in parse_qs(parts.query).items()}
        if headers.get("Authorization") != f"Bearer {self.bearer}":
            return 401, {}, {}
        if path.startswith("/v1.0/subscriptions"):
            return self.subscribe(method, path.removeprefix("/v1.0/subscriptions").strip("/"), body or {})
        root = f"/v1.0/{self.root}/"
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
        if path == "calendars/werk/events" and query.get("$filter") == EVERY_OF_OURS:
            return 200, {"value": [row for row in self.events.values() if uid_of(row)]}, {}
        if path == "calendars/werk/calendarView/delta" and self.delta:
            return self.changes(query, headers)
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
            self.remove(key)
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
                return (409, error("ErrorDuplicateTransactionId"), {}) if self.conflict else (201, row, {})
        return 201, self.keep(dict(body)), {}

    def changes(self, query: dict[str, str], headers: Any) -> Reply:
        """A delta query on a calendar view: first with both ends of the window, then by its own links only."""
        if 'IdType="ImmutableId"' not in headers.get("Prefer", ""):
            return 400, error("ErrorInvalidRequest"), {}
        base = f"{self.url}/v1.0/{self.root}/calendars/werk/calendarView/delta"
        if "$deltatoken" in query and set(query) == {"$deltatoken"}:
            if self.forget:
                return 410, error("SyncStateNotFound"), {"Location": base}
            since, skip = int(query["$deltatoken"]), 0
        elif "$skiptoken" in query and set(query) == {"$skiptoken"}:
            since, skip = (int(part) for part in query["$skiptoken"].split("."))
        elif set(query) == {"startDateTime", "endDateTime"}:
            since, skip = -1, 0
        else:
            return 400, error("ErrorInvalidUrlQuery"), {}
        newest = {key: (number, there) for number, key, there in self.log if number > since}
        rows = [
            {**self.events[key], "@odata.etag": self.events[key]["@odata.etag"]} if there and key in self.events
            else {"id": key, "@removed": {"reason": "deleted"}}
            for key, (_number, there) in sorted(newest.items(), key=lambda item: item[1][0])
            if since >= 0 or (there and key in self.events)
        ]  # fmt: skip
        page, more = rows[skip : skip + self.page], skip + self.page < len(rows)
        last = max((number for number, *_rest in self.log), default=0)
        link = (
            {"@odata.nextLink": f"{base}?$skiptoken={since}.{skip + self.page}"}
            if more
            else {"@odata.deltaLink": f"{base}?$deltatoken={last}"}
        )
        return 200, {"value": page, **link}, {}

    def subscribe(self, method: str, key: str, body: Row) -> Reply:
        """Subscriptions, with the handshake: the address must give back what it is sent, as plain text."""
        until = body.get("expirationDateTime", "")
        if method == "POST":
            wanted = {"changeType", "notificationUrl", "resource", "expirationDateTime", "clientState"}
            shape = set(body) in (wanted, wanted | {"lifecycleNotificationUrl"}) and len(body["clientState"]) <= 128
            if not shape or body["resource"] != f"{self.root}/events" or body["changeType"] != "updated,deleted":
                return 400, error("InvalidRequest"), {}
            token = f"Validation: {next(self.ids)} & <script>"
            status, kind, text = self.call(f"{body['notificationUrl']}?{urlencode({'validationToken': token})}", None)
            if (status, text) != (200, token) or not kind.startswith("text/plain"):
                return 400, error("ValidationError"), {}
            key = f"abonnement-{next(self.ids)}"
            self.subscriptions[key] = {**body, "id": key}
            return 201, self.subscriptions[key], {}
        if key not in self.subscriptions:
            return 404, error("ResourceNotFound"), {}
        if method == "DELETE":
            del self.subscriptions[key]
            return 204, {}, {}
        if method != "PATCH" or set(body) != {"expirationDateTime"} or not until.endswith("Z"):
            return 400, error("InvalidRequest"), {}
        self.subscriptions[key] |= body
        return 200, self.subscriptions[key], {}

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


def call_over_http(url: str, body: Row | None) -> tuple[int, str, str]:
    """Graph calls us."""
    answer = requests.post(url, json=body, timeout=10) if body is not None else requests.post(url, timeout=10)
    return answer.status_code, answer.headers.get("Content-Type", ""), answer.text


EVERY_OF_OURS = f"singleValueExtendedProperties/Any(ep: ep/id eq '{OUR_UID}' and ep/value ne null)"


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
            if found.slow:
                time.sleep(found.slow)
            content = json.dumps(body).encode() if status != 204 else b""
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(content)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(BrokenPipeError):  # whoever asked did not wait for it
                self.wfile.write(content[: len(content) // 2] if found.half else content)
            self.close_connection = self.close_connection or found.half

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
