"""The numbers as files: what is hidden on the page is hidden here, and how it was counted goes along."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from planning.insight.rules.months import Took
from planning.insight.selectors import numbers
from planning.insight.selectors.numbers import YearNumbers
from scheduler.staff.insight.words import HIDDEN, HOW, NAMES, how_hidden
from scheduler.staff.privacy.files import csv_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Sheets:
    """The numbers per month, how long things took, each with its head."""

    months: tuple[Row, ...]
    took: tuple[Row, ...]


def sheets_of(year: YearNumbers, chosen: Sequence[tuple[str, UUID | None]]) -> Sheets:
    """The rows of a year for these schools; None is all together."""
    names = [date_format(month, "F Y") for month in year.months]
    rows: list[Row] = [(_("Wat"), _("School"), *names, _("Totaal"), _("Totaal tot en met"))]
    for measure, name in NAMES.items():
        table = year.of[measure]
        for label, school in chosen:
            cells = table.totals if school is None else table.cells[school]
            running = year.running(measure, school)
            until = names[running.months - 1] if running.months else ""
            rows.append((str(name), label, *(_cell(cell) for cell in cells), _cell(running.value), until))
    head = (_("Wat"), _("School"), _("Aantal"), _("Helft binnen (weken)"), _("Midden van"), _("Midden tot"))
    took: list[Row] = [head]
    for measure in numbers.TOOK:
        took += [(str(NAMES[measure]), label, *_took(year.took[measure][school])) for label, school in chosen]
    return Sheets(tuple(rows), tuple(took))


def _cell(value: int | None) -> str | int:
    return str(HIDDEN) if value is None else value


def _took(took: Took) -> list[str | int]:
    return [_cell(value) for value in (took.count, took.median, took.low, took.high)]


def csv_of(sheets: Sheets, *, name: str, threshold: int) -> HttpResponse:
    """One file: the months, the waiting times, and how it was counted."""
    head, *rows = sheets.months
    notes = [(line,) for line in _notes(threshold)]
    return csv_file(f"{name}.csv", head, [*rows, (), *sheets.took, (), *notes])


def xlsx_of(sheets: Sheets, *, name: str, threshold: int) -> HttpResponse:
    """A sheet each. Texts are never formulas, whatever a name begins with (S12)."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)  # noqa: S101  # a new workbook has one
    first.title = _("Per maand")
    _fill(first, sheets.months)
    _fill(book.create_sheet(_("Doorlooptijden")), sheets.took)
    _fill(book.create_sheet(_("Hoe geteld")), [(line,) for line in _notes(threshold)])
    content = io.BytesIO()
    book.save(content)
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(content.getvalue(), content_type=XLSX, headers=headers)


def _notes(threshold: int) -> list[str]:
    return [_("Hoe geteld"), how_hidden(threshold), *(str(line) for line in HOW)]


def _fill(sheet: Worksheet, rows: Sequence[Row]) -> None:
    for at, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(row=at, column=column, value=value or None if isinstance(value, str) else value)
            if isinstance(value, str) and value:
                cell.data_type = "s"
            if at == 1:
                cell.font = Font(bold=True)
    for column in range(1, max((len(row) for row in rows), default=0) + 1):
        widest = max((len(str(row[column - 1])) for row in rows if len(row) >= column), default=8)
        sheet.column_dimensions[get_column_letter(column)].width = min(widest + 2, 60)
    sheet.freeze_panes = "A2"
