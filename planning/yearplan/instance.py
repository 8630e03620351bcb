"""The year plan as a problem for the solver, read from the database in a constant number of queries, and its way back.

Ids are those of the rows. Times in the problem are local and naive (FORMAT); rows hold UTC.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone

from planning.meetings.models import Hold, MeetingState
from planning.people import selectors as people
from planning.people.models import Person, School
from planning.people.roles import short_name
from planning.yearplan import agendas, rules
from planning.yearplan import problem as form
from planning.yearplan.models import PlannedMeeting, PlanState, Series, SeriesMember, Side, SignOff, YearPlan
from planning.yearplan.possible import Place
from planning.yearplan.problem import PersonDict, ProblemDict, SchoolDict, SeriesDict

Stretch = tuple[dt.datetime, dt.datetime]  # naive local times
Refused = Mapping[UUID, frozenset[dt.datetime]]  # series → starts that stand refused (UTC)
Hours = Mapping[int, Sequence[tuple[dt.time, dt.time]]]  # weekday → stretches of work
MINUTE = "%Y-%m-%dT%H:%M"
WISH = "wens-"  # before the id of a series: who stands for the days on which that series never is


@dataclass(frozen=True, slots=True)
class Question:
    """What the solver is asked: the problem, the series that are left out, and what a calendar could not say.

    `incomplete` are series without anybody required or without a start: they cannot be planned yet. `placed` are the
    dates that stand now, in local time.
    """

    problem: ProblemDict
    series: tuple[Series, ...]
    incomplete: tuple[Series, ...]
    placed: dict[Place, dt.datetime]
    warnings: tuple[str, ...] = ()
    school_days: dict[UUID, frozenset[dt.date]] = field(default_factory=dict)


def series_of(plan: YearPlan) -> list[Series]:
    """The series of a plan with school, members (and their person) and planned meetings: four queries."""
    members = SeriesMember.objects.select_related("person").order_by("-required", "role", "person__last_name")
    return list(
        Series.objects.filter(plan=plan)
        .select_related("school")
        .prefetch_related(
            Prefetch("members", queryset=members),
            Prefetch("planned", queryset=PlannedMeeting.objects.order_by("number")),
        )
    )


def is_complete(series: Series) -> bool:
    """Whether a series can be planned: it has a start, and somebody who must be there."""
    return bool(series.starts) and any(member.required for member in series.members.all())


def ask(
    plan: YearPlan, *, avoid_refused: bool = False, today: dt.date | None = None, now: dt.datetime | None = None
) -> Question:
    """The whole problem of a plan. Reads series, members, planned dates, calendars, availability and other meetings.

    What connected calendars say counts as far as it is known at `now`; without it the clock is read, so that no way in
    can forget them.

    With `avoid_refused` a date that somebody refused may not come back, not even where it was pinned: for the solver.
    So is `today`: a plan that is published or has begun is planned again from that day on, and what was published
    stays where it can.
    """
    every = series_of(plan)
    refused = _refused(every) if avoid_refused else {}
    complete = [series for series in every if is_complete(series)]
    schools = {series.school_id: series.school for series in every}
    persons = {member.person_id: member.person for series in every for member in series.members.all()}
    roles = {member.person_id: member.role for series in every for member in series.members.all()}
    first, last = plan.first_day, plan.last_day
    calendars = people.school_calendars(list(schools.values()), first=first, last=last)
    open_days = {key: frozenset(calendars[key].school_days) for key in schools}
    days = sorted(frozenset().union(*open_days.values()) if open_days else ())
    availability = people.availability(list(persons), first=first, last=last)
    taken = _taken(plan, persons)
    agenda = agendas.busy(
        agendas.known_of(plan, persons, now=now or timezone.now()),
        ours=_ours(every),
    )
    problem: ProblemDict = {
        "format": form.FORMAT,
        "school_days": [day.isoformat() for day in days],
        "people": [
            _person(
                person,
                role=roles[person.pk],
                hours=availability[person.pk].hours,
                away=[
                    *_local(availability[person.pk].absences),
                    *taken[person.pk],
                    *agenda.get(person.pk, ()),
                ],
                days=days,
            )
            for person in sorted(persons.values(), key=lambda person: str(person.pk))
        ]
        + [_wish(series, refused.get(series.pk, ()), days=days) for series in complete if _never(series, refused)],
        "schools": _schools(list(schools.values()), open_days=open_days, days=days),
        "series": [_series(series, refused) for series in complete],
        "travel": {**form.TRAVEL, **plan.swv.settings.get("travel", {})},
        "weights": {**form.WEIGHTS, **plan.swv.settings.get("plan_weights", {})},
    }
    if today is not None and (plan.state == PlanState.PUBLISHED or plan.first_day < today):
        problem["today"] = today.isoformat()
        problem["previous"] = {str(series.pk): held for series in complete if (held := _published(series))}
    warnings = sorted({str(text) for key in schools for text in calendars[key].warnings})
    return Question(
        problem=problem,
        series=tuple(every),
        incomplete=tuple(series for series in every if not is_complete(series)),
        placed={
            (str(series.pk), planned.number): rules.to_local(planned.start)
            for series in complete
            for planned in series.planned.all()
            if planned.start is not None and planned.number <= series.count
        },
        warnings=tuple(warnings),
        school_days=open_days,
    )


# --- The parts of the problem -----------------------------------------------------------------------------------------


def office_hours(hours: Hours) -> tuple[dict[str, list[str]], dict[int, list[tuple[dt.time, dt.time]]]]:
    """One stretch a weekday as FORMAT wants it, and the gaps inside it (somebody who works mornings and evenings)."""
    whole: dict[str, list[str]] = {}
    gaps: dict[int, list[tuple[dt.time, dt.time]]] = defaultdict(list)
    for weekday, stretches in sorted(hours.items()):
        ordered = sorted(stretches)
        if weekday > 4 or not ordered:
            continue
        end = ordered[0][1]
        for begin, until in ordered[1:]:
            if begin > end:
                gaps[weekday].append((end, begin))
            end = max(end, until)
        whole[str(weekday)] = [f"{ordered[0][0]:%H:%M}", f"{end:%H:%M}"]
    return whole, dict(gaps)


def busy(*, away: Iterable[Stretch], gaps: Mapping[int, Sequence[tuple[dt.time, dt.time]]], days: Sequence[dt.date],
         weekdays: Iterable[int]) -> list[list[str]]:  # fmt: skip
    """Every stretch in which somebody cannot meet, cut per day: only days that are school days and worked on."""
    worked = set(weekdays)
    of_interest = {day for day in days if day.weekday() in worked}
    found: set[tuple[str, str]] = set()
    for start, end in away:
        day = start.date()
        while day <= end.date():
            if day in of_interest:
                begin = max(start, dt.datetime.combine(day, dt.time.min))
                until = min(end, dt.datetime.combine(day, dt.time(23, 59)))
                if begin < until:
                    found.add((begin.strftime(MINUTE), until.strftime(MINUTE)))
            day += dt.timedelta(days=1)
    for day in of_interest:
        found |= {(f"{day}T{begin:%H:%M}", f"{day}T{until:%H:%M}") for begin, until in gaps.get(day.weekday(), ())}
    return [list(stretch) for stretch in sorted(found)]


def _person(person: Person, *, role: str, hours: Hours, away: Iterable[Stretch], days: Sequence[dt.date]) -> PersonDict:
    whole, gaps = office_hours(hours)
    return {
        "id": str(person.pk),
        "role": short_name(role),
        "name": person.name,
        "hours": whole,
        "busy": busy(away=away, gaps=gaps, days=days, weekdays=[int(weekday) for weekday in whole]),
        "max_meetings_per_day": person.max_meetings_per_day,
    }


def _refused(series: Sequence[Series]) -> Refused:
    """The starts (UTC) that stand refused, by series. One query."""
    starts: dict[UUID | None, dt.datetime | None] = {row.pk: row.start for one in series for row in one.planned.all()}
    said: dict[UUID, list[SignOff]] = defaultdict(list)
    for row in SignOff.objects.filter(series__in=series).order_by("at", "created_at"):
        said[row.series_id].append(row)
    found: dict[UUID, frozenset[dt.datetime]] = {}
    for key, rows in said.items():
        words = [row.said(starts) for row in rows]
        waits = {word.about for side in Side for word in rules.standing(side, words)}
        found[key] = frozenset(row.refused for row in rows if row.refused is not None and row.planned_id in waits)
    return {key: refused for key, refused in found.items() if refused}


def _never(series: Series, refused: Refused) -> bool:
    return bool(series.never_on or series.never_between or series.pk in refused)


def _wish(series: Series, refused: Iterable[dt.datetime], *, days: Sequence[dt.date]) -> PersonDict:
    """The days on which one series never is, and those refused, as somebody who must be there and cannot be then.

    FORMAT closes days for a whole school only; a school may have more series, each with wishes of its own. The solver
    then names the wishes in its reasons as it names people.
    """
    open_all_day = ["00:00", "23:59"]
    weekdays = [weekday for weekday in range(5) if weekday not in series.never_on]
    away = [
        (dt.datetime.combine(dt.date.fromisoformat(first), dt.time.min),
         dt.datetime.combine(dt.date.fromisoformat(last), dt.time.max))
        for first, last in [*series.never_between, *([f"{rules.to_local(start):%Y-%m-%d}"] * 2 for start in refused)]
    ]  # fmt: skip
    return {
        "id": f"{WISH}{series.pk}",
        "role": "wensen van",
        "name": series.school.name,
        "hours": {str(weekday): open_all_day for weekday in weekdays},
        "busy": busy(away=away, gaps={}, days=days, weekdays=weekdays),
        "max_meetings_per_day": series.count + 1,
    }


def _schools(
    schools: Sequence[School], *, open_days: Mapping[UUID, frozenset[dt.date]], days: Sequence[dt.date]
) -> list[SchoolDict]:
    ordered = sorted(schools, key=lambda school: str(school.pk))
    places = rules.plane([(school.latitude, school.longitude) for school in ordered])
    return [
        {
            "id": str(school.pk),
            "sector": school.sector,
            "name": school.name,
            "location": list(place),
            "closed_days": [day.isoformat() for day in days if day not in open_days[school.pk]],
        }
        for school, place in zip(ordered, places, strict=True)
    ]


def _series(series: Series, refused: Refused) -> SeriesDict:
    members = list(series.members.all())
    return {
        "id": str(series.pk),
        "school": str(series.school_id),
        "kind": series.kind,
        "count": series.count,
        "minutes": series.minutes,
        "required": [str(member.person_id) for member in members if member.required]
        + ([f"{WISH}{series.pk}"] if _never(series, refused) else []),
        "optional": [str(member.person_id) for member in members if not member.required],
        "starts": sorted(series.starts),
        "prefer": {"weekday": series.prefer_weekday, "start": series.prefer_start},
        "min_gap_days": series.min_gap_days,
        "max_gap_days": series.max_gap_days,
        "pinned": {
            str(planned.number): rules.to_local(planned.start).strftime(MINUTE)
            for planned in series.planned.all()
            if planned.pinned
            and planned.start is not None
            and planned.number <= series.count
            and planned.start not in refused.get(series.pk, ())
        },
    }


def _published(series: Series) -> dict[str, str]:
    """The dates of a series that its members hold."""
    return {
        str(planned.number): rules.to_local(planned.start).strftime(MINUTE)
        for planned in series.planned.all()
        if planned.meeting_id is not None and planned.start is not None and planned.number <= series.count
    }


def _ours(every: Iterable[Series]) -> dict[UUID, list[Stretch]]:
    """The dates (UTC) that members hold by this plan and may have in their calendars."""
    found: dict[UUID, list[Stretch]] = defaultdict(list)
    for series in every:
        for planned in series.planned.all():
            if planned.meeting_id is not None and planned.start is not None:
                end = planned.start + dt.timedelta(minutes=series.minutes)
                for member in series.members.all():
                    found[member.person_id].append((planned.start, end))
    return found


def _local(stretches: Iterable[Stretch]) -> list[Stretch]:
    return [(rules.to_local(start), rules.to_local(end)) for start, end in stretches]


def _taken(plan: YearPlan, persons: Iterable[UUID]) -> dict[UUID, list[Stretch]]:
    """What other meetings have taken of these people: every firm date that this plan did not make itself."""
    first = rules.to_utc(dt.datetime.combine(plan.first_day, dt.time(0)))
    last = rules.to_utc(dt.datetime.combine(plan.last_day + dt.timedelta(days=1), dt.time(0)))
    rows = (
        Hold.objects.filter(person__in=list(persons), firm=True, start__lt=last, end__gt=first)
        .exclude(meeting__state=MeetingState.CANCELLED)
        .exclude(meeting__planned_as__series__plan=plan)
        .values_list("person_id", "start", "end")
    )
    found: dict[UUID, list[Stretch]] = defaultdict(list)
    for person_id, start, end in rows:
        found[person_id].append((rules.to_local(start), rules.to_local(end)))
    return found
