"""Absence: how many weeks it is, what that asks of the school, and what a judgement says (R147–R152, R110)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

SCHOOL_WEEK = 5
RETURN_PLAN_AFTER = 4 * SCHOOL_WEEK  # school days (R149: more than four weeks)


def days_missed(*, since: dt.date, until: dt.date | None, today: dt.date, school_days: Collection[dt.date]) -> int:
    """School days missed from `since` up to `until` (or today), both included.

    Holidays and study days are no absence, so they do not count: the sources say "weeks" and nothing more (our choice).
    """
    last = min(until, today) if until is not None else today
    return sum(1 for day in school_days if since <= day <= last)


def weeks_missed(days: int) -> int:
    """Whole school weeks."""
    return days // SCHOOL_WEEK


def needs_return_plan(*, sector: str, days: int) -> bool:
    """VO: more than four school weeks away asks a terugkeerplan at the intake in the SOT (R149)."""
    return sector == "VO" and days > RETURN_PLAN_AFTER


def return_plan_on(*, sector: str, since: dt.date, school_days: Collection[dt.date]) -> dt.date | None:
    """The first school day on which the plan must be there, when the pupil stays away; None: not within these days."""
    if sector != "VO":
        return None
    missed = sorted(day for day in school_days if day >= since)
    return missed[RETURN_PLAN_AFTER] if len(missed) > RETURN_PLAN_AFTER else None


def circumstances(*, sector: str, running: bool, days: int) -> frozenset[str]:
    """What absence makes so in a route: `absence` in PO (R147), `absence-4-weeks` in VO (R149)."""
    found = set()
    if sector == "PO" and running:
        found.add("absence")
    if needs_return_plan(sector=sector, days=days):
        found.add("absence-4-weeks")
    return frozenset(found)
