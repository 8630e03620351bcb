"""The two rounds of a plan: schools give their wishes, then both sides agree; each with a last day and reminders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notifications.letters import when
from notifications.outbox import services as outbox
from notifications.reminders import services as reminders
from notifications.reminders.rules import humane
from notifications.types import Letter
from planning.errors import DomainError
from planning.people import audit
from planning.people import selectors as people
from planning.people.access import Actor, Right
from planning.people.models import Person, School
from planning.yearplan import rules
from planning.yearplan.models import PlanState, Series, Side, YearPlan
from planning.yearplan.selectors.plans import SeriesRow, row_of, with_everything
from planning.yearplan.services.access import locked
from planning.yearplan.services.agreeing import NothingToAgreeOn, recipient

WISHES_BELL, AGREE_BELL = "plan_wishes", "plan_agree"

Asked = Mapping[Person, list[SeriesRow]]


class LastDayDoesNotFit(DomainError):
    """A round needs time, and ends before the year does."""

    code = "last_day_does_not_fit"
    status = 422
    message = _("Kies een dag na vandaag, en voor het einde van het schooljaar.")


class NoWishesAsked(DomainError):
    """There is no round of wishes to end."""

    code = "no_wishes_asked"
    message = _("De scholen zijn nog niet om hun wensen gevraagd, of de ronde is al gesloten.")


@transaction.atomic
def ask_wishes(*, actor: Actor, plan: YearPlan, until: dt.date, now: dt.datetime) -> int:
    """Open the round of wishes up to and with `until`, or set another last day; write to every school that is silent.

    Once a day at most to the same person; reminders follow by themselves. Returns how many people are asked. Raises
    LastDayDoesNotFit, PlanIsPublished, PlanIsBeingSolved, NotAllowed.
    """
    actor.require(Right.MAKE_PLAN)
    plan = locked(plan.pk)
    _check(until, plan=plan, now=now)
    plan.wishes_until, plan.wishes_closed_at = until, None
    plan.save(update_fields=["wishes_until", "wishes_closed_at"])
    _set_bells(plan, WISHES_BELL, until, now=now)
    asked = _post(plan, "plan_wishes", _without_wishes(plan), until=until, now=now)
    audit.record(swv_id=plan.swv_id, by=actor.by, action="plan.wishes.ask", on=plan, now=now, people=asked)
    return asked


@transaction.atomic
def close_wishes(*, actor: Actor, plan: YearPlan, now: dt.datetime) -> int:
    """Go on without the schools that are silent: they keep the usual rules. Returns how many series that are.

    Raises NoWishesAsked, PlanIsPublished, PlanIsBeingSolved, NotAllowed.
    """
    actor.require(Right.MAKE_PLAN)
    plan = locked(plan.pk)
    if plan.wishes_until is None or plan.wishes_closed_at is not None:
        raise NoWishesAsked
    plan.wishes_closed_at = now
    plan.save(update_fields=["wishes_closed_at"])
    reminders.cancel(tenant_id=plan.swv_id, object_key=str(plan.pk), kind=WISHES_BELL, now=now)
    silent = sum(row.waits_for_wishes for row in _rows(plan))
    audit.record(swv_id=plan.swv_id, by=actor.by, action="plan.wishes.close", on=plan, now=now, silent=silent)
    return silent


@transaction.atomic
def ask_agreement(*, actor: Actor, plan: YearPlan, until: dt.date | None = None, now: dt.datetime) -> int:
    """Write to everybody whose word on these dates is missing: one letter a person, however many schools (R34).

    `until` sets the last day and its reminders; None keeps what stands. The same dates are asked about once a day at
    most. Returns how many people are asked. Raises NothingToAgreeOn, LastDayDoesNotFit, PlanIsBeingSolved, NotAllowed.
    """
    actor.require(Right.MAKE_PLAN)
    plan = locked(plan.pk, for_rules=False)
    if not any(row.placed for row in _rows(plan)):
        raise NothingToAgreeOn
    if until is not None:
        _check(until, plan=plan, now=now)
        plan.agree_until = until
        plan.save(update_fields=["agree_until"])
        _set_bells(plan, AGREE_BELL, until, now=now)
    asked = _post(plan, "plan_proposed", _without_word(plan), until=plan.agree_until, now=now)
    audit.record(swv_id=plan.swv_id, by=actor.by, action="plan.ask", on=plan, now=now, people=asked)
    return asked


@transaction.atomic
def remind(*, plan_id: UUID, kind: str, now: dt.datetime) -> int:
    """A bell rang: write to who has still not answered, unless the round is over. Returns how many letters."""
    plan = YearPlan.objects.get(pk=plan_id)
    if plan.state == PlanState.PUBLISHED:
        return 0
    today = rules.to_local(now).date()
    if kind == WISHES_BELL:
        open_until = None if plan.wishes_closed_at is not None else plan.wishes_until
        template, silent = "plan_wishes_reminder", _without_wishes
    else:
        open_until, template, silent = plan.agree_until, "plan_agree_reminder", _without_word
    if open_until is None or today > open_until:  # a bell that rings late says nothing that is no longer true
        return 0
    return _post(plan, template, silent(plan), until=open_until, now=now)


def _check(until: dt.date, *, plan: YearPlan, now: dt.datetime) -> None:
    if not rules.last_day_fits(until, today=rules.to_local(now).date(), last=plan.last_day):
        raise LastDayDoesNotFit(fields={"until": LastDayDoesNotFit.message})


def _rows(plan: YearPlan) -> list[SeriesRow]:
    return [row_of(series) for series in with_everything(Series.objects.filter(plan=plan))]


def _without_wishes(plan: YearPlan) -> Asked:
    """Who speaks for a school that gave no wishes."""
    return _asked((row, (Side.SCHOOL,)) for row in _rows(plan) if row.waits_for_wishes)


def _without_word(plan: YearPlan) -> Asked:
    """Who speaks for a side whose word on dates that stand is awaited."""
    return _asked((row, row.silent) for row in _rows(plan) if row.placed)


def _asked(silent: Iterable[tuple[SeriesRow, Iterable[Side]]]) -> Asked:
    found: dict[Person, list[SeriesRow]] = {}
    for row, sides in silent:
        for person in dict.fromkeys(person for side in sides for person in row.speakers(side)):
            found.setdefault(person, []).append(row)
    return found


def _post(plan: YearPlan, template: str, asked: Asked, *, until: dt.date | None, now: dt.datetime) -> int:
    """One letter a person a day; it leads to the school itself when there is but one."""
    page = "regels/" if template.startswith("plan_wishes") else ""
    for person, rows in asked.items():
        only = f"school/{rows[0].series.pk}/{page}" if len(rows) == 1 else ""
        outbox.post(
            Letter(
                tenant_id=plan.swv_id,
                key=f"{template}:{plan.pk}:{person.pk}:{rules.to_local(now):%Y-%m-%d}",
                template=template,
                recipient=recipient(person),
                context={
                    "name": person.name,
                    "school_year": str(plan),
                    "until": when.day(until) if until else "",
                    "url": f"{settings.BASE_URL}/jaarplanning/{plan.pk}/{only}",
                },
            ),
            now=now,
        )
    return len(asked)


def _set_bells(plan: YearPlan, kind: str, until: dt.date, *, now: dt.datetime) -> None:
    """Reminders on the way to a last day, at decent hours and never in a holiday of the whole region."""
    reminders.cancel(tenant_id=plan.swv_id, object_key=str(plan.pk), kind=kind, now=now)
    calendars = people.school_calendars(School.objects.all(), first=rules.to_local(now).date(), last=until)
    closed = [frozenset(calendar.closed) for calendar in calendars.values()]
    free_days = frozenset.intersection(*closed) if closed else frozenset()
    for moment in rules.reminder_moments(until, now=now):
        decent = humane(moment, free_days=free_days)
        if rules.to_local(decent).date() <= until:
            reminders.remind(tenant_id=plan.swv_id, kind=kind, object_key=str(plan.pk), due_at=decent, now=now)
