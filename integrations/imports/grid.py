"""A workbook that somebody made for themselves: no names of sheets or columns are known, so every cell is given as is.

For a workbook of ours there is `workbook.read`, which is strict. Here nothing is refused but what cannot be opened;
what the cells mean is the caller's. Formulas are not evaluated: what the spreadsheet itself last computed is taken.
"""

from __future__ import annotations

import datetime as dt
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.utils.translation import gettext as _
from openpyxl import Workbook as NewWorkbook
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as Writable
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from integrations.imports.archive import UnreadableWorkbook, not_a_workbook, repack
from integrations.imports.cells import unescaped
from integrations.imports.template import write_text
from integrations.plaintext import one_line

__all__ = ["MAX_BYTES", "Cell", "Grid", "Page", "UnreadableWorkbook", "read_grid", "write_grid"]

Cell = str | int | float | dt.datetime | dt.date | dt.time | None
"""What a cell can hold here; a text is on one line, and never empty."""

MAX_BYTES = 5 * 1024 * 1024
MAX_PAGES, MAX_ROWS, MAX_COLUMNS = 30, 2000, 150


@dataclass(frozen=True, slots=True)
class Page:
    """One visible sheet: its title and its cells by row, from the first row and column on; short rows stay short."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]

    def at(self, row: int, column: int) -> Cell:
        """The cell at a place counted from nought; None outside the sheet."""
        line = self.rows[row] if 0 <= row < len(self.rows) else ()
        return line[column] if 0 <= column < len(line) else None

    @property
    def width(self) -> int:
        """The number of columns of the longest row."""
        return max((len(row) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Grid:
    """The visible sheets of a workbook. `cut` names those of which not all was read, being larger than the limits."""

    pages: tuple[Page, ...]
    cut: tuple[str, ...] = ()


def read_grid(file: BinaryIO, *, max_bytes: int = MAX_BYTES) -> Grid:
    """Read every visible sheet of the .xlsx in `file`. Raises UnreadableWorkbook with a Dutch sentence (S12)."""
    archive = repack(file, max_bytes=max_bytes)
    pages: list[Page] = []
    cut: list[str] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # decoration that openpyxl leaves out
            book = load_workbook(archive.file, read_only=True, data_only=True, keep_links=False)
            sheets = [
                page
                for page in book.worksheets
                if isinstance(page, ReadOnlyWorksheet) and page.sheet_state == "visible"
            ]
            cut += [one_line(page.title) for page in sheets[MAX_PAGES:]]
            for page in sheets[:MAX_PAGES]:
                title = one_line(page.title)
                rows: list[tuple[Cell, ...]] = []
                for number, line in enumerate(_lines(page)):
                    whole = _trimmed(line)
                    if len(whole) > MAX_COLUMNS or (number == MAX_ROWS and whole):
                        cut.append(title)
                    if number < MAX_ROWS:
                        rows.append(whole[:MAX_COLUMNS])
                pages.append(Page(title, tuple(rows)))
    except Exception as error:  # openpyxl raises whatever a broken part makes it stumble over
        raise UnreadableWorkbook(not_a_workbook()) from error
    return Grid(tuple(pages), tuple(dict.fromkeys(cut)))


def write_grid(title: str, rows: list[list[str]]) -> bytes:
    """An .xlsx with one sheet of texts, the first row in bold and staying in sight. Text is never a formula (S12)."""
    book = NewWorkbook()
    page = book.active
    if not isinstance(page, Worksheet):  # pragma: no cover - a new workbook has one
        raise TypeError("a new workbook has no sheet")
    page.title = title
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            cell = page.cell(number, column)
            if isinstance(cell, Writable):  # a new sheet has no merged cells
                write_text(cell, text)
            if number == 1:
                cell.font = Font(bold=True)
    for column in range(1, max(map(len, rows), default=0) + 1):
        page.column_dimensions[get_column_letter(column)].width = 30 if column == 1 else 20
    page.freeze_panes = "B2"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _lines(page: ReadOnlyWorksheet) -> Iterator[tuple[object, ...]]:
    # One more each way than is taken, to know that there was more; the size that the file claims is not believed.
    found = page.iter_rows(  # type: ignore[misc]  # stubs borrow Worksheet's
        min_row=1, max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS + 1, values_only=True
    )
    return cast("Iterator[tuple[object, ...]]", found)


def _trimmed(line: tuple[object, ...]) -> tuple[Cell, ...]:
    cells = [_cell(raw) for raw in line]
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


def _cell(raw: object) -> Cell:
    if isinstance(raw, str):
        text = unescaped(raw)
        # Line breaks in a cell part what belongs apart; the reader of dates must still see them.
        lines = [one_line(part) for part in str(text)[:2000].splitlines()]
        return "\n".join(part for part in lines if part) or None
    if isinstance(raw, bool):
        return _("ja") if raw else None
    if isinstance(raw, dt.timedelta):  # 24:00 and more, or a time in the calendar of an old Mac
        inside = dt.timedelta(0) <= raw < dt.timedelta(days=1)
        return (dt.datetime(1, 1, 1, tzinfo=dt.UTC) + raw).time() if inside else None
    return raw if isinstance(raw, int | float | dt.datetime | dt.date | dt.time) else None
