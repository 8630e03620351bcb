"""The page Begin of a case: how it came, what it is about, what must be ready, which ways are open, who said what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from planning.cases import gate, ways
from planning.cases.models import (
    Application,
    Care,
    Case,
    CircumstanceWord,
    ConditionWord,
    Conversation,
    ExpertTold,
    Party,
    PupilWord,
    Signal,
    SignalAct,
    StepMove,
    TrajectRequest,
    Triage,
)
from planning.cases.selectors.reach import experts_for_step, guides, people_elsewhere
from planning.cases.selectors.ways import (
    RECEIVING,
    MoveLine,
    Standing,
    answers_of,
    circumstance_words,
    moves_of,
    role_name,
    route_of,
    standing_of,
)
from planning.people.access import Actor
from planning.people.models import Person
from planning.routes.engine import Route
from planning.routes.parts import Circumstance, Condition, Outcome, Step


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One entry condition of the step where the case is, or of a step it can go to, with the newest answer."""

    condition: Condition
    step: Step
    word: ConditionWord | None
    check: ways.Check


@dataclass(frozen=True, slots=True)
class CircumstanceLine:
    """One question about the case that changes who must be there."""

    circumstance: Circumstance
    word: CircumstanceWord | None
    brings: tuple[str, ...]  # who must then be there, in words


@dataclass(frozen=True, slots=True)
class WayLine:
    """One way out of the step: where it leads, what stops it, what it brings with it."""

    outcome: Outcome
    leads_to: str  # title of the step; "" out of the route
    stops: tuple[Condition, ...]
    warns: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class TriageLine:
    """One answer to the triage question, and what follows from it in this route (R45)."""

    answer: Care
    chosen: bool
    follows: tuple[tuple[str, str], ...]  # what happens, and who arranges it


@dataclass(frozen=True, slots=True)
class BeginPage:
    """Everything on the page, in a fixed number of queries."""

    case: Case
    route: Route
    step: Step
    standing: Standing
    signal: Signal | None
    application: Application | None
    triage: Triage | None
    triages: tuple[Triage, ...]  # all answers, newest first
    triage_lines: tuple[TriageLine, ...]
    triage_needed: bool  # the way out of this step depends on it
    ways: tuple[WayLine, ...]
    conditions: tuple[ConditionLine, ...]
    circumstances: tuple[CircumstanceLine, ...]
    receiving: bool  # another school is asked for
    moves: tuple[MoveLine, ...]
    told: tuple[ExpertTold, ...]
    to_tell: tuple[tuple[Person, str], ...]
    conversations: QuerySet[Conversation]
    traject: tuple[TrajectRequest, ...]
    parties: tuple[Party, ...]
    explain_first: bool  # a purpose of this route is explained before consent is asked, and was not yet (R60)
    pupil: Party | None
    pupil_word: PupilWord | None  # None also for who may not read it
    pupil_hidden: bool


