"""Who answered what."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from planning.meetings import rules
from planning.meetings.models import Meeting, Participant, PartStat, Reply
from planning.meetings.selectors.people import present

NOTHING_SAID = rules.Said(partstat=PartStat.NEEDS_ACTION, sequence=0, said_at=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))

ORGANISES = rules.Said(partstat=PartStat.ACCEPTED, sequence=0, said_at=NOTHING_SAID.said_at)


def unasked(participant: Participant, meeting: Meeting) -> rules.Said:
    """What somebody says of a date before saying anything: who organises it and sits there comes, others nothing."""
    return ORGANISES if participant.person_id == meeting.organiser_id else NOTHING_SAID


def answers_of(participants: Iterable[Participant], *, meetings: Mapping[UUID, Meeting]) -> dict[UUID, rules.Said]:
    """The answer of each participant that counts, by participant id; `meetings` are theirs, by id.

    Nobody has to answer an invitation of one's own (`unasked`); said otherwise, that counts. One query for any number.
    """
    rows = list(participants)
    said: dict[UUID, list[rules.Said]] = defaultdict(list)
    for reply in Reply.objects.filter(participant__in=[row.pk for row in rows]).order_by("at"):
        said[reply.participant_id].append(
            rules.Said(partstat=reply.partstat, sequence=reply.sequence, said_at=reply.said_at, via=reply.via)
        )
    found: dict[UUID, rules.Said] = {}
    for row in rows:
        meeting = meetings[row.meeting_id]
        sequence = meeting.sequence + row.sequence_ahead
        found[row.pk] = rules.standing(said[row.pk], sequence=sequence) or unasked(row, meeting)
    return found


def standing_of(meeting: Meeting) -> dict[Participant, rules.Said]:
    """Everybody at the meeting with the answer that counts; two queries."""
    seated = list(present(meeting))
    found = answers_of(seated, meetings={meeting.pk: meeting})
    return {row: found[row.pk] for row in seated}


def quorum_of(standing: Mapping[Participant, rules.Said]) -> rules.Quorum:
    """Whether everybody the meeting needs is coming (R77)."""
    return rules.quorum(
        rules.Chair(key=row.pk, required=row.required, partstat=said.partstat) for row, said in standing.items()
    )
