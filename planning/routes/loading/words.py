"""Every abbreviation a file uses on screen is explained in its own list (R156)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planning.routes.loading.faults import Faults, Place
from planning.routes.loading.table import Row

# Two capitals or more, M@ZL and E&D too; IB'er and OPP's count as IB and OPP.
ABBREVIATION = re.compile(r"(?<![\w@&])[A-Z](?:[A-Z@&]*[A-Z])(?![\w@&])")
# Not shown as running text: names for machines, the heading of a phase, and where a file was taken from.
SILENT = frozenset({"key", "kind", "phase", "source"})


def check(data: Row, faults: Faults) -> None:
    """Note each abbreviation that nothing explains, at every text that uses it."""
    table = data.get("abbreviations")
    explained = set(table) if isinstance(table, dict) else set()
    for place, text in texts(data):
        for short in dict.fromkeys(ABBREVIATION.findall(text)):
            if short not in explained:
                faults.add(place, "{word} is not among the abbreviations", word=short)


def texts(value: object, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every text that somebody may read, and where it stands."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in SILENT:
                yield from texts(inner, (*place, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from texts(inner, (*place, n))
