"""The plan as a workbook: a sheet with every date, and a sheet by school."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from planning.people.roles import short_name
from planning.yearplan.selectors import SeriesRow


def year_workbook(series: Sequence[SeriesRow]) -> bytes:
    """All dates of these series. Texts are never formulas, whatever a name begins with (S12)."""
    book = Workbook()
    dates = book.active
    assert isinstance(dates, Worksheet)  # noqa: S101  # a new workbook has one
    dates.title = _("Alle data")
    _line(dates, [_("Datum"), _("Begin"), _("School"), _("Sector"), _("Nummer"), _("Minuten"), _("Deelnemers")])
    rows = [(planned, row) for row in series for planned in row.planned if planned.start is not None]
    for planned, row in sorted(rows, key=lambda each: (each[0].start, each[1].series.school.name)):
        local = localtime(planned.start)
        line = [local.date(), local.strftime("%H:%M"), row.series.title, row.series.school.sector]
        _line(dates, [*line, planned.number, row.series.minutes, _people(row)])
    schools = book.create_sheet(_("Per school"))
    most = max((len(row.planned) for row in series), default=0)
    _line(schools, [_("School"), *[str(number) for number in range(1, most + 1)]])
    for row in series:
        starts = [localtime(planned.start).date() if planned.start else _("geen") for planned in row.planned]
        _line(schools, [row.series.title, *starts])
    for sheet in (dates, schools):
        sheet.freeze_panes = "B2"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for column in range(1, sheet.max_column + 1):
            sheet.column_dimensions[get_column_letter(column)].width = 14
    dates.column_dimensions["C"].width = schools.column_dimensions["A"].width = 28
    dates.column_dimensions["G"].width = 70
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _people(row: SeriesRow) -> str:
    return ", ".join(f"{short_name(member.role)} {member.person.name}" for member in row.members)


def _line(sheet: Worksheet, values: list[object]) -> None:
    """Append a row; a text is written as text."""
    number = sheet.max_row + 1 if sheet.max_row > 1 or sheet["A1"].value is not None else 1
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row=number, column=column)
        cell.value = value  # type: ignore[assignment]  # str, int or date
        if isinstance(value, str):
            cell.data_type = "s"
