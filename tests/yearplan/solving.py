"""Solve a plan in a test: the real solver, one second, no worker."""

import itertools

from planning.yearplan import services
from tests.yearplan.region import NOW


def solve_now(plan, actor, time_limit=1):
    run = services.start_solving(actor=actor, plan=plan, time_limit=time_limit, now=NOW)
    assert services.run_solver(run_id=run.pk, clock=lambda: NOW) is True
    run.refresh_from_db()
    return run


def ticking(start=NOW, seconds=2):
    """A clock that goes on by itself."""
    import datetime as dt

    ticks = itertools.count()
    return lambda: start + dt.timedelta(seconds=seconds * next(ticks))
