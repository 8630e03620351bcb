"""What was said of each option, which can still win, which one wins, and how to go on when none does (R77, R80)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

YES, IF_NEEDED, NO = "yes", "ifneeded", "no"
CHOICES = frozenset({YES, IF_NEEDED, NO})

Key = TypeVar("Key", bound=Hashable)
Group = tuple[str, ...]  # roles of which at least one person must be able to come


@dataclass(frozen=True, slots=True)
class Rule:
    """When a date is agreed for one kind of meeting: beside everybody required, one of each group of roles.

    `groups` comes from the quorum of the intended decision (R77). The weights are what an option costs per person: a
    professional's "if needed" counts heavier than a parent's, who seldom has much choice. `earliest` lets the first
    date win, else the one that costs least.
    """

    groups: tuple[Group, ...] = ()
    professional: int = 3
    guest: int = 1
    absent: int = 2
    earliest: bool = False


@dataclass(frozen=True, slots=True)
class Voter(Generic[Key]):
    """Somebody asked: whether the meeting needs them, whether they are a parent or pupil, and as what they come."""

    key: Key
    required: bool
    guest: bool = False
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option(Generic[Key]):
    """One date that is offered; `closed` when it was taken by another meeting, which no answer can undo."""

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
    agreed: bool = False  # everybody required can, and one of each group
    cost: int = 0
    without: tuple[Key, ...] = ()  # who must be there and cannot
    silent: tuple[Key, ...] = ()  # who must be there and said nothing yet
    lacking: tuple[Group, ...] = ()  # groups of which nobody can, or nobody is asked


def tally(
    *,
    voters: Sequence[Voter[Key]],
    options: Sequence[Option[Key]],
    answers: Mapping[tuple[Key, Key], str],
    rule: Rule = Rule(),
) -> list[Tally[Key]]:
    """Per option what was said; `answers` is (voter, option) → choice. Answers of others do not count."""
    return [_count(voters, option, answers, rule) for option in options]


def _count(
    voters: Sequence[Voter[Key]], option: Option[Key], answers: Mapping[tuple[Key, Key], str], rule: Rule
) -> Tally[Key]:
    said: dict[str, list[Key]] = defaultdict(list)
    cost = 0
    for voter in voters:
        choice = answers.get((voter.key, option.key), "")
        said[choice].append(voter.key)
        if choice == IF_NEEDED:
            cost += rule.guest if voter.guest else rule.professional
        elif choice == NO and not voter.required:
            cost += rule.absent
    required = [voter.key for voter in voters if voter.required]
    can, cannot = {*said[YES], *said[IF_NEEDED]}, set(said[NO])
    of_group = {group: [voter.key for voter in voters if set(group) & set(voter.roles)] for group in rule.groups}
    without = tuple(key for key in required if key in cannot)
    lacking = tuple(group for group, keys in of_group.items() if cannot.issuperset(keys))
    return Tally(
        option=option,
        yes=tuple(said[YES]),
        if_needed=tuple(said[IF_NEEDED]),
        no=tuple(said[NO]),
        waiting=tuple(said[""]),
        possible=not option.closed and not without and not lacking,
        agreed=not option.closed
        and bool(required)
        and can.issuperset(required)
        and all(can.intersection(keys) for keys in of_group.values()),
        cost=cost,
        without=without,
        silent=tuple(key for key in required if key in said[""]),
        lacking=lacking,
    )


def possible_options(tallies: Iterable[Tally[Key]]) -> list[Tally[Key]]:
    """The options that can still win: not taken, nobody required said no, and each group has somebody left."""
    return [row for row in tallies if row.possible]


def winner(tallies: Iterable[Tally[Key]], *, rule: Rule = Rule()) -> Tally[Key] | None:
    """The option that is agreed: the cheapest, then the earliest (the other way round by `rule.earliest`), or None.

    Without anybody required no option wins by itself: it fails closed.
    """
    agreed = [row for row in tallies if row.agreed]
    return min(agreed, key=lambda row: _rank(row, rule), default=None)


def second_best(tallies: Iterable[Tally[Key]], *, rule: Rule = Rule()) -> Tally[Key] | None:
    """When nothing is agreed: the option that goes with the fewest people missing, the quorum before anything else.

    None when every option is taken. Whoever chooses it chooses without `without` and perhaps without the decision that
    `lacking` stands in the way of (R77); `silent` may still say no.
    """
    left = [row for row in tallies if not row.option.closed]
    return min(
        left,
        key=lambda row: (len(row.lacking), len(row.without), len(row.silent), *_rank(row, rule)),
        default=None,
    )


def groups_without_anybody(voters: Sequence[Voter[Key]], rule: Rule) -> tuple[Group, ...]:
    """The groups for which nobody is asked at all: with these voters the decision can never be taken (R77)."""
    present = {role for voter in voters for role in voter.roles}
    return tuple(group for group in rule.groups if not present.intersection(group))


def _rank(row: Tally[Key], rule: Rule) -> tuple[float, float]:
    moment = row.option.start.timestamp()
    return (moment, row.cost) if rule.earliest else (row.cost, moment)
