"""Where a case is on its way: its route, triage, circumstances, answers to conditions, and every move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from planning.cases.models import Case, CircumstanceWord, ConditionWord, StepMove, Triage
from planning.people.roles import Role
from planning.regions.selectors import get_route
from planning.routes.engine import Route


def route_of(case: Case) -> Route:
    """The version of the route that the case is pinned to (R1)."""
    return get_route(case.route, case.route_version)


RECEIVING = "receiving_school"  # the word of a route for somebody who speaks for another school (R76)
_WORDS = {"guardian": _("een ouder of verzorger"), "pupil": _("de leerling"), RECEIVING: _("de ontvangende school")}


def role_name(route: Route, role: str) -> str:
    """What this region calls a role, in a sentence: of the route, else of the catalogue (R6)."""
    if role in _WORDS:
        return str(_WORDS[role])
    if role == "casusregisseur":
        return route.casusregisseur.name if route.casusregisseur is not None else role
    return next((row.name for row in route.roles if row.role == role), str(Role(role).label))


def group_names(case: Case, groups: Iterable[tuple[str, ...]]) -> str:
    """Roles of which one of each group is needed, in a sentence: "gedragswetenschapper, leerplicht of jeugdarts"."""
    route = route_of(case)
    either = f" {_('of')} "
    return ", ".join(either.join(role_name(route, role) for role in group) for group in groups)


def triage_of(case: Case) -> Triage | None:
    """The newest answer to the triage question, or None (R45)."""
    return Triage.objects.filter(case=case).select_related("by").order_by("at", "created_at").last()


def circumstance_words(case: Case) -> dict[str, CircumstanceWord]:
    """The newest word on each circumstance, by its key. One query."""
    rows = CircumstanceWord.objects.filter(case=case).select_related("by").order_by("at", "created_at")
    return {row.key: row for row in rows}


def circumstances_of(case: Case) -> frozenset[str]:
    """The circumstances of the route that hold for this case: what `route.musts` and `conditions_of` want.

    A word about something that this version of the route does not know is left out.
    """
    known = {row.key for row in route_of(case).circumstances}
    return frozenset(key for key, row in circumstance_words(case).items() if row.holds and key in known)


def answers_of(case: Case) -> dict[str, ConditionWord]:
    """The newest answer to each entry condition, by its key. One query."""
    rows = ConditionWord.objects.filter(case=case).select_related("by").order_by("at", "created_at")
    return {row.key: row for row in rows}


@dataclass(frozen=True, slots=True)
class Standing:
    """Since when a case is where it is: the last move into its step, how often it began anew, and whether it left.

    `since` is None only for a case from before moves were kept.
    """

    since: dt.datetime | None
    round: int
    out: str  # "end" or "elsewhere" when the last move led out of the route
    by_id: UUID | None


NOWHERE = Standing(since=None, round=1, out="", by_id=None)


def standing_of(case: Case) -> Standing:
    """Where one case stands. One query."""
    return standings([case])[case.pk]


def standings(cases: Iterable[Case]) -> dict[UUID, Standing]:
    """Where each of these cases stands. One query for any number."""
    found = {case.pk: NOWHERE for case in cases}
    for row in StepMove.objects.filter(case__in=found).order_by("number").defer("reason", "overridden"):
        stays = row.to_step is None or (row.to_step == row.from_step and not row.outcome)
        since = found[row.case_id].since if stays else row.at
        found[row.case_id] = Standing(since=since, round=row.round, out=row.out, by_id=row.by_id)
    return found


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One move as a sentence can be made of it."""

    move: StepMove
    from_title: str
    to_title: str  # "" when it led out of the route
    outcome: str
    decision: str
    overridden: tuple[str, ...]  # the questions that were not seen to


def moves_of(case: Case) -> tuple[MoveLine, ...]:
    """The whole history, oldest first; the titles are those of the version each was made in.

    One query, and one for each version of an own route.
    """
    rows = list(StepMove.objects.filter(case=case).select_related("by").order_by("number"))
    routes = {pinned: _route_or_none(*pinned) for pinned in {(row.route, row.route_version) for row in rows}}
    return tuple(_line(row, routes[row.route, row.route_version]) for row in rows)


def _route_or_none(key: str, version: int) -> Route | None:
    """The version, or None when it is no longer there: then the numbers and keys still tell."""
    try:
        return get_route(key, version)
    except KeyError:
        return None


def _line(row: StepMove, route: Route | None) -> MoveLine:
    titles = {step.number: step.title for step in route.steps} if route is not None else {}
    questions = {one.key: one.question for one in route.conditions} if route is not None else {}
    decisions = {one.key: one.title for one in route.decisions} if route is not None else {}
    step = next((one for one in route.steps if one.number == row.from_step), None) if route is not None else None
    labels = {way.key: way.label for way in step.outcomes} if step is not None else {}
    return MoveLine(
        move=row,
        from_title=titles.get(row.from_step or 0, str(row.from_step or "")),
        to_title=titles.get(row.to_step or 0, str(row.to_step or "")),
        outcome=labels.get(row.outcome, row.outcome),
        decision=decisions.get(row.decision, row.decision),
        overridden=tuple(questions.get(key, key) for key in row.overridden),
    )
