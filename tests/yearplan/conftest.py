"""A region with a plan, inside its scope."""

import copy
import datetime as dt

import pytest
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from planning.yearplan import services
from planning.yearplan.models import PlannedMeeting, PlanState, RunState, Series, SolverRun, YearPlan
from tests.kept import kept
from tests.yearplan.region import NOW, YEAR, make_region
from tests.yearplan.solving import solve_now


@pytest.fixture(scope="module")
def made_region(django_db_setup, django_db_blocker):
    with kept(django_db_blocker, make_region) as made:
        yield made


@pytest.fixture
def region(made_region, db):
    """The small SWV, inside its scope."""
    made = copy.deepcopy(made_region)
    with scope(swv=made.swv.pk):
        yield made


@pytest.fixture
def plan(region):
    """Its plan for 2026–2027, with the rules that its schools start from."""
    return services.create_plan(actor=region.actor("coordinator"), school_year=YEAR, now=NOW)


SOLVED: dict[tuple[str, int], object] = {}  # school, number → start: solved once, for the region is always the same


@pytest.fixture
def proposed(plan, region):
    """The plan with dates, as the real solver gave them to the first test that asked."""
    if not SOLVED:
        solve_now(plan, region.actor("coordinator"))
        rows = PlannedMeeting.objects.values_list("series__school__name", "number", "start")
        SOLVED.update({(school, number): start for school, number, start in rows})
    else:
        PlannedMeeting.objects.bulk_create(
            PlannedMeeting(swv=region.swv, series=series, number=number, start=SOLVED[series.school.name, number])
            for series in Series.objects.filter(plan=plan).select_related("school")
            for number in range(1, series.count + 1)
        )
        Series.objects.filter(plan=plan).update(dates_at=NOW)
        YearPlan.objects.filter(pk=plan.pk).update(state=PlanState.PROPOSED)
        SolverRun.objects.create(
            swv=region.swv, plan=plan, asked_by=region.people["coordinator"], state=RunState.DONE, ended_at=NOW,
            placed=26, total=26, score=100, bound=90,
        )  # fmt: skip
    plan.refresh_from_db()
    return plan


@pytest.fixture
def in_june(monkeypatch):
    """The doors read the clock; these plans are made in June 2026, whatever day it is now."""
    monkeypatch.setattr(timezone, "now", lambda: NOW + dt.timedelta(hours=1))


@pytest.fixture
def as_(client, region):
    """Sign in as somebody of the region."""

    def sign_in(name, of=region):
        with scopes_disabled():
            client.force_login(of.people[name].user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
