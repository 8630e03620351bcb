"""Dates and times as people write them in a spreadsheet of their own: "di 14 okt 9.00-11.00 uur", "14-10", a real date.

The year that is left out is that of the school year asked for. What cannot be right is said: a date that does not
exist, or a Tuesday that is none. No clock, no database.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from integrations.imports.grid import Cell

DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_MONTHS = (
    "januari februari maart april mei juni juli augustus september oktober november december".split(),
    "jan feb mrt apr mei jun jul aug sep okt nov dec".split(),
    "jan febr maart apr mei juni juli aug sept okt nov dec".split(),
)
_MONTH = {name: number for names in _MONTHS for number, name in enumerate(names, start=1)}
_NAMES = "|".join(sorted(_MONTH, key=len, reverse=True))

_YMD = re.compile(r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
_DMY = re.compile(
    r"(?<![\d:])(?P<day>\d{1,2})\s?(?P<part>[-/.])\s?(?P<month>\d{1,2})\s?(?P=part)\s?(?P<year>\d{4}|\d{2})(?![\d:])"
)
_DM = re.compile(r"(?<![\d:.])(?P<day>\d{1,2})[-/](?P<month>\d{1,2})(?![\d:.])")
_D_MONTH = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})\s*[- ]?\s*(?P<name>{_NAMES})\b\.?(?:[ -]+'?(?P<year>\d{{4}}|\d{{2}})(?![\d:.]|\s*u))?"
)
_CLOCK = r"(?<!\d)(\d{1,2})(?:\s?[:.u]\s?(\d{2})(?!\d)|\s?(?=u(?:ur)?\b))(?:\s?u(?:ur)?\b)?"
_RANGE = re.compile(rf"{_CLOCK}(?:\s*(?:-|–|tot|t/m)\s*{_CLOCK})?")
_WEEKDAY = re.compile(r"\b(ma|di|wo|do|vr|za|zo)(?:\.|\b|(?:an|ns|en|nd|ij|te|nde)?[a-z]*dag\b)")
_NOTHING = re.compile(r"(?:-+|–|x{2,}|n\.?v\.?t\.?|geen|verval(?:t|len)|niet|nee|\?+)\.?")
_SERIAL_ZERO = dt.date(1899, 12, 30)


class BadMoment(Exception):
    """The cell means a date but cannot be right; the text is a Dutch sentence."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and when it was said the local start and the length in minutes."""

    day: dt.date
    start: dt.time | None = None
    minutes: int | None = None
    year_said: bool = True


def moments_in(cell: Cell, *, school_year: int) -> list[Moment]:
    """Every moment in a cell; none when it holds something else. Raises BadMoment.

    A left-out year is that of `school_year` (2025 is 2025–2026, from 1 August).
    """
    if isinstance(cell, dt.datetime):
        if cell.year <= 1904:  # a time alone is a fraction of day 0 or 1 of the spreadsheet's calendar
            return []
        _believable(cell.year)
        start = None if cell.time() == dt.time(0) else _whole_minutes(cell.time())
        return [Moment(cell.date(), start)]
    if isinstance(cell, dt.date):
        _believable(cell.year)
        return [Moment(cell)]
    if isinstance(cell, int | float):
        # A date whose cell was set to "number" is the count of days; other numbers are other things.
        day = _SERIAL_ZERO + dt.timedelta(days=int(cell)) if 36_526 <= cell < 73_050 else None
        inside = day is not None and dt.date(school_year, 8, 1) <= day < dt.date(school_year + 1, 8, 1)
        return [Moment(day)] if day is not None and inside else []
    if not isinstance(cell, str):
        return []
    pieces = [piece for piece in re.split(r"[\n;]|\ben\b(?=\s+\w*\s*\d)", cell.casefold()) if piece.strip()]
    found = [_moment(piece, school_year=school_year) for piece in pieces]
    return [row for row in found if row is not None]


def clock_in(cell: Cell) -> tuple[dt.time, int | None] | None:
    """The local time of a cell that holds nothing but a time ("9:00", "9.00 - 11.00 uur"), with minutes when said."""
    if isinstance(cell, dt.datetime):
        return (_whole_minutes(cell.time()), None) if cell.year <= 1904 else None
    if isinstance(cell, dt.time):
        return _whole_minutes(cell), None
    if not isinstance(cell, str):
        return None
    found = _RANGE.search(cell.casefold())
    if found is None or re.search(r"[a-z0-9]", cell.casefold().replace(found[0], "", 1).replace("uur", "")):
        return None
    return _clock(found)


def means_nothing(cell: Cell) -> bool:
    """Whether a cell says that there was no meeting: "-", "vervalt", "n.v.t."."""
    return isinstance(cell, str) and _NOTHING.fullmatch(cell.casefold().strip()) is not None


def _moment(text: str, *, school_year: int) -> Moment | None:
    for pattern in (_YMD, _DMY, _D_MONTH, _DM):
        if found := pattern.search(text):
            break
    else:
        return None
    parts = found.groupdict()
    month = _MONTH[parts["name"]] if "name" in parts else int(parts["month"])
    said = parts.get("year")
    year = int(said) + (2000 if len(said) == 2 else 0) if said else school_year + (month < 8)
    try:
        day = dt.date(year, month, int(parts["day"]))
    except ValueError as error:
        raise BadMoment(_("Deze datum bestaat niet.")) from error
    _believable(day.year)
    rest = text[: found.start()] + " " + text[found.end() :]
    named = _WEEKDAY.search(rest)
    if named and not DAYS[day.weekday()].startswith(named[1]):
        raise BadMoment(
            _("%(date)s is geen %(said)s, maar een %(is)s.")
            % {
                "date": f"{day.day}-{day.month}-{day.year}",
                "said": next(name for name in DAYS if name.startswith(named[1])),
                "is": DAYS[day.weekday()],
            }
        )
    clock = _RANGE.search(rest)
    start, minutes = (_clock(clock) or (None, None)) if clock else (None, None)
    return Moment(day, start, minutes, year_said=bool(said))


def _believable(year: int) -> None:
    if not 2000 <= year <= 2198:
        raise BadMoment(_("Deze datum kan niet kloppen. Kijk naar het jaartal."))


def _clock(found: re.Match[str]) -> tuple[dt.time, int | None] | None:
    hours, minutes, end_hours, end_minutes = (int(part or 0) for part in found.groups())
    if hours > 23 or minutes > 59 or end_hours > 23 or end_minutes > 59:
        return None
    length = (end_hours * 60 + end_minutes) - (hours * 60 + minutes) if found[3] else 0
    return dt.time(hours, minutes), length if length > 0 else None


def _whole_minutes(time: dt.time) -> dt.time:
    """Spreadsheets store a time as a fraction: 8:30 may come back as 8:29:59.999."""
    minutes = round((time.hour * 3600 + time.minute * 60 + time.second + time.microsecond / 1e6) / 60)
    return dt.time(minutes // 60 % 24, minutes % 60)
