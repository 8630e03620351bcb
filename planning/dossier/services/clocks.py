"""Starting, extending and stopping a clock, and what a bell of one does (domain §1.2)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notifications.reminders import services as reminders
from planning.cases.models import Case, CaseState
from planning.dossier.models import Clock, ClockKind, TlvRequest
from planning.dossier.rules.clocks import Due, DueState, warn_moments
from planning.dossier.selectors.clocks import due_of_clock, dues_of_tlv
from planning.dossier.services import ground
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor

CLOCK_BELL, TLV_BELL = "dossier.clock", "dossier.tlv"
SOON, LATE = "dossier_clock_soon", "dossier_clock_late"


class ClockRuns(DomainError):
    """One clock of a kind at a time."""

    code = "clock_runs_already"
    message = _("Deze klok loopt al. Rond die eerst af.")


class ClockStopped(DomainError):
    """What is done is done."""

    code = "clock_stopped"
    message = _("Deze klok staat al stil.")


class NoSecondExtension(DomainError):
    """Zorgplicht: once four weeks more, nothing else."""

    code = "clock_no_extension"
    message = _("Verlengen kan alleen bij zorgplicht, één keer met vier weken, en voordat de zes weken om zijn.")


class WithParentsAndPupil(DomainError):
    """An OPP is evaluated with both; otherwise it is said why not."""

    code = "opp_with_parents_and_pupil"
    status = 422
    message = _("Een OPP bespreekt u met de ouders én de leerling.")
    hint = _("Was iemand er niet bij? Schrijf op waarom, en hoe u die toch heeft gehoord.")


@transaction.atomic
def start_clock(*, actor: Actor, case: Case, kind: ClockKind, since: dt.date, now: dt.datetime) -> Clock:
    """A clock begins on a day that has come. Raises NotAllowed, CaseClosed, ClockRuns, FutureDay, StrangeDay."""
    case = ground.locked_case(case.pk, actor=actor)
    ground.happened(since, field="since", now=now)
    return _start(actor=actor, case=case, kind=kind, since=since, now=now)


def _start(*, actor: Actor, case: Case, kind: ClockKind, since: dt.date, now: dt.datetime) -> Clock:
    if case.clocks.filter(kind=kind, done_on__isnull=True).exists():
        raise ClockRuns(fields={"kind": ClockRuns.message})
    clock = Clock.objects.create(
        swv_id=case.swv_id, case=case, kind=kind, since=since, started_by_id=actor.person_id, started_at=now
    )
    _set_bells(CLOCK_BELL, clock.pk, due_of_clock(clock, now=now), case=case, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="clock.start", on=clock, now=now, kind=str(kind))
    return clock


@transaction.atomic
def extend_clock(*, actor: Actor, clock: Clock, now: dt.datetime) -> Clock:
    """Zorgplicht once four weeks longer, while the six weeks run. Raises NotAllowed, CaseClosed, NoSecondExtension."""
    case = ground.locked_case(clock.case_id, actor=actor)
    row = _running(clock)
    if row.kind != ClockKind.ZORGPLICHT or row.extended_at is not None:
        raise NoSecondExtension
    if due_of_clock(row, now=now).state == DueState.LATE:
        raise NoSecondExtension
    row.extended_at, row.extended_by_id = now, actor.person_id
    row.save(update_fields=["extended_at", "extended_by"])
    ground.task_done(case, object_id=row.pk, now=now)
    _set_bells(CLOCK_BELL, row.pk, due_of_clock(row, now=now), case=case, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="clock.extend", on=row, now=now)
    return row


@transaction.atomic
def stop_clock(
    *,
    actor: Actor,
    clock: Clock,
    on: dt.date,
    with_parents: bool = False,
    with_pupil: bool = False,
    reason: str = "",
    now: dt.datetime,
) -> Clock:
    """It was done on a day. An OPP that is set or evaluated starts the clock of the next evaluation by itself.

    Raises NotAllowed, CaseClosed, ClockStopped, WithParentsAndPupil, FutureDay, StrangeDay.
    """
    case = ground.locked_case(clock.case_id, actor=actor)
    row = _running(clock)
    ground.happened(on, field="on", now=now, not_before=row.since)
    about_opp = row.kind in {ClockKind.OPP, ClockKind.OPP_EVALUATION}
    if about_opp and not (with_parents and with_pupil) and not reason.strip():
        raise WithParentsAndPupil(fields={"reason": WithParentsAndPupil.message})
    row.done_on, row.done_at, row.done_by_id = on, now, actor.person_id
    row.with_parents, row.with_pupil, row.apart_reason = with_parents, with_pupil, reason.strip() or None
    row.save(update_fields=["done_on", "done_at", "done_by", "with_parents", "with_pupil", "apart_reason"])
    reminders.cancel(tenant_id=row.swv_id, object_key=str(row.pk), now=now)
    ground.task_done(case, object_id=row.pk, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="clock.stop", on=row, now=now, kind=row.kind)
    if about_opp and not case.clocks.filter(kind=ClockKind.OPP_EVALUATION, done_on__isnull=True).exists():
        _start(actor=actor, case=case, kind=ClockKind.OPP_EVALUATION, since=on, now=now)
    return row


@transaction.atomic
def ring_clock(*, clock_id: UUID, now: dt.datetime) -> None:
    """A clock comes near its day or is past it: a task and a letter to who holds regie. Nothing once it stands."""
    row = (
        Clock.objects.select_related("case__school", "case__casusregisseur", "case__opened_by")
        .filter(pk=clock_id, done_on__isnull=True, case__state=CaseState.OPEN)
        .first()
    )
    if row is not None:
        _warn(row.case, due_of_clock(row, now=now), object_id=row.pk, now=now)


@transaction.atomic
def ring_tlv(*, request_id: UUID, now: dt.datetime) -> None:
    """The same for the days of a TLV request."""
    row = (
        TlvRequest.objects.select_related("case__school__swv", "case__casusregisseur", "case__opened_by")
        .filter(pk=request_id, case__state=CaseState.OPEN)
        .first()
    )
    for due in [] if row is None else dues_of_tlv(row, now=now):
        if row is not None:
            _warn(row.case, due.due, object_id=row.pk, now=now)


def set_tlv_bells(request: TlvRequest, *, case: Case, now: dt.datetime) -> None:
    """The bells of a request, anew after every step of it."""
    reminders.cancel(tenant_id=request.swv_id, object_key=str(request.pk), now=now)
    ground.task_done(case, object_id=request.pk, now=now)
    for row in dues_of_tlv(request, now=now):
        for moment in warn_moments(row.due, now=now):
            reminders.remind(
                tenant_id=request.swv_id, kind=TLV_BELL, object_key=str(request.pk), due_at=moment, now=now
            )


def _warn(case: Case, due: Due, *, object_id: UUID, now: dt.datetime) -> None:
    codes = {DueState.SOON: SOON, DueState.LATE: LATE}
    if due.state in codes:
        code = codes[due.state]
        if code == LATE:
            ground.task_done(case, object_id=object_id, code=SOON, now=now)
        ground.task_for(ground.regie_of(case), case=case, code=code, object_id=object_id, due=due.due, now=now)


def _running(clock: Clock) -> Clock:
    row = Clock.objects.select_for_update(of=("self",)).select_related("case__school").get(pk=clock.pk)
    if row.done_on is not None:
        raise ClockStopped
    return row


def _set_bells(kind: str, object_id: UUID, due: Due, *, case: Case, now: dt.datetime) -> None:
    reminders.cancel(tenant_id=case.swv_id, object_key=str(object_id), now=now)
    for moment in warn_moments(due, now=now):
        reminders.remind(tenant_id=case.swv_id, kind=kind, object_key=str(object_id), due_at=moment, now=now)
