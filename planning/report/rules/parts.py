"""Which part of the minutes is for whom (R112–R115, R119), and whether this receiver may have any of it (rule 4)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Audience(StrEnum):
    """For whom a part is."""

    MEMBERS = "members"  # the professionals who were asked to the table
    PARENTS = "parents"
    PUPIL = "pupil"


# The parts in their order; what stands in each is in `prose`.
KEYS = (
    *("present", "strengths", "pupil", "parents", "teacher", "factors", "picture"),
    *("goals", "offer", "decisions", "agreements", "onwards", "family", "simple"),
)
FIRST = frozenset({"family", "simple"})  # read before the rest
_BOTH = frozenset({Audience.MEMBERS, Audience.PARENTS})
# Who reads a part unless the composer says otherwise.
DEFAULT_READERS: dict[str, frozenset[Audience]] = {
    **dict.fromkeys(KEYS, _BOTH),
    # Money and what the LPA found stay at the table; parents read the rest in their summary.
    **dict.fromkeys(("decisions", "agreements"), frozenset({Audience.MEMBERS})),
    "family": frozenset({Audience.PARENTS}),
    "simple": frozenset({Audience.PUPIL}),
}


def readers_of(key: str, *, own_words: bool = False) -> frozenset[Audience]:
    """Who reads a part to begin with. `own_words`: each parent said something apart, which the other does not read."""
    return DEFAULT_READERS[key] - ({Audience.PARENTS} if own_words and key == "parents" else set())


@dataclass(frozen=True, slots=True)
class Piece:
    """One part: which, what it says, and who reads it."""

    key: str
    text: str
    readers: frozenset[Audience]


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody as the gate sees them now: `kind` is "professional", "guardian" or "pupil".

    `admitted`: there is a ground to be named and told (`cases.gate.admits`). `nameless`: may hear only what names
    nobody (R55). `without_authority`: a parent who has no gezag, as the school knows: information is asked for apart.
    """

    kind: str
    admitted: bool
    nameless: bool = False
    without_authority: bool = False


def audience_of(receiver: Receiver, *, names_the_pupil: bool) -> Audience | None:
    """Which part somebody gets; None: nothing at all."""
    if receiver.kind == "professional":
        heard = receiver.admitted or (receiver.nameless and not names_the_pupil)
        return Audience.MEMBERS if heard else None
    if not receiver.admitted or receiver.without_authority:
        return None
    return Audience.PUPIL if receiver.kind == "pupil" else Audience.PARENTS


def part_for(pieces: Iterable[Piece], audience: Audience | None) -> tuple[Piece, ...]:
    """The pieces that are for this audience: what was written for them alone, then the others in the order of `KEYS`.

    Those that say nothing are left out.
    """
    if audience is None:
        return ()
    found = [piece for piece in pieces if audience in piece.readers and piece.text.strip()]
    return tuple(sorted(found, key=lambda piece: (piece.key not in FIRST, KEYS.index(piece.key))))


def reads_the_others(*, person: UUID | None, table: Collection[UUID | None]) -> bool:
    """Whether a reader of the minutes of one point reads what came of the points about no pupil too (R112).

    `table`: who sits at the whole SOT. Not a parent or pupil (no `person`), and not who came for one point (R66).
    """
    return person is not None and person in table


def changed(before: Iterable[Piece], after: Iterable[Piece]) -> tuple[str, ...]:
    """The keys of what reads otherwise, or is for others, than in the version before."""
    old, new = _told(before), _told(after)
    return tuple(key for key in KEYS if old.get(key) != new.get(key))


def _told(pieces: Iterable[Piece]) -> Mapping[str, tuple[str, frozenset[Audience]]]:
    return {piece.key: (piece.text, piece.readers) for piece in pieces if piece.text.strip() and piece.readers}


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text as page and paper show it: one paragraph, or the items of a list."""

    kind: str  # "text", "list" or "numbers"
    lines: tuple[str, ...]


_MARK = re.compile(r"(?:(?P<list>[-•*])|(?P<numbers>\d{1,2}[.)]))\s+(?P<rest>.*)")


def blocks(text: str) -> tuple[Block, ...]:
    """Plain text as blocks: lines that begin with "- " or "1. " are lists, an empty line ends a paragraph."""
    found: list[tuple[str, list[str]]] = []
    fresh = True
    for line in text.replace("\r\n", "\n").split("\n"):
        words = line.strip()
        mark = _MARK.fullmatch(words)
        kind = "text" if mark is None else "list" if mark["list"] else "numbers"
        if words:
            said = words if mark is None else mark["rest"]
            if found and not fresh and found[-1][0] == kind:
                found[-1][1].append(said)
            else:
                found.append((kind, [said]))
        fresh = not words
    return tuple(Block(kind, tuple(lines)) for kind, lines in found)
