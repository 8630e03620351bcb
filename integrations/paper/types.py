"""What stands on the paper, as plain values."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from integrations.plaintext import without_controls

DEFAULT_COLOUR = "#1f5c4a"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_ENOUGH = 4.5  # contrast of letters on white (WCAG 1.4.3)


@dataclass(frozen=True, slots=True)
class Style:
    """The school's: its name at the top of each page, and one colour "#rrggbb" for headings and rules. No logo."""

    name: str
    colour: str = DEFAULT_COLOUR


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a line feed begins a new line. `soft` is small and grey, for where something comes from."""

    text: str
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; `numbered` where the order matters."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Columns with a name each, which is repeated on every page. `widths` are shares of the width; empty: all the same.

    Raises ValueError for a row with more or fewer cells than there are columns.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        wanted = len(self.columns)
        if not wanted or any(len(row) != wanted for row in self.rows) or len(self.widths) not in {0, wanted}:
            raise ValueError("every row has a cell for every column")


Block = Paragraph | Bullets | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """One document. `made` is aware; `footer` stands at the foot of every page, before the page number.

    `page_word` is what stands before that number ("bladzijde"). `language` is a BCP 47 tag.
    """

    title: str
    school: Style
    sections: tuple[Section, ...]
    made: dt.datetime
    subtitle: str = ""
    footer: str = ""
    page_word: str = ""
    language: str = "nl-NL"


def readable(colour: str) -> tuple[int, int, int]:
    """A colour as red, green and blue, made so dark that its letters can be read on white; no colour: our green."""
    text = colour if _HEX.fullmatch(colour) else DEFAULT_COLOUR
    red, green, blue = (int(text[at : at + 2], 16) for at in (1, 3, 5))
    while 1.05 / (_light(red, green, blue) + 0.05) < _ENOUGH:
        red, green, blue = red * 9 // 10, green * 9 // 10, blue * 9 // 10
    return red, green, blue


def _light(*channels: int) -> float:
    """Relative luminance as WCAG defines it."""
    shares = [value / 255 for value in channels]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def clean(text: str) -> str:
    """`text` as paper takes it: no control characters or bidi overrides (S10), which would break a Word file too."""
    return without_controls(text).strip()
