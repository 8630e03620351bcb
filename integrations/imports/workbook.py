"""Reading a filled-in workbook: every row typed, every bad cell named, nothing evaluated and nothing guessed."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import BinaryIO, cast

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook as Book
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from integrations.imports.archive import SafeArchive, UnreadableWorkbook, not_a_workbook, repack
from integrations.imports.cells import BadCell, read_cell, shown, unescaped
from integrations.imports.schema import CellProblem, Column, Kind, Row, Sheet, Value, Workbook
from integrations.imports.template import EXPLANATION, LISTS, template
from integrations.plaintext import one_line

__all__ = ["MAX_BYTES", "CellProblem", "Column", "Kind", "Row", "Sheet", "Value", "Workbook", "read", "template"]

Line = Sequence[ReadOnlyCell | EmptyCell]

MAX_BYTES = 5 * 1024 * 1024
MAX_PROBLEMS = 500
"""More than anybody reads. Reading stops there, so that a hostile file cannot fill the memory with complaints."""

_EXTRA_COLUMNS = 20
_LAST_ROW = 1_048_576
"""Excel's own; a part that claims more rows would keep openpyxl counting."""


def read(file: BinaryIO, sheets: Sequence[Sheet], *, max_rows: int = 5000, max_bytes: int = MAX_BYTES) -> Workbook:
    """Read the .xlsx in `file` as `sheets` say it should be. Never raises for what is in the file.

    At most `max_rows` filled rows per sheet and `max_bytes` packed. A file that cannot be opened gives one problem with
    row 0. Formulas are not evaluated: each is a problem. Empty rows are skipped. Sheets and columns are found by title,
    whatever their order and case; one that is missing, unknown, hidden or there twice is a problem.
    """
    problems: list[CellProblem] = []
    rows: list[Row] = []
    try:
        archive = repack(file, max_bytes=max_bytes)
        with warnings.catch_warnings():
            # openpyxl warns about decoration it leaves out (extensions, styles): no concern of who fills in a workbook.
            warnings.simplefilter("ignore")
            book = load_workbook(archive.file, read_only=True, data_only=False, keep_links=False)
            for sheet, page in _pages(book, sheets, problems):
                rows += _read_page(sheet, page, archive, problems, max_rows)
    except UnreadableWorkbook as error:
        return Workbook(problems=(CellProblem("", 0, "", str(error)),))
    except Exception:  # openpyxl raises whatever a broken part makes it stumble over
        return Workbook(problems=(CellProblem("", 0, "", not_a_workbook()),))
    if len(problems) > MAX_PROBLEMS:
        more = CellProblem("", 0, "", _("Er is nog meer mis. Verbeter eerst wat hierboven staat."))
        problems = [*problems[:MAX_PROBLEMS], more]
    return Workbook(rows=tuple(rows), problems=tuple(problems))


def _pages(book: Book, sheets: Sequence[Sheet], problems: list[CellProblem]) -> list[tuple[Sheet, ReadOnlyWorksheet]]:
    """The sheets that are there and may be read, in the order of `sheets`; what is wrong goes into `problems`."""
    found: dict[str, ReadOnlyWorksheet] = {}
    wanted = {str(sheet.title).casefold(): sheet for sheet in sheets}
    for page in book.worksheets:
        title = one_line(page.title)
        name = title.casefold()
        if not isinstance(page, ReadOnlyWorksheet) or name in {EXPLANATION.casefold(), LISTS.casefold()}:
            continue
        if name not in wanted:
            problems.append(CellProblem(title, 0, "", _("Dit werkblad hoort er niet bij. Haal het weg.")))
        elif name in found:
            problems.append(CellProblem(title, 0, "", _("Dit werkblad staat er twee keer in.")))
        elif page.sheet_state != "visible":
            problems.append(CellProblem(title, 0, "", _("Dit werkblad is verborgen. Maak het zichtbaar.")))
            found[name] = page
        else:
            found[name] = page
    for name, sheet in wanted.items():
        if sheet.required and name not in found:
            problems.append(CellProblem(str(sheet.title), 0, "", _("Dit werkblad ontbreekt.")))
    return [(sheet, found[name]) for name, sheet in wanted.items() if name in found]


