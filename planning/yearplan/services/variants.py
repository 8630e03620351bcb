"""Variants: every outcome of the solver is kept beside what stands, and any of them can take its place (and back)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right
from planning.yearplan import rules
from planning.yearplan.models import HandAction, PlannedMeeting, PlanState, Series, SolverRun, Variant, YearPlan
from planning.yearplan.services.access import locked
from planning.yearplan.services.dates import Stand, carry_out, check_together

MOST_KEPT = 12  # the oldest go first


class NotPublished(DomainError):
    """Before publication a variant is simply used."""

    code = "not_published"
    message = _("Deze jaarplanning is nog niet gepubliceerd.")


@dataclass(frozen=True, slots=True)
class Again:
    """What taking over came to: meetings that moved, new ones that wait for publication, and those that had no date."""

    moved: int
    fresh: int
    left: int


def keep_standing(plan: YearPlan, *, run: SolverRun | None = None, now: dt.datetime) -> Variant | None:
    """Keep the dates that stand, once: a variant with the same dates is that one. None when nothing has a date.

    Called under the plan's lock, before dates change and after a run changed them.
    """
    rows = PlannedMeeting.objects.filter(series__plan=plan, start__isnull=False).order_by("series_id", "number")
    dates: rules.Dates = {}
    for row in rows:
        assert row.start is not None  # noqa: S101  # filtered
        dates.setdefault(str(row.series_id), {})[str(row.number)] = (
            row.start.astimezone(dt.UTC).isoformat(),
            row.pinned,
        )
    return _keep(plan, dates, run=run, now=now)


def keep_outcome(
    plan: YearPlan, *, starts: dict[tuple[str, int], dt.datetime], run: SolverRun, now: dt.datetime
) -> Variant | None:
    """Keep dates (UTC) that do not stand: what planning a published plan again came to."""
    rows = PlannedMeeting.objects.filter(series__plan=plan, pinned=True)
    still = {(str(row.series_id), row.number, row.start) for row in rows}
    dates: rules.Dates = {}
    for (series, number), start in sorted(starts.items()):
        dates.setdefault(series, {})[str(number)] = (
            start.astimezone(dt.UTC).isoformat(),
            (series, number, start) in still,
        )
    return _keep(plan, dates, run=run, now=now)


def _keep(plan: YearPlan, dates: rules.Dates, *, run: SolverRun | None, now: dt.datetime) -> Variant | None:
    if not dates:
        return None
    kept = list(Variant.objects.filter(plan=plan).order_by("number"))
    same = next((variant for variant in kept if rules.starts_of(variant.dates) == rules.starts_of(dates)), None)
    if same is not None:
        same.dates, same.run = dates, run or same.run
        same.save(update_fields=["dates", "run"])
        return same
    last: int = Variant.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] or 0
    made = Variant.objects.create(swv_id=plan.swv_id, plan=plan, number=last + 1, run=run, made_at=now, dates=dates)
    Variant.objects.filter(pk__in=[variant.pk for variant in kept[: max(0, len(kept) + 1 - MOST_KEPT)]]).delete()
    return made


@transaction.atomic
def use_variant(*, actor: Actor, variant: Variant, now: dt.datetime) -> Variant | None:
    """Put the dates of a variant in the place of those that stand, which are kept as a variant: that undoes it.

    A series that is gone or has fewer meetings now is skipped; a date that can no longer be is put back all the same
    and shown as such. Where a date differs, both sides are asked again. Returns the variant of what stood. Raises
    PlanIsPublished, PlanIsBeingSolved, NotAllowed.
    """
    actor.require(Right.MAKE_PLAN)
    plan = locked(variant.plan_id)
    former = keep_standing(plan, now=now)
    fresh: list[PlannedMeeting] = []
    changed: list[PlannedMeeting] = []
    moved: set[Series] = set()
    for series in Series.objects.filter(plan=plan).prefetch_related("planned"):
        held = {row.number: row for row in series.planned.all()}
        wanted = variant.dates.get(str(series.pk), {})
        for number in range(1, series.count + 1):
            text, pinned = wanted.get(str(number), (None, False))
            start = dt.datetime.fromisoformat(text) if text else None
            row = held.get(number)
            if row is None:
                fresh.append(
                    PlannedMeeting(swv_id=plan.swv_id, series=series, number=number, start=start, pinned=pinned)
                )
                moved.add(series)
            elif row.start != start:
                row.start, row.pinned, row.reasons = start, pinned, []
                changed.append(row)
                moved.add(series)
            elif row.pinned != pinned:
                row.pinned = pinned
                changed.append(row)
    PlannedMeeting.objects.bulk_create(fresh)
    PlannedMeeting.objects.bulk_update(changed, ["start", "pinned", "reasons"])
    Series.objects.filter(pk__in=[series.pk for series in moved]).update(dates_at=now)
    if plan.state == PlanState.DRAFT:
        plan.state = PlanState.PROPOSED
        plan.save(update_fields=["state"])
    audit.record(
        swv_id=plan.swv_id, by=actor.by, action="plan.variant.use", on=variant, now=now, number=variant.number,
        changed=len(moved),
    )  # fmt: skip
    return former


@transaction.atomic
def use_variant_again(*, actor: Actor, variant: Variant, why: str = "", now: dt.datetime) -> Again:
    """Take over in a published plan what planning it again came to: only what differs moves.

    Only who sits there hears it. What lies behind stands; a meeting for which there was no date keeps the one it has,
    for people to decide. Everything moves, or nothing.

    Raises NotPublished, DateIsNotPossible, SlotTaken, SayWhyItMoves, PlanIsBeingSolved, NotAllowed.
    """
    actor.require(Right.MAKE_PLAN)
    plan = locked(variant.plan_id, for_rules=False)
    if plan.state != PlanState.PUBLISHED:
        raise NotPublished
    keep_standing(plan, now=now)
    rows = PlannedMeeting.objects.select_for_update(of=("self",)).select_related("series", "meeting")
    wanted: dict[PlannedMeeting, Stand] = {}
    left = 0
    for row in rows.filter(series__plan=plan):
        text, _pinned = variant.dates.get(str(row.series_id), {}).get(str(row.number), (None, False))
        start = dt.datetime.fromisoformat(text) if text else None
        if start is None:
            left += row.start is not None and row.start > now
        elif start != row.start and start > now:
            wanted[row] = Stand(start, pinned=row.pinned)
    check_together(plan, wanted, now=now)
    if wanted:
        carry_out(wanted, actor=actor, plan=plan, action=HandAction.MOVE, why=why, now=now)
    fresh = sum(row.meeting is None for row in wanted)
    audit.record(
        swv_id=plan.swv_id, by=actor.by, action="plan.variant.again", on=variant, now=now, number=variant.number,
        moved=len(wanted) - fresh, fresh=fresh, left=left,
    )  # fmt: skip
    return Again(moved=len(wanted) - fresh, fresh=fresh, left=left)
