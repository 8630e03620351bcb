"""When it is decent to remind somebody (U9), and when a bell that failed rings again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
STUCK_AFTER = dt.timedelta(minutes=10)  # a claim this old belongs to a worker that died
MAX_ATTEMPTS = 12  # about a day and a half: then somebody must look at the log
FROM, UNTIL = dt.time(7, 30), dt.time(20, 0)


def humane(when: dt.datetime, *, free_days: Collection[dt.date] = ()) -> dt.datetime:
    """The first decent moment from `when` on: between 7.30 and 20.00 in Amsterdam, on a weekday that is not free."""
    local = asked = when.astimezone(AMSTERDAM)
    if local.time() >= UNTIL:
        local = _morning_of(local.date() + dt.timedelta(days=1))
    elif local.time() < FROM:
        local = _morning_of(local.date())
    while local.weekday() > 4 or local.date() in free_days:
        local = _morning_of(local.date() + dt.timedelta(days=1))
    return when if local == asked else local.astimezone(dt.UTC)


def wait(*, attempts: int) -> dt.timedelta:
    """How long a bell waits after so many failed attempts: five minutes, doubling, at most six hours."""
    return dt.timedelta(minutes=min(5 << min(10, max(0, attempts - 1)), 6 * 60))


def _morning_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, FROM, tzinfo=AMSTERDAM)
