"""Agreeing (R34): school and SWV each say yes to a series, or ask for another date and say why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notifications.outbox import services as outbox
from notifications.types import Letter, Recipient
from planning.cases.services.nameless import require_nobody
from planning.errors import DomainError
from planning.meetings.models import WhyMoved
from planning.people import audit
from planning.people.access import Actor, NotAllowed, Right
from planning.people.models import Person
from planning.yearplan.models import (
    CounterDate,
    PlannedMeeting,
    PlanState,
    Reply,
    Series,
    Side,
    SignOff,
    Verdict,
    YearPlan,
)
from planning.yearplan.rules import Word
from planning.yearplan.selectors.plans import SeriesRow, row_of, who_agree, with_everything
from planning.yearplan.services import dates
from planning.yearplan.services.access import locked

RIGHT_OF = {Side.SCHOOL: Right.AGREE_FOR_SCHOOL, Side.SWV: Right.AGREE_FOR_SWV}
MOST_COUNTER_DATES = 3


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


class NoSuchChange(DomainError):
    """The question is answered already, the date has moved, or who asked agreed after all."""

    code = "no_such_change"
    message = _("Deze vraag staat niet meer open.")
    hint = _("Kijk op de pagina hoe het nu staat.")


class CounterDatesDoNotFit(DomainError):
    """At most three, each once, for one date."""

    code = "counter_dates_do_not_fit"
    status = 422
    message = _("Kies hoogstens drie andere data, elk één keer.")


def sides_of(actor: Actor, series: Series) -> tuple[Side, ...]:
    """The sides that somebody may speak for, from the rights held at the school of the series."""
    return tuple(side for side in who_agree(series) if actor.may(RIGHT_OF[side], school_id=series.school_id))


@transaction.atomic
def sign_off(
    *,
    actor: Actor,
    series: Series,
    side: Side,
    verdict: Verdict,
    planned: PlannedMeeting | None = None,
    reason: str = "",
    counter_dates: Sequence[dt.datetime] = (),
    now: dt.datetime,
    kept_words: bool = False,
) -> SignOff:
    """One side's word on a series, as a new row; a change that is asked for goes to the other side by letter.

    `counter_dates` (aware) are starts that could take the place of `planned`; each is checked against everybody. The
    reason is read by people without any ground and names no pupil (C8); `kept_words`: somebody looked and it does not.
    Raises NotAllowed (no right for that side at this school), NothingToAgreeOn, SayWhy, NamesThePupil, NotOfThisSeries,
    CounterDatesDoNotFit, DateIsNotPossible, DateIsPast, PlanIsBeingSolved.
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
    if verdict == Verdict.CHANGE:
        require_nobody(actor=actor, school=series.school, texts={"reason": reason}, now=now, kept=kept_words)
    if counter_dates:
        _check_counter_dates(planned, counter_dates, plan=plan, now=now)
    row = SignOff.objects.create(
        swv_id=series.swv_id,
        series=series,
        side=side,
        verdict=verdict,
        person_id=actor.person_id,
        planned=planned if verdict == Verdict.CHANGE else None,
        reason=reason if verdict == Verdict.CHANGE else "",
        refused=planned.start if planned is not None and verdict == Verdict.CHANGE else None,
        at=now,
    )
    CounterDate.objects.bulk_create(
        CounterDate(swv_id=series.swv_id, sign_off=row, start=start) for start in counter_dates
    )
    audit.record(
        swv_id=series.swv_id, by=actor.by, action=f"series.{verdict.value}", on=series, now=now, side=side.value
    )
    if verdict == Verdict.CHANGE:
        _write_to_other_side(row, now=now)
    return row


