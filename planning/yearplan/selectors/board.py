"""By hand on the year page: every day of the year for one meeting, the score as it stands, and what can be undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from planning.people import selectors as people
from planning.people.access import Actor
from planning.yearplan import instance, rules, wording
from planning.yearplan.instance import Question
from planning.yearplan.models import HandChange, PlannedMeeting, PlanState, Series, YearPlan
from planning.yearplan.possible import Hindrance, Place, Possible, Why
from planning.yearplan.rules import Week
from planning.yearplan.selectors.plans import SeriesRow
from planning.yearplan.solver.check import check
from planning.yearplan.solver.instance import Instance
from planning.yearplan.solver.plan import Meeting, Plan, Unplaced
from planning.yearplan.solver.reading import InstanceError

# --- Every day for one meeting ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Swap:
    """A meeting of another school that could take this one's place."""

    planned: PlannedMeeting
    school: str


@dataclass(frozen=True, slots=True)
class BoardDay:
    """One day for one meeting: a start at which it can be there, a meeting it could swap with, or why not.

    `start` is local, the one that fits best; `others` are the further starts of that day, `absent` who would miss it.
    """

    day: dt.date
    here: bool
    start: dt.datetime | None = None
    others: tuple[dt.datetime, ...] = ()
    absent: tuple[str, ...] = ()
    swap: Swap | None = None
    why: str = ""

    @property
    def state(self) -> str:
        """In a word, for the look of the day."""
        if self.here:
            return "here"
        if self.start is not None:
            return "can"
        return "swap" if self.swap is not None else "cannot"


@dataclass(frozen=True, slots=True)
class Board:
    """A meeting that somebody picks up: `lines` are Monday to Friday, each with a day for every week of the year."""

    row: SeriesRow
    planned: PlannedMeeting
    at: dt.datetime | None  # local
    weeks: tuple[Week, ...]
    lines: tuple[tuple[int, tuple[BoardDay, ...]], ...]

    @property
    def possible(self) -> int:
        """On how many other days it can be, without a swap."""
        return sum(day.state == "can" for _weekday, days in self.lines for day in days)


def board(
    plan: YearPlan, row: SeriesRow, planned: PlannedMeeting, *, may: Callable[[Series], bool], now: dt.datetime
) -> Board:
    """Where one meeting can go, day by day, by the rules of the solver.

    `may` says which series this person may change: only with those can it swap. A constant number of queries.
    """
    question = instance.ask(plan, now=now)
    looking = _Looking(plan, question, row, planned, may=may, now=now)
    open_days = frozenset().union(*question.school_days.values())
    weeks = rules.weeks(plan.first_day, plan.last_day, open_days=open_days)
    return Board(
        row=row,
        planned=planned,
        at=looking.at,
        weeks=weeks,
        lines=tuple((weekday, tuple(looking.day(week.days[weekday]) for week in weeks)) for weekday in range(5)),
    )


