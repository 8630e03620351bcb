"""Where an observation is, and when one reminds whom (R93, R94)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from planning.dossier.rules.clocks import AMSTERDAM

SILENT_DAYS = 5  # as with consent (our choice)
AT = dt.time(10, 0)


class Stage(StrEnum):
    """The chain: asked → accepted with a date → done → reported back; or it does not go on."""

    ASKED = "waiting"
    ACCEPTED = "planned"
    DONE = "started"
    REPORTED = "done"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Moments:
    """When each thing happened; None for what did not."""

    accepted: dt.datetime | None = None
    declined: dt.datetime | None = None
    done: dt.datetime | None = None
    reported: dt.datetime | None = None
    withdrawn: dt.datetime | None = None


def stage_of(moments: Moments) -> Stage:
    """Where the chain is. What ended it wins."""
    order = (
        (moments.withdrawn, Stage.WITHDRAWN),
        (moments.reported, Stage.REPORTED),
        (moments.done, Stage.DONE),
        (moments.declined, Stage.DECLINED),
        (moments.accepted, Stage.ACCEPTED),
    )
    return next((stage for moment, stage in order if moment is not None), Stage.ASKED)


def may_answer(stage: Stage) -> bool:
    """Whether the observer can still say yes or no: until it is done or off."""
    return stage in {Stage.ASKED, Stage.ACCEPTED, Stage.DECLINED}


def may_finish(stage: Stage) -> bool:
    """Whether what was seen can be written down: after a yes."""
    return stage == Stage.ACCEPTED


def silent_moment(*, after: dt.datetime) -> dt.datetime:
    """When somebody who stays silent is written to: five days on, at ten."""
    return _at_ten(after.astimezone(AMSTERDAM).date() + dt.timedelta(days=SILENT_DAYS))


def overdue_moment(*, planned: dt.date) -> dt.datetime:
    """When the observer is asked what came of it: the day after the planned day, at ten."""
    return _at_ten(planned + dt.timedelta(days=1))


def _at_ten(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, AT, tzinfo=AMSTERDAM)
