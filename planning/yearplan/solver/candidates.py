"""The problem as arrays: which starts every series could take on which day, what they cost, and what excludes what.

A *node* is one allowed start of one series (nodes of a series are consecutive); a *cell* is a node on a school day.
A *row* is a set of nodes of which at most `capacity` may be used on one day: either a clique of nodes that all clash
for one person (travel included), or all nodes of one person under the day maximum. Every clash of two series lies in
some row, so "no row over its capacity on any day" is hard rule 2, whole, and the multipliers of the bound live on rows.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planning.yearplan.solver.instance import DAY_MINUTES, Instance, Person, Series

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Cell = tuple[int, int]  # node, day

NEVER = 1e12  # the cost of what is not allowed: above any sum of real costs


@dataclass(frozen=True, slots=True)
class Soft:
    """An optional person of one series who is required elsewhere: meetings there may keep this person away here."""

    person: str
    hosts: tuple[int, ...]  # the series in which the person is required


class Candidates:
    """Everything the search needs of an instance, compiled once."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        rows = [each for each in instance.series.values() if each.count]
        been = [instance.past(each) for each in rows]
        # What has been may lie on a day, or begin at a time, that is none by now.
        self.series: tuple[Series, ...] = tuple(
            replace(each, starts=tuple(sorted({*each.starts, *map(_minute, past.values())})))
            for each, past in zip(rows, been, strict=True)
        )
        self.calendar = tuple(
            sorted({*instance.school_days, *(start.date() for past in been for start in past.values())})
        )
        self.days = len(self.calendar)
        self.begun = sum(instance.today is not None and day < instance.today for day in self.calendar)
        self.ordinal: Ints = np.array([day.toordinal() for day in self.calendar], dtype=np.int64)
        self.weekday: Ints = np.array([day.weekday() for day in self.calendar], dtype=np.int64)
        self.index = {day: index for index, day in enumerate(self.calendar)}
        sizes = [max(1, len(each.starts)) for each in self.series]
        self.first: Ints = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64)
        self.nodes = int(self.first[-1])
        self.owner: Ints = np.repeat(np.arange(len(self.series)), sizes).astype(np.int64)
        self.start: Ints = np.array([t for s in self.series for t in (s.starts or (DAY_MINUTES,))], dtype=np.int64)
        self.past: tuple[dict[int, Cell], ...] = tuple(
            {number: self._known_cell(index, start) for number, start in past.items()}
            for index, past in enumerate(been)
        )
        self.gone = tuple(frozenset(range(1, max(past, default=0))) - frozenset(past) for past in self.past)
        self._free: dict[tuple[str, int, int], Bools] = {}
        self.legal = self._legal()
        self.cost = self._cost()
        self.rows = Rows(self)
        self.soft = self._soft()
        self.pins, self.refused = self._pins()
        self.held, self.moved = self._held()
        self._spread: dict[int, Floats] = {}

    def nodes_of(self, series: int) -> range:
        """The nodes of one series."""
        return range(int(self.first[series]), int(self.first[series + 1]))

    def free(self, person: Person, start: int, minutes: int) -> Bools:
        """On which school days somebody works, and is not busy, from `start` for `minutes`."""
        key = (person.id, start, minutes)
        if key not in self._free:
            self._free[key] = self._free_days(person, start, start + minutes)
        return self._free[key]

    def spread(self, count: int) -> Floats:
        """Cost of meeting n (row n − 1) on each day: weight × (distance to ideal day)² / 4, rounded as judged."""
        if count not in self._spread:
            at = {day: index for index, day in enumerate(self.instance.school_days)}
            ideals = [(number - 0.5) * len(at) / count for number in range(1, count + 1)]
            rows = [
                [math.floor((at[day] - ideal) ** 2 / 4 + 0.5) if day in at else 0 for day in self.calendar]
                for ideal in ideals
            ]
            self._spread[count] = np.array(rows, dtype=np.float64).reshape(count, self.days)
            self._spread[count] *= self.instance.weights.spread
        return self._spread[count]

    def cell(self, series: int, start: dt.datetime) -> Cell | None:
        """The cell of a date-time, if the series may start then at all."""
        if start.date() not in self.index or _minute(start) not in self.series[series].starts:
            return None
        return self._known_cell(series, start)

    def _known_cell(self, series: int, start: dt.datetime) -> Cell:
        return int(self.first[series]) + self.series[series].starts.index(_minute(start)), self.index[start.date()]

    def when(self, node: int, day: int) -> dt.datetime:
        """The date-time of a cell."""
        return dt.datetime.combine(self.calendar[day], dt.time()) + dt.timedelta(minutes=int(self.start[node]))

    def _free_days(self, person: Person, start: int, end: int) -> Bools:
        works = [
            weekday
            for weekday, (first, last) in person.hours.items()
            if first <= start and end <= last and end < DAY_MINUTES
        ]
        free = np.isin(self.weekday, np.array(works, dtype=np.int64))
        for busy in person.busy:
            last = min(busy.end.toordinal(), int(self.ordinal[-1]) if self.days else 0)
            for ordinal in range(busy.start.toordinal(), last + 1):
                day = self.index.get(dt.date.fromordinal(ordinal))
                if day is None:
                    continue
                midnight = dt.datetime.combine(self.calendar[day], dt.time())
                if (
                    busy.start < midnight + dt.timedelta(minutes=end)
                    and midnight + dt.timedelta(minutes=start) < busy.end
                ):
                    free[day] = False
        return free

    def _legal(self) -> Bools:
        """Hard rule 1 for every cell from today on; of the days before only what has been."""
        legal = np.zeros((self.nodes, self.days), dtype=np.bool_)
        school_days = set(self.instance.school_days)
        for index, series in enumerate(self.series):
            if any(self.instance.people[person].max_meetings_per_day == 0 for person in series.required):
                continue
            closed = self.instance.schools[series.school].closed_days
            opened = np.array([day in school_days and day not in closed for day in self.calendar], dtype=np.bool_)
            opened[: self.begun] = False
            starts = self.instance.series[series.id].starts
            for node in self.nodes_of(index):
                start = int(self.start[node])
                if start not in starts:
                    continue
                legal[node] = opened
                for person in series.required:
                    legal[node] &= self.free(self.instance.people[person], start, series.minutes)
        for past in self.past:
            for cell in past.values():
                legal[cell] = True
        return legal

    def _cost(self) -> Floats:
        """What a cell costs by itself (optional people who are not at work or busy); `NEVER` where it is not legal."""
        cost = np.where(self.legal, 0.0, NEVER)
        weight = self.instance.weights.optional_absent
        for index, series in enumerate(self.series):
            for node in self.nodes_of(index):
                for person in series.optional:
                    cost[node] += weight * ~self.free(
                        self.instance.people[person], int(self.start[node]), series.minutes
                    )
        return np.minimum(cost, NEVER)

    def _soft(self) -> tuple[tuple[Soft, ...], ...]:
        """Per series: its optional people who are required in other series."""
        hosts: dict[str, list[int]] = defaultdict(list)
        for index, series in enumerate(self.series):
            for person in series.required:
                hosts[person].append(index)
        return tuple(
            tuple(Soft(person, tuple(hosts[person])) for person in series.optional if person in hosts)
            for series in self.series
        )

    def clash(self, a: int, b: int) -> bool:
        """Whether nobody can be at both of two nodes on one day, travel included."""
        first, second = self.series[int(self.owner[a])], self.series[int(self.owner[b])]
        way = self.instance.travel_minutes(first.school, second.school)
        start, other = int(self.start[a]), int(self.start[b])
        return other < start + first.minutes + way and start < other + second.minutes + way

    def _pins(self) -> tuple[tuple[dict[int, Cell], ...], tuple[dict[int, str], ...]]:
        """Per series the pins that can stand, and the Dutch reason for those that cannot (then they stay unplaced)."""
        stand: tuple[dict[int, Cell], ...] = tuple(dict(past) for past in self.past)
        refused: tuple[dict[int, str], ...] = tuple({} for _ in self.series)
        use = np.zeros((self.rows.count, self.days), dtype=np.int64)
        for index, series in enumerate(self.series):
            for number, start in sorted(series.pinned.items()):
                if number in self.past[index]:
                    continue
                cell = self.cell(index, start)
                if number in self.gone[index]:
                    refused[index][number] = "ligt na een later overleg dat al is geweest"
                elif cell is None or not self.legal[cell]:
                    refused[index][number] = "breekt zelf een regel"
                elif not self._in_step(series, stand[index], number, cell[1]):
                    refused[index][number] = "past niet bij de andere vaste data van deze reeks"
                elif np.any(use[self.rows.of(cell[0]), cell[1]] >= self.rows.capacity[self.rows.of(cell[0])]):
                    refused[index][number] = "botst met een andere vaste datum"
                else:
                    stand[index][number] = cell
                    use[self.rows.of(cell[0]), cell[1]] += 1
        return stand, refused

    def _in_step(self, series: Series, pins: dict[int, Cell], number: int, day: int) -> bool:
        """Whether a pin keeps order, and the gaps to a pinned neighbour."""
        for other, (_, at) in pins.items():
            gap = int(self.ordinal[day] - self.ordinal[at]) * (1 if number > other else -1)
            if gap <= 0 or (abs(number - other) == 1 and not series.min_gap_days <= gap <= series.max_gap_days):
                return False
        return True

    def _held(self) -> tuple[tuple[dict[int, Cell], ...], tuple[Floats, ...]]:
        """Per series the cells that people already hold, and what moving each number costs."""
        held: tuple[dict[int, Cell], ...] = tuple({} for _ in self.series)
        moved = tuple(np.zeros(series.count) for series in self.series)
        for index, series in enumerate(self.series):
            for number, start in self.instance.previous.get(series.id, {}).items():
                if number <= series.count:
                    moved[index][number - 1] = self.instance.weights.moved
                    cell = self.cell(index, start)
                    if cell is not None and self.legal[cell]:
                        held[index][number] = cell
        return held, moved


