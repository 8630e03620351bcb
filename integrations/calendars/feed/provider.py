"""A calendar feed behind the seam: read only. Its file is unfolded in a process of its own, with a limit."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from integrations.calendars.feed.client import FeedClient, Fetched
from integrations.calendars.seam import CalendarTrouble, OwnEvent, RemoteCalendar, merged, own_uid
from integrations.types import BusyTime

UNFOLD_SECONDS = 30
ROOT = Path(__file__).resolve().parents[3]
ONLY = "feed"


class FeedSource:
    """A BusySource for one address. What was fetched for `tag` is used by `busy`."""

    def __init__(
        self, url: str, *, now: dt.datetime, inside: frozenset[str] = frozenset(), seconds: float | None = None
    ) -> None:
        self._client = FeedClient(url, inside=inside, seconds=seconds)
        self._now = now
        self._fetched: Fetched | None = None

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def connect(self) -> tuple[RemoteCalendar, ...]:
        """See BusySource: one calendar, with the name that it gives itself."""
        name, _times = unfold(self._body(), start=self._now, end=self._now + dt.timedelta(days=1))
        return (RemoteCalendar(id=ONLY, name=name or "Agenda"),)

    def tag(self, calendars: Sequence[str], *, known: str = "") -> str:
        """See BusySource."""
        del calendars
        self._fetched = self._client.fetch(known=known)
        return self._fetched.tag

    def busy(
        self, calendars: Sequence[str], *, start: dt.datetime, end: dt.datetime, without: Sequence[OwnEvent] = ()
    ) -> tuple[BusyTime, ...]:
        """See BusySource."""
        del calendars
        uids = frozenset(own_uid(event.uid) for event in without)
        _name, times = unfold(self._body(), start=start, end=end, but_for=uids)
        return merged(times, start=start, end=end)

    def _body(self) -> bytes:
        if self._fetched is None or self._fetched.body is None:
            self._fetched = self._client.fetch()
        if self._fetched.body is None:
            raise CalendarTrouble("odd_answer", "the server says that nothing changed since never", retry=False)
        return self._fetched.body


def unfold(
    body: bytes, *, start: dt.datetime, end: dt.datetime, but_for: frozenset[str] = frozenset()
) -> tuple[str, list[BusyTime]]:
    """The name of a calendar file and its busy times, repeated events unfolded. Raises CalendarTrouble.

    A rule can be written that keeps a parser busy for hours or fills the memory, so it happens in a process that is
    ended after UNFOLD_SECONDS and may use so much memory and no more (`expand`).
    """
    question = {"start": start.isoformat(), "end": end.isoformat(), "but_for": sorted(but_for)}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "integrations.calendars.feed.expand"],
            input=json.dumps(question).encode() + b"\n" + body,
            capture_output=True,
            cwd=ROOT,
            timeout=UNFOLD_SECONDS,
            check=True,
        )
        answer = json.loads(done.stdout)
        times = [
            BusyTime(dt.datetime.fromisoformat(first), dt.datetime.fromisoformat(last))
            for first, last in answer["busy"]
        ]
        name = str(answer["name"])
    except (subprocess.SubprocessError, OSError, ValueError, KeyError, TypeError) as error:
        raise CalendarTrouble("odd_answer", f"a calendar file: {type(error).__name__}", retry=False) from None
    return name, times
