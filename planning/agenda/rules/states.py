"""Where a point of an agenda can go, and by when it is handed in."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

DAYS_BEFORE = 7  # a week, unless the school or SWV says otherwise
FEWEST_DAYS, MOST_DAYS = 0, 28
EARLY = dt.timedelta(minutes=15)  # people sit down before it begins
SHORTEST, LONGEST = 5, 120  # minutes of one point


LOOKING_BACK = "Terugkijken: "
LONGEST_TITLE = 120


class State(StrEnum):
    """Where a point is. `CARRIED` is on the agenda of a later SOT, or waits for one."""

    PROPOSED = "proposed"
    PLANNED = "planned"
    CARRIED = "carried"
    TAKEN_BACK = "taken_back"
    DISCUSSED = "discussed"


NEXT: dict[State, frozenset[State]] = {
    State.PROPOSED: frozenset({State.PLANNED, State.TAKEN_BACK}),
    State.PLANNED: frozenset({State.CARRIED, State.TAKEN_BACK, State.DISCUSSED}),
    State.CARRIED: frozenset({State.PLANNED, State.CARRIED, State.TAKEN_BACK, State.DISCUSSED}),
    State.TAKEN_BACK: frozenset(),
    State.DISCUSSED: frozenset({State.PLANNED}),  # it was not its turn after all
}
WAITS = frozenset({State.PROPOSED, State.PLANNED, State.CARRIED})  # has not been spoken of
TAKES_TIME = frozenset({State.PLANNED, State.CARRIED, State.DISCUSSED})  # of the meeting it is at


class Stand(StrEnum):
    """Where a point is that was not spoken of yet, seen from its pupil."""

    WAITS = "waits"  # for a SOT: it has none, or that was called off or went by before it was on
    ASKED = "asked"  # proposed for a SOT to come, and not on its agenda
    ON = "on"  # the agenda of a SOT that is to come, or under way
    MISSED = "missed"  # it was on; the SOT is over, and nobody said what became of it


def stand(state: str, *, end: dt.datetime | None, called_off: bool, now: dt.datetime) -> Stand | None:
    """Where a point stands whose SOT ends then; without an end it has no SOT.

    None once it was spoken of, or taken back.
    """
    if State(state) not in WAITS:
        return None
    if end is None or called_off:
        return Stand.WAITS
    if State(state) == State.PROPOSED:
        return Stand.ASKED if end > now else Stand.WAITS
    return Stand.ON if end > now else Stand.MISSED


def may_become(state: str, wanted: State) -> bool:
    """Whether a point can go from here to there."""
    return wanted in NEXT[State(state)]


def may_change(state: str) -> bool:
    """Whether what it says can still be changed: until it was spoken of, or taken back."""
    return State(state) in WAITS


def may_talk(state: str, *, start: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether it can be a point's turn: on the agenda, or spoken of already, and the table about to begin."""
    return State(state) in TAKES_TIME and start is not None and now >= start - EARLY


def looking_back(title: str) -> str:
    """What a point is called that looks back on one of this name; twice says it once."""
    return f"{LOOKING_BACK}{title.removeprefix(LOOKING_BACK)}"[:LONGEST_TITLE]


def may_look_back_on(day: dt.date | None, *, before: dt.date | None, today: dt.date) -> bool:
    """Whether a table can choose this day: none, one after today, or the one that stood there."""
    return day is None or day == before or day > today


def hand_in_by(meeting_day: dt.date, *, days: int) -> dt.date:
    """The last day to hand in, that day included."""
    return meeting_day - dt.timedelta(days=days)


def is_late(*, handed_in: dt.date | None, today: dt.date, by: dt.date) -> bool:
    """Whether it came, or has still to come, after the last day."""
    return (handed_in or today) > by
