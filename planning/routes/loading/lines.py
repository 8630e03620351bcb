"""On which line of a TOML file each table, key and element of a list stands: tomllib forgets that."""

from __future__ import annotations

import re
from bisect import bisect_right

from planning.routes.loading.faults import Place

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_DOTTED = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_HEAD = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_DOTTED})[ \t]*\]")
_KEY = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=")
_PIECE = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*|\n|[\[\]{},]|[^\S\n]+|[^\s\[\]{},\#\"']+",
    re.DOTALL,
)


class _Lines:
    """One run through a text that tomllib has read without complaint."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.starts = [0, *(match.end() for match in re.finditer("\n", source))]
        self.found: dict[Place, int] = {}
        self.counts: dict[Place, int] = {}
        self.table: Place = ()

    def run(self) -> dict[Place, int]:
        at = 0
        while at < len(self.source):
            if head := _HEAD.match(self.source, at):
                self.head(head)
            elif key := _KEY.match(self.source, at):
                at = self.value(key.end(), self.key(key))
            at = self.source.find("\n", at) + 1 or len(self.source)
        return self.found

    def head(self, match: re.Match[str]) -> None:
        *above, last = _parts(match[2])
        place: Place = ()
        for part in above:
            place = (*place, part)
            if place in self.counts:
                place = (*place, self.counts[place] - 1)
        place = (*place, last)
        line = self.line(match.start(2))
        self.found.setdefault(place, line)
        if match[1] == "[[":
            number = self.counts.get(place, 0)
            self.counts[place] = number + 1
            place = (*place, number)
            self.found[place] = line
        self.table = place

    def key(self, match: re.Match[str]) -> Place:
        place = self.table
        for part in _parts(match[1]):
            place = (*place, part)
            self.found.setdefault(place, self.line(match.start(1)))
        return place

    def value(self, at: int, place: Place) -> int:
        """Pass over a value, noting where the elements of a list begin; says where the value ends."""
        depth, number, fresh = 0, 0, False
        while at < len(self.source) and (match := _PIECE.match(self.source, at)):
            piece = match[0]
            if piece == "\n" and not depth:
                break
            if fresh and piece.strip() and piece[0] not in "#]":
                self.found[(*place, number)] = self.line(at)
                number, fresh = number + 1, False
            if piece in {"[", "{"}:
                depth += 1
                fresh = fresh or (piece == "[" and depth == 1)
            elif piece in {"]", "}"}:
                depth -= 1
            elif piece == "," and depth == 1:
                fresh = True
            at = match.end()
        return at

    def line(self, at: int) -> int:
        return bisect_right(self.starts, at)


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in re.findall(_PART, dotted)]


def lines_of(source: str) -> dict[Place, int]:
    """The line, from 1, of every table, key and list element of a well-formed TOML text."""
    return _Lines(source).run()
