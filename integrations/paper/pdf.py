"""Paper as PDF, A4. Real text with an outline, a title and a language; fpdf2 writes no structure tree."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from fpdf import FPDF, ViewerPreferences
from fpdf.fonts import FontFace

from integrations.paper.types import Block, Bullets, Paper, Paragraph, Table, clean, readable

PDF_TYPE = "application/pdf"
FONTS = Path(__file__).resolve().parent / "fonts"
FONT = "DejaVu"
MARGIN = 20.0  # millimetres, as everything here; letters are in points
INK, SOFT, LINE = (32, 40, 36), (92, 97, 88), (216, 210, 198)
BODY, SMALL = 10.0, 8.5
LEADING = 0.52  # millimetres of a line for a point of a letter


class _Sheet(FPDF):
    def __init__(self, paper: Paper) -> None:
        super().__init__(orientation="portrait", unit="mm", format="A4")
        self.add_font(FONT, "", FONTS / "DejaVuSansCondensed.ttf")
        self.add_font(FONT, "B", FONTS / "DejaVuSansCondensed-Bold.ttf")
        self.set_title(clean(paper.title))
        self.set_lang(paper.language)
        self.set_author(clean(paper.school.name))
        self.set_creation_date(paper.made.astimezone(dt.UTC))
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN + 4)
        self.paper, self.accent = paper, readable(paper.school.colour)

    def header(self) -> None:
        """The school's name over a line in its colour."""
        self.set_y(MARGIN - 8)
        self.ink(self.accent, SMALL, bold=True)
        self.cell(0, 5, clean(self.paper.school.name), new_x="LMARGIN", new_y="NEXT")
        self.set_draw_color(*self.accent)
        self.set_line_width(0.6)
        self.line(MARGIN, self.get_y() + 0.5, self.w - MARGIN, self.get_y() + 0.5)
        self.set_line_width(0.2)
        self.ln(6)

    def footer(self) -> None:
        """What the paper is, and which page of how many."""
        self.set_y(-MARGIN + 4)
        self.ink(SOFT, 7.5)
        self.cell(self.epw * 0.75, 4, clean(self.paper.footer), align="L")
        self.cell(0, 4, f"{self.paper.page_word} {self.page_no()}/{{nb}}".strip(), align="R")

    def ink(self, colour: tuple[int, int, int], size: float, *, bold: bool = False) -> None:
        self.set_text_color(*colour)
        self.set_font(FONT, "B" if bold else "", size)

    def words(self, text: str, size: float, *, bold: bool = False, colour: tuple[int, int, int] = INK) -> None:
        self.ink(colour, size, bold=bold)
        self.multi_cell(0, size * LEADING, clean(text), align="L", new_x="LMARGIN", new_y="NEXT")

    def heading(self, text: str) -> None:
        if self.will_page_break(24):  # a heading is not left alone at the foot
            self.add_page()
        self.ln(3)
        self.start_section(clean(text) or "–")
        self.words(text, 13, bold=True, colour=self.accent)
        self.ln(1.5)


def to_pdf(paper: Paper) -> bytes:
    """The paper as PDF, on as many A4 as it needs."""
    sheet = _Sheet(paper)
    sheet.add_page()
    sheet.words(paper.title, 18, bold=True)
    if paper.subtitle.strip():
        sheet.ln(1)
        sheet.words(paper.subtitle, 11, colour=SOFT)
    sheet.ln(2)
    for section in paper.sections:
        sheet.heading(section.heading)
        for block in section.blocks:
            _draw(sheet, block)
    return bytes(sheet.output())


def _draw(sheet: _Sheet, block: Block) -> None:
    if isinstance(block, Paragraph):
        if block.text.strip():
            sheet.words(block.text, SMALL if block.soft else BODY, colour=SOFT if block.soft else INK)
            sheet.ln(2)
    elif isinstance(block, Bullets):
        _list(sheet, block)
    else:
        _table(sheet, block)


def _list(sheet: _Sheet, block: Bullets) -> None:
    sheet.ink(INK, BODY)
    for number, item in enumerate(block.items, start=1):
        sheet.set_x(MARGIN + 2)
        sheet.cell(6, BODY * LEADING, f"{number}." if block.numbered else "•")
        sheet.multi_cell(0, BODY * LEADING, clean(item) or "–", align="L", new_x="LMARGIN", new_y="NEXT")
        sheet.ln(1)
    sheet.ln(1.5)


def _table(sheet: _Sheet, block: Table) -> None:
    sheet.ink(INK, SMALL + 0.5)
    sheet.set_draw_color(*LINE)
    with sheet.table(
        col_widths=block.widths or None,
        line_height=SMALL * 0.58,
        borders_layout="HORIZONTAL_LINES",
        text_align="LEFT",
        padding=1.2,
        headings_style=FontFace(emphasis="BOLD", color=sheet.accent),
    ) as table:
        table.row([clean(name) for name in block.columns])
        for row in block.rows:
            table.row([clean(cell) for cell in row])
    sheet.ln(3)
