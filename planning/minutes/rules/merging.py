"""Pure decisions of the record: two people write in one field at the same time, and neither loses a word.

A three-way merge by words: from the text that both began with, what either changed is taken over; where both changed
the same place, both stand there, theirs first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_WORD = re.compile(r"(\s*)(\S+)")


class _Word(NamedTuple):
    """A word and the white space before it. Which word it is does not hang on where the line was broken."""

    gap: str
    word: str


def merge(*, base: str, theirs: str, mine: str) -> str:
    """`mine` put together with `theirs`, both made from `base`.

    Every word that either added is in what comes out, at least as often as that one added it; what one took out and the
    other left alone is gone.
    """
    if mine in {base, theirs}:
        return theirs
    if theirs == base:
        return mine
    kept: list[_Word] = []
    for was, left, right in _stretches(*(_words(text) for text in (base, theirs, mine))):
        if _same(left, right):
            kept += _gaps(was, left, right) if _same(was, left) else left
        elif _same(was, right):
            kept += left
        elif _same(was, left):
            kept += right
        else:
            kept += [*left, *right]
    return _text(kept)


def _words(text: str) -> list[_Word]:
    return [_Word(*found) for found in _WORD.findall(text)]


def _text(words: Sequence[_Word]) -> str:
    """The words one after another; two that had nothing before them do not grow into one."""
    return "".join((gap or (" " if at else "")) + word for at, (gap, word) in enumerate(words))


def _same(one: Sequence[_Word], other: Sequence[_Word]) -> bool:
    return [word for _gap, word in one] == [word for _gap, word in other]


def _gaps(was: Sequence[_Word], left: Sequence[_Word], right: Sequence[_Word]) -> list[_Word]:
    """Words that all have: a line that either broke stays broken."""
    return [
        _Word(new.gap if new.gap != old.gap else other.gap, old.word)
        for old, other, new in zip(was, left, right, strict=True)
    ]


def _stretches(
    old: Sequence[_Word], one: Sequence[_Word], other: Sequence[_Word]
) -> Iterator[tuple[Sequence[_Word], Sequence[_Word], Sequence[_Word]]]:
    """Cut the three texts where all three are the same, and give each stretch: the same ones too."""
    a, b, c = 0, 0, 0
    for start, first, second, length in [*_common(old, one, other), (len(old), len(one), len(other), 0)]:
        yield old[a:start], one[b:first], other[c:second]
        a, b, c = start + length, first + length, second + length
        yield old[start:a], one[first:b], other[second:c]


def _common(old: Sequence[_Word], one: Sequence[_Word], other: Sequence[_Word]) -> list[tuple[int, int, int, int]]:
    """Stretches of the old text that both kept: where they begin in each of the three, and how long they are."""
    was, left, right = ([word for _gap, word in text] for text in (old, one, other))
    ours, theirs = (SequenceMatcher(None, was, new, autojunk=False).get_matching_blocks() for new in (left, right))
    found = []
    i = j = 0
    while i < len(ours) and j < len(theirs):
        a, b = ours[i], theirs[j]
        start, end = max(a.a, b.a), min(a.a + a.size, b.a + b.size)
        if start < end:
            found.append((start, a.b + start - a.a, b.b + start - b.a, end - start))
        if a.a + a.size < b.a + b.size:
            i += 1
        else:
            j += 1
    return found