def _minute(start: dt.datetime) -> int:
    return start.hour * 60 + start.minute


class Rows:
    """The rows of a problem, in both directions: nodes of a row, rows of a node."""

    def __init__(self, candidates: Candidates) -> None:
        by_person: dict[str, list[int]] = defaultdict(list)
        for index, series in enumerate(candidates.series):
            for person in series.required:
                by_person[person].append(index)
        members: list[tuple[int, ...]] = []
        capacity: list[int] = []
        for person, hosts in by_person.items():
            most = candidates.instance.people[person].max_meetings_per_day
            cliques = _cliques(candidates, hosts) if len(hosts) > 1 else []
            members += cliques
            capacity += [1] * len(cliques)
            nodes = tuple(node for host in hosts for node in candidates.nodes_of(host) if candidates.legal[node].any())
            if 0 < most < len(hosts) and not any(len(clique) == len(nodes) for clique in cliques):
                members.append(nodes)
                capacity.append(most)
        self.members = members
        self.count = len(members)
        self.capacity: Ints = np.array(capacity, dtype=np.int64)
        of: list[list[int]] = [[] for _ in range(candidates.nodes)]
        for row, nodes in enumerate(members):
            for node in nodes:
                of[node].append(row)
        self._of = [np.array(rows, dtype=np.int64) for rows in of]
        self.neighbours = _neighbours(candidates, by_person.values())

    def of(self, node: int) -> Ints:
        """The rows that a node is in."""
        return self._of[node]


