"""The rules of one series: how many, how long, when, with whom, and which dates stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from planning.errors import DomainError, Text
from planning.people import audit
from planning.people.access import Actor
from planning.people.models import Person
from planning.people.roles import Role
from planning.yearplan import rules
from planning.yearplan.models import Series, SeriesMember, YearPlan
from planning.yearplan.services.access import locked, require_change

EARLIEST, LATEST_END = dt.time(7, 0), dt.time(22, 0)
MOST_PERIODS = 12

Period = tuple[dt.date, dt.date]  # first and last day


class RulesDoNotFit(DomainError):
    """The rules of a series contradict each other or the school year; `fields` says which."""

    code = "rules_do_not_fit"
    status = 422
    message = _("Deze regels kloppen niet met elkaar. Kijk naar de rode velden.")


class AlreadyMember(DomainError):
    """A person belongs to a series once."""

    code = "already_member"
    message = _("Deze persoon hoort al bij dit overleg.")


class NoSuchPerson(DomainError):
    """A member is a person of the SWV."""

    code = "no_such_person"
    status = 422
    message = _("Deze persoon is niet bekend bij uw samenwerkingsverband.")


def _starts_wrong(starts: Sequence[str], minutes: int) -> Text | None:
    if not starts:
        return _("Kies minstens één begintijd.")
    for text in starts:
        try:
            begin = rules.clock(text)
        except ValueError:
            return _("Schrijf een begintijd als 08:30.")
        end = dt.datetime.combine(dt.date(2000, 1, 1), begin) + dt.timedelta(minutes=minutes)
        if begin < EARLIEST or end.date() != dt.date(2000, 1, 1) or end.time() > LATEST_END:
            return _("Overleg is tussen 07:00 en 22:00 uur.")
    return None


def faults(
    *,
    plan: YearPlan,
    count: int,
    minutes: int,
    starts: Sequence[str],
    prefer_weekday: int,
    prefer_start: str,
    min_gap_days: int,
    max_gap_days: int,
    never_on: Sequence[int] = (),
    never_between: Sequence[Period] = (),
) -> dict[str, Text]:
    """What is wrong with the rules of a series, by field; empty when they can be met by some calendar."""
    wrong: dict[str, Text] = {}
    if not 0 <= count <= 40:
        wrong["count"] = _("Kies een aantal van 0 tot en met 40.")
    if not 15 <= minutes <= 480:
        wrong["minutes"] = _("Een overleg duurt 15 tot en met 480 minuten.")
    elif (message := _starts_wrong(starts, minutes)) is not None:
        wrong["starts"] = message
    if not 0 <= prefer_weekday <= 4:
        wrong["prefer_weekday"] = _("Kies een dag van maandag tot en met vrijdag.")
    if "starts" not in wrong and prefer_start not in starts:
        wrong["prefer_start"] = _("Kies een van de begintijden hierboven.")
    year = (plan.last_day - plan.first_day).days
    if min_gap_days < 1:
        wrong["min_gap_days"] = _("Er zit minstens één dag tussen twee overleggen.")
    elif "count" not in wrong and (count - 1) * min_gap_days > year:
        wrong["min_gap_days"] = _("Zo passen er geen %(count)s overleggen in het schooljaar.") % {"count": count}
    if not min_gap_days <= max_gap_days <= 366:
        wrong["max_gap_days"] = _("De meeste dagen ertussen zijn niet minder dan de minste, en hoogstens 366.")
    if not set(never_on) < set(range(5)):
        wrong["never_on"] = _("Laat minstens één dag van maandag tot en met vrijdag over.")
    elif prefer_weekday in never_on:
        wrong["never_on"] = _("Op deze dag wilt u juist het liefst. Kies een van beide.")
    if len(never_between) > MOST_PERIODS or any(first > last for first, last in never_between):
        wrong["never_between"] = _("Een vrije periode eindigt niet voor zij begint. Er zijn er hoogstens 12.")
    return wrong


@transaction.atomic
def save_series(
    *,
    actor: Actor,
    series: Series,
    count: int,
    minutes: int,
    starts: Sequence[str],
    prefer_weekday: int,
    prefer_start: str,
    min_gap_days: int,
    max_gap_days: int,
    never_on: Sequence[int] | None = None,
    never_between: Sequence[Period] | None = None,
    as_wishes: bool = False,
    now: dt.datetime,
) -> Series:
    """Set the rules of a series. Gaps are calendar days, `starts` local times "HH:MM".

    `never_on` (weekdays) and `never_between` (first and last days) are when the series never is; None keeps what
    stands. With `as_wishes` the school has answered the round of wishes, by itself or through who saves this.

    Dates that stand are kept, also where they break a new rule: the pages say so and the next solving repairs it.
    Raises RulesDoNotFit with `fields`, PlanIsPublished, PlanIsBeingSolved, NotAllowed.
    """
    plan = locked(series.plan_id)
    require_change(actor, series)
    starts = sorted(set(starts))
    if never_on is not None:
        series.never_on = sorted(set(never_on))
    if never_between is not None:
        series.never_between = sorted([first.isoformat(), last.isoformat()] for first, last in never_between)
    wrong = faults(
        plan=plan,
        count=count,
        minutes=minutes,
        starts=starts,
        prefer_weekday=prefer_weekday,
        prefer_start=prefer_start,
        min_gap_days=min_gap_days,
        max_gap_days=max_gap_days,
        never_on=series.never_on,
        never_between=[
            (dt.date.fromisoformat(first), dt.date.fromisoformat(last)) for first, last in series.never_between
        ],
    )
    if wrong:
        raise RulesDoNotFit(fields=wrong)
    dropped = series.planned.filter(number__gt=count, meeting__isnull=True).delete()[0]
    series.count, series.minutes, series.starts = count, minutes, starts
    series.prefer_weekday, series.prefer_start = prefer_weekday, prefer_start
    series.min_gap_days, series.max_gap_days = min_gap_days, max_gap_days
    if dropped:
        series.dates_at = now
    if as_wishes:
        series.wished_at, series.wished_by_id = now, actor.person_id
    series.save()
    audit.record(
        swv_id=series.swv_id, by=actor.by, action="series.save", on=series, now=now, count=count, as_wishes=as_wishes
    )
    return series


@transaction.atomic
def add_member(
    *, actor: Actor, series: Series, person_id: UUID, role: Role, required: bool, now: dt.datetime
) -> SeriesMember:
    """Somebody joins every meeting of a series. Raises NoSuchPerson, AlreadyMember and what `save_series` raises."""
    locked(series.plan_id)
    require_change(actor, series)
    person = Person.objects.filter(pk=person_id, swv_id=series.swv_id).first()
    if person is None:
        raise NoSuchPerson(fields={"person": NoSuchPerson.message})
    member, new = SeriesMember.objects.get_or_create(
        series=series, person=person, defaults={"swv_id": series.swv_id, "role": role, "required": required}
    )
    if not new:
        raise AlreadyMember(fields={"person": AlreadyMember.message})
    _ask_again(series, now=now)
    audit.record(swv_id=series.swv_id, by=actor.by, action="series.member.add", on=member, now=now, role=role.value)
    return member


@transaction.atomic
def change_member(*, actor: Actor, member: SeriesMember, required: bool, now: dt.datetime) -> None:
    """A member becomes required, or comes when possible."""
    series = member.series
    locked(series.plan_id)
    require_change(actor, series)
    member.required = required
    member.save(update_fields=["required"])
    _ask_again(series, now=now)
    audit.record(
        swv_id=series.swv_id, by=actor.by, action="series.member.change", on=member, now=now, required=required
    )


@transaction.atomic
def remove_member(*, actor: Actor, member: SeriesMember, now: dt.datetime) -> None:
    """A member leaves the series, before publication."""
    series = member.series
    locked(series.plan_id)
    require_change(actor, series)
    audit.record(swv_id=series.swv_id, by=actor.by, action="series.member.remove", on=member, now=now)
    member.delete()
    _ask_again(series, now=now)


def _ask_again(series: Series, *, now: dt.datetime) -> None:
    """Other people, another question: both sides look at the series anew."""
    series.dates_at = now
    series.save(update_fields=["dates_at"])
