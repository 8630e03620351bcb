"""A small workbook and how to fill it in."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

from openpyxl import Workbook as Book

from integrations.imports.workbook import Column, Sheet, read

SCHOOLS = Sheet(
    key="schools",
    title="Scholen",
    help="Eén rij per school.",
    columns=(
        Column("name", "Naam", required=True, example="=Basisschool De Voorbeeld", max_length=30),
        Column("brin", "BRIN", pattern=r"\d{2}[A-Z]{2}", help="Twee cijfers en twee letters, bijvoorbeeld 12AB."),
        Column(
            "sector", "Sector", kind="choice", required=True, choices=(("po", "Primair, basis"), ("vo", "Voortgezet"))
        ),
        Column("pupils", "Leerlingen", kind="integer", minimum=0, maximum=5000),
        Column("hours", "Uren", kind="number", minimum=0),
        Column("since", "Vanaf", kind="date"),
        Column("opens", "Begint om", kind="time"),
        Column("active", "Doet mee", kind="yes_no"),
        Column("weekdays", "Dagen", kind="list", choices=(("mo", "ma"), ("tu", "di"), ("we", "wo"))),
        Column("tags", "Labels", kind="list"),
    ),
)
DAYS = Sheet(
    key="days", title="Vrije dagen", columns=(Column("day", "Datum", kind="date", required=True),), required=False
)
SHEETS = (SCHOOLS, DAYS)
HEADER = [column.title for column in SCHOOLS.columns]
GOOD = ["De Linde", "12AB", "Primair, basis", 210, 0.8, dt.datetime(2026, 8, 1), dt.time(8, 30), "ja", "ma; wo", "a, b"]


def xlsx(*rows: list[object], title: str = "Scholen", change: Callable[[Book], None] = lambda book: None) -> io.BytesIO:
    """A workbook with one sheet, the header row given by the test or left out."""
    book = Book()
    page = book.active
    assert page is not None
    page.title = title
    for row in rows:
        page.append(row)
    change(book)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def one(key: str, raw: object) -> tuple[object, str]:
    """Read one row in which column `key` holds `raw`; its value and the reason it was refused."""
    row = dict(zip([column.key for column in SCHOOLS.columns], GOOD, strict=True)) | {key: raw}
    found = read(xlsx(HEADER, list(row.values())), SHEETS)
    assert len(found.rows) == 1
    return found.rows[0].values[key], " ".join(problem.reason for problem in found.problems)
