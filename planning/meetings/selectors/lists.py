"""Lists of meetings, scoped to what somebody may see, without N+1."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from planning.cases import selectors as cases
from planning.meetings import rules
from planning.meetings.models import Meeting, MeetingState, Participant
from planning.meetings.selectors.people import admitted
from planning.meetings.selectors.replies import answers_of
from planning.people.access import Actor, Right
from planning.people.models import School

MOST_TO_CONFIRM = 12  # what one person can look back on at a time


class Show(StrEnum):
    """What the list can show."""

    COMING = "komt"
    DRAFTS = "zonder-datum"
    PAST = "geweest"
    CANCELLED = "afgezegd"


def visible_meetings(actor: Actor) -> QuerySet[Meeting]:
    """The meetings somebody may see: of the schools where the right is held, and those one sits at oneself (P9).

    A meeting about a case also needs sight of the case, unless one is at the table with a ground for it at this moment
    (house rule 4). With school, case and organiser.
    """
    meetings = Meeting.objects.select_related("school", "case__school", "case__casusregisseur", "organiser")
    at_the_table = Q(pk__in=_own_tables(actor)) & ~Q(state=MeetingState.DRAFT)
    schools = actor.schools_with(Right.SEE_MEETINGS)
    about = Q(case__isnull=True) | Q(case__in=cases.visible_cases(actor).values("pk"))
    of_school = about if schools is None else about & Q(school__in=schools)
    return meetings.filter(of_school | at_the_table)


def _own_tables(actor: Actor) -> Collection[UUID]:
    """The meetings (their ids) one sits at: about a case only as long as there is a ground.

    Not those of schools where one sees everything anyhow: an IB is spared the question.
    """
    seats = Participant.objects.filter(person_id=actor.person_id, removed_at__isnull=True)
    everywhere = [actor.schools_with(right) for right in (Right.SEE_MEETINGS, Right.SEE_CASES)]
    if all(schools is None for schools in everywhere):
        return set()
    seen = set.intersection(*(set(schools) for schools in everywhere if schools is not None))
    seats = seats.exclude(meeting__school__in=seen)
    rows = list(seats.exclude(meeting__state=MeetingState.DRAFT).select_related("meeting__case"))
    welcome = admitted(rows, now=timezone.now())  # access ends at a moment of the clock, whoever asks
    return {row.meeting_id for row in rows if row.pk in welcome}


def visible_meeting(actor: Actor, meeting_id: UUID) -> Meeting | None:
    """One meeting, or None when it is not there or not to be seen."""
    return visible_meetings(actor).filter(pk=meeting_id).first()


def planned_on(school: School, *, first: dt.date, last: dt.date) -> QuerySet[Meeting]:
    """The meetings of a school that have a date from `first` to `last`, both included (Amsterdam)."""
    planned = Meeting.objects.filter(school=school, state=MeetingState.PLANNED)
    return planned.filter(start__date__gte=first, start__date__lte=last).order_by("start")


def may_manage(actor: Actor, meeting: Meeting) -> bool:
    """Who may change a meeting: the school's IB or OC; a meeting of the year plan also who makes the plan."""
    if actor.may(Right.MANAGE_MEETINGS, school_id=meeting.school_id):
        return True
    return meeting.case_id is None and actor.may(Right.MAKE_PLAN, school_id=meeting.school_id)


def to_confirm(actor: Actor, *, now: dt.datetime) -> list[Meeting]:
    """This person's meetings that are over, newest first, of which nobody said whether they took place. One query."""
    own = visible_meetings(actor).filter(organiser_id=actor.person_id, state=MeetingState.PLANNED, start__lt=now)
    return [
        row
        for row in own.order_by("-start")[:MOST_TO_CONFIRM]
        if rules.has_ended(start=row.start, minutes=row.minutes, now=now) and may_manage(actor, row)
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One meeting in a list. `pupil` is whom it is about, "" for who may not read that, or where it is about nobody."""

    meeting: Meeting
    pupil: str
    end: dt.datetime | None
    people: int
    coming: int
    declined: int
    silent: int  # who has not answered yet


def meeting_lines(actor: Actor, *, show: Show, now: dt.datetime) -> list[Line]:
    """The meetings of one kind of list; a constant number of queries."""
    seen = visible_meetings(actor).filter(part_of__isnull=True)  # a part shows on the agenda of the whole
    today = now - dt.timedelta(hours=12)
    if show == Show.DRAFTS:
        rows = seen.filter(state=MeetingState.DRAFT).order_by("-created_at")
    elif show == Show.CANCELLED:
        rows = seen.filter(state=MeetingState.CANCELLED).order_by("-start", "-created_at")
    elif show == Show.PAST:
        rows = seen.filter(state__in=[MeetingState.PLANNED, MeetingState.HELD], start__lt=today).order_by("-start")
    else:
        rows = seen.filter(state=MeetingState.PLANNED, start__gte=today).order_by("start")
    return _lines(actor, rows[:200], now=now)


def _lines(actor: Actor, meetings: QuerySet[Meeting], *, now: dt.datetime) -> list[Line]:
    """Rows for a list, with how many are coming: three queries, and those for the names."""
    seated = Participant.objects.filter(removed_at__isnull=True)
    rows = list(meetings.prefetch_related(Prefetch("participants", queryset=seated, to_attr="seated")))
    names = cases.pupil_names(actor, [row.case for row in rows if row.case is not None], now=now)
    everybody: dict[UUID, list[Participant]] = defaultdict(list)
    for row in rows:
        everybody[row.pk] = list(getattr(row, "seated", ()))
    found = answers_of([one for people in everybody.values() for one in people], meetings={row.pk: row for row in rows})
    return [
        Line(
            meeting=row,
            pupil=names.get(row.case.pk, "") if row.case is not None else "",
            end=row.end,
            people=len(everybody[row.pk]),
            coming=sum(found[one.pk].partstat == "ACCEPTED" for one in everybody[row.pk]),
            declined=sum(found[one.pk].partstat == rules.DECLINED for one in everybody[row.pk]),
            silent=sum(found[one.pk].partstat == rules.NEEDS_ACTION for one in everybody[row.pk]),
        )
        for row in rows
    ]
