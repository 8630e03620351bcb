"""Who leads: what the route says of a step, who holds regie now, and what is proposed when the step changes. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

CONTACT: Final = "casusregisseur"  # in a step of a route: whoever is the parents' contact (R12)
WHOLE: Final = "whole"


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds regie: over what (a `RegieKind`), in which role."""

    kind: str
    person: UUID
    role: str


def fits(step_regie: Collection[str], holders: Sequence[Holder], *, contact: UUID | None) -> bool:
    """Whether one of the holders is who the route wants to lead this step (R12).

    Nobody who holds it is what the route says: then its roles lead by themselves, unless it wants the casusregisseur,
    for that is a person.
    """
    if not holders:
        return CONTACT not in step_regie
    by_role = any(holder.role in step_regie for holder in holders)
    by_contact = CONTACT in step_regie and contact in {holder.person for holder in holders}
    return by_role or by_contact


def leads(person: UUID, holders: Sequence[Holder], *, of_the_school: bool) -> bool:
    """Whether this person may do what only regie may: as a holder, or without any as one who leads cases here (R12)."""
    if holders:
        return person in {holder.person for holder in holders}
    return of_the_school


def may_be_added(kind: str, holders: Sequence[Holder]) -> bool:
    """Whether regie of this kind can begin beside what is held: the whole alone, the two plans together (R18)."""
    others = {holder.kind for holder in holders} - {kind}
    return not others if kind == WHOLE else WHOLE not in others


def is_by_rule(roles: Collection[str], proposed: Collection[str]) -> bool:
    """Whether somebody with these roles is whom the rule points to (R20)."""
    return bool(set(roles) & set(proposed))


def unticked(count: int, done: Collection[int]) -> list[int]:
    """The lines, from 1, that are not done yet."""
    return [number for number in range(1, count + 1) if number not in done]
