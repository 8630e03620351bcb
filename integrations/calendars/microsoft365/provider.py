"""Microsoft 365 behind the seam. An event of ours has no attendees, so that nobody is mailed, and is private."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from integrations.calendars.microsoft365.client import OUR_UID, App, GraphClient, in_utc, moment, of_status
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
from integrations.types import BusyTime, CalendarEvent

WINDOW = dt.timedelta(days=42)  # longer questions are refused
REACH, RENEW = dt.timedelta(days=400), dt.timedelta(days=30)
"""How far ahead a delta query looks, and when it is begun anew so that it looks further."""

SLOT = 15  # minutes of availabilityView
_FREE = frozenset({"free", "workingelsewhere"})
_NAMES = uuid.UUID("8a4f3c1e-6c1d-4f0e-9a57-0d1f7f5f2b11")
_SELECT = "id,start,end,isCancelled"


class Microsoft365Provider:
    """A Watchable for one mailbox.

    A `ref` is the calendar's id and our UID, and once it is written Graph's own id (immutable, so that it stays when
    the event moves); an event is found back by our UID, and the id tells whether a change is about one of ours.
    """

    def __init__(self, app: App, mailbox: str, *, now: dt.datetime, seconds: float | None = None) -> None:
        self._client = GraphClient(app, mailbox, seconds=seconds)
        self._mailbox = mailbox
        self._now = now

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def connect(self) -> tuple[RemoteCalendar, ...]:
        """See BusySource: the calendars that may be written to, the default one first."""
        rows = self._client.rows("calendars", select="id,name,canEdit,isDefaultCalendar", top="50")
        found = sorted((row for row in rows if row.get("canEdit")), key=lambda row: not row.get("isDefaultCalendar"))
        if not found:
            raise CalendarTrouble("nothing_there", "no calendar that may be written to", retry=False)
        return tuple(RemoteCalendar(id=str(row["id"]), name=str(row.get("name") or "Agenda")) for row in found)

    def tag(self, calendars: Sequence[str], *, known: str = "") -> str:
        """See BusySource: Graph tells nothing of the kind."""
        del calendars, known
        return ""

    def busy(
        self, calendars: Sequence[str], *, start: dt.datetime, end: dt.datetime, without: Sequence[OwnEvent] = ()
    ) -> tuple[BusyTime, ...]:
        """See BusySource. getSchedule does not say which event a time is of: around our own the events are asked."""
        start, end = start.astimezone(dt.UTC), end.astimezone(dt.UTC)  # in local time 42 days may have an hour more
        ours = [event for event in without if event.start < end and event.end > start]
        first, last = (min(e.start for e in ours), max(e.end for e in ours)) if ours else (start, start)
        uids = frozenset(own_uid(event.uid) for event in ours)
        times: list[BusyTime] = []
        begin = start
        while begin < end:
            until = min(begin + WINDOW, end)
            found = self._schedule(begin, until)
            times += [
                *merged(found, start=begin, end=min(first, until)),
                *merged(found, start=max(last, begin), end=until),
            ]
            begin = until
        for calendar in calendars:
            times += self._events(calendar, start=first, end=last, but_for=uids)
        return merged(times, start=start, end=end)

    def place_of(self, calendar: str, uid: str) -> str:
        """See CalendarProvider."""
        return f"{calendar}\n{own_uid(uid)}"

    def put(self, calendar: str, event: CalendarEvent) -> Written:
        """See CalendarProvider. What a lost answer left is found by our UID; a second one of it goes."""
        ref = self.place_of(calendar, event.uid)
        there = self._find(ref)
        for extra in there[1:]:
            self._client.delete(f"events/{extra['id']}")
        if there:
            return self._written(ref, self._client.patch(f"events/{there[0]['id']}", _body(event)))
        # The same words are the same transaction: sent twice, Graph makes one event, or says 409.
        transaction = uuid.uuid5(_NAMES, f"{event.uid} {event.sequence} {event.start.isoformat()} {event.tentative}")
        body = _body(event) | {
            "transactionId": str(transaction),
            "singleValueExtendedProperties": [{"id": OUR_UID, "value": own_uid(event.uid)}],
        }
        made = self._client.post(f"calendars/{calendar}/events", body, fine=frozenset({409}))
        if not made:
            there = self._find(ref)
            if not there:
                raise of_status(409)
            made = self._client.patch(f"events/{there[0]['id']}", _body(event))
        return self._written(ref, made)

    def move(self, written: Written, event: CalendarEvent) -> Written:
        """See CalendarProvider."""
        there = self._find(written.ref)
        if not there:
            raise CalendarTrouble("changed", "the event was removed in the meantime", retry=False)
        return self._written(
            written.ref, self._client.patch(f"events/{there[0]['id']}", _body(event), match=written.etag)
        )

    def delete(self, written: Written) -> None:
        """See CalendarProvider."""
        for row in self._find(written.ref):
            self._client.delete(f"events/{row['id']}")

    def changes(self, calendar: str, known: Sequence[Written], *, token: str = "") -> Changes:
        """See CalendarProvider. Delta says which ids were touched; what became of ours is asked of each of them.

        A delta link that is too old or that Graph knows no more (410) means comparing everything once.
        """
        since, _, link = token.partition(" ")
        if link and _day(since) > self._now - RENEW:
            try:
                rows, link = self._client.round(link)
            except CalendarTrouble as trouble:
                if trouble.code not in {"nothing_there", "odd_answer"}:
                    raise
            else:
                touched = {str(row.get("id", "")) for row in rows}
                asked = [one for one in known if not _id_of(one.ref) or _id_of(one.ref) in touched]
                return self._compared(asked, {}, token=f"{since} {link}")
        # The link first, then the look: what changes in between is told twice rather than never.
        fresh = self._begin(calendar)
        return self._compared(known, self._ours(calendar) if known else {}, token=fresh)

    def _begin(self, calendar: str) -> str:
        """A link to ask the next changes by; "" where this calendar has none: then everything is compared each time."""
        first, last = self._now - dt.timedelta(days=1), self._now + REACH
        url = self._client.url(
            f"calendars/{calendar}/calendarView/delta",
            startDateTime=in_utc(first)["dateTime"] + "Z",
            endDateTime=in_utc(last)["dateTime"] + "Z",
        )
        try:
            _rows, link = self._client.round(url)
        except CalendarTrouble as trouble:
            if trouble.code not in {"nothing_there", "odd_answer"}:
                raise
            return ""
        return f"{self._now.astimezone(dt.UTC):%Y-%m-%d} {link}"

    def _ours(self, calendar: str) -> dict[str, dict[str, Any]]:
        """Everything in the calendar that carries a UID of ours, by that UID."""
        rows = self._client.rows(
            f"calendars/{calendar}/events",
            filter=f"singleValueExtendedProperties/Any(ep: ep/id eq '{OUR_UID}' and ep/value ne null)",
            expand=f"singleValueExtendedProperties($filter=id eq '{OUR_UID}')",
            select=_SELECT,
            top="100",
        )
        return {
            str(one.get("value")): row for row in rows for one in row.get("singleValueExtendedProperties") or () if one
        }

    def _compared(self, known: Sequence[Written], there: dict[str, dict[str, Any]], *, token: str) -> Changes:
        """What is not as we wrote it. What a list leaves out is asked for by itself before it is gone."""
        changed: list[ChangedEvent] = []
        gone: list[str] = []
        for written in known:
            row = there.get(written.ref.split("\n")[1]) or next(iter(self._find(written.ref)), None)
            if row is None:
                gone.append(written.ref)
            elif row.get("@odata.etag") != written.etag:
                now = Written(written.ref, str(row.get("@odata.etag") or ""))
                changed.append(
                    ChangedEvent(now, moment(row.get("start")), moment(row.get("end")), bool(row.get("isCancelled")))
                )
        return Changes(changed=tuple(changed), gone=tuple(gone), token=token)

    def watch(self, calendar: str, *, url: str, secret: str, until: dt.datetime) -> str:
        """See Watchable. Graph calls `url` at once to see that it is ours, before it answers."""
        del calendar  # subscriptions are to all events of a mailbox
        made = self._client.subscribe(
            {
                "changeType": "updated,deleted",
                "notificationUrl": url,
                "lifecycleNotificationUrl": url,
                "resource": f"{self._client.mailbox}/events",
                "expirationDateTime": _stamp(until),
                "clientState": secret,
            }
        )
        found = str(made.get("id") or "")
        if not found:
            raise CalendarTrouble("odd_answer", "a subscription without an id", retry=False)
        return found

    def watch_on(self, watch: str, *, until: dt.datetime) -> bool:
        """See Watchable."""
        return self._client.prolong(watch, {"expirationDateTime": _stamp(until)})

    def unwatch(self, watch: str) -> None:
        """See Watchable."""
        self._client.unsubscribe(watch)

    def _find(self, ref: str) -> list[dict[str, Any]]:
        calendar, uid = ref.split("\n")[:2]
        wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq '{OUR_UID}' and ep/value eq '{uid}')"
        return list(self._client.rows(f"calendars/{calendar}/events", filter=wanted, select=_SELECT))

    def _written(self, ref: str, row: dict[str, Any]) -> Written:
        calendar, uid = ref.split("\n")[:2]
        return Written(ref=f"{calendar}\n{uid}\n{row.get('id', '')}", etag=str(row.get("@odata.etag") or ""))

    def _schedule(self, start: dt.datetime, end: dt.datetime) -> list[BusyTime]:
        """What getSchedule says of this mailbox: items, or only a row of digits when no more is shared."""
        answer = self._client.post(
            "calendar/getSchedule",
            {
                "schedules": [self._mailbox],
                "startTime": in_utc(start),
                "endTime": in_utc(end),
                "availabilityViewInterval": SLOT,
            },
        )
        rows = answer.get("value")
        if not isinstance(rows, list) or len(rows) != 1 or not isinstance(rows[0], dict):
            raise CalendarTrouble("odd_answer", "no schedule of this mailbox", retry=False)
        (row,) = rows
        if row.get("error"):
            code = str(row["error"].get("responseCode", "")) if isinstance(row["error"], dict) else ""
            unknown = code in {"ErrorMailRecipientNotFound", "ErrorNonExistentMailbox"}
            raise CalendarTrouble("nothing_there" if unknown else "refused", code or "an error", retry=False)
        items, view = row.get("scheduleItems"), row.get("availabilityView")
        if items:
            return [
                BusyTime(moment(item.get("start")), moment(item.get("end")))
                for item in items
                if str(item.get("status", "")).lower() not in _FREE
            ]
        if not isinstance(view, str) or not view or set(view) - set("01234"):
            raise CalendarTrouble("odd_answer", "neither items nor a view: empty is not free", retry=False)
        slot = dt.timedelta(minutes=SLOT)
        return [
            BusyTime(start + number * slot, min(start + (number + 1) * slot, end))
            for number, digit in enumerate(view)
            if digit not in "04" and start + number * slot < end
        ]

    def _events(
        self, calendar: str, *, start: dt.datetime, end: dt.datetime, but_for: frozenset[str]
    ) -> list[BusyTime]:
        if end <= start:
            return []
        rows = self._client.rows(
            f"calendars/{calendar}/calendarView",
            startDateTime=in_utc(start)["dateTime"] + "Z",
            endDateTime=in_utc(end)["dateTime"] + "Z",
            select="start,end,showAs,isCancelled",
            expand=f"singleValueExtendedProperties($filter=id eq '{OUR_UID}')",
            top="200",
        )
        found = []
        for row in rows:
            ours = any(one.get("value") in but_for for one in row.get("singleValueExtendedProperties") or ())
            if ours or row.get("isCancelled") or str(row.get("showAs", "busy")).lower() in _FREE:
                continue
            found.append(BusyTime(moment(row.get("start")), moment(row.get("end"))))
        return list(merged(found, start=start, end=end))


def _id_of(ref: str) -> str:
    return ref.split("\n")[2] if ref.count("\n") == 2 else ""


def _day(text: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
    except ValueError:
        return dt.datetime.min.replace(tzinfo=dt.UTC)


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _body(event: CalendarEvent) -> dict[str, Any]:
    return {
        "subject": event.summary,
        "start": in_utc(event.start),
        "end": in_utc(event.end),
        "showAs": "tentative" if event.tentative else "busy",
        "sensitivity": "private",
        "responseRequested": False,
        "location": {"displayName": event.location},
        "body": {"contentType": "text", "content": event.url},
    }
