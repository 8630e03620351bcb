"""Open cases that stand on an older version of their route, and where they could go (R1)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from planning.cases.models import Case, CaseState
from planning.regions import rules, selectors
from planning.routes.engine import Route
from planning.routes.parts import Step

Pinned = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Movable:
    """One case, without anything about the pupil: who keeps the routes need not know whom it is about."""

    case_id: UUID
    reference: str
    school: str
    step: Step
    proposed: int | None  # the step of the new version; None: somebody must choose


@dataclass(frozen=True, slots=True)
class Older:
    """The open cases on one version, a version they could go to, and what differs between the two."""

    old: Route
    new: Route
    changes: rules.Changes
    cases: tuple[Movable, ...]


def cases_on_older_versions() -> list[Older]:
    """Per route and version the open cases that could go to a newer one: five queries for any number."""
    rows = Case.objects.filter(state=CaseState.OPEN).select_related("school").order_by("school__name", "reference")
    held: dict[Pinned, list[Case]] = {}
    for case in rows.only("reference", "route", "route_version", "step", "swv", "school__name", "school__swv"):
        held.setdefault((case.route, case.route_version), []).append(case)
    newest = selectors.newest_routes()
    followers = selectors.followers(newest)
    routes = selectors.get_routes(held)
    return [
        _older(routes[pinned], newest[key], cases)
        for pinned, cases in sorted(held.items())
        for key, version in followers.get(pinned[0], [])
        if (key, version) != pinned and (key != pinned[0] or version > pinned[1])
    ]


def older(old: Pinned, new: Pinned) -> Older | None:
    """One of them, or None where there is nothing to move."""
    wanted = (old, new)
    return next(
        (
            row
            for row in cases_on_older_versions()
            if ((row.old.key, row.old.version), (row.new.key, row.new.version)) == wanted
        ),
        None,
    )


def _older(old: Route, new: Route, cases: list[Case]) -> Older:
    return Older(
        old=old,
        new=new,
        changes=rules.changes(old, new),
        cases=tuple(
            Movable(
                case.pk, case.reference, case.school.name, old.step(case.step), rules.proposed_step(old, new, case.step)
            )
            for case in cases
        ),
    )
