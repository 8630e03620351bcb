"""By hand: keep dates where they are, one or a whole school's, and undo what one did."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.errors import DomainError
from planning.meetings.models import WhyMoved
from planning.people.access import Actor
from planning.yearplan.models import HandAction, HandChange, PlannedMeeting, Series, YearPlan
from planning.yearplan.services.access import locked
from planning.yearplan.services.dates import DateHasMoved, Stand, carry_out, check_together, rows_of

PINS = {HandAction.PIN, HandAction.UNPIN}


class NothingToPin(DomainError):
    """Only a date can be pinned."""

    code = "nothing_to_pin"
    message = _("Dit overleg heeft nog geen datum. Kies eerst een datum.")


class NothingToUndo(DomainError):
    """It was undone already, or somebody else did it."""

    code = "nothing_to_undo"
    message = _("Er is niets meer om ongedaan te maken.")


@transaction.atomic
def pin(*, actor: Actor, planned: PlannedMeeting, now: dt.datetime) -> None:
    """Keep this date where it is when the plan is solved again. Raises NothingToPin, PlanIsPublished, NotAllowed."""
    plan = locked(planned.series.plan_id)
    rows = rows_of([planned.pk], actor=actor)
    if not any(row.start for row in rows):
        raise NothingToPin
    _set_pins(rows, actor=actor, plan=plan, pinned=True, now=now)


@transaction.atomic
def unpin(*, actor: Actor, planned: PlannedMeeting, now: dt.datetime) -> None:
    """Let the solver choose this date again."""
    plan = locked(planned.series.plan_id)
    _set_pins(rows_of([planned.pk], actor=actor), actor=actor, plan=plan, pinned=False, now=now)


@transaction.atomic
def lock_series(*, actor: Actor, series: Series, now: dt.datetime) -> None:
    """Keep every date of a school's series when the plan is solved again; meetings without a date stay free."""
    _set_series(actor=actor, series=series, pinned=True, now=now)


@transaction.atomic
def unlock_series(*, actor: Actor, series: Series, now: dt.datetime) -> None:
    """Let the solver choose every date of a series again."""
    _set_series(actor=actor, series=series, pinned=False, now=now)


@transaction.atomic
def undo(*, actor: Actor, change: HandChange, now: dt.datetime) -> None:
    """Put back what one changed, where nobody changed it since and it still can be.

    Agreement that both sides gave to these very dates stands again, unless one spoke about the dates that now go.
    Raises NothingToUndo (done already, somebody else's, or the meeting is in calendars and cannot lose its date),
    DateHasMoved, DateIsNotPossible, DateIsPast.
    """
    plan = locked(change.plan_id, for_rules=change.action in PINS)
    mine = HandChange.objects.select_for_update().filter(person_id=actor.person_id, undone_at=None)
    found = mine.filter(pk=change.pk).first()
    if found is None:
        raise NothingToUndo
    rows = rows_of([UUID(key) for key in found.after], actor=actor)
    if len(rows) < len(found.after) or not all(found.left(row) for row in rows):
        raise DateHasMoved
    wanted = {row: _stand(found.before[str(row.pk)]) for row in rows}
    if any(stand.start is None and row.meeting_id is not None for row, stand in wanted.items()):
        raise NothingToUndo
    check_together(plan, wanted, now=now)
    series = {row.series_id: row.series for row in rows}
    asked_since = {key: each.dates_at for key, each in series.items()}
    back = carry_out(wanted, actor=actor, plan=plan, action=HandAction(found.action), why=WhyMoved.UNDONE, now=now)
    for each in series.values():
        untouched = asked_since[each.pk] == found.at and str(each.pk) in found.asked_since
        # What was said since is about the dates that now go.
        if untouched and not each.sign_offs.filter(at__gte=found.at).exists():
            each.dates_at = _moment(found.asked_since[str(each.pk)])
            each.save(update_fields=["dates_at"])
    HandChange.objects.filter(pk__in=[found.pk, back.pk]).update(undone_at=now)


def _set_pins(rows: list[PlannedMeeting], *, actor: Actor, plan: YearPlan, pinned: bool, now: dt.datetime) -> None:
    wanted = {row: Stand(row.start, pinned=pinned) for row in rows if row.start is not None and row.pinned != pinned}
    if wanted:
        carry_out(wanted, actor=actor, plan=plan, action=HandAction.PIN if pinned else HandAction.UNPIN, now=now)


def _set_series(*, actor: Actor, series: Series, pinned: bool, now: dt.datetime) -> None:
    plan = locked(series.plan_id)
    rows = rows_of(series.planned.values_list("pk", flat=True), actor=actor)
    if not any(row.start for row in rows):
        raise NothingToPin
    _set_pins(rows, actor=actor, plan=plan, pinned=pinned, now=now)


def _stand(kept: list[object]) -> Stand:
    start, pinned, reasons = kept
    assert isinstance(reasons, list)  # noqa: S101  # as Stand.to_json writes it
    return Stand(_moment(start), pinned=bool(pinned), reasons=tuple(reasons))


def _moment(text: object) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if isinstance(text, str) else None
