"""Time limits of a poll: when an answer is due, and when to remind (R81, U9)."""

from __future__ import annotations

import datetime as dt

from planning.people.rules import AMSTERDAM

REMIND_BEFORE = (dt.timedelta(days=3), dt.timedelta(days=1))  # U9


def proposed_deadline(*, now: dt.datetime, first_option: dt.datetime, days: int = 5) -> dt.datetime:
    """So many days to answer, at five in the afternoon; never later than the day before the first option."""
    local = now.astimezone(AMSTERDAM)
    wanted = dt.datetime.combine(local.date() + dt.timedelta(days=days), dt.time(17, 0), tzinfo=AMSTERDAM)
    latest = dt.datetime.combine(
        first_option.astimezone(AMSTERDAM).date() - dt.timedelta(days=1), dt.time(17, 0), tzinfo=AMSTERDAM
    )
    return max(min(wanted, latest), now + dt.timedelta(hours=1))


def reminder_moments(*, deadline: dt.datetime, opened: dt.datetime) -> list[dt.datetime]:
    """Three days and one day before the deadline (U9), as far as a day lies between asking and reminding."""
    moments = [deadline - before for before in REMIND_BEFORE]
    return [moment for moment in moments if moment >= opened + dt.timedelta(days=1)]
