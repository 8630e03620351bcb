"""Paper as a Word document, with Word's own styles: who goes on writing in it gets headings, lists and tables."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from integrations.paper.types import Block, Bullets, Paper, Paragraph, Table, clean, readable

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LETTERS = "Arial"
SOFT = "Toelichting"  # our own style, below the list of Word's
_SHADE = "F1EEE7"


def to_docx(paper: Paper) -> bytes:
    """The paper as DOCX, A4."""
    document = Document()
    _properties(document, paper)
    _styles(document, paper)
    _edges(document, paper)
    document.add_paragraph(clean(paper.title), style="Title")
    if paper.subtitle.strip():
        document.add_paragraph(clean(paper.subtitle), style="Subtitle")
    for section in paper.sections:
        document.add_heading(clean(section.heading), level=1)
        for block in section.blocks:
            _write(document, block)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _properties(document: WordDocument, paper: Paper) -> None:
    """What the file says of itself: the school made it, never a person."""
    core, made = document.core_properties, paper.made.astimezone(dt.UTC).replace(tzinfo=None)
    core.title, core.author, core.last_modified_by = clean(paper.title)[:255], clean(paper.school.name)[:255], ""
    core.language, core.comments, core.created, core.modified = paper.language, "", made, made


def _styles(document: WordDocument, paper: Paper) -> None:
    """Word's styles in the school's colour, and the language of all text."""
    accent, styles = RGBColor(*readable(paper.school.colour)), document.styles
    soft: Any = styles.add_style(SOFT, WD_STYLE_TYPE.PARAGRAPH)
    soft.base_style = styles["Normal"]
    for name, size, colour in (
        ("Normal", 10.5, None),
        ("Title", 20, accent),
        ("Subtitle", 12, RGBColor(92, 97, 88)),
        ("Heading 1", 14, accent),
        (SOFT, 9, RGBColor(92, 97, 88)),
    ):
        style: Any = styles[name]
        style.font.name, style.font.size = LETTERS, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # a theme would win from our letters
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        fonts.set(qn("w:cs"), LETTERS)
        if colour is not None:
            style.font.color.rgb = colour
    subtitle: Any = styles["Subtitle"]
    subtitle.font.italic = False
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), paper.language)


def _edges(document: WordDocument, paper: Paper) -> None:
    """A4, the school's name at the top and what it is with the page number at the foot."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.2)
    top = section.header.paragraphs[0]
    run = top.add_run(clean(paper.school.name))
    run.bold, run.font.color.rgb = True, RGBColor(*readable(paper.school.colour))
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{clean(paper.footer)}\t\t{paper.page_word} ".lstrip())
    _number(foot, "PAGE")
    foot.add_run("/")
    _number(foot, "NUMPAGES")


def _number(paragraph: WordParagraph, what: str) -> None:
    """A field that Word fills in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), what)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _write(document: WordDocument, block: Block) -> None:
    if isinstance(block, Paragraph):
        if block.text.strip():
            document.add_paragraph(clean(block.text), style=SOFT if block.soft else None)
    elif isinstance(block, Bullets):
        _list(document, block)
    else:
        _table(document, block)


def _list(document: WordDocument, block: Bullets) -> None:
    """Word's own list; a numbered one begins at 1 again."""
    name = "List Number" if block.numbered else "List Bullet"
    numbering: Any = document.part.numbering_part.element
    style: Any = document.styles[name]
    known = numbering.num_having_numId(style.element.pPr.numPr.numId.val)
    own = numbering.add_num(known.abstractNumId.val)
    own.add_lvlOverride(ilvl=0).add_startOverride(1)
    for item in block.items:
        line = document.add_paragraph(clean(item) or "–", style=name)
        line._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = own.numId


def _table(document: WordDocument, block: Table) -> None:
    """With a header row that Word repeats on each page and a screen reader reads with every cell."""
    table = document.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    head = table.rows[0]
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(mark)
    for cell, name in zip(head.cells, block.columns, strict=True):
        cell.paragraphs[0].add_run(clean(name)).bold = True
        shade = OxmlElement("w:shd")
        for key, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADE)):
            shade.set(qn(f"w:{key}"), value)
        cell._tc.get_or_add_tcPr().append(shade)
    for row in block.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(clean(text))
    _widths(table, block)
    document.add_paragraph()


def _widths(table: WordTable, block: Table) -> None:
    """Shares of the width between the margins."""
    shares = block.widths or (1,) * len(block.columns)
    for row in table.rows:
        for cell, share in zip(row.cells, shares, strict=True):
            cell.width = Cm(16.6 * share / sum(shares))
