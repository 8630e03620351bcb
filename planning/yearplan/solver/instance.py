"""What is to be planned: people, schools, series and weights, read strictly from `aan-tafel/yearplan-instance/1`.

Times of day are minutes after midnight, date-times are local and naive, places are kilometres on a plane.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import TypeVar

from planning.yearplan.solver.reading import InstanceError, Node

FORMAT = "aan-tafel/yearplan-instance/1"
DAY_MINUTES = 24 * 60
MOST_MEETINGS = 366  # of one series in one year: more is a slip of the pen, and would only cost memory
MOST_WEIGHT = 10_000  # keeps every sum of costs far below the mark for "not allowed"
MINUTE = dt.timedelta(minutes=1)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Busy:
    """A stretch in which a person cannot meet; it may span days."""

    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part. `hours`: weekday (0 is Monday) → minutes (from, to) in which this person works."""

    id: str
    role: str
    hours: Mapping[int, tuple[int, int]]
    busy: tuple[Busy, ...]
    max_meetings_per_day: int
    name: str = ""

    @property
    def label(self) -> str:
        """How people speak of this person: role and name, or role and id where the name is not known."""
        known = self.name or self.id
        return f"{self.role} {known}" if self.role else known


@dataclass(frozen=True, slots=True)
class School:
    """A school with its place (x km, y km) and the days on which it does not meet."""

    id: str
    sector: str
    location: tuple[float, float]
    closed_days: frozenset[dt.date]
    name: str = ""

    @property
    def label(self) -> str:
        """The school's name, or its id."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Series:
    """The meetings 1…`count` of one school. `starts` in minutes; gaps in calendar days between consecutive meetings."""

    id: str
    school: str
    kind: str
    count: int
    minutes: int
    required: tuple[str, ...]
    optional: tuple[str, ...]
    starts: tuple[int, ...]
    prefer_weekday: int
    prefer_start: int
    min_gap_days: int
    max_gap_days: int
    pinned: Mapping[int, dt.datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Travel:
    """Minutes between two schools: `fixed_minutes` + distance × `detour` / `km_per_hour` × 60."""

    fixed_minutes: float
    km_per_hour: float
    detour: float


@dataclass(frozen=True, slots=True)
class Weights:
    """What each soft term costs (FORMAT, Score)."""

    unplaced: float
    spread: float
    rhythm_weekday: float
    rhythm_start: float
    prefer_weekday: float
    prefer_start: float
    optional_absent: float
    moved: float

    @property
    def whole(self) -> bool:
        """Whether every weight, and so every score, is a whole number."""
        return all(float(getattr(self, each.name)).is_integer() for each in fields(self))


@dataclass(frozen=True, slots=True)
class Instance:
    """A whole problem. `previous` is the plan that people already hold, series → number → start; empty when new.

    With `today`, everything here says how it is from that day on: what people hold before it has been and stands,
    whatever rule it breaks by now, and nothing new is planned before it. So who left is simply no longer in a series
    and the successor is: the meetings that were are not judged again.
    """

    school_days: tuple[dt.date, ...]
    people: Mapping[str, Person]
    schools: Mapping[str, School]
    series: Mapping[str, Series]
    travel: Travel
    weights: Weights
    previous: Mapping[str, Mapping[int, dt.datetime]] = field(default_factory=dict)
    changed: str = ""
    today: dt.date | None = None

    def past(self, series: Series) -> dict[int, dt.datetime]:
        """The meetings of a series that have been, by number."""
        if self.today is None:
            return {}
        held = {**series.pinned, **self.previous.get(series.id, {})}
        return {n: held[n] for n in sorted(held) if n <= series.count and held[n].date() < self.today}

    def travel_minutes(self, a: str, b: str) -> int:
        """Whole minutes (rounded up) that must lie between a meeting at school `a` and one at school `b`."""
        if a == b:
            return 0
        km = math.dist(self.schools[a].location, self.schools[b].location)
        minutes = self.travel.fixed_minutes + km * self.travel.detour / self.travel.km_per_hour * 60
        return -(-dt.timedelta(minutes=min(minutes, 2 * DAY_MINUTES)) // MINUTE)

    @classmethod
    def from_json(cls, data: object) -> Instance:
        """Read the file format. Raises `InstanceError` with the path of the first field that is wrong.

        One key beyond FORMAT: `today`, an optional date, only when re-planning (see the class).
        """
        return _instance(Node("", data))

    def to_json(self) -> dict[str, object]:
        """The file format again; names and re-planning keys only where they are filled."""
        data: dict[str, object] = {
            "format": FORMAT,
            "school_days": [day.isoformat() for day in self.school_days],
            "people": [_person_json(person) for person in self.people.values()],
            "schools": [_school_json(school) for school in self.schools.values()],
            "series": [_series_json(series) for series in self.series.values()],
            "travel": {each.name: getattr(self.travel, each.name) for each in fields(Travel)},
            "weights": {each.name: getattr(self.weights, each.name) for each in fields(Weights)},
        }
        if self.previous:
            data["previous"] = {
                series: {str(number): _stamp(start) for number, start in held.items()}
                for series, held in self.previous.items()
            }
        if self.changed:
            data["changed"] = self.changed
        if self.today is not None:
            data["today"] = self.today.isoformat()
        return data


def clock(minutes: int) -> str:
    """Minutes after midnight as "HH:MM"."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _instance(node: Node) -> Instance:
    if node.get("format").text() != FORMAT:
        raise node.get("format").fail(f"must be {FORMAT}")
    days = node.get("school_days").unique(Node.date)
    if list(days) != sorted(days):
        raise node.get("school_days").fail("must be in order of date")
    people = _by_id(node.get("people"), _person)
    schools = _by_id(node.get("schools"), _school)
    series = _by_id(node.get("series"), lambda each: _series(each, people, schools))
    found = Instance(
        school_days=days,
        people=people,
        schools=schools,
        series=series,
        travel=_travel(node.get("travel")),
        weights=_weights(node.get("weights")),
        previous=_previous(node.get("previous")) if node.has("previous") else {},
        changed=node.get("changed").text() if node.has("changed") else "",
        today=node.get("today").date() if node.has("today") else None,
    )
    for each in found.series.values():
        been = list(found.past(each).items())
        for (earlier, before), (number, after) in itertools.pairwise(been):
            if after.date() < before.date():
                raise InstanceError(f"previous.{each.id}.{number}", f"was before meeting {earlier}, so is out of order")
    return found


