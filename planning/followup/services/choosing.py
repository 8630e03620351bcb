"""Who comes to an evaluation: asked weeks before, chosen with the family, and proposed by itself when nobody chose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from notifications.letters import when
from notifications.outbox import services as outbox
from notifications.types import Letter, Recipient
from planning.cases import services as cases
from planning.cases.models import CaseState, Task
from planning.followup import rules, selectors
from planning.followup.models import Evaluation, EvaluationState
from planning.followup.services import reminding
from planning.followup.services.errors import AlreadyChosen, CaseIsClosed, FamilyFirst, NothingReady
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, MeetingKind
from planning.people import audit
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.audit import By
from planning.people.models import Person
from planning.polls import services as polls
from planning.polls.models import DatePoll

CHOOSE = "evaluation_choose"
POLL = "evaluation_poll"


@transaction.atomic
def ask_whom(*, evaluation_id: UUID, by: By, now: dt.datetime) -> bool:
    """Ask the casusregisseur to choose with parents and pupil who comes this time (R79, R134). Twice is once."""
    evaluation = _locked(evaluation_id)
    if not _waits(evaluation) or evaluation.asked_at is not None:
        return False
    evaluation.asked_at = now
    evaluation.save(update_fields=["asked_at"])
    person = _contact(evaluation)
    cases.add_task(
        case=evaluation.case,
        person_id=person.pk,
        code=CHOOSE,
        object_key=str(evaluation.pk),
        due=evaluation.on - rules.PROPOSE_BEFORE,
        now=now,
    )
    url = f"{settings.BASE_URL}/opvolging/evaluatie/{evaluation.pk}/"
    _write(
        evaluation, person, template=CHOOSE, key=f"evaluation-choose:{evaluation.pk}:{evaluation.on}", url=url, now=now
    )
    audit.record(swv_id=evaluation.swv_id, by=by, action="evaluation.ask_whom", on=evaluation, now=now)
    return True


@transaction.atomic
def choose_people(
    *, actor: Actor, evaluation: Evaluation, participants: Collection[UUID], with_family: bool, now: dt.datetime
) -> Meeting:
    """The casusregisseur says who comes (the ids of participants of the meeting before): a draft, ready for a date.

    Parents and pupil always are among them (R133), and were asked (R79). Raises FamilyFirst, AlreadyChosen,
    CaseIsClosed, CaseFrozen, NotAllowed.
    """
    evaluation = _locked(evaluation.pk)
    if actor.person_id != evaluation.case.casusregisseur_id:
        actor.require(Right.MANAGE_MEETINGS, school_id=evaluation.case.school_id)
    cases.refuse_frozen(evaluation.case_id)
    if evaluation.case.state == CaseState.CLOSED:
        raise CaseIsClosed
    if evaluation.state != EvaluationState.PLANNED:
        raise AlreadyChosen
    if not with_family:
        raise FamilyFirst(fields={"with_family": FamilyFirst.message})
    evaluation.chosen_at, evaluation.chosen_by_id = now, actor.person_id
    audit.record(swv_id=evaluation.swv_id, by=actor.by, action="evaluation.choose", on=evaluation, now=now)
    return _propose(evaluation, by=actor.by, only=participants, now=now)


@transaction.atomic
def propose_meeting(*, evaluation_id: UUID, by: By, now: dt.datetime) -> Meeting | None:
    """A due evaluation proposes the next meeting with the same people (R133, R134): a draft that waits for a date.

    Who lost the ground meanwhile is not asked again (house rule 4). Twice is once; returns None when there is nothing
    to propose any more.
    """
    evaluation = _locked(evaluation_id)
    if not _waits(evaluation):
        return None
    meeting = _propose(evaluation, by=by, now=now)
    person = _contact(evaluation)
    url = f"{settings.BASE_URL}/opvolging/evaluatie/{evaluation.pk}/"
    _write(evaluation, person, template="evaluation_due", key=f"evaluation:{evaluation.pk}", url=url, now=now)
    return meeting


@transaction.atomic
def send_poll(*, actor: Actor, evaluation: Evaluation, options: Sequence[dt.datetime], now: dt.datetime) -> DatePoll:
    """Ask everybody of the evaluation's meeting when they can come: the poll that stands ready, with one click.

    Raises NothingReady, and what `polls.open_poll` raises.
    """
    evaluation = _locked(evaluation.pk)
    meeting = evaluation.next_meeting
    if evaluation.state != EvaluationState.PROPOSED or meeting is None or not options:
        raise NothingReady
    deadline = selectors.answer_by(meeting, first_option=min(options), now=now)
    return polls.open_poll(
        actor=actor, meeting=meeting, options=options, deadline=deadline, settles_itself=False, now=now
    )


def date_is_asked(meeting_ids: Collection[UUID], *, now: dt.datetime) -> None:
    """The meetings have a poll or a date, or are off: nobody needs to send a poll any more."""
    rows = Evaluation.objects.filter(next_meeting__in=meeting_ids).values_list("pk", flat=True)
    keys = [str(key) for key in rows]
    if keys:
        Task.objects.filter(code=POLL, object_key__in=keys, done_at__isnull=True).update(done_at=now)


def propose_due(*, now: dt.datetime) -> int:
    """What the clock brings to the evaluations of the SWV in scope, each in a transaction of its own.

    At a decent moment it is asked who comes; what nobody chose for is proposed. Gives how many were proposed.
    """
    today = now.astimezone(rules.AMSTERDAM).date()
    last = today + rules.CHOOSE_BEFORE + dt.timedelta(days=rules.LONGEST_HOLIDAY)
    near = Q(asked_at__isnull=True, on__lte=last) | Q(on__lte=today + rules.PROPOSE_BEFORE)
    rows = list(
        Evaluation.objects.filter(near, state=EvaluationState.PLANNED, case__state=CaseState.OPEN).select_related(
            "case__school"
        )
    )
    schools = {row.case.school for row in rows}
    closed = {key: row.closed for key, row in people.school_calendars(schools, first=today, last=last).items()}
    proposed = 0
    for row in rows:
        if rules.proposes_itself(on=row.on, asked_at=row.asked_at, now=now):
            proposed += propose_meeting(evaluation_id=row.pk, by=By.system(), now=now) is not None
        elif row.asked_at is None and today >= rules.choose_from(on=row.on, closed=closed[row.case.school_id]):
            _ask_decently(row, now=now)
    return proposed


def _ask_decently(evaluation: Evaluation, *, now: dt.datetime) -> None:
    """Ask now, or leave it to a later round of the clock when this is no hour for a letter (U9)."""
    if reminding.decent(now, school=evaluation.case.school) == now:
        ask_whom(evaluation_id=evaluation.pk, by=By.system(), now=now)


def choice_is_made(evaluation: Evaluation, *, now: dt.datetime) -> None:
    """Nobody needs to choose any more."""
    evaluation.case.tasks.filter(code=CHOOSE, object_key=str(evaluation.pk), done_at__isnull=True).update(done_at=now)


def _locked(evaluation_id: UUID) -> Evaluation:
    rows = Evaluation.objects.select_for_update(of=("self",))
    return rows.select_related("case__casusregisseur", "meeting__organiser").get(pk=evaluation_id)


def _waits(evaluation: Evaluation) -> bool:
    if evaluation.state != EvaluationState.PLANNED or evaluation.case.state == CaseState.CLOSED:
        return False
    return not cases.is_frozen(evaluation.case_id)


def _contact(evaluation: Evaluation) -> Person:
    return evaluation.case.casusregisseur or evaluation.meeting.organiser


def _propose(evaluation: Evaluation, *, by: By, only: Collection[UUID] | None = None, now: dt.datetime) -> Meeting:
    meeting = meetings.repeat_meeting(
        meeting=evaluation.meeting, kind=MeetingKind.EVALUATION, only=only, by=by, now=now
    )
    evaluation.state, evaluation.next_meeting = EvaluationState.PROPOSED, meeting
    evaluation.save()
    choice_is_made(evaluation, now=now)
    # Who organises can send the poll; who leads guards that it goes out.
    for person_id in {_contact(evaluation).pk, meeting.organiser_id}:
        cases.add_task(case=evaluation.case, person_id=person_id, code=POLL, object_key=str(evaluation.pk), now=now)
    audit.record(swv_id=evaluation.swv_id, by=by, action="evaluation.propose", on=evaluation, now=now)
    return meeting


def _write(evaluation: Evaluation, person: Person, *, template: str, key: str, url: str, now: dt.datetime) -> None:
    outbox.post(
        Letter(
            tenant_id=evaluation.swv_id,
            key=key,
            template=template,
            recipient=Recipient(key=str(person.pk), name=person.name, address=person.email),
            context={"name": person.name, "url": url, "on": when.day(evaluation.on)},
        ),
        now=now,
    )
