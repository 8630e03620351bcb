"""What must be seen to before a case ends, from all rooms below; beside the checklist of its route (R138)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from planning.cases.models import Case, Party
from planning.cases.selectors import route_of
from planning.dossier.models import ClockKind, LdosState
from planning.dossier.rules.clocks import DueState
from planning.dossier.selectors import due_of_clock
from planning.followup.models import AftercareContact
from planning.followup.rules import Standing
from planning.followup.selectors import AgreementRow, agreements_of_case


@dataclass(frozen=True, slots=True)
class Ending:
    """What is left. `untold`: the family that gets no letter; `ldos`, `opp`: not done where the route asks it."""

    agreements: tuple[AgreementRow, ...]
    untold: tuple[str, ...]
    ldos: bool
    opp: bool

    @property
    def wants_reason(self) -> bool:
        """Whether closing all the same needs a reason."""
        return self.ldos or self.opp


def ending_of(case: Case, *, now: dt.datetime) -> Ending:
    """What is left to do before a case is closed."""
    rows = agreements_of_case(case.pk, today=timezone.localdate(now))
    family = Party.objects.filter(case=case)
    return Ending(
        agreements=tuple(row for row in rows if row.standing != Standing.DONE),
        untold=tuple(str(party.name) for party in family if not party.email),
        ldos=_ldos_left(case),
        opp=_opp_left(case, now=now),
    )


def contacts_of(case: Case) -> Sequence[AftercareContact]:
    """The contacts of the aftercare, by day."""
    return list(AftercareContact.objects.filter(case=case).select_related("held_by"))


def _ldos_left(case: Case) -> bool:
    """Whether something that was begun in LDOS is not done: an OZA to upload, or the registration (R91, R117)."""
    if "LDOS" not in dict(route_of(case).abbreviations):
        return False
    if case.oza_uploads.filter(uploaded_at__isnull=True).exists():
        return True
    newest = case.ldos_entries.order_by("-recorded_at").first()
    return newest is not None and newest.state != LdosState.REGISTERED


def _opp_left(case: Case, *, now: dt.datetime) -> bool:
    """Whether an OPP is still to be set, or was to be evaluated by now (R118, R136)."""
    for clock in case.clocks.filter(kind__in=[ClockKind.OPP, ClockKind.OPP_EVALUATION], done_on__isnull=True):
        clock.case = case
        if clock.kind == ClockKind.OPP or due_of_clock(clock, now=now).state == DueState.LATE:
            return True
    return False
