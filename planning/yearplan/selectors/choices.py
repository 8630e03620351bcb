"""One school's dates as people judge them: who cannot come, what breaks, and which other dates there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from planning.people.models import Person
from planning.yearplan import instance, rules, wording
from planning.yearplan.instance import Question
from planning.yearplan.models import CounterDate, PlannedMeeting, Reply, Series, SignOff, YearPlan
from planning.yearplan.possible import Option, Possible
from planning.yearplan.selectors.plans import SeriesRow

MOST_CHOICES = 60


@dataclass(frozen=True, slots=True)
class DateRow:
    """One date of a series: when (local), who would miss it, what breaks, and how long after the one before."""

    planned: PlannedMeeting
    at: dt.datetime | None
    end: dt.datetime | None
    absent: tuple[str, ...]
    broken: str
    days_since: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A date that can be chosen instead."""

    start: dt.datetime  # local
    absent: tuple[str, ...]
    best: bool  # the weekday and time of the other meetings, and everybody can

    @property
    def value(self) -> str:
        """As the form sends it."""
        return self.start.strftime(instance.MINUTE)


@dataclass(frozen=True, slots=True)
class DatePage:
    """The dates that can stand in place of one: by day, in order, near the one that stands."""

    now: DateRow
    days: tuple[tuple[dt.date, tuple[Choice, ...]], ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Counter:
    """A date somebody proposed instead, and why it can no longer be (empty: it can)."""

    counter_date: CounterDate
    at: dt.datetime  # local
    why_not: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A change that somebody waits for, with its counter-dates as they stand now."""

    said: SignOff
    counters: tuple[Counter, ...]
    reply: Reply | None


def asked_page(plan: YearPlan, row: SeriesRow, *, now: dt.datetime) -> list[Asked]:
    """Every open question about a series; reads the problem only when there is a date to judge."""
    if not row.asked:
        return []
    question = instance.ask(plan, now=now)
    possible = Possible(question.problem, question.placed)

    def counter(said: SignOff, date: CounterDate) -> Counter:
        at = rules.to_local(date.start)
        if date.start <= now:
            return Counter(date, at, _("Deze datum is voorbij."))
        number = said.planned.number if said.planned is not None else 0
        hindrances = possible.hindrances(str(row.series.pk), number, at)
        return Counter(date, at, wording.sentence(hindrances, question) if hindrances else "")

    return [
        Asked(
            said=said,
            counters=tuple(counter(said, date) for date in said.counter_dates.all()),
            reply=getattr(said, "reply", None),
        )
        for said in row.asked
    ]


def why_not(plan: YearPlan, row: SeriesRow, planned: PlannedMeeting, day: dt.date) -> list[tuple[dt.datetime, str]]:
    """What one day would mean for a date: every start of the series (local), and why it cannot be (empty: it can)."""
    question = instance.ask(plan)
    possible = Possible(question.problem, question.placed)
    starts = [dt.datetime.combine(day, rules.clock(start)) for start in sorted(row.series.starts)]
    hindered = [(at, possible.hindrances(str(row.series.pk), planned.number, at)) for at in starts]
    return [(at, wording.sentence(found, question) if found else "") for at, found in hindered]


def series_page(plan: YearPlan, row: SeriesRow) -> list[DateRow]:
    """Every date of a series, judged against everybody's plan as it stands."""
    question = instance.ask(plan)
    return _dates(row, question, Possible(question.problem, question.placed))


def date_page(plan: YearPlan, row: SeriesRow, planned: PlannedMeeting, *, now: dt.datetime) -> DatePage:
    """What one date can become: every date ahead that breaks no hard rule given everybody's plan, nearest first cut."""
    question = instance.ask(plan, now=now)
    possible = Possible(question.problem, question.placed)
    dates = _dates(row, question, possible)
    current = next(date for date in dates if date.planned.pk == planned.pk)
    names = wording.names(question)
    options: list[Option] = []
    if instance.is_complete(row.series):
        today = rules.to_local(now)
        options = [o for o in possible.options(str(row.series.pk), planned.number) if o.start > today]
    others = [date.at for date in dates if date.at is not None and date.planned.pk != planned.pk]
    rhythm = rules.rhythm(others) or (row.series.prefer_weekday, dt.time.fromisoformat(row.series.prefer_start))
    middle = current.at or _ideal(plan, row, planned)
    nearest = sorted(options, key=lambda option: (abs(option.start - middle), option.start))[:MOST_CHOICES]
    choices = sorted(
        (
            Choice(
                start=option.start,
                absent=tuple(names[person_id] for person_id in option.absent),
                best=not option.absent and (option.start.weekday(), option.start.time()) == rhythm,
            )
            for option in nearest
        ),
        key=lambda choice: choice.start,
    )
    return DatePage(
        now=current,
        days=tuple((day, tuple(group)) for day, group in groupby(choices, key=lambda choice: choice.start.date())),
        left_out=len(options) - len(choices),
    )


@dataclass(frozen=True, slots=True)
class Broken:
    """A date that can no longer be, and why."""

    series: Series
    planned: PlannedMeeting
    why: str


def broken_dates(plan: YearPlan, *, after: dt.datetime | None = None) -> list[Broken]:
    """The dates of a plan that can no longer be (somebody became absent, a rule changed), or only those `after`."""
    question = instance.ask(plan)
    possible = Possible(question.problem, question.placed)
    found = []
    for series in question.series:
        for planned in series.planned.all():
            if planned.start is None or (str(series.pk), planned.number) not in question.placed:
                continue
            if after is not None and planned.start <= after:
                continue
            local = rules.to_local(planned.start)
            hindrances = possible.hindrances(str(series.pk), planned.number, local)
            if hindrances:
                found.append(Broken(series, planned, wording.sentence(hindrances, question)))
    return found


def member_candidates(row: SeriesRow) -> list[Person]:
    """The people of the SWV who do not belong to a series yet."""
    members = [member.person_id for member in row.members]
    return list(Person.objects.exclude(pk__in=members).order_by("last_name", "first_name"))


def _dates(row: SeriesRow, question: Question, possible: Possible) -> list[DateRow]:
    names = wording.names(question)
    key, found, before = str(row.series.pk), [], None
    for planned in row.planned:
        at = rules.to_local(planned.start) if planned.start is not None else None
        known = (key, planned.number) in question.placed
        hindrances = possible.hindrances(key, planned.number, at) if at and known else []
        absent = possible.absent(key, planned.number, at) if at and known else ()
        found.append(
            DateRow(
                planned=planned,
                at=at,
                end=at + dt.timedelta(minutes=row.series.minutes) if at else None,
                absent=tuple(names[person_id] for person_id in absent),
                broken=wording.sentence(hindrances, question) if hindrances else "",
                days_since=(at.date() - before.date()).days if at and before else None,
            )
        )
        before = at
    return found


def _ideal(plan: YearPlan, row: SeriesRow, planned: PlannedMeeting) -> dt.datetime:
    """Where an evenly spread year would put a meeting that has no date."""
    share = (planned.number - 0.5) / max(row.series.count, 1)
    day = plan.first_day + (plan.last_day - plan.first_day) * share
    return dt.datetime.combine(day, dt.time(12))
