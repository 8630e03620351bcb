"""Last year's plan as the beginning of the next: its series, their rhythm, and the people who still hold their roles.

What cannot come along is written down in `YearPlan.not_copied`, one item each: `series`, `code`, and what it is about
(`person`, `successor`, `role`, `weekday`). The page turns it into sentences.
"""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from planning.people import selectors as people
from planning.yearplan import instance, kinds, rules
from planning.yearplan.kinds import SeriesKind
from planning.yearplan.models import Series, SeriesMember, YearPlan
from planning.yearplan.services.seats import Seats


def copy_series(plan: YearPlan, *, seats: Seats, share: float) -> tuple[list[Series], list[SeriesMember]]:
    """The series of `plan.copied_from` and their members, unsaved; adds to `plan.not_copied` (unsaved too)."""
    if plan.copied_from is None:
        return [], []
    series: list[Series] = []
    members: list[SeriesMember] = []
    for row in instance.series_of(plan.copied_from):
        copy = _series(plan, row, share=share)
        series.append(copy)
        members += _members(plan, copy, row, seats)
    _keep_weekdays(plan, series, members)
    return series, members


def _series(plan: YearPlan, row: Series, *, share: float) -> Series:
    """The rules, with the weekday and time on which most of last year's meetings really were."""
    copy = Series(
        swv_id=plan.swv_id,
        plan=plan,
        school=row.school,
        kind=row.kind,
        count=row.count,
        minutes=row.minutes,
        starts=row.starts,
        prefer_weekday=row.prefer_weekday,
        prefer_start=row.prefer_start,
        min_gap_days=row.min_gap_days,
        max_gap_days=row.max_gap_days,
        never_on=row.never_on,
    )
    rhythm = rules.rhythm(rules.to_local(planned.start) for planned in row.planned.all() if planned.start is not None)
    if rhythm is not None:
        weekday, start = rhythm[0], f"{rhythm[1]:%H:%M}"
        if weekday <= 4 and weekday not in row.never_on:
            copy.prefer_weekday = weekday
        if start in row.starts:
            copy.prefer_start = start
    room = (plan.last_day - plan.first_day).days // copy.min_gap_days + 1
    room = min(room, max(1, round(row.count * share)))
    if copy.count > room:
        copy.count = room
        _note(plan, copy, "fewer", count=room, was=row.count)
    if row.never_between:
        _note(plan, copy, "periods")
    return copy


def _members(plan: YearPlan, copy: Series, row: Series, seats: Seats) -> list[SeriesMember]:
    """Who still holds the role, or was added by hand without ever holding it; else a successor, else nobody."""
    kept: dict[UUID, SeriesMember] = {}
    gone: list[SeriesMember] = []
    for member in row.members.all():
        if seats.holds(member.role, member.person_id, row.school_id) or (
            (member.role, member.person_id) not in seats.ended and member.person_id not in seats.all_of(member.role)
        ):
            kept[member.person_id] = _member(copy, member, member.person_id)
        else:
            gone.append(member)
    for member in gone:
        successor = seats.take(member.role, row.school_id)
        if successor is not None and successor not in kept:
            kept[successor] = _member(copy, member, successor)
            _note(plan, copy, "successor", person=str(member.person_id), successor=str(successor), role=member.role)
        else:
            _note(plan, copy, "nobody", person=str(member.person_id), role=member.role)
    pattern = kinds.PATTERNS.get((SeriesKind(copy.kind), row.school.sector))
    present = {member.role for member in kept.values()} | {member.role for member in gone}
    for role in pattern.required if pattern else ():
        person_id = seats.take(role, row.school_id) if role not in present else None
        if person_id is not None and person_id not in kept:  # a seat that was empty last year
            kept[person_id] = SeriesMember(
                swv_id=copy.swv_id, series=copy, person_id=person_id, role=role, required=True
            )
    return list(kept.values())


def _member(copy: Series, member: SeriesMember, person_id: UUID) -> SeriesMember:
    return SeriesMember(
        swv_id=copy.swv_id, series=copy, person_id=person_id, role=member.role, required=member.required
    )


def _keep_weekdays(plan: YearPlan, series: list[Series], members: list[SeriesMember]) -> None:
    """Where not everybody required works on the weekday of last year: the nearest that they share, and say so."""
    required: dict[UUID, list[UUID]] = defaultdict(list)
    for member in members:
        if member.required:
            required[member.series_id].append(member.person_id)
    hours = people.availability(
        sorted({member.person_id for member in members}, key=str), first=plan.first_day, last=plan.last_day
    )
    for row in series:
        shared = rules.shared_weekdays(hours[person_id].hours for person_id in required[row.pk])
        shared = tuple(day for day in shared if day not in row.never_on)
        if shared and row.prefer_weekday not in shared:
            was, row.prefer_weekday = row.prefer_weekday, min(shared, key=lambda day: abs(day - row.prefer_weekday))
            _note(plan, row, "weekday", was=was, weekday=row.prefer_weekday)


def _note(plan: YearPlan, series: Series, code: str, **about: object) -> None:
    plan.not_copied.append({"series": str(series.pk), "code": code, **about})
