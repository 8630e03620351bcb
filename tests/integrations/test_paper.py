"""Paper: what was given stands in both files, in order, and nobody's name stands in what the file says of itself."""

import datetime as dt
import io
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from integrations.paper import Bullets, Paper, Paragraph, Section, Style, Table, readable, to_docx, to_pdf

MADE = dt.datetime(2026, 11, 3, 14, 30, tzinfo=dt.UTC)
PAPER = Paper(
    title="Verslag van het overleg",
    subtitle="De Linde · dinsdag 3 november 2026",
    school=Style(name="De Linde", colour="#8a1c4b"),
    made=MADE,
    footer="Verslag, versie 2",
    page_word="bladzijde",
    sections=(
        Section("Wat is er besproken?", (Paragraph("Een.\nNog één: naïef, š, ğ."), Paragraph("Bron", soft=True))),
        Section("Doelen", (Bullets(("Lezen lukt.", "Rust in de klas."), numbered=True), Bullets(("Los punt.",)))),
        Section("Nog een lijst", (Bullets(("Weer één.",), numbered=True),)),
        Section("Afspraken", (Table(("Wie", "Wat"), (("Noor", "Belt."), ("Ayşe", "Kijkt mee.")), widths=(1, 3)),)),
    ),
)  # fmt: skip


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_pdf_says_all_of_it_in_order():
    text = words_of(to_pdf(PAPER))
    places = [
        text.index(word) for word in ("Verslag van het overleg", "naïef, š, ğ.", "1. Lezen", "2. Rust", "• Los", "Ayşe")
    ]
    assert places == sorted(places)
    assert "Verslag, versie 2" in text
    assert "bladzijde 1/1" in text


def test_the_pdf_knows_its_title_language_and_headings_and_no_person():
    reader = PdfReader(io.BytesIO(to_pdf(PAPER)))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Verslag van het overleg", "De Linde")
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "nl-NL"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert [row.title for row in reader.outline] == [section.heading for section in PAPER.sections]


def test_a_long_paper_repeats_its_header_and_the_names_of_the_columns():
    many = Table(("Wie", "Wat"), tuple((f"naam {n}", "doet iets " * 8) for n in range(80)))
    long = Paper(title="Lang", school=Style("De Linde"), made=MADE, sections=(Section("Alles", (many,)),))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(to_pdf(long))).pages]
    assert len(pages) > 2
    assert all("De Linde" in page and "Wie" in page for page in pages)
    assert f"{len(pages)}/{len(pages)}" in pages[-1]


def test_the_word_file_has_words_own_styles():
    document = Document(io.BytesIO(to_docx(PAPER)))
    found = [(row.style.name, row.text) for row in document.paragraphs if row.text]
    assert found[:3] == [
        ("Title", PAPER.title),
        ("Subtitle", PAPER.subtitle),
        ("Heading 1", "Wat is er besproken?"),
    ]
    assert [text for style, text in found if style == "List Number"] == ["Lezen lukt.", "Rust in de klas.", "Weer één."]
    assert [text for style, text in found if style == "List Bullet"] == ["Los punt."]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Wie", "Wat"],
        ["Noor", "Belt."],
        ["Ayşe", "Kijkt mee."],
    ]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert document.sections[0].header.paragraphs[0].text == "De Linde"


def test_a_second_numbered_list_begins_at_one():
    document = Document(io.BytesIO(to_docx(PAPER)))
    numbers = [row._p.pPr.numPr.numId.val for row in document.paragraphs if row.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]


def test_the_word_file_is_dutch_and_names_nobody():
    file = to_docx(PAPER)
    core = Document(io.BytesIO(file)).core_properties
    assert (core.author, core.last_modified_by, core.language, core.comments) == ("De Linde", "", "nl-NL", "")
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        assert b'w:val="nl-NL"' in packed.read("word/styles.xml")
        assert b"NUMPAGES" in packed.read("word/footer1.xml")
        assert not any(b"python-docx" in packed.read(name) for name in packed.namelist())


@pytest.mark.parametrize("colour", ["#ffffff", "#ffee00", "#000000", "#1f5c4a", "", "red", "#12", "#zzzzzz"])
def test_every_colour_can_be_read_on_white(colour):
    red, green, blue = readable(colour)
    channels = [value / 255 for value in (red, green, blue)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (light + 0.05) >= 4.5


def test_a_table_that_does_not_fit_its_columns_is_refused():
    with pytest.raises(ValueError, match="every column"):
        Table(("Wie", "Wat"), (("Noor",),))
    with pytest.raises(ValueError, match="every column"):
        Table((), ())


anything = st.text(max_size=60)


@settings(max_examples=25, deadline=None)
@given(title=anything, heading=anything, text=anything, item=anything, cell=anything)
def test_whatever_somebody_typed_makes_two_whole_files(title, heading, text, item, cell):
    paper = Paper(
        title=title,
        school=Style(name=title, colour=heading),
        made=MADE,
        sections=(Section(heading, (Paragraph(text), Bullets((item, item)), Table((cell,), ((text,),)))),),
    )
    assert len(PdfReader(io.BytesIO(to_pdf(paper))).pages) >= 1
    Document(io.BytesIO(to_docx(paper)))
