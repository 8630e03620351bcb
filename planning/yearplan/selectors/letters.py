"""Who gets a letter when a plan is published, and what stands in the way."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from integrations.feeds.build import calendar_file
from planning.meetings import selectors as meetings_of
from planning.meetings.models import Meeting, MeetingState
from planning.people.access import Actor
from planning.people.models import Person
from planning.people.roles import short_name
from planning.yearplan.models import PlannedMeeting, YearPlan
from planning.yearplan.rules import Word
from planning.yearplan.selectors.choices import Broken, broken_dates
from planning.yearplan.selectors.plans import SeriesRow, overview


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody who gets a letter: with how many dates, how many of them new."""

    person: Person
    role: str
    dates: int
    new: int


@dataclass(frozen=True, slots=True)
class PublishPreview:
    """Everything one must know before the letters go out."""

    plan: YearPlan
    receivers: tuple[Receiver, ...]
    new_dates: int
    not_agreed: tuple[SeriesRow, ...]
    unplaced: tuple[tuple[SeriesRow, PlannedMeeting], ...]
    broken: tuple[Broken, ...]
    refused: tuple[SeriesRow, ...]

    @property
    def needs_reason(self) -> bool:
        """Whether publishing now needs a reason: somebody did not agree, or a date can no longer be."""
        return bool(self.not_agreed or self.broken)


def is_new(planned: PlannedMeeting, *, now: dt.datetime) -> bool:
    """Whether a date is still to be published: it lies ahead and is no meeting yet."""
    return planned.start is not None and planned.start > now and planned.meeting_id is None


def refused_rows(rows: Sequence[SeriesRow], *, now: dt.datetime) -> tuple[SeriesRow, ...]:
    """The series with dates to publish for which somebody still asks another date."""
    return tuple(
        row for row in rows if row.word == Word.CHANGE and any(is_new(planned, now=now) for planned in row.planned)
    )


def receivers(rows: Sequence[SeriesRow], *, now: dt.datetime) -> tuple[Receiver, ...]:
    """Every member of a series with dates that are not in a letter yet, by name."""
    dates: Counter[object] = Counter()
    new: Counter[object] = Counter()
    seen: dict[object, tuple[Person, str]] = {}
    for row in rows:
        placed = [planned for planned in row.planned if planned.start is not None]
        for member in row.members:
            seen.setdefault(member.person_id, (member.person, member.role))
            dates[member.person_id] += len(placed)
            new[member.person_id] += sum(is_new(planned, now=now) for planned in placed)
    found = [
        Receiver(person=person, role=short_name(role), dates=dates[key], new=new[key])
        for key, (person, role) in seen.items()
        if new[key]
    ]
    return tuple(sorted(found, key=lambda row: (row.person.last_name, row.person.first_name, str(row.person.pk))))


def publish_preview(plan: YearPlan, *, actor: Actor, now: dt.datetime) -> PublishPreview:
    """What publishing would do now."""
    seen = overview(plan, actor=actor)
    return PublishPreview(
        plan=plan,
        receivers=receivers(seen.rows, now=now),
        new_dates=sum(is_new(planned, now=now) for row in seen.rows for planned in row.planned),
        not_agreed=tuple(row for row in seen.rows if row.series.count and row.word != Word.AGREED),
        unplaced=tuple(seen.unplaced),
        broken=tuple(broken_dates(plan)),
        refused=refused_rows(seen.rows, now=now),
    )


def published_dates(plan: YearPlan, *, person_id: UUID) -> list[Meeting]:
    """The meetings of this plan that one person is asked for, in order of date."""
    return list(
        Meeting.objects.filter(
            planned_as__series__plan=plan,
            participants__person_id=person_id,
            participants__removed_at__isnull=True,
            start__isnull=False,
        )
        .exclude(state=MeetingState.CANCELLED)
        .select_related("school")
        .order_by("start")
    )


def calendar_of(
    plan: YearPlan, *, person_id: UUID, now: dt.datetime, dates: Sequence[Meeting] | None = None
) -> bytes | None:
    """Those meetings as one calendar file without METHOD (I8), or None when there are none.

    `dates` are this person's `published_dates` when the caller has read them already.
    """
    mine = {meeting.uid for meeting in (published_dates(plan, person_id=person_id) if dates is None else dates)}
    events = [event for event in meetings_of.feed_events(person_id=person_id, now=now) if event.uid in mine]
    return calendar_file(events, name=f"Overleggen {plan}", now=now) if events else None
