"""What is wrong in a route file, and on which line; all of it, not the first alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong: file, line (from 1), place in the file, and why.

    `said` is the reason before its values are filled in and `at` the place in parts: who shows a fault to people who
    never saw TOML translates those (`planning.regions.wording`).
    """

    file: str
    line: int
    place: str
    reason: str
    said: str = field(default="", compare=False)
    values: Mapping[str, str] = field(default_factory=dict, compare=False)
    at: Place = field(default=(), compare=False)

    def __str__(self) -> str:
        return ": ".join(part for part in (f"{self.file}:{self.line}", self.place, self.reason) if part)


class RouteFault(ValueError):
    """A route file that is wrong. `faults` are all that were found, by line; as text one a line."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(slots=True)
class Faults:
    """Gathers what is wrong in one file."""

    file: str
    lines: Mapping[Place, int]
    found: list[Fault] = field(default_factory=list)

    def add(self, place: Place, said: str, *, at: int | None = None, **values: object) -> None:
        """Note a fault, its words with names in braces; `at` is the element of a list it is in, for the line only."""
        name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
        where = place if at is None else (*place, at)
        words = {key: str(value) for key, value in values.items()}
        reason = said.format(**words)
        self.found.append(Fault(self.file, self.line(where), name, reason, said=said, values=words, at=place))

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it that is written down; else the first line."""
        for length in range(len(place), 0, -1):
            if place[:length] in self.lines:
                return self.lines[place[:length]]
        return 1
