"""What was said of each option, which can still win, and which one wins."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

YES, IF_NEEDED, NO = "yes", "ifneeded", "no"
CHOICES = frozenset({YES, IF_NEEDED, NO})
# What "if needed" costs: a professional's counts heavier than a parent's, who seldom has much choice.
COST_PROFESSIONAL, COST_GUEST, COST_ABSENT = 3, 1, 2

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Voter(Generic[Key]):
    """Somebody asked: whether the meeting needs them, and whether they are a parent or pupil."""

    key: Key
    required: bool
    guest: bool = False


@dataclass(frozen=True, slots=True)
class Option(Generic[Key]):
    """One date that is offered."""

    key: Key
    start: dt.datetime
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Tally(Generic[Key]):
    """What everybody said of one option, by voter; who said nothing yet stands in `waiting`."""

    option: Option[Key]
    yes: tuple[Key, ...] = ()
    if_needed: tuple[Key, ...] = ()
    no: tuple[Key, ...] = ()
    waiting: tuple[Key, ...] = ()
    possible: bool = True  # it can still win
    agreed: bool = False  # everybody required can
    cost: int = 0


def tally(
    *,
    voters: Sequence[Voter[Key]],
    options: Sequence[Option[Key]],
    answers: Mapping[tuple[Key, Key], str],
) -> list[Tally[Key]]:
    """Per option what was said; `answers` is (voter, option) → choice. Answers of others do not count."""
    return [_count(voters, option, answers) for option in options]


def _count(voters: Sequence[Voter[Key]], option: Option[Key], answers: Mapping[tuple[Key, Key], str]) -> Tally[Key]:
    said: dict[str, list[Key]] = defaultdict(list)
    cost = 0
    for voter in voters:
        choice = answers.get((voter.key, option.key), "")
        said[choice].append(voter.key)
        if choice == IF_NEEDED:
            cost += COST_GUEST if voter.guest else COST_PROFESSIONAL
        elif choice == NO and not voter.required:
            cost += COST_ABSENT
    required = [voter.key for voter in voters if voter.required]
    can = {*said[YES], *said[IF_NEEDED]}
    return Tally(
        option=option,
        yes=tuple(said[YES]),
        if_needed=tuple(said[IF_NEEDED]),
        no=tuple(said[NO]),
        waiting=tuple(said[""]),
        possible=not option.closed and not set(required) & set(said[NO]),
        agreed=not option.closed and bool(required) and can.issuperset(required),
        cost=cost,
    )


def possible_options(tallies: Iterable[Tally[Key]]) -> list[Tally[Key]]:
    """The options that can still win: not taken meanwhile, and nobody required said no."""
    return [row for row in tallies if row.possible]


def winner(tallies: Iterable[Tally[Key]]) -> Tally[Key] | None:
    """The option that everybody required can, cheapest first, then the earliest; None when there is none (yet).

    Without anybody required no option wins by itself: it fails closed.
    """
    agreed = [row for row in tallies if row.agreed]
    return min(agreed, key=lambda row: (row.cost, row.option.start), default=None)
