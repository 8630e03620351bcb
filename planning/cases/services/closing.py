"""The end of a case: aftercare, the checklist, what stops, and from when the terms of keeping count (R138, P4)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.reminders import services as reminders
from notifications.reminders.rules import humane
from planning.cases import leading, rules
from planning.cases.models import Case, CaseState, Regie, RegieOffer, Tick, TickList
from planning.cases.services import letters
from planning.cases.services.casusregisseur import lines_of
from planning.cases.services.lead import ReasonNeeded, locked_case, require_lead
from planning.cases.services.tasks import add_task
from planning.cases.signals import case_closed, consent_changed
from planning.errors import DomainError
from planning.people import audit
from planning.people import selectors as people
from planning.people.access import Actor
from planning.people.audit import By
from planning.people.models import Person

AFTERCARE_BELL = "aftercare"
LONGEST_HOLIDAY = dt.timedelta(days=70)
LONGEST_AFTERCARE = dt.timedelta(days=366)


class WrongDay(DomainError):
    """Aftercare lasts until a day ahead, at most a year."""

    code = "wrong_day"
    status = 422
    message = _("Kies een dag na vandaag, hooguit een jaar vooruit.")


class NoAftercare(DomainError):
    """There is no aftercare to end."""

    code = "no_aftercare"
    message = _("Deze casus is niet in de nazorg.")


class NotAllDone(DomainError):
    """Something of the checklist is not done: then closing needs a reason."""

    code = "not_all_done"
    status = 422
    message = _("Nog niet alles van de lijst is gedaan.")
    hint = _("Vink af wat klaar is, of schrijf op waarom u toch afsluit.")


@transaction.atomic
def begin_aftercare(*, actor: Actor, case: Case, until: dt.date, now: dt.datetime) -> Case:
    """Keep an eye on it until a day; then the casusregisseur is asked how it is. The guardians hear it (R138).

    Moves the day when it is called again. Raises CaseClosed, NotInCharge, NotAllowed, WrongDay.
    """
    case = locked_case(case.pk)
    require_lead(actor, case, now=now)
    if not timezone.localdate(now) < until <= timezone.localdate(now) + LONGEST_AFTERCARE:
        raise WrongDay(fields={"until": WrongDay.message})
    began = case.aftercare_until is None
    case.aftercare_until = until
    case.save(update_fields=["aftercare_until"])
    _bell(case, until, now=now)
    if began:
        letters.to_family(case, template="case_aftercare", key=f"aftercare:{case.pk}:{until}", now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.aftercare", on=case, now=now, until=str(until))
    return case


@transaction.atomic
def end_aftercare(*, actor: Actor, case: Case, reason: str, now: dt.datetime) -> Case:
    """It does not go well after all: the case goes on, a dated act with a reason (R132).

    Raises CaseClosed, NotInCharge, NotAllowed, NoAftercare, ReasonNeeded.
    """
    case = locked_case(case.pk)
    require_lead(actor, case, now=now)
    if case.aftercare_until is None:
        raise NoAftercare
    if not reason.strip():
        raise ReasonNeeded(fields={"reason": ReasonNeeded.message})
    case.aftercare_until = None
    case.save(update_fields=["aftercare_until"])
    reminders.cancel(tenant_id=case.swv_id, object_key=str(case.pk), kind=AFTERCARE_BELL, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.goes_on", on=case, now=now)
    return case


@transaction.atomic
def close_case(*, actor: Actor, case: Case, reason: str = "", now: dt.datetime) -> Case:
    """Close the case (R138): what was to come is called off, consent ends, the family hears it, keeping starts.

    What the checklist of the route still holds needs a reason. Twice is once. Raises NotInCharge, NotAllowed,
    NotAllDone.
    """
    closed = Case.objects.filter(pk=case.pk, state=CaseState.CLOSED).first()
    if closed is not None:
        return closed
    case = locked_case(case.pk)
    require_lead(actor, case, now=now)
    left = open_lines(case)
    if left and not reason.strip():
        raise NotAllDone(fields={"reason": NotAllDone.message})
    today = timezone.localdate(now)
    # The family is written to while the links in their letters still tell whom it is for.
    letters.to_family(case, template="case_closed", key=f"closed:{case.pk}", now=now)
    case.state, case.closed_at, case.retention_from = CaseState.CLOSED, now, today
    case.aftercare_until, case.closing_reason = None, reason.strip() or None
    case.save(update_fields=["state", "closed_at", "retention_from", "aftercare_until", "closing_reason"])
    case.tasks.filter(done_at__isnull=True).update(done_at=now)
    Regie.objects.filter(case=case, until__isnull=True).update(until=now)
    RegieOffer.objects.filter(case=case, answered_at__isnull=True).update(answered_at=now, accepted=False)
    # Consent was given for this case: with it, it is over (C14), as the gate reads a closed case. What was asked and
    # answered stays as it was, for it is proof; withdrawing stays possible.
    reminders.cancel(tenant_id=case.swv_id, object_key=str(case.pk), kind=AFTERCARE_BELL, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.close", on=case, now=now, left=len(left))
    case_closed.send(sender=Case, case_id=case.pk, swv_id=case.swv_id, by=actor.by, now=now)
    consent_changed.send(sender=Case, case_id=case.pk, swv_id=case.swv_id, now=now)
    return case


def open_lines(case: Case) -> list[int]:
    """The lines of the route's closing checklist, from 1, that nobody has ticked off."""
    done = set(Tick.objects.filter(case=case, of=TickList.CLOSING).values_list("number", flat=True))
    return leading.unticked(len(lines_of(case, TickList.CLOSING)), done)


@transaction.atomic
def ask_how_it_goes(*, case: Case, now: dt.datetime) -> None:
    """The day of aftercare has come: a task for the parents' contact. Rings too late or too often without harm."""
    if case.state == CaseState.CLOSED or case.aftercare_until is None:
        return
    if timezone.localdate(now) < case.aftercare_until:
        return
    person = case.casusregisseur or Person.objects.get(pk=case.opened_by_id)
    add_task(case=case, person_id=person.pk, code="aftercare_over", object_key=str(case.pk), now=now)
    letters.something_to_do(person, case=case, object_id=case.pk, now=now)
    audit.record(swv_id=case.swv_id, by=By.system(), action="case.aftercare_over", on=case, now=now)


def _bell(case: Case, until: dt.date, *, now: dt.datetime) -> None:
    reminders.cancel(tenant_id=case.swv_id, object_key=str(case.pk), kind=AFTERCARE_BELL, now=now)
    wanted = dt.datetime.combine(until, rules.REMIND_AT, tzinfo=rules.AMSTERDAM)
    calendar = people.school_calendar(case.school, first=until, last=until + LONGEST_HOLIDAY)
    due = humane(wanted, free_days=frozenset(calendar.closed))  # nobody of the school reads it in a holiday (U9)
    reminders.remind(tenant_id=case.swv_id, kind=AFTERCARE_BELL, object_key=str(case.pk), due_at=due, now=now)
