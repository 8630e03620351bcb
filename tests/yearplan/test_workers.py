"""Workers that are processes of their own: two SWVs side by side, and one that is killed in the middle."""

import datetime as dt
import signal

import pytest
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from planning.yearplan import services
from planning.yearplan.models import PlannedMeeting, RunState, SolverRun
from planning.yearplan.services import runs
from tests.workers import Workers, until, workers
from tests.yearplan.region import make_region

__all__ = ["workers"]
pytestmark = pytest.mark.django_db(transaction=True)

SOLVE = "planning.yearplan.tasks.solve"
SECONDS = 3  # of each run; the region is large enough to use them


@pytest.fixture(autouse=True)
def _nobody_hurries(monkeypatch):
    """The tests put the tasks on their own queues."""
    monkeypatch.setattr(runs, "hurry", lambda **_ids: None)


def waiting_run(name: str) -> SolverRun:
    made = make_region(name, primary=9, secondary=3)
    with scope(swv=made.swv.pk):
        actor, now = made.actor("coordinator"), timezone.now()
        plan = services.create_plan(actor=actor, school_year=now.year + 1, now=now)  # workers read the real clock
        return services.start_solving(actor=actor, plan=plan, time_limit=SECONDS, now=now)


def now_of(run: SolverRun) -> SolverRun:
    with scopes_disabled():
        return SolverRun.objects.get(pk=run.pk)


def is_in(run: SolverRun, *states: RunState) -> bool:
    return now_of(run).state in states


def ask(workers: Workers, run: SolverRun, queue: str) -> None:
    workers.send(SOLVE, str(run.swv_id), str(run.pk), queue=queue)


def test_two_workers_on_two_queues_plan_two_swvs_side_by_side(workers):
    pairs = [(waiting_run(f"SWV {name}"), workers.queue(name)) for name in ("Oost", "West")]
    for _run, queue in pairs:
        workers.start(queue)
    workers.ready(*(queue for _run, queue in pairs))
    for run, queue in pairs:
        ask(workers, run, queue)
    for run, _queue in pairs:
        until(lambda run=run: is_in(run, RunState.DONE, RunState.FAILED))
    first, second = (now_of(run) for run, _queue in pairs)
    assert [first.state, second.state] == [RunState.DONE, RunState.DONE]
    assert first.placed == first.total > 40
    assert first.started_at < second.ended_at
    assert second.started_at < first.ended_at


def test_a_worker_is_killed_in_the_middle_and_the_plan_still_comes(workers):
    run, queue = waiting_run("SWV Oost"), workers.queue("solver")
    victim = workers.start(queue)
    ask(workers, run, queue)
    until(lambda: is_in(run, RunState.RUNNING))
    victim.kill()
    assert victim.wait() == -signal.SIGKILL
    assert is_in(run, RunState.RUNNING)  # nobody knows yet

    with scope(swv=run.swv_id):
        later = timezone.now() + runs.DEAD_AFTER + dt.timedelta(seconds=SECONDS)
        assert services.sweep_runs(now=later) == 1
    assert is_in(run, RunState.WAITING)
    other = workers.queue("other")
    workers.start(other)
    ask(workers, run, other)
    until(lambda: is_in(run, RunState.DONE, RunState.FAILED))
    found = now_of(run)
    assert (found.state, found.attempts) == (RunState.DONE, 2)
    with scope(swv=run.swv_id):
        assert PlannedMeeting.objects.filter(start__isnull=False).count() == found.placed == found.total
