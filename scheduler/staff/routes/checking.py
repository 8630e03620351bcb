"""A text as it stands, for the screen: what is wrong in the user's words, where that is mended, and the picture."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from planning.regions import rules, wording
from scheduler.staff.routes import drawing, parts


@dataclass(frozen=True, slots=True)
class Wrong:
    """One fault with the page that mends it."""

    where: str
    why: str
    line: int
    address: str
    here: bool  # on the page one is on


@dataclass(frozen=True, slots=True)
class State:
    """What stands beside the form."""

    wrongs: tuple[Wrong, ...]
    picture: drawing.Picture | None
    steps: int

    @property
    def good(self) -> bool:
        """Whether it may be published."""
        return not self.wrongs

    @property
    def elsewhere(self) -> int:
        """How many faults stand on other pages."""
        return sum(not wrong.here for wrong in self.wrongs)


def state_of(text: str, *, draft_id: UUID, here: tuple[str, int | None] = ("-", None)) -> State:
    """Check a text. `here` is the table and row of the page one is on; their faults come first."""
    checked = rules.check(text)
    wrongs = []
    for told in wording.tell_all(checked.faults, text):
        table, row = told.part
        own = table == here[0] or (here[0] == "" and table in parts.HEAD)
        wrongs.append(Wrong(told.where, told.why, told.line, _address(draft_id, table, row), own and row == here[1]))
    wrongs.sort(key=lambda wrong: not wrong.here)
    route = checked.route
    drawn = route is not None and route.steps and len({step.number for step in route.steps}) == len(route.steps)
    return State(
        wrongs=tuple(wrongs),
        picture=drawing.draw(route) if route is not None and drawn else None,
        steps=len(route.steps) if route is not None else 0,
    )


def _address(draft_id: UUID, table: str, row: int | None) -> str:
    if table in parts.HEAD:
        return reverse("staff:draft-naam", args=[draft_id])
    part = parts.BY_TABLE.get(table)
    if part is None or (part.many and row is None):
        return reverse("staff:draft-text", args=[draft_id])
    if part.many:
        return reverse(f"staff:draft-{part.slug}", args=[draft_id, (row or 0) + 1])
    return reverse(f"staff:draft-{part.slug}", args=[draft_id])
