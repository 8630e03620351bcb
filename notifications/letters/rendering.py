"""From one source to a text and an HTML letter.

A source is `texts/<letter>.<language>.txt`: a first line `Onderwerp: …`, then blocks with an empty line between them. A
block is a paragraph, a list (every line begins with `- `) or a button (`[label](address)` alone on its line).
Placeholders are Django's; an unknown one is an error, not an empty place.

What fills a placeholder is one clean line and never markup, whatever somebody typed. A value that reads differently per
language is a dict with a word per language (`when.in_languages` makes one): the Dutch below an English letter has a
Dutch date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from django.template import Context, Engine
from django.template.base import Template

from notifications.languages import BY_CODE, DUTCH, named
from notifications.letters.catalogue import CATALOGUE
from notifications.plaintext import one_line
from notifications.types import Plain

TEXTS = Path(__file__).parent / "texts"
MOST_OF_SUBJECT = 78  # characters, as RFC 5322 §2.1.1 wants of a line
_BUTTON = re.compile(r"\[([^\]]+)\]\((\S+)\)")
_TYPED_BRACKET = "\ue000"  # stands for a [ in a value until the markup is read; one_line lets none in

_FONTS = "Verdana,Geneva,sans-serif"
_PAGE = f"margin:0;background:#fbf7f0;color:#1d2a26;font:17px/1.55 {_FONTS}"
_SHEET = "max-width:560px;margin:0 auto;padding:28px 24px"
_BUTTON_STYLE = (
    "display:inline-block;background:#1f4d45;color:#ffffff;padding:14px 22px;border-radius:10px;"
    "text-decoration:none;font-weight:bold"
)


class MissingText(KeyError):
    """A letter that is not in the catalogue, or a context without what it needs: a mistake of ours."""


class _Loud(str):
    """What Django puts in an empty place; this one shouts instead."""

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __mod__(self, name: object) -> str:
        raise MissingText(str(name))


_ENGINE = Engine(autoescape=False, string_if_invalid=_Loud("?"))


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter, ready for the post."""

    subject: str
    text: str
    html: str
    language: str


def render(template: str, *, languages: Sequence[str], context: Mapping[str, Plain]) -> Rendered:
    """The letter in the first of the languages that exists; if it is not Dutch, the Dutch text stands below (U4).

    Raises MissingText for an unknown letter, or a context without what its text needs.
    """
    entry = CATALOGUE.get(template)
    if entry is None:
        raise MissingText(template)
    missing = (entry.needs | {"name"}) - set(context)
    if missing:
        raise MissingText(f"{template}: {', '.join(sorted(missing))}")
    language = next((code for code in languages if code in entry.languages), DUTCH)
    both = tuple(dict.fromkeys((language, DUTCH)))
    given = {**dict.fromkeys(entry.may, ""), **context}
    parts = [_fill(template, code, given) for code in both]
    text = "\n\n———\n\n".join(_as_text(blocks) for _subject, blocks in parts) + "\n"
    html = _as_html([(code, blocks) for code, (_subject, blocks) in zip(both, parts, strict=True)], title=parts[0][0])
    return Rendered(
        subject=_typed(_both([subject for subject, _blocks in parts])),
        text=_typed(text),
        html=_typed(html),
        language=language,
    )


def _both(subjects: Sequence[str]) -> str:
    """Both subjects when a list of mails can show them; else the reader's own."""
    both = " · ".join(dict.fromkeys(subjects))
    return both if len(both) <= MOST_OF_SUBJECT else subjects[0]


@lru_cache(maxsize=400)
def _source(template: str, language: str) -> Template:
    return _ENGINE.from_string((TEXTS / f"{template}.{language}.txt").read_text(encoding="utf-8"))


def _fill(template: str, language: str, context: Mapping[str, Plain]) -> tuple[str, list[str]]:
    values = {name: _placed(_clean(_said_in(value, language)), language) for name, value in context.items()}
    filled = _source(template, language).render(Context(values, autoescape=False))
    head, _, rest = filled.partition("\n")
    subject = head.partition(":")[2].strip()
    return subject, [block.strip() for block in re.split(r"\n\s*\n", rest) if block.strip()]


def _said_in(value: Plain, language: str) -> Plain:
    """The word for this language, where a value has one per language."""
    if isinstance(value, dict) and "nl" in value and all(code in BY_CODE for code in value):
        return value.get(language, value["nl"])
    return value


def _clean(value: Plain) -> Plain:
    if isinstance(value, str):
        return one_line(value).replace("[", _TYPED_BRACKET)
    if isinstance(value, list):
        return [_clean(item) for item in value]  # type: ignore[return-value]  # a list of the same kind
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}  # type: ignore[return-value]  # as it was
    return value


def _placed(value: Plain, language: str) -> Plain:
    """A value as it stands in a sentence; an address stands on its own."""
    if isinstance(value, str) and not value.startswith(("http://", "https://")):
        return named(language).typed(value)
    return value


def _typed(text: str) -> str:
    return text.replace(_TYPED_BRACKET, "[")


def _as_text(blocks: Sequence[str]) -> str:
    return "\n\n".join(_BUTTON.sub(r"\1:\n\2", block) if _BUTTON.fullmatch(block) else block for block in blocks)


def _as_html(parts: Sequence[tuple[str, list[str]]], *, title: str) -> str:
    sheets = []
    for number, (language, blocks) in enumerate(parts):
        words = named(language)
        style = f"font-family:{words.fonts},{_FONTS};" if words.fonts else ""
        style += "border-top:2px solid #d9cfbf;margin-top:28px;padding-top:8px" if number else ""
        rule = f' style="{style}"' if style else ""
        inner = "\n".join(_block(block) for block in blocks)
        sheets.append(f'<div lang="{language}" dir="{words.direction}"{rule}>\n{inner}\n</div>')
    return (
        f'<!doctype html>\n<html lang="{parts[0][0]}" dir="{named(parts[0][0]).direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title></head>\n"
        f'<body style="{_PAGE}"><div style="{_SHEET}">\n' + "\n".join(sheets) + "\n</div></body></html>\n"
    )


def _block(block: str) -> str:
    button = _BUTTON.fullmatch(block)
    if button:
        label, address = escape(button[1]), escape(button[2], quote=True)
        # The plain address stands under the button: people may see where it leads (S15).
        return (
            f'<p><a href="{address}" style="{_BUTTON_STYLE}">{label}</a></p>\n'
            f'<p style="font-size:13px;word-break:break-all;color:#4a5a54">{escape(button[2])}</p>'
        )
    lines = block.splitlines()
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{escape(line[2:])}</li>" for line in lines) + "</ul>"
    return "<p>" + "<br>\n".join(escape(line) for line in lines) + "</p>"
