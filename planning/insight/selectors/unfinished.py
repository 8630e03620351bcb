"""What a meeting left behind: a record that is not fixed, and points of a SOT that nobody came to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils import timezone

from planning.agenda.models import AgendaItem
from planning.agenda.rules.states import State
from planning.cases.models import CaseState
from planning.meetings import selectors as meetings
from planning.meetings.models import Meeting, MeetingState
from planning.minutes.models import Record
from planning.people.access import Actor, Right

OVER = dt.timedelta(hours=12)  # the longest meeting, and an evening to finish what was written
FINISH_WITHIN = dt.timedelta(days=7)  # a record is fixed while people still know what was said
MOST = 30


@dataclass(frozen=True, slots=True)
class LeftPoints:
    """A SOT that went by, and how many of its points were neither spoken of nor carried over."""

    meeting: Meeting
    count: int


def written_at_the_table(meeting_ids: Iterable[UUID]) -> frozenset[UUID]:
    """At which of these meetings something was written at the table: that it took place need not be asked. One query.

    What was written before it began tells nothing; a part of a SOT is begun when it is the turn of its pupil.
    """
    ids = list(meeting_ids)
    found = Record.objects.filter(
        Q(meeting__in=ids, begun_at__gte=F("meeting__start")) | Q(meeting__part_of__in=ids)
    ).values_list("meeting", "meeting__part_of")
    return frozenset(whole or meeting for meeting, whole in found)


def finished_by(start: dt.datetime) -> dt.date:
    """The day by which the record of a meeting is to be fixed."""
    return timezone.localdate(start) + FINISH_WITHIN


def unfinished_records(actor: Actor, *, now: dt.datetime) -> list[Meeting]:
    """The meetings whose record somebody began, or organises, and that is not fixed yet. One query, and the gate's.

    Of a meeting that perhaps did not take place it is asked first whether it did.
    """
    rows = meetings.visible_meetings(actor).filter(
        Q(record__begun_by=actor.person_id) | Q(organiser=actor.person_id),
        Q(state=MeetingState.HELD) | Q(state=MeetingState.PLANNED, record__begun_at__gte=F("start")),
        record__fixed_at__isnull=True,
        record__isnull=False,
        case__state=CaseState.OPEN,
        start__lt=now - OVER,
    )
    return list(rows.order_by("start")[:MOST])


def left_points(actor: Actor, *, now: dt.datetime) -> list[LeftPoints]:
    """For who makes the agenda of a school (R88). Two queries."""
    schools = actor.schools_with(Right.MANAGE_MEETINGS)
    if schools is not None and not schools:
        return []
    rows = AgendaItem.objects.filter(
        state__in=[State.PLANNED, State.CARRIED],
        meeting__start__lt=now - OVER,
        meeting__state__in=[MeetingState.PLANNED, MeetingState.HELD],
    )
    if schools is not None:
        rows = rows.filter(school__in=schools)
    counts = dict(rows.order_by().values_list("meeting").annotate(n=Count("pk"))[:MOST])
    found = Meeting.objects.filter(pk__in=counts, organiser=actor.person_id).select_related("school").order_by("start")
    return [LeftPoints(row, counts[row.pk]) for row in found]
