"""Talking CalDAV: the caldav library with its session replaced by our guarded one, and answers as plain values.

https://caldav.readthedocs.io/ for the library, RFC 4791 for the protocol, calendar-interop for how servers differ. The
library follows redirects, has no time-out and no limit by default (S9); with our session in its place it has all three.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from caldav.collection import Calendar
from caldav.davclient import DAVClient
from caldav.elements import cdav, dav
from caldav.elements.base import BaseElement
from caldav.lib import error as caldav_error
from requests.auth import HTTPBasicAuth

from integrations.calendars.guard import GuardedSession
from integrations.calendars.seam import CalendarTrouble

_NO_SYNC = frozenset({400, 403, 404, 405, 409, 412, 415, 422, 500, 501, 507})
"""Answers to a sync report after which everything of ours is compared: an old token (403 or 409 with
valid-sync-token, RFC 6578 3.2), or a server that does not know the report."""

_CTAG = "{http://calendarserver.org/ns/}getctag"
_MARKS = (  # asked in our own words: the library leaves the CTag out without a word
    '<?xml version="1.0" encoding="utf-8"?><D:propfind xmlns:D="DAV:" xmlns:S="http://calendarserver.org/ns/">'
    "<D:prop><D:sync-token/><S:getctag/></D:prop></D:propfind>"
)

CALENDAR = {"Content-Type": "text/calendar; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Account:
    """Where somebody's calendars are. Give the principal's address: some servers list nothing at their root.

    `inside`: origins that an administrator allows though they are not on the public internet. `seconds`: how long the
    server may keep us busy in all.
    """

    url: str
    username: str
    password: str = field(repr=False)
    inside: frozenset[str] = frozenset()
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to one request: status, entity tag ("" when none), body."""

    status: int
    etag: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Marks:
    """How a calendar looks: either changes when anything in it does; "" where the server has none."""

    token: str
    ctag: str


@dataclass(frozen=True, slots=True)
class Synced:
    """What changed in a collection since a sync-token (RFC 6578): addresses with their tags, and the next token."""

    etags: dict[str, str]
    gone: frozenset[str]
    token: str
    more: bool  # the server cut its answer short (RFC 6578 3.6): ask again with `token`


@dataclass(frozen=True, slots=True)
class Resource:
    """One calendar object on the server."""

    href: str
    etag: str
    ics: str


class CalDavClient:
    """One account. Every method raises CalendarTrouble and nothing else."""

    def __init__(self, account: Account) -> None:
        session = GuardedSession(account.url, inside=account.inside, seconds=account.seconds)
        self._root = account.url
        self._dav = DAVClient(
            url=account.url,
            username=account.username,
            password=account.password,
            auth=HTTPBasicAuth(account.username, account.password),  # type: ignore[arg-type]  # goes to our session
            enable_rfc6764=False,
            huge_tree=False,
        )
        self._dav.session.close()
        self._dav.session = session  # type: ignore[assignment]  # requests' where the library has niquests'

    def close(self) -> None:
        """Let go of connections."""
        self._dav.close()

    def calendars(self) -> list[tuple[str, str]]:
        """(address, name) of each calendar of the account."""
        # Asked by ourselves first: the library takes any error of the server for an answer it does not understand.
        _accept(self._send(self._root, "PROPFIND", "", {"Depth": "0"}).status, {200, 207})
        with _trouble():
            principal = self._dav.get_principal()
            found = self._dav.get_calendars(principal)
            return [(str(item.url), str(item.get_display_name() or "")) for item in found]

    def free_busy(self, calendar: str, *, start: dt.datetime, end: dt.datetime) -> Answer:
        """A free-busy REPORT (RFC 4791 7.10), whatever the server makes of it."""
        query = _element(cdav.FreeBusyQuery(), cdav.TimeRange(start, end))
        return self._send(calendar, "REPORT", query, {"Depth": "1"})

    def expanded(self, calendar: str, *, start: dt.datetime, end: dt.datetime) -> list[str]:
        """The calendar objects between two moments, recurrences expanded: for servers without free-busy REPORT."""
        with _trouble():
            found: object = Calendar(client=self._dav, url=calendar).search(
                event=True, start=start, end=end, expand=True
            )
            if not isinstance(found, list):  # the library's other half is asynchronous
                raise CalendarTrouble("odd_answer", "no list of events", retry=False)
            return [str(item.data) for item in found]

    def several(self, calendar: str, hrefs: Sequence[str]) -> list[Resource]:
        """Those of `hrefs` that are there (calendar-multiget, RFC 4791 7.9)."""
        prop = dav.Prop() + dav.GetEtag() + cdav.CalendarData()
        query = _element(cdav.CalendarMultiGet(), prop, *(dav.Href(value=urlsplit(href).path) for href in hrefs))
        with _trouble():
            response = self._dav.report(calendar, query, depth=None)
            _accept(response.status, {207})
            results = response.parse_calendar_query()
        return [
            Resource(urljoin(calendar, item.href), item.etag or "", item.calendar_data)
            for item in results
            if item.calendar_data
        ]

    def marks(self, calendar: str) -> Marks:
        """What tells that anything in the calendar changed: its sync-token (RFC 6578 4) and its CTag, "" without."""
        with _trouble():
            response = self._dav.propfind(calendar, props=_MARKS, depth=0)
            _accept(response.status, {207})
            return Marks(token=_text(response.tree, dav.SyncToken.tag), ctag=_text(response.tree, _CTAG))

    def synced(self, calendar: str, token: str) -> Synced | None:
        """What changed since `token`; None when the server does not know it (any more) or knows no such report."""
        level = dav.SyncLevel(value="1")
        query = _element(dav.SyncCollection(), dav.SyncToken(value=token), level, dav.Prop() + dav.GetEtag())
        with _trouble():
            try:
                response = self._dav.report(calendar, query, depth=0)
            except caldav_error.AuthorizationError:  # 403 is also "this token is not valid"
                return None
            if response.status in _NO_SYNC:
                return None
            _accept(response.status, {207})
            return _synced(calendar, response.tree)

    def get(self, href: str) -> Answer:
        """One calendar object, or a 404."""
        return self._send(href, "GET", "", {})

    def put(self, href: str, ics: bytes, *, match: str = "") -> Answer:
        """Write under `href`: only where `match` is its entity tag, or without one only where nothing is yet."""
        condition = {"If-Match": match} if match else {"If-None-Match": "*"}
        return self._send(href, "PUT", ics.decode(), CALENDAR | condition)

    def delete(self, href: str) -> Answer:
        """Remove what stands under `href`."""
        return self._send(href, "DELETE", "", {})

    def _send(self, url: str, method: str, body: str, headers: dict[str, str]) -> Answer:
        with _trouble():
            response = self._dav.request(url, method, body, headers)
            return Answer(response.status, str(response.headers.get("ETag") or ""), bytes(response._raw_body))


