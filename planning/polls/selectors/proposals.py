"""Good options before anybody is asked: dates that the professionals can make and that suit the parents (R80, R81)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from planning.calendars import selectors as calendars
from planning.calendars.rules import Known
from planning.meetings import rules as meeting_rules
from planning.meetings import selectors as meetings_of
from planning.meetings.models import Hold, Meeting, Participant
from planning.people import selectors as people
from planning.people.models import School
from planning.people.roles import Role
from planning.people.rules import Stretch, travel_time
from planning.polls import rules
from planning.polls.models import KnownTimes
from planning.polls.selectors.counting import date_rule

WEEKS = 4
URGENT_DAYS = 3  # "op afroep": within days, from the next hour on (R85)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One option for the IB: names of who can, of who cannot with the reason, and of whose hours nothing is known."""

    start: dt.datetime
    end: dt.datetime
    can: tuple[str, ...]
    cannot: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    teaching: tuple[str, ...]  # can, if somebody takes over the class
    everybody: bool  # all required professionals can
    misfit: int  # how many parents said that this day part usually does not suit them
    soon: bool  # nearer than the route wants dates to be agreed (R81): warned of, not forbidden


@dataclass(frozen=True, slots=True)
class Change:
    """Whose change alone would open the most, when nothing suits everybody required."""

    name: str
    moments: int
    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class Options:
    """What to offer; and when nothing suits, what would help most."""

    proposals: tuple[Proposal, ...]
    changes: tuple[Change, ...] = ()
    parents_known: int = 0  # of how many parents the usual times are known


def propose_options(
    meeting: Meeting,
    *,
    now: dt.datetime,
    count: int = 6,
    weeks: int = WEEKS,
    urgent: bool = False,
    avoid: Sequence[Stretch] = (),
    not_before: dt.date | None = None,
) -> Options:
    """Options that hours, absences, travel and own meetings allow, on days the school is open, as parents like them.

    From as many school days ahead as the route wants (R81), over so many weeks; an urgent poll looks from the next hour
    on (R85). Nothing shares time with `avoid`, and nothing is before `not_before` where that is later. Empty when the
    school is closed all that time.
    """
    today = now.astimezone(rules.AMSTERDAM).date()
    ahead = 0 if urgent else date_rule(meeting).days_ahead
    horizon = today + dt.timedelta(weeks=weeks, days=ahead * 2)
    calendar = people.school_calendar(meeting.school, first=today, last=horizon)
    first = rules.after_workdays(today, ahead, school_days=calendar.school_days)
    first = max(first, not_before) if not_before is not None else first
    last = first + (dt.timedelta(days=URGENT_DAYS) if urgent else dt.timedelta(weeks=weeks))
    if last > horizon:
        calendar = people.school_calendar(meeting.school, first=today, last=last)
    table = _table(meeting, first=first, last=last, now=now)
    wishes = rules.Wishes(
        first=first,
        last=last,
        school_days=calendar.school_days,
        count=count,
        guests=table.guests,
        avoid=avoid,
        after=now + dt.timedelta(hours=1),
    )
    found = rules.propose(diaries=table.diaries, minutes=meeting.minutes, wishes=wishes)
    changes = rules.one_change(diaries=table.diaries, minutes=meeting.minutes, wishes=wishes)
    return Options(
        proposals=tuple(table.named(row, soon=False) for row in found),
        changes=tuple(
            Change(name=table.name(row.key), moments=row.moments, days=row.days, reason=row.reason) for row in changes
        ),
        parents_known=sum(bool(parts) for parts in table.guests),
    )


def look_at_options(meeting: Meeting, starts: Sequence[dt.datetime], *, now: dt.datetime) -> list[Proposal]:
    """The same for moments that somebody chose."""
    if not starts:
        return []
    days = [start.astimezone(rules.AMSTERDAM).date() for start in starts]
    table = _table(meeting, first=min(days), last=max(days), now=now)
    today = now.astimezone(rules.AMSTERDAM).date()
    calendar = people.school_calendar(meeting.school, first=today, last=max(*days, today))
    in_time = rules.after_workdays(today, date_rule(meeting).days_ahead, school_days=calendar.school_days)
    return [
        table.named(
            rules.look_at(table.diaries, start, meeting_rules.end_of(start, meeting.minutes), guests=table.guests),
            soon=start.astimezone(rules.AMSTERDAM).date() < in_time,
        )
        for start in starts
    ]


