"""Solving: a run is a row first, a worker claims it, shows life while it works, and its plan is saved in one go."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from planning.errors import DomainError
from planning.people import audit
from planning.people.access import Actor, Right
from planning.yearplan import instance, rules
from planning.yearplan.checkpoint import Checkpoint
from planning.yearplan.instance import Question
from planning.yearplan.models import PlannedMeeting, PlanState, RunState, Series, SolverRun, YearPlan
from planning.yearplan.services.access import locked
from planning.yearplan.services.variants import keep_outcome, keep_standing
from planning.yearplan.solver.instance import Instance
from planning.yearplan.solver.plan import Plan

if TYPE_CHECKING:
    from planning.yearplan.solver.solve import Progress

logger = logging.getLogger(__name__)

Clock = Callable[[], dt.datetime]

TIME_LIMITS = (10, 20, 60, 300)  # seconds somebody can choose
WORKERS = 2
BEAT_EVERY = dt.timedelta(seconds=1)
WAIT_BEFORE_NUDGE = dt.timedelta(seconds=20)  # a waiting run whose task got lost
DEAD_AFTER = dt.timedelta(seconds=90)  # a running run that shows no life
MOST_ATTEMPTS = 3  # a run that kills three workers would kill a fourth
CURVE_POINTS = 200
CHECKPOINT_EVERY = dt.timedelta(seconds=5)
LEAST_AGAIN = 0.25  # of the time limit, for a worker that goes on where another left off


class NothingToSolve(DomainError):
    """There must be a series that can be planned."""

    code = "nothing_to_solve"
    message = _("Er is nog geen school waarvoor overleg gepland kan worden.")
    hint = _("Vul eerst bij de scholen in wie erbij moeten zijn en hoe laat een overleg mag beginnen.")


class TimeLimitOutOfRange(DomainError):
    """The time limit is one of a few."""

    code = "time_limit_out_of_range"
    status = 422
    message = _("Kies een rekentijd van 1 tot en met 600 seconden.")


class RunIsOver(DomainError):
    """A run that ended cannot be stopped."""

    code = "run_is_over"
    message = _("Deze berekening is al klaar.")


@transaction.atomic
def start_solving(*, actor: Actor, plan: YearPlan, time_limit: int, again: bool = False, now: dt.datetime) -> SolverRun:
    """Ask for a plan. The row is the truth; the task only hurries it along (house rule 1).

    With `again` a published plan may be planned again too: the outcome becomes a variant, and its dates stand.
    Raises PlanIsPublished (without `again`), PlanIsBeingSolved (one run at a time), NothingToSolve,
    TimeLimitOutOfRange, NotAllowed.
    """
    actor.require(Right.MAKE_PLAN)
    if not 1 <= time_limit <= 600:
        raise TimeLimitOutOfRange(fields={"time_limit": TimeLimitOutOfRange.message})
    plan = locked(plan.pk, for_rules=not again)
    if not any(instance.is_complete(series) and series.count for series in instance.series_of(plan)):
        raise NothingToSolve
    run = SolverRun.objects.create(
        swv_id=plan.swv_id, plan=plan, asked_by_id=actor.person_id, time_limit=time_limit, phase="waiting"
    )
    SolverRun.objects.filter(pk=run.pk).update(created_at=now)  # the sweep compares it with the caller's clock
    audit.record(swv_id=plan.swv_id, by=actor.by, action="plan.solve", on=run, now=now, time_limit=time_limit)
    transaction.on_commit(lambda: hurry(swv_id=run.swv_id, run_id=run.pk))
    return run


def hurry(*, swv_id: UUID, run_id: UUID) -> None:
    """Tell a worker. A broker that is away costs nothing but time: the sweep finds the row."""
    from planning.yearplan import tasks  # late: tasks import this module

    try:
        tasks.solve.apply_async(args=(str(swv_id), str(run_id)), queue=queue_of(swv_id), retry=False)
    except (OSError, OperationalError) as error:
        logger.warning("run %s waits for the sweep: broker says %s", run_id, type(error).__name__)


def queue_of(swv_id: UUID) -> str:
    """The queue of an SWV's runs: one of `SOLVER_QUEUES`, always the same, so that SWVs spread over the workers."""
    queues: list[str] = settings.SOLVER_QUEUES
    return queues[swv_id.int % len(queues)]