def begin_page(case: Case, *, actor: Actor, now: dt.datetime) -> BeginPage:
    """The page for this person. What the pupil says is read only by who has a ground (gate; U11)."""
    route = route_of(case)
    step = route.step(case.step)
    standing = standing_of(case)
    answers = answers_of(case)
    words = circumstance_words(case)
    holds = frozenset(row.key for row in route.circumstances if row.key in words and words[row.key].holds)
    triages = tuple(Triage.objects.filter(case=case).select_related("by").order_by("-at", "-created_at"))
    triage = triages[0] if triages else None
    fresh = not StepMove.objects.filter(case=case, from_step__isnull=False).exists()
    open_ways = ways.open_ways(route, step=case.step, triage=triage.answer if triage is not None else "")
    said = {key: row.answer for key, row in answers.items()}

    def checks(to: object) -> tuple[ways.Check, ...]:
        target = to if isinstance(to, int) else None
        return ways.checks(route, step=case.step, to=target, answers=said, circumstances=holds, fresh=fresh)

    parties = tuple(case.parties.order_by("kind", "created_at"))
    conversations = Conversation.objects.filter(case=case).select_related("by").prefetch_related("parties")
    pupil = next((row for row in parties if row.kind == "pupil"), None)
    may_read = gate.admits(gate.grounds(case=case, person_ids=[actor.person_id], now=now)[actor.person_id])
    said_by_pupil = PupilWord.objects.filter(case=case).select_related("entered_by").order_by("at", "created_at").last()
    signal_act = SignalAct.objects.filter(case=case).select_related("signal__written_by").first()
    return BeginPage(
        case=case,
        route=route,
        step=step,
        standing=standing,
        signal=signal_act.signal if signal_act is not None else None,
        application=Application.objects.filter(case=case).select_related("made_by").first(),
        triage=triage,
        triages=triages,
        triage_lines=_triage_lines(route, triage),
        triage_needed=ways.asks_triage(route, step=case.step),
        ways=tuple(_way(route, row, checks(row.to)) for row in open_ways),
        conditions=_conditions(route, step=case.step, answers=answers, holds=holds, fresh=fresh),
        circumstances=tuple(_circumstance(route, row, words.get(row.key)) for row in route.circumstances),
        receiving=any(
            RECEIVING in must.roles and must.when in holds for meeting in route.meetings for must in meeting.musts
        ),
        moves=moves_of(case),
        told=tuple(ExpertTold.objects.filter(case=case).select_related("person", "by").order_by("at")),
        to_tell=tuple(experts_for_step(case, now=now)),
        conversations=conversations,
        traject=tuple(
            TrajectRequest.objects.filter(case=case).select_related("asked_of", "asked_by", "guide", "answered_by")
        ),
        parties=parties,
        explain_first=any(row.explained for row in route.consents)
        and not any(row.subject == "purpose" for row in conversations),
        pupil=pupil,
        pupil_word=said_by_pupil if may_read else None,
        pupil_hidden=said_by_pupil is not None and not may_read,
    )


def traject_people(case: Case, *, now: dt.datetime) -> list[tuple[Person, str]]:
    """Whom the SWV has for trajectbegeleiding. One query."""
    return guides(case, now=now)


def schools_elsewhere(case: Case, *, now: dt.datetime) -> list[tuple[Person, str, str]]:
    """Who can speak for a receiving school. One query."""
    return people_elsewhere(case, now=now)


def _way(route: Route, outcome: Outcome, found: tuple[ways.Check, ...]) -> WayLine:
    return WayLine(
        outcome=outcome,
        leads_to=route.step(outcome.to).title if isinstance(outcome.to, int) else "",
        stops=tuple(check.condition for check in found if check.stops),
        warns=tuple(check.condition for check in found if check.warns),
    )


def _conditions(
    route: Route, *, step: int, answers: dict[str, ConditionWord], holds: frozenset[str], fresh: bool
) -> tuple[ConditionLine, ...]:
    """What to see to now: before the steps one can go to from here, and before the first step while it is fresh."""
    ahead = [row.to for row in route.step(step).outcomes if isinstance(row.to, int) and row.to != step]
    numbers = dict.fromkeys([*([step] if fresh else []), *ahead])
    lines = []
    for number in numbers:
        for condition in route.conditions_of(number, holds):
            word = answers.get(condition.key)
            check = ways.Check(condition, word.answer if word is not None else "")
            lines.append(ConditionLine(condition, route.step(number), word, check))
    return tuple(lines)


def _circumstance(route: Route, row: Circumstance, word: CircumstanceWord | None) -> CircumstanceLine:
    roles = [
        role for meeting in route.meetings for must in meeting.musts if must.when == row.key for role in must.roles
    ]
    return CircumstanceLine(row, word, tuple(role_name(route, role) for role in dict.fromkeys(roles)))


def _triage_lines(route: Route, triage: Triage | None) -> tuple[TriageLine, ...]:
    found = ways.follows(route)
    lines = []
    for answer in Care:
        rows: list[tuple[str, str]] = [
            (row.outcome.label, ", ".join(role_name(route, role) for role in row.roles))
            for row in found
            if row.answer == answer
        ]
        lines.append(TriageLine(answer, triage is not None and triage.answer == answer, tuple(rows)))
    return tuple(lines)
