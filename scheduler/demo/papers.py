"""The one real file of the demo: a groeidocument of half a page, as a school would print it."""

from __future__ import annotations

import datetime as dt

from fpdf import FPDF

LINES = (
    ("Wat gaat goed?", "Werkt rustig in de ochtend. Helpt een ander graag met rekenen."),
    ("Wat is nog lastig?", "Beginnen aan een lange opdracht. Van buiten naar binnen gaan."),
    ("Wat helpt?", "Korte stappen die op tafel liggen. Vooraf horen wat er komt."),
    ("Wat willen we bereiken?", "In een half jaar zelf beginnen aan een taak van tien minuten."),
)


def groeidocument(*, on: dt.date, school: str) -> bytes:
    """A PDF that only shows itself; about nobody by name."""
    paper = FPDF()
    paper.set_creation_date(dt.datetime.combine(on, dt.time(), tzinfo=dt.UTC))
    paper.set_lang("nl")
    paper.set_title("Groeidocument")
    paper.add_page()
    paper.set_font("helvetica", style="B", size=20)
    paper.multi_cell(0, 12, "Groeidocument", new_x="LMARGIN", new_y="NEXT")
    paper.set_font("helvetica", size=11)
    made_up = f"{school}, {on:%d-%m-%Y}. Een voorbeeld: alles hierin is verzonnen."
    paper.multi_cell(0, 8, made_up, new_x="LMARGIN", new_y="NEXT")
    for question, answer in LINES:
        paper.ln(4)
        paper.set_font("helvetica", style="B", size=12)
        paper.multi_cell(0, 7, question, new_x="LMARGIN", new_y="NEXT")
        paper.set_font("helvetica", size=11)
        paper.multi_cell(0, 6, answer, new_x="LMARGIN", new_y="NEXT")
    return bytes(paper.output())
