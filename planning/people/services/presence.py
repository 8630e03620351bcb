"""When somebody is there: the working week, absences and who stands in. Everybody keeps these for oneself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.people import audit, rules
from planning.people.access import Actor, NotAllowed, Right
from planning.people.models import Absence, Deputy, Person, WorkingHours
from planning.people.services.checking import NotRight, same_swv, wrong

LONGEST_ABSENCE = dt.timedelta(days=366)


def may_keep_week(actor: Actor, person: Person) -> bool:
    """Whether somebody may keep these hours and absences: one's own, or everybody's for who manages people."""
    own = actor.person_id == person.pk and not actor.machine
    return own or actor.may(Right.MANAGE_PEOPLE)


def _require(actor: Actor, person: Person) -> None:
    same_swv(actor, person)
    if not may_keep_week(actor, person):
        raise NotAllowed


@transaction.atomic
def set_working_hours(
    *, actor: Actor, person: Person, hours: Iterable[tuple[int, dt.time, dt.time]], now: dt.datetime
) -> None:
    """Say the whole working week anew: (weekday with Monday 0, from, to) in local time. Raises NotAllowed, NotRight."""
    _require(actor, person)
    week = sorted(set(hours))
    problem = rules.week_problem(week)
    if problem is not None:
        raise NotRight(problem)
    Person.objects.select_for_update().get(pk=person.pk)
    WorkingHours.objects.filter(person=person).delete()
    WorkingHours.objects.bulk_create(
        WorkingHours(swv_id=actor.swv_id, person=person, weekday=weekday, start=start, end=end)
        for weekday, start, end in week
    )
    audit.record(swv_id=actor.swv_id, by=actor.by, action="hours.set", on=person, now=now, stretches=len(week))


@transaction.atomic
def add_absence(*, actor: Actor, person: Person, start: dt.datetime, end: dt.datetime, now: dt.datetime) -> Absence:
    """Say when a person cannot come (aware times); no reason is asked (P10). Raises NotAllowed, NotRight."""
    _require(actor, person)
    if end <= start:
        raise wrong("end", _("Het einde ligt voor het begin."))
    if end - start > LONGEST_ABSENCE:
        raise wrong("end", _("Dit is langer dan een jaar. Beëindig dan de rol."))
    if Absence.objects.filter(person=person, start=start, end=end).exists():
        raise wrong("start", _("Deze afwezigheid staat er al."))
    row = Absence.objects.create(swv_id=actor.swv_id, person=person, start=start, end=end)
    audit.record(swv_id=actor.swv_id, by=actor.by, action="absence.add", on=row, now=now)
    return row


@transaction.atomic
def remove_absence(*, actor: Actor, absence: Absence, now: dt.datetime) -> None:
    """Take an absence back. Raises NotAllowed."""
    _require(actor, absence.person)
    audit.record(swv_id=actor.swv_id, by=actor.by, action="absence.remove", on=absence, now=now)
    absence.delete()


@transaction.atomic
def set_deputy(
    *, actor: Actor, person: Person, deputy: Person, valid_from: dt.date, valid_to: dt.date, now: dt.datetime
) -> Deputy:
    """Let somebody stand in for a person, both days included. Raises NotAllowed, NotRight."""
    _require(actor, person)
    same_swv(actor, deputy)
    if person.pk == deputy.pk:
        raise wrong("deputy", _("Niemand vervangt zichzelf."))
    if valid_to < valid_from:
        raise wrong("valid_to", _("De laatste dag ligt voor de eerste."))
    Person.objects.select_for_update().get(pk=person.pk)
    if Deputy.objects.filter(person=person, valid_from__lte=valid_to, valid_to__gte=valid_from).exists():
        raise wrong("valid_from", _("In deze tijd is er al een vervanger."))
    row = Deputy.objects.create(
        swv_id=actor.swv_id, person=person, deputy=deputy, valid_from=valid_from, valid_to=valid_to
    )
    audit.record(swv_id=actor.swv_id, by=actor.by, action="deputy.set", on=row, now=now)
    return row


@transaction.atomic
def remove_deputy(*, actor: Actor, row: Deputy, now: dt.datetime) -> None:
    """Nobody stands in any more. Raises NotAllowed."""
    _require(actor, row.person)
    audit.record(swv_id=actor.swv_id, by=actor.by, action="deputy.remove", on=row, now=now)
    row.delete()
