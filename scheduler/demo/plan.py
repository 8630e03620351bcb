"""The year plan of the demo: solved with a fixed patience instead of a clock, so that it is the same every time."""

from __future__ import annotations

import datetime as dt

from planning.people.access import Actor
from planning.yearplan import instance, services
from planning.yearplan.models import RunState, SolverRun, YearPlan
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
    question = instance.ask(YearPlan.objects.get(pk=plan.pk))
    result = solve(
        Instance.from_json(question.problem), time_limit=300, workers=1, seed=0, should_stop=Patience(PATIENCE)
    )
    save_result(run_id=run.pk, question=question, result=result, now=then)
    plan.refresh_from_db()
    services.publish_plan(actor=actor, plan=plan, without="Zo besproken in het voorjaar.", now=then)
    return len(result.meetings)
