"""By which name somebody reads the pupils in a list: a row of a list tells no more than the page behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from planning.cases import gate
from planning.cases.models import Case, Freeze, FreezeKind
from planning.people.access import Actor, Right


def pupil_names(actor: Actor, cases: Iterable[Case], *, now: dt.datetime) -> dict[UUID, str]:
    """Of these cases the pupils whose name this person may read, "Imane O."; the others are called by their code.

    Who sees the cases of a school reads the names there. Anybody else needs a ground at this moment (house rule 4),
    and reads none of a case that stands still (P5). No query for the school's own, else nine for any number of cases.
    """
    every = {case.pk: case for case in cases}
    schools = actor.schools_with(Right.SEE_CASES)
    elsewhere = [case for case in every.values() if schools is not None and case.school_id not in schools]
    hidden = {case.pk for case in elsewhere} - _told(actor, elsewhere, now=now)
    return {pk: f"{case.pupil_name} {case.pupil_initial}." for pk, case in every.items() if pk not in hidden}


def _told(actor: Actor, cases: list[Case], *, now: dt.datetime) -> frozenset[UUID]:
    if not cases:
        return frozenset()
    still = Freeze.objects.filter(case__in=cases, kind=FreezeKind.RESTRICTION, lifted_at__isnull=True)
    admitted = gate.admitted_cases(person_id=actor.person_id, cases=cases, now=now)
    return admitted - frozenset(still.values_list("case_id", flat=True))
