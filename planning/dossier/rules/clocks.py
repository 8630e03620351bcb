"""The clocks of law and region: when something is due, when it must be acted on, and when to warn (domain §1.2).

Days are days in Amsterdam. A due day is the last day on which it is still in time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ZORGPLICHT_WEEKS, ZORGPLICHT_EXTRA_WEEKS = 6, 4
OPP_WEEKS = 6
WARN_DAYS = 14  # our choice: time for one more conversation
RENEW_DAYS = 120  # a TLV that ends: about the time a new request takes (our choice)
LAST_CALL_DAYS = 3
WARN_AT = dt.time(9, 0)
LOOK_BACK = 70  # days; longer than any holiday


class DueState(StrEnum):
    """How near a due day is. The values are states of the house, which give the colour."""

    DONE = "done"
    LATER = "planned"
    SOON = "change"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Due:
    """One clock as it stands: `due` is the last day, `act_by` the last school day on which somebody is there to act."""

    since: dt.date
    due: dt.date
    act_by: dt.date
    state: DueState
    days_left: int  # till `due`; negative when it is past
    warn_days: int = WARN_DAYS  # before `act_by`


def weeks_after(since: dt.date, weeks: int) -> dt.date:
    """The same weekday so many weeks later. Holidays do not stop this clock."""
    return since + dt.timedelta(weeks=weeks)


def year_after(since: dt.date) -> dt.date:
    """The same day a year later; of 29 February the 28th, for "within a year" is never a day more."""
    try:
        return since.replace(year=since.year + 1)
    except ValueError:
        return dt.date(since.year + 1, 2, 28)


def zorgplicht_due(since: dt.date, *, extended: bool) -> dt.date:
    """Six weeks after a written application, once four more; regular holidays do not stop the clock (domain §1.2)."""
    return weeks_after(since, ZORGPLICHT_WEEKS + (ZORGPLICHT_EXTRA_WEEKS if extended else 0))


def opp_due(since: dt.date) -> dt.date:
    """An OPP is set within six weeks after a pupil with extra support was enrolled (domain §1.2)."""
    return weeks_after(since, OPP_WEEKS)


def school_weeks_after(since: dt.date, weeks: int, *, school_days: Collection[dt.date]) -> dt.date | None:
    """The last day of so many weeks of five school days after `since`, for regions whose committee rests in holidays.

    None when the known school days end before that.
    """
    after = sorted(day for day in school_days if day > since)
    wanted = weeks * 5
    return after[wanted - 1] if 0 < wanted <= len(after) else None


def act_by(due: dt.date, *, closed: Collection[dt.date]) -> dt.date:
    """The last school day up to and including `due`: in a holiday or weekend nobody is there to act."""
    return _school_day(due, closed=closed, step=-1)


def next_open(day: dt.date, *, closed: Collection[dt.date]) -> dt.date:
    """The first school day from `day` on."""
    return _school_day(day, closed=closed, step=1)


def _school_day(day: dt.date, *, closed: Collection[dt.date], step: int) -> dt.date:
    """The nearest school day before (-1) or after (1), the day itself included; the day when there is none for long."""
    for count in range(LOOK_BACK):
        found = day + dt.timedelta(days=step * count)
        if found.weekday() < 5 and found not in closed:
            return found
    return day


def at_nine(day: dt.date) -> dt.datetime:
    """Nine o'clock on a Dutch clock, in UTC: 8:00 in winter and 7:00 in summer."""
    return dt.datetime.combine(day, WARN_AT, tzinfo=AMSTERDAM).astimezone(dt.UTC)


def standing(
    *,
    since: dt.date,
    due: dt.date,
    today: dt.date,
    closed: Collection[dt.date] = (),
    done: bool = False,
    warn_days: int = WARN_DAYS,
) -> Due:
    """How a clock stands today. It warns some days before the day one must act, and is late after `due`."""
    act = max(min(act_by(due, closed=closed), due), since)
    if done:
        state = DueState.DONE
    elif today > due:
        state = DueState.LATE
    elif today >= act - dt.timedelta(days=warn_days):
        state = DueState.SOON
    else:
        state = DueState.LATER
    return Due(since=since, due=due, act_by=act, state=state, days_left=(due - today).days, warn_days=warn_days)


def warn_moments(due: Due, *, now: dt.datetime, closed: Collection[dt.date] = ()) -> tuple[dt.datetime, ...]:
    """When the bells ring: as the warning begins, three days before one must act, and when it is late; at nine.

    Always nine o'clock on a Dutch clock, also over the change to summer time, and on a school day: a warning comes on
    the last one before a holiday, the word that it is late on the first one after. Moments that have passed are left
    out; when nobody would be warned any more, the next school day is the day.
    """
    early = [act_by(due.act_by - dt.timedelta(days=days), closed=closed) for days in (due.warn_days, LAST_CALL_DAYS)]
    late = next_open(due.due + dt.timedelta(days=1), closed=closed)
    warnings = {at_nine(day) for day in early}
    ahead = {moment for moment in (*warnings, at_nine(late)) if moment > now}
    if not warnings & ahead:
        ahead.add(next_nine(now, closed=closed))
    return tuple(sorted(ahead))


def next_nine(now: dt.datetime, *, closed: Collection[dt.date] = ()) -> dt.datetime:
    """The first nine o'clock after `now` on a school day."""
    today = now.astimezone(AMSTERDAM).date()
    start = today if at_nine(today) > now else today + dt.timedelta(days=1)
    return at_nine(next_open(start, closed=closed))


@dataclass(frozen=True, slots=True)
class LastDay:
    """A last day to hand something in: every year on this day, or only in `year`."""

    month: int
    day: int
    year: int | None = None

    def in_year(self, year: int) -> dt.date | None:
        """The day in a year, or None when it is not of that year. 29 February is the 28th in other years."""
        if self.year is not None and self.year != year:
            return None
        try:
            return dt.date(year, self.month, self.day)
        except ValueError:
            return dt.date(year, 2, 28)

    def __str__(self) -> str:
        return f"{self.day}-{self.month}" + (f"-{self.year}" if self.year is not None else "")


def next_last_day(days: Iterable[LastDay], *, on: dt.date) -> dt.date | None:
    """The first last day on or after a day; None when none is known within the next two years."""
    rows = list(days)
    found = [row.in_year(year) for row in rows for year in (on.year, on.year + 1, on.year + 2)]
    return min((day for day in found if day is not None and day >= on), default=None)
