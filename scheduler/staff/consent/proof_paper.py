"""The proof of consent as PDF (C13): what was asked, what was said in which words, and the hashes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from fpdf import FPDF

from integrations.paper import FONT, FONTS
from planning.cases.models import Answer, Means, Purpose
from scheduler.design import dates

MARGIN = 18.0  # millimetres
INK, SOFT = (32, 40, 36), (105, 110, 100)


class Sheet(FPDF):
    """An A4 with our letters, a title and a language: what a screen reader wants of a PDF."""

    def __init__(self, *, title: str, made: dt.datetime) -> None:
        super().__init__(orientation="portrait", unit="mm", format="A4")
        self.add_font(FONT, "", FONTS / "DejaVuSansCondensed.ttf")
        self.add_font(FONT, "B", FONTS / "DejaVuSansCondensed-Bold.ttf")
        self.set_title(title)
        self.set_lang("nl-NL")
        self.set_author("Aan tafel")
        self.set_creation_date(made)
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN)
        self._made = made
        self.add_page()

    def footer(self) -> None:
        """When it was made, and which sheet this is."""
        self.set_y(-MARGIN + 4)
        self.set_text_color(*SOFT)
        self.set_font(FONT, "", 7)
        stamp = _("Gemaakt op %(day)s") % {"day": dates.long_day(self._made)}
        self.cell(0, 4, f"{stamp} · {self.page_no()}/{{nb}}", align="R")

    def words(self, text: str, *, size: float = 9.5, bold: bool = False, soft: bool = False, gap: float = 1.5) -> None:
        """A paragraph over the whole width."""
        self.set_text_color(*(SOFT if soft else INK))
        self.set_font(FONT, "B" if bold else "", size)
        self.multi_cell(0, size * 0.5, text, new_x="LMARGIN", new_y="NEXT")
        self.ln(gap)

    def rule(self) -> None:
        """A thin line across."""
        self.set_draw_color(216, 210, 198)
        self.line(MARGIN, self.get_y(), self.w - MARGIN, self.get_y())
        self.ln(3)


def proof_pdf(pack: dict[str, Any], *, made: dt.datetime) -> bytes:
    """The pack of `selectors.proof_pack` on paper."""
    sheet = Sheet(title=_("Bewijs van toestemming %(ref)s") % {"ref": pack["case"]["reference"]}, made=made)
    sheet.words(_("Bewijs van toestemming"), size=17, bold=True, gap=2)
    sheet.words(f"{pack['pupil']} · {pack['case']['school']} · {pack['case']['reference']}", size=11)
    whole = _("De keten is heel: alle antwoorden zijn er nog, zoals ze zijn opgeschreven.")
    broken = _("LET OP: de keten is niet heel. Er is iets veranderd of weggehaald. Bel de beheerder.")
    sheet.words(whole if pack["whole"] else broken, bold=True)
    sheet.words(_("Laatste hash: %(head)s") % {"head": pack["head"] or "–"}, size=7.5, soft=True, gap=4)
    _asked(sheet, pack["requests"])
    _answers(sheet, pack)
    _acts(sheet, pack)
    return bytes(sheet.output())


def _asked(sheet: Sheet, requests: list[dict[str, Any]]) -> None:
    sheet.words(_("Wat is gevraagd"), size=13, bold=True)
    if not requests:
        sheet.words(_("Er is nog niets gevraagd."))
    for row in requests:
        sheet.words(f"{row['giver']}: {Purpose(row['purpose']).label}{_party(row)}", bold=True, gap=0.5)
        sheet.words(
            _("Gevraagd op %(day)s door %(who)s, geldig tot en met %(until)s. Tekst versie %(version)s.")
            % {
                "day": _moment(row["asked_at"]),
                "who": row["asked_by"],
                "until": dates.long_day(dt.date.fromisoformat(row["until"])),
                "version": row["text_version"],
            },
            gap=0.5,
        )
        if row["data"]:
            sheet.words(_("Gegevens: %(data)s.") % {"data": "; ".join(row["data"])}, soft=True)
    sheet.rule()


def _answers(sheet: Sheet, pack: dict[str, Any]) -> None:
    sheet.words(_("Wat is geantwoord"), size=13, bold=True)
    if not pack["decisions"]:
        sheet.words(_("Er is nog niets geantwoord."))
    for row in pack["decisions"]:
        facts = row["facts"]
        sheet.words(
            f"{row['number']}. {row['giver']}: {Answer(row['answer']).label}"
            f" · {_moment(facts['at'])} · {Means(facts['means']).label}",
            bold=True,
            gap=0.5,
        )
        by = [
            (_("naam ingevuld"), facts["name"]),
            (_("adres"), facts["address"]),
            (_("ingevoerd door"), row["entered_by"]),
            (_("formulier gezien door"), facts.get("witness", "")),
        ]
        sheet.words(" · ".join(f"{label}: {value}" for label, value in by if value), gap=0.5)
        sheet.words(row["shown"].replace("# ", ""), size=8, soft=True, gap=0.5)
        sheet.words(f"SHA-256 {row['hash']}", size=6.5, soft=True, gap=3)
    sheet.rule()


def _acts(sheet: Sheet, pack: dict[str, Any]) -> None:
    sheet.words(_("Andere gronden en onenigheid"), size=13, bold=True)
    if not pack["other_grounds"] and not pack["disputes"]:
        sheet.words(_("Geen."))
    for row in pack["other_grounds"]:
        sheet.words(
            f"{row['party']}: {row['kind']} {row['law']} · {_moment(row['set_at'])} · {row['set_by']} · {row['until']}",
            bold=True,
            gap=0.5,
        )
        sheet.words(row["reason"])
    for row in pack["disputes"]:
        lifted = (
            f" – {_moment(row['lifted_at'])} {row['lifted_by']}: {row['lifted_reason']}" if row["lifted_at"] else ""
        )
        sheet.words(f"{row['about']} {row['party']} · {_moment(row['recorded_at'])} · {row['recorded_by']}", bold=True)
        sheet.words(f"{row['reason']}{lifted}")


def _party(row: dict[str, Any]) -> str:
    return f" – {row['party']} ({row['organisation']})" if row["party"] else ""


def _moment(text: str) -> str:
    moment = dt.datetime.fromisoformat(text)
    return f"{dates.long_day(moment)}, {dates.clock(moment)}"
