"""What every verb of this room begins with: the case under its lock, the right, and a decent hour for a letter."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.reminders import services as reminders
from notifications.reminders.rules import humane
from planning.cases import services as cases
from planning.cases.models import Case, CaseState
from planning.cases.services import CaseClosed, word
from planning.dossier.rules.clocks import next_nine
from planning.errors import DomainError
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.models import Person, School

_LOOK_AHEAD = dt.timedelta(days=70)  # longer than any holiday


class FutureDay(DomainError):
    """What was done lies behind."""

    code = "dossier_future_day"
    status = 422
    message = _("Deze dag moet nog komen. Kies de dag waarop het gebeurde.")


class PastDay(DomainError):
    """What is planned lies ahead."""

    code = "dossier_past_day"
    status = 422
    message = _("Deze dag is al voorbij. Kies een dag vanaf vandaag.")


class StrangeDay(DomainError):
    """A day that is years away is a slip of the keyboard."""

    code = "dossier_strange_day"
    status = 422
    message = _("Kijk het jaartal na: deze dag ligt wel erg ver weg.")


class WordsNeeded(DomainError):
    """A field that cannot be left empty."""

    code = "dossier_words_needed"
    status = 422
    message = _("Vul dit in.")


FURTHEST = dt.timedelta(days=366 * 6)


def locked_case(case_id: UUID, *, actor: Actor, led: bool = False) -> Case:
    """The open case under its lock, for the school; `led`: the casusregisseur too. Raises NotAllowed, CaseClosed."""
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("school", "casusregisseur", "opened_by")
        .get(pk=case_id)
    )
    if not (led and actor.person_id == case.casusregisseur_id and actor.person_id is not None):
        actor.require(Right.MANAGE_CASES, school_id=case.school_id)
    if case.state == CaseState.CLOSED:
        raise CaseClosed
    return case


def may_change(case: Case, *, actor: Actor) -> None:
    """The right alone, before work that takes long and needs no lock. Raises NotAllowed."""
    actor.require(Right.MANAGE_CASES, school_id=case.school_id)


def happened(day: dt.date, *, field: str, now: dt.datetime, not_before: dt.date | None = None) -> dt.date:
    """A day that has come, and not before another one. Raises FutureDay, StrangeDay with the field's name."""
    today = timezone.localdate(now)
    if day > today:
        raise FutureDay(fields={field: FutureDay.message})
    if day < today - FURTHEST:
        raise StrangeDay(fields={field: StrangeDay.message})
    if not_before is not None and day < not_before:
        raise StrangeDay(
            _("Deze dag ligt voor de stap die eraan voorafging."),
            fields={field: _("Deze dag ligt voor de stap die eraan voorafging.")},
        )
    return day


def to_come(day: dt.date, *, field: str, now: dt.datetime) -> dt.date:
    """Today or a day ahead. Raises PastDay, StrangeDay with the field's name."""
    today = timezone.localdate(now)
    if day < today:
        raise PastDay(fields={field: PastDay.message})
    if day > today + FURTHEST:
        raise StrangeDay(fields={field: StrangeDay.message})
    return day


def day_of(now: dt.datetime) -> dt.date:
    """The day in Amsterdam."""
    return timezone.localdate(now)


def words(text: str, *, field: str) -> str:
    """A text that is there. Raises WordsNeeded with the field's name."""
    if not text.strip():
        raise WordsNeeded(fields={field: WordsNeeded.message})
    return text.strip()


def regie_of(case: Case) -> Person:
    """Who is warned: the casusregisseur once there is one, else who opened the case."""
    return case.casusregisseur or case.opened_by


def decent(when: dt.datetime, *, school: School) -> dt.datetime:
    """The first decent moment for a letter: no night, weekend or holiday of this school (U9)."""
    first = when.astimezone(dt.UTC).date()
    closed = people.school_calendar(school, first=first, last=first + _LOOK_AHEAD).closed
    return humane(when, free_days=frozenset(closed))


def rings_later(school: School, *, kind: str, object_id: UUID, now: dt.datetime) -> bool:
    """A bell that rings at no decent hour, for the days were changed or nobody rang for a while: again at nine."""
    if decent(now, school=school) == now:
        return False
    today = timezone.localdate(now)
    closed = people.school_calendar(school, first=today, last=today + _LOOK_AHEAD).closed
    moment = next_nine(now, closed=closed)
    reminders.remind(tenant_id=school.swv_id, kind=kind, object_key=str(object_id), due_at=moment, now=now)
    return True


def task_for(
    person: Person, *, case: Case, code: str, object_id: UUID, due: dt.date | None = None, now: dt.datetime
) -> None:
    """A task on the case and a neutral letter that something waits; once a day for the same thing."""
    cases.add_task(case=case, person_id=person.pk, code=code, object_key=str(object_id), due=due, now=now)
    word.to_person(
        person,
        path=f"/casussen/{case.pk}/dossier/",
        key=f"{code}:{object_id}:{timezone.localdate(now)}",
        case=case,
        now=now,
    )


def task_done(case: Case, *, object_id: UUID, now: dt.datetime, code: str | None = None) -> None:
    """What waited about this is done with."""
    rows = case.tasks.filter(object_key=str(object_id), done_at__isnull=True)
    (rows.filter(code=code) if code else rows).update(done_at=now)
