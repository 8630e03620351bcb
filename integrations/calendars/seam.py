"""What every calendar system can do for us, whatever is behind it. A new one is a folder: client.py and provider.py.

Only busy intervals ever come in, and only our own events are read back (P2). What a provider raises is CalendarTrouble
and nothing else: no HTTP, no library, no credentials leak out of a folder. "Unknown" is never "free": a provider that
cannot tell raises.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from integrations.types import BusyTime, CalendarEvent

TroubleCode = Literal[
    "unreachable",  # no connection, no answer in time, a server error
    "busy",  # the server asks to come back later
    "refused",  # the credentials or the rights are not enough
    "forbidden_address",  # an address we do not connect to (S8)
    "odd_answer",  # an answer that is too large, a redirect, or not what the protocol says
    "nothing_there",  # the account or the calendar does not exist
    "changed",  # somebody changed or removed the event in the meantime
]


class CalendarTrouble(Exception):
    """What went wrong at somebody's calendar server.

    `retry`: whether trying again later makes sense without a person doing something. `wait`: seconds the server asks
    for. The text is for the log of the administrator: no credentials, no content of a calendar.
    """

    def __init__(self, code: TroubleCode, text: str, *, retry: bool, wait: int | None = None) -> None:
        super().__init__(text)
        self.code: TroubleCode = code
        self.retry = retry
        self.wait = wait


@dataclass(frozen=True, slots=True)
class RemoteCalendar:
    """A calendar of the account. `id` is opaque outside its provider."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Written:
    """Where an event of ours stands: `ref` finds it back, `etag` tells whether it is still as we wrote it."""

    ref: str
    etag: str


@dataclass(frozen=True, slots=True)
class ChangedEvent:
    """An event of ours that is no longer as we wrote it. Times in UTC; `cancelled` when its owner marked it so."""

    written: Written
    start: dt.datetime
    end: dt.datetime
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to our events. `token` is to be given back next time; a provider may then answer faster."""

    changed: tuple[ChangedEvent, ...]
    gone: tuple[str, ...]
    token: str


@dataclass(frozen=True, slots=True)
class OwnEvent:
    """An event of ours in the calendar, by the `uid` of its CalendarEvent: nobody is busy because of it."""

    uid: str
    start: dt.datetime
    end: dt.datetime


@runtime_checkable
class BusySource(Protocol):
    """One person's account at one calendar system, to read. Every method may raise CalendarTrouble. Times are aware."""

    def connect(self) -> tuple[RemoteCalendar, ...]:
        """Log in and give the calendars of the account; at least one, or CalendarTrouble."""

    def tag(self, calendars: Sequence[str], *, known: str = "") -> str:
        """A value that changes when anything in these calendars does; `known` again when nothing did, "" when unknown.

        Asked before `busy` of the same source, which may then use what was fetched.
        """

    def busy(
        self, calendars: Sequence[str], *, start: dt.datetime, end: dt.datetime, without: Sequence[OwnEvent] = ()
    ) -> tuple[BusyTime, ...]:
        """When the person is not free in these calendars: merged, sorted, within start and end, in UTC.

        What we wrote ourselves (`without`) is left out; what lies at the same time beside it is not.
        """

    def close(self) -> None:
        """Let go of connections."""


@runtime_checkable
class CalendarProvider(BusySource, Protocol):
    """An account that we may also write to."""

    def place_of(self, calendar: str, uid: str) -> str:
        """The `ref` that the event with this UID gets, known before it is written.

        Whoever keeps it first can remove what a crash left behind.
        """

    def put(self, calendar: str, event: CalendarEvent) -> Written:
        """Write the event, or hold the time when it is tentative. Twice the same is one event."""

    def move(self, written: Written, event: CalendarEvent) -> Written:
        """Write the event anew where it stood. Code "changed" when its owner changed or removed it: then ask."""

    def delete(self, written: Written) -> None:
        """Remove the event. One that is gone already is fine; one that its owner changed is removed too."""

    def changes(self, calendar: str, known: Sequence[Written], *, token: str = "") -> Changes:
        """Which of the events that we wrote were changed or removed since. Nobody else's events are read."""


@runtime_checkable
class Watchable(CalendarProvider, Protocol):
    """An account whose server calls us when something changes. It only hurries: `changes` is asked anyhow."""

    def watch(self, calendar: str, *, url: str, secret: str, until: dt.datetime) -> str:
        """Have `url` called, with `secret` in every call, until then; gives the id of the watch."""

    def watch_on(self, watch: str, *, until: dt.datetime) -> bool:
        """Have it last until then; False when the server knows it no more."""

    def unwatch(self, watch: str) -> None:
        """Have it end; one that is gone already is fine."""


def own_uid(uid: str) -> str:
    """The UID of the written event: stable, and another than the invitation's, or servers take them for one."""
    return f"{hashlib.sha256(uid.encode()).hexdigest()[:40]}@aan-tafel"


def merged(times: Sequence[BusyTime], *, start: dt.datetime, end: dt.datetime) -> tuple[BusyTime, ...]:
    """`times` cut to start-end, in UTC, sorted, with what overlaps or touches made one."""
    found: list[BusyTime] = []
    for time in sorted(times, key=lambda item: (item.start, item.end)):
        first, last = max(time.start, start).astimezone(dt.UTC), min(time.end, end).astimezone(dt.UTC)
        if last <= first:
            continue
        if found and first <= found[-1].end:
            found[-1] = BusyTime(start=found[-1].start, end=max(found[-1].end, last))
        else:
            found.append(BusyTime(start=first, end=last))
    return tuple(found)
