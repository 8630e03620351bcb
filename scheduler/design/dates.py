"""Dates and times on pages: weekday and month in words, 24 hours (U4). Letters say them the same way (letters.when)."""

from __future__ import annotations

import datetime as dt

from notifications.letters import when
from notifications.letters.when import AMSTERDAM


def local(value: dt.datetime) -> dt.datetime:
    """The same moment on a Dutch clock; a naive value already is one."""
    return value.replace(tzinfo=AMSTERDAM) if value.tzinfo is None else value.astimezone(AMSTERDAM)


def day_of(value: dt.date) -> dt.date:
    """The Dutch day of a moment, or the day itself."""
    return local(value).date() if isinstance(value, dt.datetime) else value


def long_day(value: dt.date, *, language: str = "nl") -> str:
    """`dinsdag 3 november 2026`."""
    return when.day(day_of(value), language=language)


def day_month(value: dt.date) -> str:
    """`dinsdag 3 november`: where the year is plain."""
    return long_day(value).rsplit(" ", 1)[0]


def short_day(value: dt.date, *, language: str = "nl") -> str:
    """`di 3 nov`, for tables; in Dutch where we have no words."""
    return " ".join(when.short_day(day_of(value), language=language))


def clock(value: dt.datetime | dt.time, *, language: str = "nl") -> str:
    """`9.00 uur`."""
    if isinstance(value, dt.time):
        value = dt.datetime.combine(dt.date(2000, 1, 1), value)
    return when.clock(local(value), language=language)


def stretch(start: dt.datetime, end: dt.datetime | None, *, language: str = "nl") -> str:
    """`dinsdag 3 november 2026, 9.00–10.30 uur`; without an end, or over two days, what can be said."""
    first = f"{long_day(start, language=language)}, {clock(start, language=language)}"
    if end is None:
        return first
    if day_of(start) != day_of(end):
        return f"{first} – {long_day(end, language=language)}, {clock(end, language=language)}"
    return when.stretch(local(start), local(end), language=language)
