"""Workbooks that are damaged, enormous or made to harm: each only gets a sentence."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.imports.workbook import CellProblem, Column, Sheet, Workbook, read
from tests.integrations.filled_in import GOOD, HEADER, SHEETS, xlsx

BROKEN = "Dit is geen Excel-bestand (.xlsx) of het is beschadigd."
PASSWORD = (
    "Dit bestand heeft een wachtwoord, of is een oud Excel-bestand (.xls). Sla het op als .xlsx zonder wachtwoord."
)
UNPACKED = "Dit bestand is uitgepakt te groot. Haal weg wat niet nodig is."
FORBIDDEN = "Dit bestand bevat onderdelen die niet zijn toegestaan."


def rewritten(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A good workbook of which one part was changed."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(xlsx(HEADER, GOOD)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in source.namelist():
            content = source.read(name)
            archive.writestr(name, change(content) if name == part else content)
    return target.getvalue()


def bomb() -> bytes:
    """A sheet of 60 MB that packs to 60 kB."""
    return rewritten("xl/worksheets/sheet1.xml", lambda content: content + b" " * (60 * 1024 * 1024))


def lying_bomb() -> bytes:
    """The same, while the table of contents says the sheet is 100 bytes."""
    data = bytearray(bomb())
    real, small = struct.pack("<I", 60 * 1024 * 1024), struct.pack("<I", 100)
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = 0
        while (place := data.find(mark, place)) >= 0:
            size = struct.unpack_from("<I", data, place + offset)[0]
            if size > len(real) + 60 * 1024 * 1024 - 100:
                data[place + offset : place + offset + 4] = small
            place += 4
    return bytes(data)


def laughs(content: bytes) -> bytes:
    entities = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    return content.replace(b"<worksheet", f"{entities}]><worksheet".encode(), 1)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", BROKEN),
        (b"Naam;Sector\r\nDe Linde;po\r\n", BROKEN),
        (b"PK\x03\x04" + b"\x00" * 200, BROKEN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, PASSWORD),
        (rewritten("xl/workbook.xml", lambda content: content[:80]), BROKEN),
        (rewritten("xl/workbook.xml", lambda content: b""), BROKEN),
        (rewritten("xl/worksheets/sheet1.xml", lambda content: content[: len(content) // 2]), BROKEN),
        (rewritten("xl/worksheets/sheet1.xml", laughs), FORBIDDEN),
        (rewritten("xl/worksheets/sheet1.xml", lambda content: laughs(content).decode().encode("utf-16")), FORBIDDEN),
        (
            rewritten("xl/workbook.xml", lambda content: b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'>" + content),
            FORBIDDEN,
        ),
        (bomb(), UNPACKED),
        (lying_bomb(), BROKEN),
        (xlsx(HEADER, GOOD).getvalue()[:-30], BROKEN),
    ],
    ids=[
        "empty",
        "csv",
        "zip in name",
        "password",
        "cut workbook part",
        "empty workbook part",
        "cut sheet",
        "laughs",
        "laughs in utf-16",
        "outside entity",
        "bomb",
        "lying bomb",
        "cut archive",
    ],
)
def test_a_hostile_file_only_gets_a_sentence(data: bytes, reason: str) -> None:
    assert read(io.BytesIO(data), SHEETS) == Workbook(problems=(CellProblem("", 0, "", reason),))


def test_a_file_that_is_too_large_is_not_opened() -> None:
    found = read(io.BytesIO(b"PK" + b"\0" * 2_000_000), SHEETS, max_bytes=1024 * 1024)

    assert [problem.reason for problem in found.problems] == ["Dit bestand is te groot. Het mag hoogstens 1 MB zijn."]


@pytest.mark.parametrize(
    "change",
    [
        lambda content: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', content),
        lambda content: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:A1"', content),
    ],
)
def test_the_size_that_a_sheet_claims_is_not_believed(change: Callable[[bytes], bytes]) -> None:
    found = read(io.BytesIO(rewritten("xl/worksheets/sheet1.xml", change)), SHEETS)

    assert (len(found.rows), found.problems) == (1, ())


def test_a_row_far_away_is_read_and_one_past_the_end_is_not_waited_for() -> None:
    far = rewritten("xl/worksheets/sheet1.xml", lambda content: re.sub(rb'<row r="2"', b'<row r="90000"', content))
    past = rewritten(
        "xl/worksheets/sheet1.xml", lambda content: re.sub(rb'<row r="2"', b'<row r="9999999999"', content)
    )

    assert [row.number for row in read(io.BytesIO(far), SHEETS).rows] == [90000]
    assert read(io.BytesIO(past), SHEETS).rows == ()


def test_macros_pictures_and_links_to_other_files_are_left_out() -> None:
    data = io.BytesIO(xlsx(HEADER, GOOD).getvalue())
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0" * 100)
        archive.writestr("../../etc/cron.d/x", b"boo")
        archive.writestr("xl/externalLinks/externalLink1.xml", b"<!DOCTYPE boo>")
    data.seek(0)

    assert len(read(data, SHEETS).rows) == 1


@given(st.binary(max_size=300), st.integers(0, 5000))
def test_a_damaged_workbook_never_raises(noise: bytes, place: int) -> None:
    data = bytearray(GOOD_FILE)
    data[place : place + len(noise)] = noise

    assert isinstance(read(io.BytesIO(bytes(data)), SHEETS), Workbook)


GOOD_FILE = xlsx(HEADER, GOOD).getvalue()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Sheet("a", "Een te lange naam voor een werkblad", ()),
        lambda: Sheet("a", "a/b", ()),
        lambda: Sheet("a", "A", (Column("x", "X"), Column("y", "x"))),
        lambda: Column("x", "X", kind="choice"),
    ],
)
def test_a_sheet_that_excel_would_not_take_is_a_mistake_of_ours(make: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"sheet a|column x"):
        make()
