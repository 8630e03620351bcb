"""A new plan and the rules of its schools."""

import datetime as dt

import pytest
from django_scopes import scope

from planning.people.access import NotAllowed
from planning.people.models import AuditEvent, Person, RoleHolding
from planning.people.roles import Role
from planning.yearplan import selectors, services
from planning.yearplan.models import PlanState, Series, SeriesMember, YearPlan
from tests.yearplan.region import NOW, make_region

GOOD = {
    "count": 5,
    "minutes": 90,
    "starts": ["13:00", "09:00", "13:00"],
    "prefer_weekday": 2,
    "prefer_start": "13:00",
    "min_gap_days": 14,
    "max_gap_days": 70,
}


def test_every_school_gets_what_its_sector_usually_plans(plan):
    rows = Series.objects.filter(plan=plan).order_by("school__name")
    assert [(row.school.sector, row.count, row.minutes) for row in rows] == [("PO", 6, 120)] * 3 + [("VO", 8, 90)]
    assert plan.state == PlanState.DRAFT
    assert str(plan) == "2026–2027"


def test_the_year_runs_from_the_second_school_week_to_the_last_but_one(plan):
    # Summer of region Zuid: until 23 August 2026 and from 24 July 2027.
    assert (plan.first_day, plan.last_day) == (dt.date(2026, 8, 31), dt.date(2027, 7, 16))


def test_who_holds_the_roles_sits_at_the_table(plan):
    seats = SeriesMember.objects.filter(series__plan=plan).values_list(
        "series__school__name", "person__first_name", "role", "required"
    )
    assert set(seats) == {
        *((f"School {n}", f"Ib{n}", "ib", True) for n in range(3)),
        *((f"School {n}", "Gw", "gw", True) for n in range(3)),
        *((f"School {n}", "Jp", "jp", True) for n in range(4)),
        *((f"School {n}", "Ja", "ja", False) for n in range(4)),
        ("School 3", "Oc3", "oc", True),
        ("School 3", "Vc3", "vc", True),
        ("School 3", "Tc", "tc", True),
        ("School 3", "Lpa", "lpa", False),
    }


def test_schools_like_days_on_which_their_people_all_work(plan):
    for series in Series.objects.filter(plan=plan):
        assert series.prefer_weekday in {1, 2, 3, 4}  # an IB of this region never works on Monday
    assert len(set(Series.objects.filter(plan=plan).values_list("prefer_weekday", flat=True))) == 4


def test_a_role_that_nobody_holds_is_missed(region):
    RoleHolding.objects.filter(role=Role.GW).delete()
    plan = services.create_plan(actor=region.actor("coordinator"), school_year=2026, now=NOW)
    overview = selectors.overview(plan, actor=region.actor("coordinator"))
    assert {row.series.school.name: row.missing for row in overview.rows} == {
        "School 0": ("GW",),
        "School 1": ("GW",),
        "School 2": ("GW",),
        "School 3": (),
    }


def test_a_role_held_until_before_the_year_does_not_count(region):
    RoleHolding.objects.filter(role=Role.GW).update(valid_to=dt.date(2026, 7, 31))
    plan = services.create_plan(actor=region.actor("coordinator"), school_year=2026, now=NOW)
    assert not SeriesMember.objects.filter(series__plan=plan, role=Role.GW).exists()


def test_a_year_that_has_begun_is_planned_from_the_week_after_next(region):
    thursday = dt.datetime(2027, 1, 14, 12, tzinfo=dt.UTC)
    plan = services.create_plan(actor=region.actor("coordinator"), school_year=2026, now=thursday)
    assert plan.first_day == dt.date(2027, 1, 25)
    assert set(Series.objects.filter(plan=plan).values_list("count", flat=True)) == {3, 4}


def test_there_is_one_plan_a_year(plan, region):
    with pytest.raises(services.PlanExists):
        services.create_plan(actor=region.actor("coordinator"), school_year=2026, now=NOW)
    assert YearPlan.objects.count() == 1


