"""Pictures of numbers, drawn on the server: months as pillars, waiting times as a dot in a band."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from planning.insight.rules.hiding import Cells, Running
from planning.insight.rules.months import Took, months_of, year_after
from planning.insight.selectors.numbers import YearNumbers
from scheduler.staff.insight.words import NAMES

STEP, WIDE, HIGH, TOP = 50, 26, 120, 30  # of the picture of a year, in its own units
NUMBER, DOT = 28, 6  # how high a number is where the screen is narrow, and half a dot
LONG = 500  # of a line of weeks


@dataclass(frozen=True, slots=True)
class Pillar:
    """One month: how many, and how many a year before. None is hidden, or not there; `ahead` is not over yet."""

    month: dt.date
    ahead: bool
    x: int
    count: int | None
    before: int | None
    height: int
    dot: int | None  # where the year before stands, when there was any

    @property
    def y(self) -> int:
        """Its top."""
        return TOP + HIGH - self.height

    @property
    def middle(self) -> int:
        """Where its words stand."""
        return self.x + WIDE // 2

    @property
    def over(self) -> int:
        """Where the number stands: above the pillar, and above the dot where that would lie on it."""
        on_it = self.dot is not None and self.y - NUMBER - DOT < self.dot < self.y + DOT
        return (self.dot - DOT if on_it and self.dot is not None else self.y) - 4


@dataclass(frozen=True, slots=True)
class Year:
    """One measure through a year."""

    key: str
    title: str
    pillars: tuple[Pillar, ...]
    running: Running
    until: dt.date | None  # the month up to which the total runs
    compared: bool
    width: int
    height: int = TOP + HIGH + 28
    base: int = TOP + HIGH
    words: int = TOP + HIGH + 21

    @property
    def drawn(self) -> bool:
        """Whether there is anything above nought to show, of this year or the one before."""
        return any(pillar.count or pillar.before for pillar in self.pillars)

    @property
    def hidden(self) -> int:
        """How many months of this year may not be told."""
        return sum(pillar.count is None and not pillar.ahead for pillar in self.pillars)

    @property
    def said(self) -> str:
        """The picture in a sentence."""
        told = [f"{date_format(one.month, 'F')} {one.count}" for one in self.pillars if one.count is not None]
        hidden = self.hidden
        text = _("Per maand: %(months)s.") % {"months": ", ".join(told)} if told else ""
        more = _("%(n)s maanden zijn verborgen.") % {"n": hidden} if hidden else ""
        return f"{text} {more}".strip()


def year_of(measure: str, this: YearNumbers, before: YearNumbers | None) -> Year:
    """The pillars of a measure for all schools together, with the year before as dots, also of the months ahead."""
    cells: Cells = this.of[measure].totals
    earlier: Cells = before.of[measure].totals if before is not None else ()
    most = max([1, *(cell for cell in (*cells, *earlier) if cell)])
    pillars = []
    for at, month in enumerate(months_of(this.began, today=year_after(this.began))):
        was = earlier[at] if at < len(earlier) else None
        count = cells[at] if at < len(cells) else None
        pillars.append(
            Pillar(
                month=month,
                ahead=at >= len(cells),
                x=at * STEP + (STEP - WIDE) // 2,
                count=count,
                before=was,
                height=round((count or 0) / most * HIGH),
                dot=None if not was else TOP + HIGH - round(was / most * HIGH),
            )
        )
    running = this.running(measure, None)
    return Year(
        key=measure,
        title=capfirst(str(NAMES[measure])),
        pillars=tuple(pillars),
        running=running,
        until=this.months[running.months - 1] if running.months else None,
        compared=before is not None,
        width=12 * STEP,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """How long something took, on a line of weeks: a dot for the half, a band for the middle half."""

    label: str
    took: Took
    dot: int
    low: int
    width: int


def lines_of(rows: Sequence[tuple[str, Took]]) -> tuple[list[Line], int]:
    """The lines on one scale, and how many weeks that is."""
    told = [week for _label, took in rows for week in (took.median, took.high) if week is not None]
    longest = max([4, *told])
    scale = (LONG - 20) / longest

    def x(week: int | None) -> int:
        return 10 + round((week or 0) * scale)

    return [
        Line(label, took, dot=x(took.median), low=x(took.low), width=x(took.high) - x(took.low)) for label, took in rows
    ], longest


@dataclass(frozen=True, slots=True)
class Bar:
    """One week with so many meetings."""

    week: dt.date
    count: int
    x: int
    height: int

    @property
    def y(self) -> int:
        """Its top."""
        return WEEK_HIGH - self.height


WEEK_STEP, WEEK_WIDE, WEEK_HIGH = 16, 12, 72


def weeks_of(weeks: Sequence[tuple[dt.date, int]]) -> list[Bar]:
    """The load of a year, one bar a week."""
    most = max((count for _week, count in weeks), default=0) or 1
    return [
        Bar(week, count, x=at * WEEK_STEP + 2, height=round(count / most * WEEK_HIGH))
        for at, (week, count) in enumerate(weeks)
    ]
