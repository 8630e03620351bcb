"""What each role is asked at each topic (R111): data of a file, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "prompts.toml"
GUARDIAN, PUPIL = "guardian", "pupil"  # at the table beside the roles of professionals


@cache
def questions() -> dict[str, dict[str, str]]:
    """All questions: by topic, by role."""
    with FILE.open("rb") as file:
        return tomllib.load(file)


def asked(topic: str, *, roles: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Role and question for who sits at the table, in the order of the file; nothing for roles that are not there."""
    there = set(roles)
    return tuple((role, question) for role, question in questions().get(topic, {}).items() if role in there)