class _Looking:
    def __init__(
        self,
        plan: YearPlan,
        question: Question,
        row: SeriesRow,
        planned: PlannedMeeting,
        *,
        may: Callable[[Series], bool],
        now: dt.datetime,
    ) -> None:
        self._plan, self._question, self._series = plan, question, row.series
        self._number, self._now = planned.number, rules.to_local(now)
        self._complete = instance.is_complete(row.series)
        self._possible = Possible(question.problem, question.placed)
        self._names = wording.names(question)
        self._place: Place = (str(row.series.pk), planned.number)
        self.at = rules.to_local(planned.start) if planned.start is not None else None
        school = row.series.school
        calendar = people.school_calendars([school], first=plan.first_day, last=plan.last_day)[school.pk]
        self._closed, self._open = calendar.closed, calendar.school_days
        others = [start for place, start in question.placed.items() if place[0] == self._place[0]]
        self._times = [time for time in (self.at and self.at.time(), (rules.rhythm(others) or (0, None))[1]) if time]
        self._swaps = self._by_day(question, may) if plan.state != PlanState.PUBLISHED and self.at else {}

    def _by_day(self, question: Question, may: Callable[[Series], bool]) -> Mapping[dt.date, list[tuple[Place, Swap]]]:
        found: dict[dt.date, list[tuple[Place, Swap]]] = {}
        for series in question.series:
            if series.pk == self._series.pk or not may(series):
                continue
            for planned in series.planned.all():
                start = question.placed.get((str(series.pk), planned.number))
                if start is not None:
                    swap = ((str(series.pk), planned.number), Swap(planned=planned, school=series.title))
                    found.setdefault(start.date(), []).append(swap)
        return found

    def day(self, day: dt.date) -> BoardDay:
        here = self.at is not None and self.at.date() == day
        why = self._closed_because(day)
        if why:
            return BoardDay(day=day, here=here, why=why)
        ahead = [start for start in self._starts(day) if start > self._now]
        if not ahead:
            return BoardDay(day=day, here=here, why=_("Deze dag is al voorbij."))
        judged = {start: self._possible.hindrances(*self._place, start) for start in ahead}
        free = sorted((start for start in ahead if not judged[start] and start != self.at), key=self._liking)
        if free:
            absent = self._possible.absent(*self._place, free[0])
            return BoardDay(
                day=day, here=here, start=free[0], others=tuple(sorted(free[1:])),
                absent=tuple(self._names[person] for person in absent),
            )  # fmt: skip
        swap = None if here else next(self._swaps_on(day), None)
        least: list[Hindrance] = min((judged[start] for start in ahead), key=len)
        return BoardDay(day=day, here=here, swap=swap, why=wording.sentence(_briefly(least), self._question))

    def _closed_because(self, day: dt.date) -> str:
        if not self._complete:
            return _("Vul eerst in wie erbij moeten zijn en hoe laat een overleg mag beginnen.")
        if not self._plan.first_day <= day <= self._plan.last_day:
            return _("Deze dag valt buiten de jaarplanning.")
        if day not in self._open:
            name = self._closed.get(day, "")
            return _("De school is dicht: %(name)s.") % {"name": name} if name else _("De school is die dag dicht.")
        return ""

    def _starts(self, day: dt.date) -> Iterator[dt.datetime]:
        for text in self._series.starts:
            yield dt.datetime.combine(day, rules.clock(text))

    def _liking(self, start: dt.datetime) -> tuple[int, int, dt.datetime]:
        """The time it has now, the time of its series, then the fewest who miss it."""
        fits = next((at for at, time in enumerate(self._times) if time == start.time()), len(self._times))
        return (fits, len(self._possible.absent(*self._place, start)), start)

    def _swaps_on(self, day: dt.date) -> Iterator[Swap]:
        for place, swap in self._swaps.get(day, ()):
            if self.at is not None and self.at > self._now and not self._possible.swap(self._place, place):
                yield swap


def _briefly(hindrances: list[Hindrance]) -> list[Hindrance]:
    """Of the other meetings of the series that are too near or too far only the first: the next one says it all."""
    gaps = {Why.TOO_SOON, Why.TOO_LATE}
    first = {hindrance.why: hindrance for hindrance in reversed(hindrances) if hindrance.why in gaps}
    return [each for each in hindrances if each.why not in gaps or first[each.why] is each]


# --- The score --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Score:
    """What the plan costs as it stands, by term; lower is better. The judge's own terms, in whole points."""

    total: int
    terms: tuple[tuple[str, int], ...]


def score(plan: YearPlan) -> Score | None:
    """The judge's score of the dates that stand now; None when nothing can be planned yet."""
    question = instance.ask(plan)
    if not question.problem["series"]:
        return None
    try:
        problem = Instance.from_json(question.problem)
    except InstanceError:  # what an SWV set for weights or travel makes no sense: dates can still be moved
        return None
    numbers = {(series.id, number) for series in problem.series.values() for number in range(1, series.count + 1)}
    dates = Plan(
        meetings=tuple(Meeting(*place, start) for place, start in sorted(question.placed.items())),
        unplaced=tuple(Unplaced(*place, ("",)) for place in sorted(numbers - question.placed.keys())),
    )
    terms = check(problem, dates).terms
    return Score(total=round(sum(terms.values())), terms=tuple((name, round(cost)) for name, cost in terms.items()))


# --- What can be undone -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Undo:
    """The newest change of one person that still stands."""

    change: HandChange
    planned: tuple[PlannedMeeting, ...]

    @property
    def schools(self) -> tuple[str, ...]:
        """Whose meetings it was about."""
        return tuple(dict.fromkeys(row.series.title for row in self.planned))


def undoable(plan: YearPlan, *, actor: Actor) -> Undo | None:
    """What this person can undo first: the newest change by hand, unless somebody or the solver changed it since."""
    change = HandChange.objects.filter(plan=plan, person_id=actor.person_id, undone_at=None).first()
    if change is None:
        return None
    rows = PlannedMeeting.objects.filter(pk__in=list(change.after)).select_related("series__school")
    found = tuple(rows.order_by("series__school__name", "number"))
    if len(found) < len(change.after) or not all(change.left(row) for row in found):
        return None
    return Undo(change=change, planned=found)


def planned_meeting(planned_id: UUID, *, plan_id: UUID) -> PlannedMeeting | None:
    """One meeting of a plan, or None."""
    return (
        PlannedMeeting.objects.select_related("series__school").filter(pk=planned_id, series__plan_id=plan_id).first()
    )


def hand_change(change_id: UUID, *, plan_id: UUID) -> HandChange | None:
    """One change by hand in a plan, or None."""
    return HandChange.objects.filter(pk=change_id, plan_id=plan_id).first()
