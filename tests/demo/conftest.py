"""The other schools of the demo on one day of the year, with a plan of SOTs that took no solver."""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.utils import timezone
from django_scopes import scope

from planning.followup.rules import school_year_began
from planning.people.models import SWV
from scheduler.demo import build, elsewhere
from scheduler.demo.build import AMSTERDAM
from tests.demo.sots import plan_sots
from tests.kept import kept


@dataclass(frozen=True)
class Elsewhere:
    """The SWV, the moment at which all was told, and how many cases that were."""

    swv: SWV
    now: dt.datetime
    cases: int


def told_on(day: dt.date) -> Elsewhere:
    """Everything until ten o'clock of that day."""
    now = dt.datetime.combine(day, dt.time(10), tzinfo=AMSTERDAM)
    swv = build.build_people(today=day)
    plan_sots(swv, school_year_began(day).year)
    return Elsewhere(swv, now, elsewhere.tell(swv=swv, now=now))


@pytest.fixture(scope="module")
def day():
    """In the middle of a school year; a file may say other days."""
    return dt.date(2027, 2, 10)


@pytest.fixture(scope="module")
def kept_told(day, django_db_setup, django_db_blocker):
    now = dt.datetime.combine(day, dt.time(10), tzinfo=AMSTERDAM)
    with kept(django_db_blocker, lambda: told_on(day), now=now) as told:
        yield told


@pytest.fixture
def told(kept_told, db, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: kept_told.now)
    with scope(swv=kept_told.swv.pk):
        yield kept_told
