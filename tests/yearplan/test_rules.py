"""Pure decisions: local time, weeks, words of both sides, how good a plan is."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.yearplan import rules
from planning.yearplan.rules import Grade, Progress, Said, Step, Word

DAYS = st.dates(min_value=dt.date(2024, 1, 1), max_value=dt.date(2035, 12, 31))
DAYTIME = st.times(min_value=dt.time(6), max_value=dt.time(22)).map(lambda t: t.replace(second=0, microsecond=0))


@given(DAYS, DAYTIME)
def test_a_daytime_moment_goes_to_utc_and_back(day, time):
    local = dt.datetime.combine(day, time)
    moment = rules.to_utc(local)
    assert moment.utcoffset() == dt.timedelta(0)
    assert rules.to_local(moment) == local


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2027-03-26T09:00", "2027-03-26T08:00+00:00"),  # before the clock goes forward on 28 March 2027
        ("2027-03-29T09:00", "2027-03-29T07:00+00:00"),
        ("2026-10-23T09:00", "2026-10-23T07:00+00:00"),  # before it goes back on 25 October 2026
        ("2026-10-26T09:00", "2026-10-26T08:00+00:00"),
    ],
)
def test_nine_o_clock_stays_nine_o_clock_when_the_clock_changes(local, utc):
    assert rules.to_utc(dt.datetime.fromisoformat(local)) == dt.datetime.fromisoformat(utc)


@pytest.mark.parametrize("local", ["2027-03-28T02:30", "2026-10-25T02:30"])
def test_a_moment_that_is_not_there_or_twice_there_is_refused(local):
    with pytest.raises(rules.NotALocalTime):
        rules.to_utc(dt.datetime.fromisoformat(local))


@pytest.mark.parametrize("text", ["8:30", "08:3", "24:00", "08:60", "half negen", "", "08:30:00", "-8:30", "²²:00"])
def test_only_hh_mm_is_a_time(text):
    with pytest.raises(ValueError, match=r"HH:MM|must be in"):
        rules.clock(text)


@given(st.times())
def test_every_hh_mm_is_a_time(time):
    assert rules.clock(f"{time:%H:%M}") == dt.time(time.hour, time.minute)


def school_days(first: dt.date, last: dt.date) -> list[dt.date]:
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5]


def test_the_window_is_the_second_school_week_to_the_last_but_one():
    days = school_days(dt.date(2026, 8, 24), dt.date(2027, 7, 9))
    assert rules.window(days) == (dt.date(2026, 8, 31), dt.date(2027, 7, 2))


@pytest.mark.parametrize(
    "days", [[], school_days(dt.date(2026, 8, 24), dt.date(2026, 8, 28)), [dt.date(2026, 8, 24)] * 9]
)
def test_a_year_of_hardly_a_week_has_no_window(days):
    assert rules.window(days) is None


@given(DAYS, st.integers(0, 400), st.data())
def test_every_day_lies_in_one_column_of_the_year_page(first, length, data):
    last = first + dt.timedelta(days=length)
    day = first + dt.timedelta(days=data.draw(st.integers(0, length)))
    columns = rules.weeks(first, last, open_days=[day])
    assert [week.monday for week in columns] == sorted(
        {rules.monday(first + dt.timedelta(n)) for n in range(length + 1)}
    )
    assert [week.monday for week in columns if week.open] == [rules.monday(day)]
    assert sum(month.weeks for month in rules.months(columns)) == len(columns)


def test_the_load_counts_meetings_per_week_in_local_time():
    columns = rules.weeks(dt.date(2026, 8, 31), dt.date(2026, 9, 18), open_days=[])
    sunday_evening_in_utc = dt.datetime(2026, 9, 6, 22, 30, tzinfo=dt.UTC)  # Monday half past midnight in Amsterdam
    starts = [
        sunday_evening_in_utc,
        dt.datetime(2026, 9, 1, 7, tzinfo=dt.UTC),
        dt.datetime(2026, 9, 4, 7, tzinfo=dt.UTC),
    ]
    assert rules.load(starts, columns) == (2, 1, 0)


@pytest.mark.parametrize(("day", "year"), [("2026-08-01", 2026), ("2026-07-31", 2025), ("2027-01-15", 2026)])
def test_a_school_year_runs_from_august(day, year):
    assert rules.school_year_of(dt.date.fromisoformat(day)) == year


def test_the_plane_keeps_distances():
    roosendaal, breda = (51.5308, 4.4653), (51.5866, 4.7759)
    (x1, y1), (x2, y2) = rules.plane([roosendaal, breda])
    assert ((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5 == pytest.approx(22.36, abs=0.1)  # great circle: 22.4 km
    assert rules.plane([]) == []


AT = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)


def said(side, verdict, hours=0):
    return Said(side=side, verdict=verdict, at=AT + dt.timedelta(hours=hours))


@pytest.mark.parametrize(
    ("rows", "since", "words"),
    [
        ([], None, (Word.OPEN, Word.OPEN)),
        ([said("school", "agreed")], None, (Word.AGREED, Word.OPEN)),
        ([said("school", "agreed"), said("school", "change", 1)], None, (Word.CHANGE, Word.OPEN)),
        ([said("school", "change"), said("school", "agreed", 1)], None, (Word.AGREED, Word.OPEN)),
        ([said("school", "agreed", 1), said("school", "change")], None, (Word.AGREED, Word.OPEN)),
        ([said("school", "agreed"), said("swv", "agreed", 2)], AT + dt.timedelta(hours=1), (Word.OPEN, Word.AGREED)),
    ],
)
def test_the_newest_word_since_the_dates_changed_counts(rows, since, words):
    assert (rules.word_of("school", rows, since=since), rules.word_of("swv", rows, since=since)) == words


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ((Word.AGREED, Word.AGREED), Word.AGREED),
        ((Word.AGREED, Word.OPEN), Word.OPEN),
        ((Word.OPEN, Word.OPEN), Word.OPEN),
        ((Word.AGREED, Word.CHANGE), Word.CHANGE),
        ((Word.CHANGE, Word.OPEN), Word.CHANGE),
    ],
)
def test_both_sides_agree_or_it_is_not_agreed(words, outcome):
    assert rules.together(words) == outcome
    assert rules.together(reversed(words)) == outcome


@pytest.mark.parametrize(
    ("counts", "step"),
    [
        ((0, 0, 0, 0, 0, 0, False), Step.RULES),
        ((3, 1, 18, 0, 0, 0, False), Step.RULES),
        ((3, 0, 18, 0, 0, 0, False), Step.SOLVE),
        ((3, 0, 18, 17, 0, 0, False), Step.AGREE),
        ((3, 0, 18, 18, 2, 1, False), Step.AGREE),
        ((3, 0, 18, 18, 3, 0, False), Step.PUBLISH),
        ((3, 0, 18, 18, 1, 0, True), Step.PUBLISH),
    ],
)
def test_the_step_that_waits(counts, step):
    assert rules.step_of(Progress(*counts)) == step


@pytest.mark.parametrize(
    ("score", "bound", "grade"),
    [
        (None, None, Grade.UNKNOWN),
        (100, None, Grade.UNKNOWN),
        (5, 0, Grade.UNKNOWN),
        (0, 0, Grade.BEST),
        (197, 196.4, Grade.BEST),
        (771, 743, Grade.GOOD),
        (771, 760, Grade.NEAR),
        (903, 743, Grade.ROOM),
    ],
)
def test_how_good_a_plan_is(score, bound, grade):
    assert rules.grade(score, bound) == grade


@given(st.lists(st.sets(st.integers(0, 6)), max_size=4))
def test_the_preferred_day_is_a_shared_school_day_if_there_is_one(weeks_of_people):
    shared = rules.shared_weekdays(weeks_of_people)
    assert set(shared) == set(range(5)).intersection(*weeks_of_people)
    chosen = rules.preferred_weekday(shared, Counter())
    assert chosen in (shared or range(5))


def test_the_wishes_of_schools_spread_over_the_week():
    taken: Counter[int] = Counter()
    for _ in range(6):
        taken[rules.preferred_weekday((1, 3), taken)] += 1
    assert taken == {1: 3, 3: 3}
