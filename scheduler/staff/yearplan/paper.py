"""The plan on paper: the year as a wall poster (A3), and the dates of one person or one school (A4), as PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from fpdf import FPDF

from integrations.paper import FONT, FONTS
from planning.yearplan.models import YearPlan
from planning.yearplan.selectors import YearPage
from planning.yearplan.selectors.year import Cell, Mark, YearRow
from scheduler.design import dates

MARGIN = 10.0  # millimetres, as everything here
NAME = 46.0  # the column of schools
HEAD = 34.0  # title, months, weeks and holidays
FOOT = 14.0
TALLEST, LOWEST = 9.0, 5.2  # of a row; more schools go on to a next sheet

INK, SOFT, LINE, FREE = (32, 40, 36), (105, 110, 100), (216, 210, 198), (236, 231, 221)
TONES = ((205, 228, 217), (247, 220, 170), (197, 221, 240), (241, 203, 190), (217, 209, 240))  # Monday to Friday


class Sheet(FPDF):
    """A page with our letters, a title, the language and who made it: what a screen reader wants of a PDF."""

    def __init__(self, *, title: str, made: dt.datetime, wide: bool) -> None:
        super().__init__(orientation="landscape" if wide else "portrait", unit="mm", format="A3" if wide else "A4")
        self.add_font(FONT, "", FONTS / "DejaVuSansCondensed.ttf")
        self.add_font(FONT, "B", FONTS / "DejaVuSansCondensed-Bold.ttf")
        self.set_title(title)
        self.set_lang("nl-NL")
        self.set_author("Aan tafel")
        self.set_creation_date(made)
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=False)
        self._made = made

    def footer(self) -> None:
        """When it was made, and which sheet this is: an old poster must be known for what it is."""
        self.set_y(-MARGIN)
        self.write_in(SOFT, 7)
        stamp = _("Gemaakt op %(day)s") % {"day": dates.long_day(self._made)}
        self.cell(0, 4, f"{stamp} · {self.page_no()}/{{nb}}", align="R")

    def write_in(self, colour: tuple[int, int, int], size: float, *, bold: bool = False) -> None:
        """The next words: colour, points, weight."""
        self.set_text_color(*colour)
        self.set_font(FONT, "B" if bold else "", size)

    def words(self, x: float, y: float, width: float, height: float, text: str, *, align: str = "L") -> None:
        """One line of text in a box, cut off where it does not fit."""
        while text and self.get_string_width(text) > width:
            text = text.removesuffix("…")[:-1].rstrip() + "…" if len(text) > 2 else ""
        self.set_xy(x, y)
        self.cell(width, height, text, align=align)

    def bytes(self) -> bytes:
        """The file."""
        return bytes(self.output())


def poster(page: YearPage, *, made: dt.datetime) -> bytes:
    """The year of all schools, schools by weeks, holidays shaded; on as many A3 sheets as the schools need."""
    sheet = Sheet(title=_("SOT-overleggen %(year)s") % {"year": page.plan}, made=made, wide=True)
    room = sheet.h - 2 * MARGIN - HEAD - FOOT
    height = min(TALLEST, max(LOWEST, room / max(len(page.rows), 1)))
    a_sheet = max(int(room // height), 1)
    sheets = [page.rows[at : at + a_sheet] for at in range(0, len(page.rows), a_sheet)] or [()]
    for rows in sheets:
        sheet.add_page()
        sheet.start_section(_first_and_last(rows) or str(page.plan))
        _Grid(sheet, page, height=height).draw(rows)
    return sheet.bytes()


def _first_and_last(rows: Sequence[YearRow]) -> str:
    names = [row.row.series.school.name for row in rows]
    return f"{names[0]} – {names[-1]}" if names else ""


class _Grid:
    """One sheet of the poster."""

    def __init__(self, sheet: Sheet, page: YearPage, *, height: float) -> None:
        self.sheet, self.page, self.height = sheet, page, height
        self.top = MARGIN + HEAD
        self.width = (sheet.w - 2 * MARGIN - NAME) / max(len(page.weeks), 1)

    def draw(self, rows: Sequence[YearRow]) -> None:
        self._title()
        self._holidays(len(rows))
        self._weeks()
        for number, row in enumerate(rows):
            self._row(row, self.top + number * self.height)
        self._key()

    def _x(self, week: int) -> float:
        return MARGIN + NAME + week * self.width

    def _title(self) -> None:
        sheet = self.sheet
        sheet.write_in(INK, 20, bold=True)
        sheet.words(MARGIN, MARGIN, 260, 10, _("SOT-overleggen %(year)s") % {"year": self.page.plan})
        sheet.write_in(SOFT, 11)
        sheet.words(sheet.w - MARGIN - 130, MARGIN, 130, 10, self.page.plan.swv.name, align="R")

    def _holidays(self, rows: int) -> None:
        """Grey over free weeks, with the name of the holiday above."""
        sheet, week = self.sheet, 0
        for holiday in self.page.holidays:
            if holiday.name:
                width = holiday.weeks * self.width
                sheet.set_fill_color(*FREE)
                sheet.rect(self._x(week), self.top - 7, width, rows * self.height + 7, style="F")
                sheet.write_in(SOFT, 6)
                # A holiday of one week is narrower than its name: the name may hang over both its neighbours.
                sheet.words(self._x(week) - 8, self.top - 19.5, width + 16, 4, holiday.name, align="C")
            week += holiday.weeks

    def _weeks(self) -> None:
        sheet, at = self.sheet, 0
        for month in self.page.months:
            sheet.write_in(INK, 9, bold=True)
            sheet.words(self._x(at), self.top - 14, month.weeks * self.width, 5, dates.long_day(month.first).split()[2])
            at += month.weeks
        sheet.write_in(SOFT, 6.5)
        for number, week in enumerate(self.page.weeks):
            sheet.words(self._x(number), self.top - 6, self.width, 5, str(week.number), align="C")

    def _row(self, row: YearRow, y: float) -> None:
        sheet, series = self.sheet, row.row.series
        sheet.set_draw_color(*LINE)
        sheet.line(MARGIN, y, sheet.w - MARGIN, y)
        sheet.write_in(INK, 8, bold=True)
        sheet.words(MARGIN, y, NAME - 9, self.height, series.title)
        sheet.write_in(SOFT, 6.5)
        sheet.words(MARGIN + NAME - 9, y, 8, self.height, series.school.sector)
        for number, cell in enumerate(row.cells):
            self._cell(cell, self._x(number), y)

    def _cell(self, cell: Cell, x: float, y: float) -> None:
        sheet = self.sheet
        if not cell.free:
            sheet.set_fill_color(*LINE)
            for weekday, _name in cell.closed:
                sheet.rect(
                    x + (weekday + 0.25) * self.width / 5, y + 0.6, self.width / 10, self.height - 1.2, style="F"
                )
        share = self.width / max(len(cell.marks), 1)
        for number, mark in enumerate(cell.marks):
            self._mark(mark, x + number * share, y, share)

    def _mark(self, mark: Mark, x: float, y: float, width: float) -> None:
        """The weekday in colour and in letters, and the day of the month."""
        sheet, pad = self.sheet, 0.4
        sheet.set_fill_color(*TONES[mark.tone - 1])
        sheet.rect(
            x + pad, y + pad, width - 2 * pad, self.height - 2 * pad, style="F", round_corners=True, corner_radius=1
        )
        weekday, number, _month = dates.short_day(mark.at.date()).split()
        sheet.write_in(INK, 7 if self.height > 6 else 6, bold=True)
        sheet.words(x, y, width, self.height, f"{weekday} {number}", align="C")

    def _key(self) -> None:
        """What the colours mean."""
        sheet, y = self.sheet, self.sheet.h - MARGIN - 5
        names = [dates.long_day(dt.date(2024, 1, 1 + number)).split()[0] for number in range(5)]
        x = MARGIN
        for tone, name in [*zip(TONES, names, strict=True), (FREE, _("vakantie")), (LINE, _("studiedag of feestdag"))]:
            sheet.set_fill_color(*tone)
            sheet.rect(x, y + 0.8, 5, 3.4, style="F")
            sheet.write_in(SOFT, 8)
            sheet.words(x + 6.5, y, 40, 5, name)
            x += 14 + sheet.get_string_width(name)


@dataclass(frozen=True, slots=True)
class Date:
    """One line of a list of dates: local start and end, at which school, and who comes."""

    start: dt.datetime
    end: dt.datetime
    what: str
    where: str
    who: str


def date_list(plan: YearPlan, *, title: str, under: str, rows: Iterable[Date], made: dt.datetime) -> bytes:
    """The dates of one person or one school in order, as a table that goes on over pages."""
    sheet = Sheet(title=f"{title} – {plan}", made=made, wide=False)
    sheet.set_auto_page_break(auto=True, margin=MARGIN + 8)
    sheet.add_page()
    sheet.start_section(title)
    sheet.write_in(INK, 18, bold=True)
    sheet.multi_cell(0, 9, title, new_x="LMARGIN", new_y="NEXT")
    sheet.write_in(SOFT, 10)
    sheet.multi_cell(0, 6, under, new_x="LMARGIN", new_y="NEXT")
    sheet.ln(4)
    every = sorted(rows, key=lambda row: (row.start, row.what))
    if not every:
        sheet.write_in(INK, 10)
        sheet.multi_cell(0, 6, _("Er zijn nog geen data."))
        return sheet.bytes()
    sheet.write_in(INK, 9)
    sheet.set_draw_color(*LINE)
    with sheet.table(
        col_widths=(42, 24, 54, 70), line_height=5, borders_layout="HORIZONTAL_LINES", text_align="LEFT", padding=1
    ) as table:
        table.row([_("Dag"), _("Tijd"), _("Overleg"), _("Met")])
        for row in every:
            where = f"{row.what}\n{row.where}" if row.where else row.what
            table.row([dates.long_day(row.start), f"{row.start:%H:%M}–{row.end:%H:%M}", where, row.who])
    return sheet.bytes()
