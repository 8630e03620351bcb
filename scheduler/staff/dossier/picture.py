"""The picture of the clocks: a row a clock from its begin to its last day, and a line for today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from notifications.languages import DUTCH, named
from planning.dossier.selectors import ClockLine
from scheduler.design.dates import short_day

LEFT, WIDTH, TOP, ROW, BAR = 236, 900, 34, 40, 16
RIGHT = WIDTH - 96  # room for the last date
LONGEST_BACK, LEAST_AHEAD, LONGEST_AHEAD = 150, 45, 420  # days


@dataclass(frozen=True, slots=True)
class Tick:
    """The first of a month."""

    x: int
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One clock."""

    label: str
    state: str
    x: int
    width: int
    y: int
    act_x: int | None  # where one must act, when that is before the last day
    due: str
    end_x: int
    text_y: int
    diamond: str  # points of the mark at `act_x`


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything in the picture's own units: whole numbers, which a template writes the same in every language."""

    width: int
    height: int
    today: int
    ticks: tuple[Tick, ...]
    rows: tuple[Row, ...]
    foot: int
    label_y: int


def draw(lines: Sequence[ClockLine], *, today: dt.date) -> Picture:
    """Place the clocks that run; what lies too far away is cut off at the edge."""
    rows = [line for line in lines if line.due.state != "done"]
    first = min([today, *(line.due.since for line in rows)])
    first = max(first, today - dt.timedelta(days=LONGEST_BACK))
    last = max([today + dt.timedelta(days=LEAST_AHEAD), *(line.due.due for line in rows)])
    last = min(last, today + dt.timedelta(days=LONGEST_AHEAD))
    span = max((last - first).days, 1)

    def x(day: dt.date) -> int:
        inside = min(max(day, first), last)
        return round(LEFT + (RIGHT - LEFT) * (inside - first).days / span)

    height = TOP + ROW * len(rows) + 24
    return Picture(
        width=WIDTH,
        height=height,
        today=x(today),
        ticks=tuple(Tick(x=x(day), label=named(DUTCH).short_months[day.month - 1]) for day in _months(first, last)),
        rows=tuple(_row(line, place=place, x=x) for place, line in enumerate(rows)),
        foot=height - 20,
        label_y=height - 4,
    )


def _row(line: ClockLine, *, place: int, x: Callable[[dt.date], int]) -> Row:
    due, y = line.due, TOP + ROW * place + (ROW - BAR) // 2
    begin, end = x(due.since), x(due.due)
    act = x(due.act_by) if due.act_by < due.due else None
    middle = y + BAR // 2
    points = "" if act is None else f"{act},{middle - 7} {act + 7},{middle} {act},{middle + 7} {act - 7},{middle}"
    return Row(
        label=line.label if len(line.label) <= 34 else f"{line.label[:33]}…",
        state=str(due.state),
        x=begin,
        width=max(end - begin, 6),
        y=y,
        act_x=act,
        due=short_day(due.due),
        end_x=max(end, begin + 6) + 10,
        text_y=middle + 4,
        diamond=points,
    )


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    found, day = [], first.replace(day=1)
    while day <= last:
        if day >= first:
            found.append(day)
        day = (day + dt.timedelta(days=32)).replace(day=1)
    step = 1 if len(found) <= 9 else 2
    return found[::step]
