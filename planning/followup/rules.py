"""Pure decisions of the follow-up: what is late, when to remind, when an evaluation is due."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from zoneinfo import ZoneInfo

from planning.routes.engine import Route

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

# An evaluation asks for its meeting this long before its date, so that a date can still be polled in good time (R81).
PROPOSE_BEFORE = dt.timedelta(days=21)
# Before that the casusregisseur chooses with the family whom to ask (R79, R134), and has this long for it.
CHOOSE_BEFORE = dt.timedelta(weeks=6)
TIME_TO_CHOOSE = dt.timedelta(days=7)
LONGEST_HOLIDAY = 70  # days
GOES_ON = frozenset({"continue", "adjust", "scale_down"})
# Moments for its meeting are looked for from a week before its date on, for three weeks.
POLL_FROM, POLL_WEEKS = dt.timedelta(days=7), 3
CONTACT_EVERY, CONTACT_CLEAR = dt.timedelta(weeks=6), dt.timedelta(weeks=2)  # in the aftercare (our choice)
HELD_WITHIN = dt.timedelta(days=14)
EVALUATION_NEAR = dt.timedelta(weeks=6)
# Owners are reminded calmly: three days before and on the day itself (U9), then every week while nothing is heard.
REMIND_DAYS_BEFORE = (3, 0)
REMIND_AT = dt.time(9, 0)
ASK_AGAIN = dt.timedelta(days=7)
MOST_ASKED_LATE = 3
REST = dt.timedelta(hours=40)  # who was written to about an agreement is left alone for so long
TOGETHER = dt.timedelta(days=7)  # what is due by then goes along in the same letter
MOST_TOGETHER = 8


# What one reports after a report, mostly: who said "stuck" says next that it goes on again. Done is done.
_REPORTED_NEXT = {"started": "going", "going": "done", "stuck": "going"}


def answers(offered: Sequence[str], *, now: str, asked: str = "") -> tuple[str, tuple[str, ...]]:
    """Which answer stands out ("" for none) and all of them in the order they are shown, that one first.

    The one that a letter's button named (`asked`), else what mostly comes after what was reported last (`now`), else
    the first. What holds already stands out no more, and goes last.
    """
    first = offered[0] if now not in offered else _REPORTED_NEXT.get(now, "")
    if asked in offered and asked != now:
        first = asked
    return first, tuple(sorted(offered, key=lambda state: (state != first, state == now)))


def holds_since(reports: Sequence[tuple[dt.datetime, str]]) -> dt.datetime | None:
    """Since when the state that was reported last holds: `reports` with the newest first; None without any."""
    same = takewhile(lambda report: report[1] == reports[0][1], reports)
    return min((at for at, _state in same), default=None)


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


def next_ask(
    *, due: dt.date, now: dt.datetime, reminded_at: dt.datetime | None = None, asked_late: int = 0
) -> dt.datetime | None:
    """When the owner is written to next: an aware moment after `now`, in Amsterdam time; None: never again.

    Three days before, on the day, then a week after the last letter about it, at most so many times. A holiday may
    push a letter back; the next then keeps its week.
    """
    for days in REMIND_DAYS_BEFORE:
        moment = _at(due - dt.timedelta(days=days))
        if moment > now:
            return moment
    if asked_late >= MOST_ASKED_LATE:
        return None
    last = max(due, reminded_at.astimezone(AMSTERDAM).date()) if reminded_at is not None else due
    return max(_at(last + ASK_AGAIN), now + dt.timedelta(minutes=1))


# --- From what somebody thought of beforehand (R104) to an agreement ------------------------------------------------
USUAL_TERM = dt.timedelta(weeks=6)  # what an arrangement is usually looked back on after
LONGEST_TERM = dt.timedelta(days=366)
_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("een|één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"), 1
    )
    for word in words.split("|")
}
_DAYS = {"dag": 1, "dagen": 1, "week": 7, "weken": 7, "maand": 30, "maanden": 30}
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
_STRETCH = re.compile(rf"\b(\d{{1,3}}|{'|'.join(_NUMBERS)})\s+(?:school)?({'|'.join(_DAYS)})\b", re.IGNORECASE)
_DATE = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b")
_DAY = re.compile(rf"\b(\d{{1,2}})\s+({'|'.join(_MONTHS)})(?:\s+(\d{{4}}))?\b", re.IGNORECASE)


def term_ends(term: str, *, today: dt.date) -> dt.date | None:
    """The day that a term in somebody's own words ends: "zes weken", "1 februari", "3-2-2027".

    None when no such words are in it, or they name a day that is over or more than a year ahead.
    """
    found = _day_in(term, today=today)
    return found if found is not None and today < found <= today + LONGEST_TERM else None


def _day_in(term: str, *, today: dt.date) -> dt.date | None:
    if said := _DATE.search(term):
        return _a_day(int(said[3]), int(said[2]), int(said[1]))
    if said := _DAY.search(term):
        month, day = _MONTHS.index(said[2].lower()) + 1, int(said[1])
        if said[3]:
            return _a_day(int(said[3]), month, day)
        this_year = _a_day(today.year, month, day)
        return this_year if this_year is None or this_year > today else _a_day(today.year + 1, month, day)
    if said := _STRETCH.search(term):
        number = _NUMBERS.get(said[1].lower()) or int(said[1])
        return today + dt.timedelta(days=number * _DAYS[said[2].lower()])
    return None


def _a_day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def draft_due(
    term: str, *, today: dt.date, evaluation: dt.date | None = None, closed: Collection[dt.date] = ()
) -> dt.date:
    """By when a draft would be done: as the term says, else by the evaluation, else in the usual term.

    On a school day: in a weekend or holiday nobody finishes anything, so it is the last school day before, if there is
    one ahead.
    """
    ahead = evaluation if evaluation is not None and evaluation > today else today + USUAL_TERM
    ends = term_ends(term, today=today) or ahead
    return _school_day_before(ends, after=today, closed=closed) or ends


def rests(*, reminded_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether the owner was written to about this so lately that another letter would be too much (U9)."""
    return reminded_at is not None and now - reminded_at < REST


