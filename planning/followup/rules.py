"""Pure decisions of the follow-up: what is late, when to remind, when an evaluation is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from planning.routes.engine import Route

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

# An evaluation asks for its meeting this long before its date, so that a date can still be polled in good time (R81).
PROPOSE_BEFORE = dt.timedelta(days=21)
# Owners are reminded calmly: three days before and on the day itself (U9).
REMIND_DAYS_BEFORE = (3, 0)
REMIND_AT = dt.time(9, 0)


class Standing(StrEnum):
    """How an agreement stands towards its date."""

    DONE = "done"
    STUCK = "stuck"
    LATE = "late"
    SOON = "soon"
    ON_TIME = "on_time"


def standing(*, state: str, due: dt.date, today: dt.date) -> Standing:
    """Late from the day after the date; soon from a week before. Stuck is stuck, whatever the date (R137)."""
    if state == "done":
        return Standing.DONE
    if state == "stuck":
        return Standing.STUCK
    if today > due:
        return Standing.LATE
    if today >= due - dt.timedelta(days=7):
        return Standing.SOON
    return Standing.ON_TIME


def reminder_moments(*, due: dt.date, now: dt.datetime) -> list[dt.datetime]:
    """When the owner is reminded: aware moments in Amsterdam time that still lie ahead, oldest first."""
    moments = [
        dt.datetime.combine(due - dt.timedelta(days=days), REMIND_AT, tzinfo=AMSTERDAM) for days in REMIND_DAYS_BEFORE
    ]
    return sorted(moment for moment in moments if moment > now)


def evaluation_is_due(*, on: dt.date, today: dt.date) -> bool:
    """Whether the next meeting must be proposed now."""
    return today >= on - PROPOSE_BEFORE


def step_after(route: Route, *, outcome: str, now_in: int) -> int:
    """Where a case goes after its evaluation, as its route says (R132, R138).

    Back is where the route begins anew, closing is its closing step; going on is the nearest other way back from the
    evaluation, to where the arrangement runs, or the step the case is in where the route knows none.
    """
    if outcome == "back":
        return route.evaluation.back_to
    if outcome == "close":
        return route.closing.step
    here = route.evaluation.step
    ways = [way.to for way in route.step(here).outcomes if isinstance(way.to, int) and way.to < here]
    return max((to for to in ways if to != route.evaluation.back_to), default=now_in)


# --- What an IB with ten minutes does first ---------------------------------------------------------------------------


class Todo(StrEnum):
    """The one next thing of a case."""

    NOTHING = "nothing"  # it is closed
    ANSWER_OFFER = "answer_offer"
    OWN_TASK = "own_task"
    HOW_IS_IT = "how_is_it"
    CONFIRM_MEETING = "confirm_meeting"
    DECIDE = "decide"
    ASK_CONSENT = "ask_consent"
    APPOINT = "appoint"
    HAND_REGIE = "hand_regie"
    POLL = "poll"
    PLAN = "plan"
    WAIT = "wait"
    GO_ON = "go_on"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is so in a case, for the one who looks."""

    closed: bool = False
    aftercare_over: bool = False
    own_tasks: int = 0
    offered: bool = False  # regie is offered to the one who looks
    consent_asked: bool = True
    consent_needed: bool = False  # a meeting of this step or later needs it
    contact_needed: bool = False  # the step wants a casusregisseur and there is none
    lead_fits: bool = True
    to_confirm: bool = False  # a meeting is over and nobody said whether it took place
    undated: bool = False  # a meeting without a date
    polling: bool = False
    planned: bool = False  # a meeting ahead
    meeting_here: bool = False  # the route has a meeting in this step
    held_here: bool = False
    decide: bool = False  # an evaluation was held and nothing is decided
    waits: bool = False


def first_thing(facts: Facts) -> Todo:
    """What cannot wait first: what somebody asked of you, what is over, who must be asked, then what comes next."""
    ordered = (
        (facts.closed, Todo.NOTHING),
        (facts.offered, Todo.ANSWER_OFFER),
        (facts.own_tasks > 0, Todo.OWN_TASK),
        (facts.aftercare_over, Todo.HOW_IS_IT),
        (facts.to_confirm, Todo.CONFIRM_MEETING),
        (facts.decide, Todo.DECIDE),
        (facts.consent_needed and not facts.consent_asked, Todo.ASK_CONSENT),
        (facts.contact_needed, Todo.APPOINT),
        (not facts.lead_fits, Todo.HAND_REGIE),
        (facts.undated and not facts.polling, Todo.POLL),
        (facts.planned or facts.waits, Todo.WAIT),
        (facts.meeting_here and not facts.held_here, Todo.PLAN),
    )
    return next((todo for so, todo in ordered if so), Todo.GO_ON)