@dataclass(frozen=True, slots=True)
class _Table:
    """Everybody at a meeting with what is known of their time, and the room where one was chosen."""

    meeting: Meeting
    seated: dict[UUID, Participant]
    diaries: list[rules.Diary[UUID]]
    guests: list[Collection[str]]

    def name(self, key: UUID) -> str:
        if key == self.meeting.room_id and self.meeting.room is not None:
            return self.meeting.room.name
        role = meetings_of.role_of(self.seated[key])
        return f"{meetings_of.name_of(self.seated[key])} ({role})" if role else meetings_of.name_of(self.seated[key])

    def named(self, row: rules.Proposed[UUID], *, soon: bool) -> Proposal:
        return Proposal(
            start=row.start,
            end=row.end,
            can=tuple(self.name(key) for key in row.can),
            cannot=tuple((self.name(key), reason) for key, reason in row.cannot),
            unknown=tuple(self.name(key) for key in row.unknown),
            teaching=tuple(self.name(key) for key in row.teaching),
            everybody=row.missing_required == 0,
            misfit=row.misfit,
            soon=soon,
        )


def _table(meeting: Meeting, *, first: dt.date, last: dt.date, now: dt.datetime) -> _Table:
    present = list(meetings_of.present(meeting))
    seated, diaries = _diaries(meeting, present, first=first, last=last, now=now)
    if meeting.room_id is not None:
        taken = meetings_of.room_taken(meeting.room_id, first=first, last=last, but_for=meeting.pk)
        diaries.append(rules.Diary(key=meeting.room_id, required=True, availability=None, taken=taken, room=True))
    parties = [row.party_id for row in present if row.party_id is not None]
    known = KnownTimes.objects.filter(party__in=parties).values_list("parts", flat=True)
    return _Table(meeting=meeting, seated=seated, diaries=diaries, guests=list(known))


def _diaries(
    meeting: Meeting, present: Sequence[Participant], *, first: dt.date, last: dt.date, now: dt.datetime
) -> tuple[dict[UUID, Participant], list[rules.Diary[UUID]]]:
    seated = {row.pk: row for row in present if row.person_id is not None}
    ids = [row.person_id for row in seated.values() if row.person_id is not None]
    availability = people.availability(ids, first=first, last=last)
    begin = dt.datetime.combine(first, dt.time(), tzinfo=rules.AMSTERDAM)
    close = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), tzinfo=rules.AMSTERDAM)
    taken: dict[UUID, list[Stretch]] = defaultdict(list)
    travel: dict[UUID, list[Stretch]] = defaultdict(list)
    firm = Hold.objects.filter(person__in=ids, firm=True, start__lt=close, end__gt=begin).exclude(meeting=meeting)
    for hold in firm.select_related("meeting__school"):
        taken[hold.person_id].append((hold.start, hold.end))
        way = _way(hold.meeting.school, meeting.school)
        if way:
            travel[hold.person_id].append((hold.start - way, hold.end + way))
    known = calendars.busy_of(ids, first=begin, last=close, now=now)
    none_connected = Known()
    return seated, [
        rules.Diary(
            key=row.pk,
            required=row.required,
            availability=availability.get(row.person_id),
            taken=tuple(taken[row.person_id]),
            travel=tuple(travel[row.person_id]),
            teaches=row.role == Role.TEACHER,
            busy=known.get(row.person_id, none_connected).busy,
            silent=bool(known.get(row.person_id, none_connected).unknown),
        )
        for row in seated.values()
        if row.person_id is not None
    ]


def _way(there: School, here: School) -> dt.timedelta:
    if there.pk == here.pk:
        return dt.timedelta(0)
    return travel_time((there.latitude, there.longitude), (here.latitude, here.longitude))
