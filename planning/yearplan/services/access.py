"""Who may change a plan or a series, and when: the lock that every verb of this room takes first."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from planning.errors import DomainError
from planning.people.access import Actor, NotAllowed, Right
from planning.yearplan.kinds import is_regional
from planning.yearplan.models import PlanState, RunState, Series, YearPlan


class PlanIsPublished(DomainError):
    """The rules of a published plan stand: its dates are in people's calendars."""

    code = "plan_is_published"
    message = _("Deze jaarplanning is gepubliceerd. De regels staan vast.")
    hint = _("U kunt wel losse data verzetten. De deelnemers krijgen daarvan bericht.")


class PlanIsBeingSolved(DomainError):
    """While the solver works on the rules, nobody changes them."""

    code = "plan_is_being_solved"
    message = _("De planning wordt op dit moment berekend.")
    hint = _("Wacht tot het klaar is of stop de berekening. Probeer het dan opnieuw.")


def locked(plan_id: UUID, *, for_rules: bool = True) -> YearPlan:
    """The plan under its row lock. With `for_rules`: raises PlanIsPublished; always: PlanIsBeingSolved."""
    plan = YearPlan.objects.select_for_update().get(pk=plan_id)
    if for_rules and plan.state == PlanState.PUBLISHED:
        raise PlanIsPublished
    if plan.runs.filter(state__in=[RunState.WAITING, RunState.RUNNING]).exists():
        raise PlanIsBeingSolved
    return plan


def may_change(actor: Actor, series: Series) -> bool:
    """The SWV's planners, and the school's own IB or OC, who makes the planning with them (R34, R35)."""
    return may_host(actor, school_id=series.school_id, kind=series.kind)


def may_host(actor: Actor, *, school_id: UUID, kind: str) -> bool:
    """Whether somebody may set a kind of meeting at a school: a regional kind is for the SWV's own planners."""
    if is_regional(kind):
        return actor.may(Right.MAKE_PLAN)
    return actor.may(Right.MAKE_PLAN, school_id=school_id) or actor.may(Right.AGREE_FOR_SCHOOL, school_id=school_id)


def speaks_for_school(actor: Actor, series: Series) -> bool:
    """Whether somebody gives wishes and agrees for the school of a series."""
    return not is_regional(series.kind) and actor.may(Right.AGREE_FOR_SCHOOL, school_id=series.school_id)


def require_change(actor: Actor, series: Series) -> None:
    """Raise NotAllowed unless `may_change`."""
    if not may_change(actor, series):
        raise NotAllowed
