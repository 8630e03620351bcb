"""An observation that is done must be reported back in a SOT, with the parents there (R93, R94)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from planning.agenda import selectors
from planning.agenda.models import AgendaItem, ItemKind
from planning.agenda.rules.states import WAITS
from planning.agenda.services.guests import seat_family, seat_observer
from planning.agenda.services.reminding import set_bells
from planning.cases.models import Case, CaseState
from planning.dossier import selectors as dossier
from planning.dossier.models import Observation
from planning.dossier.selectors.observations import REPORT_MINUTES
from planning.people import audit
from planning.people.audit import By


@transaction.atomic
def add_report_back(*, observation_id: UUID, now: dt.datetime) -> AgendaItem | None:
    """Propose the pupil for the next SOT in the name of who asked for it; without a SOT to come it waits.

    Waits the pupil for a SOT already, then the observer comes for that point. The parents come for it by themselves
    (`seat_family`). None where the route reports back elsewhere, or the case is closed.
    """
    row = Observation.objects.get(pk=observation_id)
    case = Case.objects.select_for_update(of=("self",)).select_related("school").get(pk=row.case_id)
    if case.state == CaseState.CLOSED or not dossier.reports_back_in(case, kind="SOT"):
        return None
    waits = AgendaItem.objects.select_related("case__school", "meeting").filter(case=case, state__in=WAITS).first()
    if waits is not None:
        seat_observer(item=waits, person_id=row.observer_id, role=row.role, now=now)
        return waits
    sots = selectors.coming_sots(case.school, now=now)
    item = AgendaItem.objects.create(
        swv_id=case.swv_id,
        school=case.school,
        meeting=sots[0] if sots else None,
        kind=ItemKind.PUPIL,
        case=case,
        minutes=REPORT_MINUTES,
        proposed_by_id=row.asked_by_id,
        proposed_at=now,
    )
    seat_family(item, now=now)
    if item.meeting is not None:
        set_bells(item.meeting, now=now)
    audit.record(swv_id=case.swv_id, by=By.system(), action="agenda.report_back", on=item, now=now)
    return item
