"""What the pictures of a plan say: room per week, the way through a day, a month, the curve; in how many queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from planning.people.models import Absence, WorkingHours
from planning.yearplan import problem as form
from planning.yearplan import rules, selectors, services
from planning.yearplan.models import PlannedMeeting, SolverRun
from planning.yearplan.possible import Possible
from scheduler.staff.yearplan import pictures
from tests.yearplan.region import NOW, make_region
from tests.yearplan.solving import solve_now

pytestmark = pytest.mark.usefixtures("in_june")


TUESDAY = dt.date(2026, 9, 8)


def possible(placed, **person):
    """Two schools 9 km apart (28 minutes) and one GW who works on Tuesdays from half past eight to half past four."""
    gw = {"role": "GW", "hours": {"1": ["08:30", "16:30"]}, "busy": [], "max_meetings_per_day": 3, **person}
    series = {
        "kind": "SOT", "count": 2, "minutes": 90, "required": ["gw"], "optional": [], "starts": ["09:00"],
        "prefer": {"weekday": 1, "start": "09:00"}, "min_gap_days": 7, "max_gap_days": 21, "pinned": {},
    }  # fmt: skip
    return Possible(
        {
            "format": form.FORMAT,
            "school_days": [str(TUESDAY)],
            "people": [{"id": "gw", **gw}],
            "schools": [
                {"id": s, "sector": "PO", "location": [x, 0.0], "closed_days": []} for s, x in (("a", 0.0), ("b", 9.0))
            ],
            "series": [{"id": "a-sot", "school": "a", **series}, {"id": "b-sot", "school": "b", **series}],
            "travel": dict(form.TRAVEL),
            "weights": dict(form.WEIGHTS),
        },
        placed,
    )


def at(hour, minute=0):
    return dt.datetime.combine(TUESDAY, dt.time(hour, minute))


@pytest.mark.parametrize(
    ("placed", "person", "work", "left"),
    [
        ({}, {}, 480, 480),
        ({("a-sot", 1): at(9)}, {}, 480, 390),
        ({("a-sot", 1): at(9), ("b-sot", 1): at(13)}, {}, 480, 480 - 90 - 90 - 28),
        (
            {("a-sot", 1): at(9), ("b-sot", 1): at(10, 40)},
            {},
            480,
            480 - 90 - 90 - 10,
        ),  # on the way already
        ({("a-sot", 1): at(9)}, {"max_meetings_per_day": 1}, 480, 0),
        ({}, {"busy": [[f"{TUESDAY}T07:00", f"{TUESDAY}T09:30"], [f"{TUESDAY}T09:00", f"{TUESDAY}T10:00"]]}, 390, 390),
        ({}, {"hours": {"0": ["08:30", "16:30"]}}, 0, 0),
    ],
)
def test_the_room_of_a_day(placed, person, work, left):
    assert possible(placed, **person).room("gw", TUESDAY, list(placed)) == (work, left)


def test_a_day_without_school_has_no_room():
    assert possible({}).room("gw", TUESDAY + dt.timedelta(weeks=1), []) == (0, 0)


def test_holidays_are_the_free_weeks_by_their_name():
    mondays = [dt.date(2026, 10, 12) + dt.timedelta(weeks=step) for step in range(4)]
    weeks = rules.weeks(mondays[0], mondays[3], open_days=[mondays[0], mondays[3]])
    closed = {day: "herfstvakantie" for monday in mondays[1:3] for day in rules.Week(monday, 0, open=False).days}
    closed[mondays[0]] = "studiedag"
    found = [(holiday.name, holiday.weeks) for holiday in rules.holidays(weeks, closed)]
    assert found == [("", 1), ("herfstvakantie", 2), ("", 1)]


def on_one_day(plan, number=1):
    """Put the first meeting of School 1 on the day of School 0's, in the afternoon."""
    first = PlannedMeeting.objects.get(series__plan=plan, series__school__name="School 0", number=number)
    second = PlannedMeeting.objects.get(series__plan=plan, series__school__name="School 1", number=number)
    second.start = first.start + dt.timedelta(hours=4)
    second.save()
    return first


def test_the_way_through_a_day_names_travel_and_ends(proposed, region):
    first = on_one_day(proposed)
    page = selectors.person_page(proposed, person_id=region.people["gw"].pk, actor=region.actor("gw"))
    (route,) = [route for route in page.routes if route.day == rules.to_local(first.start).date()]
    assert [stop.appointment.series.school.name for stop in route.stops] == ["School 0", "School 1"]
    assert [stop.travel for stop in route.stops] == [0, 12]  # 1.1 km: ten minutes and a bit
    assert route.stops[0].end - route.stops[0].appointment.at == dt.timedelta(minutes=first.series.minutes)
    view = pictures.day_view(route)
    assert [block.way for block in view.blocks] == [False, True, False]
    assert all(0 <= block.x <= block.x + block.width <= pictures.DAY_WIDTH for block in view.blocks)


