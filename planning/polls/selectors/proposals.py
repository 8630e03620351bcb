"""Good options before anybody is asked: dates that the professionals can make."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from planning.meetings import rules as meeting_rules
from planning.meetings import selectors as meetings_of
from planning.meetings.models import Hold, Meeting, Participant
from planning.people import selectors as people
from planning.people.rules import Stretch
from planning.polls import rules


@dataclass(frozen=True, slots=True)
class Proposal:
    """One option for the IB: names of who can, of who cannot with the reason, and of whose hours nothing is known."""

    start: dt.datetime
    end: dt.datetime
    can: tuple[str, ...]
    cannot: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    everybody: bool  # all required professionals can


def propose_options(
    meeting: Meeting,
    *,
    now: dt.datetime,
    count: int = 6,
    lead_workdays: int = rules.LEAD_WORKDAYS,
    weeks: int = 4,
) -> list[Proposal]:
    """Options that the professionals' hours, absences and own meetings allow, on days the school is open.

    From `lead_workdays` school days ahead (R81), over so many weeks. Empty when the school is closed all that time.
    """
    today = now.astimezone(rules.AMSTERDAM).date()
    horizon = today + dt.timedelta(weeks=weeks, days=lead_workdays * 2)
    calendar = people.school_calendar(meeting.school, first=today, last=horizon)
    first = rules.after_workdays(today, lead_workdays, school_days=calendar.school_days)
    last = first + dt.timedelta(weeks=weeks)
    if last > horizon:
        calendar = people.school_calendar(meeting.school, first=today, last=last)
    seated, diaries = _diaries(meeting, first=first, last=last)
    wishes = rules.Wishes(first=first, last=last, school_days=calendar.school_days, count=count)
    found = rules.propose(diaries=diaries, minutes=meeting.minutes, wishes=wishes)
    return [_named(row, seated) for row in found]


def look_at_options(meeting: Meeting, starts: Sequence[dt.datetime]) -> list[Proposal]:
    """The same for moments that somebody chose."""
    if not starts:
        return []
    days = [start.astimezone(rules.AMSTERDAM).date() for start in starts]
    seated, diaries = _diaries(meeting, first=min(days), last=max(days))
    return [
        _named(rules.look_at(diaries, start, meeting_rules.end_of(start, meeting.minutes)), seated) for start in starts
    ]


def _diaries(
    meeting: Meeting, *, first: dt.date, last: dt.date
) -> tuple[dict[UUID, Participant], list[rules.Diary[UUID]]]:
    seated = {row.pk: row for row in meetings_of.present(meeting) if row.person_id is not None}
    ids = [row.person_id for row in seated.values() if row.person_id is not None]
    availability = people.availability(ids, first=first, last=last)
    begin = dt.datetime.combine(first, dt.time(), tzinfo=rules.AMSTERDAM)
    close = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), tzinfo=rules.AMSTERDAM)
    taken: dict[UUID, list[Stretch]] = defaultdict(list)
    firm = Hold.objects.filter(person__in=ids, firm=True, start__lt=close, end__gt=begin).exclude(meeting=meeting)
    for person_id, start, end in firm.values_list("person_id", "start", "end"):
        taken[person_id].append((start, end))
    return seated, [
        rules.Diary(
            key=row.pk,
            required=row.required,
            availability=availability.get(row.person_id),
            taken=tuple(taken[row.person_id]),
        )
        for row in seated.values()
        if row.person_id is not None
    ]


def _named(row: rules.Proposed[UUID], seated: dict[UUID, Participant]) -> Proposal:
    def name(key: UUID) -> str:
        role = meetings_of.role_of(seated[key])
        return f"{meetings_of.name_of(seated[key])} ({role})" if role else meetings_of.name_of(seated[key])

    return Proposal(
        start=row.start,
        end=row.end,
        can=tuple(name(key) for key in row.can),
        cannot=tuple((name(key), reason) for key, reason in row.cannot),
        unknown=tuple(name(key) for key in row.unknown),
        everybody=row.missing_required == 0,
    )
