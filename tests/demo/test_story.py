"""The demo's story can be told on any day of the week, and what it says was so many days ago was by then."""

import datetime as dt

import pytest
from django.db import transaction
from django_scopes import scope

from planning.meetings.models import Meeting, MeetingState
from scheduler.demo import build, cases
from scheduler.demo.build import AMSTERDAM
from tests.kept import kept

MONDAY = dt.date(2026, 11, 30)
DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def kept_region(django_db_setup, django_db_blocker):
    with kept(django_db_blocker, lambda: build.build_people(today=MONDAY, accounts=False)) as swv:
        yield swv


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize(("chapter", "ago"), [(cases.working_on_it, 30), (cases.evaluation_is_due, 60)])
def test_a_meeting_of_weeks_ago_is_over_by_then(db, kept_region, chapter, ago, weekday):
    now = dt.datetime.combine(MONDAY + weekday * DAY, dt.time(10), tzinfo=AMSTERDAM)
    with scope(swv=kept_region.pk), transaction.atomic():
        chapter(cases.Story(now=now), cases.CHILDREN[5])
        held = Meeting.objects.get(kind="HIA", case__isnull=False)
        assert held.state == MeetingState.HELD
        assert now - (ago + 8) * DAY < held.start < now - ago * DAY
        assert held.start.astimezone(AMSTERDAM).weekday() < 5
        transaction.set_rollback(True)
