"""The observation chain: asked, accepted with a date, done, reported back in a SOT with the parents (R93, R94)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.links import services as links
from notifications.links.purposes import Purpose
from notifications.reminders import services as reminders
from planning.cases import gate
from planning.cases.models import Case, CaseState
from planning.cases.services import CaseClosed
from planning.dossier.models import Observation
from planning.dossier.rules import observing as rules
from planning.dossier.rules.observing import Stage
from planning.dossier.services import ground, letters
from planning.dossier.signals import observation_done
from planning.errors import DomainError
from planning.people import audit
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.audit import By
from planning.people.models import Person
from planning.people.roles import Role

# E&D staff and the GW (R93); the E&D team has more specialists than the schoolcoach alone (R26).
OBSERVERS = (Role.COACH, Role.GW, Role.ORTHO, Role.AB, Role.SPECIALIST_TEACHER, Role.TRAJECT)
SILENT, OVERDUE = OBSERVATION_BELLS = ("dossier.observation", "dossier.observed")
CALL, REPORT_BACK, OFF = "dossier_observer_silent", "dossier_report_back", "dossier_observation_no"


class NoObserver(DomainError):
    """Somebody who does not observe at this school."""

    code = "no_observer"
    status = 422
    message = _("Kies iemand uit de lijst van schoolcoaches en gedragswetenschappers.")


class AlreadyAsked(DomainError):
    """One request at a time to one person."""

    code = "observation_already_asked"
    message = _("Deze persoon is al gevraagd om te komen kijken.")


class NotThisStage(DomainError):
    """The chain goes forward."""

    code = "observation_not_now"
    message = _("Dit kan nu niet: de observatie is al klaar of gaat niet door.")


@transaction.atomic
def ask_observation(
    *, actor: Actor, case: Case, person: Person, role: Role, question: str, now: dt.datetime
) -> Observation:
    """Ask somebody to come and look (R93), by a letter with a link. Only with a ground (house rule 4).

    Raises NotAllowed, CaseClosed, WordsNeeded, NoObserver, NoGround, AlreadyAsked.
    """
    case = ground.locked_case(case.pk, actor=actor)
    text = ground.words(question, field="question")
    held = people.current(timezone.localdate(now)).filter(person=person, role=role)
    if role not in OBSERVERS or not held.filter(Q(school=case.school_id) | Q(school__isnull=True)).exists():
        raise NoObserver(fields={"person": NoObserver.message})
    gate.require(case=case, person=person, now=now)
    if any(row.stage in {Stage.ASKED, Stage.ACCEPTED} for row in case.observations.filter(observer=person)):
        raise AlreadyAsked(fields={"person": AlreadyAsked.message})
    observation = Observation.objects.create(
        swv_id=case.swv_id,
        case=case,
        observer=person,
        role=role,
        question=text,
        asked_by_id=actor.person_id,
        asked_at=now,
    )
    letters.to_observer(observation, template="observation_ask", now=now)
    _bell(SILENT, observation, due=rules.silent_moment(after=now), now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="observation.ask", on=observation, now=now)
    return observation


@transaction.atomic
def answer_observation(
    *, observation_id: UUID, planned_on: dt.date | None, actor: Actor | None, now: dt.datetime
) -> Observation:
    """The observer comes on a day, or does not (None). Without an actor the observer says it self, by link.

    Until it is done the answer can be changed. A no becomes a task of who asked. Raises NotAllowed, CaseClosed,
    NoGround, NotThisStage, PastDay, StrangeDay.
    """
    observation, by, who = _own(observation_id, actor=actor, now=now)
    if not rules.may_answer(observation.stage):
        raise NotThisStage
    if planned_on is not None:
        ground.to_come(planned_on, field="planned_on", now=now)
    yes = planned_on is not None
    observation.planned_on = planned_on
    observation.accepted_at, observation.accepted_by_id = (now, who) if yes else (None, None)
    observation.declined_at, observation.declined_by_id = (None, None) if yes else (now, who)
    names = ["planned_on", "accepted_at", "accepted_by", "declined_at", "declined_by"]
    observation.save(update_fields=names)
    reminders.cancel(tenant_id=observation.swv_id, object_key=str(observation.pk), now=now)
    ground.task_done(observation.case, object_id=observation.pk, now=now)
    if planned_on is not None:
        _bell(OVERDUE, observation, due=rules.overdue_moment(planned=planned_on), now=now)
    else:
        ground.task_for(observation.asked_by, case=observation.case, code=OFF, object_id=observation.pk, now=now)
    audit.record(swv_id=observation.swv_id, by=by, action="observation.answer", on=observation, now=now, yes=yes)
    return observation


@transaction.atomic
def finish_observation(
    *, observation_id: UUID, done_on: dt.date, findings: str, actor: Actor | None, now: dt.datetime
) -> Observation:
    """What was seen, and when: from now on it waits to be reported back in a SOT with the parents (R94).

    Raises NotAllowed, CaseClosed, NoGround, NotThisStage, WordsNeeded, FutureDay, StrangeDay.
    """
    observation, by, who = _own(observation_id, actor=actor, now=now)
    if not rules.may_finish(observation.stage):
        raise NotThisStage
    observation.done_on = ground.happened(
        done_on, field="done_on", now=now, not_before=timezone.localdate(observation.asked_at)
    )
    observation.findings = ground.words(findings, field="findings")
    observation.done_at, observation.done_by_id = now, who
    observation.save(update_fields=["done_on", "findings", "done_at", "done_by"])
    reminders.cancel(tenant_id=observation.swv_id, object_key=str(observation.pk), now=now)
    ground.task_done(observation.case, object_id=observation.pk, now=now)
    ground.task_for(observation.asked_by, case=observation.case, code=REPORT_BACK, object_id=observation.pk, now=now)
    audit.record(swv_id=observation.swv_id, by=by, action="observation.done", on=observation, now=now)
    observation_done.send(sender=Observation, observation_id=observation.pk, now=now)
    return observation


@transaction.atomic
def report_back(*, actor: Actor, observation: Observation, on: dt.date, now: dt.datetime) -> Observation:
    """It was reported back in a meeting on this day (R94). Raises NotAllowed, CaseClosed, NotThisStage, FutureDay."""
    ground.locked_case(observation.case_id, actor=actor)
    row = Observation.objects.select_related("case").get(pk=observation.pk)
    if row.stage != Stage.DONE:
        raise NotThisStage
    row.reported_on = ground.happened(on, field="on", now=now, not_before=row.done_on)
    row.reported_at, row.reported_by_id = now, actor.person_id
    row.save(update_fields=["reported_on", "reported_at", "reported_by"])
    ground.task_done(row.case, object_id=row.pk, now=now)
    links.revoke(tenant_id=row.swv_id, purpose=Purpose.OBSERVATION, object_key=str(row.pk), now=now)
    audit.record(swv_id=row.swv_id, by=actor.by, action="observation.report", on=row, now=now)
    return row


@transaction.atomic
def withdraw_observation(*, actor: Actor, observation: Observation, now: dt.datetime) -> None:
    """It does not go on: the link dies and the observer hears it. Twice is once. Raises NotAllowed, NotThisStage."""
    ground.locked_case(observation.case_id, actor=actor)
    row = Observation.objects.select_related("case__school", "case__casusregisseur", "observer", "asked_by").get(
        pk=observation.pk
    )
    if row.stage == Stage.WITHDRAWN:
        return
    if row.stage in {Stage.DONE, Stage.REPORTED}:
        raise NotThisStage
    _stop(row, by=actor.by, who=actor.person_id, now=now)


@transaction.atomic
def recheck_observers(*, case_id: UUID, now: dt.datetime) -> int:
    """Consent changed: an observer without a ground does not come any more; gives how many (way 4 of the house)."""
    rows = Observation.objects.filter(case_id=case_id, withdrawn_at__isnull=True, reported_at__isnull=True)
    open_rows = list(rows.select_related("case__school", "case__casusregisseur", "observer", "asked_by"))
    if not open_rows:
        return 0
    case = open_rows[0].case
    found = gate.grounds(case=case, person_ids={row.observer_id for row in open_rows}, now=now)
    gone = [row for row in open_rows if not gate.admits(found[row.observer_id])]
    for row in gone:
        if row.stage in {Stage.ASKED, Stage.ACCEPTED}:
            _stop(row, by=By.system(), who=None, now=now)
            ground.task_for(row.asked_by, case=case, code=OFF, object_id=row.pk, now=now)
        else:  # what was seen with consent stays; the observer reads it no more
            links.revoke(tenant_id=row.swv_id, purpose=Purpose.OBSERVATION, object_key=str(row.pk), now=now)
    return len(gone)


@transaction.atomic
def call_off_observers(*, case_id: UUID, by: By, now: dt.datetime) -> int:
    """The case is closed: who was still to come hears that it is off; gives how many."""
    rows = Observation.objects.filter(case_id=case_id, withdrawn_at__isnull=True, done_at__isnull=True)
    coming = list(rows.select_related("case__school", "case__casusregisseur", "observer", "asked_by"))
    for row in coming:
        _stop(row, by=by, who=None, now=now)
    return len(coming)


@transaction.atomic
def ring_observation(*, kind: str, observation_id: UUID, now: dt.datetime) -> None:
    """An observer who stays silent: one reminder, then a task to call. Nothing when the school, case or ground is gone.

    A bell that rings at night or in a holiday waits for a decent moment.
    """
    row = (
        Observation.objects.select_related("case__school", "case__casusregisseur", "observer", "asked_by")
        .filter(pk=observation_id, case__state=CaseState.OPEN)
        .first()
    )
    waits = {SILENT: Stage.ASKED, OVERDUE: Stage.ACCEPTED}
    if row is None or row.stage != waits.get(kind):
        return
    moment = ground.decent(now, school=row.case.school)
    if moment != now:
        reminders.remind(tenant_id=row.swv_id, kind=kind, object_key=str(row.pk), due_at=moment, now=now)
        return
    if not gate.admits(gate.ground(case=row.case, person=row.observer, now=now)):
        return
    if row.reminded_at is not None and row.reminded_at > (row.accepted_at or row.asked_at):
        ground.task_for(row.asked_by, case=row.case, code=CALL, object_id=row.pk, now=now)
        return
    letters.to_observer(row, template="observation_reminder", now=now)
    Observation.objects.filter(pk=row.pk).update(reminded_at=now)
    audit.record(swv_id=row.swv_id, by=By.system(), action="observation.remind", on=row, now=now)
    _bell(kind, row, due=rules.silent_moment(after=now), now=now)


def _own(observation_id: UUID, *, actor: Actor | None, now: dt.datetime) -> tuple[Observation, By, UUID]:
    """The observation under the case's lock, with who records: the school for the observer, or the observer self."""
    row = (
        Observation.objects.select_for_update(of=("self",))
        .select_related("case__school", "case__casusregisseur", "case__opened_by", "observer", "asked_by")
        .get(pk=observation_id)
    )
    if actor is not None:
        actor.require(Right.MANAGE_CASES, school_id=row.case.school_id)
    if row.case.state == CaseState.CLOSED:
        raise CaseClosed
    gate.require(case=row.case, person=row.observer, now=now)
    if actor is not None:
        return row, actor.by, actor.person_id
    return row, By.guest(row.observer_id), row.observer_id


def _stop(row: Observation, *, by: By, who: UUID | None, now: dt.datetime) -> None:
    row.withdrawn_at, row.withdrawn_by_id = now, who
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    reminders.cancel(tenant_id=row.swv_id, object_key=str(row.pk), now=now)
    ground.task_done(row.case, object_id=row.pk, now=now)
    links.revoke(tenant_id=row.swv_id, purpose=Purpose.OBSERVATION, object_key=str(row.pk), now=now)
    if row.declined_at is None:
        letters.to_observer(row, template="observation_off", now=now)
    audit.record(swv_id=row.swv_id, by=by, action="observation.withdraw", on=row, now=now)


def _bell(kind: str, row: Observation, *, due: dt.datetime, now: dt.datetime) -> None:
    moment = ground.decent(due, school=row.case.school)
    reminders.remind(tenant_id=row.swv_id, kind=kind, object_key=str(row.pk), due_at=moment, now=now)
