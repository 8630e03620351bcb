"""Pure decisions about preparing: for which overleg, what is asked of whom, until when, and who has prepared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

# An overleg about one pupil at which decisions are prepared by everybody; a SOT has its own way (R104).
KINDS = frozenset({"HIA", "MDO", "EVALUATIE"})
# One question or two on a page, so that it fits a telephone and nothing is lost half way (R100).
FAMILY = (("good", "better"), ("ask", "points"), ("whom",))
# "Eenieder bedenkt": the seven questions (R104).
PROFESSIONAL = (("can", "task", "action"), ("need", "result"), ("term", "money"))
MOST_POINTS = 3
LONGEST = 3000
# Who said nothing is asked once by itself: at ten on the last decent day, three days or more before (our choice).
AHEAD = dt.timedelta(days=3)
LOOK_BACK = dt.timedelta(days=21)


def asked_for(*, kind: str, about_case: bool) -> bool:
    """Whether people prepare for a meeting of this kind (R95)."""
    return about_case and kind in KINDS


def steps(*, professional: bool) -> tuple[tuple[str, ...], ...]:
    """The questions, step by step."""
    return PROFESSIONAL if professional else FAMILY


def questions(*, professional: bool) -> tuple[str, ...]:
    """The questions in their order."""
    return tuple(name for step in steps(professional=professional) for name in step)


def is_open(*, state: str, start: dt.datetime | None, minutes: int, now: dt.datetime) -> bool:
    """Whether words can be written and changed: before the meeting and during it, until it is over (R104)."""
    if state == "draft":
        return True
    return state == "planned" and start is not None and now < start + dt.timedelta(minutes=minutes)


def one_list(points: Iterable[str]) -> str:
    """The points that must be said, one a line; three at most, empty ones left out."""
    kept = [" ".join(point.split()) for point in points]
    return "\n".join([point for point in kept if point][:MOST_POINTS])


def listed(text: str) -> tuple[str, ...]:
    """The points out of what `one_list` made."""
    return tuple(text.splitlines())


def has_prepared(words: Mapping[str, str]) -> bool:
    """Whether anything was said."""
    return any(text.strip() for text in words.values())
