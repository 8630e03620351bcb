"""Pieces of a room's time, places in words, good links, and the picture of a week."""

from __future__ import annotations

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.rooms import rules
from planning.rooms.rules import Booking

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONDAY = dt.date(2026, 11, 16)
moments = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 12, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=dt.UTC).astimezone(AMSTERDAM)
)
minutes = st.integers(5, 480)


def until(start, length):
    return (start.astimezone(dt.UTC) + dt.timedelta(minutes=length)).astimezone(AMSTERDAM)


@given(moments, minutes, moments, minutes)
def test_two_stretches_share_a_piece_whenever_they_share_time(one, length, other, more):
    first, second = (one, until(one, length)), (other, until(other, more))
    if first[0] < second[1] and second[0] < first[1]:
        assert set(rules.pieces(*first)) & set(rules.pieces(*second))


@given(moments.map(lambda moment: moment.replace(minute=moment.minute // 5 * 5)), minutes.map(lambda n: n // 5 * 5))
def test_what_touches_shares_no_piece_and_pieces_follow_each_other(start, length):
    found = rules.pieces(start, until(start, length))
    assert len(found) == length // 5
    assert found[0] == start
    after = rules.pieces(until(start, length), until(start, length + 5))
    assert not set(found) & set(after)


def test_when_the_clock_goes_back_both_hours_are_their_own():
    start = dt.datetime(2026, 10, 25, 1, 30, tzinfo=AMSTERDAM)
    assert len(rules.pieces(start, until(start, 180))) == 36


def test_a_place_in_words():
    where = {"school": "De Linde", "school_address": "Dorpsstraat 1, Roosendaal"}
    assert rules.place_of(name="Kamer 2", address="", **where) == "Kamer 2, De Linde, Dorpsstraat 1, Roosendaal"
    assert rules.place_of(name="Zaal", address="Kerkplein 3", **where) == "Zaal, Kerkplein 3"
    assert len(rules.place_of(name="x" * 60, address="y" * 200, **where)) == 160


def test_a_link_is_left_out_and_never_cut():
    link = "https://video.example/" + "x" * 150
    assert rules.with_link("Kamer 2", "https://v.example/a") == "Kamer 2 · https://v.example/a"
    assert rules.with_link("", "https://v.example/a") == "https://v.example/a"
    assert rules.with_link("Kamer 2", link, most=160) == "Kamer 2"
    assert rules.with_link("", link, most=160) == "Videogesprek"
    assert rules.with_link("Kamer 2", "") == "Kamer 2"


@pytest.mark.parametrize(
    "link",
    [
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%22Tid%22%3a%22a%22%7d",
        "  https://meet.school.nl/7F3K ",
        "https://video.example:443/a#b",
        "https://xn--bcher-kva.example/a",
    ],
)
def test_a_good_link_is_kept_as_it_is(link):
    assert rules.good_link(link) == link.strip()


@pytest.mark.parametrize(
    "link",
    [
        "",
        "meet.school.nl/a",
        "http://meet.school.nl/a",
        "javascript:alert(1)",
        "https://",
        "https://gebruiker:geheim@meet.school.nl/",
        "https://meet.school.nl:8443/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://localhost/",
        "https://router.local/",
        "https://meet.school.nl/a b",
        "https://meet.school.nl/a\r\nX: y",
        'https://meet.school.nl/"onclick',
        "https://meet.school.nl/<b>",
        "https://é.nl/",
        "https://-a.nl/",
        "https://meet.school.nl:x/",
        "https://meet.school.nl/" + "x" * 500,
    ],
)
def test_a_bad_link_is_refused(link):
    assert rules.good_link(link) == ""


@given(st.text(max_size=80))
def test_no_text_breaks_the_look_at_a_link(text):
    for found in (rules.good_link(text), rules.good_link("https://" + text)):
        assert found == "" or found.startswith("https://")


def booking(day, start, end, *, end_day=None):
    def moment(date, text):
        return dt.datetime.combine(date, dt.time.fromisoformat(text), tzinfo=AMSTERDAM)

    date = MONDAY + dt.timedelta(days=day)
    return Booking(uuid.uuid4(), "7F3K", moment(date, start), moment(end_day or date, end))


def test_the_picture_of_a_week():
    one, two = booking(0, "09:00", "10:30"), booking(2, "16:40", "18:10")
    rows = rules.week([two, one], monday=MONDAY)
    assert (rows[0].time, rows[-1].time) == (dt.time(8), dt.time(18))
    at_nine = next(row for row in rows if row.time == dt.time(9))
    assert (at_nine.cells[0].booking, at_nine.cells[0].rows) == (one, 3)
    assert [cell.booking for cell in at_nine.cells[1:]] == [None] * 4
    after = rows[rows.index(at_nine) + 1]
    assert after.cells[0] is None
    half_five = next(row for row in rows if row.time == dt.time(16, 30))
    assert (half_five.cells[2].booking, half_five.cells[2].rows) == (two, 4)


@given(st.lists(st.tuples(st.integers(-1, 6), st.integers(0, 1380), minutes), max_size=6))
def test_every_picture_is_a_whole_table(raw):
    midnight = dt.datetime.combine(MONDAY, dt.time(), tzinfo=AMSTERDAM)
    starts = [(until(midnight + dt.timedelta(days=day), at), length) for day, at, length in raw]
    bookings = [Booking(uuid.uuid4(), "x", start, until(start, length)) for start, length in starts]
    rows = rules.week(bookings, monday=MONDAY)
    for day in range(5):
        covered = 0
        for row in rows:
            cell = row.cells[day]
            if cell is None:
                covered -= 1
                assert covered >= 0
            else:
                assert covered == 0
                covered = cell.rows - 1
        assert covered == 0