@transaction.atomic
def stop_run(*, actor: Actor, run: SolverRun, now: dt.datetime) -> None:
    """Stop after the plan reached so far, which is kept. Raises RunIsOver, NotAllowed."""
    actor.require(Right.MAKE_PLAN)
    waiting = SolverRun.objects.filter(pk=run.pk, state=RunState.WAITING)
    if not waiting.update(state=RunState.STOPPED, stop_asked=True, ended_at=now):
        running = SolverRun.objects.filter(pk=run.pk, state=RunState.RUNNING)
        if not running.update(stop_asked=True):
            raise RunIsOver
    audit.record(swv_id=run.swv_id, by=actor.by, action="plan.solve.stop", on=run, now=now)


def run_solver(*, run_id: UUID, clock: Clock) -> bool:
    """Do a waiting run; False when somebody else has it or it was stopped. Runs inside the tenant's scope.

    `clock` gives the time, for this takes as long as the run's limit. What goes wrong ends the run as FAILED.
    """
    # Only who solves needs OR-Tools and pandas: without them every other process starts sooner and smaller.
    from planning.yearplan.solver.solve import solve

    now = clock()
    claimed = SolverRun.objects.filter(pk=run_id, state=RunState.WAITING).update(
        state=RunState.RUNNING, started_at=now, beat_at=now, phase="reading", attempts=F("attempts") + 1
    )
    if not claimed:
        return False
    run = SolverRun.objects.select_related("plan__swv").get(pk=run_id)
    try:
        question = instance.ask(run.plan, avoid_refused=True, today=rules.to_local(now).date(), now=now)
        left_off = Checkpoint.read(run.checkpoint, problem=question.problem)
        if not left_off.meetings:
            run.curve = []
        watch = Watch(run=run, clock=clock, of=left_off.of, before=left_off.seconds)
        result = solve(
            Instance.from_json(question.problem),
            time_limit=max(run.time_limit - left_off.seconds, run.time_limit * LEAST_AGAIN),
            workers=WORKERS,
            seed=0,
            on_progress=watch.progress,
            should_stop=watch.should_stop,
            go_on_from=left_off.meetings,
        )
        save_result(run=run, question=question, result=result, before=left_off.seconds, now=clock())
    except Exception as error:  # whatever the solver meets, the run must not stay "running" for ever
        logger.exception("solver run %s failed", run_id)
        fail(run=run, error=type(error).__name__, now=clock())
    return True


def ours(run: SolverRun) -> QuerySet[SolverRun]:
    """The row of a run as long as it is this worker's: another may have taken over from one that seemed dead."""
    return SolverRun.objects.filter(pk=run.pk, state=RunState.RUNNING, attempts=run.attempts)


class Watch:
    """Keeps a run's row up to date while it works, at most once a second, and hears whether it must stop."""

    def __init__(self, *, run: SolverRun, clock: Clock, of: str, before: float = 0.0) -> None:
        self._run = run
        self._of = of
        self._before = before  # seconds that an earlier worker spent
        self._saved: dt.datetime | None = None
        self._clock = clock
        self._told: dt.datetime | None = None  # progress was stored; looks at the stop sign do not postpone it
        self._looked: dt.datetime | None = None
        self._stop = False

    def progress(self, news: Progress) -> None:
        """Store what is reached; called by the solver as often as it likes."""
        now = self._clock()
        if not _due(self._told, now):
            return
        self._told = now
        seconds = self._before + news.seconds
        saved: dict[str, object] = {}
        if news.meetings is not None and _due(self._saved, now, every=CHECKPOINT_EVERY):
            self._saved = now
            saved["checkpoint"] = Checkpoint(self._of, tuple(news.meetings()), seconds).to_json()
        point = [round(seconds, 1), news.placed, news.score, news.bound]
        self._run.curve = [*self._run.curve, point][-CURVE_POINTS:]
        self._beat(
            now,
            phase=news.phase[:40],
            placed=news.placed,
            total=news.total,
            score=news.score,
            bound=news.bound,
            seconds=seconds,
            curve=self._run.curve,
            **saved,
        )

    def should_stop(self) -> bool:
        """Whether somebody asked to stop, or the run was given up; a sign of life as well."""
        now = self._clock()
        if _due(self._looked, now):
            self._beat(now)
        return self._stop

    def _beat(self, now: dt.datetime, **news: object) -> None:
        self._looked = now
        alive = ours(self._run)
        given_up = not alive.update(beat_at=now, **news)
        self._stop = given_up or alive.filter(stop_asked=True).exists()


def _due(last: dt.datetime | None, now: dt.datetime, *, every: dt.timedelta = BEAT_EVERY) -> bool:
    return last is None or now - last >= every


