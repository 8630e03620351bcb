"""Absence: recorded, its return plan, M@ZL, and the judgement of the LPA (R147–R152, R110)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.reminders import services as reminders
from planning.cases.models import Case, CaseState
from planning.dossier.models import Absence, AbsenceKind, FollowUp, LpaJudgement
from planning.dossier.rules.clocks import act_by, at_nine, next_nine
from planning.dossier.selectors.absence import AHEAD, return_plan_day
from planning.dossier.services import ground
from planning.errors import DomainError
from planning.people import audit
from planning.people import selectors as people
from planning.people.access import Actor
from planning.people.models import Person
from planning.people.roles import Role

ABSENCE_BELL = "dossier.absence"
RETURN_PLAN = "dossier_return_plan"


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
    _expect_return_plan(absence, case=case, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="absence.record", on=absence, now=now, kind=str(kind))
    return absence


@transaction.atomic
def end_absence(*, actor: Actor, absence: Absence, until: dt.date, now: dt.datetime) -> Absence:
    """The pupil is back: the last day away. Raises NotAllowed, CaseClosed, FutureDay, StrangeDay."""
    row, case = _own(absence, actor=actor)
    row.until = ground.happened(until, field="until", now=now, not_before=row.since)
    row.save(update_fields=["until"])
    reminders.cancel(tenant_id=row.swv_id, object_key=str(row.pk), now=now)
    row.case = case
    if return_plan_day(row, now=now) is None:
        ground.task_done(case, object_id=row.pk, code=RETURN_PLAN, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="absence.end", on=row, now=now)
    return row


@transaction.atomic
def record_return_plan(*, actor: Actor, absence: Absence, on: dt.date, now: dt.datetime) -> Absence:
    """There is a terugkeerplan of this day (R149). Raises NotAllowed, CaseClosed, FutureDay, StrangeDay."""
    row, case = _own(absence, actor=actor)
    row.plan_on = ground.happened(on, field="on", now=now, not_before=row.since)
    row.plan_by_id, row.plan_at = actor.person_id, now
    row.save(update_fields=["plan_on", "plan_by", "plan_at"])
    reminders.cancel(tenant_id=row.swv_id, object_key=str(row.pk), now=now)
    ground.task_done(case, object_id=row.pk, code=RETURN_PLAN, now=now)
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
    key: UUID | None = None,
    now: dt.datetime,
) -> LpaJudgement:
    """The LPA judged with the partners in the SOT, and said what follows (R110): recorded for the LPA by the school.

    The same form (`key`) twice is one judgement.
    Raises NotAllowed, CaseClosed, NoLpa, FutureDay, StrangeDay.
    """
    row, case = _own(absence, actor=actor)
    ground.happened(on, field="on", now=now, not_before=row.since)
    before = row.judgements.filter(pk=key).first() if key is not None else None
    if before is not None:
        return before
    if not people.current(timezone.localdate(now)).filter(person=lpa, role=Role.LPA).exists():
        raise NoLpa(fields={"lpa": NoLpa.message})
    judgement = LpaJudgement.objects.create(
        pk=key or uuid4(),
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


@transaction.atomic
def ring_absence(*, absence_id: UUID, now: dt.datetime) -> None:
    """Four school weeks are near or over, and there is no terugkeerplan yet: a task for who leads (R149)."""
    row = (
        Absence.objects.select_related("case__school", "case__casusregisseur", "case__opened_by")
        .filter(pk=absence_id, until__isnull=True, plan_on__isnull=True, case__state=CaseState.OPEN)
        .first()
    )
    day = return_plan_day(row, now=now) if row is not None else None
    if row is None or day is None:
        return
    if not ground.rings_later(row.case.school, kind=ABSENCE_BELL, object_id=row.pk, now=now):
        ground.task_for(ground.regie_of(row.case), case=row.case, code=RETURN_PLAN, object_id=row.pk, due=day, now=now)


def _expect_return_plan(absence: Absence, *, case: Case, now: dt.datetime) -> None:
    """The bells of a stretch that goes on: a school week before the plan must be there, and on that day."""
    absence.case = case
    day = return_plan_day(absence, now=now)
    if day is None:
        return
    closed = people.school_calendar(case.school, first=day - AHEAD, last=day + AHEAD).closed
    moments = (at_nine(act_by(day - dt.timedelta(days=7), closed=closed)), at_nine(day))
    for moment in [row for row in moments if row > now] or [next_nine(now, closed=closed)]:
        reminders.remind(tenant_id=case.swv_id, kind=ABSENCE_BELL, object_key=str(absence.pk), due_at=moment, now=now)


def _own(absence: Absence, *, actor: Actor) -> tuple[Absence, Case]:
    case = ground.locked_case(absence.case_id, actor=actor)
    return Absence.objects.get(pk=absence.pk), case
