"""The lock that the verbs at the beginning of a case take."""

from __future__ import annotations

import datetime as dt

from planning.cases.models import Case
from planning.cases.services.lead import locked_case, require_lead
from planning.people.access import Actor, Right


def open_case_of(case: Case, *, actor: Actor, now: dt.datetime) -> Case:
    """The row with its lock and school, for who leads cases at the school or holds regie over this one (R12).

    Raises NotAllowed, CaseClosed, NotInCharge, and gate.NoGround for a holder whose ground is gone.
    """
    locked = locked_case(case.pk)
    if not actor.may(Right.MANAGE_CASES, school_id=locked.school_id):
        require_lead(actor, locked, now=now)
    return locked
