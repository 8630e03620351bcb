"""Text for headers and letters: one line, without what could break out of its place (S10, S11)."""

from __future__ import annotations

import unicodedata

# Embeddings, overrides, isolates and marks that turn the direction of the text around them.
_BIDI = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)}
# Controls, lone surrogates (no database takes them), private use (the letters use it themselves).
_UNWANTED = {"Cc", "Cs", "Co"}


def one_line(text: str, *, limit: int | None = None) -> str:
    """`text` on one line, without controls and bidi marks; a run of white space is one space; cut at `limit`."""
    spaced = " ".join(text.split())
    plain = "".join(char for char in spaced if char not in _BIDI and unicodedata.category(char) not in _UNWANTED)
    return " ".join(plain.split())[:limit]


def header_line(text: str, *, limit: int) -> str:
    """`text` for a mail header: one line that no mail program takes for an encoded word (RFC 2047), cut at `limit`.

    A name typed as `=?utf-8?q?=0D=0A…?=` is plain ASCII to every library here, and comes to life at the receiver's.
    """
    return one_line(text).replace("=?", "= ?")[:limit].strip()
