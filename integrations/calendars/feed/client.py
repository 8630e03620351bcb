"""Fetching a calendar file: one address, only what changed, within bounds (S8, S9)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from integrations.calendars.guard import GuardedSession
from integrations.calendars.seam import CalendarTrouble

_LONGEST = 500  # characters of a validator; longer ones are not kept


@dataclass(frozen=True, slots=True)
class Fetched:
    """What the address gave: `body` is None when nothing changed since `tag`."""

    body: bytes | None
    tag: str


class FeedClient:
    """One address. Every method raises CalendarTrouble and nothing else."""

    def __init__(self, url: str, *, inside: frozenset[str] = frozenset(), seconds: float | None = None) -> None:
        self._url = "https://" + url[len("webcal://") :] if url.lower().startswith("webcal://") else url
        self._session = GuardedSession(self._url, inside=inside, seconds=seconds)

    def close(self) -> None:
        """Let go of connections."""
        self._session.close()

    def fetch(self, *, known: str = "") -> Fetched:
        """The file, or nothing when the server says that `known` is still true (RFC 9110 13.1)."""
        digest, etag, modified = [*known.split("\n"), "", "", ""][:3]
        headers = {"Accept": "text/calendar, */*;q=0.5"}
        if etag:
            headers["If-None-Match"] = etag
        elif modified:
            headers["If-Modified-Since"] = modified
        response = self._session.request("GET", self._url, headers=headers)
        if response.status_code == 304 and (etag or modified):
            return Fetched(body=None, tag=known)
        if response.status_code != 200:
            raise _of_status(response.status_code, response.headers.get("Retry-After", ""))
        found = hashlib.sha256(response.content).hexdigest()
        if found == digest:
            return Fetched(body=None, tag=known)
        validators = [_short(response.headers.get(name, "")) for name in ("ETag", "Last-Modified")]
        return Fetched(body=response.content, tag="\n".join([found, *validators]))


def _short(header: str) -> str:
    return header if len(header) <= _LONGEST and header.isprintable() else ""


def _of_status(status: int, retry_after: str) -> CalendarTrouble:
    if status in {429, 503}:
        wait = int(retry_after) if retry_after.isdecimal() and len(retry_after) < 8 else None
        return CalendarTrouble("busy", f"the server says {status}", retry=True, wait=wait)
    if status in {401, 403, 407}:
        return CalendarTrouble("refused", f"the server says {status}", retry=False)
    if status in {404, 410}:
        return CalendarTrouble("nothing_there", f"the server says {status}", retry=False)
    if status >= 500:
        return CalendarTrouble("unreachable", f"the server says {status}", retry=True)
    return CalendarTrouble("odd_answer", f"the server says {status}", retry=False)
