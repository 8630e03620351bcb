"""A record that is fixed says what was agreed then: goals that are written otherwise later do not come into it."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from planning.followup import services as followup
from planning.followup.family import guest_following
from planning.meetings import services as meetings
from planning.minutes import selectors, services
from planning.minutes.models import Topic
from planning.report import services as report
from planning.report.models import Draft
from tests.meetings.table import NOW, at, seat_of
from tests.words import words

LATER = NOW + dt.timedelta(days=30)


@pytest.fixture
def first(table, meeting):
    """A HIA with one goal, and its record fixed."""
    goal = services.add_goal(actor=table.actor, meeting=meeting, what="Rustig beginnen.", now=NOW)
    services.save_note(actor=table.actor, meeting=meeting, topic=Topic.PICTURE, base=0, text="Druk.", now=NOW)
    return goal


def fix(table, meeting, *, now=NOW):
    followup.plan_evaluation(actor=table.actor, meeting=meeting, on=at(30).date(), method="bellen", now=NOW)
    return services.fix_record(actor=table.actor, meeting=meeting, now=now)


def another(table):
    made = table.meeting(table.ib, table.gw)
    meetings.fix_date(meeting=made, start=at(24), by=table.actor.by, now=NOW)
    made.refresh_from_db()
    return made


def goals(meeting):
    return [str(goal.what) for goal in selectors.record_page(meeting).goals]


def test_a_goal_that_is_changed_at_the_next_meeting_stands_in_the_record_of_that_one_only(table, meeting, first):
    fix(table, meeting)
    second = another(table)
    followup.change_goal(actor=table.actor, meeting=second, goal_id=first.pk, what="Rustig eten.", now=LATER)
    assert goals(meeting) == ["Rustig beginnen."]
    assert goals(second) == ["Rustig eten."]


def test_what_follow_up_adds_to_a_meeting_after_its_record_was_fixed_is_not_in_it(table, meeting, first):
    fix(table, meeting)
    second = another(table)
    services.add_goal(actor=table.actor, meeting=second, what="Weer lezen.", now=NOW)
    services.save_note(actor=table.actor, meeting=second, topic=Topic.PICTURE, base=0, text="Beter.", now=NOW)
    fix(table, second)
    followup.change_goal(actor=table.actor, meeting=second, goal_id=first.pk, what="Rustig eten.", now=LATER)
    assert goals(second) == ["Weer lezen."]
    assert goals(meeting) == ["Rustig beginnen."]
    page = client_of(table).get(f"/overleggen/{second.pk}/verslag/").content.decode()
    assert "Weer lezen." in words(page)
    assert "Rustig eten." not in page
    composed = report.compose(actor=table.actor, meeting=second, now=LATER)
    texts = " ".join(str(row.text or "") for row in Draft.objects.filter(report=composed))
    assert "lezen" in texts
    assert "Rustig eten" not in texts
    # How it goes on is about now: there the goal is as it stands.
    own = guest_following(meeting_id=second.pk, participant_id=seat_of(second, table.mother).pk, now=at(25))
    assert own.goals == ("Weer lezen.", "Rustig eten.")


def test_while_it_is_open_everything_is_in_it(table, meeting, first):
    second = another(table)
    followup.change_goal(actor=table.actor, meeting=second, goal_id=first.pk, what="Rustig eten.", now=LATER)
    assert goals(second) == ["Rustig eten."]
    fix_later = LATER + dt.timedelta(days=1)
    services.save_note(actor=table.actor, meeting=second, topic=Topic.PICTURE, base=0, text="Beter.", now=LATER)
    fix(table, second, now=fix_later)
    assert goals(second) == ["Rustig eten."]


def test_a_goal_that_ended_stays_in_the_record(table, meeting, first):
    fix(table, meeting)
    followup.end_goal(actor=table.actor, meeting=another(table), goal_id=first.pk, now=LATER)
    assert goals(meeting) == ["Rustig beginnen."]


def test_it_takes_no_query_more(table, meeting, first):
    with CaptureQueriesContext(connection) as open_:
        selectors.record_page(meeting)
    fix(table, meeting)
    with CaptureQueriesContext(connection) as fixed:
        selectors.record_page(meeting)
    assert len(fixed.captured_queries) == len(open_.captured_queries)


def client_of(table):
    client = Client()
    client.force_login(table.ib.user)
    return client
