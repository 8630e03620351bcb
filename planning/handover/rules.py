"""Pure decisions of what is handed over: what is proposed, what is missing, what a version says, what the OPP needs."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from integrations.ldos.fields import Field
from planning.people.roles import AFFILIATION, Affiliation, Role

OPP_WITHIN = dt.timedelta(days=14)  # what was agreed is in the OPP so soon after (our choice)
_CARE = frozenset({Affiliation.MUNICIPALITY, Affiliation.GGD, Affiliation.CARE})


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with its answer as it stands. `proposed` is what the house knows; `typed`: somebody wrote it."""

    key: str
    name: str
    text: str
    proposed: str
    typed: bool


def answers(fields: Iterable[Field], *, known: Mapping[str, str], typed: Mapping[str, str]) -> list[Answer]:
    """Every question with what was typed, else with what is known. What is fixed is never typed."""
    found = []
    for field in fields:
        proposed = known.get(field.known_as, "") if field.known_as else ""
        own = None if field.fixed else typed.get(field.key)
        text = proposed if own is None else own
        found.append(Answer(field.key, field.name, text.strip(), proposed.strip(), typed=own is not None))
    return found


def missing(fields: Iterable[Field], rows: Iterable[Answer]) -> tuple[str, ...]:
    """The keys of what must be answered and is not."""
    empty = {row.key for row in rows if not row.text}
    return tuple(field.key for field in fields if field.required and field.key in empty)


class Standing(StrEnum):
    """What becomes of one answer that somebody sent, beside what stands there now."""

    SAME = "same"  # it stands there already, or was not touched
    NEW = "new"
    CLASH = "clash"  # somebody else changed it since this page was opened, and this is a third text


def standing(*, sent: str, seen: str | None, now: str) -> Standing:
    """`seen` is the `mark` of what stood there when the page was opened; None: nobody kept that, and it is not asked.

    Who did not touch an answer leaves what somebody else made of it meanwhile.
    """
    if sent == now or (seen is not None and mark(sent) == seen):
        return Standing.SAME
    return Standing.CLASH if seen is not None and seen != mark(now) else Standing.NEW


def mark(text: str) -> str:
    """A short sign of a text, to see that it is the same."""
    return hashlib.sha256(text.replace("\r\n", "\n").strip().encode()).hexdigest()[:16]


def sealed(rows: Sequence[tuple[str, str, str]], *, form: int, prepared_by: str, on: dt.date) -> str:
    """A version as text: the same words are always the same text."""
    content = {"form": form, "prepared_by": prepared_by, "on": on.isoformat(), "rows": [list(row) for row in rows]}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(content: str) -> str:
    """SHA-256 of a version, in hexadecimal."""
    return hashlib.sha256(content.encode()).hexdigest()


def opened(content: str) -> list[tuple[str, str, str]]:
    """Key, name and answer of a sealed version."""
    return [(key, name, text) for key, name, text in json.loads(content)["rows"]]


def serves_education(role: str) -> bool:
    """Whether an agreement of this role must be in the OPP: education's and the family's own (R108).

    What youth care or the municipality does stands in the gezinsplan (R18, R109); it may be in the OPP too.
    """
    return not role or AFFILIATION[Role(role)] not in _CARE
