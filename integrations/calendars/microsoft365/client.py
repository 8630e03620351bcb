"""Talking to Graph: O365's connection with its session replaced by our guarded one, and answers as plain values.

https://o365.github.io/python-o365/ for the library. App-only: the tenant's administrator limits the application to
chosen mailboxes. The library follows redirects, retries a GET and not a POST, and waits between calls by default; with
our session in its place nothing happens behind our back. A server that asks for a few seconds gets them, for a GET and
a POST alike (everything here may be repeated: a new event has its transactionId); one that asks for more is left to the
caller.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from O365.connection import Connection
from O365.utils.token import MemoryTokenBackend

from integrations.calendars.guard import GuardedSession
from integrations.calendars.seam import CalendarTrouble, TroubleCode

GRAPH = "https://graph.microsoft.com/v1.0"
SCOPE = "https://graph.microsoft.com/.default"
OUR_UID = "String {8a4f3c1e-6c1d-4f0e-9a57-0d1f7f5f2b11} Name AanTafelUid"
"""The extended property by which an event of ours is found back (it stays when somebody moves the event)."""

PREFER = 'outlook.timezone="UTC", IdType="ImmutableId"'
MOST_PAGES, MOST_DELTA_PAGES = 20, 60
TRIES, SHORT_WAIT = 3, 5  # how often a request goes out that is asked to wait for at most so many seconds
logging.getLogger("O365").setLevel(logging.CRITICAL)  # its lines hold addresses of mailboxes

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class App:
    """The registered application of a tenant. `token` gives a bearer token instead of asking Microsoft for one."""

    tenant: str
    client_id: str
    secret: str = field(repr=False)
    graph: str = GRAPH
    inside: frozenset[str] = frozenset()
    token: Callable[[], str] | None = field(default=None, repr=False)
    own: bool = False  # the token is of the mailbox's owner, who consented: then the mailbox is "me"


class GraphClient:
    """One mailbox. Every method raises CalendarTrouble and nothing else."""

    def __init__(self, app: App, mailbox: str, *, seconds: float | None = None) -> None:
        self._app = app
        self.mailbox = "me" if app.own else f"users/{quote(mailbox, safe='@')}"
        self._service = app.graph.rstrip("/")
        self._root = f"{self._service}/{self.mailbox}"
        self._connection = Connection(
            (app.client_id, app.secret),
            tenant_id=app.tenant,
            auth_flow_type="credentials",
            token_backend=MemoryTokenBackend(),
            requests_delay=0,
            request_retries=0,
            raise_http_errors=False,
            timeout=15,
            default_headers={"Prefer": PREFER},
        )
        self._session = GuardedSession(app.graph, inside=app.inside, seconds=seconds)

    def close(self) -> None:
        """Let go of connections."""
        self._session.close()

    def get(self, path: str, **query: str) -> Body:
        """One answer; `path` below the mailbox."""
        return self._asked(self._url(path, query), "get")

    def rows(self, path: str, **query: str) -> Iterator[Body]:
        """Every row of a list, page after page. A list that never ends is trouble."""
        url = self._url(path, query)
        for _page in range(MOST_PAGES):
            answer = self._asked(url, "get")
            yield from _rows(answer)
            url = str(answer.get("@odata.nextLink") or "")
            if not url:
                return
        raise CalendarTrouble("odd_answer", "a list without an end", retry=False)

    def round(self, url: str) -> tuple[list[Body], str]:
        """A whole round of a delta query, page after page: its rows and the link to begin the next round with."""
        found: list[Body] = []
        for _page in range(MOST_DELTA_PAGES):
            answer = self._asked(url, "get", prefer="odata.maxpagesize=200")
            found += _rows(answer)
            url = str(answer.get("@odata.nextLink") or "")
            if not url:
                link = str(answer.get("@odata.deltaLink") or "")
                if not link:
                    raise CalendarTrouble("odd_answer", "a delta without a next link", retry=False)
                return found, link
        raise CalendarTrouble("odd_answer", "a list without an end", retry=False)

    def url(self, path: str, **query: str) -> str:
        """The address of something below the mailbox."""
        return self._url(path, query)

    def post(self, path: str, body: Body, *, fine: frozenset[int] = frozenset()) -> Body:
        """Make something, or ask something with a body; {} after a status that is `fine`."""
        return self._asked(self._url(path, {}), "post", body=body, fine=fine)

    def subscribe(self, body: Body) -> Body:
        """Make a subscription: these are not below a mailbox."""
        return self._asked(f"{self._service}/subscriptions", "post", body=body)

    def prolong(self, subscription: str, body: Body) -> bool:
        """Change a subscription; False when there is none by that id."""
        url = f"{self._service}/subscriptions/{quote(subscription, safe='')}"
        return bool(self._asked(url, "patch", body=body, fine=frozenset({404, 410})))

    def unsubscribe(self, subscription: str) -> None:
        """End a subscription; what is gone already is fine."""
        url = f"{self._service}/subscriptions/{quote(subscription, safe='')}"
        self._asked(url, "delete", fine=frozenset({404, 410}))

    def patch(self, path: str, body: Body, *, match: str = "") -> Body:
        """Change something; with `match` only as it was then."""
        return self._asked(self._url(path, {}), "patch", body=body, match=match)

    def delete(self, path: str) -> None:
        """Remove something; what is gone already is fine."""
        self._asked(self._url(path, {}), "delete", fine=frozenset({404, 410}))

    def _url(self, path: str, query: dict[str, str]) -> str:
        asked = "&".join(f"${name}={quote(value)}" for name, value in query.items() if not name.endswith("DateTime"))
        window = "&".join(f"{name}={quote(value)}" for name, value in query.items() if name.endswith("DateTime"))
        found = "&".join(part for part in (window, asked) if part)
        return f"{self._root}/{path}" + (f"?{found}" if found else "")

    def _asked(
        self,
        url: str,
        method: str,
        *,
        body: Body | None = None,
        match: str = "",
        prefer: str = "",
        fine: frozenset[int] = frozenset(),
    ) -> Body:
        self._log_in()
        kwargs: Body = {"headers": {"If-Match": match} if match else {}}
        if prefer:
            kwargs["headers"]["Prefer"] = f"{PREFER}, {prefer}"
        if body is not None:
            kwargs["data"] = body
        for attempt in range(TRIES):
            try:
                response = self._connection.naive_request(url, method, **kwargs)  # its other way asks a token at a 403
            except CalendarTrouble:
                raise
            except Exception as error:  # whatever the library raises; its text may hold an address
                raise CalendarTrouble("odd_answer", f"not understood: {type(error).__name__}", retry=False) from None
            trouble = of_status(response.status_code, str(response.headers.get("Retry-After", "")))
            wait = trouble.wait if response.status_code in {429, 503} else None
            if wait is None or wait > SHORT_WAIT or attempt == TRIES - 1:
                break
            time.sleep(wait)
        if response.status_code in fine or response.status_code == 204:
            return {}
        if response.status_code >= 400:
            raise trouble
        try:
            found = response.json()
        except ValueError:
            raise CalendarTrouble("odd_answer", "the answer is no JSON", retry=False) from None
        if not isinstance(found, dict):
            raise CalendarTrouble("odd_answer", "the answer is no object", retry=False)
        return found

    def _log_in(self) -> None:
        if self._connection.naive_session is not None:
            return
        try:
            token = self._app.token() if self._app.token is not None else self._ask_token()
        except CalendarTrouble:
            raise
        except Exception as error:  # the library's own session: network, or an odd answer of the login server
            raise CalendarTrouble("unreachable", f"no token: {type(error).__name__}", retry=True) from None
        self._session.headers["Authorization"] = f"Bearer {token}"
        self._connection.naive_session = self._session

    def _ask_token(self) -> str:
        if not self._connection.request_token(None, requested_scopes=[SCOPE]):
            raise CalendarTrouble("refused", "the application may not log in", retry=False)
        token = self._connection.token_backend.get_access_token()
        return str((token or {}).get("secret", ""))


def _rows(answer: Body) -> list[Body]:
    found = answer.get("value")
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise CalendarTrouble("odd_answer", "the answer is no list", retry=False)
    return found


_MEANING: dict[int, tuple[TroubleCode, bool]] = {
    401: ("refused", False),
    403: ("refused", False),
    404: ("nothing_there", False),
    409: ("busy", True),  # another request is making the same event
    410: ("nothing_there", False),
    412: ("changed", False),
    429: ("busy", True),
    503: ("busy", True),
    509: ("busy", True),
}


def of_status(status: int, retry_after: str = "") -> CalendarTrouble:
    """What a status that we did not expect means for the person whose calendar it is."""
    code, retry = _MEANING.get(status, ("unreachable", True) if status >= 500 else ("odd_answer", False))
    wait = int(retry_after) if retry_after.isdecimal() and len(retry_after) < 8 else None
    return CalendarTrouble(code, f"Graph says {status}", retry=retry, wait=wait)


def moment(value: object) -> dt.datetime:
    """A dateTimeTimeZone that was asked in UTC, to the second."""
    if isinstance(value, dict) and str(value.get("timeZone", "UTC")).upper() in {
        "UTC",
        "ETC/GMT",
        "TZONE://MICROSOFT/UTC",
    }:
        try:
            return dt.datetime.fromisoformat(str(value.get("dateTime", ""))[:19]).replace(tzinfo=dt.UTC)
        except ValueError:
            pass
    raise CalendarTrouble("odd_answer", "a time that cannot be read", retry=False)


def in_utc(value: dt.datetime) -> dict[str, str]:
    """A moment as Graph takes it."""
    return {"dateTime": value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"}
