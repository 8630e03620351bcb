"""What must be there before a record is fixed: what comes next, and when and how one looks back (R86, R105, R131)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

Need = Literal["talk", "next", "evaluation"]

_MEANS = frozenset({"arrangement", "mandate"})


def lacking(
    decided: Collection[tuple[str, str]], *, leads_on: bool, goals: bool, meets_again: bool, looks_back: bool
) -> tuple[Need, ...]:
    """What is not there yet, in the order of the talk. `decided` are kinds with what they came to.

    Where the route leads on to another meeting it is said whether there comes one (R105), and that one is made now
    (R86). Where there is a goal or an arrangement it is said when and how they are looked back on (R131).
    """
    found: list[Need] = []
    if leads_on and not any(kind == "talk" for kind, _outcome in decided):
        found.append("talk")
    if ("talk", "yes") in decided and not meets_again:
        found.append("next")
    if (goals or any(kind in _MEANS for kind, _outcome in decided)) and not looks_back:
        found.append("evaluation")
    return tuple(found)
