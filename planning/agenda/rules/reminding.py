"""When people are told that something is still lacking for a SOT (U9): before the last day to hand in, and before it.

Days are whole days before; our choice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from planning.agenda.rules.states import hand_in_by
from planning.meetings.rules import AMSTERDAM, remind_at

BEFORE_HANDING_IN = (3, 1)
BEFORE_THE_SOT = (7, 3)
LOOK_BACK = dt.timedelta(days=60)  # longer than the most days before, and a holiday


def moments(
    start: dt.datetime, *, days: int, now: dt.datetime, free_days: Collection[dt.date] = ()
) -> tuple[dt.datetime, ...]:
    """The moments still to come, the first one first: at ten, on the last decent day so many days before.

    `days` is how long before the SOT is handed in. Two that fall on one day are one.
    """
    day = start.astimezone(AMSTERDAM).date()
    last = hand_in_by(day, days=days)
    wanted = [last - dt.timedelta(days=n) for n in BEFORE_HANDING_IN] + [
        day - dt.timedelta(days=n) for n in BEFORE_THE_SOT
    ]
    noon = [dt.datetime.combine(one + dt.timedelta(days=1), dt.time(12), tzinfo=AMSTERDAM) for one in wanted]
    found = {moment for one in noon if (moment := remind_at(start=one, now=now, free_days=free_days)) is not None}
    return tuple(sorted(found))
