"""What the solver gives back: `aan-tafel/yearplan/1`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from planning.yearplan.solver.reading import Node

FORMAT = "aan-tafel/yearplan/1"


@dataclass(frozen=True, slots=True)
class Meeting:
    """Meeting `number` (from 1) of a series, at a local, naive start."""

    series: str
    number: int
    start: dt.datetime


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A meeting that found no place, with Dutch sentences that tell why (at least one)."""

    series: str
    number: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A year plan. `bound` is a proven lower bound on the score of any legal plan; `seconds` is wall time.

    `score` and `terms` are what our own checker makes of it (lower is better). Only when planned again: `moved` is how
    many meetings stand elsewhere than people held them, `moved_bound` how many do at least in any plan that leaves no
    more meetings unplaced; where they are equal the fewest have moved.
    """

    meetings: tuple[Meeting, ...]
    unplaced: tuple[Unplaced, ...] = ()
    bound: float | None = None
    seconds: float = 0.0
    score: float | None = None
    terms: Mapping[str, float] = field(default_factory=dict)
    moved: int | None = None
    moved_bound: int | None = None

    @property
    def gap(self) -> float | None:
        """How far the score lies above the bound, as a fraction of the bound; None where either is not known."""
        if self.bound is None or self.score is None:
            return None
        if self.score <= self.bound:
            return 0.0
        return self.score / self.bound - 1 if self.bound > 0 else None

    def to_json(self) -> dict[str, object]:
        """The file format, with the score beside it."""
        return {
            "format": FORMAT,
            "meetings": [
                {"series": each.series, "number": each.number, "start": each.start.strftime("%Y-%m-%dT%H:%M")}
                for each in self.meetings
            ],
            "unplaced": [
                {"series": each.series, "number": each.number, "reasons": list(each.reasons)} for each in self.unplaced
            ],
            "bound": self.bound,
            "seconds": round(self.seconds, 3),
            "score": self.score,
            "terms": dict(self.terms),
            **({} if self.moved is None else {"moved": self.moved, "moved_bound": self.moved_bound}),
        }

    @classmethod
    def from_json(cls, data: object) -> Plan:
        """Read the file format. Raises `InstanceError` with the path of the first field that is wrong."""
        node = Node("", data)
        return cls(
            meetings=tuple(node.get("meetings").list(_meeting)),
            unplaced=tuple(node.get("unplaced").list(_unplaced)) if node.has("unplaced") else (),
            bound=_optional(node, "bound"),
            seconds=_optional(node, "seconds") or 0.0,
            score=_optional(node, "score"),
        )


def _meeting(node: Node) -> Meeting:
    return Meeting(node.get("series").text(), node.get("number").integer(1), node.get("start").moment())


def _unplaced(node: Node) -> Unplaced:
    reasons = tuple(node.get("reasons").list(Node.text))
    return Unplaced(node.get("series").text(), node.get("number").integer(1), reasons)


def _optional(node: Node, key: str) -> float | None:
    if not node.has(key) or node.get(key).value is None:
        return None
    return node.get(key).number()
