"""The product's settings in a hurry: what waits minutes waits seconds, so that 200 deaths fit in a quarter of an hour.

Waits and sweeps are shorter by one factor; nothing that decides is another. What a dead worker held is free again after
longer than all time-outs of one delivery together, as in the product.
"""

from __future__ import annotations

import datetime as dt

from notifications.outbox import rules as outbox
from planning.calendars import rules as calendars
from scheduler.settings import *  # noqa: F403  # the settings are those of the product
from scheduler.settings import CELERY_BEAT_SCHEDULE

EMAIL_TIMEOUT = 3
outbox.STUCK_AFTER = dt.timedelta(seconds=30)
outbox._FIRST_WAIT, outbox._LONGEST_WAIT = 1, 6
outbox.BROKER_RESTS = 2
calendars.STUCK_AFTER = dt.timedelta(seconds=70)  # a calendar server may take TOTAL_SECONDS
calendars._FIRST_WAIT, calendars._LONGEST_WAIT = 1, 6
for _name, _entry in CELERY_BEAT_SCHEDULE.items():
    if _name in {"outbox-sweep", "calendar-changes", "calendar-mend"}:
        _entry["schedule"] = 3.0


class _FromModels(dict[str, None]):
    """No migrations: by which of them the tables were made shows nothing here."""

    def __contains__(self, label: object) -> bool:
        """Of every room."""
        return True

    def __getitem__(self, label: str) -> None:
        """None: the tables come straight from the models."""
        return


MIGRATION_MODULES = _FromModels()
