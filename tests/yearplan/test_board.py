"""The door to dates by hand: who may, what each day says, and what bad input gets back."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django_scopes import scope

from notifications.outbox.models import OutgoingLetter
from planning.yearplan import rules, selectors, services
from planning.yearplan.models import HandChange, PlannedMeeting, Series
from tests.yearplan.region import NOW, make_region
from tests.yearplan.test_by_hand import meeting, other_start, swappable

pytestmark = pytest.mark.usefixtures("in_june")


def address(plan, planned):
    return reverse("staff:plan-hand", kwargs={"plan_id": plan.pk, "planned_id": planned.pk})


def post(client, plan, planned, **data):
    return client.post(address(plan, planned), data, headers={"Accept": "application/json"})


def seen(planned):
    return planned.start.isoformat()


def board_of(plan, region, name="coordinator", planned=None):
    planned, actor = planned or meeting(plan), region.actor(name)
    row = selectors.series_row(planned.series_id, plan_id=plan.pk, actor=actor)
    return selectors.board(plan, row, planned, may=lambda series: services.may_change(actor, series), now=NOW)


def test_every_day_of_the_year_can_or_says_why_not(proposed, region):
    proposed.first_day += dt.timedelta(days=2)
    days = [day for _weekday, line in board_of(proposed, region).lines for day in line]
    assert len(days) == 5 * len(board_of(proposed, region).weeks)
    assert sum(day.here for day in days) == 1
    for day in days:
        assert day.here or (day.start is not None) != bool(day.why), day
    by_day = {day.day: day for day in days}
    assert by_day[dt.date(2026, 11, 3)].why == "De school is dicht: studiedag."
    assert by_day[dt.date(2026, 12, 28)].why == "De school is dicht: Kerstvakantie."
    assert by_day[proposed.first_day - dt.timedelta(days=1)].why == "Deze dag valt buiten de jaarplanning."
    assert "overleg 3" in days[-1].why
    assert "overleg 4" not in days[-1].why


def test_a_day_that_can_can_be_taken(proposed, region):
    free = [day for _weekday, line in board_of(proposed, region).lines for day in line if day.state == "can"]
    assert free
    for day in free[:: max(1, len(free) // 5)]:
        planned = meeting(proposed)
        services.move_planned(actor=region.actor("gw"), planned=planned, start=rules.to_utc(day.start), now=NOW)
        services.undo(actor=region.actor("gw"), change=HandChange.objects.filter(undone_at=None).first(), now=NOW)


def test_a_published_plan_offers_no_swap(proposed, region):
    one, two = swappable(proposed)
    proposed.state, proposed.published_at = "published", NOW
    proposed.published_by = region.people["coordinator"]
    proposed.save()
    days = [day for _weekday, line in board_of(proposed, region, planned=one).lines for day in line]
    assert {day.state for day in days} <= {"here", "can", "cannot"}
    with pytest.raises(services.PlanIsPublished):
        services.swap_planned(actor=region.actor("gw"), planned=one, other=two, seen=(one.start, two.start), now=NOW)


def test_a_move_answers_with_the_row_the_score_and_the_undo(proposed, region, as_):
    planned = meeting(proposed)
    start = other_start(proposed, planned)
    answer = post(as_("gw"), proposed, planned, what="move", start=start.isoformat(), seen=seen(planned))
    assert answer.status_code == 200
    parts = answer.json()["parts"]
    assert set(parts) == {f"rij-{planned.series_id}", "drukte", "zonder-datum", "hand-score"}
    assert f'data-seen="{start.isoformat()}"' in parts[f"rij-{planned.series_id}"]
    assert "Maak ongedaan" in parts["hand-score"]
    assert f'data-total="{selectors.score(proposed).total}"' in parts["hand-score"]


def test_the_score_is_the_judges(proposed, region):
    with_all = selectors.score(proposed)
    assert with_all.total == sum(points for _name, points in with_all.terms)
    PlannedMeeting.objects.filter(pk=meeting(proposed, number=1).pk).update(start=None)
    assert dict(selectors.score(proposed).terms)["unplaced"] == 1000


def test_there_is_no_score_without_anything_to_plan(plan):
    Series.objects.filter(plan=plan).update(starts=[])
    assert selectors.score(plan) is None


def test_weights_that_make_no_sense_leave_the_page_without_a_score(proposed, region, as_):
    region.swv.settings = {"plan_weights": {"spread": "veel"}}
    region.swv.save()
    page = as_("coordinator").get(reverse("staff:plan-year", kwargs={"plan_id": proposed.pk}))
    assert page.status_code == 200
    assert b"data-total" not in page.content


@pytest.mark.parametrize(
    ("data", "status", "say"),
    [
        ({}, 422, ""),
        ({"what": "steal"}, 422, ""),
        ({"what": "move"}, 422, "nodig"),
        ({"what": "move", "start": "morgen"}, 422, "tijdstip"),
        ({"what": "move", "start": "2027-03-28T02:30", "seen": "?"}, 422, "tijdstip"),
        ({"what": "move", "start": "2026-09-13T09:00"}, 409, "geen schooldag"),
        ({"what": "move", "start": "2020-09-15T09:00"}, 422, "voorbij"),
        ({"what": "move", "start": "2026-09-15T09:00", "seen": "2026-01-01T09:00"}, 409, "Iemand anders"),
        ({"what": "swap", "other": "x"}, 422, ""),
        ({"what": "swap", "other": str(uuid.uuid4())}, 404, None),
    ],
)
def test_bad_input_is_refused_in_words_and_changes_nothing(proposed, region, as_, data, status, say):
    planned = meeting(proposed)
    data = {"seen": seen(planned), **data}
    answer = post(as_("gw"), proposed, planned, **data)
    assert answer.status_code == status
    if say is not None:
        assert say in answer.json()["say"]
        assert answer.json()["say"]
    assert meeting(proposed).start == planned.start
    assert not HandChange.objects.exists()


@pytest.mark.parametrize(
    ("name", "status"), [("coordinator", 200), ("gw", 200), ("ib0", 200), ("ib1", 404), ("jp", 403)]
)
def test_who_may_pick_up(proposed, region, as_, name, status):
    planned = meeting(proposed)
    assert as_(name).get(address(proposed, planned)).status_code == status
    assert post(as_(name), proposed, planned, what="pin").status_code == status


def test_another_region_sees_nothing(proposed, region, as_):
    other = make_region("SWV Ander")
    with scope(swv=other.swv.pk):
        client = as_("coordinator", of=other)
    planned = meeting(proposed)
    assert client.get(address(proposed, planned)).status_code == 404
    assert post(client, proposed, planned, what="pin").status_code == 404


def test_undo_of_nothing_is_no_page(proposed, region, as_):
    where = reverse("staff:plan-undo", kwargs={"plan_id": proposed.pk})
    assert as_("gw").post(where, {"change": "x"}).status_code == 404
    assert as_("gw").post(where, {"change": str(uuid.uuid4())}).status_code == 404
    assert as_("gw").get(where).status_code == 405


def test_keeping_a_school_writes_no_letter(proposed, region, as_):
    before = OutgoingLetter.objects.count()
    planned = meeting(proposed)
    assert post(as_("ib0"), proposed, planned, what="lock").json()["say"] == "Alle data van School 0 blijven staan."
    assert post(as_("ib0"), proposed, planned, what="unlock").status_code == 200
    assert OutgoingLetter.objects.count() == before
