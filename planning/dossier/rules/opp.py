"""The OPP: who must agree with its handelingsdeel, and how that stands (domain §1.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from planning.cases.ages import OF_AGE_AT, age

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose agreement is asked."""

    guardians: bool
    pupil: bool


def whose(birth_month: str | None, *, on: dt.date) -> Whose:
    """Parents with authority until the pupil is 18 (not 16), then the pupil; both in the month where either may be so.

    When the month of birth is not known: the parents.
    """
    found = age(birth_month, today=on)
    if found is None:
        return Whose(guardians=True, pupil=False)
    return Whose(guardians=found.surely < OF_AGE_AT, pupil=found.perhaps >= OF_AGE_AT)


class Assent(StrEnum):
    """How it stands. The values are states of the house, which give the colour."""

    WAITING = "waiting"
    GIVEN = "agreed"
    REFUSED = "no"


def standing(*, asked: Collection[Key], said: Mapping[Key, bool]) -> Assent:
    """One no is no; it is given when everybody said yes. Nobody to ask: it waits until somebody is known."""
    answers = [said.get(key) for key in asked]
    if False in answers:
        return Assent.REFUSED
    return Assent.GIVEN if answers and all(answers) else Assent.WAITING
