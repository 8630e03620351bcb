"""A name that came from another machine, made harmless: no path, no hidden signs, never too long (S10, S11)."""

from __future__ import annotations

import re
import unicodedata

from planning.dossier.rules.files.kinds import Format

LONGEST = 120  # characters, with the ending
_BAD = re.compile(r'[<>:"/\\|?*;%]')
_SPACE = re.compile(r"\s+")
# Names that Windows keeps for machines, whatever the ending.
_TAKEN = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
NAMELESS = "stuk"


def clean_name(name: str, kind: Format) -> str:
    """A name that every machine can keep, with the ending that fits what the file is.

    What goes: folders, control and formatting signs (which can turn a name round), signs that shells and Windows read
    as something else, dots at both ends, a second ending, and all beyond 120 characters.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(one for one in last if unicodedata.category(one)[0] != "C" or one in "\t\n\r")
    text = _SPACE.sub(" ", _BAD.sub("_", seen)).strip()
    stem = re.sub(r"\.[a-z0-9]{1,5}$", "", text, flags=re.IGNORECASE).replace(".", "_").strip(" ._")
    if not stem or _TAKEN.fullmatch(stem):
        stem = NAMELESS
    return stem[: LONGEST - len(kind.suffix)].rstrip(" ._") + kind.suffix