@transaction.atomic
def accept_counter_date(*, actor: Actor, counter_date: CounterDate, now: dt.datetime) -> PlannedMeeting:
    """The other side takes one of the dates: the meeting moves, and who asked agrees, unless another date is refused.

    What the accepting side had agreed to, it still agrees to: only this date moved, by its own hand. Raises
    NoSuchChange, NotAllowed and what `move_planned` raises.
    """
    asked, series = _answerable(counter_date.sign_off_id, actor=actor)
    assert asked.planned is not None  # noqa: S101  # counter-dates are for one date
    answering = _other(Side(asked.side))
    agreed_before = _row(series).words[answering] == Word.AGREED
    why = WhyMoved.SCHOOL if asked.side == Side.SCHOOL else WhyMoved.SWV
    planned = dates.move_planned(actor=actor, planned=asked.planned, start=counter_date.start, why=why, now=now)
    Reply.objects.create(swv_id=series.swv_id, sign_off=asked, chosen=counter_date, person_id=actor.person_id, at=now)
    audit.record(swv_id=series.swv_id, by=actor.by, action="series.change.accept", on=asked, now=now)
    row = _row(series)
    agrees = [(asked.side, asked.person_id)]
    if agreed_before:
        agrees.append((answering.value, actor.person_id))
    for side, person_id in agrees:
        if row.words[Side(side)] != Word.CHANGE:
            SignOff.objects.create(
                swv_id=series.swv_id, series=series, side=side, verdict=Verdict.AGREED, person_id=person_id, at=now
            )
    return planned


@transaction.atomic
def refuse_change(*, actor: Actor, asked: SignOff, reason: str, now: dt.datetime, kept_words: bool = False) -> Reply:
    """The other side can on none of the dates and says why; who asked gets a letter, and the question stands.

    The reason names no pupil (C8), see `sign_off`. Raises SayWhy, NamesThePupil, NoSuchChange, NotAllowed,
    PlanIsBeingSolved.
    """
    reason = reason.strip()
    if not reason:
        raise SayWhy(fields={"reason": SayWhy.message})
    asked, series = _answerable(asked.pk, actor=actor)
    require_nobody(actor=actor, school=series.school, texts={"reason": reason}, now=now, kept=kept_words)
    reply = Reply.objects.create(swv_id=series.swv_id, sign_off=asked, reason=reason, person_id=actor.person_id, at=now)
    audit.record(swv_id=series.swv_id, by=actor.by, action="series.change.refuse", on=asked, now=now)
    _post(
        asked.person, template="plan_change_refused", key=f"plan-change-no:{reply.pk}:{asked.person_id}",
        series=series, now=now,
    )  # fmt: skip
    return reply


def _answerable(asked_id: UUID, *, actor: Actor) -> tuple[SignOff, Series]:
    """A change that still waits for an answer, under the plan's lock, for somebody of the other side."""
    asked = SignOff.objects.select_related("series__school", "series__plan", "planned", "person").get(pk=asked_id)
    series = asked.series
    if _other(Side(asked.side)) not in sides_of(actor, series):
        raise NotAllowed
    locked(series.plan_id, for_rules=False)
    row = _row(series)
    if asked.pk not in {one.pk for one in row.asked} or Reply.objects.filter(sign_off=asked).exists():
        raise NoSuchChange
    return asked, series


def _check_counter_dates(
    planned: PlannedMeeting | None, starts: Sequence[dt.datetime], *, plan: YearPlan, now: dt.datetime
) -> None:
    if planned is None or len(starts) > MOST_COUNTER_DATES or len(set(starts)) < len(starts):
        raise CounterDatesDoNotFit(fields={"counter_dates": CounterDatesDoNotFit.message})
    for start in starts:
        dates.check_possible(plan, planned, start=start, now=now)


def _row(series: Series) -> SeriesRow:
    """The series as it stands now."""
    return row_of(with_everything(Series.objects.filter(pk=series.pk)).get())


def _other(side: Side) -> Side:
    return Side.SWV if side == Side.SCHOOL else Side.SCHOOL


def recipient(person: Person) -> Recipient:
    """A colleague as the post knows them."""
    return Recipient(
        key=str(person.pk), name=person.name, address=person.email, languages=tuple(person.languages) or ("nl",)
    )


def _write_to_other_side(row: SignOff, *, now: dt.datetime) -> None:
    """The people of the other side get a page to answer on; the reason stays there: it may name a pupil (P1)."""
    for person in _row(row.series).speakers(_other(Side(row.side))):
        _post(person, template="plan_change_asked", key=f"plan-change:{row.pk}:{person.pk}", series=row.series, now=now)


def _post(person: Person, *, template: str, key: str, series: Series, now: dt.datetime) -> None:
    outbox.post(
        Letter(
            tenant_id=series.swv_id,
            key=key,
            template=template,
            recipient=recipient(person),
            context={
                "name": person.name,
                "school": series.school.name,
                "url": f"{settings.BASE_URL}/jaarplanning/{series.plan_id}/school/{series.pk}/",
            },
        ),
        now=now,
    )
