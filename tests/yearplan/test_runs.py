"""Runs of the solver: one at a time, alive or given up, and what a crash leaves."""

import datetime as dt
import itertools
import uuid

import pytest

from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.yearplan import instance, rules, services
from planning.yearplan.checkpoint import Checkpoint
from planning.yearplan.models import PlannedMeeting, PlanState, RunState, Series, SeriesMember, SolverRun
from planning.yearplan.services import runs
from planning.yearplan.solver.plan import Meeting
from planning.yearplan.solver.solve import Progress
from tests.yearplan.region import NOW
from tests.yearplan.solving import solve_now, ticking


def start(plan, region, **kwargs):
    return services.start_solving(
        actor=region.actor("coordinator"), plan=plan, **{"time_limit": 1, "now": NOW, **kwargs}
    )


def test_a_run_places_every_meeting_and_says_how_good(plan, region):
    run = solve_now(plan, region.actor("coordinator"))
    assert (run.state, run.placed, run.total, run.error) == (RunState.DONE, 26, 26, "")
    assert run.bound is not None
    assert run.bound <= run.score
    assert run.curve[-1][1:] == [26, run.score, run.bound]
    plan.refresh_from_db()
    assert plan.state == PlanState.PROPOSED
    assert PlannedMeeting.objects.filter(start__isnull=False).count() == 26


def test_what_cannot_be_placed_says_why(plan, region):
    ib = region.people["ib0"]
    ib.working_hours.all().delete()
    run = solve_now(plan, region.actor("coordinator"))
    assert (run.placed, run.total) == (20, 26)
    unplaced = PlannedMeeting.objects.filter(start__isnull=True)
    assert unplaced.count() == 6
    assert all(planned.reasons and "Ib0" in " ".join(planned.reasons) for planned in unplaced)


def test_a_series_that_cannot_be_planned_yet_says_so(plan, region):
    SeriesMember.objects.filter(series__school__name="School 0").delete()
    solve_now(plan, region.actor("coordinator"))
    unplaced = PlannedMeeting.objects.filter(start__isnull=True)
    assert {planned.series.school.name for planned in unplaced} == {"School 0"}
    assert unplaced[0].reasons == ["Vul eerst in wie erbij moeten zijn en hoe laat dit overleg mag beginnen."]


def test_the_broker_gets_the_run_after_the_commit(plan, region, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        run = start(plan, region)
        assert SolverRun.objects.get(pk=run.pk).state == RunState.WAITING
    run.refresh_from_db()
    assert run.state == RunState.DONE  # eager: the task ran where it was asked for


def test_one_run_at_a_time(plan, region):
    start(plan, region)
    with pytest.raises(services.PlanIsBeingSolved):
        start(plan, region)
    assert SolverRun.objects.count() == 1


def test_rules_stand_still_while_a_run_works(plan, region):
    start(plan, region)
    with pytest.raises(services.PlanIsBeingSolved):
        services.pin(actor=region.actor("gw"), planned=PlannedMeeting(series=plan.series.first()), now=NOW)


@pytest.mark.parametrize("limit", [0, -1, 601])
def test_a_time_limit_is_within_bounds(plan, region, limit):
    with pytest.raises(runs.TimeLimitOutOfRange):
        start(plan, region, time_limit=limit)


@pytest.mark.parametrize("name", ["ib0", "oc3", "jp"])
def test_only_planners_solve(plan, region, name):
    with pytest.raises(NotAllowed):
        services.start_solving(actor=region.actor(name), plan=plan, time_limit=1, now=NOW)


def test_a_plan_without_anything_to_plan_is_not_solved(plan, region):
    Series.objects.filter(plan=plan).update(count=0)
    with pytest.raises(services.NothingToSolve):
        start(plan, region)


def test_two_workers_do_not_do_one_run(plan, region):
    run = start(plan, region)
    assert services.run_solver(run_id=run.pk, clock=lambda: NOW) is True
    assert services.run_solver(run_id=run.pk, clock=lambda: NOW) is False


def test_a_waiting_run_is_stopped_at_once(plan, region):
    run = start(plan, region)
    services.stop_run(actor=region.actor("gw"), run=run, now=NOW)
    run.refresh_from_db()
    assert (run.state, run.ended_at) == (RunState.STOPPED, NOW)
    assert services.run_solver(run_id=run.pk, clock=lambda: NOW) is False
    with pytest.raises(services.RunIsOver):
        services.stop_run(actor=region.actor("gw"), run=run, now=NOW)


def test_a_running_run_stops_after_the_plan_reached_and_keeps_it(plan, region):
    run = start(plan, region, time_limit=60)
    calls = []

    def clock():
        """Two seconds a look; somebody presses stop while it works."""
        calls.append(1)
        if len(calls) == 3:
            services.stop_run(actor=region.actor("gw"), run=run, now=NOW)
        return NOW + dt.timedelta(seconds=2 * len(calls))

    services.run_solver(run_id=run.pk, clock=clock)
    run.refresh_from_db()
    assert run.state == RunState.STOPPED
    assert run.placed + len(PlannedMeeting.objects.filter(start__isnull=True)) == 26
    plan.refresh_from_db()
    assert plan.state == PlanState.PROPOSED


def test_a_run_shows_life_while_it_works(plan, region):
    run = start(plan, region)
    services.run_solver(run_id=run.pk, clock=ticking())
    run.refresh_from_db()
    assert run.started_at == NOW
    assert run.beat_at > run.started_at
    assert len(run.curve) > 1


def test_progress_is_stored_once_a_second_however_often_the_stop_sign_is_looked_at(plan, region):
    run = start(plan, region)
    SolverRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING, started_at=NOW, beat_at=NOW)
    tenths = itertools.count()
    watch = runs.Watch(run=run, clock=lambda: NOW + dt.timedelta(seconds=next(tenths) / 10), of="this")
    for placed in range(20):
        assert watch.should_stop() is False
        watch.progress(Progress("improve", placed / 5, placed, 26, 100.0 - placed, None))
    run.refresh_from_db()
    assert [point[1] for point in run.curve] == [0, 5, 10, 15]
    assert (run.placed, run.score) == (15, 85.0)


