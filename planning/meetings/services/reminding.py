"""Reminding who did not answer: one letter a day to one person, with all that this person still has open (U9)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from notifications.outbox import selectors as outbox
from planning.cases.services import is_frozen
from planning.meetings import rules
from planning.meetings.models import Meeting, MeetingState, Participant, PartStat
from planning.meetings.selectors.people import admitted
from planning.meetings.selectors.replies import answers_of, standing_of
from planning.meetings.services import letters

TOGETHER = dt.timedelta(days=14)  # other meetings that begin by then go along in the same letter
MOST_TOGETHER = 8

Key = tuple[UUID | None, UUID | None]


@transaction.atomic
def remind_invited(*, meeting_id: UUID, now: dt.datetime) -> int:
    """Write to who was invited and has not answered; gives how many. A meeting that is off or past rings for nobody.

    Who had a reminder today already gets no second one: it named this meeting too.
    """
    meeting = (
        Meeting.objects.select_related("school", "organiser", "case__casusregisseur").filter(pk=meeting_id).first()
    )
    if meeting is None or not rules.may_answer(state=meeting.state, start=meeting.start, now=now):
        return 0
    if is_frozen(meeting.case_id):
        return 0
    silent = [row for row, said in standing_of(meeting).items() if said.partstat == PartStat.NEEDS_ACTION]
    others = _also_open(silent, but=meeting, now=now)
    reminded = 0
    for participant in silent:
        if not _had_one_today(participant, now=now):
            letters.remind(participant, meeting=meeting, others=others[_key(participant)], now=now)
            reminded += 1
    return reminded


def _also_open(silent: Sequence[Participant], *, but: Meeting, now: dt.datetime) -> dict[Key, list[Participant]]:
    """By person what else lies ahead soon and has no answer yet, soonest first; with the meeting. Constant queries.

    A meeting of the year plan is not answered one by one.
    """
    people, parties = {row.person_id for row in silent} - {None}, {row.party_id for row in silent} - {None}
    rows = list(
        Participant.objects.filter(Q(person__in=people) | Q(party__in=parties), removed_at__isnull=True)
        .filter(meeting__state=MeetingState.PLANNED, meeting__case__isnull=False)
        .filter(meeting__start__gt=now, meeting__start__lte=now + TOGETHER)
        .exclude(meeting=but)
        .select_related("person", "party", "meeting__school", "meeting__organiser", "meeting__case__casusregisseur")
        .order_by("meeting__start")
    )
    said = answers_of(rows, meetings={row.meeting_id: row.meeting for row in rows})
    welcome: Collection[UUID] = admitted(rows, now=now) if rows else ()
    still = {case_id: is_frozen(case_id) for case_id in {row.meeting.case_id for row in rows}}
    found: dict[Key, list[Participant]] = defaultdict(list)
    for row in rows:
        is_open = said[row.pk].partstat == PartStat.NEEDS_ACTION and row.pk in welcome
        if is_open and not still[row.meeting.case_id] and len(found[_key(row)]) < MOST_TOGETHER:
            found[_key(row)].append(row)
    return found


def _key(row: Participant) -> Key:
    return row.person_id, row.party_id


def _had_one_today(participant: Participant, *, now: dt.datetime) -> bool:
    """Whether another meeting's reminder went to this person today."""
    midnight = now.astimezone(rules.AMSTERDAM).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = outbox.letters_to([str(participant.person_id or participant.party_id)])
    rows = rows.filter(template="invitation_reminder", created_at__gte=midnight)
    return rows.exclude(key__startswith=f"invitation_reminder:{participant.pk}:").exists()
