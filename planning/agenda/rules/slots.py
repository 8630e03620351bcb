"""Who comes when: points one after another, so that each comes for the own slot only and waits least (R66).

Times are whole minutes from the start of the meeting. `lay` gives each point the first moment at which all its people
are there; `improve` looks for a better order. Both are plain functions: the same in, the same out.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

EXACT = 6  # so many points are tried in every order: 720


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda: how long, and who comes for it. The members who stay the whole meeting are not named."""

    key: Hashable
    minutes: int
    people: frozenset[Hashable] = frozenset()


@dataclass(frozen=True, slots=True)
class Slot:
    """When a point is, from its first minute to its last."""

    key: Hashable
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Day:
    """The points in an order, with their slots; `left` does not fit into the meeting, or not when its people can."""

    order: tuple[Hashable, ...]
    slots: tuple[Slot, ...]
    left: tuple[Hashable, ...]

    def slot(self, key: Hashable) -> Slot | None:
        """The slot of one point."""
        return next((row for row in self.slots if row.key == key), None)


Windows = Mapping[Hashable, tuple[int, int]]  # a person → from, till
Cost = tuple[int, int, int, int]
_Weigh = Callable[[Sequence[Point]], Cost]


def lay(points: Sequence[Point], *, length: int, windows: Windows) -> Day:
    """These points in this order. What does not fit is left out, and the next one takes its time."""
    at, slots, left = 0, [], []
    for point in points:
        first, last = _window(point, windows, length=length)
        start = max(at, first)
        if start + point.minutes > last:
            left.append(point.key)
            continue
        at = start + point.minutes
        slots.append(Slot(point.key, start, at))
    return Day(order=tuple(point.key for point in points), slots=tuple(slots), left=tuple(left))


def _window(point: Point, windows: Windows, *, length: int) -> tuple[int, int]:
    mine = [windows[person] for person in point.people if person in windows]
    return max([0, *(row[0] for row in mine)]), min([length, *(row[1] for row in mine)])


def waiting(points: Sequence[Point], day: Day) -> dict[Hashable, int]:
    """How many minutes each person sits waiting between the own slots."""
    slots = {row.key: row for row in day.slots}
    found: dict[Hashable, list[Slot]] = {}
    for point in points:
        if point.key in slots:
            for person in point.people:
                found.setdefault(person, []).append(slots[point.key])
    return {
        person: max(row.end for row in rows) - min(row.start for row in rows) - sum(row.end - row.start for row in rows)
        for person, rows in found.items()
    }


def idle(day: Day) -> int:
    """The minutes before and between the points in which nothing is spoken of."""
    between = sum(after.start - before.end for before, after in pairwise(day.slots))
    return between + (day.slots[0].start if day.slots else 0)


def cost(points: Sequence[Point], day: Day, *, given: Sequence[Hashable]) -> Cost:
    """What an order costs, the heaviest first.

    Points left out; minutes that people wait; minutes in which nothing is spoken of; and how far it is from the order
    that somebody made, counted in pairs that changed places.
    """
    place = {key: number for number, key in enumerate(given)}
    order = [place[key] for key in day.order]
    swapped = sum(order[i] > order[j] for i in range(len(order)) for j in range(i + 1, len(order)))
    return len(day.left), sum(waiting(points, day).values()), idle(day), swapped


def improve(points: Sequence[Point], *, length: int, windows: Windows) -> Day:
    """The best order: of all for a few points, else by moving one at a time as long as that helps.

    Never worse than the order that was given.
    """
    given = [point.key for point in points]

    def weigh(order: Sequence[Point]) -> Cost:
        return cost(points, lay(order, length=length, windows=windows), given=given)

    if len(points) <= EXACT:
        best = min(permutations(points), key=weigh, default=())
        return lay(best, length=length, windows=windows)
    # Two beginnings: as it is, and who is short of time first.
    by_window = sorted(points, key=lambda point: _window(point, windows, length=length)[::-1])
    found = min((_climb(list(start), weigh) for start in (points, by_window)), key=weigh)
    return lay(found, length=length, windows=windows)


def _climb(order: list[Point], weigh: _Weigh) -> list[Point]:
    now = weigh(order)
    while True:
        best = min(_moved(order), key=weigh)
        if weigh(best) >= now:
            return order
        order, now = best, weigh(best)


def _moved(order: list[Point]) -> Iterator[list[Point]]:
    """Every order in which one point stands elsewhere."""
    for at in range(len(order)):
        rest = order[:at] + order[at + 1 :]
        for to in range(len(order)):
            if to != at:
                yield [*rest[:to], order[at], *rest[to:]]


def changed(before: Day, after: Day) -> tuple[Hashable, ...]:
    """The points whose slot is another one now, or that got or lost one: only these people hear of it."""
    keys = dict.fromkeys([*before.order, *after.order])
    return tuple(key for key in keys if _times(before, key) != _times(after, key))


def _times(day: Day, key: Hashable) -> tuple[int, int] | None:
    row = day.slot(key)
    return None if row is None else (row.start, row.end)
