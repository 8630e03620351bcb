"""The minutes on paper: a part of a version, with what was said of it, for `integrations.paper`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import override

from integrations.paper import Bullets, Paper, Paragraph, Section, Style
from notifications.letters import when
from planning.report import rules
from planning.report.rules import Piece
from planning.report.selectors import Said
from planning.report.wording import Part


def minutes_on_paper(
    *,
    school: str,
    day: dt.datetime | None,
    number: int,
    fixed_at: dt.datetime,
    why: str,
    parts: Sequence[Piece],
    standpoints: Sequence[Said],
    made: dt.datetime,
) -> Paper:
    """A sheet in Dutch, the language of the minutes, whatever language its reader has. In the school's name."""
    with override("nl"):
        sections = [Section(str(Part(piece.key).label), _blocks(piece.text)) for piece in parts]
        if standpoints:
            sections.append(Section("Zienswijzen", tuple(_said(standpoints))))
        if why.strip():
            sections.append(Section(f"Waarom versie {number}", (Paragraph(why),)))
    over = f" · {when.day(day)}" if day is not None else ""
    return Paper(
        title="Verslag van het overleg",
        subtitle=f"{school}{over}",
        school=Style(name=school),
        sections=tuple(sections),
        made=made,
        footer=f"Versie {number}, vastgesteld op {when.day(fixed_at)}",
        page_word="bladzijde",
    )


def _blocks(text: str) -> tuple[Paragraph | Bullets, ...]:
    return tuple(
        Paragraph("\n".join(block.lines))
        if block.kind == "text"
        else Bullets(block.lines, numbered=block.kind == "numbers")
        for block in rules.blocks(text)
    )


def _said(standpoints: Sequence[Said]) -> list[Paragraph]:
    rows = []
    for one in standpoints:
        after = f"; daarna kwam versie {one.answered}" if one.answered else ""
        who = f"{one.name}, {one.role}" if one.role else one.name
        rows += [Paragraph(one.text), Paragraph(f"{who}, {when.day(one.at)}, bij versie {one.about}{after}", soft=True)]
    return rows