def dead(run, **more):
    """The run as a worker leaves it that died at NOW."""
    SolverRun.objects.filter(pk=run.pk).update(
        **{"state": RunState.RUNNING, "started_at": NOW, "beat_at": NOW, "attempts": 1, **more}
    )


AFTER_DEATH = NOW + runs.DEAD_AFTER + dt.timedelta(seconds=1)


@pytest.fixture
def _worker_of_that_day(monkeypatch):
    """The task reads the clock of today, for which half of the year may be over; here it is the day of the story."""
    monkeypatch.setattr(runs, "hurry", lambda run_id, **_ids: runs.run_solver(run_id=run_id, clock=lambda: AFTER_DEATH))


@pytest.mark.usefixtures("_worker_of_that_day")
def test_a_run_whose_worker_died_is_done_by_another(plan, region):
    run = start(plan, region, time_limit=5)
    dead(run, curve=[[1.0, 3, 900.0, None]], placed=3)
    assert services.sweep_runs(now=NOW + runs.DEAD_AFTER) == 0
    assert services.sweep_runs(now=AFTER_DEATH) == 1
    run.refresh_from_db()
    assert (run.state, run.attempts, run.placed) == (RunState.DONE, 2, 26)
    assert [1.0, 3, 900.0, None] not in run.curve


def checkpoint_of(plan, region, *, seconds):
    """A plan made earlier, as the checkpoint that a dying worker leaves; the dates themselves are gone."""
    solve_now(plan, region.actor("coordinator"))
    starts = [
        Meeting(str(row.series_id), row.number, rules.to_local(row.start))
        for row in PlannedMeeting.objects.filter(start__isnull=False)
    ]
    PlannedMeeting.objects.all().delete()
    plan.refresh_from_db()
    problem = instance.ask(plan, avoid_refused=True, today=NOW.date()).problem
    return Checkpoint(Checkpoint.read(None, problem=problem).of, tuple(starts), seconds)


def test_the_next_worker_goes_on_where_the_one_that_died_had_got_to(plan, region):
    kept = checkpoint_of(plan, region, seconds=6.0)
    run = start(plan, region)
    left_behind = {"state": RunState.WAITING, "curve": [[6.0, 26, 900.0, None]], "checkpoint": kept.to_json()}
    SolverRun.objects.filter(pk=run.pk).update(**left_behind)
    assert services.run_solver(run_id=run.pk, clock=ticking(NOW))
    run.refresh_from_db()
    assert (run.state, run.placed, run.checkpoint) == (RunState.DONE, 26, None)
    assert run.curve[0] == [6.0, 26, 900.0, None]
    assert all(point[1] == 26 for point in run.curve)  # never again without a whole plan
    assert [point[0] for point in run.curve] == sorted(point[0] for point in run.curve)


