"""Pure decisions of the follow-up: what is late, when to remind, when an evaluation is due."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

# An evaluation asks for its meeting this long before its date, so that a date can still be polled in good time (R81).
PROPOSE_BEFORE = dt.timedelta(days=21)
# Owners are reminded calmly: three days before and on the day itself (U9).
REMIND_DAYS_BEFORE = (3, 0)
REMIND_AT = dt.time(9, 0)


class Standing(StrEnum):
    """How an agreement stands towards its date."""

    DONE = "done"
    STUCK = "stuck"
    LATE = "late"
    SOON = "soon"
    ON_TIME = "on_time"


def standing(*, state: str, due: dt.date, today: dt.date) -> Standing:
    """Late from the day after the date; soon from a week before. Stuck is stuck, whatever the date (R137)."""
    if state == "done":
        return Standing.DONE
    if state == "stuck":
        return Standing.STUCK
    if today > due:
        return Standing.LATE
    if today >= due - dt.timedelta(days=7):
        return Standing.SOON
    return Standing.ON_TIME


def reminder_moments(*, due: dt.date, now: dt.datetime) -> list[dt.datetime]:
    """When the owner is reminded: aware moments in Amsterdam time that still lie ahead, oldest first."""
    moments = [
        dt.datetime.combine(due - dt.timedelta(days=days), REMIND_AT, tzinfo=AMSTERDAM) for days in REMIND_DAYS_BEFORE
    ]
    return sorted(moment for moment in moments if moment > now)


def evaluation_is_due(*, on: dt.date, today: dt.date) -> bool:
    """Whether the next meeting must be proposed now."""
    return today >= on - PROPOSE_BEFORE
