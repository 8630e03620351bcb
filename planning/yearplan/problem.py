"""The year-plan problem as the solver's file format writes it (`aan-tafel/yearplan-instance/1`), with types."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from planning.people.rules import TRAVEL_DETOUR, TRAVEL_FIXED_MINUTES, TRAVEL_KM_PER_HOUR

FORMAT = "aan-tafel/yearplan-instance/1"


class PersonDict(TypedDict):
    """A person: working hours per weekday ("0" is Monday), busy stretches in local time."""

    id: str
    role: str
    name: NotRequired[str]
    hours: dict[str, list[str]]
    busy: list[list[str]]
    max_meetings_per_day: int


class SchoolDict(TypedDict):
    """A school: place in km on a plane, and the days on which it is closed though others may be open."""

    id: str
    sector: str
    name: NotRequired[str]
    location: list[float]
    closed_days: list[str]


class PreferDict(TypedDict):
    """The weekday and start that a series likes best."""

    weekday: int
    start: str


class SeriesDict(TypedDict):
    """One series of meetings of one school."""

    id: str
    school: str
    kind: str
    count: int
    minutes: int
    required: list[str]
    optional: list[str]
    starts: list[str]
    prefer: PreferDict
    min_gap_days: int
    max_gap_days: int
    pinned: dict[str, str]


class TravelDict(TypedDict):
    """What it takes to go from school to school."""

    fixed_minutes: float
    km_per_hour: float
    detour: float


class ProblemDict(TypedDict):
    """A whole instance."""

    format: str
    school_days: list[str]
    people: list[PersonDict]
    schools: list[SchoolDict]
    series: list[SeriesDict]
    travel: TravelDict
    weights: dict[str, int]
    previous: NotRequired[dict[str, dict[str, str]]]
    today: NotRequired[str]


class PlacedDict(TypedDict):
    """A meeting that the solver placed, in local time."""

    series: str
    number: int
    start: str


class UnplacedDict(TypedDict):
    """A meeting that could not be placed, and why."""

    series: str
    number: int
    reasons: list[str]


# What the solver weighs, and what travelling takes, until an SWV says otherwise (the benchmark's own figures).
WEIGHTS: dict[str, int] = {
    "unplaced": 1000,
    "spread": 1,
    "rhythm_weekday": 3,
    "rhythm_start": 2,
    "prefer_weekday": 6,
    "prefer_start": 4,
    "optional_absent": 2,
    "moved": 25,
}
TRAVEL: TravelDict = {
    "fixed_minutes": TRAVEL_FIXED_MINUTES,
    "km_per_hour": TRAVEL_KM_PER_HOUR,
    "detour": TRAVEL_DETOUR,
}
