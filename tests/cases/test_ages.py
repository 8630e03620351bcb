"""Who speaks for a pupil at which age: from year and month of birth alone, read as is safest (C9)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.cases import ages
from planning.cases.ages import FromTwelve, Voices

D = dt.date
settings = st.sampled_from(list(FromTwelve))


def who(day: dt.date, *, born: str = "2010-05", setting: str = FromTwelve.OPINION) -> Voices:
    return ages.voices(born, from_twelve=setting, today=day)


@pytest.mark.parametrize(
    ("day", "surely", "perhaps"),
    [
        (D(2026, 4, 30), 15, 15),
        (D(2026, 5, 1), 15, 16),
        (D(2026, 5, 31), 15, 16),
        (D(2026, 6, 1), 16, 16),
        (D(2027, 1, 1), 16, 16),
    ],
)
def test_the_age_is_known_to_the_month(day, surely, perhaps):
    assert ages.age("2010-05", today=day) == ages.Age(surely=surely, perhaps=perhaps)


@pytest.mark.parametrize("text", ["", None, "mei 2010", "2010-13", "2010-5", "2010", "0010-05", "2010-05-01"])
def test_a_month_that_is_none_is_unknown_and_then_the_parents_are_asked(text):
    assert ages.age(text, today=D(2026, 5, 1)) is None
    assert ages.turning_points(text) == ()
    assert ages.voices(text, from_twelve=FromTwelve.BOTH, today=D(2026, 5, 1)) == Voices(guardians=True, pupil=False)


def test_before_twelve_only_the_parents():
    assert who(D(2022, 4, 30)) == Voices(guardians=True, pupil=False)


@pytest.mark.parametrize(
    ("setting", "pupil", "opinion"),
    [(FromTwelve.PARENTS, False, False), (FromTwelve.OPINION, False, True), (FromTwelve.BOTH, True, False)],
)
def test_from_the_month_of_twelve_what_the_school_set(setting, pupil, opinion):
    heard = who(D(2022, 5, 1), setting=setting)
    assert (heard.guardians, heard.pupil, heard.opinion) == (True, pupil, opinion)


def test_in_the_month_of_sixteen_both_and_after_it_the_pupil_alone():
    month, after = who(D(2026, 5, 1)), who(D(2026, 6, 1))
    assert (month.guardians, month.pupil) == (True, True)
    assert (after.guardians, after.pupil) == (False, True)


def test_six_weeks_before_sixteen_the_pupil_is_asked_and_the_parents_still_decide():
    day = D(2026, 5, 1) - ages.FLAG_BEFORE
    before, soon = who(day - dt.timedelta(days=1), setting=FromTwelve.PARENTS), who(day, setting=FromTwelve.PARENTS)
    assert (before.asks_pupil, soon.asks_pupil, soon.pupil, soon.guardians) == (False, True, False, True)
    assert soon.since == day, "what was said earlier was an opinion"


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (D(2026, 3, 19), None),
        (D(2026, 3, 20), 16),
        (D(2026, 5, 31), 16),
        (D(2026, 6, 1), None),
        (D(2028, 4, 1), 18),
        (D(2022, 5, 1), 12),
    ],
)
def test_a_birthday_is_flagged_from_six_weeks_before_to_its_months_end(day, years):
    found = ages.coming("2010-05", today=day)
    assert (found.years if found else None) == years


def test_december_ends_in_january():
    assert ages.turning_points("2010-12")[1] == ages.Birthday(16, D(2026, 12, 1), D(2027, 1, 1))


@given(st.dates(D(2005, 1, 1), D(2030, 12, 31)), st.dates(D(2020, 1, 1), D(2045, 12, 31)), settings)
def test_whatever_the_day_of_birth_in_the_month_nobody_is_passed_over(born, today, setting):
    """The real day of birth is not known: whoever the law would ask on that day is among those who must say yes."""
    heard = ages.voices(f"{born:%Y-%m}", from_twelve=setting, today=today)
    try:
        sixteen = born.replace(year=born.year + 16)
    except ValueError:  # 29 February
        sixteen = dt.date(born.year + 16, 3, 1)
    assert heard.pupil or today < sixteen
    assert heard.guardians or today >= sixteen
    assert heard.guardians or heard.pupil, "somebody always decides"
