"""A participant says when they can come: way 1 of the house."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from planning.cases import services as cases
from planning.meetings import selectors as meetings_of
from planning.meetings import services as meetings
from planning.meetings.models import Participant
from planning.people import audit
from planning.people.access import Actor
from planning.people.audit import By
from planning.polls import rules
from planning.polls.models import Choice, DatePoll, PollAnswer, PollNote, PollOption, PollState
from planning.polls.services.errors import AnswerEvery, NotAsked, PollIsClosed, UnknownOption
from planning.polls.services.opening import locked
from planning.polls.services.settling import look_for_winner


@dataclass(frozen=True, slots=True)
class NoteData:
    """What somebody adds to the answers (U4)."""

    remark: str = ""
    none_of_these: bool = False
    call_me: bool = False
    interpreter: bool = False


@transaction.atomic
def answer_poll(
    *,
    poll_id: UUID,
    participant_id: UUID,
    answers: Mapping[UUID, str],
    note: NoteData | None,
    now: dt.datetime,
    entered_by: Actor | None = None,
) -> DatePoll:
    """Keep one person's choices; changing them is answering again, until the date is fixed (S7).

    `answers` is option id → choice; every open option needs one, unless `note.none_of_these`: then what is missing is a
    no. Options that were taken meanwhile are left as they are. `entered_by` is who filled it in for somebody on the
    phone. When everybody required can come, the date is fixed or proposed to the organiser. Raises PollIsClosed,
    NotAsked, UnknownOption, AnswerEvery, NotAllowed.
    """
    poll = locked(poll_id)
    if entered_by is not None:
        meetings.require_manage(entered_by, poll.meeting)
    if poll.state != PollState.OPEN:
        raise PollIsClosed
    participant = meetings_of.present(poll.meeting).filter(pk=participant_id).first()
    if participant is None:
        raise NotAsked
    options = {option.pk: option for option in PollOption.objects.filter(poll=poll)}
    chosen = _chosen(answers, options=options, none=note is not None and note.none_of_these)
    for option_id, choice in chosen.items():
        PollAnswer.objects.update_or_create(
            option=options[option_id],
            participant=participant,
            defaults={
                "swv_id": poll.swv_id,
                "choice": choice,
                "at": now,
                "entered_by_id": entered_by.person_id if entered_by is not None else None,
            },
        )
    if note is not None:
        _keep_note(note, poll=poll, participant=participant, now=now)
    by = entered_by.by if entered_by is not None else By.guest(participant.pk)
    audit.record(swv_id=poll.swv_id, by=by, action="poll.answer", on=participant, now=now, options=len(chosen))
    look_for_winner(poll, now=now)
    return poll


def _chosen(answers: Mapping[UUID, str], *, options: Mapping[UUID, PollOption], none: bool) -> dict[UUID, Choice]:
    if set(answers) - set(options) or set(answers.values()) - rules.CHOICES:
        raise UnknownOption
    open_ids = [key for key, option in options.items() if option.closed_at is None]
    chosen = {key: Choice(answers[key]) for key in open_ids if key in answers}
    missing = [key for key in open_ids if key not in chosen]
    if missing and not none:
        raise AnswerEvery(fields={str(key): AnswerEvery.message for key in missing})
    return {**chosen, **dict.fromkeys(missing, Choice.NO)}


def _keep_note(note: NoteData, *, poll: DatePoll, participant: Participant, now: dt.datetime) -> None:
    PollNote.objects.update_or_create(
        poll=poll,
        participant=participant,
        defaults={
            "swv_id": poll.swv_id,
            "remark": note.remark.strip() or None,
            "none_of_these": note.none_of_these,
            "call_me": note.call_me,
            "interpreter": note.interpreter,
            "at": now,
        },
    )
    case = poll.meeting.case
    asked = {"poll_call_me": note.call_me, "poll_interpreter": note.interpreter, "poll_none": note.none_of_these}
    if case is not None:
        for code in (code for code, wanted in asked.items() if wanted):
            cases.add_task(case=case, person_id=poll.opened_by_id, code=code, object_key=str(participant.pk), now=now)