@transaction.atomic
def save_result(*, run: SolverRun, question: Question, result: Plan, before: float = 0.0, now: dt.datetime) -> None:
    """Write the solver's plan as rows and end the run. Nothing is written for a run that is no longer this worker's.

    `before` are the seconds that an earlier worker spent on it. Of a published plan nothing moves by itself, for its
    members hold the dates: there the outcome is kept as a variant.
    """
    held = ours(run).select_for_update().first()
    if held is None:
        return
    run = held
    plan = YearPlan.objects.select_for_update().get(pk=run.plan_id)
    starts = {(row.series, row.number): rules.to_utc(row.start) for row in result.meetings}
    reasons = {(row.series, row.number): list(row.reasons) for row in result.unplaced}
    keep_standing(plan, now=now)
    if plan.state == PlanState.PUBLISHED:
        keep_outcome(plan, starts=starts, run=run, now=now)
    else:
        for series in question.series:
            _save_dates(series, starts=starts, reasons=reasons, now=now)
    if plan.state == PlanState.DRAFT:
        plan.state = PlanState.PROPOSED
        plan.save(update_fields=["state"])
    run.state = RunState.STOPPED if run.stop_asked else RunState.DONE
    run.phase, run.error = "done", ""
    run.placed, run.total = len(starts), len(starts) + len(reasons)
    run.score, run.bound, run.seconds = result.score, result.bound, before + result.seconds
    run.moved, run.moved_bound, run.checkpoint = result.moved, result.moved_bound, None
    run.curve = [*run.curve, [round(run.seconds, 1), run.placed, result.score, result.bound]]
    run.ended_at = run.beat_at = now
    run.save()
    if plan.state != PlanState.PUBLISHED:
        keep_standing(plan, run=run, now=now)


def _save_dates(
    series: Series,
    *,
    starts: dict[tuple[str, int], dt.datetime],
    reasons: dict[tuple[str, int], list[str]],
    now: dt.datetime,
) -> None:
    """The rows of one series; where a date differs, both sides are asked again."""
    held = {planned.number: planned for planned in series.planned.all()}
    missing = [str(_("Vul eerst in wie erbij moeten zijn en hoe laat dit overleg mag beginnen."))]
    changed = False
    fresh, kept = [], []
    for number in range(1, series.count + 1):
        place = (str(series.pk), number)
        start = starts.get(place)
        why = [] if start else reasons.get(place, missing)
        planned = held.pop(number, None)
        if planned is None:
            fresh.append(PlannedMeeting(swv_id=series.swv_id, series=series, number=number, start=start, reasons=why))
            changed = True
        elif planned.start != start or planned.reasons != why:
            changed = changed or planned.start != start
            planned.pinned = planned.pinned and planned.start == start  # what was refused came loose
            planned.start, planned.reasons = start, why
            kept.append(planned)
    PlannedMeeting.objects.bulk_create(fresh)
    PlannedMeeting.objects.bulk_update(kept, ["start", "reasons", "pinned"])
    if held:
        PlannedMeeting.objects.filter(pk__in=[planned.pk for planned in held.values()]).delete()
    if changed or held:
        Series.objects.filter(pk=series.pk).update(dates_at=now)


def fail(*, run: SolverRun, error: str, now: dt.datetime) -> None:
    """End a run that cannot go on. `error` is a code for the log and the page, never a person's data."""
    ours(run).update(state=RunState.FAILED, error=error, ended_at=now, checkpoint=None)


def sweep_runs(*, now: dt.datetime) -> int:
    """What a crash left, in the scope of one tenant: runs whose worker died wait for another, waiting ones are told.

    The next worker goes on from the run's checkpoint. The one that somebody wanted to stop, or that has had its
    attempts, ends. Returns how many rows it dealt with.
    """
    dead = SolverRun.objects.filter(state=RunState.RUNNING, beat_at__lt=now - DEAD_AFTER)
    stopped = dead.filter(stop_asked=True).update(state=RunState.STOPPED, ended_at=now)
    failed = dead.filter(attempts__gte=MOST_ATTEMPTS).update(state=RunState.FAILED, error="worker_died", ended_at=now)
    dead.update(state=RunState.WAITING, phase="waiting")
    waiting = list(
        SolverRun.objects.filter(state=RunState.WAITING, created_at__lt=now - WAIT_BEFORE_NUDGE).values_list(
            "swv_id", "pk"
        )
    )
    for swv_id, run_id in waiting:
        hurry(swv_id=swv_id, run_id=run_id)
    return stopped + failed + len(waiting)
