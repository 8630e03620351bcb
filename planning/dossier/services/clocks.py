"""Starting, extending and stopping a clock, and what a bell of one does (domain §1.2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notifications.reminders import services as reminders
from planning.cases.models import Case, CaseState
from planning.dossier.models import Clock, ClockKind, OppProgress, TlvRequest
from planning.dossier.rules.clocks import Due, DueState, warn_moments
from planning.dossier.selectors.clocks import closed_around, due_of_clock, dues_of_tlv
from planning.dossier.services import ground
from planning.dossier.services.opp import ask_assent
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor

CLOCK_BELL, TLV_BELL = "dossier.clock", "dossier.tlv"
SOON, LATE = "dossier_clock_soon", "dossier_clock_late"
ABOUT_OPP = (ClockKind.OPP, ClockKind.OPP_EVALUATION)


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


class HowWasItHeard(DomainError):
    """Hoorrecht: how the pupil was heard can be read in the dossier."""

    code = "opp_how_was_it_heard"
    status = 422
    message = _("Schrijf op hoe u de leerling heeft gehoord, en wat die belangrijk vindt.")


class ProgressNeeded(DomainError):
    """R136: the school tests the progress against the OPP."""

    code = "opp_progress_needed"
    status = 422
    message = _("Zeg hoe ver de leerling is naast wat er in het OPP staat.")


@dataclass(frozen=True, slots=True)
class OppTalk:
    """How an OPP was set or looked back on: with whom, how the pupil was heard, and what came of it.

    `apart` says why, needed when parents or pupil were not there; `heard` when the pupil was, `progress` (a value of
    `OppProgress`) at an evaluation. `changed`: the handelingsdeel is other than before.
    """

    with_parents: bool = False
    with_pupil: bool = False
    apart: str = ""
    heard: str = ""
    progress: str = ""
    changed: bool = False


NOTHING = OppTalk()


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
def stop_clock(*, actor: Actor, clock: Clock, on: dt.date, talk: OppTalk = NOTHING, now: dt.datetime) -> Clock:
    """It was done on a day. An OPP that is set or evaluated starts the clock of the next evaluation by itself.

    What was set or changed asks the parents to agree. Raises NotAllowed, CaseClosed, ClockStopped,
    WithParentsAndPupil, HowWasItHeard, ProgressNeeded, FutureDay, StrangeDay.
    """
    case = ground.locked_case(clock.case_id, actor=actor)
    row = _running(clock)
    ground.happened(on, field="on", now=now, not_before=row.since)
    about_opp = row.kind in ABOUT_OPP
    if about_opp:
        _require_talk(ClockKind(row.kind), talk)
        row.with_parents, row.with_pupil, row.progress = talk.with_parents, talk.with_pupil, talk.progress
        row.apart_reason, row.heard = talk.apart.strip() or None, talk.heard.strip() or None
        row.changed = talk.changed or row.kind == ClockKind.OPP
    row.done_on, row.done_at, row.done_by_id = on, now, actor.person_id
    row.save()
    reminders.cancel(tenant_id=row.swv_id, object_key=str(row.pk), now=now)
    ground.task_done(case, object_id=row.pk, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="clock.stop", on=row, now=now, kind=row.kind)
    if about_opp:
        ask_assent(row, case=case, now=now)
        if not case.clocks.filter(kind=ClockKind.OPP_EVALUATION, done_on__isnull=True).exists():
            _start(actor=actor, case=case, kind=ClockKind.OPP_EVALUATION, since=on, now=now)
    return row


def _require_talk(kind: ClockKind, talk: OppTalk) -> None:
    if not (talk.with_parents and talk.with_pupil) and not talk.apart.strip():
        raise WithParentsAndPupil(fields={"apart": WithParentsAndPupil.message})
    if talk.with_pupil and not talk.heard.strip():
        raise HowWasItHeard(fields={"heard": HowWasItHeard.message})
    if kind == ClockKind.OPP_EVALUATION and talk.progress not in OppProgress.values:
        raise ProgressNeeded(fields={"progress": ProgressNeeded.message})


def opp_is_there(*, actor: Actor, case: Case, on: dt.date, now: dt.datetime) -> None:
    """An OPP of this day is on file: the year till its evaluation runs from then, unless a clock says otherwise."""
    if not case.clocks.filter(kind__in=ABOUT_OPP, done_on__isnull=True).exists():
        _start(actor=actor, case=case, kind=ClockKind.OPP_EVALUATION, since=on, now=now)


@transaction.atomic
def ring_clock(*, clock_id: UUID, now: dt.datetime) -> None:
    """A clock comes near its day or is past it: a task and a letter to who holds regie. Nothing once it stands."""
    row = (
        Clock.objects.select_related("case__school", "case__casusregisseur", "case__opened_by")
        .filter(pk=clock_id, done_on__isnull=True, case__state=CaseState.OPEN)
        .first()
    )
    if row is not None and not ground.rings_later(row.case.school, kind=CLOCK_BELL, object_id=row.pk, now=now):
        _warn(row.case, due_of_clock(row, now=now), object_id=row.pk, now=now)


@transaction.atomic
def ring_tlv(*, request_id: UUID, now: dt.datetime) -> None:
    """The same for the days of a TLV request."""
    row = (
        TlvRequest.objects.select_related("case__school__swv", "case__casusregisseur", "case__opened_by")
        .filter(pk=request_id, case__state=CaseState.OPEN)
        .first()
    )
    if row is None or ground.rings_later(row.case.school, kind=TLV_BELL, object_id=row.pk, now=now):
        return
    for due in dues_of_tlv(row, now=now):
        _warn(row.case, due.due, object_id=row.pk, now=now)


def set_tlv_bells(request: TlvRequest, *, case: Case, now: dt.datetime) -> None:
    """The bells of a request, anew after every step of it."""
    reminders.cancel(tenant_id=request.swv_id, object_key=str(request.pk), now=now)
    ground.task_done(case, object_id=request.pk, now=now)
    for row in dues_of_tlv(request, now=now):
        _ring_for(TLV_BELL, request.pk, row.due, case=case, now=now)


def _warn(case: Case, due: Due, *, object_id: UUID, now: dt.datetime) -> None:
    """A bell before a holiday rings earlier than the page turns yellow; it warns all the same."""
    if due.state == DueState.DONE:
        return
    late = due.state == DueState.LATE
    if late:
        ground.task_done(case, object_id=object_id, code=SOON, now=now)
    code = LATE if late else SOON
    ground.task_for(ground.regie_of(case), case=case, code=code, object_id=object_id, due=due.due, now=now)


def _running(clock: Clock) -> Clock:
    row = Clock.objects.select_for_update(of=("self",)).select_related("case__school").get(pk=clock.pk)
    if row.done_on is not None:
        raise ClockStopped
    return row


def _set_bells(kind: str, object_id: UUID, due: Due, *, case: Case, now: dt.datetime) -> None:
    reminders.cancel(tenant_id=case.swv_id, object_key=str(object_id), now=now)
    _ring_for(kind, object_id, due, case=case, now=now)


def _ring_for(kind: str, object_id: UUID, due: Due, *, case: Case, now: dt.datetime) -> None:
    for moment in warn_moments(due, now=now, closed=closed_around(case.school, due, now=now)):
        reminders.remind(tenant_id=case.swv_id, kind=kind, object_key=str(object_id), due_at=moment, now=now)
