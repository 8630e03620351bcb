"""No HIA or MDO follows: pupil and parents hear the advice, as a dated duty (R113).

The duty is a task that nobody can tick off (`cases.TELL_FAMILY`): it ends with the conversation written down, with its
day and what was said, or with a reason that is kept. Bells ring before its day and, once it is late, every week.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from notifications.reminders import services as reminders
from planning.cases import services as cases
from planning.cases.models import Case, CaseState, Task
from planning.cases.services import TELL_FAMILY, is_frozen, word
from planning.cases.services.locking import open_case_of
from planning.cases.services.moving import TELL_WITHIN
from planning.followup.services.reminding import decent
from planning.meetings.models import Meeting
from planning.people import audit
from planning.people.access import Actor
from planning.report import rules, selectors
from planning.report.models import NotTold
from planning.report.services.errors import NothingToTell, SayWhyNotTold

TELL_BELL = "report.tell"
MOST_REASON = 2000
REST = dt.timedelta(days=1)


@transaction.atomic
def look_at_talk(*, meeting: Meeting, now: dt.datetime) -> None:
    """What a SOT decided about a next meeting changed: the duty is there, or off."""
    if selectors.nothing_follows(meeting):
        owe_telling(meeting=meeting, now=now)
    else:
        owe_no_more(meeting=meeting, now=now)


@transaction.atomic
def owe_telling(*, meeting: Meeting, now: dt.datetime) -> Task | None:
    """This meeting decided that nothing follows: who leads the case tells pupil and parents within a week.

    A case in which that waits already has it once.
    """
    case = meeting.case
    if case is None or case.state == CaseState.CLOSED:
        return None
    known = _open(case.pk).first()
    if known is not None:
        return known
    task = cases.add_task(
        case=case,
        person_id=case.casusregisseur_id or case.opened_by_id,
        code=TELL_FAMILY,
        object_key=str(meeting.pk),
        due=timezone.localdate(now + TELL_WITHIN),
        now=now,
    )
    set_bell(case_id=case.pk, now=now)
    return task


@transaction.atomic
def owe_no_more(*, meeting: Meeting, now: dt.datetime) -> int:
    """The decision was taken back: what it asked for is off. Gives how many tasks."""
    return _open(meeting.case_id).filter(object_key=str(meeting.pk)).update(done_at=now)


@transaction.atomic
def set_bell(*, case_id: UUID, now: dt.datetime) -> None:
    """Ask again at the next moment, as long as somebody must be told."""
    task = _open(case_id).select_related("case__school").filter(due__isnull=False).order_by("due").first()
    if task is None or task.due is None:
        return
    moment = decent(rules.ask_at(due=task.due, now=now), school=task.case.school)
    reminders.cancel(tenant_id=task.swv_id, object_key=str(case_id), kind=TELL_BELL, now=now)
    reminders.remind(tenant_id=task.swv_id, kind=TELL_BELL, object_key=str(case_id), due_at=moment, now=now)


@transaction.atomic
def ring_telling(*, case_id: UUID, now: dt.datetime) -> int:
    """The bell: a neutral letter to who must tell them; gives how many. Silent once it is done, or frozen."""
    tasks = list(_open(case_id).select_related("person", "case"))
    if not tasks:
        return 0
    told = 0
    for person in {task.person_id: task.person for task in tasks}.values():
        if is_frozen(case_id):
            break
        word.to_person(
            person,
            path=f"/casussen/{case_id}/terugkoppeling/",
            key=f"{TELL_BELL}:{case_id}:{timezone.localdate(now)}",
            case=tasks[0].case,
            now=now,
        )
        told += 1
    set_bell(case_id=case_id, now=now)
    return told


@transaction.atomic
def keep_why_not_told(*, actor: Actor, case: Case, reason: str, now: dt.datetime) -> NotTold:
    """They are not told, and why: the reason is kept, and the duty ends.

    Raises SayWhyNotTold, NothingToTell, NotAllowed, CaseClosed.
    """
    case = open_case_of(case, actor=actor, now=now)
    if not reason.strip():
        raise SayWhyNotTold(fields={"reason": SayWhyNotTold.message})
    tasks = list(_open(case.pk))
    if not tasks:
        raise NothingToTell
    row = NotTold.objects.create(
        swv_id=case.swv_id, case=case, reason=reason.strip()[:MOST_REASON], by_id=actor.person_id, at=now
    )
    for task in tasks:
        audit.record(swv_id=case.swv_id, by=actor.by, action="task.done", on=task, now=now)
    _open(case.pk).update(done_at=now)
    reminders.cancel(tenant_id=case.swv_id, object_key=str(case.pk), kind=TELL_BELL, now=now)
    audit.record(swv_id=case.swv_id, by=actor.by, action="case.not_told", on=row, now=now)
    return row


def _open(case_id: UUID | None) -> QuerySet[Task]:
    return Task.objects.filter(case=case_id, code=TELL_FAMILY, done_at__isnull=True, case__state=CaseState.OPEN)
