"""Changes in the text of a route, with everything else left as it is: comments, order, blank lines.

Pure: text in, text out. A place is a path into the file, as the loader's faults have it: ("steps", 3, "outcomes").
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array

from planning.routes.loading.faults import Place

Value = str | int | bool | Sequence[str] | Mapping[str, Any] | Sequence[Mapping[str, Any]] | None
WIDE = 100  # a list that is longer stands on lines of its own


class NotToml(ValueError):
    """The text is no TOML: it can only be mended as a text."""


def data_of(text: str) -> dict[str, Any]:
    """What a text says. Raises NotToml."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotToml(str(error)) from error


def at(data: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """The table at a place; an empty one where there is none. Raises NotToml where something else stands."""
    here: Any = data
    for part in place:
        if isinstance(part, int):
            if not isinstance(here, list) or not 0 <= part < len(here):
                raise KeyError(part)
            here = here[part]
        elif isinstance(here, Mapping):
            here = here.get(part, {})
        else:
            raise NotToml
    if not isinstance(here, dict):
        raise NotToml
    return here


def write(text: str, place: Place, values: Mapping[str, Value]) -> str:
    """Give keys of one table these values; None takes a key out, what is the same already is not touched.

    Raises NotToml for a text that is none, KeyError for a row that is not there.
    """
    if _says(data_of(text), place, values):  # to write with all comments kept takes ten times as long as to look
        return text

    def change(document: TOMLDocument) -> None:
        if any(value is not None for value in values.values()) or _is_there(document, place):
            _fill(_table(document, place), values)

    return _changed(text, change)


def stamp(text: str, *, key: str, version: int) -> str:
    """The text under this key and version. Raises NotToml."""
    return write(text, (), {"key": key, "version": version})


def add_row(text: str, table: str, row: Mapping[str, Value]) -> str:
    """Put a row at the end of a top table of rows. Raises NotToml."""
    return _changed(text, lambda document: _append(document, table, row))


def remove_row(text: str, table: str, number: int) -> str:
    """Take a row out of a top table of rows, counted from 0. Raises NotToml, KeyError."""

    def change(document: TOMLDocument) -> None:
        rows = document.get(table)
        if not isinstance(rows, AoT) or not 0 <= number < len(rows):
            raise KeyError(number)
        del rows[number]
        if not len(rows):
            del document[table]

    return _changed(text, change)


def add_step(text: str, *, after: int, title: str) -> str:
    """A new step behind another (0: in front); the later ones move up and everything that points at them follows.

    What led from the step before to the next one goes by way of the new step, so that it can be reached at once.
    Raises NotToml, KeyError.
    """
    count = len(_steps(data_of(text)))
    if not 0 <= after <= count:
        raise KeyError(after)
    moved = _renumbered(text, {n: n + (n > after) for n in range(1, count + 1)})
    new = after + 1
    before = at(data_of(moved), ("steps", max(after - 1, 0)))
    values: dict[str, Value] = {
        "number": new,
        "phase": str(before.get("phase", "")) or "OVERZICHT",
        "title": title,
        "regie": before.get("regie", []) if isinstance(before.get("regie"), list) else [],
        "happens": title,
        "tasks": [title],
        "outcomes": [{"key": "next", "label": "Verder", "to": new + 1 if new <= count else "end"}],
    }

    def change(document: TOMLDocument) -> None:
        rows = document["steps"]
        if not isinstance(rows, AoT):
            raise NotToml
        row = tomlkit.table()
        _fill(row, values)
        rows.insert(after, row)
        if after:
            for outcome in rows[after - 1].get("outcomes", []):
                if outcome.get("to") == new + 1 or (new > count and outcome.get("to") == "end"):
                    outcome["to"] = new
                    break

    return _changed(moved, change)


def remove_step(text: str, number: int) -> str:
    """Take a step out; the later ones move down. What pointed at it points at the one that takes its number.

    Raises NotToml, KeyError; ValueError for the only step.
    """
    count = len(_steps(data_of(text)))
    if not 1 <= number <= count:
        raise KeyError(number)
    if count == 1:
        msg = "the only step"
        raise ValueError(msg)
    without = remove_row(text, "steps", number - 1)
    return _renumbered(without, {n: min(n - (n > number), count - 1) for n in range(1, count + 1)})


def tidy_word(text: str) -> str:
    """A name for machines from what somebody typed: `Er is een HIA nodig` → `er-is-een-hia-nodig`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    word = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].rstrip("-")
    return word if word[:1].isalpha() else f"k-{word}".rstrip("-")


def fresh_word(text: str, taken: Sequence[str]) -> str:
    """The same, and none of those that are taken."""
    word = stem = tidy_word(text)
    number = 1
    while word in taken:
        number += 1
        word = f"{stem}-{number}"
    return word


# --- Inside -----------------------------------------------------------------------------------------------------------
# Every place that holds the number of a step, by its table; "" for the table itself.
_NUMBERS: dict[str, tuple[str, ...]] = {
    "steps": ("number",),
    "meetings": ("step", "until"),
    "consents": ("step",),
    "conditions": ("step",),
    "tlv": ("step",),
    "evaluation": ("step", "back_to"),
    "closing": ("step",),
}


def _changed(text: str, change: Callable[[TOMLDocument], None]) -> str:
    try:
        document = tomlkit.parse(text)
        change(document)
        after = tomlkit.dumps(document)
    except (TOMLKitError, RecursionError) as error:
        raise NotToml(str(error)) from error
    data_of(after)
    return after


def _says(data: Mapping[str, Any], place: Place, values: Mapping[str, Value]) -> bool:
    """Whether a table has all these values already, so that there is nothing to write."""
    here: Any = data
    for part in place:
        if isinstance(part, int) and not (isinstance(here, list) and 0 <= part < len(here)):
            return False
        if isinstance(part, str) and not (isinstance(here, dict) and part in here):
            return False
        here = here[part]
    return isinstance(here, dict) and all(
        key not in here if value is None or (isinstance(value, Mapping) and not value) else _same(here.get(key), value)
        for key, value in values.items()
    )


def _same(old: Any, new: Any) -> bool:
    """Whether two values are written alike: 1 is not true, and the order of a table's keys counts."""
    if isinstance(new, Mapping):
        return (
            isinstance(old, dict) and list(old) == list(new) and all(_same(old[key], row) for key, row in new.items())
        )
    if isinstance(new, Sequence) and not isinstance(new, str):
        return isinstance(old, list) and len(old) == len(new) and all(map(_same, old, new))
    return type(old) is type(new) and bool(old == new)


def _is_there(document: TOMLDocument, place: Place) -> bool:
    """Whether a table stands in the text; of a row of a list `_table` says so itself."""
    here: Any = document
    for part in place:
        if isinstance(part, str) and part not in here:
            return False
        here = here[part] if isinstance(part, str) or 0 <= part < len(here) else {}
    return True


def _table(document: TOMLDocument, place: Place) -> Any:
    here: Any = document
    for part in place:
        if isinstance(part, int):
            if not isinstance(here, AoT) or not 0 <= part < len(here):
                raise KeyError(part)
            here = here[part]
            continue
        if part not in here:
            here[part] = tomlkit.table()
        here = here[part]
    if not hasattr(here, "items"):
        raise NotToml
    return here


def _fill(table: Any, values: Mapping[str, Value]) -> None:
    for key, value in values.items():
        if value is None or (isinstance(value, Mapping) and not value):
            if key in table:
                del table[key]
        elif isinstance(value, Mapping):
            _texts(table, key, value)
        elif isinstance(value, Sequence) and not isinstance(value, str) and value and isinstance(value[0], Mapping):
            _rows(table, key, [row for row in value if isinstance(row, Mapping)])
        elif isinstance(value, Sequence) and not isinstance(value, str):
            _list(table, key, [str(row) for row in value])
        elif key not in table:
            table[key] = value
        elif table[key] != value or type(_plain(table[key])) is not type(value):
            table[key] = value  # the comment behind it stays


def _list(table: Any, key: str, value: list[str]) -> None:
    old = table.get(key)
    if isinstance(old, AoT) and not value:  # rows that are all gone
        del table[key]
        return
    if isinstance(old, Array) and len(old) == len(value):
        for n, word in enumerate(value):
            if old[n] != word:
                old[n] = word
        return
    if isinstance(old, Array) and _plain(old) == value:
        return
    new = tomlkit.array()
    new.extend(value)
    new.multiline(len(key) + sum(len(word) + 4 for word in value) > WIDE)
    table[key] = new


def _texts(table: Any, key: str, value: Mapping[str, str]) -> None:
    old = table.get(key)
    if hasattr(old, "items") and list(old) == list(value):
        for word, text in value.items():
            if old[word] != text:
                old[word] = text
        return
    # Taking a line out of `prompts.ib = …` is where tomlkit loses count: with other keys the table is written anew.
    new = tomlkit.table()
    for word, text in value.items():
        new[word] = text
    if key in table:
        del table[key]
    table[key] = new


def _rows(table: Any, key: str, value: list[Mapping[str, Any]]) -> None:
    old = table.get(key)
    if not isinstance(old, AoT):
        if key in table:
            del table[key]
        table.append(key, tomlkit.aot())
        old = table[key]
    while len(old) > len(value):
        del old[len(old) - 1]
    for n, row in enumerate(value):
        if n < len(old):
            _fill(old[n], {**dict.fromkeys(word for word in old[n] if word not in row), **row})
        else:
            new = tomlkit.table()
            _fill(new, row)
            old.append(new)


def _append(document: TOMLDocument, table: str, row: Mapping[str, Value]) -> None:
    rows = document.get(table)
    new = tomlkit.table()
    _fill(new, row)
    if isinstance(rows, AoT):
        rows.append(new)
        return
    fresh = tomlkit.aot()
    fresh.append(new)
    document[table] = fresh


def _renumbered(text: str, new: Mapping[int, int]) -> str:
    def change(document: TOMLDocument) -> None:
        for name, keys in _NUMBERS.items():
            part = document.get(name)
            for row in part if isinstance(part, AoT) else [part] if part is not None else []:
                for key in keys:
                    _renumber(row, key, new)
                for outcome in row.get("outcomes", []) if name == "steps" else []:
                    _renumber(outcome, "to", new)

    return _changed(text, change)


def _renumber(row: Any, key: str, new: Mapping[int, int]) -> None:
    value = row.get(key)
    if isinstance(value, int) and not isinstance(value, bool) and new.get(int(value), value) != value:
        row[key] = new[int(value)]


def _steps(data: Mapping[str, Any]) -> list[Any]:
    rows = data.get("steps")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NotToml
    return rows


def _plain(value: Any) -> Any:
    return value.unwrap() if hasattr(value, "unwrap") else value


__all__ = [
    "NotToml",
    "Value",
    "add_row",
    "add_step",
    "at",
    "data_of",
    "fresh_word",
    "remove_row",
    "remove_step",
    "stamp",
    "tidy_word",
    "write",
]
