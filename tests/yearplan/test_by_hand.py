"""Dates by hand: moved, swapped, pinned, locked per school, and undone; always by the solver's own rules."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.people.access import NotAllowed
from planning.yearplan import instance, rules, services
from planning.yearplan.models import HandChange, PlannedMeeting, Side, Verdict
from planning.yearplan.possible import Possible
from planning.yearplan.selectors.plans import row_of, with_everything
from tests.yearplan.region import NOW
from tests.yearplan.test_possible import MOMENTS, PLACES, problems, verdict

LATER = NOW + dt.timedelta(hours=1)


def meeting(plan, number=2, school=0):
    return PlannedMeeting.objects.get(series__plan=plan, series__school__name=f"School {school}", number=number)


def other_start(plan, planned):
    """Some other start that can be, as UTC."""
    question = instance.ask(plan)
    possible = Possible(question.problem, question.placed)
    return rules.to_utc(next(possible.options(str(planned.series_id), planned.number)).start)


def swappable(plan):
    """Two meetings of two schools that can take each other's start."""
    question = instance.ask(plan)
    possible = Possible(question.problem, question.placed)
    for one in sorted(question.placed):
        for two in sorted(question.placed):
            if one[0] < two[0] and question.placed[one] != question.placed[two] and not possible.swap(one, two):
                return [PlannedMeeting.objects.get(series_id=series, number=number) for series, number in (one, two)]
    raise AssertionError("nothing to swap in this plan")


def newest(plan):
    return HandChange.objects.filter(plan=plan, undone_at=None).first()


@settings(max_examples=60, deadline=None)
@given(problems(), st.dictionaries(st.sampled_from(PLACES), MOMENTS, min_size=2))
def test_a_swap_is_judged_as_the_judge_does_and_leaves_the_plan_as_it_was(problem, placed):
    one, two, *_ = sorted(placed)
    possible = Possible(problem, placed)
    hindrances = possible.swap(one, two)
    assert possible.placed == placed
    swapped = {**placed, one: placed[two], two: placed[one]}
    rest = {place: start for place, start in placed.items() if place not in (one, two)}
    new = set(verdict(problem, swapped).broken) - set(verdict(problem, rest).broken)
    assert not new or hindrances


def test_undo_puts_back_what_one_did_step_by_step(proposed, region):
    gw, planned = region.actor("gw"), meeting(proposed)
    first = planned.start
    second = other_start(proposed, planned)
    services.move_planned(actor=gw, planned=planned, start=second, seen=first, now=NOW)
    third = other_start(proposed, meeting(proposed))
    services.move_planned(actor=gw, planned=planned, start=third, seen=second, now=LATER)
    for back, pinned in ((second, True), (first, False)):
        services.undo(actor=gw, change=newest(proposed), now=LATER)
        row = meeting(proposed)
        assert (row.start, row.pinned) == (back, pinned)
    assert newest(proposed) is None


def test_a_change_is_undone_once_and_only_by_who_made_it(proposed, region):
    planned = meeting(proposed)
    start = other_start(proposed, planned)
    services.move_planned(actor=region.actor("gw"), planned=planned, start=start, now=NOW)
    change = newest(proposed)
    with pytest.raises(services.NothingToUndo):
        services.undo(actor=region.actor("coordinator"), change=change, now=NOW)
    services.undo(actor=region.actor("gw"), change=change, now=NOW)
    with pytest.raises(services.NothingToUndo):
        services.undo(actor=region.actor("gw"), change=change, now=NOW)


def test_undo_refuses_what_somebody_else_changed_since(proposed, region):
    planned = meeting(proposed)
    services.move_planned(actor=region.actor("gw"), planned=planned, start=other_start(proposed, planned), now=NOW)
    change = newest(proposed)
    services.unpin(actor=region.actor("coordinator"), planned=planned, now=NOW)
    with pytest.raises(services.DateHasMoved):
        services.undo(actor=region.actor("gw"), change=change, now=NOW)


def test_undo_refuses_what_can_no_longer_be(proposed, region):
    from planning.people.models import Absence

    planned = meeting(proposed)
    before = planned.start
    services.move_planned(actor=region.actor("gw"), planned=planned, start=other_start(proposed, planned), now=NOW)
    Absence.objects.create(swv=region.swv, person=region.people["gw"], start=before, end=before + dt.timedelta(hours=1))
    with pytest.raises(services.DateIsNotPossible, match="Gw Proef is dan bezet"):
        services.undo(actor=region.actor("gw"), change=newest(proposed), now=NOW)


