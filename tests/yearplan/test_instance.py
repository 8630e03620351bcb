"""What the solver is asked, and that its answer comes back as rows."""

import datetime as dt

import pytest
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st

from planning.meetings.models import Hold, Meeting, MeetingState
from planning.people.models import Absence
from planning.yearplan import instance, rules, services
from planning.yearplan.models import PlannedMeeting, Series, YearPlan
from planning.yearplan.solver.instance import Instance
from tests.yearplan.region import NOW, make_region
from tests.yearplan.solving import solve_now

MONDAY = dt.date(2026, 9, 7)
TIMES = st.integers(0, 23 * 60 + 58).map(lambda m: dt.time(m // 60, m % 60))


@st.composite
def stretches(draw):
    found = []
    for _ in range(draw(st.integers(0, 4))):
        a, b = sorted(draw(st.lists(TIMES, min_size=2, max_size=2, unique=True)))
        found.append((a, b))
    return found


@given(st.dictionaries(st.integers(0, 6), stretches()))
def test_hours_and_gaps_say_the_same_as_the_stretches(hours):
    whole, gaps = instance.office_hours(hours)
    for weekday in range(5):
        for minute in range(0, 24 * 60, 7):
            time = dt.time(minute // 60, minute % 60)
            at_work = any(begin <= time < end for begin, end in hours.get(weekday, []))
            stretch = whole.get(str(weekday))
            inside = stretch is not None and stretch[0] <= f"{time:%H:%M}" < stretch[1]
            in_gap = any(begin <= time < end for begin, end in gaps.get(weekday, []))
            assert at_work == (inside and not in_gap)
    assert set(whole) <= set("01234")


MOMENTS = st.datetimes(dt.datetime(2026, 9, 7), dt.datetime(2026, 9, 13)).map(
    lambda m: m.replace(second=0, microsecond=0)
)


@given(st.lists(st.tuples(MOMENTS, MOMENTS).map(sorted), max_size=4), st.sets(st.integers(0, 4)))
def test_busy_is_cut_per_day_and_keeps_to_days_worked_on(away, weekdays):
    days = [MONDAY + dt.timedelta(days=n) for n in range(5)]
    found = instance.busy(away=[tuple(pair) for pair in away], gaps={}, days=days, weekdays=weekdays)
    assert found == sorted(found)
    for begin, end in found:
        first, last = dt.datetime.fromisoformat(begin), dt.datetime.fromisoformat(end)
        assert first.date() == last.date()
        assert first < last
        assert first.weekday() in weekdays
    for day in days:
        for hour in range(24):
            moment = dt.datetime.combine(day, dt.time(hour, 30))
            wanted = day.weekday() in weekdays and any(a <= moment < b for a, b in away)
            assert wanted == any(a <= moment.strftime(instance.MINUTE) < b for a, b in found)


def test_the_question_is_a_valid_instance_with_everybody_in_it(plan, region):
    question = instance.ask(plan)
    read = Instance.from_json(question.problem)
    assert len(read.series) == 4
    assert {person.name for person in read.people.values()} >= {"Gw Proef", "Jp Proef", "Ib0 Proef"}
    assert question.incomplete == ()
    assert read.school_days[0] == plan.first_day
    assert read.school_days[-1] == plan.last_day
    assert dt.date(2026, 11, 3) in read.schools[str(region.school(0).pk)].closed_days or (
        dt.date(2026, 11, 3) not in read.school_days
    )


def test_an_absence_and_a_firm_meeting_elsewhere_are_busy(plan, region):
    gw = region.people["gw"]
    days = [dt.datetime(2026, 9, 15, 7, tzinfo=dt.UTC), dt.datetime(2026, 9, 17, 7, tzinfo=dt.UTC)]
    Absence.objects.create(swv=region.swv, person=gw, start=days[0], end=days[0] + dt.timedelta(hours=2))
    meeting = Meeting.objects.create(
        swv=region.swv, reference="AAAA", kind="HIA", school=region.school(0), organiser=gw,
        state=MeetingState.PLANNED, start=days[1], uid="hia@test",
    )  # fmt: skip
    for firm, hours in ((True, 0), (False, 3)):
        start = days[1] + dt.timedelta(hours=hours)
        Hold.objects.create(
            swv=region.swv, person=gw, meeting=meeting, start=start, end=start + dt.timedelta(hours=1), firm=firm
        )
    (row,) = [person for person in instance.ask(plan).problem["people"] if person["id"] == str(gw.pk)]
    assert row["busy"] == [["2026-09-15T09:00", "2026-09-15T11:00"], ["2026-09-17T09:00", "2026-09-17T10:00"]]


def test_a_cancelled_meeting_takes_nobody(plan, region):
    gw, start = region.people["gw"], dt.datetime(2026, 9, 17, 7, tzinfo=dt.UTC)
    meeting = Meeting.objects.create(
        swv=region.swv, reference="AAAA", kind="HIA", school=region.school(0), organiser=gw,
        state=MeetingState.CANCELLED, uid="hia@test",
    )  # fmt: skip
    Hold.objects.create(
        swv=region.swv, person=gw, meeting=meeting, start=start, end=start + dt.timedelta(hours=1), firm=True
    )
    (row,) = [person for person in instance.ask(plan).problem["people"] if person["id"] == str(gw.pk)]
    assert row["busy"] == []


def test_a_series_without_people_or_starts_is_left_out(plan, region):
    series = Series.objects.filter(plan=plan).first()
    series.members.all().delete()
    question = instance.ask(plan)
    assert question.incomplete == (series,)
    assert str(series.pk) not in {row["id"] for row in question.problem["series"]}


def test_the_plan_comes_back_as_rows_without_a_broken_rule(proposed):
    rows = PlannedMeeting.objects.filter(series__plan=proposed)
    assert rows.count() == 6 * 3 + 8
    assert rows.filter(start__isnull=True).count() == 0
    from planning.yearplan.selectors.choices import broken_dates

    assert broken_dates(proposed) == []
    for planned in rows:
        local = rules.to_local(planned.start)
        assert f"{local:%H:%M}" in planned.series.starts


def test_a_pinned_date_stays_when_solved_again(proposed, region):
    coordinator = region.actor("coordinator")
    planned = PlannedMeeting.objects.filter(series__plan=proposed).first()
    services.pin(actor=coordinator, planned=planned, now=NOW)
    assert instance.ask(proposed).problem["series"][0]["pinned"] or any(
        row["pinned"] for row in instance.ask(proposed).problem["series"]
    )
    solve_now(proposed, coordinator)
    planned.refresh_from_db()
    before = planned.start
    assert planned.pinned
    assert planned.start == before


def test_dates_that_do_not_change_keep_their_agreement(proposed, region):
    """The same plan again says nothing new: who agreed has agreed (a series counts from when its dates changed)."""
    coordinator = region.actor("coordinator")
    for planned in PlannedMeeting.objects.filter(series__plan=proposed):
        services.pin(actor=coordinator, planned=planned, now=NOW)
    before = dict(Series.objects.values_list("pk", "dates_at"))
    solve_now(proposed, coordinator)
    assert dict(Series.objects.values_list("pk", "dates_at")) == before


@pytest.mark.parametrize("schools", [1, 5])
def test_asking_takes_as_many_queries_for_one_school_as_for_many(db, schools, django_assert_num_queries):
    region = make_region("SWV Vele Scholen", primary=schools, secondary=0)
    with scope(swv=region.swv.pk):
        plan = services.create_plan(actor=region.actor("coordinator"), school_year=2026, now=NOW)
        plan = YearPlan.objects.select_related("swv").get(pk=plan.pk)
        with django_assert_num_queries(QUERIES):
            instance.ask(plan)


QUERIES = 8
