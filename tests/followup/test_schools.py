"""The follow-up across schools: numbers, no names, the same queries for one school and for three."""

import datetime as dt

import pytest
from django.test import Client
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st

from planning.followup import rules, schools, services
from planning.followup.models import Outcome, ProgressState
from planning.people.audit import By
from planning.people.roles import Role
from tests.factories import make_actor, make_school, make_staff
from tests.meetings.table import CANARY, NOW

DAY = dt.timedelta(days=1)
TODAY = NOW.date()


@given(st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)))
def test_a_school_year_began_within_the_last_year(today):
    began = rules.school_year_began(today)
    assert (began.month, began.day) == (8, 1)
    assert dt.timedelta(0) <= today - began <= 366 * DAY


@pytest.fixture
def told(after):
    """Four agreements, each in another state, and an evaluation; later this is looked back on."""
    for state in (None, ProgressState.GOING, ProgressState.STUCK, ProgressState.DONE):
        agreement = after.agree(TODAY + 10 * DAY)
        if state is not None:
            services.report_progress(
                agreement_id=agreement.pk, state=state, remark="Zebra", by=By.guest("x"), now=NOW + DAY
            )
    gone = after.agree(TODAY + 10 * DAY)
    services.withdraw_agreement(actor=after.table.actor, agreement=gone, reason="Niet meer nodig.", now=NOW)
    after.evaluation = services.plan_evaluation(
        actor=after.table.actor, meeting=after.meeting, on=TODAY + 30 * DAY, method="", now=NOW
    )
    after.tc = make_staff(after.table.swv, Role.TC, None, "Tineke Tc", account=True)
    return after


def numbers(after, *, days=0):
    actor = make_actor(after.tc, today=TODAY)
    together, rows = schools.numbers_for(actor, today=TODAY + days * DAY)
    (here,) = [row for row in rows if row.school == after.table.school]
    assert together.agreements == sum(row.agreements for row in rows)
    return here


def test_what_is_counted(told):
    now = numbers(told)
    assert (now.open, now.late, now.stuck, now.done) == (2, 0, 1, 1)
    assert (now.coming, now.overdue, now.held) == (1, 0, 0)
    later = numbers(told, days=50)
    assert (later.open, later.late, later.stuck, later.done) == (0, 2, 1, 1)
    assert (later.coming, later.overdue) == (0, 1)
    next_year = numbers(told, days=300)
    assert next_year.done == 0


@pytest.mark.parametrize(("days", "on_time"), [(30, 1), (44, 1), (45, 0)])
def test_an_evaluation_counts_as_on_time(told, days, on_time):
    services.decide_outcome(
        actor=told.table.actor, evaluation=told.evaluation, outcome=Outcome.CONTINUE, now=NOW + days * DAY
    )
    row = numbers(told, days=60)
    assert (row.held, row.on_time, row.overdue) == (1, on_time, 0)
    assert row.share_on_time == 100 * on_time


def test_the_page_tells_of_no_pupil_and_costs_the_same(told, django_assert_num_queries):
    client = Client()
    client.force_login(told.tc.user)
    page = client.get("/opvolging-per-school/").content.decode()
    for secret in (CANARY, "Zebra", "Samen lezen", told.table.case.reference, "Marie", str(told.table.case.pk)):
        assert secret not in page
    assert "De Linde" in page
    with django_assert_num_queries(18) as first:
        client.get("/opvolging-per-school/")
    for name in ("De Berk", "De Es"):
        make_school(told.table.swv, name)
    with django_assert_num_queries(len(first.captured_queries)):
        assert "De Es" in client.get("/opvolging-per-school/").content.decode()


def test_only_own_schools_and_not_for_everybody(told):
    elsewhere = make_school(told.table.swv, "De Berk")
    gw = make_staff(told.table.swv, Role.GW, elsewhere, "Gijs Gw", account=True)
    with scope(swv=told.table.swv.pk):
        _together, rows = schools.numbers_for(make_actor(gw, today=TODAY), today=TODAY)
    assert [row.school for row in rows] == [elsewhere]
    client = Client()
    client.force_login(told.table.ib.user)
    assert client.get("/opvolging-per-school/").status_code == 403