def test_a_checkpoint_of_another_problem_is_not_gone_on_from(plan, region):
    kept = checkpoint_of(plan, region, seconds=6.0)
    Series.objects.filter(school__name="School 0").update(count=5)
    run = start(plan, region)
    left_behind = {"state": RunState.WAITING, "curve": [[6.0, 26, 900.0, None]], "checkpoint": kept.to_json()}
    SolverRun.objects.filter(pk=run.pk).update(**left_behind)
    assert services.run_solver(run_id=run.pk, clock=ticking(NOW))
    run.refresh_from_db()
    assert (run.state, run.placed) == (RunState.DONE, 25)
    assert [6.0, 26, 900.0, None] not in run.curve


@pytest.mark.parametrize("kept", [None, [], {"of": "else"}, "x", {}])
def test_a_checkpoint_that_cannot_be_read_is_none(kept):
    assert Checkpoint.read(kept, problem={}).meetings == ()


def test_a_worker_leaves_a_checkpoint_with_the_plan_so_far(plan, region):
    run = start(plan, region)
    SolverRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING, started_at=NOW, beat_at=NOW)
    at = Meeting("a", 1, dt.datetime(2026, 9, 8, 9))
    watch = runs.Watch(run=run, clock=lambda: NOW, of="this", before=2.0)
    watch.progress(Progress("improve", 4.0, 1, 1, 10.0, None, lambda: [at]))
    run.refresh_from_db()
    assert run.checkpoint == {"of": "this", "meetings": [["a", 1, "2026-09-08T09:00"]], "seconds": 6.0}


def test_a_run_that_somebody_wanted_to_stop_is_not_taken_up_again(plan, region):
    run = start(plan, region)
    dead(run, stop_asked=True)
    assert services.sweep_runs(now=AFTER_DEATH) == 1
    run.refresh_from_db()
    assert (run.state, PlannedMeeting.objects.exists()) == (RunState.STOPPED, False)


def test_a_run_that_killed_three_workers_fails_and_leaves_nothing(plan, region):
    run = start(plan, region)
    dead(run, attempts=runs.MOST_ATTEMPTS)
    assert services.sweep_runs(now=AFTER_DEATH) == 1
    run.refresh_from_db()
    assert (run.state, run.error) == (RunState.FAILED, "worker_died")
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT
    assert start(plan, region).state == RunState.WAITING  # and one can try again


def test_a_run_that_was_given_up_writes_nothing_when_its_worker_comes_back(plan, region):
    run = start(plan, region)
    looks = []

    def clock():
        looks.append(1)
        if len(looks) == 2:
            SolverRun.objects.filter(pk=run.pk).update(attempts=2)  # another worker has it now
        return NOW + dt.timedelta(seconds=2 * len(looks))

    services.run_solver(run_id=run.pk, clock=clock)
    run.refresh_from_db()
    assert (run.state, run.attempts) == (RunState.RUNNING, 2)
    assert not PlannedMeeting.objects.exists()


def test_every_swv_has_a_queue_of_its_own_choice(settings):
    settings.SOLVER_QUEUES = ["a", "b"]
    found = [runs.queue_of(uuid.UUID(int=number)) for number in range(4)]
    assert found == ["a", "b", "a", "b"]


def test_a_run_whose_task_got_lost_is_told_again(plan, region):
    run = start(plan, region)
    assert services.sweep_runs(now=NOW + dt.timedelta(seconds=5)) == 0
    assert services.sweep_runs(now=NOW + runs.WAIT_BEFORE_NUDGE + dt.timedelta(seconds=1)) == 1
    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_a_crash_in_the_solver_ends_the_run_as_failed(plan, region, caplog):
    run = start(plan, region)
    Series.objects.filter(plan=plan).update(starts=["never"])  # past the service: what no form lets through
    services.run_solver(run_id=run.pk, clock=lambda: NOW)
    run.refresh_from_db()
    assert (run.state, run.error) == (RunState.FAILED, "InstanceError")
    assert not PlannedMeeting.objects.exists()
    assert "Proef" not in caplog.text


def test_starting_and_stopping_stand_in_the_audit_trail(plan, region):
    run = start(plan, region)
    services.stop_run(actor=region.actor("gw"), run=run, now=NOW)
    rows = AuditEvent.objects.filter(object_id=str(run.pk)).order_by("action").values_list("action", "actor")
    assert list(rows) == [
        ("plan.solve", str(region.people["coordinator"].pk)),
        ("plan.solve.stop", str(region.people["gw"].pk)),
    ]
