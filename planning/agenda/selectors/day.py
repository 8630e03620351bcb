"""The day of one SOT: its points in their order, with who comes when. Read by pages and services alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from planning.agenda.models import AgendaGuest, AgendaItem, AgendaSettings
from planning.agenda.rules import slots, states
from planning.agenda.rules.slots import Day, Point
from planning.agenda.rules.states import State
from planning.meetings.models import Meeting, MeetingKind, MeetingState
from planning.people.models import School


def has_agenda(meeting: Meeting) -> bool:
    """Only a SOT that is about no single case."""
    return meeting.kind == MeetingKind.SOT and meeting.case_id is None and meeting.start is not None


def with_people(rows: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    """With what a label and a slot need. One query more for the guests."""
    guests = AgendaGuest.objects.select_related("person", "party")
    return rows.select_related("case__school", "school", "meeting", "proposed_by").prefetch_related(
        Prefetch("guests", queryset=guests)
    )


def items_of(meeting: Meeting) -> list[AgendaItem]:
    """The points on this agenda, in their order; proposals for it are not yet on it. Two queries."""
    rows = AgendaItem.objects.filter(meeting=meeting, state__in=states.TAKES_TIME)
    return list(with_people(rows).order_by("order", "proposed_at", "pk"))


def spoken_of(meeting: Meeting) -> list[AgendaItem]:
    """The points of this SOT that were spoken of and are about no pupil, in their order. One query."""
    rows = AgendaItem.objects.filter(meeting=meeting, state=State.DISCUSSED, case__isnull=True)
    return list(rows.order_by("order", "proposed_at", "pk"))


def key_of(guest: AgendaGuest) -> str:
    """Who it is, whatever the point: "person:<id>" or "party:<id>"."""
    return f"person:{guest.person_id}" if guest.person_id else f"party:{guest.party_id}"


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The points, and their slots in the order they have now."""

    items: tuple[AgendaItem, ...]
    points: tuple[Point, ...]
    windows: dict[object, tuple[int, int]]
    length: int
    start: dt.datetime
    day: Day

    def in_order(self, ids: Sequence[UUID]) -> Day:
        """The slots if the points stood in this order."""
        by_key = {point.key: point for point in self.points}
        return slots.lay([by_key[key] for key in ids], length=self.length, windows=self.windows)

    def best(self) -> Day:
        """The proposal: see `rules.slots.improve`."""
        return slots.improve(self.points, length=self.length, windows=self.windows)

    def at(self, minute: int) -> dt.datetime:
        """The moment of a minute of the meeting."""
        return self.start + dt.timedelta(minutes=minute)


def day_plan(meeting: Meeting, items: Iterable[AgendaItem] | None = None) -> DayPlan:
    """The day of a SOT that has a date. Two queries, or none where the points are given."""
    rows = tuple(items_of(meeting) if items is None else items)
    start = meeting.start or meeting.created_at
    points = tuple(Point(row.pk, row.minutes, frozenset(key_of(one) for one in row.guests.all())) for row in rows)
    windows = _windows((one for row in rows for one in row.guests.all()), start=start, length=meeting.minutes)
    laid = slots.lay(points, length=meeting.minutes, windows=windows)
    return DayPlan(rows, points, windows, meeting.minutes, start, laid)


def _windows(guests: Iterable[AgendaGuest], *, start: dt.datetime, length: int) -> dict[object, tuple[int, int]]:
    found: dict[object, tuple[int, int]] = {}
    for one in guests:
        if one.arrives is None and one.leaves is None:
            continue
        first, last = found.get(key_of(one), (0, length))
        found[key_of(one)] = (
            max(first, _minute(one.arrives, start) if one.arrives else 0),
            min(last, _minute(one.leaves, start) if one.leaves else length),
        )
    return found


def _minute(time: dt.time, start: dt.datetime) -> int:
    """Minutes from the start to a time on a Dutch clock on that day."""
    local = timezone.localtime(start)
    return (time.hour - local.hour) * 60 + time.minute - local.minute


def days_before(school: School | None) -> int:
    """How many days before a SOT a school hands in: its own rule, else the SWV's, else a week. One query."""
    rows = AgendaSettings.objects.filter(Q(school=school) | Q(school__isnull=True))
    own = {row.school_id: row.days_before for row in rows}
    return own.get(school.pk if school is not None else None, own.get(None, states.DAYS_BEFORE))


def coming(now: dt.datetime) -> QuerySet[Meeting]:
    """The SOTs that have an agenda and are still to come."""
    return Meeting.objects.filter(
        kind=MeetingKind.SOT, case__isnull=True, state=MeetingState.PLANNED, start__gt=now
    ).select_related("school")


def coming_sots(school: School, *, now: dt.datetime) -> list[Meeting]:
    """Those of one school, the first one first. One query."""
    return list(coming(now).filter(school=school).order_by("start")[:12])


def sots_with_points(school: School | None, *, now: dt.datetime) -> list[Meeting]:
    """The coming SOTs of a school (or of all) that have or await a point. One query."""
    rows = coming(now).filter(agenda_items__state__in=states.WAITS).distinct()
    return list(rows if school is None else rows.filter(school=school))
