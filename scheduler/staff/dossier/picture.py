"""The picture of the clocks: a row a clock from its begin to its last day, and a line for today.

It is drawn twice, for a desk and for a phone; the page shows the one that fits. On a phone a name stands above its bar,
so that the days keep the whole width and nothing has to be scrolled sideways.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from notifications.languages import DUTCH, named
from planning.dossier.selectors import ClockLine
from scheduler.design.dates import short_day

TOP, BAR = 34, 16
MONTH_ROOM = 15
TODAY_ROOM = 30  # half of the word "vandaag", which is never cut off at an edge
LONGEST_BACK, LEAST_AHEAD, LONGEST_AHEAD = 150, 45, 420  # days


@dataclass(frozen=True, slots=True)
class Paper:
    """What is drawn on, in units of the picture; `above`: a name stands above its bar, and its date at the edge."""

    width: int
    left: int
    right: int
    row: int
    months: int  # how many can be named
    letters: int  # of a name
    above: bool = False


WIDE = Paper(width=1160, left=290, right=1064, row=40, months=12, letters=42)
NARROW = Paper(width=344, left=4, right=340, row=56, months=5, letters=31, above=True)


@dataclass(frozen=True, slots=True)
class Tick:
    """The first of a month."""

    x: int
    label: str
    label_x: int  # its middle; kept off the edges


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
    end_x: int  # where the date begins or, on a phone, where it ends
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
    today_label: int
    label_y: int
    above: bool


def draw(lines: Sequence[ClockLine], *, today: dt.date, on: Paper = WIDE) -> Picture:
    """Place the clocks that run; what lies too far away is cut off at the edge."""
    rows = [line for line in lines if line.due.state != "done"]
    first = min([today, *(line.due.since for line in rows)])
    first = max(first, today - dt.timedelta(days=LONGEST_BACK))
    last = max([today + dt.timedelta(days=LEAST_AHEAD), *(line.due.due for line in rows)])
    last = min(last, today + dt.timedelta(days=LONGEST_AHEAD))
    span = max((last - first).days, 1)

    def x(day: dt.date) -> int:
        inside = min(max(day, first), last)
        return round(on.left + (on.right - on.left) * (inside - first).days / span)

    height = TOP + on.row * len(rows) + 24
    return Picture(
        width=on.width,
        height=height,
        today=x(today),
        ticks=tuple(
            Tick(x=x(day), label=named(DUTCH).short_months[day.month - 1], label_x=_inside(x(day), MONTH_ROOM, on))
            for day in _months(first, last, most=on.months)
        ),
        rows=tuple(_row(line, place=place, x=x, on=on) for place, line in enumerate(rows)),
        foot=height - 20,
        today_label=_inside(x(today), TODAY_ROOM, on),
        label_y=height - 4,
        above=on.above,
    )


def _inside(x: int, room: int, on: Paper) -> int:
    return min(max(x, room), on.width - room)


def _row(line: ClockLine, *, place: int, x: Callable[[dt.date], int], on: Paper) -> Row:
    due, top = line.due, TOP + on.row * place
    y = top + (26 if on.above else (on.row - BAR) // 2)
    begin, end = x(due.since), x(due.due)
    act = x(due.act_by) if due.act_by < due.due else None
    middle = y + BAR // 2
    points = "" if act is None else f"{act},{middle - 7} {act + 7},{middle} {act},{middle + 7} {act - 7},{middle}"
    name = line.label[:1].upper() + line.label[1:]
    return Row(
        label=name if len(name) <= on.letters else f"{name[: on.letters - 1].rstrip()}…",
        state=str(due.state),
        x=min(begin, on.right - 6),
        width=max(end - begin, 6),
        y=y,
        act_x=act,
        due=short_day(due.due),
        end_x=on.right if on.above else max(end, begin + 6) + 10,
        text_y=y - 7 if on.above else middle + 4,
        diamond=points,
    )


def _months(first: dt.date, last: dt.date, *, most: int) -> list[dt.date]:
    """The first days of months between two days, so many left out that at most `most` are named."""
    found, day = [], first.replace(day=1)
    while day <= last:
        if day >= first:
            found.append(day)
        day = (day + dt.timedelta(days=32)).replace(day=1)
    return found[:: max(-(-len(found) // most), 1)]
