"""Workbooks: the template goes out and comes back, every bad cell is named, and a hostile file only gets a sentence."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from openpyxl import Workbook as Book
from openpyxl import load_workbook

from integrations.imports.workbook import CellProblem, Row, Workbook, read, template
from tests.integrations.filled_in import GOOD, HEADER, SHEETS, one, xlsx


def test_a_good_row_comes_back_typed() -> None:
    found = read(xlsx(HEADER, GOOD), SHEETS)

    assert found == Workbook(
        rows=(
            Row(
                sheet="schools",
                number=2,
                values={
                    "name": "De Linde",
                    "brin": "12AB",
                    "sector": "po",
                    "pupils": 210,
                    "hours": 0.8,
                    "since": dt.date(2026, 8, 1),
                    "opens": dt.time(8, 30),
                    "active": True,
                    "weekdays": ["mo", "we"],
                    "tags": ["a", "b"],
                },
            ),
        ),
        problems=(),
    )


def test_the_template_is_read_back_without_rows_or_problems() -> None:
    assert read(io.BytesIO(template(SHEETS)), SHEETS) == Workbook()


def test_the_template_holds_text_lists_and_no_formula() -> None:
    book = load_workbook(io.BytesIO(template(SHEETS)))

    assert book.sheetnames == ["Uitleg", "Scholen", "Vrije dagen", "Lijsten"]
    assert {cell.data_type for page in book for row in page for cell in row if cell.value is not None} == {"s"}
    assert [cell.value for row in book["Uitleg"] for cell in row if str(cell.value).startswith("=")] == [
        "=Basisschool De Voorbeeld"
    ]
    page = book["Scholen"]
    assert [cell.value for cell in page[1]] == HEADER
    assert [(str(rule.sqref), rule.formula1) for rule in page.data_validations.dataValidation] == [
        ("C2:C5001", "Lijsten!$A$1:$A$2"),
        ("H2:H5001", "Lijsten!$B$1:$B$2"),
    ]
    assert [cell.value for cell in book["Lijsten"]["A"]] == ["Primair, basis", "Voortgezet"]
    assert page.column_dimensions["B"].number_format == "@"
    assert [bool(cell.comment) for cell in page[1]] == [True] * len(HEADER)


def test_a_filled_in_template_is_read() -> None:
    book = load_workbook(io.BytesIO(template(SHEETS)))
    book["Scholen"].append(GOOD)
    book["Vrije dagen"].append(["5-10-2026"])
    file = io.BytesIO()
    book.save(file)
    file.seek(0)

    found = read(file, SHEETS)

    assert found.problems == ()
    assert [(row.sheet, row.number) for row in found.rows] == [("schools", 2), ("days", 2)]
    assert found.sheet("days")[0].values == {"day": dt.date(2026, 10, 5)}


@pytest.mark.parametrize(
    ("key", "raw", "value"),
    [
        ("name", "  De\u00a0Linde _x0001_", "De Linde"),
        ("name", "De_x000D_\nLinde_x005F_", "De Linde_"),
        ("name", "De \u202eLinde\u200b", "De Linde\u200b"),
        ("name", "De\nLinde", "De Linde"),
        ("name", 12, "12"),
        ("name", 12.0, "12"),
        ("brin", " 12AB\u00a0", "12AB"),
        ("brin", "  ", None),
        ("sector", "VOORTGEZET", "vo"),
        ("sector", "po", "po"),
        ("pupils", "210", 210),
        ("pupils", 210.0, 210),
        ("hours", "0,8", 0.8),
        ("hours", 1, 1.0),
        ("since", "1-8-2026", dt.date(2026, 8, 1)),
        ("since", "01/08/2026", dt.date(2026, 8, 1)),
        ("since", "2026-08-01", dt.date(2026, 8, 1)),
        ("since", "1 augustus 2026", dt.date(2026, 8, 1)),
        ("since", "1 aug. 2026", dt.date(2026, 8, 1)),
        ("opens", "8:30", dt.time(8, 30)),
        ("opens", "08.30 uur", dt.time(8, 30)),
        ("opens", "8u30", dt.time(8, 30)),
        ("opens", dt.time(8, 29, 59, 999000), dt.time(8, 30)),
        ("active", "Nee", False),
        ("active", True, True),
        ("active", 1, True),
        ("weekdays", "MA, wo\nma", ["mo", "we"]),
        ("weekdays", None, None),
        ("tags", "x;;y; x", ["x", "y"]),
        ("tags", 5, ["5"]),
    ],
)
def test_what_people_type_is_understood(key: str, raw: object, value: object) -> None:
    assert one(key, raw) == (value, "")


@pytest.mark.parametrize(
    ("key", "raw", "reason"),
    [
        ("name", None, "Hier moet iets staan."),
        ("name", " \u00a0 ", "Hier moet iets staan."),
        ("name", "x" * 31, "Dit is te lang: hoogstens 30 tekens."),
        ("name", True, "Hier staat waar of onwaar, geen tekst."),
        (
            "name",
            dt.datetime(2026, 2, 1),
            "Het programma heeft hier een datum of tijd van gemaakt. Zet de cel op ‘Tekst’ en typ het opnieuw.",
        ),
        ("name", "=1+1", "Hier staat een formule. Vul de waarde zelf in."),
        ("hours", "=SUM(A1:A2)", "Hier staat een formule. Vul de waarde zelf in."),
        ("hours", "#REF!", "Hier staat een fout van het rekenblad. Vul de waarde zelf in."),
        ("brin", "1234", "Dit heeft niet de juiste vorm. Twee cijfers en twee letters, bijvoorbeeld 12AB."),
        ("sector", "mbo", "Dit is geen keuze uit de lijst. Kies uit: Primair, basis, Voortgezet."),
        ("pupils", "veel", "Dit is geen heel getal."),
        ("pupils", 2.5, "Dit is geen heel getal."),
        ("pupils", True, "Dit is geen heel getal."),
        ("pupils", -1, "Dit getal moet liggen tussen 0 en 5000."),
        ("hours", "1.000,50", "Dit is geen getal."),
        ("hours", -0.5, "Dit getal moet 0 of meer zijn."),
        ("since", "31-2-2026", "Deze datum bestaat niet."),
        ("since", "1 foo 2026", "Deze datum bestaat niet."),
        ("since", "1-8-26", "Dit is geen datum. Zet de cel op ‘Datum’, of typ bijvoorbeeld 1-9-2026."),
        ("since", 46235, "Dit is geen datum. Zet de cel op ‘Datum’, of typ bijvoorbeeld 1-9-2026."),
        ("since", "1-8-0026", "Deze datum kan niet kloppen. Kijk naar het jaartal."),
        ("since", dt.datetime(2026, 8, 1, 9, 0), "Hier staat ook een tijd bij. Vul alleen de datum in."),
        ("opens", "25:00", "Dit is geen tijd. Typ bijvoorbeeld 8:30."),
        ("opens", "half negen", "Dit is geen tijd. Typ bijvoorbeeld 8:30."),
        ("opens", 8.5, "Dit is geen tijd. Typ bijvoorbeeld 8:30."),
        ("active", "misschien", "Vul ‘ja’ of ‘nee’ in."),
        ("weekdays", "ma; zo", "Dit is geen keuze uit de lijst. Kies uit: ma, di, wo."),
    ],
)
def test_what_cannot_be_understood_is_named(key: str, raw: object, reason: str) -> None:
    assert one(key, raw) == (None, reason)


def test_a_problem_names_sheet_row_column_and_what_stood_there() -> None:
    found = read(xlsx(HEADER, GOOD, [None] * 10, ["X" * 100, *GOOD[1:]]), SHEETS)

    assert found.problems == (
        CellProblem("Scholen", 4, "Naam", "Dit is te lang: hoogstens 30 tekens.", "X" * 39 + "…"),
    )
    assert [(row.number, row.bad) for row in found.rows] == [(2, frozenset()), (4, frozenset({"name"}))]


def test_columns_may_stand_in_another_order_and_case() -> None:
    found = read(xlsx([" SECTOR *", "naam"], ["po", "De Linde"], title="scholen "), SHEETS)

    assert found.problems == ()
    assert (found.rows[0].values["name"], found.rows[0].values["sector"]) == ("De Linde", "po")


def hide(book: Book) -> None:
    book.create_sheet("Uitleg")
    book["Scholen"].sheet_state = "hidden"


def merge(book: Book) -> None:
    book["Scholen"].merge_cells("A2:B3")


@pytest.mark.parametrize(
    ("file", "problems"),
    [
        (
            xlsx(HEADER, title="Schoolen"),
            [
                ("Schoolen", 0, "", "Dit werkblad hoort er niet bij. Haal het weg."),
                ("Scholen", 0, "", "Dit werkblad ontbreekt."),
            ],
        ),
        (xlsx(), [("Scholen", 1, "Naam", "Deze kolom ontbreekt."), ("Scholen", 1, "Sector", "Deze kolom ontbreekt.")]),
        (
            xlsx(["Naam", "Sector", "naam"], ["a", "po", "b"]),
            [("Scholen", 1, "Naam", "Deze kolom staat er twee keer in.")],
        ),
        (
            xlsx(["Naam", "Sector", "Plaats"], ["a", "po"]),
            [("Scholen", 1, "Plaats", "Deze kolom hoort er niet bij. Kijk naar de naam.")],
        ),
        (
            xlsx(["Naam", "Sector"], ["a", "po", None, "losse tekst"]),
            [("Scholen", 2, "D", "Hier staat iets buiten de kolommen.")],
        ),
        (xlsx(HEADER, change=hide), [("Scholen", 0, "", "Dit werkblad is verborgen. Maak het zichtbaar.")]),
        (
            xlsx(HEADER, GOOD, GOOD, change=merge),
            [
                ("Scholen", 0, "", "Er zijn cellen samengevoegd (A2:B3). Splits ze weer."),
                ("Scholen", 3, "Naam", "Hier moet iets staan."),
            ],
        ),
    ],
)
def test_a_workbook_of_another_shape_is_named(file: io.BytesIO, problems: list[tuple[str, int, str, str]]) -> None:
    found = read(file, SHEETS)

    assert [(p.sheet, p.row, p.column, p.reason) for p in found.problems] == problems


def test_too_many_rows_are_not_read() -> None:
    found = read(xlsx(["Naam", "Sector"], *[[f"School {n}", "po"] for n in range(12)]), SHEETS, max_rows=10)

    assert len(found.rows) == 10
    assert [(p.row, p.reason) for p in found.problems] == [(12, "Dit werkblad heeft te veel rijen: hoogstens 10.")]


def test_complaints_stop_somewhere() -> None:
    found = read(xlsx(["Naam", "Sector"], *[["a", "?"] for _ in range(900)]), SHEETS)

    assert len(found.problems) == 501
    assert found.problems[-1].reason == "Er is nog meer mis. Verbeter eerst wat hierboven staat."
