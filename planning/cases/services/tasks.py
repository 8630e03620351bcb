"""What waits for somebody: putting it there, ticking it off, handing it to a colleague."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, UUIDField
from django.utils.translation import gettext_lazy as _

from notifications.prepared import Prepared
from planning.cases.models import Case, Task
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right, actor_of_person
from planning.people.models import Person

TELL_FAMILY = "tell_family"  # a task: pupil and parents hear what was advised (R113)


class NotThisColleague(DomainError):
    """A task goes to somebody who may see the case it is about."""

    code = "not_this_colleague"
    status = 422
    message = _("Deze collega mag de casus niet zien. Kies een IB'er of OC van de school.")


class TellFirst(DomainError):
    """Telling pupil and parents cannot be skipped in silence (R113): the conversation is written down."""

    code = "tell_first"
    message = _("Deze taak gaat vanzelf weg als u het gesprek met de ouders opschrijft.")
    hint = _("Klik op de taak, en leg vast wanneer en hoe u het vertelde, of waarom niet.")


def add_task(
    *, case: Case, person_id: UUID, code: str, object_key: str = "", due: dt.date | None = None, now: dt.datetime
) -> Task:
    """Put something on somebody's list; an open task of the same kind about the same thing is not doubled."""
    del now  # the row's own created_at says when
    for known in _open(case_id=case.pk, person_id=person_id, code=code, object_key=object_key):
        return known
    task, _made = Task.objects.get_or_create(
        case=case,
        person_id=person_id,
        code=code,
        object_key=object_key,
        done_at=None,
        defaults={"swv_id": case.swv_id, "due": due},
    )
    return task


# Most answers of a poll put nothing new on a list.
_open = Prepared(
    lambda case_id, person_id, code, object_key: Task.objects.filter(
        case=case_id, person=person_id, code=code, object_key=object_key, done_at=None
    ),
    case_id=UUIDField(),
    person_id=UUIDField(),
    code=CharField(),
    object_key=CharField(),
)


@transaction.atomic
def finish_task(*, actor: Actor, task: Task, now: dt.datetime) -> None:
    """Tick a task off: its own person, or who leads cases at the school. Raises NotAllowed, TellFirst."""
    if task.code == TELL_FAMILY:
        raise TellFirst
    if task.person_id != actor.person_id:
        actor.require(Right.MANAGE_CASES, school_id=task.case.school_id)
    if Task.objects.filter(pk=task.pk, done_at__isnull=True).update(done_at=now):
        audit.record(swv_id=task.swv_id, by=actor.by, action="task.done", on=task, now=now)


@transaction.atomic
def hand_task(*, actor: Actor, task: Task, to: Person, now: dt.datetime) -> Task:
    """Give a task to a colleague who may see the case; one that the colleague has already is not doubled.

    Raises NotAllowed, NotThisColleague.
    """
    task = Task.objects.select_for_update(of=("self",)).select_related("case").get(pk=task.pk)
    if task.person_id != actor.person_id:
        actor.require(Right.MANAGE_CASES, school_id=task.case.school_id)
    colleague = actor_of_person(to, today=now.date())
    if not colleague.may(Right.SEE_CASES, school_id=task.case.school_id):
        raise NotThisColleague(fields={"person": NotThisColleague.message})
    if task.done_at is not None or task.person_id == to.pk:
        return task
    has_it = Task.objects.filter(
        case=task.case, person=to, code=task.code, object_key=task.object_key, done_at__isnull=True
    ).first()
    if has_it is not None:
        task.done_at = now
        task.save(update_fields=["done_at"])
    else:
        task.person = to
        task.save(update_fields=["person"])
    audit.record(swv_id=task.swv_id, by=actor.by, action="task.hand", on=task, now=now, to=str(to.pk))
    return has_it or task


def settle_tasks(*, code: str, still: Collection[str], now: dt.datetime) -> int:
    """Tick off every open task of a kind but for those about `still`: the cause is gone, without anybody doing it."""
    waiting = Task.objects.filter(code=code, done_at__isnull=True)
    return waiting.exclude(object_key__in=list(still)).update(done_at=now)
