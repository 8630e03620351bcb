"""What a school wants in the invitations of its own staff."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.models import School
from planning.people.services.checking import same_swv


@transaction.atomic
def name_staff(*, actor: Actor, school: School, on: bool, now: dt.datetime) -> School:
    """Whether invitations to this school's staff say which colleagues come; guests never read it. Raises NotAllowed."""
    actor.require(Right.KEEP_SCHOOL_DAYS, school_id=school.pk)
    same_swv(actor, school)
    row = School.objects.select_for_update(of=("self",)).get(pk=school.pk)
    if row.staff_names != on:
        row.staff_names = on
        row.save(update_fields=["staff_names"])
        audit.record(swv_id=actor.swv_id, by=actor.by, action="school.name_staff", on=row, now=now, shown=on)
    return row
