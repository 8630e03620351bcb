"""What an OZA asks, read from `oza.toml`, and the CSV of one that is filled in: plain words in and out."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from integrations.plaintext import without_controls

CSV_TYPE = "text/csv; charset=utf-8"
_FILE = Path(__file__).with_name("oza.toml")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `known_as` names what the house may know of it; a `fixed` one is never typed."""

    key: str
    name: str
    source: str
    help: str = ""
    known_as: str = ""
    required: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """The questions in their order. `version` is raised when they change."""

    version: int
    fields: tuple[Field, ...]


@cache
def oza_form() -> Form:
    """The form that is shipped. Raises TypeError or KeyError for a file with a fault: a test reads it."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return Form(
        version=data["version"],
        fields=tuple(
            Field(known_as=row.get("from", ""), **{name: value for name, value in row.items() if name != "from"})
            for row in data["fields"]
        ),
    )


def to_csv(rows: Iterable[tuple[str, str, str]]) -> bytes:
    """Key, name and answer a line, as a Dutch Excel opens it: semicolons, a byte order mark, no formulas (S12)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(("code", "veld", "antwoord"))
    writer.writerows(tuple(_safe(cell) for cell in row) for row in rows)
    return ("\ufeff" + text.getvalue()).encode()


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, not even after white space."""
    text = without_controls(cell)
    return f"'{text}" if text.lstrip()[:1] in _FORMULA and text.strip() else text
