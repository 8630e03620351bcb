"""Good options before anybody is asked: travel, lessons, parents' day parts, and whose change would open the most."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.meetings import services as meetings
from planning.meetings.models import Hold
from planning.people.audit import By
from planning.people.models import WorkingHours
from planning.people.roles import Role
from planning.people.rules import Availability, travel_time
from planning.polls import rules, selectors
from planning.polls.models import KnownTimes
from planning.polls.rules import Diary, Wishes
from planning.polls.services import NoteData
from tests.factories import make_school, make_staff
from tests.meetings.table import NOW, at
from tests.polls.test_services import ask, say

MONDAY = dt.date(2026, 11, 16)
WEEK = [MONDAY + dt.timedelta(days=number) for number in range(5)]
WORKS = Availability(hours={day: ((dt.time(8, 30), dt.time(17)),) for day in range(5)})


def wishes(**more):
    return Wishes(**{"first": MONDAY, "last": WEEK[-1], "school_days": WEEK, "count": 6, **more})


# --- Pure -------------------------------------------------------------------------------------------------------------


@given(st.lists(st.sets(st.sampled_from(rules.ALL_PARTS)), max_size=3))
def test_options_suit_as_many_parents_as_can_be(guests):
    found = rules.propose(diaries=[], minutes=60, wishes=wishes(guests=guests, count=1))
    least = min(
        rules.misfit(dt.datetime.combine(day, dt.time(hour), tzinfo=rules.AMSTERDAM), guests)
        for day in WEEK
        for hour in (9, 13, 15)
    )
    assert [row.misfit for row in found] == [least]


@pytest.mark.parametrize(
    ("hour", "part"), [(8, "0-ochtend"), (11, "0-ochtend"), (12, "0-middag"), (14, "0-middag"), (15, "0-na-school")]
)
def test_a_day_part_is_read_from_the_clock(hour, part):
    assert rules.part_of_week(at(16, hour)) == part


@given(st.lists(st.text(max_size=12)))
def test_only_day_parts_that_exist_are_kept(words):
    assert rules.known_parts([*words, "4-na-school", "0-ochtend", "0-ochtend"])[0] == "0-ochtend"
    assert set(rules.known_parts(words)) <= set(rules.ALL_PARTS)


def test_the_way_from_another_school_takes_its_time():
    busy = (at(16, 10), at(16, 11))
    diary = Diary(
        key="gw",
        required=True,
        availability=WORKS,
        taken=(busy,),
        travel=((busy[0] - dt.timedelta(minutes=25), busy[1] + dt.timedelta(minutes=25)),),
    )
    assert diary.why_not(at(16, 10, 30), at(16, 11, 30)) == "heeft dan een ander overleg"
    assert diary.why_not(at(16, 11), at(16, 12)) == "is dan onderweg van of naar een andere school"
    assert diary.why_not(at(16, 11, 30), at(16, 12, 30)) is None


def test_a_teacher_can_but_not_before_the_class():
    teacher = Diary(key="juf", required=True, availability=WORKS, teaches=True)
    found = rules.propose(diaries=[teacher], minutes=60, wishes=wishes())
    in_class = [row for row in found if row.teaching]
    assert all(row.start.time() < dt.time(14, 30) for row in in_class)
    (after,) = [rules.look_at([teacher], at(16, 15), at(16, 16))]
    assert (after.can, after.teaching, after.missing_required) == (("juf",), (), 0)


def test_when_nothing_suits_whose_change_would_open_the_most():
    never = Diary(key="gw", required=True, availability=Availability(hours={5: ((dt.time(9), dt.time(12)),)}))
    fridays = Diary(key="jp", required=True, availability=Availability(hours={4: ((dt.time(8, 30), dt.time(17)),)}))
    found = rules.one_change(diaries=[never, fridays], minutes=60, wishes=wishes())
    assert [(row.key, row.days, row.reason) for row in found] == [("gw", 1, "werkt niet op vrijdag")]
    assert rules.one_change(diaries=[fridays], minutes=60, wishes=wishes()) == []
    alone = rules.one_change(diaries=[never], minutes=60, wishes=wishes())
    assert [(row.key, row.days) for row in alone] == [("gw", 5)]


@given(st.floats(50.8, 53.5), st.floats(3.4, 7.2), st.floats(50.8, 53.5), st.floats(3.4, 7.2))
def test_travel_is_the_same_both_ways_and_nothing_at_home(lat, lon, other_lat, other_lon):
    there = travel_time((lat, lon), (other_lat, other_lon))
    assert there == travel_time((other_lat, other_lon), (lat, lon))
    assert travel_time((lat, lon), (lat, lon)) == dt.timedelta(0)
    assert there >= dt.timedelta(minutes=10) or (lat, lon) == (other_lat, other_lon)


def test_nothing_shares_time_with_what_is_avoided():
    whole = [(at(16, 8), at(16, 17)), (at(17, 9), at(17, 16, 30))]
    found = rules.propose(diaries=[], minutes=60, wishes=wishes(avoid=whole, count=30))
    assert {row.start.date() for row in found} == set(WEEK[2:])


# --- On the database --------------------------------------------------------------------------------------------------


def test_a_meeting_at_a_school_far_away_keeps_the_way_free(table):
    far = make_school(table.swv, "De Verte", latitude=51.9, longitude=5.3)
    away = table.meeting(table.gw, parents=False)
    away.school = far
    away.save(update_fields=["school"])
    meetings.fix_date(meeting=away, start=at(17, 10), by=By.system(), now=NOW)
    meeting = table.meeting(table.ib, table.gw)
    here, later = selectors.look_at_options(meeting, [at(17, 11, 30), at(17, 14)], now=NOW)
    assert here.cannot == (("Gerda Gw (GW)", "is dan onderweg van of naar een andere school"),)
    assert later.cannot == ()


def test_what_parents_usually_can_comes_first(table):
    poll = ask(table)
    say(poll, table.mother, note=NoteData(none_of_these=True, parts=["1-na-school", "bestaat-niet", "3-na-school"]))
    assert KnownTimes.objects.get(party=table.mother).parts == ["1-na-school", "3-na-school"]
    options = selectors.propose_options(table.meeting(table.ib, table.gw), now=NOW, count=4)
    assert options.parents_known == 1
    assert {rules.part_of_week(row.start) for row in options.proposals} == {"1-na-school", "3-na-school"}
    assert {row.misfit for row in options.proposals} == {0}


def test_a_professional_leaves_no_usual_times(table):
    poll = ask(table)
    say(poll, table.gw, "yes", "yes", "yes", note=NoteData(parts=["0-ochtend"]))
    assert not KnownTimes.objects.exists()


def test_a_gw_who_works_elsewhere_is_named_with_what_would_open(table):
    WorkingHours.objects.filter(person=table.gw).delete()
    WorkingHours.objects.create(swv=table.swv, person=table.gw, weekday=5, start=dt.time(9), end=dt.time(12))
    options = selectors.propose_options(table.meeting(table.ib, table.gw), now=NOW)
    assert options.changes[0].name == "Gerda Gw (GW)"
    assert options.changes[0].moments > 20
    assert not any(row.everybody for row in options.proposals)


def test_an_urgent_poll_looks_from_the_next_hour_on(table):
    meeting = table.meeting(table.ib)
    WorkingHours.objects.filter(person=table.ib).delete()
    found = selectors.propose_options(meeting, now=NOW, urgent=True).proposals
    assert min(row.start for row in found) > NOW
    assert max(row.start for row in found) < NOW + dt.timedelta(days=5)
    usual = selectors.propose_options(meeting, now=NOW).proposals
    assert min(row.start.date() for row in usual) >= dt.date(2026, 11, 10)


def test_a_date_nearer_than_the_route_wants_is_warned_of(table):
    near, far = selectors.look_at_options(table.meeting(table.ib), [at(5), at(20)], now=NOW)
    assert (near.soon, far.soon) == (True, False)


def test_a_teacher_of_the_school_is_shown_before_the_class(table):
    teacher = make_staff(table.swv, Role.TEACHER, table.school, "Tine Leerkracht")
    meeting = meetings.plan_case_meeting(
        actor=table.actor,
        case=table.case,
        kind="HIA",
        minutes=60,
        location="",
        participants=[meetings.Seat(person=teacher, role="leerkracht"), meetings.Seat(party=table.mother)],
        now=NOW,
    )
    lesson, after = selectors.look_at_options(meeting, [at(17, 10), at(17, 15)], now=NOW)
    assert len(lesson.teaching) == 1
    assert after.teaching == ()


def test_nobody_is_held_by_looking(table):
    selectors.propose_options(table.meeting(table.ib, table.gw), now=NOW)
    assert not Hold.objects.exists()
