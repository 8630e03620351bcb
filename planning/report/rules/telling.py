"""When no HIA or MDO follows, pupil and parents hear the advice (R113): when somebody is asked about it."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TELL_AT = dt.time(9, 30)
BEFORE = dt.timedelta(days=2)
AGAIN = dt.timedelta(days=7)  # once it is late: every week, until it is done or a reason is kept


def nothing_follows(*, kind: str, decided: str | None) -> bool:
    """Whether a SOT decided that no HIA or MDO follows; `decided` is "yes" or "no", None while nobody said."""
    return kind == "SOT" and decided == "no"


def ask_at(*, due: dt.date, now: dt.datetime) -> dt.datetime:
    """The next moment to ask whether they were told: two days before, the day after, and then every week."""
    moment = dt.datetime.combine(due - BEFORE, TELL_AT, tzinfo=AMSTERDAM)
    if moment <= now:
        moment = dt.datetime.combine(due + dt.timedelta(days=1), TELL_AT, tzinfo=AMSTERDAM)
    while moment <= now:
        moment += AGAIN
    return moment
