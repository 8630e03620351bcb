"""Dates as people write them in a spreadsheet of their own."""

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.imports.moments import BadMoment, Moment, clock_in, means_nothing, moments_in

OCTOBER = dt.date(2025, 10, 14)  # a Tuesday


def read(cell):
    return moments_in(cell, school_year=2025)


@pytest.mark.parametrize(
    "text",
    [
        "14-10-2025",
        "14/10/2025",
        "14.10.2025",
        "14-10-25",
        "2025-10-14",
        "14-10",
        "14 oktober",
        "14 okt",
        "14okt",
        "14 okt.",
        "14-okt-25",
        "14 oktober 2025",
        "di 14 okt",
        "dinsdag 14 oktober 2025",
        "Di. 14-10",
        "dinsdag 14/10",
        "SOT 2: di 14 okt",
    ],
)
def test_a_day_is_read_in_any_dress(text):
    assert [row.day for row in read(text)] == [OCTOBER]
    assert read(text)[0].start is None


@pytest.mark.parametrize(
    ("text", "start", "minutes"),
    [
        ("14-10-2025 9:00", dt.time(9), None),
        ("di 14 okt 9.00 uur", dt.time(9), None),
        ("di 14 okt 9u30", dt.time(9, 30), None),
        ("di 14 okt, 13.30-15.00", dt.time(13, 30), 90),
        ("14 okt 2025 van 8:30 tot 10:30 uur", dt.time(8, 30), 120),
        ("14 okt 10:30", dt.time(10, 30), None),  # not the year 10
        ("14-10 om 9 uur", dt.time(9), None),
        ("9:00-11:00 di 14 okt", dt.time(9), 120),
    ],
)
def test_a_time_beside_it_is_read_too(text, start, minutes):
    assert read(text) == [Moment(OCTOBER, start, minutes, year_said="2025" in text)]


def test_real_dates_and_times_of_the_spreadsheet_are_taken():
    assert read(dt.datetime(2025, 10, 14)) == [Moment(OCTOBER)]
    assert read(dt.datetime(2025, 10, 14, 8, 59, 59, 999_000)) == [Moment(OCTOBER, dt.time(9))]
    assert read(dt.date(2025, 10, 14)) == [Moment(OCTOBER)]
    assert read(45944) == [Moment(OCTOBER)]  # the count of days behind a date


def test_a_left_out_year_is_that_of_the_school_year():
    assert [row.day for row in read("12 januari\n3 september")] == [dt.date(2026, 1, 12), dt.date(2025, 9, 3)]


@pytest.mark.parametrize("cell", [None, "", "K. Smit", "lokaal 2", "06-12345678", "SOT 3", 12, 3.5, "9:00", True, "B3"])
def test_other_things_are_no_dates(cell):
    assert read(cell) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31-2-2026", "Deze datum bestaat niet."),
        ("14-13-2025", "Deze datum bestaat niet."),
        ("wo 14 okt 2025", "14-10-2025 is geen woensdag, maar een dinsdag."),
        ("vrijdag 14-10", "14-10-2025 is geen vrijdag, maar een dinsdag."),
    ],
)
def test_what_cannot_be_right_is_said(text, reason):
    with pytest.raises(BadMoment, match=reason):
        read(text)


def test_a_time_alone_and_nothing_at_all():
    assert clock_in("9:00 - 10:30 uur") == (dt.time(9), 90)
    assert clock_in(dt.time(8, 29, 59, 999_000)) == (dt.time(8, 30), None)
    assert [clock_in(cell) for cell in ("K. Smit", "25:00", "di 9:00", None, 3)] == [None] * 5
    assert all(means_nothing(cell) for cell in ("-", "vervalt", "n.v.t.", "geen", "?"))
    assert not any(means_nothing(cell) for cell in ("14-10", None, "K. Smit"))


@given(st.text(max_size=60) | st.integers() | st.floats() | st.datetimes() | st.times() | st.none())
def test_nothing_breaks_it(cell):
    with contextlib.suppress(BadMoment):
        assert all(isinstance(row.day, dt.date) for row in read(cell))
    clock_in(cell)
    means_nothing(cell)
