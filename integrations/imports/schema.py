"""What a workbook should look like, and what was found in it. Plain values; the meaning is the caller's."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "integer", "number", "date", "time", "yes_no", "choice", "list"]
Value = str | int | float | bool | dt.date | dt.time | list[str] | None

MAX_SHEET_TITLE = 31
"""Excel's own limit."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` for the program, `title` as it stands in the first row (Dutch).

    `choices` are (value, title) pairs as Django has them, for kind "choice" and for the items of a "list": the reader
    accepts either, in any case, and gives the value. `pattern` is a regular expression for the whole cleaned text (each
    item of a list). `help` is one sentence for the template and for the reason of a pattern that does not fit.
    `example` is shown in the template and is never data. `minimum` and `maximum` bound numbers, both included.
    """

    key: str
    title: str
    kind: Kind = "text"
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    pattern: str = ""
    help: str = ""
    example: str = ""
    minimum: float | None = None
    maximum: float | None = None
    max_length: int = 200

    def __post_init__(self) -> None:
        re.compile(self.pattern)
        if self.kind == "choice" and not self.choices:
            raise ValueError(f"column {self.key}: a choice without choices")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `title` is the name on its tab. When not `required`, it may be missing from the workbook."""

    key: str
    title: str
    columns: tuple[Column, ...]
    help: str = ""
    required: bool = True

    def __post_init__(self) -> None:
        if not 0 < len(self.title) <= MAX_SHEET_TITLE or re.search(r"[\[\]:*?/\\]", self.title):
            raise ValueError(f"sheet {self.key}: Excel does not take this title")
        for names in ([c.key for c in self.columns], [c.title.casefold() for c in self.columns]):
            if len(set(names)) != len(names):
                raise ValueError(f"sheet {self.key}: a column comes twice")

    def column(self, key: str) -> Column:
        """The column with this key. Raises KeyError."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One thing that is wrong. `row` is the number Excel shows, 0 when it is the sheet or the whole file.

    `sheet` and `column` are titles as the user sees them ("" when it is not about one), `reason` a Dutch sentence,
    `value` what stood there, shortened.
    """

    sheet: str
    row: int
    column: str
    reason: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One filled row. `values` has every column's key; an empty cell, and one with a problem, is None.

    `bad` names the keys that have a problem, so that a caller who checks further does not complain twice.
    """

    sheet: str
    number: int
    values: Mapping[str, Value]
    bad: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Workbook:
    """What was read. Import only when there are no `problems`: nothing is half-imported."""

    rows: tuple[Row, ...] = ()
    problems: tuple[CellProblem, ...] = field(default=())

    def sheet(self, key: str) -> tuple[Row, ...]:
        """The rows of one sheet, in their order."""
        return tuple(row for row in self.rows if row.sheet == key)
