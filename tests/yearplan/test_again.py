"""A published plan is planned again: what people hold stays where it can, and nothing moves by itself."""

import datetime as dt

import pytest

from planning.people.models import Absence
from planning.yearplan import instance, rules, services
from planning.yearplan.models import PlannedMeeting, Variant
from tests.yearplan.test_publishing import LATER, publish


def solved_again(plan, region, now):
    run = services.start_solving(actor=region.actor("coordinator"), plan=plan, time_limit=2, again=True, now=now)
    assert services.run_solver(run_id=run.pk, clock=lambda: now) is True
    run.refresh_from_db()
    assert run.error == ""
    return Variant.objects.get(run=run)


def held(plan):
    rows = PlannedMeeting.objects.filter(series__plan=plan)
    return {(str(row.series_id), str(row.number)): row.start for row in rows}


def dates_of(variant):
    return {(s, n): dt.datetime.fromisoformat(text) for s, own in variant.dates.items() for n, (text, _) in own.items()}


def test_a_draft_knows_no_today_and_a_published_plan_knows_what_people_hold(proposed, region):
    assert "today" not in instance.ask(proposed, today=proposed.first_day).problem
    publish(proposed, region)
    proposed.refresh_from_db()
    problem = instance.ask(proposed, today=LATER.date()).problem
    assert problem["today"] == LATER.date().isoformat()
    assert sum(len(own) for own in problem["previous"].values()) == len(held(proposed))
    assert "previous" not in instance.ask(proposed).problem


def test_a_plan_that_has_begun_plans_nothing_before_today(proposed):
    today = proposed.first_day + dt.timedelta(days=30)
    assert instance.ask(proposed, today=today).problem["previous"] == {}
    assert instance.ask(proposed, today=today).problem["today"] == today.isoformat()


def test_illness_moves_only_who_is_hit_and_only_in_a_variant(proposed, region):
    publish(proposed, region)
    before = held(proposed)
    hit = PlannedMeeting.objects.get(
        series__plan=proposed, series__members__person=region.people["gw"], series__school__name="School 0", number=2
    )
    now = hit.start - dt.timedelta(hours=20)
    Absence.objects.create(swv=region.swv, person=region.people["gw"], start=now, end=now + dt.timedelta(days=2))
    after = dates_of(solved_again(proposed, region, now))
    moved = {place for place, start in before.items() if after.get(place) != start}
    assert (str(hit.series_id), "2") in moved
    assert all(now < before[place] < now + dt.timedelta(days=2, hours=12) for place in moved)
    assert all(rules.to_local(after[place]).date() >= rules.to_local(now).date() for place in moved)
    assert held(proposed) == before


def test_without_being_asked_again_the_rules_of_a_published_plan_stand(proposed, region):
    publish(proposed, region)
    with pytest.raises(services.PlanIsPublished):
        services.start_solving(actor=region.actor("coordinator"), plan=proposed, time_limit=1, now=LATER)
