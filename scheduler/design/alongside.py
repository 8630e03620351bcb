"""A page in a parent's language, with the Dutch under every sentence (U4).

Parent and teacher look at one phone together: each heading, question, choice and button has its Dutch below it, small
and quiet. The page is made twice, in its language and in Dutch, and the two are laid side by side: what reads the same
in both (names, addresses, what somebody typed) stands there once. So a template needs nothing for it, and a text that
is added later has its Dutch beside it by itself.

What stands in a context of such a page must be said when it is shown: lazy texts, and `when.on_page` for times.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from notifications.languages import DUTCH

_TOKEN = re.compile(r"""<!--.*?-->|<(/?)([a-zA-Z][\w-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>|[^<]+|<""", re.DOTALL)
# Words in the middle of a sentence.
_INLINE = frozenset({"a", "abbr", "b", "bdi", "em", "i", "s", "small", "span", "strong", "u"})
# In here nothing is read as a sentence, or a name for it could not hold a second line.
_SKIPPED = frozenset({"nav", "option", "script", "select", "style", "svg", "template", "textarea", "time"})
_VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
# Lines of their own inside a sentence's element.
_OWN_LINE = re.compile(r'class="[^"]*\b(?:choice__hint|visually-hidden|button|badge)\b')
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class _Sentence:
    """The words between two tags that are no words: where they stand, and what they say."""

    after: tuple[str, ...]  # the tag before it, to see that two pages are built alike
    end: int  # where a second line can go
    text: str


def render_alongside(
    request: HttpRequest, template: str, context: dict[str, object], *, status: int = 200
) -> HttpResponse:
    """`render`, with the Dutch alongside when the language of the moment is another."""
    if (get_language() or DUTCH) == DUTCH:
        return HttpResponse(render_to_string(template, context, request), status=status)

    def both(context: dict[str, object]) -> tuple[str, str]:
        page = render_to_string(template, context, request)
        with override(DUTCH):
            return page, render_to_string(template, context, request)

    made = both(context)
    if not _alike(
        *map(_sentences, made)
    ):  # an abbreviation that only one of the two languages has is explained in one of them only
        made = both({**context, "unexplained": True})
    return HttpResponse(alongside(*made), status=status)


def _alike(own: Iterable[_Sentence], other: Iterable[_Sentence]) -> bool:
    """Whether two pages are built alike: the same tags before each sentence."""
    return [row.after for row in own] == [row.after for row in other]


def alongside(page: str, dutch: str) -> str:
    """The page with a line of Dutch under every sentence that reads differently in Dutch."""
    own, other = list(_sentences(page)), list(_sentences(dutch))
    if not _alike(own, other):
        return _at_the_end(page, other)
    parts, at = [], 0
    for row, same in zip(own, other, strict=True):
        if row.text != same.text and _LETTER.search(same.text):
            parts += [page[at : row.end], f' <span class="dutch" lang="{DUTCH}" dir="ltr">{same.text}</span>']
            at = row.end
    return "".join([*parts, page[at:]])


def _at_the_end(page: str, dutch: list[_Sentence]) -> str:
    """Two pages that are not built alike: then the whole Dutch text stands below the other, and nothing is lost."""
    lines = "".join(f"<p>{row.text}</p>" for row in dutch if _LETTER.search(row.text))
    head, end, foot = page.rpartition("</main>")
    return f'{head}<section class="card card--quiet" lang="{DUTCH}" dir="ltr">{lines}</section>{end}{foot}'


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a sentence: words, or a tag in the middle of it (`step`: 1 opens, -1 closes)."""

    start: int
    text: str
    step: int = 0

    @property
    def says(self) -> bool:
        return self.step == 0 and bool(self.text.strip())


def _sentences(page: str) -> Iterator[_Sentence]:
    """Every sentence from the main part of the page on, in order."""
    skipped: list[str] = []
    inline: list[bool] = []  # the open tags that can stand in a sentence: whether each is a line of its own
    pieces: list[_Piece] = []
    before: list[str] = []
    for found in _TOKEN.finditer(page, max(page.find("<main"), 0)):
        closing, tag, rest = bool(found[1]), (found[2] or "").lower(), found[3] or ""
        alone = tag in _VOID or rest.endswith("/")
        if skipped:
            if tag == skipped[-1] and not alone:
                skipped.pop() if closing else skipped.append(tag)
            continue
        if not tag:
            pieces.append(_Piece(found.start(), found[0]))
            continue
        if tag in _INLINE:
            if closing:
                own_line = inline.pop() if inline else False
            else:
                own_line = bool(_OWN_LINE.search(rest))
                inline.append(own_line)
            if not own_line:
                pieces.append(_Piece(found.start(), found[0], step=-1 if closing else 1))
                continue
        if any(piece.says for piece in pieces):
            yield _sentence(pieces, before)
            before = []
        pieces = []
        before.append(f"{'/' if closing else ''}{tag}")
        if tag in _SKIPPED and not closing and not alone:
            skipped.append(tag)


def _sentence(pieces: list[_Piece], before: list[str]) -> _Sentence:
    text = re.sub(r"[\u2068\u2069]|(?<=\s)\s+", "", "".join(piece.text for piece in pieces if piece.step == 0)).strip()
    said = [number for number, piece in enumerate(pieces) if piece.says]
    depths = list(accumulate(piece.step for piece in pieces))
    # The Dutch stands inside the last element that holds all of the words: a link, a `<span>` beside a radio button.
    whole = min(depths[said[0] : said[-1] + 1])
    end = next((number for number in range(said[-1], len(pieces)) if depths[number] <= whole), said[-1])
    last = pieces[end]
    return _Sentence(after=tuple(before), end=last.start + len(last.text.rstrip()), text=text)
