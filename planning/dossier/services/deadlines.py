"""The settings of an SWV about deadlines and LDOS: changed by the coordinator (house rule 8)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from integrations.ldos.reference import InvalidBase, deep_link
from planning.dossier.models import TlvRequest
from planning.dossier.rules.settings import FEWEST_WEEKS, KEY, MOST_WEEKS, Deadlines, WrongDay, read_last_days
from planning.dossier.services.clocks import set_tlv_bells
from planning.errors import DomainError, Text
from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.models import SWV


class WrongDeadlines(DomainError):
    """What was filled in cannot be a deadline."""

    code = "wrong_deadlines"
    status = 422
    message = _("Kijk de termijnen na.")


@transaction.atomic
def change_deadlines(
    *, actor: Actor, last_days: str, weeks: int, holidays_count: bool, ldos: str, now: dt.datetime
) -> Deadlines:
    """Change the deadlines of the SWV; the bells of every open request are set anew.

    Raises NotAllowed, WrongDeadlines.
    """
    actor.require(Right.MANAGE_PEOPLE)
    wrong: dict[str, Text] = {}
    try:
        days = read_last_days(last_days)
    except WrongDay as error:
        days = ()
        wrong["last_days"] = _gettext("Dit is geen dag: “%(line)s”. Schrijf bijvoorbeeld 1 mei, of 18-5-2027.") % {
            "line": error.args[0]
        }
    if not FEWEST_WEEKS <= weeks <= MOST_WEEKS:
        wrong["weeks"] = _("Kies een aantal weken van 1 tot en met 26.")
    if ldos.strip():
        try:
            deep_link(ldos.strip(), "ABC-123")
        except InvalidBase:
            wrong["ldos"] = _("Plak het webadres van LDOS. Het begint met https://.")
    if wrong:
        raise WrongDeadlines(fields=wrong)
    fresh = Deadlines(last_days=days, weeks=weeks, holidays_count=holidays_count, ldos=ldos.strip()[:300])
    swv = SWV.objects.select_for_update().get(pk=actor.swv_id)
    swv.settings = {**swv.settings, KEY: fresh.as_settings()}
    swv.save(update_fields=["settings"])
    for request in TlvRequest.objects.filter(outcome="", case__state="open").select_related("case__school__swv"):
        set_tlv_bells(request, case=request.case, now=now)
    audit.record(swv_id=swv.pk, by=actor.by, action="dossier.deadlines", on=swv, now=now)
    return fresh