def goes_along(*, state: str, due: dt.date, reminded_at: dt.datetime | None, asked_late: int, now: dt.datetime) -> bool:
    """Whether an open agreement goes along in a letter about another one of the same person."""
    if state == "done" or asked_late >= MOST_ASKED_LATE or rests(reminded_at=reminded_at, now=now):
        return False
    return due <= now.astimezone(AMSTERDAM).date() + TOGETHER


def _at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, REMIND_AT, tzinfo=AMSTERDAM)


def held_on_time(*, on: dt.date, held: dt.date) -> bool:
    """Whether an evaluation was decided by its date, give or take what finding a day with everybody takes."""
    return held <= on + HELD_WITHIN


def school_year_began(today: dt.date) -> dt.date:
    """The first of August before or on a day."""
    return dt.date(today.year if today.month >= 8 else today.year - 1, 8, 1)


def choose_from(*, on: dt.date, closed: Collection[dt.date] = ()) -> dt.date:
    """The day on which it is asked who comes to an evaluation: six weeks before, on a school day, else the last before.

    So nobody finds the question after a holiday, when it is late.
    """
    day = on - CHOOSE_BEFORE
    for _try in range(LONGEST_HOLIDAY):
        if day.weekday() < 5 and day not in closed:
            return day
        day -= dt.timedelta(days=1)
    return on - CHOOSE_BEFORE


def proposes_itself(*, on: dt.date, asked_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether the meeting is proposed with the same people, for nobody chose: an evaluation is not forgotten (R133)."""
    left = on - now.astimezone(AMSTERDAM).date()
    if left <= TIME_TO_CHOOSE:
        return True
    return left <= PROPOSE_BEFORE and asked_at is not None and now - asked_at >= TIME_TO_CHOOSE


def contact_days(*, begin: dt.date, until: dt.date, closed: Collection[dt.date] = ()) -> list[dt.date]:
    """When it is asked in the aftercare how it goes: every six weeks, on a school day, before its last day.

    On the last day of it that is asked anyway, so none lies within two weeks of that.
    """
    days = []
    day = begin + CONTACT_EVERY
    while day <= until - CONTACT_CLEAR:
        days.append(_school_day_before(day, after=begin, closed=closed))
        day += CONTACT_EVERY
    return [found for found in days if found is not None]


def _school_day_before(day: dt.date, *, after: dt.date, closed: Collection[dt.date]) -> dt.date | None:
    """The day itself or the last school day before it, later than `after`; None where there is none."""
    while day > after:
        if day.weekday() < 5 and day not in closed:
            return day
        day -= dt.timedelta(days=1)
    return None


def fits(*answers: str) -> bool:
    """Whether going on as it is goes with the answers about needs, goals and support: none of them is no (R135)."""
    return "no" not in answers


def step_after(route: Route, *, outcome: str, now_in: int) -> int:
    """Where a case goes after its evaluation, as its route says (R132, R138).

    Back is where the route begins anew; closing and aftercare are its closing step. Going on, as it was or not, is
    the nearest other way back from the evaluation, to where the arrangement runs, or the step the case is in where the
    route knows none.
    """
    if outcome == "back":
        return route.evaluation.back_to
    if outcome in {"close", "aftercare"}:
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
    TELL_POINT = "tell_point"  # what became of the pupil's point at a SOT
    DECIDE = "decide"
    ASK_CONSENT = "ask_consent"
    APPOINT = "appoint"
    HAND_REGIE = "hand_regie"
    POLL = "poll"
    PUT_ON = "put_on"  # the agenda of a SOT
    HAND_IN = "hand_in"  # what is to be asked there
    PROPOSE = "propose"  # the pupil for a SOT
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
    missed: bool = False  # the pupil was on a SOT that is over, and the one who looks can say what became of it
    to_put_on: bool = False  # the pupil waits for a SOT, and the one who looks can put it on one
    to_hand_in: bool = False  # for a SOT to come, by the one who looks
    at_sot: bool = False  # the meeting of this step is a SOT, and the school has those about several pupils


def first_thing(facts: Facts) -> Todo:
    """What cannot wait first: what somebody asked of you, what is over, who must be asked, then what comes next."""
    ordered = (
        (facts.closed, Todo.NOTHING),
        (facts.offered, Todo.ANSWER_OFFER),
        (facts.own_tasks > 0, Todo.OWN_TASK),
        (facts.aftercare_over, Todo.HOW_IS_IT),
        (facts.to_confirm, Todo.CONFIRM_MEETING),
        (facts.missed, Todo.TELL_POINT),
        (facts.decide, Todo.DECIDE),
        (facts.consent_needed and not facts.consent_asked, Todo.ASK_CONSENT),
        (facts.contact_needed, Todo.APPOINT),
        (not facts.lead_fits, Todo.HAND_REGIE),
        (facts.undated and not facts.polling, Todo.POLL),
        (facts.to_put_on, Todo.PUT_ON),
        (facts.to_hand_in, Todo.HAND_IN),
        (facts.planned or facts.waits, Todo.WAIT),
        (facts.meeting_here and not facts.held_here and facts.at_sot, Todo.PROPOSE),
        (facts.meeting_here and not facts.held_here, Todo.PLAN),
    )
    return next((todo for so, todo in ordered if so), Todo.GO_ON)
