"""What can be changed here: from how many on a number is shown (house rule 8)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.errors import DomainError
from planning.insight.rules import hiding
from planning.insight.rules.months import KEY
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.models import SWV


class WrongThreshold(DomainError):
    """So few would tell of one pupil, so many would hide everything."""

    code = "wrong_threshold"
    status = 422
    message = _("Kies een getal van 3 tot en met 20.")


@transaction.atomic
def set_threshold(*, actor: Actor, threshold: int, now: dt.datetime) -> None:
    """Show numbers from so many on, everywhere in the SWV. Raises NotAllowed, WrongThreshold."""
    actor.require(Right.HIDE_NUMBERS)
    if not hiding.FEWEST <= threshold <= hiding.MOST:
        raise WrongThreshold
    swv = SWV.objects.select_for_update().get(pk=actor.swv_id)
    swv.settings = {**swv.settings, KEY: threshold}
    swv.save(update_fields=["settings"])
    audit.record(swv_id=swv.pk, by=actor.by, action="insight.threshold", on=swv, now=now, threshold=threshold)
