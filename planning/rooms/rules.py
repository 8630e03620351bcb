"""Pure decisions about rooms and video links: when one is taken, what a place is called, which link is a good one."""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
STEP = dt.timedelta(minutes=5)
"""A room is taken in pieces of five minutes, so that a unique row per piece keeps it from being booked twice."""

LONGEST_PLACE = 160
LONGEST_LINK = 500
DAY_BEGINS, DAY_ENDS = 8, 18  # hours that the picture of a week shows at least


def pieces(start: dt.datetime, end: dt.datetime) -> list[dt.datetime]:
    """The pieces of STEP that a stretch lies in, by their beginning in UTC. One that is touched is taken whole."""
    first, last = start.astimezone(dt.UTC), end.astimezone(dt.UTC)
    at = first - (first - dt.datetime.min.replace(tzinfo=dt.UTC)) % STEP
    found = []
    while at < last:
        found.append(at)
        at += STEP
    return found


def place_of(*, name: str, address: str, school: str, school_address: str) -> str:
    """A room as a letter and a calendar say where it is; the address is cut first when it is too long."""
    where = address or ", ".join(part for part in (school, school_address) if part)
    return f"{name}, {where}"[:LONGEST_PLACE].rstrip(" ,") if where else name


def with_link(place: str, link: str, *, most: int = LONGEST_PLACE + LONGEST_LINK + 3) -> str:
    """Place and video link on one line, for calendars, where nothing else is read. A link is never cut: it is left out.

    `most`: how long the line may be.
    """
    both = f"{place} · {link}" if place and link else place or link
    return both if len(both) <= most else place or "Videogesprek"


def good_link(typed: str) -> str:
    """A video link as it is kept: https, to a named host on the usual port, without a user name; "" for any other.

    It goes into letters and calendars of guests, so nothing is repaired.
    """
    link = typed.strip()
    if not link or len(link) > LONGEST_LINK or re.search(r"[^\x21-\x7e]|[<>\"\\^`{}|]", link):
        return ""
    try:
        parts = urlsplit(link)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme != "https" or "@" in parts.netloc or port not in {None, 443}:
        return ""
    return link if _is_name(host) else ""


def _is_name(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        label = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
        return re.fullmatch(rf"({label}\.)+[a-z][a-z0-9-]*[a-z0-9]", host) is not None and not host.endswith(
            (".localhost", ".local", ".internal")
        )
    return False


@dataclass(frozen=True, slots=True)
class Booking:
    """When a room is taken, and the meeting it is for."""

    meeting_id: UUID
    reference: str
    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True, slots=True)
class Cell:
    """A field in the picture of a week: a free half hour, or the `rows` half hours of one booking."""

    rows: int = 1
    booking: Booking | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Half an hour of a week: its time on the clock, and a cell a day; None where a booking from above goes on."""

    time: dt.time
    cells: tuple[Cell | None, ...]


def monday_of(day: dt.date) -> dt.date:
    """The Monday of its week."""
    return day - dt.timedelta(days=day.weekday())


def week(bookings: Iterable[Booking], *, monday: dt.date) -> list[Row]:
    """The picture of a working week, on the Dutch clock: half hours down, days across.

    From eight to six, and further where something is booked. Half hours that two bookings share show the first.
    """
    days = [monday + dt.timedelta(days=n) for n in range(5)]
    spans: dict[dt.date, list[tuple[int, int, Booking]]] = {day: [] for day in days}
    for booking in sorted(bookings, key=lambda one: one.start):
        start, end = booking.start.astimezone(AMSTERDAM), booking.end.astimezone(AMSTERDAM)
        if start.date() in spans:
            last = 48 if end.date() > start.date() else -(-(end.hour * 60 + end.minute) // 30)
            spans[start.date()].append(((start.hour * 60 + start.minute) // 30, last, booking))
    all_spans = [span for day in days for span in spans[day]]
    first = min([DAY_BEGINS * 2, *(span[0] for span in all_spans)])
    until = max([DAY_ENDS * 2, *(span[1] for span in all_spans)])
    columns = [_column(spans[day], first=first, until=until) for day in days]
    return [
        Row(dt.time(at // 2, at % 2 * 30), tuple(column[at - first] for column in columns))
        for at in range(first, until)
    ]


def _column(spans: Sequence[tuple[int, int, Booking]], *, first: int, until: int) -> list[Cell | None]:
    column: list[Cell | None] = [Cell() for _ in range(first, until)]
    free_from = first
    for starts, end, booking in spans:
        begin = max(starts, free_from)
        if begin >= end:
            continue
        column[begin - first] = Cell(rows=end - begin, booking=booking)
        for at in range(begin + 1, end):
            column[at - first] = None
        free_from = end
    return column
