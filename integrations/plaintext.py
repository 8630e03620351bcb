"""Text from outside, made safe to pass on: no control characters, no bidi overrides, no line breaks where none belong.

icalendar 7.3 escapes line breaks and quotes but lets NUL and vertical tab through (S10), and several parsers split
lines at characters that Unicode calls line separators. Everything that leaves for a calendar or comes in from a
workbook passes here first.
"""

from __future__ import annotations

import re

# C0 and C1 without tab, line feed and carriage return (those become spaces), bidi embeddings, overrides and isolates,
# byte order mark, interlinear anchors, noncharacters and lone surrogates.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
# Everything that some parser takes for the end of a line; \x0b, \x0c and \x1c-\x1f are so for Python's splitlines.
_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_SPACE = re.compile(r"[\s\u00a0\u202f\u2007]+")


def without_controls(text: str) -> str:
    """`text` without control characters and bidi overrides (S10, I5); line breaks of all kinds become a line feed."""
    return _UNWANTED.sub("", _BREAK.sub("\n", text))


def one_line(text: str, *, joined_by: str = " ") -> str:
    """`text` on one line: cleaned, each line break replaced by `joined_by`, runs of white space made one space."""
    lines = (_SPACE.sub(" ", line).strip() for line in without_controls(text).split("\n"))
    return joined_by.join(line for line in lines if line)
