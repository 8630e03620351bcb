"""What a professional did to our meeting in the own calendar: a question to the organiser, and the answer to it.

Nothing changes by itself: who is at the table agreed on a time, and one of them moved it alone.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.calendars import selectors as calendars
from planning.calendars import services
from planning.calendars.models import Answer, OwnerChange
from planning.cases import services as cases
from planning.errors import DomainError
from planning.meetings.models import Meeting, MeetingState, Participant, PartStat
from planning.meetings.services.calendars import TASK, finish_tasks
from planning.meetings.services.dates import locked, move_meeting, require_manage
from planning.meetings.services.replies import enter_reply
from planning.people import audit
from planning.people.access import Actor


class Choice(StrEnum):
    """What the organiser can make of it."""

    MOVE = "move"  # the meeting goes to where its owner put it; everybody hears of it
    BACK = "back"  # the meeting stays, and is put back in that calendar, once
    DECLINE = "decline"  # that person does not come: noted as an answer
    LEAVE = "leave"  # the meeting stays, and so does that calendar


class NothingToMove(DomainError):
    """It stands at the same start, or nowhere: there is no time to move to."""

    code = "nothing_to_move"
    message = _("Er is geen andere begintijd om naar te verzetten.")


@transaction.atomic
def ask_organiser(*, group: str, now: dt.datetime) -> None:
    """A task for the organiser. Of a meeting without a case its page and the list of meetings tell."""
    meeting = _meeting_of(group)
    if meeting is not None and meeting.case is not None and meeting.state == MeetingState.PLANNED:
        cases.add_task(
            case=meeting.case, person_id=meeting.organiser_id, code=TASK, object_key=str(meeting.pk), now=now
        )


@transaction.atomic
def answer_owner(*, actor: Actor, meeting: Meeting, question_id: UUID, choice: Choice, now: dt.datetime) -> None:
    """Do what the organiser chose; the task goes when nothing is left to answer.

    Raises AnsweredAlready, NotAgain, NothingToMove, NotAllowed, and what moving or answering
    raises.
    """
    meeting = locked(meeting.pk)
    require_manage(actor, meeting)
    question = next((row for row in calendars.owner_changes([str(meeting.pk)]) if row.pk == question_id), None)
    if question is None:
        raise services.AnsweredAlready
    services.answer_owner_change(question.pk, answer=_ANSWERS[choice], now=now)
    audit.record(
        swv_id=meeting.swv_id, by=actor.by, action="meeting.owner_change", on=meeting, now=now, choice=str(choice)
    )
    if choice == Choice.MOVE:
        _move(actor, meeting, question, now=now)
    elif choice == Choice.DECLINE:
        person_id = question.change.account.person_id
        seat = Participant.objects.filter(meeting=meeting, person_id=person_id, removed_at__isnull=True)
        enter_reply(actor=actor, participant=seat.select_related("meeting").get(), partstat=PartStat.DECLINED, now=now)
    finish_tasks(now=now)


def _move(actor: Actor, meeting: Meeting, question: OwnerChange, *, now: dt.datetime) -> None:
    if question.start is None or question.start == meeting.start:
        raise NothingToMove
    move_meeting(actor=actor, meeting=meeting, start=question.start, now=now)


def _meeting_of(group: str) -> Meeting | None:
    try:
        return Meeting.objects.select_related("case").filter(pk=UUID(group)).first()
    except ValueError:
        return None


_ANSWERS = {
    Choice.MOVE: Answer.MOVED,
    Choice.BACK: Answer.PUT_BACK,
    Choice.DECLINE: Answer.DECLINED,
    Choice.LEAVE: Answer.LEFT,
}