def test_coming_weeks_begin_today_or_with_the_first_date(proposed, region):
    page = selectors.person_page(proposed, person_id=region.people["gw"].pk, actor=region.actor("gw"))
    first = page.routes[0].day
    soon, since = pictures.coming(page.routes, today=dt.date(2026, 6, 1))
    assert since == first == soon[0].route.day
    assert all(day.route.day < since + pictures.COMING for day in soon)
    assert pictures.coming(page.routes, today=first)[1] == first
    assert pictures.coming(page.routes, today=dt.date(2028, 1, 1)) == ([], None)


def test_the_heat_map_counts_meetings_and_hours_left(proposed, region):
    WorkingHours.objects.filter(person=region.people["gw"]).exclude(weekday=1).delete()
    first = on_one_day(proposed)
    away = rules.to_local(first.start).date() + dt.timedelta(weeks=1)
    Absence.objects.create(
        swv=region.swv, person=region.people["gw"],
        start=rules.to_utc(dt.datetime.combine(away, dt.time(0))),
        end=rules.to_utc(dt.datetime.combine(away, dt.time(23))),
    )  # fmt: skip
    page = selectors.heat_page(proposed, actor=region.actor("coordinator"))
    row = next(row for row in page.rows if row.role == "GW")
    cells = {cell.week.monday: cell for cell in row.cells}
    full = cells[rules.monday(rules.to_local(first.start).date())]
    assert full.work == 9
    assert full.left == pytest.approx(9 - 2 * first.series.minutes / 60 - 12 / 60)
    assert cells[rules.monday(away)].off


def test_who_does_not_see_the_whole_plan_sees_only_the_own_load(proposed, region):
    rows = selectors.heat_page(proposed, actor=region.actor("ib0")).rows
    assert [row.person for row in rows] == [region.people["ib0"]]
    assert len(selectors.heat_page(proposed, actor=region.actor("gw")).rows) > 1


def test_a_month_has_its_days_and_stays_in_the_plan(proposed, region):
    actor = region.actor("coordinator")
    page = selectors.month_page(proposed, month=dt.date(2026, 11, 20), actor=actor)
    assert (page.before, page.after) == (dt.date(2026, 10, 1), dt.date(2026, 12, 1))
    assert {day.day.weekday() for day in page.days} == {0, 1, 2, 3, 4}
    assert {day.day: day.free for day in page.days}[dt.date(2026, 11, 3)] == "studiedag"
    first = selectors.month_page(proposed, month=dt.date(2020, 1, 1), actor=actor)
    assert first.first == proposed.first_day.replace(day=1)
    assert first.before is None
    last = selectors.month_page(proposed, month=dt.date(2030, 1, 1), actor=actor)
    assert last.first == proposed.last_day.replace(day=1)
    assert last.after is None
    months = [dt.date(2026 + (7 + step) // 12, (7 + step) % 12 + 1, 1) for step in range(12)]
    counted = sum(selectors.month_page(proposed, month=month, actor=actor).total for month in months)
    assert counted == PlannedMeeting.objects.filter(series__plan=proposed, start__isnull=False).count()
    own = [
        selectors.month_page(proposed, month=month, actor=actor, person_id=region.people["ib0"].pk).total
        for month in months
    ]
    assert sum(own) == PlannedMeeting.objects.filter(series__school=region.schools[0]).count()


def test_the_curve_says_what_its_edges_mean():
    points = [[second, 10, 400 - 20 * second, 100 + 2 * second] for second in range(14)]
    curve = pictures.curve(SolverRun(curve=points))
    assert (curve.high, curve.low, curve.seconds) == (280, 100, 13.0)  # cut at twice the last score, 140
    assert len(curve.rows) <= pictures.MOST_ROWS
    assert curve.rows[-1] == (13.0, 140, 126)
    assert pictures.curve(SolverRun(curve=points[:3])) is None


@pytest.mark.parametrize("bad", ["", "2026", "2026-13", "<b>", "9999-99", "2026-11-31"])
def test_an_absurd_month_shows_this_one(proposed, region, client, bad):
    client.force_login(region.people["gw"].user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("staff:plan-month", kwargs={"plan_id": proposed.pk}), {"maand": bad}).status_code == 200


@pytest.mark.parametrize("name", ["plan-year", "plan-heat", "plan-month", "plan-hand", "plan-person"])
def test_pictures_take_as_many_queries_for_one_school_as_for_many(db, client, name):
    counts = []
    for schools in (1, 4):
        region = make_region(f"SWV {schools}", primary=schools)
        with scope(swv=region.swv.pk):
            plan = services.create_plan(actor=region.actor("coordinator"), school_year=2026, now=NOW)
            solve_now(plan, region.actor("coordinator"))
            of = {"plan_id": plan.pk}
            if name == "plan-hand":
                of["planned_id"] = PlannedMeeting.objects.filter(series__plan=plan).first().pk
            if name == "plan-person":
                of["person_id"] = region.people["jp"].pk
            user = region.people["coordinator"].user
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(reverse(f"staff:{name}", kwargs=of)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[1] <= 40
