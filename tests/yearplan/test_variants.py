"""Variants: solving again keeps what was, two or three stand side by side, one of them is used and undone."""

import datetime as dt

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from planning.people.access import NotAllowed
from planning.yearplan import rules, selectors, services
from planning.yearplan.models import PlannedMeeting, Series, Side, Variant, Verdict, YearPlan
from planning.yearplan.rules import Word
from planning.yearplan.services.variants import MOST_KEPT, keep_standing
from tests.yearplan.region import NOW
from tests.yearplan.solving import solve_now


def series_of(plan, number=0):
    return Series.objects.get(plan=plan, school__name=f"School {number}")


def starts(plan):
    rows = PlannedMeeting.objects.filter(series__plan=plan).values_list("series_id", "number", "start", "pinned")
    return {(series, number): (start, pinned) for series, number, start, pinned in rows}


def move_one(plan, region, number=2, at=0):
    row = selectors.series_row(series_of(plan).pk, plan_id=plan.pk, actor=region.actor("coordinator"))
    page = selectors.date_page(plan, row, row.planned[number - 1], now=NOW)
    start = rules.to_utc(page.days[at][1][0].start)
    services.move_planned(actor=region.actor("gw"), planned=row.planned[number - 1], start=start, now=NOW)


@pytest.fixture
def two(proposed, region):
    """What the solver gave, and the same with one date moved by hand."""
    first = keep_standing(proposed, now=NOW)
    move_one(proposed, region)
    return first, keep_standing(proposed, now=NOW)


def test_solving_again_keeps_what_stood_and_what_came(plan, region):
    coordinator = region.actor("coordinator")
    run = solve_now(plan, coordinator)
    assert [(row.number, row.run_id) for row in Variant.objects.all()] == [(1, run.pk)]
    move_one(plan, region)
    by_hand = starts(plan)
    PlannedMeeting.objects.filter(pinned=True).update(pinned=False)
    series = series_of(plan, 3)
    Series.objects.filter(pk=series.pk).update(never_on=[rules.to_local(series.planned.first().start).weekday()])
    again = solve_now(plan, coordinator)
    kept = list(Variant.objects.order_by("number"))
    assert [row.run_id for row in kept] == [run.pk, None, again.pk]
    assert rules.starts_of(kept[1].dates) == {(str(key[0]), key[1]): start for key, (start, _pin) in by_hand.items()}


def test_the_same_dates_are_one_variant_and_the_oldest_go(proposed, region):
    first = keep_standing(proposed, now=NOW)
    assert keep_standing(proposed, now=NOW).pk == first.pk
    planned = series_of(proposed).planned.get(number=1)
    for day in range(MOST_KEPT + 2):
        PlannedMeeting.objects.filter(pk=planned.pk).update(start=planned.start + dt.timedelta(days=day + 1))
        keep_standing(proposed, now=NOW)
    assert list(Variant.objects.values_list("number", flat=True)) == list(range(4, MOST_KEPT + 4))


def test_a_plan_without_dates_has_no_variant(plan):
    assert keep_standing(plan, now=NOW) is None


def test_using_a_variant_and_going_back(proposed, region, two):
    first, second = two
    by_hand, coordinator = starts(proposed), region.actor("coordinator")
    services.sign_off(
        actor=region.actor("ib1"), series=series_of(proposed, 1), side=Side.SCHOOL, verdict=Verdict.AGREED, now=NOW
    )
    former = services.use_variant(actor=coordinator, variant=first, now=NOW + dt.timedelta(minutes=1))
    assert former.pk == second.pk
    assert starts(proposed) != by_hand
    rows = {
        row.series.school.name: row.school_word
        for row in selectors.overview(YearPlan.objects.get(pk=proposed.pk), actor=coordinator).rows
    }
    assert rows["School 1"] == Word.AGREED  # nothing changed there, so nobody is asked again
    services.use_variant(actor=coordinator, variant=Variant.objects.get(pk=second.pk), now=NOW)
    assert starts(proposed) == by_hand
    assert Variant.objects.count() == 2


def test_a_variant_of_before_a_series_changed_fills_what_it_can(proposed, region, two):
    series = series_of(proposed)
    Series.objects.filter(pk=series.pk).update(count=7)
    series_of(proposed, 1).delete()
    services.use_variant(actor=region.actor("coordinator"), variant=two[0], now=NOW)
    assert series.planned.get(number=7).start is None
    assert series.planned.filter(start__isnull=False).count() == 6


def test_side_by_side_says_what_each_costs_and_where_they_differ(proposed, region, two):
    first, second = two
    seen = selectors.compare(proposed, [second, first])
    assert [(column.stands, column.moved, column.schools, column.broken) for column in seen.columns] == [
        (True, 0, 0, 0),
        (False, 1, 1, 0),
    ]
    assert seen.columns[0].score > seen.columns[1].score  # the solver's own was better
    (line,) = seen.lines
    assert line.series.school.name == "School 0"
    assert [[moved for _at, moved in cell].count(True) for cell in line.cells] == [0, 1]
    region.people["gw"].working_hours.all().delete()
    assert selectors.compare(proposed, [first]).columns[0].broken == 18


def test_only_planners_and_not_after_publishing(proposed, region, two):
    for name in ("ib0", "jp"):
        with pytest.raises(NotAllowed):
            services.use_variant(actor=region.actor(name), variant=two[0], now=NOW)
    coordinator = region.actor("coordinator")
    services.publish_plan(actor=coordinator, plan=proposed, without="Besproken.", now=NOW)
    with pytest.raises(services.PlanIsPublished):
        services.use_variant(actor=coordinator, variant=two[0], now=NOW)


def test_the_page(proposed, region, as_, two, django_assert_max_num_queries, client):
    address = reverse("staff:plan-variants", kwargs={"plan_id": proposed.pk})
    assert as_("ib0").get(address).status_code == 403
    with django_assert_max_num_queries(30):
        page = as_("coordinator").get(address).content.decode()
    assert page.count("Gebruik deze") == 1
    assert "1 reeks verschilt" in page
    assert "1 overleg, 1 school" in page
    odd = client.get(address, {"v": ["x", "99", "' or 1=1"]})
    assert odd.status_code == 200
    use = reverse("staff:plan-variant-use", kwargs={"plan_id": proposed.pk, "number": two[0].number})
    assert as_("gw").post(use, follow=True).content.decode().count("gebruik die om terug te gaan") == 1
    assert client.post(use.replace("/1/", "/99/")).status_code == 404


def test_the_page_of_a_plan_without_variants_says_what_to_do(plan, region, client):
    with scopes_disabled():
        client.force_login(region.people["gw"].user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("staff:plan-variants", kwargs={"plan_id": plan.pk})).content.decode()
    assert "Laat de planning eerst berekenen." in page
