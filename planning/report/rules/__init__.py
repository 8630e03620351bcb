"""Pure decisions of the minutes: who gets which part, what they say, and when pupil and parents must have been told."""

from planning.report.rules.parts import (
    DEFAULT_READERS,
    FIRST,
    KEYS,
    Audience,
    Block,
    Piece,
    Receiver,
    audience_of,
    blocks,
    changed,
    part_for,
    readers_of,
    reads_the_others,
)
from planning.report.rules.prose import Agreed, Decided, Present, Recorded, compose, sentence
from planning.report.rules.telling import TELL_AT, ask_at, nothing_follows

__all__ = [
    "DEFAULT_READERS",
    "FIRST",
    "KEYS",
    "TELL_AT",
    "Agreed",
    "Audience",
    "Block",
    "Decided",
    "Piece",
    "Present",
    "Receiver",
    "Recorded",
    "ask_at",
    "audience_of",
    "blocks",
    "changed",
    "compose",
    "nothing_follows",
    "part_for",
    "readers_of",
    "reads_the_others",
    "sentence",
]
