"""A published plan is planned again: what people hold stays where it can, and nothing moves by itself."""

import datetime as dt

import pytest

from notifications.outbox.models import OutgoingLetter
from planning.meetings import services as meetings
from planning.meetings.models import WhyMoved
from planning.people.access import NotAllowed
from planning.people.models import Absence
from planning.yearplan import instance, rules, services
from planning.yearplan.models import PlannedMeeting, SolverRun, Variant
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


def ill(region, plan, number=2):
    """The GW falls ill the day before a meeting; gives that meeting and the moment."""
    hit = PlannedMeeting.objects.get(
        series__plan=plan, series__members__person=region.people["gw"], series__school__name="School 0", number=number
    )
    now = hit.start - dt.timedelta(hours=20)
    Absence.objects.create(swv=region.swv, person=region.people["gw"], start=now, end=now + dt.timedelta(days=2))
    return hit, now


def test_what_planning_again_came_to_moves_only_what_differs_and_tells_only_who_sits_there(proposed, region):
    publish(proposed, region)
    before = held(proposed)
    _hit, now = ill(region, proposed)
    variant = solved_again(proposed, region, now)
    done = services.use_variant_again(actor=region.actor("coordinator"), variant=variant, why=WhyMoved.CANNOT, now=now)
    after = held(proposed)
    moved = [place for place, start in after.items() if before[place] != start]
    assert (done.moved, done.fresh, done.left) == (len(moved), 0, 0)
    assert moved
    told = OutgoingLetter.objects.filter(template="planned_meeting_moved").values_list("recipient_key", flat=True)
    rows = [PlannedMeeting.objects.get(series=series, number=number) for series, number in moved]
    seats = [str(member.person_id) for row in rows for member in row.series.members.all()]
    assert sorted(told) == sorted(seats)
    for row in rows:
        assert (row.meeting.start, row.meeting.sequence) == (row.start, 1)
    still = PlannedMeeting.objects.filter(series__plan=proposed, meeting__sequence=0).count()
    assert still == len(after) - len(moved)
    twice = services.use_variant_again(actor=region.actor("coordinator"), variant=variant, now=now)
    assert (twice.moved, OutgoingLetter.objects.filter(template="planned_meeting_moved").count()) == (0, len(seats))


def test_two_published_meetings_take_each_others_place_only_where_there_is_an_order(proposed, region):
    """A ring cannot be moved one by one: all of it is refused, and nothing has moved."""
    publish(proposed, region)
    one, two = (
        PlannedMeeting.objects.get(series__plan=proposed, series__school__name=f"School {number}", number=3)
        for number in (0, 1)
    )
    before = held(proposed)
    dates = {str(one.series_id): {"3": (two.start.isoformat(), False)}}
    dates[str(two.series_id)] = {"3": (one.start.isoformat(), False)}
    variant = Variant.objects.create(swv=region.swv, plan=proposed, number=99, made_at=LATER, dates=dates)
    with pytest.raises((services.DateIsNotPossible, meetings.SlotTaken)):
        services.use_variant_again(actor=region.actor("coordinator"), variant=variant, why=WhyMoved.CANNOT, now=LATER)
    assert held(proposed) == before


def test_only_a_planner_and_only_after_publication(proposed, region):
    variant = Variant.objects.create(swv=region.swv, plan=proposed, number=99, made_at=LATER, dates={})
    with pytest.raises(services.NotPublished):
        services.use_variant_again(actor=region.actor("coordinator"), variant=variant, why=WhyMoved.CANNOT, now=LATER)
    with pytest.raises(NotAllowed):
        services.use_variant_again(actor=region.actor("ib0"), variant=variant, why=WhyMoved.CANNOT, now=LATER)


def test_the_way_by_the_pages(proposed, region, client):
    publish(proposed, region)
    client.force_login(region.people["coordinator"].user)
    overview = f"/jaarplanning/{proposed.pk}/"
    assert "Opnieuw plannen" in client.get(overview).content.decode()
    answer = client.post(f"{overview}berekenen/", {"time_limit": "10"})
    assert f"{overview}berekening/" in answer["Location"]
    SolverRun.objects.all().delete()  # its task waits for a commit that a test never makes
    before = held(proposed)
    dates = {str(series): {} for series, _number in before}
    for (series, number), start in before.items():
        dates[series][number] = (start.isoformat(), False)
    Variant.objects.create(swv=region.swv, plan=proposed, number=98, made_at=LATER, dates=dates)
    shown = client.post(f"{overview}varianten/98/gebruik/", follow=True).content.decode()
    assert "Er was niets te verzetten." in shown
    assert held(proposed) == before
