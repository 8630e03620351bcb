"""Where a run of the solver has got to, so that another worker can go on when the first one dies."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from planning.yearplan.instance import MINUTE
from planning.yearplan.problem import ProblemDict
from planning.yearplan.solver.plan import Meeting


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A whole legal plan, the problem that it is a plan of (`of`: a hash), and the seconds spent on it so far."""

    of: str
    meetings: tuple[Meeting, ...] = ()
    seconds: float = 0.0

    def to_json(self) -> dict[str, object]:
        """As `SolverRun.checkpoint` keeps it."""
        starts = [[each.series, each.number, each.start.strftime(MINUTE)] for each in self.meetings]
        return {"of": self.of, "meetings": starts, "seconds": self.seconds}

    @classmethod
    def read(cls, kept: Any, *, problem: ProblemDict) -> Checkpoint:
        """What was kept, if it is of this very problem; else something changed meanwhile, and all begins anew."""
        of = hashlib.sha256(json.dumps(problem, sort_keys=True).encode()).hexdigest()
        if not isinstance(kept, dict) or kept.get("of") != of:
            return cls(of=of)
        meetings = (
            Meeting(series, number, dt.datetime.strptime(start, MINUTE))  # noqa: DTZ007  # local and naive (FORMAT)
            for series, number, start in kept["meetings"]
        )
        return cls(of=of, meetings=tuple(meetings), seconds=float(kept["seconds"]))
