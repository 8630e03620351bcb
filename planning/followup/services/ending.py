"""The end: aftercare with days on which it is asked how it goes, and closing with everything seen to (R138)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from notifications.reminders import services as reminders
from planning.cases import services as cases
from planning.cases.models import Case, CaseState
from planning.cases.services import word
from planning.followup import ending, rules
from planning.followup.models import AftercareContact, Evaluation, EvaluationState
from planning.followup.services import recording, reminding
from planning.followup.services.errors import AgreementsOpen, HeardAlready, NotThisDay, TellThem
from planning.people import audit
from planning.people import selectors as people
from planning.people.access import Actor
from planning.people.audit import By
from planning.people.models import Person

CONTACT_BELL = "followup.aftercare_contact"
CONTACT = "aftercare_contact"


# --- Aftercare --------------------------------------------------------------------------------------------------------
@transaction.atomic
def begin_aftercare(*, actor: Actor, case: Case, until: dt.date, now: dt.datetime) -> Case:
    """Aftercare until a day, and days before it on which it is asked how it goes: every six weeks, to be changed.

    Called again it moves its end; what was planned after that is off. Raises what `cases.begin_aftercare` raises.
    """
    began = case.aftercare_until is None
    case = cases.begin_aftercare(actor=actor, case=case, until=until, now=now)
    for late in AftercareContact.objects.filter(case=case, on__gt=until, held_at__isnull=True):
        _forget(late, now=now)
    if began:
        today = now.astimezone(rules.AMSTERDAM).date()
        closed = people.school_calendar(case.school, first=today, last=until).closed
        for day in rules.contact_days(begin=today, until=until, closed=frozenset(closed)):
            _plan(case, day, now=now)
    return case


@transaction.atomic
def plan_contact(*, actor: Actor, case: Case, on: dt.date, now: dt.datetime) -> AftercareContact:
    """Add a day on which it is asked how it goes. The same day twice is once.

    Raises NotThisDay, NoAftercare, CaseClosed, CaseFrozen, NotInCharge, NotAllowed.
    """
    case = _led(actor, case, now=now)
    if case.aftercare_until is None:
        raise cases.NoAftercare
    if not now.astimezone(rules.AMSTERDAM).date() < on <= case.aftercare_until:
        raise NotThisDay(fields={"on": NotThisDay.message})
    contact = _plan(case, on, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="aftercare.plan", on=contact, now=now)
    return contact


@transaction.atomic
def drop_contact(*, actor: Actor, case: Case, contact_id: UUID, now: dt.datetime) -> None:
    """Take a day away again; what was heard stays. Raises CaseClosed, CaseFrozen, NotInCharge, NotAllowed."""
    case = _led(actor, case, now=now)
    contact = AftercareContact.objects.filter(pk=contact_id, case=case, held_at__isnull=True).first()
    if contact is not None:
        audit.record(swv_id=case.swv_id, by=actor.by, action="aftercare.drop", on=contact, now=now)
        _forget(contact, now=now)


@transaction.atomic
def note_contact(
    *, actor: Actor, case: Case, contact_id: UUID, goes_well: bool, words: str, now: dt.datetime
) -> AftercareContact:
    """Write down how it goes; from then on nobody is reminded of that day.

    Raises HeardAlready, CaseClosed, CaseFrozen, NotInCharge, NotAllowed, AftercareContact.DoesNotExist.
    """
    case = _led(actor, case, now=now)
    contact = AftercareContact.objects.get(pk=contact_id, case=case)
    if contact.held_at is not None:
        raise HeardAlready
    contact.held_at, contact.held_by_id = now, actor.person_id
    contact.goes_well, contact.words = goes_well, words.strip() or None
    contact.save()
    _silence(contact, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="aftercare.heard", on=contact, now=now, well=goes_well)
    return contact


@transaction.atomic
def ring_contact(*, contact_id: UUID, now: dt.datetime) -> None:
    """The day has come: a task and a letter for the parents' contact, and a week later once more, some times.

    Nothing when it was heard or the aftercare is over; a frozen case, a night or a holiday waits.
    """
    rows = AftercareContact.objects.select_for_update(of=("self",)).select_related("case__school")
    contact = rows.filter(pk=contact_id, held_at__isnull=True).first()
    if contact is None or contact.case.state == CaseState.CLOSED or contact.case.aftercare_until is None:
        return
    case = contact.case
    if cases.is_frozen(case.pk):
        _set_bell(contact, at=now + rules.ASK_AGAIN, now=now)
        return
    if reminding.decent(now, school=case.school) != now:
        _set_bell(contact, at=now, now=now)
        return
    person = case.casusregisseur or Person.objects.get(pk=case.opened_by_id)
    cases.add_task(case=case, person_id=person.pk, code=CONTACT, object_key=str(contact.pk), now=now)
    word.to_person(
        person,
        path=f"/casussen/{case.pk}/afsluiten/",
        key=f"{CONTACT}:{contact.pk}:{contact.asked}",
        case=case,
        now=now,
    )
    contact.asked += 1
    contact.save(update_fields=["asked"])
    if contact.asked < rules.MOST_ASKED_LATE:
        _set_bell(contact, at=now + rules.ASK_AGAIN, now=now)
    audit.record(swv_id=case.swv_id, by=By.system(), action="aftercare.ask", on=contact, now=now)


def _plan(case: Case, on: dt.date, *, now: dt.datetime) -> AftercareContact:
    contact, made = AftercareContact.objects.get_or_create(case=case, on=on, defaults={"swv_id": case.swv_id})
    if made:
        contact.case = case
        _set_bell(contact, at=dt.datetime.combine(on, rules.REMIND_AT, tzinfo=rules.AMSTERDAM), now=now)
    return contact


def _set_bell(contact: AftercareContact, *, at: dt.datetime, now: dt.datetime) -> None:
    reminders.remind(
        tenant_id=contact.swv_id,
        kind=CONTACT_BELL,
        object_key=str(contact.pk),
        due_at=reminding.decent(at, school=contact.case.school),
        now=now,
    )


def _silence(contact: AftercareContact, *, now: dt.datetime) -> None:
    reminders.cancel(tenant_id=contact.swv_id, object_key=str(contact.pk), kind=CONTACT_BELL, now=now)
    contact.case.tasks.filter(code=CONTACT, object_key=str(contact.pk), done_at__isnull=True).update(done_at=now)


def _forget(contact: AftercareContact, *, now: dt.datetime) -> None:
    _silence(contact, now=now)
    contact.delete()


def _led(actor: Actor, case: Case, *, now: dt.datetime) -> Case:
    """The case, locked, for who leads it or is its casusregisseur."""
    case = cases.locked_case(case.pk)
    if actor.person_id != case.casusregisseur_id:
        cases.require_lead(actor, case, now=now)
    cases.refuse_frozen(case.pk)
    return case


# --- Closing ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def close_case(
    *, actor: Actor, case: Case, reason: str = "", let_go: str = "", told: bool = False, now: dt.datetime
) -> Case:
    """Close a case with everything seen to. Twice is once.

    Agreements that are open are `let_go` for that reason; who gets no letter was `told`; LDOS or an OPP that waits, and
    lines of the route's checklist, need a `reason`. Raises AgreementsOpen, TellThem, NotAllDone, and what
    `cases.close_case` raises.
    """
    if Case.objects.filter(pk=case.pk, state=CaseState.CLOSED).exists():
        return cases.close_case(actor=actor, case=case, now=now)
    case = cases.locked_case(case.pk)
    cases.require_lead(actor, case, now=now)
    left = ending.ending_of(case, now=now)
    if left.agreements and not let_go.strip():
        raise AgreementsOpen(fields={"let_go": AgreementsOpen.message})
    if left.untold and not told:
        raise TellThem(fields={"told": TellThem.message})
    if left.wants_reason and not reason.strip():
        raise cases.NotAllDone(fields={"reason": cases.NotAllDone.message})
    for row in left.agreements:
        row.agreement.case = case
        recording.end_agreement(row.agreement, reason=let_go, by=actor.by, now=now)
    return cases.close_case(actor=actor, case=case, reason=reason, now=now)


def nothing_to_come(*, case_id: UUID, by: By, now: dt.datetime) -> None:
    """A case is closed: its evaluations are off, and nobody asks how it goes. In the caller's transaction."""
    waiting = [EvaluationState.PLANNED, EvaluationState.PROPOSED]
    for evaluation in Evaluation.objects.filter(case=case_id, state__in=waiting):
        evaluation.state = EvaluationState.CANCELLED
        evaluation.save(update_fields=["state"])
        audit.record(swv_id=evaluation.swv_id, by=by, action="evaluation.cancel", on=evaluation, now=now)
    for contact in AftercareContact.objects.filter(case=case_id, held_at__isnull=True).select_related("case"):
        _silence(contact, now=now)
