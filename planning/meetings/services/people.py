"""Who is on the list: taking somebody off, and what happens when consent goes (way 4 of the house)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from notifications.links import services as links
from notifications.links.selectors import live_links
from notifications.outbox import services as outbox
from notifications.sms import services as sms
from planning.cases import services as cases
from planning.cases.gate import NoGround
from planning.meetings import rules, signals
from planning.meetings.models import Meeting, MeetingState, Participant
from planning.meetings.selectors.people import address_of, present, without_ground
from planning.meetings.services import holds, letters
from planning.meetings.services.dates import locked, require_manage
from planning.meetings.services.errors import NoAddress, NotInvited, NotNow, SeatTwice, TooSoon
from planning.meetings.services.planning import Seat, check_seats
from planning.people import audit
from planning.people.access import Actor
from planning.people.audit import By

QUIET = dt.timedelta(minutes=10)


@transaction.atomic
def add_participant(*, actor: Actor, meeting: Meeting, seat: Seat, now: dt.datetime) -> Participant:
    """Put somebody on the list later: the gate first (house rule 4), then the question or the invitation.

    Who was taken off before comes back with the seat they had. With a date already, their time is taken too. Raises
    NotNow, SeatTwice, NotOfThisCase, NoGround, SlotTaken, NotAllowed.
    """
    meeting = locked(meeting.pk)
    require_manage(actor, meeting)
    cases.refuse_frozen(meeting.case_id)
    if not rules.may_cancel(state=meeting.state, start=meeting.start, now=now):
        raise NotNow
    check_seats([seat], case=meeting.case)
    wanted = [seat.person.pk] if seat.person is not None else []
    if meeting.case is not None and without_ground(case=meeting.case, kind=meeting.kind, person_ids=wanted, now=now):
        raise NoGround(f"{NoGround.message} {seat.person.name if seat.person is not None else ''}.")
    before = Participant.objects.filter(meeting=meeting, person=seat.person, party=seat.party).first()
    if before is not None and before.removed_at is None:
        raise SeatTwice
    row = before or Participant(swv_id=meeting.swv_id, meeting=meeting, person=seat.person, party=seat.party)
    row.role, row.required, row.removed_at = seat.role, seat.required, None
    row.save()
    if meeting.state == MeetingState.PLANNED and meeting.start is not None:
        holds.take_one(meeting=meeting, participant=row)
        letters.invite(row, meeting=meeting, template="invitation", now=now)
    audit.record(swv_id=meeting.swv_id, by=actor.by, action="meeting.add", on=row, now=now)
    signals.participant_added.send(sender=Meeting, participant=row, now=now)
    return row


@transaction.atomic
def sit_down(*, meeting: Meeting, seat: Seat, by: By, now: dt.datetime) -> Participant:
    """Somebody takes part in a meeting about a case that is under way: the gate first, and the seat they had before.

    Nobody is asked anything: no invitation, no time, no calendar. The caller has the right, the lock on the case, and
    has seen that the record is open. Raises NotOfThisCase, NoGround.
    """
    meeting = locked(meeting.pk)
    check_seats([seat], case=meeting.case)
    wanted = [seat.person.pk] if seat.person is not None else []
    if meeting.case is None or without_ground(case=meeting.case, kind=meeting.kind, person_ids=wanted, now=now):
        raise NoGround
    row = Participant.objects.filter(meeting=meeting, person=seat.person, party=seat.party).first()
    row = row or Participant(swv_id=meeting.swv_id, meeting=meeting, person=seat.person, party=seat.party)
    row.role, row.required, row.removed_at = seat.role, seat.required, None
    row.save()
    audit.record(swv_id=meeting.swv_id, by=by, action="meeting.sit_down", on=row, now=now)
    return row


@transaction.atomic
def remove_participant(*, actor: Actor, participant: Participant, now: dt.datetime) -> None:
    """Take somebody off the list: links die, time is free again, a planned meeting is cancelled for this person only.

    Raises NotNow when the meeting has begun or is off, NotAllowed. Twice is once.
    """
    meeting = locked(participant.meeting_id)
    require_manage(actor, meeting)
    if not rules.may_cancel(state=meeting.state, start=meeting.start, now=now):
        raise NotNow
    row = present(meeting).filter(pk=participant.pk).first()
    if row is not None:
        _remove(row, meeting=meeting, by=actor.by, now=now)


@transaction.atomic
def recheck_grounds(*, case_id: UUID, now: dt.datetime) -> int:
    """Consent of a case changed: who has no ground any more leaves every meeting that lies ahead; gives how many.

    The organiser gets a task per meeting. It fails closed: trouble while looking is an error, and then the change of
    consent itself does not go through unseen.
    """
    ahead = Meeting.objects.filter(case_id=case_id, state__in=[MeetingState.DRAFT, MeetingState.PLANNED])
    gone = 0
    for meeting_id in ahead.order_by("pk").values_list("pk", flat=True):
        meeting = locked(meeting_id)
        if meeting.case is None or not rules.may_cancel(state=meeting.state, start=meeting.start, now=now):
            continue
        seated = {row.person_id: row for row in present(meeting) if row.person_id is not None}
        for person_id in without_ground(case=meeting.case, kind=meeting.kind, person_ids=seated, now=now):
            _remove(seated[person_id], meeting=meeting, by=By.system(), now=now)
            cases.add_task(
                case=meeting.case,
                person_id=meeting.organiser_id,
                code="participant_removed",
                object_key=str(meeting.pk),
                now=now,
            )
            gone += 1
        if any(seated[person_id].required for person_id in seated if seated[person_id].removed_at is not None):
            cases.add_task(
                case=meeting.case,
                person_id=meeting.organiser_id,
                code="quorum_lost",
                object_key=str(meeting.pk),
                now=now,
            )
    return gone


@transaction.atomic
def send_again(*, actor: Actor, participant: Participant, now: dt.datetime) -> None:
    """The invitation once more with a new link; the earlier ones die (S2). At most once in ten minutes (S5).

    Raises TooSoon, NoAddress, NotNow, NotInvited, NotAllowed.
    """
    meeting = locked(participant.meeting_id)
    require_manage(actor, meeting)
    row = present(meeting).filter(pk=participant.pk).first()
    if row is None:
        raise NotInvited
    if not rules.may_answer(state=meeting.state, start=meeting.start, now=now):
        raise NotNow
    if not address_of(row):
        raise NoAddress
    if links_given_since(row, since=now - QUIET, now=now):
        raise TooSoon
    letters.invite(row, meeting=meeting, template="invitation", now=now, again=f":{now:%Y%m%d%H%M%S}")
    audit.record(swv_id=meeting.swv_id, by=actor.by, action="meeting.send_again", on=row, now=now)


def links_given_since(participant: Participant, *, since: dt.datetime, now: dt.datetime) -> bool:
    """Whether this person got a link for the meeting a moment ago."""
    return any(
        link.person_key == str(participant.pk) and link.created_at > since
        for link in live_links(object_key=str(participant.meeting_id), now=now)
    )


def _remove(participant: Participant, *, meeting: Meeting, by: By, now: dt.datetime) -> None:
    participant.removed_at = now
    participant.sequence_ahead += 1
    participant.save(update_fields=["removed_at", "sequence_ahead"])
    links.revoke(tenant_id=meeting.swv_id, person_key=str(participant.pk), now=now)
    # Before the cancellation is written: an invitation that waits for the post does not leave any more.
    outbox.recall(tenant_id=meeting.swv_id, key_part=str(participant.pk), now=now)
    sms.recall(tenant_id=meeting.swv_id, key_part=str(participant.pk), now=now)
    if participant.person_id is not None:
        holds.release(meeting=meeting, person_id=participant.person_id)
    if meeting.state == MeetingState.PLANNED:
        stamp = rules.revision(before=meeting.revised_at, now=now)
        letters.call_off(participant, meeting=meeting, stamp=stamp, now=now)
    audit.record(swv_id=meeting.swv_id, by=by, action="meeting.remove", on=participant, now=now)
    signals.participant_removed.send(sender=Meeting, participant=participant, now=now)
