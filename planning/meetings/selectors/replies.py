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


def answers_of(participants: Iterable[Participant], *, sequences: Mapping[UUID, int]) -> dict[UUID, rules.Said]:
    """The answer of each participant that counts, by participant id; `sequences` is that of each one's meeting.

    One query for any number.
    """
    rows = list(participants)
    said: dict[UUID, list[rules.Said]] = defaultdict(list)
    for reply in Reply.objects.filter(participant__in=[row.pk for row in rows]).order_by("at"):
        said[reply.participant_id].append(
            rules.Said(partstat=reply.partstat, sequence=reply.sequence, said_at=reply.said_at, via=reply.via)
        )
    return {
        row.pk: rules.standing(said[row.pk], sequence=sequences[row.meeting_id] + row.sequence_ahead) or NOTHING_SAID
        for row in rows
    }


def standing_of(meeting: Meeting) -> dict[Participant, rules.Said]:
    """Everybody at the meeting with the answer that counts; two queries."""
    seated = list(present(meeting))
    found = answers_of(seated, sequences={meeting.pk: meeting.sequence})
    return {row: found[row.pk] for row in seated}


def quorum_of(standing: Mapping[Participant, rules.Said]) -> rules.Quorum:
    """Whether everybody the meeting needs is coming (R77)."""
    return rules.quorum(
        rules.Chair(key=row.pk, required=row.required, partstat=said.partstat) for row, said in standing.items()
    )
