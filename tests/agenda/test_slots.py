"""Who comes when (R66): plain numbers in, plain numbers out."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from planning.agenda.rules.slots import Point, changed, cost, improve, lay, waiting

PEOPLE = "abcde"


@st.composite
def days(draw):
    length = draw(st.integers(30, 180))
    count = draw(st.integers(0, 9))
    points = [
        Point(number, draw(st.integers(5, 40)), frozenset(draw(st.sets(st.sampled_from(PEOPLE), max_size=3))))
        for number in range(count)
    ]
    windows = {}
    for person in draw(st.sets(st.sampled_from(PEOPLE), max_size=3)):
        first = draw(st.integers(0, length))
        windows[person] = (first, draw(st.integers(first, length + 30)))
    return points, length, windows


@given(days())
def test_whatever_the_day_nobody_sits_twice_or_outside_the_own_time(day):
    points, length, windows = day
    people = {point.key: point.people for point in points}
    minutes = {point.key: point.minutes for point in points}
    given_order = [point.key for point in points]
    was, found = lay(points, length=length, windows=windows), improve(points, length=length, windows=windows)
    for laid in (was, found):
        assert all(before.end <= after.start for before, after in pairwise(laid.slots)), "no overlap"
        assert all(row.start >= 0 and row.end <= length for row in laid.slots), "inside the meeting"
        assert all(row.end - row.start == minutes[row.key] for row in laid.slots)
        for row in laid.slots:
            for person in people[row.key] & set(windows):
                assert windows[person][0] <= row.start
                assert row.end <= windows[person][1]
        assert sorted([*laid.left, *(row.key for row in laid.slots)]) == sorted(given_order), "nothing is lost"
    assert sorted(found.order) == sorted(given_order)
    assert cost(points, found, given=given_order) <= cost(points, was, given=given_order), "never worse"
    assert improve(points, length=length, windows=windows) == found, "the same in, the same out"


def test_who_comes_for_two_points_has_them_after_each_other():
    points = [Point("1", 20, frozenset("a")), Point("2", 20), Point("3", 20, frozenset("a")), Point("4", 10)]
    day = improve(points, length=90, windows={})
    assert waiting(points, day) == {"a": 0}
    assert abs(day.order.index("1") - day.order.index("3")) == 1


def test_who_has_little_time_comes_then_and_the_rest_fills_the_gap():
    points = [Point("late", 20, frozenset("j")), Point("any", 30), Point("also", 30)]
    day = improve(points, length=90, windows={"j": (60, 90)})
    assert day.order == ("any", "also", "late")
    assert day.left == ()
    assert day.slot("late").start == 60


def test_many_points_with_a_partner_for_three():
    points = [Point(number, 10, frozenset("p") if number % 4 == 0 else frozenset()) for number in range(12)]
    day = improve(points, length=120, windows={"p": (40, 90)})
    assert day.left == ()
    assert waiting(points, day) == {"p": 0}
    assert all(day.slot(key).start >= 40 for key in (0, 4, 8))


def test_a_good_order_is_left_alone():
    points = [Point(number, 10) for number in range(5)]
    assert improve(points, length=60, windows={}).order == (0, 1, 2, 3, 4)


def test_what_does_not_fit_is_said():
    day = lay([Point("a", 40), Point("b", 40), Point("c", 20)], length=60, windows={})
    assert (day.left, [row.key for row in day.slots]) == (("b",), ["a", "c"])


def test_only_a_changed_slot_is_told():
    points = [Point("a", 20), Point("b", 20), Point("c", 20)]
    before = lay(points, length=90, windows={})
    after = lay([points[1], points[0], points[2]], length=90, windows={})
    assert set(changed(before, after)) == {"a", "b"}
    assert changed(before, before) == ()
    assert changed(before, lay(points[:2], length=90, windows={})) == ("c",)