def _synced(calendar: str, tree: Any) -> Synced:
    etags: dict[str, str] = {}
    gone: set[str] = set()
    more = False
    for row in tree.iter("{DAV:}response"):
        place = urljoin(calendar, _text(row, "{DAV:}href"))
        status = row.find("{DAV:}status")
        words = str(status.text or "").split() if status is not None else []
        if "507" in words:
            more = True
        elif "404" in words or "410" in words:
            gone.add(place)
        else:
            etags[place] = _text(row, "{DAV:}getetag")
    token = _text(tree, dav.SyncToken.tag)
    if not token:
        raise CalendarTrouble("odd_answer", "a sync report without a token", retry=False)
    return Synced(etags=etags, gone=frozenset(gone), token=token, more=more)


def _text(tree: Any, tag: str) -> str:
    found = tree.find(f".//{tag}") if tree is not None else None
    return str(found.text or "").strip() if found is not None else ""


def place_key(url: str) -> str:
    """The same for two addresses that are one, however each server writes its @ and spaces."""
    return unquote(urlsplit(url).path)


def _element(root: BaseElement, *children: BaseElement) -> str:
    """A request body as the library would write it."""
    for child in children:
        root = root + child
    return str(root)


def _accept(status: int, expected: set[int]) -> None:
    if status not in expected:
        raise of_status(status)


def of_status(status: int) -> CalendarTrouble:
    """What a status that we did not expect means for the person whose calendar it is."""
    if status in {404, 410}:
        return CalendarTrouble("nothing_there", f"the server says {status}", retry=False)
    if status == 412:
        return CalendarTrouble("changed", "the event was changed in the meantime", retry=False)
    if status in {401, 403, 507}:
        return CalendarTrouble("refused", f"the server says {status}", retry=False)
    if status >= 500 and status != 501:
        return CalendarTrouble("unreachable", f"the server says {status}", retry=True)
    return CalendarTrouble("odd_answer", f"the server says {status}", retry=False)


@contextmanager
def _trouble() -> Iterator[None]:
    """Make one kind of error of what the library raises, which differs per server and per release."""
    try:
        yield
    except CalendarTrouble:
        raise
    except caldav_error.RateLimitError as error:
        wait = getattr(error, "retry_after_seconds", None)
        seconds = int(wait) if isinstance(wait, int | float) else None
        raise CalendarTrouble("busy", "the server asks to come back later", retry=True, wait=seconds) from None
    except caldav_error.AuthorizationError:
        raise CalendarTrouble("refused", "the server does not accept the name and password", retry=False) from None
    except caldav_error.NotFoundError:
        raise CalendarTrouble("nothing_there", "there is nothing at this address", retry=False) from None
    except Exception as error:
        # DAVError and whatever a strange answer makes the parsers raise; its text may quote the answer.
        raise CalendarTrouble("odd_answer", f"not understood: {type(error).__name__}", retry=False) from None
