"""CalDAV behind the seam. What is written has no ATTENDEE and no ORGANIZER, so that no server mails anybody."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from integrations.calendars.caldav.client import Account, CalDavClient, Resource, of_status, place_key
from integrations.calendars.reading import busy_of_events, busy_of_report, read, span_of
from integrations.calendars.seam import (
    CalendarTrouble,
    ChangedEvent,
    Changes,
    OwnEvent,
    RemoteCalendar,
    Written,
    merged,
    own_uid,
)
from integrations.imip.component import empty_calendar, vevent
from integrations.types import BusyTime, CalendarEvent

_TOGETHER, _MOST_PAGES = 50, 50
_SYNC, _TAG = "sync", "tag"  # what a token of `changes` begins with
_NO_REPORT = frozenset({400, 403, 404, 405, 415, 422, 500, 501})
"""Answers to a free-busy REPORT after which the events themselves are asked (SOGo says 501)."""


class CalDavProvider:
    """A CalendarProvider for one CalDAV account. `now` gives the time for DTSTAMP: it is read here, at the door."""

    def __init__(self, account: Account, *, now: dt.datetime) -> None:
        self._client = CalDavClient(account)
        self._now = now

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def connect(self) -> tuple[RemoteCalendar, ...]:
        """See CalendarProvider. A server that shows no calendar is trouble: Cyrus does so at the wrong address."""
        found = tuple(RemoteCalendar(id=url, name=name or "Agenda") for url, name in self._client.calendars())
        if not found:
            raise CalendarTrouble("nothing_there", "the server shows no calendars at this address", retry=False)
        return found

    def tag(self, calendars: Sequence[str], *, known: str = "") -> str:
        """See BusySource."""
        del known
        marks = [self._client.marks(calendar) for calendar in calendars]
        tags = [mark.token or mark.ctag for mark in marks]
        return hashlib.sha256("\n".join(tags).encode()).hexdigest() if all(tags) else ""

    def busy(
        self, calendars: Sequence[str], *, start: dt.datetime, end: dt.datetime, without: Sequence[OwnEvent] = ()
    ) -> tuple[BusyTime, ...]:
        """See BusySource. A report does not say which event a time is of: around our own the events are asked."""
        ours = [event for event in without if event.start < end and event.end > start]
        first, last = (min(e.start for e in ours), max(e.end for e in ours)) if ours else (start, start)
        uids = frozenset(own_uid(event.uid) for event in ours)
        times: list[BusyTime] = []
        for calendar in calendars:
            answer = self._client.free_busy(calendar, start=start, end=end)
            if answer.status == 200:
                found = busy_of_report(answer.body.decode("utf-8", errors="replace"))
                times += [*merged(found, start=start, end=first), *merged(found, start=last, end=end)]
                times += self._busy_of_search(calendar, start=first, end=last, but_for=uids)
            elif answer.status in _NO_REPORT:
                times += self._busy_of_search(calendar, start=start, end=end, but_for=uids)
            else:
                raise of_status(answer.status)
        return merged(times, start=start, end=end)

    def _busy_of_search(
        self, calendar: str, *, start: dt.datetime, end: dt.datetime, but_for: frozenset[str]
    ) -> list[BusyTime]:
        if end <= start:
            return []
        found: list[BusyTime] = []
        for ics in self._client.expanded(calendar, start=start, end=end):
            found += busy_of_events(ics, but_for=but_for)
        return list(merged(found, start=start, end=end))

    def place_of(self, calendar: str, uid: str) -> str:
        """See CalendarProvider."""
        return f"{calendar.rstrip('/')}/{own_uid(uid).split('@')[0]}.ics"

    def put(self, calendar: str, event: CalendarEvent) -> Written:
        """See CalendarProvider. The address follows from the UID, so what a crash left is found and written over."""
        href = self.place_of(calendar, event.uid)
        ics = self._object(event)
        answer = self._client.put(href, ics)
        if answer.status == 412:
            there = self._client.get(href)
            if there.status != 200 or not there.etag:
                raise of_status(there.status if there.status != 200 else 412)
            answer = self._client.put(href, ics, match=there.etag)
        return self._written(href, answer.status, answer.etag)

    def move(self, written: Written, event: CalendarEvent) -> Written:
        """See CalendarProvider."""
        answer = self._client.put(written.ref, self._object(event), match=written.etag)
        if answer.status in {404, 409}:
            raise of_status(412)
        return self._written(written.ref, answer.status, answer.etag)

    def delete(self, written: Written) -> None:
        """See CalendarProvider."""
        answer = self._client.delete(written.ref)
        if answer.status not in {200, 202, 204, 404, 410}:
            raise of_status(answer.status)

    def changes(self, calendar: str, known: Sequence[Written], *, token: str = "") -> Changes:
        """See CalendarProvider. A sync-token (RFC 6578) where the server has them, else a tag and all ETags compared.

        What the server leaves out of its answer is asked for by itself before it is gone.
        """
        kind, _, value = token.partition(":")
        if kind == _SYNC and value:
            found = self._since(calendar, known, value)
            if found is not None:
                return found
        # The token first, then the look: what changes in between is told twice rather than never.
        marks = self._client.marks(calendar)
        if marks.token:
            return self._compared(calendar, known, token=f"{_SYNC}:{marks.token}")
        if marks.ctag and token == f"{_TAG}:{marks.ctag}":
            return Changes(changed=(), gone=(), token=token)
        return self._compared(calendar, known, token=f"{_TAG}:{marks.ctag}" if marks.ctag else "")

    def _since(self, calendar: str, known: Sequence[Written], token: str) -> Changes | None:
        touched: set[str] = set()
        for _page in range(_MOST_PAGES):
            answer = self._client.synced(calendar, token)
            if answer is None:
                return None
            touched |= {place_key(href) for href in (*answer.etags, *answer.gone)}
            token = answer.token
            if not answer.more:
                asked = [written for written in known if place_key(written.ref) in touched]
                return self._compared(calendar, asked, token=f"{_SYNC}:{token}")
        raise CalendarTrouble("odd_answer", "a sync report without an end", retry=False)

    def _compared(self, calendar: str, known: Sequence[Written], *, token: str) -> Changes:
        changed: list[ChangedEvent] = []
        gone: list[str] = []
        for first in range(0, len(known), _TOGETHER):
            part = known[first : first + _TOGETHER]
            there = {place_key(item.href): item for item in self._client.several(calendar, [one.ref for one in part])}
            for written in part:
                found = there.get(place_key(written.ref)) or self._alone(written)
                if found is None:
                    gone.append(written.ref)
                elif found.etag != written.etag:
                    changed += _changed(written, found)
        return Changes(changed=tuple(changed), gone=tuple(gone), token=token)

    def _alone(self, written: Written) -> Resource | None:
        answer = self._client.get(written.ref)
        if answer.status in {404, 410}:
            return None
        if answer.status != 200:
            raise of_status(answer.status)
        return Resource(written.ref, answer.etag, answer.body.decode("utf-8", errors="replace"))

    def _object(self, event: CalendarEvent) -> bytes:
        calendar = empty_calendar()
        calendar.add_component(vevent(replace(event, uid=own_uid(event.uid)), stamp=self._now))
        return bytes(calendar.to_ical())

    def _written(self, href: str, status: int, etag: str) -> Written:
        if status not in {200, 201, 204}:
            raise of_status(status)
        # A server that stores something else than it was given leaves the tag out (RFC 4791 5.3.4).
        return Written(ref=href, etag=etag or self._client.get(href).etag)


def _changed(written: Written, found: Resource) -> Iterator[ChangedEvent]:
    for calendar in read(found.ics):
        for event in calendar.walk("VEVENT")[:1]:
            start, end = span_of(event)
            cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
            yield ChangedEvent(Written(written.ref, found.etag), start, end, cancelled)
