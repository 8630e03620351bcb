"""Asking somebody again: a new link, a reminder for all that one person still has open, who joins later."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from notifications.links import services as links
from notifications.links.purposes import Purpose
from notifications.links.selectors import live_links
from planning.cases.services import is_frozen
from planning.meetings import selectors as meetings_of
from planning.meetings import services as meetings
from planning.meetings.models import Participant
from planning.people import audit
from planning.people.access import Actor
from planning.polls import rules
from planning.polls.models import DatePoll, PollOption, PollState
from planning.polls.selectors.counting import silent_in
from planning.polls.services import letters
from planning.polls.services.errors import NotAsked
from planning.polls.services.opening import locked, open_for_change, with_meeting

QUIET = dt.timedelta(minutes=10)


@transaction.atomic
def send_again(*, actor: Actor, poll_id: UUID, participant_id: UUID, now: dt.datetime) -> None:
    """The question once more, with a new link; the earlier ones die (S2). At most once in ten minutes (S5).

    Raises PollIsClosed, NotAsked, TooSoon, NoAddress, NotAllowed.
    """
    poll = open_for_change(actor=actor, poll_id=poll_id)
    participant = _asked(poll, participant_id)
    fresh = live_links(object_key=str(poll.pk), now=now)
    if any(link.person_key == str(participant_id) and link.created_at > now - QUIET for link in fresh):
        raise meetings.TooSoon
    key = f"poll_invite:{poll.pk}:{participant_id}:{now:%Y%m%d%H%M%S}"
    if not letters.ask(participant, poll=poll, template="poll_invite", key=key, rotate=True, now=now):
        raise meetings.NoAddress
    audit.record(swv_id=poll.swv_id, by=actor.by, action="poll.send_again", on=participant, now=now)


@transaction.atomic
def revoke_link(*, actor: Actor, poll_id: UUID, participant_id: UUID, now: dt.datetime) -> int:
    """Kill every link of one person to this poll: the mail went to the wrong one, or was passed on (S2, S4).

    What was answered stands. Gives how many links died. Raises PollIsClosed, NotAsked, NotAllowed.
    """
    poll = open_for_change(actor=actor, poll_id=poll_id)
    participant = _asked(poll, participant_id)
    dead = links.revoke(
        tenant_id=poll.swv_id,
        purpose=Purpose.POLL,
        person_key=str(participant.pk),
        object_key=str(poll.pk),
        now=now,
    )
    audit.record(swv_id=poll.swv_id, by=actor.by, action="poll.revoke", on=participant, now=now, links=dead)
    return dead


@transaction.atomic
def somebody_joined(*, participant: Participant, now: dt.datetime) -> None:
    """Who is put on the list while a poll runs is asked at once, and what is open is kept free for them as well."""
    poll_id = (
        DatePoll.objects.filter(meeting=participant.meeting_id, state=PollState.OPEN)
        .values_list("pk", flat=True)
        .first()
    )
    if poll_id is None:
        return
    poll = locked(poll_id)
    open_options = PollOption.objects.filter(poll=poll, closed_at=None).values_list("start", "end")
    meetings.hold_softly(meeting=poll.meeting, stretches=list(open_options))
    key = f"poll_invite:{poll.pk}:{participant.pk}:{now:%Y%m%d%H%M%S}"
    letters.ask(participant, poll=poll, template="poll_invite", key=key, rotate=True, now=now)


@transaction.atomic
def remind_poll(*, poll_id: UUID, now: dt.datetime) -> int:
    """Write to who has not answered everything; gives how many. A closed poll reminds nobody.

    One letter a day to one person, with all that this person still has open in it: five polls are one reminder (U9).
    """
    poll = with_meeting().filter(pk=poll_id, state=PollState.OPEN).first()
    if poll is None or now > poll.deadline or is_frozen(poll.meeting.case_id):
        return 0
    day = now.astimezone(rules.AMSTERDAM).date()
    return sum(
        letters.remind(
            [(participant, poll), *_other_open(participant, but=poll, now=now)],
            key=f"poll_reminder:{participant.person_id or participant.party_id}:{day}",
            now=now,
        )
        for participant in silent_in(poll)
    )


def _other_open(participant: Participant, *, but: DatePoll, now: dt.datetime) -> list[tuple[Participant, DatePoll]]:
    """The other polls in which this person still has something to answer, soonest first."""
    same = Q(person=participant.person_id) if participant.person_id is not None else Q(party=participant.party_id)
    seats = Participant.objects.filter(same, removed_at__isnull=True, meeting__polls__state=PollState.OPEN)
    polls = (
        with_meeting()
        .filter(state=PollState.OPEN, meeting__in=seats.values("meeting_id"), deadline__gte=now)
        .exclude(pk=but.pk)
    )
    found: list[tuple[Participant, DatePoll]] = []
    for poll in polls.order_by("deadline"):
        if is_frozen(poll.meeting.case_id):
            continue
        found += [
            (row, poll)
            for row in silent_in(poll)
            if (row.person_id, row.party_id) == (participant.person_id, participant.party_id)
        ]
    return found


def _asked(poll: DatePoll, participant_id: UUID) -> Participant:
    participant = meetings_of.present(poll.meeting).filter(pk=participant_id).first()
    if participant is None:
        raise NotAsked
    return participant
