"""How a school's own year differs from its region's (U8): study days, free days, and days it is open after all."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.people import audit
from planning.people.access import Actor, Right
from planning.people.models import FreeDay, School
from planning.people.services.checking import check, same_swv, wrong

LONGEST = dt.timedelta(days=60)


@transaction.atomic
def add_free_day(
    *,
    actor: Actor,
    school: School,
    first: dt.date,
    last: dt.date | None = None,
    kind: str,
    label: str = "",
    now: dt.datetime,
) -> FreeDay:
    """Let a school differ on these days, both included; without `last` it is one day. Raises NotAllowed, NotRight."""
    actor.require(Right.KEEP_SCHOOL_DAYS, school_id=school.pk)
    same_swv(actor, school)
    until = last or first
    if until < first:
        raise wrong("last", _("De laatste dag ligt voor de eerste."))
    if until - first > LONGEST:
        raise wrong("last", _("Dit zijn meer dan zestig dagen. Kijk de datums na."))
    School.objects.select_for_update().get(pk=school.pk)
    if FreeDay.objects.filter(school=school, first__lte=until, last__gte=first).exists():
        raise wrong("first", _("Op deze dagen staat al iets in de kalender van de school."))
    row = FreeDay(swv_id=actor.swv_id, school=school, first=first, last=until, kind=kind, label=label)
    check(row)
    row.save()
    audit.record(swv_id=actor.swv_id, by=actor.by, action="school_days.add", on=row, now=now)
    return row


@transaction.atomic
def remove_free_day(*, actor: Actor, free_day: FreeDay, now: dt.datetime) -> None:
    """Follow the region's calendar again on these days. Raises NotAllowed."""
    actor.require(Right.KEEP_SCHOOL_DAYS, school_id=free_day.school_id)
    same_swv(actor, free_day)
    audit.record(swv_id=actor.swv_id, by=actor.by, action="school_days.remove", on=free_day, now=now)
    free_day.delete()
