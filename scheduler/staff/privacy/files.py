"""Files that leave the house: a copy for a parent, the log, a report of what was deleted. Names hold no person."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from fpdf import FPDF

from integrations.paper import FONT
from planning.cases.models import Case, Party
from planning.dossier.selectors import Served
from planning.privacy.copies import OTHER, Section
from planning.privacy.models import DeletionReport
from planning.privacy.selectors import LogLine
from planning.privacy.selectors.terms import label_of
from scheduler.design import dates
from scheduler.staff.privacy.copy_paper import copy_pdf
from scheduler.staff.yearplan.paper import INK, MARGIN, SOFT, Sheet

ACTS = {"deleted": "verwijderd", "emptied": "geleegd", "kept": "niet verwijderd"}
GROUNDS = {
    "term": "termijn voorbij",
    "request": "verzoek",
    "frozen": "bevroren",
    "legal_hold": "klacht, bezwaar of rechtszaak",
}


def safe(value: object) -> str:
    """A cell that no spreadsheet takes for a formula (S12)."""
    text = str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r", "\0"} else text


def csv_file(name: str, head: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A file for a spreadsheet: semicolons, as a Dutch Excel wants them."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow([safe(cell) for cell in head])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return _download("\ufeff" + text.getvalue(), name=name, kind="text/csv; charset=utf-8")


def log_csv(lines: Iterable[LogLine]) -> HttpResponse:
    """The access log."""
    head = (
        *(_("wanneer"), _("wie"), _("rol"), _("casus"), _("wat"), _("pagina"), _("recht of doel"), _("uitkomst")),
        _("via"),
    )
    rows = (
        (
            *(line.at.astimezone(dt.UTC).isoformat(timespec="seconds"), line.who, line.role, line.case_reference),
            *(line.action, line.page, line.purpose, line.result, line.source),
        )
        for line in lines
    )
    return csv_file("inzagelog.csv", head, rows)


def report_csv(report: DeletionReport) -> HttpResponse:
    """What went, row by row."""
    head = (_("categorie"), _("tabel"), _("wat"), _("aantal"), _("grond"), _("school"))
    return csv_file(f"verwijderverslag-{report.number}.csv", head, report_rows(report))


def report_rows(report: DeletionReport) -> list[tuple[str, str, str, str, str, str]]:
    """The lines of a report in words."""
    return [
        (
            label_of(line.category),
            line.kind,
            ACTS.get(line.act, line.act),
            str(line.count),
            GROUNDS.get(line.ground, line.ground),
            line.school.name if line.school else _("hele samenwerkingsverband"),
        )
        for line in report.lines.all()
    ]


def report_pdf(report: DeletionReport) -> HttpResponse:
    """The proof on paper."""
    title = _("Verslag van verwijderen %(n)s") % {"n": report.number}
    sheet = Sheet(title=title, made=report.ended_at, wide=False)
    sheet.set_auto_page_break(auto=True, margin=MARGIN + 6)
    sheet.add_page()
    sheet.write_in(INK, 17, bold=True)
    sheet.multi_cell(0, 9, title, new_x="LMARGIN", new_y="NEXT")
    by = _("door de nachtelijke ronde") if report.by_kind == "system" else _("op verzoek, door een medewerker")
    sheet.write_in(SOFT, 9)
    sheet.multi_cell(
        0,
        5,
        f"{dates.stretch(report.started_at, None)}, {by}. " + _("Zonder inhoud: alleen wat, hoeveel en waarom."),
        new_x="LMARGIN",
        new_y="NEXT",
    )
    sheet.ln(4)
    _table(sheet, report_rows(report))
    return _download(sheet.bytes(), name=f"verwijderverslag-{report.number}.pdf", kind="application/pdf")


def _table(sheet: FPDF, rows: Iterable[Sequence[str]]) -> None:
    head = (_("Categorie"), _("Tabel"), _("Wat"), _("Aantal"), _("Grond"), _("School"))
    sheet.set_font(FONT, "", 7.5)
    sheet.set_text_color(*INK)
    with sheet.table(col_widths=(34, 18, 11, 9, 14, 14), line_height=4.2, first_row_as_headings=True) as table:
        for cells in (head, *rows):
            row = table.row()
            for cell in cells:
                row.cell(cell)


def copy_zip(
    case: Case,
    party: Party,
    sections: Sequence[Section],
    *,
    stored: Sequence[Served] = (),
    log: Sequence[LogLine],
    now: dt.datetime,
) -> HttpResponse:
    """The copy: to read as a page and as PDF, and as JSON to take along: all three the same (art. 15 and 20 AVG).

    `stored` are uploaded documents that the school looked through; they come along as they are.
    """
    looked = [
        {
            "at": line.at.isoformat(),
            "who": line.who,
            "role": line.role,
            "what": line.action,
            "result": line.result,
            "through": line.source,
        }
        for line in log
    ]
    machine = {
        "case": case.reference,
        "made_at": now.isoformat(timespec="seconds"),
        "left_out": _("Gegevens van de andere ouder (vervangen door %(sign)s).") % {"sign": OTHER},
        "data": {section.key: section.values for section in sections},
        "who_looked": looked,
    }
    page = render_to_string(
        "staff/privacy/copy_paper.html",
        {"case": case, "party": party, "sections": sections, "log": log, "now": now, "other": OTHER},
    )
    content = io.BytesIO()
    name = f"kopie-casus-{case.reference}"
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.html", page)
        archive.writestr(f"{name}.pdf", copy_pdf(case, party, sections, log=log, now=now))
        archive.writestr(f"{name}.json", json.dumps(machine, ensure_ascii=False, indent=2, default=str))
        for number, file in enumerate(stored, start=1):
            archive.writestr(f"stukken/{number}-{file.name}", file.data)
    return _download(content.getvalue(), name=f"{name}.zip", kind="application/zip")


def _download(content: str | bytes, *, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
