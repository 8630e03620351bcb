"""Answers to an invitation, by link, by mail or taken by phone (way 3 of the house)."""

from __future__ import annotations

import datetime as dt
import logging
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_scopes import scope, scopes_disabled

from integrations.types import CalendarReply
from planning.cases import services as cases
from planning.errors import DomainError
from planning.meetings import rules
from planning.meetings.models import Meeting, MeetingState, Participant, PartStat, Reply, Via
from planning.meetings.selectors.people import address_of, present
from planning.meetings.services.dates import require_manage
from planning.meetings.services.errors import NotInvited, NotNow
from planning.people import audit
from planning.people.access import Actor
from planning.people.audit import By

log = logging.getLogger(__name__)


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
        .select_related("meeting__case")
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


def reply_by_link(*, participant_id: UUID, partstat: str, sequence: int, now: dt.datetime) -> Reply:
    """The answer of somebody behind a personal link. Raises what `record_reply` raises."""
    participant = Participant.objects.filter(pk=participant_id).first()
    if participant is None:
        raise NotInvited
    return record_reply(participant=participant, partstat=partstat, via=Via.LINK, sequence=sequence, now=now)


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


def take_calendar_reply(*, reply: CalendarReply, tenant_id: str | None, now: dt.datetime) -> bool:
    """An answer out of a calendar: it changes that one person's own answer and nothing else; True when it counted.

    The UID finds the meeting, the address in ATTENDEE the person; the mail must come from that same address, since an
    address alone proves nothing. What cannot be taken (a counter-proposal, a delegation, somebody unknown, another
    sender) becomes a task of the organiser, never a change.
    """
    with scopes_disabled():
        meeting = Meeting.objects.select_related("case").filter(uid=reply.uid).first()
    if meeting is None or (tenant_id and str(meeting.swv_id) != tenant_id):
        return False
    with scope(swv=meeting.swv_id):
        if meeting.state != MeetingState.PLANNED or reply.partstat == PartStat.NEEDS_ACTION:
            return False  # SOGo sends NEEDS-ACTION on mere storage: no answer
        found = [row for row in present(meeting) if address_of(row).lower() == reply.attendee.lower()]
        proper = reply.method == "REPLY" and reply.partstat in rules.ANSWERS and not reply.delegated_to
        own = not reply.from_address or reply.from_address.lower() == reply.attendee.lower()
        if len(found) != 1 or not proper or not own:
            _task(meeting, code="reply_to_look_at" if reply.method == "REPLY" else "other_time_asked", now=now)
            return False
        try:
            taken = record_reply(
                participant=found[0],
                partstat=reply.partstat,
                via=Via.MAIL,
                sequence=reply.sequence,
                said_at=reply.dtstamp,
                now=now,
            )
        except DomainError as refusal:
            log.info("a reply to meeting %s was not taken: %s", meeting.pk, refusal.code)
            return False
    return taken.sequence == meeting.sequence + found[0].sequence_ahead


def _task(meeting: Meeting, *, code: str, now: dt.datetime) -> None:
    """Something for the organiser. A meeting of the year plan has no case to hang it on: its page shows the answers."""
    if meeting.case is not None:
        cases.add_task(
            case=meeting.case, person_id=meeting.organiser_id, code=code, object_key=str(meeting.pk), now=now
        )
