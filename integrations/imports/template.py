"""The empty workbook that people download and fill in: one sheet per kind of thing, and a page that explains."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook as NewWorkbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from integrations.imports.schema import Column, Kind, Sheet
from integrations.plaintext import one_line

EXPLANATION = "Uitleg"
"""The sheet with the explanation and the examples; the reader passes over it."""
LISTS = "Lijsten"
"""The hidden sheet with the choices; Excel takes at most 255 characters of them inside a rule."""

_FORMATS: dict[Kind, str] = {"date": "dd-mm-yyyy", "time": "hh:mm", "integer": "0", "number": "General"}
_HEADER = PatternFill("solid", start_color="FFDCE6F1")
_ROWS = 5000


def template(sheets: Sequence[Sheet]) -> bytes:
    """An .xlsx with an empty sheet per Sheet, an explanation with an example of every column, and lists to choose from.

    What it gives, `read` takes back without a problem and without a row. Text is always text, never a formula (S12).
    """
    book = NewWorkbook()
    explanation = book.active
    if not isinstance(explanation, Worksheet):  # pragma: no cover - a new workbook has one
        raise TypeError("a new workbook has no sheet")
    explanation.title = EXPLANATION
    _explain(explanation, sheets)
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    for sheet in sheets:
        _empty_sheet(book.create_sheet(str(sheet.title)), sheet, lists)
    book.move_sheet(lists, offset=len(sheets))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def write_text(cell: Cell, text: str) -> None:
    """Put `text` into a cell as text, also when it starts with "=" (S12)."""
    cell.value = one_line(text)
    cell.data_type = "s"


def _explain(page: Worksheet, sheets: Sequence[Sheet]) -> None:
    row = 1
    for text in (
        _("Vul de werkbladen in. Laat de namen van de werkbladen en van de kolommen staan."),
        _("Er wordt niets ingelezen zolang er iets niet klopt: u ziet eerst per cel wat er mis is."),
    ):
        write_text(_cell(page, row, 1), text)
        row += 1
    headers = (_("Kolom"), _("Verplicht"), _("Wat vult u in"), _("Keuzes"), _("Voorbeeld"))
    for sheet in sheets:
        row += 1
        title = _cell(page, row, 1)
        write_text(title, str(sheet.title))
        title.font = Font(bold=True, size=14)
        row += 1
        if sheet.help:
            write_text(_cell(page, row, 1), str(sheet.help))
            row += 1
        for number, header in enumerate(headers, start=1):
            write_text(_cell(page, row, number), header)
            _cell(page, row, number).font = Font(bold=True)
        row += 1
        for column in sheet.columns:
            choices = ", ".join(str(title) for _value, title in column.choices)
            required = _("ja") if column.required else _("nee")
            for number, text in enumerate((column.title, required, _what(column), choices, column.example), start=1):
                write_text(_cell(page, row, number), str(text))
                _cell(page, row, number).alignment = Alignment(wrap_text=True, vertical="top")
            row += 1
    for letter, width in zip("ABCDE", (24, 11, 60, 50, 32), strict=True):
        page.column_dimensions[letter].width = width


def _empty_sheet(page: Worksheet, sheet: Sheet, lists: Worksheet) -> None:
    for number, column in enumerate(sheet.columns, start=1):
        header = _cell(page, 1, number)
        write_text(header, str(column.title))
        header.font = Font(bold=column.required)
        header.fill = _HEADER
        header.comment = Comment(_comment(column), "Aan tafel", width=320, height=140)
        letter = get_column_letter(number)
        # Text columns are set to text, or 1-2 becomes the first of February and a leading zero disappears.
        page.column_dimensions[letter].number_format = _FORMATS.get(column.kind, "@")
        page.column_dimensions[letter].width = max(14, len(str(column.title)) + 4)
        if rule := _rule(column, lists):
            rule.add(f"{letter}2:{letter}{_ROWS + 1}")
            page.add_data_validation(rule)
    page.freeze_panes = "A2"


def _rule(column: Column, lists: Worksheet) -> DataValidation | None:
    """The list to choose from. A "list" column takes several items, which no rule of a spreadsheet can check."""
    titles = [_("ja"), _("nee")] if column.kind == "yes_no" else [str(title) for _value, title in column.choices]
    if column.kind not in {"choice", "yes_no"}:
        return None
    place = lists.max_column + 1 if lists.cell(1, 1).value is not None else 1
    for row, title in enumerate(titles, start=1):
        write_text(_cell(lists, row, place), title)
    letter = get_column_letter(place)
    return DataValidation(
        type="list",
        formula1=f"{LISTS}!${letter}$1:${letter}${len(titles)}",
        allow_blank=not column.required,
        showErrorMessage=True,
        errorTitle=_("Kies uit de lijst"),
        error=_("Kies een van de mogelijkheden uit de lijst."),
    )


def _what(column: Column) -> str:
    kinds: dict[Kind, str] = {
        "text": _("Tekst."),
        "integer": _("Een heel getal."),
        "number": _("Een getal."),
        "date": _("Een datum, bijvoorbeeld 1-9-2026."),
        "time": _("Een tijd, bijvoorbeeld 8:30."),
        "yes_no": _("Ja of nee."),
        "choice": _("Een keuze uit de lijst."),
        "list": _("Een of meer, met een puntkomma ertussen."),
    }
    return " ".join(part for part in (kinds[column.kind], str(column.help)) if part)


def _comment(column: Column) -> str:
    lines = [_what(column), _("Verplicht.") if column.required else _("Mag leeg blijven.")]
    if column.example:
        lines.append(_("Voorbeeld: %(example)s") % {"example": column.example})
    return "\n".join(lines)


def _cell(page: Worksheet, row: int, column: int) -> Cell:
    cell = page.cell(row, column)
    if not isinstance(cell, Cell):  # pragma: no cover - merged cells only, and we merge none
        raise TypeError("a merged cell")
    return cell
