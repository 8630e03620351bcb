"""The plain values that integrations takes and gives. No models, no domain."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One meeting as a calendar knows it. Times are aware; nothing about a pupil may be in it (P2).

    `uid` never changes (U1), `sequence` rises with a new time and with a cancellation (U2), `modified` is when the
    content last changed. `summary` is a neutral title, `url` a page behind a login or link, `conference` a video link;
    `description` is for staff of one school by their own setting, else empty.
    """

    uid: str
    sequence: int
    start: dt.datetime
    end: dt.datetime
    summary: str
    location: str = ""
    url: str = ""
    cancelled: bool = False
    tentative: bool = False
    modified: dt.datetime | None = None
    conference: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class DayNote:
    """A line on top of one day of a calendar, or of several in a row. It keeps nobody busy.

    `url` is a page behind a login or link, `modified` when the words last changed.
    """

    uid: str
    first: dt.date
    days: int
    summary: str
    modified: dt.datetime
    url: str = ""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and an address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class BusyTime:
    """When somebody cannot come, as their calendar says it. Only the interval: no title, no place."""

    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True, slots=True)
class CalendarReply:
    """What one REPLY or COUNTER says (RFC 5546 3.2.3, 3.2.7). A claim by mail: who sent it is not proven.

    `attendee` is the lower-case address in ATTENDEE, `from_address` that of the mail's From. `sequence` is the revision
    answered: 0 when the mail does not say. `method` is "REPLY" or "COUNTER"; only a COUNTER has `start` and `end`, the
    time proposed. `partstat` NEEDS-ACTION is no answer (SOGo sends it on mere storage).
    """

    uid: str
    attendee: str
    partstat: str
    sequence: int
    dtstamp: dt.datetime | None
    comment: str
    method: str
    from_address: str
    delegated_to: str = ""
    start: dt.datetime | None = None
    end: dt.datetime | None = None
