"""One cell: from what a spreadsheet made of it to what the column asks for, or a Dutch reason why not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from integrations.imports.schema import Column, Kind, Value
from integrations.plaintext import one_line

Raw = object
"""What openpyxl gives: None, bool, int, float, str, a datetime, a date, a time or a timedelta."""

FIRST_DATE, LAST_DATE = dt.date(1900, 3, 1), dt.date(2199, 12, 31)
"""Excel counts a 29 February 1900 that never was; before it every date is a day off."""

_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
_TRUE, _FALSE = frozenset({"ja", "j", "x", "1", "waar", "true"}), frozenset({"nee", "n", "0", "onwaar", "false"})
_DMY = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})")
_YMD = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]00:00(?::00)?)?")
_D_MONTH_Y = re.compile(r"(\d{1,2})\s+([a-z]{3,9})\.?\s+(\d{4})")
_CLOCK = re.compile(r"(\d{1,2})\s*[:.uh]\s*(\d{2})(?::00)?(?:\s*(?:uur|u))?")
_INTEGER = re.compile(r"[+-]?\d{1,15}")
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,10})?")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BETWEEN_ITEMS = re.compile(r"[;,\n]")


class BadCell(Exception):
    """The cell does not fit its column; the text is a Dutch sentence."""


def read_cell(raw: Raw, column: Column) -> Value:
    """The typed value of one cell; None when it is empty. Raises BadCell with the reason."""
    if raw is None or (isinstance(raw, str) and not one_line(raw)):
        if column.required:
            raise BadCell(_("Hier moet iets staan."))
        return None
    return _READERS[column.kind](raw, column)


def unescaped(raw: Raw) -> Raw:
    """`raw` with the characters that a spreadsheet writes as _x000D_ (ECMA-376 22.9.2.19), which openpyxl leaves."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), raw) if isinstance(raw, str) else raw


def shown(raw: Raw, *, length: int = 40) -> str:
    """What stood in the cell, shortened and on one line, for the list of problems."""
    text = "" if raw is None else one_line(str(raw)[: length * 4])
    return text if len(text) <= length else text[: length - 1] + "…"


def _text(raw: Raw, column: Column) -> Value:
    return _fits(_plain(raw), column)


def _plain(raw: Raw) -> str:
    """The text of a cell that should be text. A whole number is forgiven, for who types a house number."""
    if isinstance(raw, bool):
        raise BadCell(_("Hier staat waar of onwaar, geen tekst."))
    if isinstance(raw, str):
        return one_line(raw)
    if isinstance(raw, int):
        return str(raw)
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else repr(raw).replace(".", ",")
    raise BadCell(
        _("Het programma heeft hier een datum of tijd van gemaakt. Zet de cel op ‘Tekst’ en typ het opnieuw.")
    )


def _fits(text: str, column: Column) -> str:
    if len(text) > column.max_length:
        raise BadCell(_("Dit is te lang: hoogstens %(count)s tekens.") % {"count": column.max_length})
    if column.pattern and not re.fullmatch(column.pattern, text):
        raise BadCell(" ".join(part for part in (_("Dit heeft niet de juiste vorm."), str(column.help)) if part))
    return text


def _integer(raw: Raw, column: Column) -> Value:
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        raw = int(raw)
    if isinstance(raw, str) and _INTEGER.fullmatch(one_line(raw)):
        raw = int(one_line(raw))
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise BadCell(_("Dit is geen heel getal."))
    _within(raw, column)
    return raw


def _number(raw: Raw, column: Column) -> Value:
    if isinstance(raw, str) and _NUMBER.fullmatch(one_line(raw)):
        raw = float(one_line(raw).replace(",", "."))
    if isinstance(raw, bool) or not isinstance(raw, int | float) or abs(raw) > 1e15:
        raise BadCell(_("Dit is geen getal."))
    number = float(raw)
    _within(number, column)
    return number


def _within(number: float, column: Column) -> None:
    low, high = column.minimum, column.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        if low is not None and high is not None:
            raise BadCell(
                _("Dit getal moet liggen tussen %(low)s en %(high)s.") % {"low": f"{low:g}", "high": f"{high:g}"}
            )
        if low is not None:
            raise BadCell(_("Dit getal moet %(low)s of meer zijn.") % {"low": f"{low:g}"})
        raise BadCell(_("Dit getal mag hoogstens %(high)s zijn.") % {"high": f"{high:g}"})


