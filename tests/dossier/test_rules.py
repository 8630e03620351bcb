"""Pure decisions of the dossier, at their edges: leap years, holidays, the turn of a school year, summer time."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.dossier.rules import absence, clocks, safety, tlv, tree
from planning.dossier.rules.clocks import AMSTERDAM, DueState, LastDay
from planning.dossier.rules.observing import Moments, Stage, overdue_moment, silent_moment, stage_of
from planning.dossier.rules.settings import Deadlines, WrongDay, deadlines_of, read_last_days
from planning.dossier.rules.tlv import Expert

D = dt.date
NOON = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
days = st.dates(min_value=D(2020, 1, 1), max_value=D(2100, 1, 1))


@pytest.mark.parametrize(
    ("since", "extended", "due"),
    [
        (D(2026, 11, 2), False, D(2026, 12, 14)),
        (D(2026, 11, 2), True, D(2027, 1, 11)),  # Christmas does not stop it
        (D(2027, 7, 10), False, D(2027, 8, 21)),  # nor the summer, over the turn of the school year
        (D(2028, 1, 18), False, D(2028, 2, 29)),
    ],
)
def test_zorgplicht_is_six_weeks_once_four_more_and_holidays_do_not_stop_it(since, extended, due):
    assert clocks.zorgplicht_due(since, extended=extended) == due


@given(days)
def test_a_year_is_never_more_than_a_year(since):
    after = clocks.year_after(since)
    assert (after - since).days in {365, 366}
    assert (after.month, after.day) == ((since.month, since.day) if (since.month, since.day) != (2, 29) else (2, 28))


def test_a_year_after_29_february_is_the_28th():
    assert clocks.year_after(D(2028, 2, 29)) == D(2029, 2, 28)
    assert clocks.year_after(D(2027, 2, 28)) == D(2028, 2, 28)


def test_one_must_act_on_the_last_school_day_before_a_holiday():
    christmas = {D(2026, 12, 21) + dt.timedelta(days=number) for number in range(14)}
    assert clocks.act_by(D(2027, 1, 3), closed=christmas) == D(2026, 12, 18)
    assert clocks.act_by(D(2026, 12, 13), closed=()) == D(2026, 12, 11)  # a Sunday
    assert clocks.act_by(D(2026, 12, 10), closed=()) == D(2026, 12, 10)


@given(due=days, closed=st.frozensets(days, max_size=20))
def test_the_day_to_act_is_never_late_and_never_free(due, closed):
    act = clocks.act_by(due, closed=closed)
    assert act <= due
    assert act.weekday() < 5
    assert act not in closed


@pytest.mark.parametrize(
    ("today", "state", "left"),
    [
        (D(2026, 11, 29), DueState.LATER, 15),
        (D(2026, 11, 30), DueState.SOON, 14),
        (D(2026, 12, 14), DueState.SOON, 0),  # the last day is in time
        (D(2026, 12, 15), DueState.LATE, -1),
    ],
)
def test_a_clock_warns_two_weeks_before_and_is_late_after_its_day(today, state, left):
    due = clocks.standing(since=D(2026, 11, 2), due=D(2026, 12, 14), today=today)
    assert (due.state, due.days_left) == (state, left)


def test_what_is_done_is_never_late():
    done = clocks.standing(since=D(2026, 1, 5), due=D(2026, 2, 16), today=D(2026, 11, 28), done=True)
    assert done.state == DueState.DONE


def test_bells_ring_at_nine_also_over_summer_time():
    """Summer time begins on 28 March 2027: nine o'clock is 8:00 UTC before and 7:00 UTC after."""
    due = clocks.standing(since=D(2027, 3, 1), due=D(2027, 4, 2), today=D(2027, 3, 1))
    moments = clocks.warn_moments(due, now=dt.datetime(2027, 3, 1, tzinfo=dt.UTC))
    assert [moment.hour for moment in moments] == [8, 7, 7]
    assert [moment.astimezone(AMSTERDAM).hour for moment in moments] == [9, 9, 9]


def test_bells_that_have_passed_are_left_out():
    due = clocks.standing(since=D(2026, 11, 2), due=D(2026, 12, 4), today=D(2026, 11, 28))
    assert [moment.date() for moment in clocks.warn_moments(due, now=NOON)] == [D(2026, 12, 1), D(2026, 12, 7)]


def test_weeks_of_school_days_rest_in_holidays():
    first = D(2026, 12, 14)
    free = {D(2026, 12, 21) + dt.timedelta(days=number) for number in range(14)}
    school = {first + dt.timedelta(days=number) for number in range(60)}
    school = {day for day in school if day.weekday() < 5 and day not in free}
    assert clocks.school_weeks_after(first, 2, school_days=school) == D(2027, 1, 11)  # plain weeks: 28 December
    assert clocks.school_weeks_after(first, 30, school_days=school) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1 mei", [LastDay(5, 1)]),
        ("1-5\n\n 1 maart ", [LastDay(3, 1), LastDay(5, 1)]),
        ("18-5-2027", [LastDay(5, 18, 2027)]),
        ("18 mei 2027", [LastDay(5, 18, 2027)]),
        ("29-2", [LastDay(2, 29)]),
        ("1 mei\n1-5", [LastDay(5, 1)]),
    ],
)
def test_days_as_people_write_them(text, found):
    assert list(read_last_days(text)) == found


