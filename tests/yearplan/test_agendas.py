"""Connected calendars in the year plan: busy counts as far as it is known, and unknown is said and never free."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.calendars import rules as calendar_rules
from planning.calendars.models import BusyTime, CalendarAccount, Kind
from planning.meetings.models import Meeting, MeetingState
from planning.yearplan import agendas, instance
from planning.yearplan.models import PlannedMeeting
from tests.words import words
from tests.yearplan.region import NOW
from tests.yearplan.solving import solve_now

DAY = dt.datetime(2026, 9, 17, 7, tzinfo=dt.UTC)  # a Thursday, 09:00 in Amsterdam
HOUR = dt.timedelta(hours=1)


def connect(person, *stretches, read_at=NOW, trouble=""):
    account = CalendarAccount.objects.create(
        swv_id=person.swv_id, person=person, kind=Kind.FEED, server="agenda.example", address="https://agenda.example",
        calendar="feed", read_next=NOW, trouble=trouble, busy_read_at=read_at,
        busy_first=read_at and read_at - dt.timedelta(days=1), busy_last=read_at and read_at + calendar_rules.HORIZON,
    )  # fmt: skip
    BusyTime.objects.bulk_create(
        BusyTime(swv_id=person.swv_id, account=account, start=start, end=end) for start, end in stretches
    )
    return account


def busy_of(plan, person, now=NOW):
    (row,) = [one for one in instance.ask(plan, now=now).problem["people"] if one["id"] == str(person.pk)]
    return row["busy"]


def test_what_the_own_calendar_says_is_busy_to_whole_minutes(plan, region):
    connect(region.people["gw"], (DAY + dt.timedelta(seconds=30), DAY + HOUR + dt.timedelta(seconds=30)))
    assert busy_of(plan, region.people["gw"]) == [["2026-09-17T09:00", "2026-09-17T10:01"]]


def test_times_of_more_than_a_day_ago_are_not_used(plan, region):
    connect(region.people["gw"], (DAY, DAY + HOUR))
    assert busy_of(plan, region.people["gw"], now=NOW + dt.timedelta(hours=25)) == []
    (line, *_rest) = agendas.silent_calendars(plan, [region.people["gw"]], now=NOW + dt.timedelta(hours=25))
    assert line.startswith("De agenda van Gw Proef is onbekend sinds 1 juni, 11:00. De agendaserver antwoordt niet.")


def test_a_calendar_that_was_never_read_is_unknown_and_who_has_none_is_not_named(plan, region):
    connect(region.people["gw"], read_at=None, trouble="refused")
    everybody = list(region.people.values())
    lines = agendas.silent_calendars(plan, everybody, now=NOW)
    assert [line for line in lines if "De agenda van" in line] == [
        "De agenda van Gw Proef is nog onbekend. De agendaserver laat ons niet binnen of laat ons niet schrijven. "
        "Koppel opnieuw met een nieuw app-wachtwoord, of kies een agenda waarin u mag schrijven."
    ]


def test_the_end_of_a_year_that_calendars_do_not_reach_is_said(plan, region):
    connect(region.people["gw"])
    (line,) = agendas.silent_calendars(plan, [region.people["gw"]], now=NOW)
    assert line == "Gekoppelde agenda's kennen we tot 06-06-2027. Van daarna weten we nog niets."
    later = NOW + dt.timedelta(days=80)
    CalendarAccount.objects.update(busy_read_at=later, busy_last=later + calendar_rules.HORIZON)
    assert agendas.silent_calendars(plan, [region.people["gw"]], now=later) == []


def test_a_plan_that_is_over_asks_no_calendar(plan, region, django_assert_num_queries):
    connect(region.people["gw"])
    with django_assert_num_queries(0):
        assert agendas.silent_calendars(plan, [region.people["gw"]], now=NOW + dt.timedelta(days=900)) == []


def test_the_solver_plans_around_it(plan, region):
    """The GW, who must be at most meetings, is away every morning: nothing with the GW is in a morning."""
    mornings = [
        (day, day + dt.timedelta(hours=5))
        for number in range(330)
        if (day := dt.datetime(2026, 8, 1, 5, tzinfo=dt.UTC) + dt.timedelta(days=number)).weekday() != 1
    ]
    gw = region.people["gw"]
    connect(gw, *mornings)
    solve_now(plan, region.actor("coordinator"))
    placed = PlannedMeeting.objects.filter(
        series__plan=plan, start__isnull=False, series__members__person=gw, series__members__required=True
    )
    assert placed.exists()
    for planned in placed.select_related("series"):
        end = planned.start + dt.timedelta(minutes=planned.series.minutes)
        assert not any(first < end and planned.start < last for first, last in mornings)


def test_a_date_that_somebody_lost_is_told_but_the_meeting_itself_is_no_reason(proposed, region):
    gw = region.people["gw"]
    seats = {"series__members__person": gw, "series__members__required": True}
    planned = PlannedMeeting.objects.filter(series__plan=proposed, **seats).select_related("series").first()
    end = planned.start + dt.timedelta(minutes=planned.series.minutes)
    connect(gw, (planned.start, end))
    account = CalendarAccount.objects.get()
    problem = instance.ask(proposed, now=NOW).problem
    assert [f"{planned.start.astimezone(agendas.rules.AMSTERDAM):%Y-%m-%dT%H:%M}"] == [
        row["busy"][0][0] for row in problem["people"] if row["id"] == str(gw.pk)
    ]
    planned.meeting = Meeting.objects.create(
        swv=region.swv, reference="BBBB", kind="SOT", school=planned.series.school, organiser=gw,
        state=MeetingState.PLANNED, start=planned.start, uid="sot@test",
    )  # fmt: skip
    planned.save()
    BusyTime.objects.filter(account=account).update(end=end + HOUR)  # something of their own follows on it
    local = end.astimezone(agendas.rules.AMSTERDAM)
    assert busy_of(proposed, gw) == [[f"{local:%Y-%m-%dT%H:%M}", f"{local + HOUR:%Y-%m-%dT%H:%M}"]]


@pytest.mark.parametrize("name", ["plan", "plan-year"])
def test_the_pages_say_whose_calendar_is_unknown(plan, region, client, in_june, name):
    connect(region.people["gw"], read_at=None, trouble="unreachable")
    client.force_login(region.people["coordinator"].user)
    page = client.get(f"/jaarplanning/{plan.pk}/" + ("jaar/" if name == "plan-year" else ""))
    assert page.status_code == 200
    assert "De agenda van Gw Proef is nog onbekend. De agendaserver antwoordt niet." in words(page.content.decode())


MOMENTS = st.integers(0, 200).map(lambda number: DAY + number * dt.timedelta(minutes=5))
STRETCHES = st.lists(st.lists(MOMENTS, min_size=2, max_size=2, unique=True).map(lambda pair: tuple(sorted(pair))))


@given(STRETCHES, STRETCHES)
def test_what_is_cut_out_is_gone_and_nothing_else(stretches, taken):
    left = calendar_rules.without(calendar_rules.joined(stretches), taken)
    for number in range(200):
        moment = DAY + number * dt.timedelta(minutes=5)
        wanted = any(a <= moment < b for a, b in stretches) and not any(a <= moment < b for a, b in taken)
        assert wanted == any(a <= moment < b for a, b in left)
