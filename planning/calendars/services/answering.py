"""Answering what an owner did to our event. Who may, and what it means for the meeting, the room above decides."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import F

from planning.calendars.models import Answer, CalendarChange, OwnerChange, Wish
from planning.calendars.services import wishing
from planning.calendars.services.errors import AnsweredAlready, NotAgain


@transaction.atomic
def answer_owner_change(question_id: UUID, *, answer: Answer, now: dt.datetime) -> OwnerChange:
    """Close a question; PUT_BACK writes our event anew, once. Raises AnsweredAlready, NotAgain."""
    question = (
        OwnerChange.objects.select_for_update(of=("self",))
        .select_related("change__account")
        .filter(pk=question_id, answer=Answer.OPEN)
        .first()
    )
    if question is None:
        raise AnsweredAlready
    if answer == Answer.PUT_BACK:
        if question.again:
            raise NotAgain
        _put_back(question.change, now=now)
    question.answer, question.answered_at = answer, now
    question.save(update_fields=["answer", "answered_at"])
    return question


def _put_back(row: CalendarChange, *, now: dt.datetime) -> None:
    """The same wish once more: a new revision, so that it is written again."""
    CalendarChange.objects.filter(pk=row.pk).exclude(wish=Wish.GONE).update(
        revision=F("revision") + 1, wished_at=now, next_try=now, attempts=0
    )
    transaction.on_commit(lambda: wishing.hurry([row.account_id]))
