"""The regional process as data: what a route is, and the questions one asks it (R1, R2, R6). No ORM.

Files are read in `loading`; a case is pinned to one version of one route.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a route: phase, what happens, what to do, and who holds regie (R12)."""

    number: int
    phase: str
    title: str
    regie: tuple[str, ...]
    happens: str
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeetingType:
    """One kind of overleg in this region (R6, R15): what it is called, who leads, who must and may be there."""

    kind: str
    label: str
    guests_read: str  # what parents read on a page instead of the abbreviation (U3); mails say less (P1)
    minutes: int
    leader: str
    chair: str
    minute_taker: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    step: int
    agenda: tuple[str, ...]
    consent: str  # the purpose that lets a professional be there by name (R54, R56)


@dataclass(frozen=True, slots=True)
class ConsentPurpose:
    """One thing that consent is asked for (C1): never all at once."""

    key: str
    title: str
    step: int  # where it is asked


@dataclass(frozen=True, slots=True)
class Route:
    """One version of one region's route; a case is pinned to it (R1)."""

    key: str
    version: int
    title: str
    sector: str
    steps: tuple[Step, ...]
    meetings: tuple[MeetingType, ...]
    consents: tuple[ConsentPurpose, ...]
    abbreviations: tuple[tuple[str, str], ...]  # short and long, in the order of the source (R156)

    def step(self, number: int) -> Step:
        """The step with this number. Raises KeyError."""
        for step in self.steps:
            if step.number == number:
                return step
        raise KeyError(number)

    def meeting(self, kind: str) -> MeetingType:
        """The meeting type of this kind. Raises KeyError."""
        for meeting in self.meetings:
            if meeting.kind == kind:
                return meeting
        raise KeyError(kind)


@lru_cache(maxsize=1)
def routes() -> dict[tuple[str, int], Route]:
    """All shipped routes by key and version. Raises loading.RouteFault for a file that is wrong."""
    # Late, both: reading knows the catalogue of roles (R11), and what a route is can be read without it.
    from planning.people.roles import Role
    from planning.routes import loading

    names = frozenset(role.value for role in Role)
    return loading.read_all(sorted(FOLDER.glob("*.toml")), roles=names)


def get_route(key: str, version: int | None = None) -> Route:
    """One version of a route; without a version the newest. Raises KeyError for an unknown key or version."""
    if version is None:
        version = max((number for name, number in routes() if name == key), default=0)
    return routes()[key, version]