def _date(raw: Raw, _column: Column) -> Value:
    if isinstance(raw, dt.datetime):
        if raw.time() != dt.time(0):
            raise BadCell(_("Hier staat ook een tijd bij. Vul alleen de datum in."))
        raw = raw.date()
    if isinstance(raw, str):
        raw = _written_date(one_line(raw).lower())
    if not isinstance(raw, dt.date):
        raise BadCell(_("Dit is geen datum. Zet de cel op ‘Datum’, of typ bijvoorbeeld 1-9-2026."))
    if not FIRST_DATE <= raw <= LAST_DATE:
        raise BadCell(_("Deze datum kan niet kloppen. Kijk naar het jaartal."))
    return raw


def _written_date(text: str) -> dt.date | None:
    """A date typed as text: 1-9-2026, 1/9/2026, 2026-09-01 or 1 september 2026. None when it is something else."""
    if match := _YMD.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DMY.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    elif match := _D_MONTH_Y.fullmatch(text):
        found = [n for n, name in enumerate(_MONTHS, start=1) if name == match[2] or name[:3] == match[2]]
        day, month, year = int(match[1]), found[0] if found else 0, int(match[3])
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise BadCell(_("Deze datum bestaat niet.")) from error


def _time(raw: Raw, _column: Column) -> Value:
    if isinstance(raw, dt.timedelta):
        raw = (
            (dt.datetime(1, 1, 1, tzinfo=dt.UTC) + raw).time()
            if dt.timedelta(0) <= raw < dt.timedelta(days=1)
            else None
        )
    elif isinstance(raw, dt.datetime):
        # A time alone is a fraction of day 0 or 1 of the spreadsheet's calendar.
        raw = raw.time() if raw.year <= 1904 else None
    elif isinstance(raw, str) and (match := _CLOCK.fullmatch(one_line(raw).lower())):
        hours, minutes = int(match[1]), int(match[2])
        raw = dt.time(hours, minutes) if hours < 24 and minutes < 60 else None
    if not isinstance(raw, dt.time):
        raise BadCell(_("Dit is geen tijd. Typ bijvoorbeeld 8:30."))
    # Spreadsheets store a time as a fraction: 8:30 may come back as 8:29:59.999.
    minutes = round((raw.hour * 3600 + raw.minute * 60 + raw.second + raw.microsecond / 1e6) / 60)
    return dt.time(minutes // 60 % 24, minutes % 60)


def _yes_no(raw: Raw, _column: Column) -> Value:
    if isinstance(raw, bool):
        return raw
    word = one_line(str(raw)).lower() if isinstance(raw, str | int) else ""
    if word in _TRUE | _FALSE:
        return word in _TRUE
    raise BadCell(_("Vul ‘ja’ of ‘nee’ in."))


def _choice(raw: Raw, column: Column) -> Value:
    return _chosen(_plain(raw), column)


def _chosen(text: str, column: Column) -> str:
    for value, title in column.choices:
        if text.casefold() in {str(value).casefold(), one_line(str(title)).casefold()}:
            return value
    titles = [str(title) for _value, title in column.choices]
    some = ", ".join(titles[:12]) + (" …" if len(titles) > 12 else "")
    raise BadCell(_("Dit is geen keuze uit de lijst. Kies uit: %(choices)s.") % {"choices": some})


def _list(raw: Raw, column: Column) -> Value:
    """Items between semicolons, commas or line breaks; an item that comes twice counts once."""
    text = raw if isinstance(raw, str) else _plain(raw)
    items = [item for part in _BETWEEN_ITEMS.split(text) if (item := one_line(part))]
    if not items and column.required:
        raise BadCell(_("Hier moet iets staan."))
    read = [_chosen(item, column) if column.choices else _fits(item, column) for item in items]
    return list(dict.fromkeys(read))


_READERS: dict[Kind, Callable[[Raw, Column], Value]] = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "date": _date,
    "time": _time,
    "yes_no": _yes_no,
    "choice": _choice,
    "list": _list,
}
