"""The year plan of the demo: solved with a fixed patience instead of a clock, so that it is the same every time."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from planning.people.access import Actor, actor_of_person
from planning.yearplan import instance, rules, services
from planning.yearplan.models import RunState, Series, Side, SolverRun, Verdict, YearPlan
from planning.yearplan.services.runs import save_result
from planning.yearplan.solver.instance import Instance
from planning.yearplan.solver.solve import solve
from scheduler.demo.build import AMSTERDAM, school_year_of

PATIENCE = 400  # looks at the question whether to stop, after which the plan is good enough for a demo
PUBLISHED = (8, 25)  # month and day: before the first meeting


class Patience:
    """Says stop after so many questions; no clock, so always at the same place in the search."""

    def __init__(self, looks: int) -> None:
        self.left = looks

    def __call__(self) -> bool:
        """Whether it has been enough."""
        self.left -= 1
        return self.left < 0


def publish_this_year(*, actor: Actor, now: dt.datetime) -> int:
    """Make and publish the plan of the school year that runs; gives how many meetings have a date."""
    year = school_year_of(now.astimezone(AMSTERDAM).date())
    then = min(now, dt.datetime(year, *PUBLISHED, 10, 0, tzinfo=AMSTERDAM))
    plan = services.create_plan(actor=actor, school_year=year, now=then)
    run = services.start_solving(actor=actor, plan=plan, time_limit=60, now=then)
    SolverRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING, started_at=then, beat_at=then)
    run.refresh_from_db()
    question = instance.ask(YearPlan.objects.get(pk=plan.pk))
    result = solve(
        Instance.from_json(question.problem), time_limit=300, workers=1, seed=0, should_stop=Patience(PATIENCE)
    )
    save_result(run=run, question=question, result=result, now=then)
    plan.refresh_from_db()
    everybody_agrees(plan, now=then)
    services.publish_plan(actor=actor, plan=plan, without="", now=then)
    return len(result.meetings)


def everybody_agrees(plan: YearPlan, *, now: dt.datetime) -> None:
    """At every school the IB or OC and the GW or TC say yes to the dates (R34)."""
    actors: dict[UUID, Actor] = {}
    for series in Series.objects.filter(plan=plan).select_related("school").prefetch_related("members__person"):
        for side, roles in ((Side.SCHOOL, rules.SCHOOL_SIDE), (Side.SWV, rules.SWV_SIDE)):
            speaker = next(member.person for member in series.members.all() if member.role in roles)
            actor = actors.setdefault(speaker.pk, actor_of_person(speaker, today=now.date()))
            services.sign_off(actor=actor, series=series, side=side, verdict=Verdict.AGREED, now=now)