def _neighbours(candidates: Candidates, groups: Iterable[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Per series the others that share somebody who is required."""
    found: list[set[int]] = [set() for _ in candidates.series]
    for hosts in groups:
        for host in hosts:
            found[host].update(hosts)
    return tuple(tuple(sorted(others - {index})) for index, others in enumerate(found))


def _cliques(candidates: Candidates, hosts: Sequence[int]) -> list[tuple[int, ...]]:
    """Cliques that together cover every clash between these series, each as large as it grows greedily."""
    nodes = sorted(
        (node for host in hosts for node in candidates.nodes_of(host) if candidates.legal[node].any()),
        key=lambda node: (int(candidates.start[node]), node),
    )
    adjacent = _adjacency(candidates, nodes)
    cross = [
        row & ~sum(1 << k for k, other in enumerate(nodes) if candidates.owner[other] == candidates.owner[nodes[j]])
        for j, row in enumerate(adjacent)
    ]
    open_edges = list(cross)
    cliques: list[tuple[int, ...]] = []
    for first in range(len(nodes)):
        while open_edges[first]:
            second = (open_edges[first] & -open_edges[first]).bit_length() - 1
            clique = _grow(adjacent, open_edges, first, second)
            for each in _bits(clique):
                open_edges[each] &= ~clique
            cliques.append(tuple(nodes[each] for each in _bits(clique)))
    return cliques


def _adjacency(candidates: Candidates, nodes: Sequence[int]) -> list[int]:
    """Bit masks of who excludes whom. Starts of one series exclude each other: it never meets twice on a day."""
    adjacent = [0] * len(nodes)
    for j, a in enumerate(nodes):
        for k in range(j + 1, len(nodes)):
            b = nodes[k]
            own = candidates.owner[a] == candidates.owner[b]
            together = own and candidates.series[int(candidates.owner[a])].min_gap_days > 0
            if together or candidates.clash(a, b):
                adjacent[j] |= 1 << k
                adjacent[k] |= 1 << j
    return adjacent


def _grow(adjacent: list[int], open_edges: list[int], first: int, second: int) -> int:
    """A maximal clique around one edge that takes up many uncovered edges."""
    clique = 1 << first | 1 << second
    common = adjacent[first] & adjacent[second]
    while common:
        best = max(
            _bits(common),
            key=lambda each: ((open_edges[each] & clique).bit_count(), (adjacent[each] & common).bit_count()),
        )
        clique |= 1 << best
        common &= adjacent[best]
    return clique


def _bits(mask: int) -> list[int]:
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found
