"""The picture of the clocks on a desk and on a phone: in its frame, in order of time, words never over each other."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.dossier.rules.clocks import Due, DueState
from planning.dossier.selectors import ClockLine
from scheduler.staff.dossier.picture import NARROW, WIDE, draw

TODAY = dt.date(2026, 11, 28)
LETTER = 8  # units a letter takes at most


def line(since, days, label="zorgplicht: een passende plek vinden", early=0):
    due = since + dt.timedelta(days=days)
    return ClockLine(
        key="a",
        label=label,
        source="",
        due=Due(since=since, due=due, act_by=due - dt.timedelta(days=early), state=DueState.LATER, days_left=0),
    )


days = st.integers(-400, 400).map(lambda n: TODAY + dt.timedelta(days=n))


@pytest.mark.parametrize("paper", [WIDE, NARROW])
@given(rows=st.lists(st.tuples(days, st.integers(0, 500), st.integers(0, 20)), min_size=1, max_size=6))
def test_everything_stays_inside(paper, rows):
    found = draw([line(since, length, early=early) for since, length, early in rows], today=TODAY, on=paper)
    assert len(found.ticks) <= paper.months
    assert 30 <= found.today_label <= paper.width - 30
    assert all(15 <= tick.label_x <= paper.width - 15 for tick in found.ticks)
    for row in found.rows:
        assert paper.left <= row.x
        assert row.x + row.width <= paper.width
        assert row.y + 16 <= found.foot
        start = row.end_x - len(row.due) * LETTER if paper.above else row.end_x
        stop = row.end_x if paper.above else row.end_x + len(row.due) * LETTER
        assert start >= 0
        assert stop <= paper.width
        if paper.above:
            assert len(row.label) * LETTER <= start + LETTER  # a name ends before its date begins
        else:
            assert len(row.label) * 7 <= paper.left


def test_a_name_begins_with_a_capital_and_is_whole_on_a_desk():
    (row,) = draw([line(TODAY, 42)], today=TODAY).rows
    assert row.label == "Zorgplicht: een passende plek vinden"
    (row,) = draw([line(TODAY, 42)], today=TODAY, on=NARROW).rows
    assert row.label == "Zorgplicht: een passende plek…"
