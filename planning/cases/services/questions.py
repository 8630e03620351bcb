"""The three questions a case begins with (R41): asked with a signal, kept with the case."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StartQuestions:
    """Which support, how organised, how looked back on."""

    support: str = ""
    organise: str = ""
    evaluate: str = ""