@pytest.mark.parametrize("text", ["mei", "32-1", "30 februari", "1-13", "1 mei 1999", "29-2-2027", "1/2/3/4", "²-5"])
def test_what_is_no_day(text):
    with pytest.raises(WrongDay):
        read_last_days(text)


def test_too_many_days_are_refused():
    with pytest.raises(WrongDay):
        read_last_days("\n".join(f"{day}-{month}" for month in (1, 3) for day in range(1, 20)))


def test_the_next_last_day_turns_with_the_year():
    every = read_last_days("12-1\n9-3\n18-5-2027")
    assert clocks.next_last_day(every, on=D(2026, 11, 28)) == D(2027, 1, 12)
    assert clocks.next_last_day(every, on=D(2027, 3, 10)) == D(2027, 5, 18)
    assert clocks.next_last_day(every, on=D(2027, 5, 19)) == D(2028, 1, 12)
    assert clocks.next_last_day([LastDay(2, 29)], on=D(2027, 1, 1)) == D(2027, 2, 28)
    assert clocks.next_last_day([], on=D(2027, 1, 1)) is None


ANYTHING = st.none() | st.integers() | st.text() | st.lists(st.text(), max_size=3)
SETTINGS = ["last_days", "weeks", "holidays_count", "ldos"]


@given(st.dictionaries(st.sampled_from(SETTINGS), ANYTHING) | ANYTHING)
def test_whatever_is_stored_the_settings_can_be_read(stored):
    found = deadlines_of({"dossier": stored})
    assert 1 <= found.weeks <= 26


def test_settings_come_back_as_they_were_kept():
    kept = Deadlines(
        last_days=read_last_days("1 mei\n18-5-2027"), weeks=6, holidays_count=False, ldos="https://l.example"
    )
    assert deadlines_of({"dossier": kept.as_settings()}) == kept


FIRST, SECOND = Expert(1, "a", "gw", D(2026, 11, 1)), Expert(2, "b", "", D(2026, 11, 2))


def test_a_second_expert_is_always_needed():
    full = {"pieces": set(tlv.PACKAGE), "exception": False, "director": True}
    assert tlv.missing_of(**full, experts=[FIRST, SECOND]) == ()
    assert tlv.missing_of(**full, experts=[FIRST]) == ("expert-2",)
    assert tlv.missing_of(**{**full, "director": False}, experts=[FIRST, SECOND]) == ("director",)
    assert tlv.missing_of(**{**full, "pieces": {"opp"}}, experts=[FIRST, SECOND]) == ("parents", "pupil", "sot", "log")


def test_the_short_way_has_a_short_package_but_two_experts():
    assert tlv.missing_of(pieces={"parents", "log"}, experts=[FIRST], exception=True, director=False) == ("expert-2",)


@pytest.mark.parametrize(
    ("number", "person", "role", "first", "why"),
    [
        (1, "a", "gw", "gw", ""),
        (1, "a", "ja", "gw", "role"),
        (1, "a", "ja", "", ""),  # the route says nothing
        (2, "a", "gw", "gw", "same"),
        (2, "c", "", "gw", ""),
    ],
)
def test_who_may_be_which_expert(number, person, role, first, why):
    assert tlv.why_not_expert(number=number, person=person, role=role, first_expert=first, others=[FIRST]) == why


def test_a_chair_who_sat_on_another_chair():
    assert tlv.conflict_of_role(chair="a", sat_in_sot={"a"}, experts=[FIRST]) == ("sot", "expert")
    assert tlv.conflict_of_role(chair="z", sat_in_sot={"a"}, experts=[FIRST]) == ()


@pytest.mark.parametrize(
    ("month", "on", "before"),
    [
        ("2021-11", D(2026, 11, 30), True),  # five in November: leerplichtig from 1 December
        ("2021-11", D(2026, 12, 1), False),
        ("2021-12", D(2026, 12, 31), True),
        ("2021-12", D(2027, 1, 1), False),
        ("", D(2026, 11, 28), None),
        ("onbekend", D(2026, 11, 28), None),
    ],
)
def test_compulsory_age_begins_the_month_after_the_fifth_birthday(month, on, before):
    assert tlv.before_compulsory_age(month, on=on) is before


def test_a_tlv_ends_with_a_school_year():
    assert tlv.period_fits(first=D(2027, 1, 1), last=D(2028, 7, 31))
    assert not tlv.period_fits(first=D(2027, 1, 1), last=D(2028, 7, 30))
    assert not tlv.period_fits(first=D(2028, 8, 1), last=D(2028, 7, 31))


