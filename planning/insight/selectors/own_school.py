"""A director's own school in numbers: how the support runs, without a pupil or a case (R16).

Whole numbers, small ones too: the director answers for this school (R16), the school is the controller of these data,
and each number says how the work goes, not what it is about. So nothing is told by month, kind of help, group or
outcome, a share only of enough, and there is no way into a case.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from planning.cases.models import Case, CaseState, Signal, SignalState
from planning.followup.rules import school_year_began
from planning.followup.schools import SchoolNumbers, numbers_at
from planning.insight.rules.picture import Place, place_of
from planning.insight.selectors.picture import facts_of
from planning.meetings.models import Meeting, MeetingKind, MeetingState
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.models import School


@dataclass(frozen=True, slots=True)
class OwnSchool:
    """One school. `share_on_time` is None of fewer evaluations than may be told."""

    school: School
    places: dict[Place, int]
    signals: int  # that nobody has taken up yet
    follow: SchoolNumbers
    share_on_time: int | None
    sots: tuple[dt.datetime, ...]  # that are still to come this school year
    held: int
    planned: int

    @property
    def running(self) -> int:
        """How many cases run."""
        return sum(count for place, count in self.places.items() if place != Place.CLOSED)


def own_schools(actor: Actor, *, now: dt.datetime, threshold: int) -> list[OwnSchool]:
    """The schools this person directs. The same queries for any number of cases."""
    today = timezone.localdate(now)
    since = school_year_began(today)
    allowed = actor.schools_with(Right.SEE_OWN_SCHOOL)
    schools = [row for row in people.schools() if allowed is None or row.pk in allowed]
    _together, rows = numbers_at(schools, today=today)
    follow = {row.school.pk: row for row in rows if row.school is not None}
    ids = list(follow)
    places = _places(ids, since=since, now=now)
    year = Meeting.objects.filter(school__in=ids, part_of__isnull=True).filter(start__date__gte=since)
    ahead = Q(state=MeetingState.PLANNED, start__gte=now)
    counted = (
        year.order_by()
        .values_list("school")
        .annotate(held=Count("pk", filter=Q(state=MeetingState.HELD)), planned=Count("pk", filter=ahead))
    )
    meetings = {school: (held, planned) for school, held, planned in counted}
    sots: dict[UUID, list[dt.datetime]] = defaultdict(list)
    for school, start in year.filter(ahead, kind=MeetingKind.SOT).order_by("start").values_list("school", "start"):
        if start is not None:
            sots[school].append(start)
    signals = dict(
        Signal.objects.filter(school__in=ids, state=SignalState.NEW)
        .order_by()
        .values_list("school")
        .annotate(n=Count("pk"))
    )
    return [
        OwnSchool(
            school=school,
            places={place: places[school.pk][place] for place in Place},
            signals=signals.get(school.pk, 0),
            follow=follow[school.pk],
            share_on_time=follow[school.pk].share_on_time if follow[school.pk].held >= threshold else None,
            sots=tuple(sots[school.pk]),
            held=meetings.get(school.pk, (0, 0))[0],
            planned=meetings.get(school.pk, (0, 0))[1],
        )
        for school in schools
    ]


def _places(ids: list[UUID], *, since: dt.date, now: dt.datetime) -> dict[UUID, Counter[Place]]:
    running = list(
        Case.objects.filter(school__in=ids, state=CaseState.OPEN).select_related("casusregisseur", "opened_by")
    )
    facts = facts_of(running, now=now)
    found: dict[UUID, Counter[Place]] = {school: Counter() for school in ids}
    for case in running:
        found[case.school_id][place_of(facts[case.pk])[0]] += 1
    closed = Case.objects.filter(school__in=ids, state=CaseState.CLOSED, closed_at__date__gte=since)
    for school, count in closed.order_by().values_list("school").annotate(n=Count("pk")):
        found[school][Place.CLOSED] = count
    return found
