"""Counting, winning and proposing, as invariants."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from planning.people.rules import Availability
from planning.polls import rules
from planning.polls.rules import Diary, Option, Voter, Wishes
from tests.meetings.table import AMSTERDAM, NOW, at

OPTIONS = [Option(key=f"o{n}", start=at(10 + n)) for n in range(4)]
VOTERS = [
    Voter(key="gw", required=True),
    Voter(key="ouder", required=True, guest=True),
    Voter(key="lpa", required=False),
]

answers_given = st.dictionaries(
    st.tuples(st.sampled_from([one.key for one in VOTERS]), st.sampled_from([one.key for one in OPTIONS])),
    st.sampled_from(sorted(rules.CHOICES)),
)


def count(answers, *, closed=()):
    options = [Option(key=one.key, start=one.start, closed=one.key in closed) for one in OPTIONS]
    return rules.tally(voters=VOTERS, options=options, answers=answers)


def everybody(choice="yes", **other):
    return {(voter.key, option.key): other.get(voter.key, choice) for voter in VOTERS for option in OPTIONS}


@given(answers_given, st.sets(st.sampled_from([one.key for one in OPTIONS])))
def test_a_winner_is_possible_open_and_agreed_by_everybody_required(answers, closed):
    tallies = count(answers, closed=closed)
    won = rules.winner(tallies)
    assert len(tallies) == len(OPTIONS)
    for row in tallies:
        assert sorted([*row.yes, *row.if_needed, *row.no, *row.waiting]) == sorted(one.key for one in VOTERS)
        assert not row.agreed or row.possible
    if won is None:
        assert not any(row.agreed for row in tallies)
    else:
        assert won in rules.possible_options(tallies)
        assert won.option.key not in closed
        assert {"gw", "ouder"} <= {*won.yes, *won.if_needed}
        assert all(won.cost <= row.cost for row in tallies if row.agreed)


@given(answers_given)
def test_one_more_no_never_makes_an_option_possible(answers):
    before = {row.option.key for row in rules.possible_options(count(answers))}
    after = {row.option.key for row in rules.possible_options(count({**answers, ("gw", "o1"): "no"}))}
    assert after <= before
    assert "o1" not in after


def test_the_earliest_wins_among_equals():
    assert rules.winner(count(everybody())).option.key == "o0"


def test_a_parents_if_needed_costs_less_than_a_professionals():
    answers = everybody()
    answers["gw", "o0"], answers["ouder", "o1"] = "ifneeded", "ifneeded"
    answers["gw", "o2"] = answers["gw", "o3"] = "no"
    assert rules.winner(count(answers)).option.key == "o1"


def test_nobody_wins_before_everybody_required_answered():
    answers = everybody()
    for option in OPTIONS:
        del answers["ouder", option.key]
    assert rules.winner(count(answers)) is None
    assert len(rules.possible_options(count(answers))) == 4


def test_without_anybody_required_nothing_wins_by_itself():
    voters = [Voter(key="lpa", required=False)]
    assert rules.winner(rules.tally(voters=voters, options=OPTIONS, answers={("lpa", "o0"): "yes"})) is None


# --- Proposing --------------------------------------------------------------------------------------------------------

FIRST, LAST = dt.date(2026, 11, 9), dt.date(2026, 12, 4)
WEEKDAYS = [FIRST + dt.timedelta(days=n) for n in range(26) if (FIRST + dt.timedelta(days=n)).weekday() < 5]
stretches = st.lists(
    st.tuples(st.sampled_from(WEEKDAYS), st.integers(8, 16), st.integers(1, 5)).map(
        lambda row: (
            dt.datetime.combine(row[0], dt.time(row[1]), tzinfo=AMSTERDAM),
            dt.datetime.combine(row[0], dt.time(row[1]), tzinfo=AMSTERDAM) + dt.timedelta(hours=row[2]),
        )
    ),
    max_size=12,
)
hours = st.dictionaries(
    st.integers(0, 4),
    st.sampled_from([((dt.time(8, 15), dt.time(16, 45)),), ((dt.time(8, 30), dt.time(12, 30)),)]),
    min_size=1,
)
diaries = st.lists(
    st.builds(
        lambda working, away, taken, required: (Availability(hours=working, absences=tuple(away)), taken, required),
        hours,
        stretches,
        stretches,
        st.booleans(),
    ),
    max_size=3,
).map(
    lambda rows: [
        Diary(key=f"p{n}", required=required, availability=availability, taken=tuple(taken))
        for n, (availability, taken, required) in enumerate(rows)
    ]
)


@given(diaries, st.sampled_from([30, 60, 90]), st.integers(1, 8), st.sets(st.sampled_from(WEEKDAYS), min_size=1))
def test_proposals_keep_every_rule(people, minutes, wanted, school_days):
    wishes = Wishes(first=FIRST, last=LAST, school_days=school_days, count=wanted)
    found = rules.propose(diaries=people, minutes=minutes, wishes=wishes)
    assert len(found) <= wanted
    assert [row.start for row in found] == sorted({row.start for row in found})
    assert len({row.missing_required for row in found}) <= 1
    assert len({(row.start.date(), rules.day_part(row.start)) for row in found}) == len(found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for row in found:
        assert row.start.date() in school_days
        assert wishes.opens <= row.start.time()
        assert row.end.time() <= wishes.closes
        assert row.end - row.start == dt.timedelta(minutes=minutes)
        said = [*row.can, *(key for key, _why in row.cannot), *row.unknown, *row.teaching]
        assert sorted(said) == sorted(one.key for one in people)
        for one in people:
            if one.key in row.can:
                assert all(not (begin < row.end and row.start < end) for begin, end in one.taken)
                assert all(not (begin < row.end and row.start < end) for begin, end in one.availability.absences)
                assert row.start.weekday() in one.availability.hours
    assert rules.propose(diaries=people, minutes=minutes, wishes=wishes) == found


def test_options_are_spread_over_days_and_day_parts():
    wishes = Wishes(first=FIRST, last=LAST, school_days=WEEKDAYS, count=6)
    found = rules.propose(diaries=[], minutes=60, wishes=wishes)
    assert len({row.start.date() for row in found}) == 6
    assert [sum(rules.day_part(row.start) == part for row in found) for part in rules.PARTS] == [2, 2, 2]


def test_without_a_school_day_there_is_nothing():
    assert rules.propose(diaries=[], minutes=60, wishes=Wishes(first=FIRST, last=LAST, school_days=())) == []


def test_when_nobody_fits_the_least_bad_is_shown_with_the_reason():
    busy = Diary(key="gw", required=True, availability=Availability(hours={5: ((dt.time(9), dt.time(12)),)}))
    found = rules.propose(
        diaries=[busy], minutes=60, wishes=Wishes(first=FIRST, last=FIRST, school_days=[FIRST], count=1)
    )
    assert [row.cannot for row in found] == [(("gw", "werkt niet op maandag"),)]


def test_lead_time_counts_school_days():
    assert rules.after_workdays(dt.date(2026, 11, 3), 5) == dt.date(2026, 11, 10)
    without_monday = [day for day in WEEKDAYS if day != dt.date(2026, 11, 9)] + [
        dt.date(2026, 11, d) for d in (4, 5, 6)
    ]
    assert rules.after_workdays(dt.date(2026, 11, 3), 5, school_days=without_monday) == dt.date(2026, 11, 11)


def test_a_deadline_lies_before_the_first_option():
    assert rules.proposed_deadline(now=NOW, first_option=at(20)) == at(8, 17)
    assert rules.proposed_deadline(now=NOW, first_option=at(5)) == at(4, 17)
    assert rules.proposed_deadline(now=NOW, first_option=at(3, 15)) == NOW + dt.timedelta(hours=1)


def test_reminders_come_three_days_and_one_day_before():
    assert rules.reminder_moments(deadline=at(10, 17), opened=NOW) == [at(7, 17), at(9, 17)]
    assert rules.reminder_moments(deadline=at(4, 17), opened=NOW) == []