def weekdays(first: D, count: int) -> list[D]:
    every = (first + dt.timedelta(days=number) for number in range(count * 2))
    return [day for day in every if day.weekday() < 5][:count]


@pytest.mark.parametrize(("count", "needed"), [(20, False), (21, True)])
def test_more_than_four_school_weeks_asks_a_return_plan_in_vo(count, needed):
    school = weekdays(D(2026, 10, 26), 40)
    away = absence.days_missed(since=school[0], until=None, today=school[count - 1], school_days=school)
    assert away == count
    assert absence.needs_return_plan(sector="VO", days=away) is needed
    assert absence.needs_return_plan(sector="PO", days=away) is False
    assert absence.circumstances(sector="VO", running=True, days=away) == ({"absence-4-weeks"} if needed else set())


def test_the_summer_is_no_absence():
    """Away since the last week before the summer: five days, and the first day after it is the sixth."""
    school = [*weekdays(D(2027, 7, 5), 5), *weekdays(D(2027, 8, 30), 5)]
    count = lambda today: absence.days_missed(since=D(2027, 7, 5), until=None, today=today, school_days=school)  # noqa: E731
    assert [count(D(2027, 7, 9)), count(D(2027, 8, 29)), count(D(2027, 8, 30))] == [5, 5, 6]


def test_absence_that_is_over_counts_no_further():
    school = weekdays(D(2026, 11, 2), 20)
    assert absence.days_missed(since=school[0], until=school[4], today=school[19], school_days=school) == 5
    assert absence.weeks_missed(9) == 1


@given(st.lists(st.sampled_from(safety.STEPS), max_size=8), st.text(max_size=3))
def test_no_order_of_steps_skips_one_but_the_talk(order, reason):
    recorded: set[int] = set()
    for number in order:
        if not safety.why_not_step(number, recorded=recorded, reason=reason):
            recorded.add(number)
    needed = sorted(recorded - {3})
    assert needed == [1, 2, 4, 5][: len(needed)]  # none is left out
    assert 3 not in recorded or 2 in recorded


def test_the_talk_with_the_parents_may_be_left_out_with_a_reason():
    assert safety.why_not_step(4, recorded={1, 2}, reason=" ") == "talk"
    assert safety.why_not_step(4, recorded={1, 2}, reason="Het is niet veilig.") == ""
    assert safety.why_not_step(2, recorded=set(), reason="x") == "order"
    assert safety.why_not_step(1, recorded={1}, reason="x") == "again"
    assert safety.why_not_step(6, recorded={1}, reason="x") == "unknown"
    assert [safety.next_step(done) for done in ([], [1, 2], [1, 2, 4], [1, 2, 3, 4, 5])] == [1, 3, 5, None]


def test_where_an_observation_is():
    at = NOON
    assert stage_of(Moments()) == Stage.ASKED
    assert stage_of(Moments(accepted=at)) == Stage.ACCEPTED
    assert stage_of(Moments(accepted=at, done=at)) == Stage.DONE
    assert stage_of(Moments(accepted=at, done=at, reported=at)) == Stage.REPORTED
    assert stage_of(Moments(declined=at)) == Stage.DECLINED
    assert stage_of(Moments(accepted=at, withdrawn=at)) == Stage.WITHDRAWN


def test_reminders_of_an_observation_ring_at_ten_over_winter_time():
    """25 October 2026: the clock goes back; five days on it is still ten in the morning."""
    asked = dt.datetime(2026, 10, 22, 9, tzinfo=dt.UTC)
    assert silent_moment(after=asked) == dt.datetime(2026, 10, 27, 9, tzinfo=dt.UTC)
    assert overdue_moment(planned=D(2026, 10, 22)) == dt.datetime(2026, 10, 23, 8, tzinfo=dt.UTC)


def test_every_way_through_the_decision_tree_ends_in_an_advice():
    shipped = tree.absence_tree()

    def ends(answers: str) -> set[str]:
        at = tree.walk(shipped, answers)
        return {at.advice.key} if at.advice else ends(answers + "j") | ends(answers + "n")

    assert ends("") == set(shipped.advices)
    assert tree.walk(shipped, "x").question.key == shipped.first
    assert tree.walk(shipped, "jnjjjj").advice.key == "volgen"  # what comes after the end is left out


@pytest.mark.parametrize("to", ["nergens", "a"])
def test_a_tree_that_leads_nowhere_or_round_is_refused(to):
    data = {
        "title": "x",
        "first": "a",
        "questions": [{"key": "a", "text": "?", "yes": to, "no": "b"}],
        "advices": [{"key": "b", "text": "!", "route": "instead"}],
    }
    with pytest.raises(tree.TreeFault):
        tree.read(data)
