"""Pictures of numbers: what is drawn, what is left out, and where a number stands beside the dot of the year before."""

import datetime as dt

import pytest

from planning.insight.rules import hiding
from planning.insight.rules.months import Took
from planning.insight.selectors.counting import Measure
from planning.insight.selectors.numbers import YearNumbers
from planning.people.roles import Role
from scheduler.staff.insight import pictures
from tests.insight.conftest import TODAY
from tests.insight.test_pages import DAY, SEPTEMBER, WEEK, account, page, words

SCHOOL = "a school"


def year(began, counts, *, over=None):
    """The signals of one school in a school year, of which so many months are over."""
    months = tuple(
        dt.date(began + at // 12, at % 12 + 1, 1) for at in range(7, 7 + (len(counts) if over is None else over))
    )
    table = hiding.hide_months({SCHOOL: counts[: len(months)]}, threshold=5)
    nothing = Took()
    return YearNumbers(
        dt.date(began, 8, 1), months, {Measure.SIGNALS: table}, {Measure.FIRST_MEETINGS: {None: nothing}}
    )


BEFORE = year(2025, [0, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20])


def test_the_months_ahead_show_what_was_a_year_before():
    drawn = pictures.year_of(Measure.SIGNALS, year(2026, [0, 10, 2]), BEFORE)
    assert len(drawn.pillars) == 12
    assert [one.ahead for one in drawn.pillars] == [False] * 3 + [True] * 9
    assert [one.count for one in drawn.pillars[:4]] == [0, 10, None, None]
    assert all(one.dot is not None for one in drawn.pillars[1:])
    assert (drawn.drawn, drawn.hidden) == (True, 1)
    assert drawn.said.endswith("1 maanden zijn verborgen.")


def test_what_has_nothing_to_show_is_not_drawn():
    for counts, hidden in (([0, 0, 0], 0), ([0, 1, 2], 2)):
        drawn = pictures.year_of(Measure.SIGNALS, year(2026, counts), None)
        assert (drawn.drawn, drawn.hidden) == (False, hidden)
    assert pictures.year_of(Measure.SIGNALS, year(2026, [0, 1, 2]), BEFORE).drawn  # there are dots


@pytest.mark.parametrize("count", range(5, 41))
def test_a_number_stands_on_no_dot_and_in_the_picture(count):
    drawn = pictures.year_of(Measure.SIGNALS, year(2026, [0, count, 40]), BEFORE)
    one = drawn.pillars[1]
    assert one.dot + 5 <= one.over - 12 or one.dot - 5 >= one.over
    assert one.over <= one.y - 4
    assert one.over > 12


def test_a_nought_before_what_is_hidden_is_no_nought():
    told = year(2026, [0, 1, 2])
    assert told.running(Measure.SIGNALS, SCHOOL) == hiding.Running(0, 1)
    assert told.told(Measure.SIGNALS, SCHOOL) == hiding.Running(None, 0)
    assert year(2026, [0, 0, 0]).told(Measure.SIGNALS, SCHOOL) == hiding.Running(0, 3)


def test_a_year_with_little_in_it_is_one_sentence_and_no_list_of_nothing(region):
    region.case("De Linde", SEPTEMBER)
    html = page(account(region, Role.TC), "/cijfers/")
    text = words(html)
    assert "Er is nog te weinig gebeurd om te tonen." in text
    assert "<svg" not in html.partition('id="months"')[2]
    assert "Nog niets geteld: " in text
    assert "1 school met te weinig om te tonen" in text
    assert "2 scholen waar nog niets geteld is" in text
    assert '<table class="table table--numbers"' not in html


def test_a_school_of_which_nothing_may_be_told_is_no_row(region):
    for _ in range(6):
        region.case("De Linde", SEPTEMBER, met=SEPTEMBER + 3 * WEEK)
    case = region.case("De Es", SEPTEMBER)
    for _ in range(2):
        region.agreement(case, TODAY + 30 * DAY)
    tc = account(region, Role.TC)
    for path in ("/cijfers/", "/opvolging-per-school/"):
        html = page(tc, path)
        assert '<th scope="row">De Es</th>' not in html
        assert "met te weinig om te tonen" in words(html)
