"""School years by month, and how long things took."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planning.insight.rules import hiding

KEY = "small_numbers"  # below SWV.settings


def threshold_of(settings: Mapping[str, Any]) -> int:
    """From how many on an SWV shows a number; what is missing or wrong is the default, never an error."""
    stored = settings.get(KEY)
    fits = isinstance(stored, int) and not isinstance(stored, bool) and hiding.FEWEST <= stored <= hiding.MOST
    return stored if fits and isinstance(stored, int) else hiding.DEFAULT


def months_of(began: dt.date, *, today: dt.date) -> tuple[dt.date, ...]:
    """The first days of the months of a school year that are over: a month that runs has no number yet."""
    firsts = [_month(began, later) for later in range(12)]
    return tuple(first for first, after in zip(firsts, [*firsts[1:], _month(began, 12)], strict=True) if after <= today)


def _month(began: dt.date, later: int) -> dt.date:
    years, month = divmod(began.month - 1 + later, 12)
    return dt.date(began.year + years, month + 1, 1)


def year_before(began: dt.date) -> dt.date:
    """The day the school year before began."""
    return began.replace(year=began.year - 1)


def year_after(began: dt.date) -> dt.date:
    """The day the next school year begins."""
    return began.replace(year=began.year + 1)


def weeks_between(start: dt.datetime, end: dt.datetime) -> int:
    """Whole weeks, rounded; what came before its own beginning took none."""
    return max(0, round((end - start) / dt.timedelta(weeks=1)))


@dataclass(frozen=True, slots=True)
class Took:
    """How long something took, in weeks: half took `median` or less; `low` to `high` is the middle half.

    None: too few to tell. `count` is how many it is about, None where that is hidden.
    """

    count: int | None = None
    median: int | None = None
    low: int | None = None
    high: int | None = None


def took(weeks: Sequence[int], *, threshold: int) -> Took:
    """The median from the threshold on; the middle half from twice that, so that each edge has as many beyond it.

    No least or most: those are one pupil's. Weeks are whole, so that a median is a week that several had, or none.
    """
    if len(weeks) < threshold:
        return Took()
    median = round(statistics.median(weeks))
    if len(weeks) < 2 * threshold:
        return Took(len(weeks), median)
    low, _middle, high = statistics.quantiles(weeks, n=4, method="inclusive")
    return Took(len(weeks), median, round(low), round(high))


def share(part: int | None, rest: int | None) -> int | None:
    """Per cent that a part is of it with the rest; None when either is hidden, or there is nothing."""
    if part is None or rest is None or part + rest == 0:
        return None
    return round(100 * part / (part + rest))