@pytest.mark.parametrize("year", [1999, 2150, 2200])
def test_a_year_without_a_known_calendar_is_refused(region, year):
    with pytest.raises(services.NoSchoolYear):
        services.create_plan(actor=region.actor("coordinator"), school_year=year, now=NOW)


@pytest.mark.parametrize("name", ["ib0", "jp", "ja", "oc3"])
def test_only_the_planners_of_the_swv_open_a_plan(region, name):
    with pytest.raises(NotAllowed):
        services.create_plan(actor=region.actor(name), school_year=2026, now=NOW)


def series_of(plan, number=0):
    return Series.objects.get(plan=plan, school__name=f"School {number}")


def test_rules_are_saved_sorted_and_without_doubles(plan, region):
    series = services.save_series(actor=region.actor("gw"), series=series_of(plan), now=NOW, **GOOD)
    series.refresh_from_db()
    assert {key: getattr(series, key) for key in GOOD} == {**GOOD, "starts": ["09:00", "13:00"]}
    assert AuditEvent.objects.filter(action="series.save", object_id=str(series.pk)).count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"count": 41}, "count"),
        ({"count": -1}, "count"),
        ({"minutes": 14}, "minutes"),
        ({"minutes": 481}, "minutes"),
        ({"starts": []}, "starts"),
        ({"starts": ["9 uur"]}, "starts"),
        ({"starts": ["06:59", "13:00"]}, "starts"),
        ({"starts": ["21:00", "13:00"]}, "starts"),
        ({"prefer_weekday": 5}, "prefer_weekday"),
        ({"prefer_start": "08:30"}, "prefer_start"),
        ({"min_gap_days": 0}, "min_gap_days"),
        ({"min_gap_days": 90, "max_gap_days": 90}, "min_gap_days"),
        ({"max_gap_days": 13}, "max_gap_days"),
        ({"max_gap_days": 367}, "max_gap_days"),
    ],
)
def test_rules_that_cannot_be_met_name_their_field(plan, region, change, field):
    with pytest.raises(services.RulesDoNotFit) as refused:
        services.save_series(actor=region.actor("gw"), series=series_of(plan), now=NOW, **{**GOOD, **change})
    assert set(refused.value.fields) == {field}
    assert series_of(plan).count == 6


@pytest.mark.parametrize(
    ("name", "may"), [("gw", True), ("tc", True), ("ib0", True), ("ib1", False), ("jp", False), ("oc3", False)]
)
def test_the_planners_and_the_schools_own_ib_set_the_rules(plan, region, name, may):
    series = series_of(plan)
    if may:
        assert services.save_series(actor=region.actor(name), series=series, now=NOW, **GOOD).count == 5
    else:
        with pytest.raises(NotAllowed):
            services.save_series(actor=region.actor(name), series=series, now=NOW, **GOOD)


def test_a_member_joins_once_and_leaves(plan, region):
    gw, series = region.actor("gw"), series_of(plan)
    lpa = region.people["lpa"]
    member = services.add_member(actor=gw, series=series, person_id=lpa.pk, role=Role.LPA, required=False, now=NOW)
    with pytest.raises(services.AlreadyMember):
        services.add_member(actor=gw, series=series, person_id=lpa.pk, role=Role.LPA, required=True, now=NOW)
    services.change_member(actor=gw, member=member, required=True, now=NOW)
    member.refresh_from_db()
    assert member.required is True
    services.remove_member(actor=gw, member=member, now=NOW)
    assert not series.members.filter(person=lpa).exists()


def test_a_person_of_another_swv_cannot_join(plan, region):
    other = make_region("SWV Ander")
    with scope(swv=other.swv.pk):
        stranger = Person.objects.first()
    with pytest.raises(services.NoSuchPerson):
        services.add_member(
            actor=region.actor("gw"),
            series=series_of(plan),
            person_id=stranger.pk,
            role=Role.LPA,
            required=True,
            now=NOW,
        )


def test_another_swv_sees_nothing_of_a_plan(plan):
    other = make_region("SWV Ander")
    with scope(swv=other.swv.pk):
        assert list(selectors.plans()) == []
        assert selectors.plan(plan.pk) is None
