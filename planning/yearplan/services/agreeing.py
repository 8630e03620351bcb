"""Agreeing (R34): school and SWV each say yes to a series, or ask for another date and say why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notifications.outbox import services as outbox
from notifications.types import Letter, Recipient
from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, NotAllowed, Right
from planning.people.models import Person
from planning.yearplan import rules
from planning.yearplan.models import PlannedMeeting, PlanState, Series, Side, SignOff, Verdict
from planning.yearplan.services.access import locked

RIGHT_OF = {Side.SCHOOL: Right.AGREE_FOR_SCHOOL, Side.SWV: Right.AGREE_FOR_SWV}
ROLES_OF = {Side.SCHOOL: rules.SCHOOL_SIDE, Side.SWV: rules.SWV_SIDE}


class NothingToAgreeOn(DomainError):
    """There are no dates yet."""

    code = "nothing_to_agree_on"
    message = _("Er zijn nog geen data om akkoord op te geven.")
    hint = _("Laat eerst de planning berekenen.")


class SayWhy(DomainError):
    """Asking for another date needs a reason: the other side must be able to judge it."""

    code = "say_why"
    status = 422
    message = _("Schrijf kort op waarom deze datum niet kan.")


class NotOfThisSeries(DomainError):
    """The date is one of this series."""

    code = "not_of_this_series"
    status = 422
    message = _("Kies een datum van deze school.")


def sides_of(actor: Actor, series: Series) -> tuple[Side, ...]:
    """The sides that somebody may speak for, from the rights held at the school of the series."""
    return tuple(side for side, right in RIGHT_OF.items() if actor.may(right, school_id=series.school_id))


@transaction.atomic
def sign_off(
    *,
    actor: Actor,
    series: Series,
    side: Side,
    verdict: Verdict,
    planned: PlannedMeeting | None = None,
    reason: str = "",
    now: dt.datetime,
) -> SignOff:
    """One side's word on a series, as a new row; a change that is asked for goes to the other side by letter.

    Raises NotAllowed (no right for that side at this school), NothingToAgreeOn, SayWhy, NotOfThisSeries,
    PlanIsBeingSolved.
    """
    if side not in sides_of(actor, series):
        raise NotAllowed
    plan = locked(series.plan_id, for_rules=False)
    if plan.state == PlanState.DRAFT or not series.planned.filter(start__isnull=False).exists():
        raise NothingToAgreeOn
    if planned is not None and planned.series_id != series.pk:
        raise NotOfThisSeries(fields={"planned": NotOfThisSeries.message})
    reason = reason.strip()
    if verdict == Verdict.CHANGE and not reason:
        raise SayWhy(fields={"reason": SayWhy.message})
    row = SignOff.objects.create(
        swv_id=series.swv_id,
        series=series,
        side=side,
        verdict=verdict,
        person_id=actor.person_id,
        planned=planned if verdict == Verdict.CHANGE else None,
        reason=reason if verdict == Verdict.CHANGE else "",
        at=now,
    )
    audit.record(
        swv_id=series.swv_id, by=actor.by, action=f"series.{verdict.value}", on=series, now=now, side=side.value
    )
    if verdict == Verdict.CHANGE:
        _write_to_other_side(row, now=now)
    return row


def recipient(person: Person) -> Recipient:
    """A colleague as the post knows them."""
    return Recipient(
        key=str(person.pk), name=person.name, address=person.email, languages=tuple(person.languages) or ("nl",)
    )


def _write_to_other_side(row: SignOff, *, now: dt.datetime) -> None:
    """The people of the other side get a page to answer on; the reason stays there: it may name a pupil (P1)."""
    other = Side.SWV if row.side == Side.SCHOOL else Side.SCHOOL
    series = row.series
    for person in _people_of(series, other):
        outbox.post(
            Letter(
                tenant_id=row.swv_id,
                key=f"plan-change:{row.pk}:{person.pk}",
                template="plan_change_asked",
                recipient=recipient(person),
                context={
                    "name": person.name,
                    "school": series.school.name,
                    "url": f"{settings.BASE_URL}/jaarplanning/{series.plan_id}/school/{series.pk}/",
                },
            ),
            now=now,
        )


def _people_of(series: Series, side: Side) -> Sequence[Person]:
    """Who speaks for a side: its members of the series; without any, who made the plan."""
    members = series.members.filter(role__in=ROLES_OF[side]).select_related("person")
    persons = [member.person for member in members]
    return persons or [series.plan.created_by]
