"""Answers to an invitation, by link, by mail or taken by phone (way 3 of the house)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.cases import services as cases
from planning.cases.services import word
from planning.errors import DomainError
from planning.meetings import rules
from planning.meetings.models import KeptMail, KeptOutcome, KeptState, Meeting, Participant, PartStat, Reply, Via
from planning.meetings.services.dates import require_manage
from planning.meetings.services.errors import NotInvited, NotNow
from planning.people import audit
from planning.people.access import Actor
from planning.people.audit import By

DOUBTS = frozenset({rules.Trust.DOUBTFUL, rules.Trust.OTHER, rules.Trust.FORGED})


class DateHasChanged(DomainError):
    """The answer is to an older time than the meeting has now."""

    code = "date_has_changed"
    message = _("De datum is intussen veranderd. Kijk naar de nieuwe datum en antwoord opnieuw.")


class UnknownAnswer(DomainError):
    """Only: comes, perhaps, cannot."""

    code = "unknown_answer"
    status = 422
    message = _("Kies of u komt.")


@transaction.atomic
def record_reply(
    *,
    participant: Participant,
    partstat: str,
    via: Via,
    sequence: int,
    now: dt.datetime,
    said_at: dt.datetime | None = None,
    by: By | None = None,
) -> Reply:
    """Keep one answer of one person; the newest to the current SEQUENCE counts. The same news twice is one row.

    `sequence` is the revision answered. An answer by mail to an older one is kept and does not count; on a page it is
    refused with DateHasChanged. `said_at` is the DTSTAMP of a mail. A required person's "no" becomes a task of the
    organiser (R77). Raises NotInvited, NotNow, UnknownAnswer, DateHasChanged.
    """
    if partstat not in rules.ANSWERS:
        raise UnknownAnswer(fields={"partstat": UnknownAnswer.message})
    participant = (
        Participant.objects.select_for_update(of=("self",), no_key=True)
        .select_related("meeting__case", "meeting__organiser")
        .get(pk=participant.pk)
    )
    meeting = participant.meeting
    if participant.removed_at is not None:
        raise NotInvited
    if not rules.may_answer(state=meeting.state, start=meeting.start, now=now):
        raise NotNow
    current = meeting.sequence + participant.sequence_ahead
    if sequence != current and via != Via.MAIL:
        raise DateHasChanged
    reply, made = Reply.objects.get_or_create(
        participant=participant,
        sequence=sequence,
        partstat=partstat,
        said_at=min(said_at, now) if said_at is not None else now,  # nobody answers from the future
        defaults={"swv_id": participant.swv_id, "at": now, "via": via},
    )
    if made:
        audit.record(
            swv_id=participant.swv_id,
            by=by or By.guest(participant.pk),
            action="meeting.reply",
            on=participant,
            now=now,
            partstat=partstat,
            via=str(via),
        )
        if partstat == PartStat.DECLINED and participant.required and sequence == current:
            _task(meeting, code="required_declined", now=now)
    return reply


@transaction.atomic
def reply_by_link(*, participant_id: UUID, partstat: str, sequence: int, now: dt.datetime) -> Reply:
    """The answer of somebody behind a personal link. Raises what `record_reply` raises.

    What came by mail in this person's name and was doubtful needs nobody's look any more: this is the answer.
    """
    participant = Participant.objects.filter(pk=participant_id).first()
    if participant is None:
        raise NotInvited
    reply = record_reply(participant=participant, partstat=partstat, via=Via.LINK, sequence=sequence, now=now)
    doubtful = KeptMail.objects.filter(participant=participant, trust__in=DOUBTS, proposed_start__isnull=True)
    for row in doubtful.exclude(state=KeptState.DONE).select_related("case"):
        settle(row, KeptOutcome.SELF, now=now)
    return reply


def enter_reply(*, actor: Actor, participant: Participant, partstat: str, now: dt.datetime) -> Reply:
    """Staff enter what somebody said by phone. Raises what `record_reply` raises, and NotAllowed."""
    meeting = participant.meeting
    require_manage(actor, meeting)
    return record_reply(
        participant=participant,
        partstat=partstat,
        via=Via.STAFF,
        sequence=meeting.sequence + participant.sequence_ahead,
        now=now,
        by=actor.by,
    )


def settle(row: KeptMail, outcome: KeptOutcome, *, now: dt.datetime, person_id: UUID | None = None) -> None:
    """A kept mail is dealt with: its words go, and so does the task."""
    row.state, row.outcome, row.settled_at, row.settled_by_id = KeptState.DONE, outcome, now, person_id
    row.subject = row.text = row.delegate = None
    row.save(update_fields=["state", "outcome", "settled_at", "settled_by", "subject", "text", "delegate"])
    if row.case is not None:
        row.case.tasks.filter(object_key=str(row.pk), done_at__isnull=True).update(done_at=now)


def _task(meeting: Meeting, *, code: str, now: dt.datetime) -> None:
    """Something for the organiser. A meeting of the year plan has no case to hang a task on: then it is a letter."""
    if meeting.case is not None:
        cases.add_task(
            case=meeting.case, person_id=meeting.organiser_id, code=code, object_key=str(meeting.pk), now=now
        )
        return
    day = now.astimezone(rules.AMSTERDAM).date()
    word.to_person(meeting.organiser, path=f"/overleggen/{meeting.pk}/", key=f"{code}:{meeting.pk}:{day}", now=now)
