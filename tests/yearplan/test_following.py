"""The plan follows its meetings: what moves or is called off at the meeting itself stands so in the year too."""

import datetime as dt

import pytest

from planning.meetings import services as meetings
from planning.meetings.models import MeetingState, WhyMoved
from planning.people.models import AuditEvent
from planning.yearplan import services
from planning.yearplan.models import PlannedMeeting
from planning.yearplan.receivers import on_meeting
from tests.yearplan.test_publishing import LATER, publish


@pytest.fixture
def planned(proposed, region):
    publish(proposed, region)
    rows = PlannedMeeting.objects.filter(series__plan=proposed, series__school=region.school(1))
    return rows.select_related("meeting", "series").order_by("number").first()


def saturday_after(planned):
    """When nobody of the plan has another meeting."""
    return planned.start + dt.timedelta(days=5 - planned.start.weekday())


def move(region, planned, start):
    meetings.move_meeting(
        actor=region.actor("ib1"), meeting=planned.meeting, start=start, why=WhyMoved.CANNOT, now=LATER
    )


def test_a_meeting_moved_at_its_own_page_moves_in_the_year(planned, region, as_):
    start = saturday_after(planned)
    move(region, planned, start)
    planned.refresh_from_db()
    assert (planned.start, planned.pinned, planned.reasons) == (start, True, [])
    line = AuditEvent.objects.get(action="planned.follow")
    assert line.actor == str(region.people["ib1"].pk)
    page = as_("ib1").get(f"/jaarplanning/{planned.series.plan_id}/school/{planned.series_id}/")
    assert f'datetime="{start.date().isoformat()}"' in page.content.decode()


def test_both_sides_are_not_asked_again(planned, region):
    asked = planned.series.dates_at
    move(region, planned, saturday_after(planned))
    planned.series.refresh_from_db()
    assert planned.series.dates_at == asked


def test_what_is_called_off_is_a_date_still_to_choose_and_becomes_a_meeting_again(planned, region, proposed):
    was, start = planned.meeting, planned.start
    meetings.cancel_meeting(actor=region.actor("ib1"), meeting=was, now=LATER)
    planned.refresh_from_db()
    assert (planned.start, planned.pinned, planned.meeting) == (None, False, None)
    assert "gaat niet door" in planned.reasons[0]
    assert str(start.year) in planned.reasons[0]
    services.move_planned(actor=region.actor("coordinator"), planned=planned, start=start, now=LATER)
    assert publish(proposed, region)
    planned.refresh_from_db()
    assert planned.meeting not in {None, was}
    assert planned.meeting.state == MeetingState.PLANNED
    assert planned.meeting.start == start


def test_one_that_was_not_held_is_to_choose_too(planned, region):
    after = planned.start + dt.timedelta(days=1)
    meetings.mark_not_held(actor=region.actor("ib1"), meeting=planned.meeting, now=after)
    planned.refresh_from_db()
    assert planned.start is None


def test_a_move_in_the_plan_is_written_once(planned, region, proposed):
    services.move_planned(
        actor=region.actor("coordinator"),
        planned=planned,
        start=planned.start + dt.timedelta(days=7),
        why=WhyMoved.CANNOT,
        now=LATER,
    )
    planned.refresh_from_db()
    assert planned.start == planned.meeting.start
    assert not AuditEvent.objects.filter(action="planned.follow").exists()


def test_a_meeting_of_no_plan_asks_the_database_nothing(planned, region, django_assert_num_queries):
    meeting, by = planned.meeting, region.actor("ib1").by
    meeting.case_id = meeting.pk  # any case
    with django_assert_num_queries(0):
        on_meeting(None, meeting=meeting, by=by, now=LATER)
