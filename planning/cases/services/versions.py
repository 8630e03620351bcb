"""Moving open cases to another version of their route: an explicit act, case by case (R1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.cases.models import Case, CaseState
from planning.cases.services.moving import record_version_moves
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right
from planning.regions.selectors import get_route, may_follow


@dataclass(frozen=True, slots=True)
class Move:
    """One case and the step of the new version it goes on in."""

    case_id: UUID
    step: int


class NoSuchVersion(DomainError):
    """The version to go to is not there, is not newer, or is of a route that does not follow this one."""

    code = "no_such_version"
    status = 422
    message = _("Naar deze versie kan een casus niet worden overgezet.")


class NothingToMove(DomainError):
    """No case was chosen."""

    code = "nothing_to_move"
    status = 422
    message = _("Er is geen casus gekozen.")


class ChangedInBetween(DomainError):
    """A case has been closed, moved or taken to another step since it was looked at: nothing was moved."""

    code = "case_changed_in_between"
    message = _("Een van de casussen is intussen veranderd. Er is niets overgezet.")
    hint = _("Bekijk de lijst opnieuw.")


class StepNeeded(DomainError):
    """Each case goes on in a step of the new version."""

    code = "step_needed"
    status = 422
    message = _("Kies voor elke casus een stap van de nieuwe versie.")


@transaction.atomic
def move_to_version(
    *,
    actor: Actor,
    old: tuple[str, int],
    new: tuple[str, int],
    moves: Sequence[Move],
    now: dt.datetime,
) -> int:
    """Move these open cases from one version to another, all or none; says how many. An audit line per case.

    Raises NotAllowed, NoSuchVersion, NothingToMove, StepNeeded, ChangedInBetween.
    """
    actor.require(Right.MANAGE_ROUTES)
    try:
        get_route(*old)
        steps = {step.number for step in get_route(*new).steps}
    except KeyError as unknown:
        raise NoSuchVersion from unknown
    if not may_follow(old, new):
        raise NoSuchVersion
    if not moves:
        raise NothingToMove
    if any(move.step not in steps for move in moves):
        raise StepNeeded
    wanted = {move.case_id: move.step for move in moves}
    rows = list(Case.objects.select_for_update().filter(pk__in=wanted, state=CaseState.OPEN).order_by("pk"))
    rows = [row for row in rows if (row.route, row.route_version) == old]
    if len(rows) != len(wanted):
        raise ChangedInBetween
    lines = []
    before_of = {row.pk: row.step for row in rows}
    for row in rows:
        before = row.step
        row.route, row.route_version, row.step = new[0], new[1], wanted[row.pk]
        lines.append(
            audit.line(
                swv_id=row.swv_id,
                by=actor.by,
                action="case.route_version",
                on=row,
                now=now,
                before=_name(old),
                after=_name(new),
                step_before=before,
                step_after=row.step,
            )
        )
    Case.objects.bulk_update(rows, ["route", "route_version", "step"])
    record_version_moves(rows, before=before_of, actor=actor, now=now)
    audit.record_all(lines)
    return len(rows)


def _name(pinned: tuple[str, int]) -> str:
    return f"{pinned[0]} {pinned[1]}"
