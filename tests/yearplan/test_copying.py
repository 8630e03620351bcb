"""A year copied from the one before: the rhythm stays, who left is followed up, and a page says what did not come."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from planning.people.models import Organisation, RoleHolding, School, WorkingHours
from planning.people.roles import Role
from planning.yearplan import rules, selectors, services
from planning.yearplan.kinds import SeriesKind
from planning.yearplan.models import PlannedMeeting, Series, YearPlan
from tests.words import words
from tests.yearplan.region import NOW, hold, make_region, person

NEXT = NOW.replace(year=2027)


def series_of(plan, number=0, kind="SOT"):
    return Series.objects.get(plan=plan, school__name=f"School {number}", kind=kind)


def copy(former, region, **kwargs):
    return services.create_plan(
        actor=region.actor("coordinator"), **{"school_year": 2027, "copy_from": former, "now": NEXT, **kwargs}
    )


def lost(plan, region, name="coordinator"):
    return [(row.series.school.name, row.code) for row in selectors.not_copied(plan, actor=region.actor(name))]


def leaves(region, name, role, on=dt.date(2027, 7, 31)):
    RoleHolding.objects.filter(person=region.people[name], role=role).update(valid_to=on)


def test_the_rhythm_the_numbers_and_the_people_stay(proposed, region):
    series = series_of(proposed)
    Series.objects.filter(pk=series.pk).update(
        count=7, minutes=75, prefer_weekday=0, prefer_start="14:30", never_on=[4]
    )
    hand = services.add_member(
        actor=region.actor("gw"), series=series, person_id=region.people["coordinator"].pk, role=Role.ORTHO,
        required=False, now=NOW,
    )  # fmt: skip
    services.add_series(
        actor=region.actor("gw"), plan=proposed, school=region.school(1), kind=SeriesKind.GROUP, now=NOW
    )
    plan = copy(proposed, region)
    new = series_of(plan)
    planned = series.planned.filter(start__isnull=False)
    held = rules.rhythm([rules.to_local(start) for start in planned.values_list("start", flat=True)])
    assert (new.prefer_weekday, new.prefer_start) == (held[0], f"{held[1]:%H:%M}")  # as it was, not as it was wished
    assert (new.count, new.minutes, new.never_on, new.wished_at) == (7, 75, [4], None)
    roles = set(new.members.values_list("person__first_name", "role", "required"))
    assert roles == set(series.members.values_list("person__first_name", "role", "required"))
    assert (hand.person.first_name, "orthopedagoog", False) in roles
    assert series_of(plan, 1, "GROEP").count == 3
    assert lost(plan, region) == []
    assert not PlannedMeeting.objects.filter(series__plan=plan).exists()


def test_who_left_is_followed_up_and_who_is_not_is_missed(proposed, region):
    person(region, "gw2")
    leaves(region, "gw", Role.GW)
    hold(region, "gw2", Role.GW)
    leaves(region, "ib0", Role.IB)
    plan = copy(proposed, region)
    assert not Series.objects.filter(plan=plan, members__person=region.people["gw"]).exists()
    assert set(series_of(plan, 1).members.values_list("person__first_name", flat=True)) == {"Gw2", "Ib1", "Jp", "Ja"}
    assert sorted(lost(plan, region)) == [
        ("School 0", "nobody"), ("School 0", "successor"), ("School 1", "successor"), ("School 2", "successor"),
    ]  # fmt: skip
    assert lost(plan, region, "ib1") == [("School 1", "successor")]


def test_an_ib_who_moved_to_another_school_does_not_stay(proposed, region):
    leaves(region, "ib0", Role.IB)
    hold(region, "ib0", Role.IB, region.school(1))
    plan = copy(proposed, region)
    assert ("School 0", "nobody") in lost(plan, region)
    assert not series_of(plan, 0).members.filter(role="ib").exists()


def test_a_weekday_on_which_somebody_no_longer_works_gives_another(proposed, region):
    row = copy(proposed, region)
    was = series_of(row).prefer_weekday
    row.delete()
    WorkingHours.objects.filter(person=region.people["ib0"], weekday=was).delete()
    plan = copy(proposed, region)
    assert series_of(plan).prefer_weekday != was
    (note,) = selectors.not_copied(plan, actor=region.actor("coordinator"))
    assert (note.code, note.was, note.now) == ("weekday", was, series_of(plan).prefer_weekday)


def test_a_new_school_gets_a_proposal_and_an_old_zero_stays_zero(proposed, region):
    Series.objects.filter(pk=series_of(proposed, 2).pk).update(count=0)
    School.objects.create(
        swv=region.swv, organisation=Organisation.objects.get(), name="School 9", town="Zundert", sector="PO",
        brin="09AB00", holiday_region="Zuid", latitude=51.5, longitude=4.6,
    )  # fmt: skip
    plan = copy(proposed, region)
    assert series_of(plan, 9).count == 6
    assert series_of(plan, 2).count == 0
    assert lost(plan, region) == [("School 9", "new_school")]


def test_a_year_that_has_begun_has_room_for_fewer_and_periods_are_of_their_year(proposed, region):
    Series.objects.filter(plan=proposed).update(never_between=[["2026-10-05", "2026-10-09"]])
    plan = copy(proposed, region, now=dt.datetime(2028, 1, 10, 9, tzinfo=dt.UTC))
    assert series_of(plan).count == 3
    assert series_of(plan).never_between == []
    assert {code for _school, code in lost(plan, region)} == {"fewer", "periods"}


@pytest.mark.parametrize("year", [2025, 2026])
def test_only_an_earlier_year_is_copied(proposed, region, year):
    with pytest.raises(services.NotAnEarlierYear):
        copy(proposed, region, school_year=year)
    assert YearPlan.objects.count() == 1


def test_copying_takes_as_many_queries_for_many_schools_as_for_few(db, django_assert_max_num_queries):
    from django_scopes import scope

    counts = []
    for schools in (1, 6):
        region = make_region(f"SWV {schools}", primary=schools)
        with scope(swv=region.swv.pk):
            former = services.create_plan(actor=region.actor("coordinator"), school_year=2026, now=NOW)
            actor = region.actor("coordinator")
            with django_assert_max_num_queries(30) as captured:
                services.create_plan(actor=actor, school_year=2027, copy_from=former, now=NEXT)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_copying_on_the_page_ends_where_it_says_what_did_not_come(proposed, region, client, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NEXT)
    leaves(region, "gw", Role.GW, on=dt.date(2027, 7, 1))
    with scopes_disabled():
        user = region.people["coordinator"].user
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    form = client.get(reverse("staff:plan-new"))
    assert "de planning van 2026–2027" in form.content.decode()
    assert client.post(reverse("staff:plan-new"), {"school_year": 2027, "copy_from": "x"}).status_code == 422
    made = client.post(reverse("staff:plan-new"), {"school_year": 2027, "copy_from": str(proposed.pk)})
    plan = YearPlan.objects.get(school_year=2027)
    assert made.url == reverse("staff:plan-copied", kwargs={"plan_id": plan.pk})
    page = words(client.get(made.url).content.decode())
    assert page.count("Gw Proef is geen GW meer en er is nog niemand anders.") == 3
    assert "Bekijk wat niet mee kon" in client.get(reverse("staff:plan", kwargs={"plan_id": plan.pk})).content.decode()
    rules_page = reverse("staff:plan-rules", kwargs={"plan_id": plan.pk, "series_id": series_of(plan).pk})
    assert "Hieronder staat wat vorig jaar gold." in client.get(rules_page).content.decode()
    copied = reverse("staff:plan-copied", kwargs={"plan_id": proposed.pk})
    assert client.get(copied).status_code == 404
