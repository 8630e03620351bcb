"""A text on paper: plain values in, a PDF or a Word document in the school's style out.

A `Paper` has sections of paragraphs, lists and tables; `to_pdf` and `to_docx` say the same words in order. Both
files carry a language, headings that a screen reader can jump by, and nobody's name as their maker.
"""

from integrations.paper.docx import DOCX_TYPE, to_docx
from integrations.paper.pdf import FONT, FONTS, PDF_TYPE, to_pdf
from integrations.paper.types import Block, Bullets, Paper, Paragraph, Section, Style, Table, readable

__all__ = [
    "DOCX_TYPE",
    "FONT",
    "FONTS",
    "PDF_TYPE",
    "Block",
    "Bullets",
    "Paper",
    "Paragraph",
    "Section",
    "Style",
    "Table",
    "readable",
    "to_docx",
    "to_pdf",
]
