"""What a year plan waits for from one person: wishes to give, an answer to a question, dates to agree on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from planning.people.access import Actor
from planning.yearplan.models import PlanState, Series, Side, YearPlan
from planning.yearplan.selectors.plans import SeriesRow, row_of, visible, wishes_open, with_everything


class What(StrEnum):
    """What is waited for, in the order of what keeps others waiting."""

    ANSWER = "answer"
    WISHES = "wishes"
    AGREE = "agree"


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing to do in one plan, for one or more series, up to and with a day."""

    what: What
    plan: YearPlan
    rows: tuple[SeriesRow, ...]
    until: dt.date | None


def my_turn(actor: Actor) -> list[Turn]:
    """What plans that are not published wait for from this person; the same people get the letters."""
    plans = list(
        YearPlan.objects.exclude(state=PlanState.PUBLISHED).exclude(wishes_until=None, agree_until=None, state="draft")
    )
    mine = Q(members__person_id=actor.person_id) | Q(plan__created_by_id=actor.person_id)
    wanted = visible(actor).filter(mine, plan__in=plans).values("pk")
    series = with_everything(Series.objects.filter(pk__in=wanted)) if plans else ()
    rows = [row_of(one) for one in series]
    found = []
    for plan in plans:
        here = [row for row in rows if row.series.plan_id == plan.pk]
        for what, until in ((What.ANSWER, None), (What.WISHES, plan.wishes_until), (What.AGREE, plan.agree_until)):
            waiting = tuple(row for row in here if _waits(row, what, plan=plan, actor=actor))
            if waiting:
                found.append(Turn(what=what, plan=plan, rows=waiting, until=until))
    return found


def _waits(row: SeriesRow, what: What, *, plan: YearPlan, actor: Actor) -> bool:
    sides = [side for side in row.sides if any(person.pk == actor.person_id for person in row.speakers(side))]
    if what == What.WISHES:
        return wishes_open(plan) and row.waits_for_wishes and Side.SCHOOL in sides
    if what == What.AGREE:
        return plan.agree_until is not None and row.placed > 0 and bool(set(sides) & set(row.silent))
    return any(not hasattr(said, "reply") for said in row.asked for side in sides if said.side != side)
