"""A participant says when they can come: way 1 of the house."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
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
from planning.polls.models import Choice, Closed, DatePoll, PollAnswer, PollNote, PollOption, PollState
from planning.polls.selectors.counting import offered, seated_at
from planning.polls.selectors.guests import GuestSeat
from planning.polls.services.errors import AnswerEvery, NotAsked, PollIsClosed, UnknownOption
from planning.polls.services.opening import locked
from planning.polls.services.settling import look_for_winner
from planning.polls.services.times import remember_times
from planning.polls.signals import poll_answered


@dataclass(frozen=True, slots=True)
class NoteData:
    """What somebody adds to the answers (U4). `parts` are day parts that do suit: "0-ochtend" is Monday morning."""

    remark: str = ""
    none_of_these: bool = False
    call_me: bool = False
    interpreter: bool = False
    parts: Collection[str] = ()


@transaction.atomic
def answer_poll(
    *,
    poll_id: UUID,
    participant_id: UUID,
    answers: Mapping[UUID, str],
    note: NoteData | None,
    now: dt.datetime,
    entered_by: Actor | None = None,
    by: By | None = None,
) -> DatePoll:
    """Keep one person's choices; changing them is answering again, until the date is fixed (S7).

    `answers` is option id → choice; every open option needs one, unless `note.none_of_these`: then what is missing is a
    no. An option that somebody else cannot make may be answered still; one that was taken is left as it is.
    `entered_by` is who filled it in for somebody on the phone; `by` who is written down as the one who answered, else
    the person behind the link. When everybody required can come, the date is fixed or
    proposed to the organiser. Raises PollIsClosed, NotAsked, UnknownOption, AnswerEvery, NotAllowed.
    """
    poll = locked(poll_id)
    if entered_by is not None:
        meetings.require_manage(entered_by, poll.meeting)
    options = offered(poll_id=poll.pk)
    if not set(answers) <= {option.pk for option in options}:
        raise UnknownOption
    by = entered_by.by if entered_by is not None else by or By.guest(participant_id)
    said = _Said(participant_id, answers=answers, note=note, by=by, entered_by=entered_by, now=now)
    return _answer(poll, said, options=options)


@transaction.atomic
def answer_by_link(
    seat: GuestSeat, *, answers: Mapping[UUID, str], note: NoteData | None, now: dt.datetime
) -> DatePoll:
    """Somebody behind a personal link answers: `answer_poll` without the looking up that the door did already.

    A form may be older than the poll: moments in it that are not of this poll are not looked at. Raises PollIsClosed,
    NotAsked, UnknownOption (a choice that is none), AnswerEvery.
    """
    poll = locked(seat.poll_id)
    options = offered(poll_id=poll.pk)
    known = {option.pk: answers[option.pk] for option in options if option.pk in answers}
    said = _Said(seat.participant_id, answers=known, note=note, by=By.guest(seat.participant_id), now=now)
    return _answer(poll, said, options=options)


@transaction.atomic
def answer_own(*, actor: Actor, poll_id: UUID, answers: Mapping[UUID, str], remark: str, now: dt.datetime) -> DatePoll:
    """A professional with an account answers a poll of any school, without a link. Raises as `answer_poll`."""
    poll = DatePoll.objects.select_related("meeting").get(pk=poll_id)
    own = meetings_of.present(poll.meeting).filter(person=actor.person_id).first()
    if own is None or not meetings_of.is_admitted(own, meeting=locked(poll_id).meeting, now=now):
        raise NotAsked
    return answer_poll(
        poll_id=poll_id,
        participant_id=own.pk,
        answers=answers,
        note=NoteData(remark=remark),
        now=now,
        by=actor.by,
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What one person says of the options, who wrote it down, and when."""

    participant_id: UUID
    answers: Mapping[UUID, str]  # option id → choice, of options of this poll only
    note: NoteData | None
    by: By
    now: dt.datetime
    entered_by: Actor | None = None


def _answer(poll: DatePoll, said: _Said, *, options: Sequence[PollOption]) -> DatePoll:
    """Keep it in a locked poll, and see whether that makes a date."""
    if poll.state != PollState.OPEN:
        raise PollIsClosed
    people = seated_at(meeting_id=poll.meeting_id)
    participant = next((row for row in people if row.pk == said.participant_id), None)
    if participant is None:
        raise NotAsked
    _keep_answers(poll, participant, said, options={option.pk: option for option in options})
    if said.note is not None:
        _keep_note(said.note, poll=poll, participant=participant, now=said.now)
    poll_answered.send(sender=DatePoll, poll=poll, participant_id=participant.pk, now=said.now)
    look_for_winner(poll, people=people, options=options, now=said.now)
    return poll


def _keep_answers(poll: DatePoll, participant: Participant, said: _Said, *, options: Mapping[UUID, PollOption]) -> None:
    chosen = _chosen(said.answers, options=options, none=said.note is not None and said.note.none_of_these)
    on_behalf = said.entered_by.person_id if said.entered_by is not None else None
    PollAnswer.objects.bulk_create(
        [
            PollAnswer(
                swv_id=poll.swv_id,
                option=options[option_id],
                participant=participant,
                choice=choice,
                at=said.now,
                entered_by_id=on_behalf,
            )
            for option_id, choice in chosen.items()
        ],
        update_conflicts=True,
        unique_fields=["option", "participant"],
        update_fields=["choice", "at", "entered_by"],
    )
    audit.record(
        swv_id=poll.swv_id, by=said.by, action="poll.answer", on=participant, now=said.now, options=len(chosen)
    )


def _chosen(answers: Mapping[UUID, str], *, options: Mapping[UUID, PollOption], none: bool) -> dict[UUID, Choice]:
    if set(answers.values()) - rules.CHOICES:
        raise UnknownOption
    wanted = [key for key, option in options.items() if option.closed_why != Closed.TAKEN]
    chosen = {key: Choice(answers[key]) for key in wanted if key in answers}
    missing = [key for key in wanted if key not in chosen and (none or options[key].closed_at is None)]
    if missing and not none:
        raise AnswerEvery(fields={str(key): AnswerEvery.message for key in missing})
    return {**chosen, **dict.fromkeys(missing, Choice.NO)}


def _keep_note(note: NoteData, *, poll: DatePoll, participant: Participant, now: dt.datetime) -> None:
    parts = rules.known_parts(note.parts)
    kept = PollNote(
        swv_id=poll.swv_id,
        poll=poll,
        participant=participant,
        remark=note.remark.strip() or None,
        none_of_these=note.none_of_these,
        call_me=note.call_me,
        interpreter=note.interpreter,
        parts=parts,
        at=now,
    )
    PollNote.objects.bulk_create(
        [kept],
        update_conflicts=True,
        unique_fields=["poll", "participant"],
        update_fields=["remark", "none_of_these", "call_me", "interpreter", "parts", "at"],
    )
    if parts and participant.party_id is not None:
        remember_times(party_id=participant.party_id, swv_id=poll.swv_id, parts=parts, now=now)
    case = poll.meeting.case
    asked = {"poll_call_me": note.call_me, "poll_interpreter": note.interpreter, "poll_none": note.none_of_these}
    if case is not None:
        for code in (code for code, wanted in asked.items() if wanted):
            cases.add_task(case=case, person_id=poll.opened_by_id, code=code, object_key=str(participant.pk), now=now)
