"""The five steps of the meldcode, and in which order they can be recorded (R153)."""

from __future__ import annotations

from collections.abc import Collection

STEPS = (1, 2, 3, 4, 5)
TALK = 3  # with parents and child: may be left out, with a reason, when it would bring danger
DECIDE = 5


def why_not_step(number: int, *, recorded: Collection[int], reason: str) -> str:
    """Why this step cannot be recorded now, as a code; "" when it can. Steps follow each other, 3 may be left out.

    Who leaves out the conversation with the parents says why at step 4.
    """
    if number not in STEPS:
        return "unknown"
    if number in recorded:
        return "again"
    before = {step for step in STEPS if step < number} - {TALK}
    if not before <= set(recorded):
        return "order"
    if number == DECIDE - 1 and TALK not in recorded and not reason.strip():
        return "talk"
    return ""


def next_step(recorded: Collection[int]) -> int | None:
    """The first step that is not there yet; None when all that is needed is there."""
    return next((step for step in STEPS if step not in recorded and not (step == TALK and 4 in recorded)), None)