def _read_page(
    sheet: Sheet, page: ReadOnlyWorksheet, archive: SafeArchive, problems: list[CellProblem], max_rows: int
) -> list[Row]:
    title = str(sheet.title)
    for area in archive.merged.get(_part(page), ()):
        reason = _("Er zijn cellen samengevoegd (%(area)s). Splits ze weer.") % {"area": area}
        problems.append(CellProblem(title, 0, "", reason))
        if len(problems) > MAX_PROBLEMS:
            return []
    rows: list[Row] = []
    # The size that the file claims is not believed: it may hide rows or ask for millions of columns.
    lines = _lines(page, width=len(sheet.columns) + _EXTRA_COLUMNS)
    columns = _header(sheet, next(iter(lines), ()), problems)
    if columns is None:
        return []
    for number, cells in enumerate(lines, start=2):
        if len(problems) > MAX_PROBLEMS:
            break
        row = _read_row(sheet, columns, number, cells, problems)
        if row is None:
            continue
        if len(rows) == max_rows:
            reason = _("Dit werkblad heeft te veel rijen: hoogstens %(count)s.") % {"count": max_rows}
            problems.append(CellProblem(title, number, "", reason))
            break
        rows.append(row)
    return rows


def _lines(page: ReadOnlyWorksheet, *, width: int) -> Iterator[Line]:
    found = page.iter_rows(min_row=1, max_row=_LAST_ROW, max_col=width)  # type: ignore[misc]  # stubs borrow Worksheet's
    return cast("Iterator[Line]", found)


def _part(page: ReadOnlyWorksheet) -> str:
    """The name of the sheet's part in the archive; openpyxl has no public name for it."""
    path: str = page._worksheet_path  # type: ignore[attr-defined]  # missing from the stubs
    return path.lstrip("/")


def _header(sheet: Sheet, cells: Line, problems: list[CellProblem]) -> dict[int, Column] | None:
    """Which column stands where. None when a required column is missing or one is there twice: then no row is read."""
    title = str(sheet.title)
    by_title = {str(column.title).casefold(): column for column in sheet.columns}
    places: dict[int, Column] = {}
    for place, cell in enumerate(cells):
        text = one_line(cell.value) if isinstance(cell.value, str) else shown(cell.value)
        if not text:
            continue
        column = by_title.get(text.rstrip("* ").casefold())
        if column is None:
            problems.append(CellProblem(title, 1, shown(text), _("Deze kolom hoort er niet bij. Kijk naar de naam.")))
        else:
            places[place] = column
    counts = Counter(column.key for column in places.values())
    broken = False
    for column in sheet.columns:
        if counts[column.key] > 1:
            problems.append(CellProblem(title, 1, str(column.title), _("Deze kolom staat er twee keer in.")))
            broken = True
        elif counts[column.key] == 0 and column.required:
            problems.append(CellProblem(title, 1, str(column.title), _("Deze kolom ontbreekt.")))
            broken = True
    return None if broken else places


def _read_row(
    sheet: Sheet,
    columns: dict[int, Column],
    number: int,
    cells: Line,
    problems: list[CellProblem],
) -> Row | None:
    """One row; None when there is only white space in it."""
    if all(cell.value is None or (isinstance(cell.value, str) and not one_line(cell.value)) for cell in cells):
        return None
    title = str(sheet.title)
    values: dict[str, Value] = {column.key: None for column in sheet.columns}
    bad: set[str] = set()
    for place, cell in enumerate(cells):
        column = columns.get(place)
        if column is None:
            if shown(cell.value):
                name = get_column_letter(place + 1)
                reason = _("Hier staat iets buiten de kolommen.")
                problems.append(CellProblem(title, number, name, reason, shown(cell.value)))
            continue
        try:
            _refuse_what_is_computed(cell)
            values[column.key] = read_cell(unescaped(cell.value), column)
        except BadCell as error:
            bad.add(column.key)
            problems.append(CellProblem(title, number, str(column.title), str(error), shown(cell.value)))
    return Row(sheet=sheet.key, number=number, values=values, bad=frozenset(bad))


def _refuse_what_is_computed(cell: ReadOnlyCell | EmptyCell) -> None:
    """Raise BadCell for a formula, which is never evaluated (S12), and for what a formula left: #REF!."""
    if cell.data_type == "f":
        raise BadCell(_("Hier staat een formule. Vul de waarde zelf in."))
    if cell.data_type == "e":
        raise BadCell(_("Hier staat een fout van het rekenblad. Vul de waarde zelf in."))
