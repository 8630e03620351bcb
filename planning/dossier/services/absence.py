"""Absence: recorded, its return plan, M@ZL, and the judgement of the LPA (R147–R152, R110)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from planning.cases.models import Case
from planning.dossier.models import Absence, AbsenceKind, FollowUp, LpaJudgement
from planning.dossier.services import ground
from planning.errors import DomainError
from planning.people import audit
from planning.people import selectors as people
from planning.people.access import Actor
from planning.people.models import Person
from planning.people.roles import Role


class AbsenceRuns(DomainError):
    """One stretch at a time."""

    code = "absence_runs_already"
    message = _("Er loopt al verzuim voor deze leerling. Vul daar eerst de laatste dag in.")


class NoLpa(DomainError):
    """R110: the LPA judges."""

    code = "absence_no_lpa"
    status = 422
    message = _("Kies de leerplichtambtenaar die dit oordeel gaf.")


class OnlyForSickness(DomainError):
    """R150: M@ZL is about pupils who are reported sick."""

    code = "mazl_only_sick"
    message = _("M@ZL is voor leerlingen die ziek gemeld zijn.")


@transaction.atomic
def record_absence(
    *,
    actor: Actor,
    case: Case,
    kind: AbsenceKind,
    since: dt.date,
    until: dt.date | None,
    note: str,
    now: dt.datetime,
) -> Absence:
    """A stretch of absence with its first day; the last day may still be unknown.

    Raises NotAllowed, CaseClosed, AbsenceRuns, FutureDay, StrangeDay.
    """
    case = ground.locked_case(case.pk, actor=actor)
    ground.happened(since, field="since", now=now)
    if until is not None:
        ground.happened(until, field="until", now=now, not_before=since)
    elif case.absences.filter(until__isnull=True).exists():
        raise AbsenceRuns
    absence = Absence.objects.create(
        swv_id=case.swv_id,
        case=case,
        kind=kind,
        since=since,
        until=until,
        note=note.strip() or None,
        recorded_by_id=actor.person_id,
        recorded_at=now,
    )
    audit.record(swv_id=case.swv_id, by=actor.by, action="absence.record", on=absence, now=now, kind=str(kind))
    return absence


@transaction.atomic
def end_absence(*, actor: Actor, absence: Absence, until: dt.date, now: dt.datetime) -> Absence:
    """The pupil is back: the last day away. Raises NotAllowed, CaseClosed, FutureDay, StrangeDay."""
    row, case = _own(absence, actor=actor)
    row.until = ground.happened(until, field="until", now=now, not_before=row.since)
    row.save(update_fields=["until"])
    audit.record(swv_id=case.swv_id, by=actor.by, action="absence.end", on=row, now=now)
    return row


@transaction.atomic
def record_return_plan(*, actor: Actor, absence: Absence, on: dt.date, now: dt.datetime) -> Absence:
    """There is a terugkeerplan of this day (R149). Raises NotAllowed, CaseClosed, FutureDay, StrangeDay."""
    row, case = _own(absence, actor=actor)
    row.plan_on = ground.happened(on, field="on", now=now, not_before=row.since)
    row.plan_by_id, row.plan_at = actor.person_id, now
    row.save(update_fields=["plan_on", "plan_by", "plan_at"])
    audit.record(swv_id=case.swv_id, by=actor.by, action="absence.plan", on=row, now=now)
    return row


@transaction.atomic
def ask_mazl(*, actor: Actor, absence: Absence, on: dt.date, now: dt.datetime) -> Absence:
    """The jeugdarts was asked to look along on this day (M@ZL, R150).

    Raises NotAllowed, CaseClosed, OnlyForSickness, FutureDay, StrangeDay.
    """
    row, case = _own(absence, actor=actor)
    if row.kind not in {AbsenceKind.SICK, AbsenceKind.HOME, AbsenceKind.PARTLY}:
        raise OnlyForSickness
    row.mazl_on = ground.happened(on, field="on", now=now, not_before=row.since)
    row.mazl_by_id, row.mazl_at = actor.person_id, now
    row.save(update_fields=["mazl_on", "mazl_by", "mazl_at"])
    audit.record(swv_id=case.swv_id, by=actor.by, action="absence.mazl", on=row, now=now)
    return row


@transaction.atomic
def record_judgement(
    *,
    actor: Actor,
    absence: Absence,
    lpa: Person,
    on: dt.date,
    unlawful: bool,
    follow_up: FollowUp,
    note: str,
    now: dt.datetime,
) -> LpaJudgement:
    """The LPA judged with the partners in the SOT, and said what follows (R110): recorded for the LPA by the school.

    Raises NotAllowed, CaseClosed, NoLpa, FutureDay, StrangeDay.
    """
    row, case = _own(absence, actor=actor)
    ground.happened(on, field="on", now=now, not_before=row.since)
    if not people.current(timezone.localdate(now)).filter(person=lpa, role=Role.LPA).exists():
        raise NoLpa(fields={"lpa": NoLpa.message})
    judgement = LpaJudgement.objects.create(
        swv_id=case.swv_id,
        absence=row,
        lpa=lpa,
        on=on,
        unlawful=unlawful,
        follow_up=follow_up,
        note=note.strip() or None,
        recorded_by_id=actor.person_id,
        recorded_at=now,
    )
    audit.record(swv_id=case.swv_id, by=actor.by, action="absence.judge", on=judgement, now=now)
    return judgement


def _own(absence: Absence, *, actor: Actor) -> tuple[Absence, Case]:
    case = ground.locked_case(absence.case_id, actor=actor)
    return Absence.objects.get(pk=absence.pk), case