def test_agreement_on_the_very_same_dates_stands_again_after_undo(proposed, region):
    planned = meeting(proposed)
    series = planned.series
    services.sign_off(actor=region.actor("ib0"), series=series, side=Side.SCHOOL, verdict=Verdict.AGREED, now=LATER)

    def word():
        return row_of(with_everything(type(series).objects.filter(pk=series.pk)).get()).school_word

    assert word() == "agreed"
    later = LATER + dt.timedelta(minutes=1)
    services.move_planned(actor=region.actor("gw"), planned=planned, start=other_start(proposed, planned), now=later)
    assert word() == "open"
    services.undo(actor=region.actor("gw"), change=newest(proposed), now=later)
    assert word() == "agreed"


def test_agreement_on_the_dates_that_go_says_nothing_about_those_that_return(proposed, region):
    planned = meeting(proposed)
    services.move_planned(actor=region.actor("gw"), planned=planned, start=other_start(proposed, planned), now=NOW)
    series = planned.series
    services.sign_off(actor=region.actor("ib0"), series=series, side=Side.SCHOOL, verdict=Verdict.AGREED, now=LATER)
    services.undo(actor=region.actor("gw"), change=newest(proposed), now=LATER + dt.timedelta(minutes=1))
    assert row_of(with_everything(type(series).objects.filter(pk=series.pk)).get()).school_word == "open"


def test_who_looked_at_an_older_start_moves_nothing(proposed, region):
    planned = meeting(proposed)
    seen, start = planned.start, other_start(proposed, planned)
    services.move_planned(actor=region.actor("gw"), planned=planned, start=start, seen=seen, now=NOW)
    with pytest.raises(services.DateHasMoved):
        services.move_planned(actor=region.actor("ib0"), planned=planned, start=seen, seen=seen, now=NOW)
    assert meeting(proposed).start == start


def test_two_schools_swap_and_swap_back(proposed, region):
    one, two = swappable(proposed)
    starts = (one.start, two.start)
    services.swap_planned(actor=region.actor("gw"), planned=one, other=two, seen=starts, now=NOW)
    one.refresh_from_db(), two.refresh_from_db()
    assert (two.start, one.start) == starts
    assert (one.pinned, two.pinned) == (True, True)
    services.undo(actor=region.actor("gw"), change=newest(proposed), now=NOW)
    one.refresh_from_db(), two.refresh_from_db()
    assert (one.start, two.start) == starts


def test_a_swap_needs_the_right_at_both_schools_and_two_schools(proposed, region):
    one, two = swappable(proposed)
    seen = (one.start, two.start)
    school = one.series.school.name[-1]
    own = f"ib{school}" if f"ib{school}" in region.people else f"oc{school}"
    with pytest.raises(NotAllowed):
        services.swap_planned(actor=region.actor(own), planned=one, other=two, seen=seen, now=NOW)
    with pytest.raises(services.CannotSwap):
        same = PlannedMeeting.objects.filter(series=one.series).exclude(pk=one.pk).first()
        services.swap_planned(actor=region.actor("gw"), planned=one, other=same, seen=(one.start, same.start), now=NOW)
    with pytest.raises(services.DateHasMoved):
        services.swap_planned(actor=region.actor("gw"), planned=one, other=two, seen=seen[::-1], now=NOW)


def test_a_locked_school_keeps_every_date_and_can_be_let_go(proposed, region):
    series = meeting(proposed).series
    services.lock_series(actor=region.actor("ib0"), series=series, now=NOW)
    assert set(series.planned.values_list("pinned", flat=True)) == {True}
    (asked,) = [row for row in instance.ask(proposed).problem["series"] if row["id"] == str(series.pk)]
    assert len(asked["pinned"]) == series.count
    services.unlock_series(actor=region.actor("ib0"), series=series, now=NOW)
    assert set(series.planned.values_list("pinned", flat=True)) == {False}
    services.undo(actor=region.actor("ib0"), change=newest(proposed), now=NOW)
    assert set(series.planned.values_list("pinned", flat=True)) == {True}


def test_a_school_without_dates_cannot_be_locked(plan, region):
    with pytest.raises(services.NothingToPin):
        services.lock_series(actor=region.actor("coordinator"), series=plan.series.first(), now=NOW)


def test_a_meeting_of_a_school_without_members_is_refused_in_words(proposed, region):
    planned = meeting(proposed)
    start = other_start(proposed, planned)
    planned.series.members.update(required=False)
    with pytest.raises(services.DateIsNotPossible, match="wie erbij"):
        services.move_planned(actor=region.actor("gw"), planned=planned, start=start, now=NOW)