def _by_id(node: Node, read: Callable[[Node], T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for each in node.list(lambda element: element):
        key = each.get("id").identifier()
        if key in found:
            raise each.get("id").fail(f"is there twice: {key}")
        found[key] = read(each)
    return found


def _name(node: Node) -> str:
    return node.get("name").text() if node.has("name") else ""


def _person(node: Node) -> Person:
    hours: dict[int, tuple[int, int]] = {}
    for key, stretch in node.get("hours").items():
        if key not in "0123456" or len(key) != 1:
            raise stretch.fail("must be a weekday from 0 (Monday) to 6")
        first, last = stretch.list(Node.clock, length=2)
        if first > last:
            raise stretch.fail("must end after it begins")
        hours[int(key)] = (first, last)
    return Person(
        id=node.get("id").identifier(),
        role=node.get("role").text(),
        hours=hours,
        busy=tuple(node.get("busy").list(_busy)),
        max_meetings_per_day=node.get("max_meetings_per_day").integer(0),
        name=_name(node),
    )


def _busy(node: Node) -> Busy:
    first, last = node.list(Node.moment, length=2)
    if first > last:
        raise node.fail("must end after it begins")
    return Busy(first, last)


def _school(node: Node) -> School:
    x, y = node.get("location").list(Node.number, length=2)
    return School(
        id=node.get("id").identifier(),
        sector=node.get("sector").text(),
        location=(x, y),
        closed_days=frozenset(node.get("closed_days").list(Node.date)),
        name=_name(node),
    )


def _series(node: Node, people: Mapping[str, Person], schools: Mapping[str, School]) -> Series:
    def person(each: Node) -> str:
        if each.text() not in people:
            raise each.fail(f"is nobody in people: {each.text()}")
        return each.text()

    school = node.get("school").text()
    if school not in schools:
        raise node.get("school").fail(f"is no school in schools: {school}")
    required = node.get("required").unique(person)
    optional = node.get("optional").unique(person)
    for index, each in enumerate(optional):
        if each in required:
            raise InstanceError(f"{node.path}.optional[{index}]", f"is required as well: {each}")
    count = node.get("count").integer(0, MOST_MEETINGS)
    prefer = node.get("prefer")
    least = node.get("min_gap_days").integer(0)
    return Series(
        id=node.get("id").identifier(),
        school=school,
        kind=node.get("kind").text(),
        count=count,
        minutes=node.get("minutes").integer(1, DAY_MINUTES - 1),
        required=required,
        optional=optional,
        starts=tuple(sorted(set(node.get("starts").list(Node.clock)))),
        prefer_weekday=prefer.get("weekday").integer(0, 6),
        prefer_start=prefer.get("start").clock(),
        min_gap_days=least,
        max_gap_days=node.get("max_gap_days").integer(0),
        pinned=_numbered(node.get("pinned"), most=count) if node.has("pinned") else {},
    )


def _numbered(node: Node, *, most: int | None = None) -> dict[int, dt.datetime]:
    found: dict[int, dt.datetime] = {}
    for key, value in node.items():
        if not (key.isascii() and key.isdecimal()) or str(int(key)) != key or int(key) < 1:
            raise value.fail("must be under the number of a meeting")
        if most is not None and int(key) > most:
            raise value.fail(f"is no meeting of this series, which has {most}")
        found[int(key)] = value.moment()
    return found


def _previous(node: Node) -> dict[str, dict[int, dt.datetime]]:
    return {series: _numbered(held) for series, held in node.items()}


def _travel(node: Node) -> Travel:
    return Travel(
        fixed_minutes=node.get("fixed_minutes").amount(),
        km_per_hour=node.get("km_per_hour").amount(above_zero=True),
        detour=node.get("detour").amount(),
    )


def _weights(node: Node) -> Weights:
    for each in fields(Weights):
        if node.get(each.name).amount() > MOST_WEIGHT:
            raise node.get(each.name).fail(f"must be at most {MOST_WEIGHT}")
    return Weights(**{each.name: node.get(each.name).amount() for each in fields(Weights)})


def _stamp(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def _named(data: dict[str, object], name: str) -> dict[str, object]:
    return {**data, "name": name} if name else data


def _person_json(person: Person) -> dict[str, object]:
    data: dict[str, object] = {
        "id": person.id,
        "role": person.role,
        "hours": {str(weekday): [clock(first), clock(last)] for weekday, (first, last) in sorted(person.hours.items())},
        "busy": [[_stamp(each.start), _stamp(each.end)] for each in person.busy],
        "max_meetings_per_day": person.max_meetings_per_day,
    }
    return _named(data, person.name)


def _school_json(school: School) -> dict[str, object]:
    data: dict[str, object] = {
        "id": school.id,
        "sector": school.sector,
        "location": list(school.location),
        "closed_days": [day.isoformat() for day in sorted(school.closed_days)],
    }
    return _named(data, school.name)


def _series_json(series: Series) -> dict[str, object]:
    return {
        "id": series.id,
        "school": series.school,
        "kind": series.kind,
        "count": series.count,
        "minutes": series.minutes,
        "required": list(series.required),
        "optional": list(series.optional),
        "starts": [clock(start) for start in series.starts],
        "prefer": {"weekday": series.prefer_weekday, "start": clock(series.prefer_start)},
        "min_gap_days": series.min_gap_days,
        "max_gap_days": series.max_gap_days,
        "pinned": {str(number): _stamp(start) for number, start in sorted(series.pinned.items())},
    }
