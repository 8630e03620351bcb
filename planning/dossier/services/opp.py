"""The agreement with the handelingsdeel of an OPP: asked for by a task, recorded for who gave it (domain §1.2)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.cases.models import Case, Party
from planning.dossier.models import Clock, OppAssent
from planning.dossier.rules.opp import Assent
from planning.dossier.selectors.opp import assent_of
from planning.dossier.services import ground
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor

ASSENT = "dossier_opp_assent"


class NotAsked(DomainError):
    """Only who has authority, or is of age, agrees; and only when something was set or changed."""

    code = "opp_not_asked"
    status = 422
    message = _("Aan deze persoon wordt geen instemming gevraagd.")


def ask_assent(clock: Clock, *, case: Case, now: dt.datetime) -> None:
    """An OPP was set or changed: who opened the case has a task until everybody agrees."""
    if clock.changed:
        ground.task_for(case.opened_by, case=case, code=ASSENT, object_id=clock.pk, now=now)


@transaction.atomic
def record_assent(*, actor: Actor, clock: Clock, party: Party, given: bool, on: dt.date, now: dt.datetime) -> OppAssent:
    """What somebody said about the handelingsdeel; another answer later is a new row, and the newest counts.

    Raises NotAllowed, CaseClosed, NotAsked, FutureDay, StrangeDay.
    """
    case = ground.locked_case(clock.case_id, actor=actor)
    row = Clock.objects.get(pk=clock.pk)
    row.case = case
    page = assent_of(row)
    if page is None or party.pk not in {line.party.pk for line in page.lines}:
        raise NotAsked(fields={"party": NotAsked.message})
    ground.happened(on, field="on", now=now)
    answer = OppAssent.objects.create(
        swv_id=case.swv_id,
        clock=row,
        party=party,
        given=given,
        on=on,
        recorded_by_id=actor.person_id,
        recorded_at=now,
    )
    audit.record(swv_id=case.swv_id, by=actor.by, action="opp.assent", on=answer, now=now, given=given)
    after = assent_of(row)
    if after is not None and after.state == Assent.GIVEN:
        ground.task_done(case, object_id=row.pk, code=ASSENT, now=now)
    return answer
