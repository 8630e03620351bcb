"""The copy of a case for a parent or pupil as PDF: the same words as its page, on A4 (art. 15 AVG)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from integrations.paper import FONT
from planning.cases.models import Case, Party
from planning.privacy.copies import OTHER, Section
from planning.privacy.selectors import LogLine
from scheduler.design import dates
from scheduler.staff.consent.proof_paper import INK, Sheet

LABEL = 46.0  # millimetres for what stands before a value


def copy_pdf(
    case: Case, party: Party, sections: Sequence[Section], *, log: Sequence[LogLine], now: dt.datetime
) -> bytes:
    """Everything of `sections` and who looked, to read and to print. Has headings that a reader can jump to."""
    sheet = Sheet(title=_("Kopie van casus %(ref)s") % {"ref": case.reference}, made=now)
    sheet.words(_("Wat de school vastlegt over uw kind"), size=17, bold=True, gap=2)
    made = _("gemaakt op %(day)s voor %(name)s") % {"day": dates.long_day(now), "name": party.name}
    sheet.words(f"{case.school} · {_('casus')} {case.reference} · {made}", size=11)
    sheet.words(
        _(
            "Gegevens van de andere ouder staan er niet in. Waar die in een tekst stonden, ziet u %(sign)s. "
            "Klopt er iets niet, of wilt u er iets bij zetten? Zeg het tegen de school."
        )
        % {"sign": OTHER},
        gap=4,
    )
    for section in sections:
        _heading(sheet, section.title)
        for row in section.rows:
            for label, value in zip(section.columns, row, strict=True):
                _line(sheet, label, value)
            sheet.rule()
    _heading(sheet, _("Wie er in het dossier keek"))
    if not log:
        sheet.words(_("Nog niemand."))
    for one in log:
        what = f"{one.action} ({one.result})" if one.refused else one.action
        who = f"{one.who}, {one.role}" if one.role else one.who
        _line(sheet, dates.stretch(one.at, None), f"{who}: {what}")
    return bytes(sheet.output())


def _heading(sheet: Sheet, text: str) -> None:
    if sheet.will_page_break(24):  # a heading is not left alone at the foot
        sheet.add_page()
    sheet.ln(2)
    sheet.start_section(text)
    sheet.words(text, size=13, bold=True)


def _line(sheet: Sheet, label: str, value: str) -> None:
    """A name and what it is, beside each other; what is empty says nothing."""
    if not value.strip() or value == "–":
        return
    top, page = sheet.get_y(), sheet.page
    sheet.set_text_color(*INK)
    sheet.set_font(FONT, "B", 8.5)
    sheet.multi_cell(LABEL - 2, 4.4, label, align="L", new_x="LEFT", new_y="NEXT")
    foot, foot_page = sheet.get_y(), sheet.page
    if foot_page != page:  # the name went on to a next sheet, and its value begins there with it
        top = sheet.t_margin
    sheet.set_xy(sheet.l_margin + LABEL, top)
    sheet.set_font(FONT, "", 8.5)
    sheet.multi_cell(0, 4.4, value, align="L", new_x="LMARGIN", new_y="NEXT")
    if sheet.page == foot_page:
        sheet.set_y(max(foot, sheet.get_y()))
    sheet.ln(0.8)
