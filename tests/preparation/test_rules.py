"""What is asked of whom, and until when."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.meetings.models import MeetingKind
from planning.preparation import rules
from planning.preparation.models import Preparation
from planning.preparation.wording import QUESTIONS

START = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)


def test_every_question_has_a_column_and_words_and_is_asked_once():
    asked = [*rules.questions(professional=False), *rules.questions(professional=True)]
    columns = {field.name for field in Preparation._meta.concrete_fields}
    assert len(asked) == len(set(asked)) == len(QUESTIONS)
    assert set(asked) <= columns
    assert len(rules.questions(professional=True)) == 7  # R104


@pytest.mark.parametrize("kind", MeetingKind.values)
def test_only_what_is_about_one_pupil_is_prepared(kind):
    assert rules.asked_for(kind=kind, about_case=True) == (kind in {"HIA", "MDO", "EVALUATIE"})
    assert not rules.asked_for(kind=kind, about_case=False)


@pytest.mark.parametrize(
    ("state", "after", "still"),
    [
        ("draft", 0, True),
        ("planned", -1, True),
        ("planned", 59, True),  # during the meeting too (R104)
        ("planned", 60, False),
        ("held", -1, False),
        ("cancelled", -1, False),
    ],
)
def test_open_until_the_meeting_is_over(state, after, still):
    now = START + dt.timedelta(minutes=after)
    assert rules.is_open(state=state, start=START, minutes=60, now=now) is still


@given(st.lists(st.text(max_size=40), max_size=6))
def test_points_come_back_as_they_were_and_never_more_than_three(points):
    kept = rules.listed(rules.one_list(points))
    wanted = [" ".join(point.split()) for point in points]
    assert list(kept) == [point for point in wanted if point][:3]


@given(st.lists(st.text(max_size=40), max_size=6))
def test_a_list_of_a_list_is_the_same(points):
    once = rules.one_list(points)
    assert rules.one_list(rules.listed(once)) == once
