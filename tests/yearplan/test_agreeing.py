"""Agreeing, asking for another date, and moving one."""

import datetime as dt

import pytest

from notifications.outbox.models import OutgoingLetter
from planning.people.access import NotAllowed
from planning.yearplan import rules, selectors, services
from planning.yearplan.models import PlannedMeeting, Series, Side, SignOff, Verdict
from planning.yearplan.rules import Word
from tests.yearplan.region import NOW

LATER = NOW + dt.timedelta(hours=1)


def series_of(plan, number=0):
    return Series.objects.get(plan=plan, school__name=f"School {number}")


def row_of(plan, region, number=0):
    return selectors.series_row(series_of(plan, number).pk, plan_id=plan.pk, actor=region.actor("coordinator"))


def agree(region, series, name, side, now=LATER, **kwargs):
    return services.sign_off(
        actor=region.actor(name), series=series, side=side, **{"verdict": Verdict.AGREED, "now": now, **kwargs}
    )


@pytest.mark.parametrize(
    ("name", "school", "swv"),
    [
        ("ib0", True, False),
        ("ib1", False, False),
        ("oc3", False, False),
        ("gw", False, True),
        ("tc", False, True),
        ("coordinator", False, True),
        ("jp", False, False),
        ("ja", False, False),
    ],
)
def test_who_may_agree_for_which_side(proposed, region, name, school, swv):
    for side, may in ((Side.SCHOOL, school), (Side.SWV, swv)):
        series = series_of(proposed)
        if may:
            assert agree(region, series, name, side).person_id == region.people[name].pk
        else:
            with pytest.raises(NotAllowed):
                agree(region, series, name, side)
    assert SignOff.objects.count() == school + swv


def test_both_sides_make_it_agreed(proposed, region):
    series = series_of(proposed)
    agree(region, series, "ib0", Side.SCHOOL)
    assert row_of(proposed, region).word == Word.OPEN
    agree(region, series, "gw", Side.SWV)
    assert row_of(proposed, region).word == Word.AGREED
    assert row_of(proposed, region, 1).word == Word.OPEN


def test_a_change_needs_a_reason(proposed, region):
    with pytest.raises(services.SayWhy):
        agree(region, series_of(proposed), "ib0", Side.SCHOOL, verdict=Verdict.CHANGE, reason="  ")
    assert not SignOff.objects.exists()


def test_a_draft_has_nothing_to_agree_on(plan, region):
    with pytest.raises(services.NothingToAgreeOn):
        agree(region, series_of(plan), "ib0", Side.SCHOOL)


def test_a_date_of_another_school_is_refused(proposed, region):
    other = series_of(proposed, 1).planned.first()
    with pytest.raises(services.NotOfThisSeries):
        agree(region, series_of(proposed), "ib0", Side.SCHOOL, verdict=Verdict.CHANGE, reason="toets", planned=other)


def test_the_other_side_hears_of_a_change_without_its_reason(proposed, region):
    series = series_of(proposed)
    planned = series.planned.first()
    agree(region, series, "ib0", Side.SCHOOL, verdict=Verdict.CHANGE, reason="Toetsweek van Kim", planned=planned)
    letter = OutgoingLetter.objects.get()
    assert (letter.template, letter.address) == ("plan_change_asked", "gw@swv.example")
    assert "Kim" not in letter.body
    assert f"/jaarplanning/{proposed.pk}/school/{series.pk}/" in letter.body
    assert row_of(proposed, region).word == Word.CHANGE
    assert [said.reason for said in row_of(proposed, region).asked] == ["Toetsweek van Kim"]


def test_a_change_asked_by_the_swv_goes_to_the_school(proposed, region):
    agree(region, series_of(proposed, 3), "tc", Side.SWV, verdict=Verdict.CHANGE, reason="cursus")
    assert OutgoingLetter.objects.get().address == "oc3@swv.example"


def test_agreeing_after_all_closes_the_question(proposed, region):
    series = series_of(proposed)
    agree(region, series, "ib0", Side.SCHOOL, verdict=Verdict.CHANGE, reason="toets")
    agree(region, series, "ib0", Side.SCHOOL, now=LATER + dt.timedelta(minutes=1))
    assert row_of(proposed, region).asked == ()
    assert row_of(proposed, region).school_word == Word.AGREED


def test_every_offered_date_can_be_taken_and_asks_both_sides_again(proposed, region):
    series = series_of(proposed)
    agree(region, series, "ib0", Side.SCHOOL)
    agree(region, series, "gw", Side.SWV)
    row = row_of(proposed, region)
    planned = row.planned[2]
    page = selectors.date_page(proposed, row, planned, now=NOW)
    choice = page.days[0][1][0]
    services.move_planned(
        actor=region.actor("ib0"), planned=planned, start=rules.to_utc(choice.start), now=LATER + dt.timedelta(hours=1)
    )
    planned.refresh_from_db()
    assert rules.to_local(planned.start) == choice.start
    assert planned.pinned
    assert row_of(proposed, region).word == Word.OPEN
    from planning.yearplan.selectors.choices import broken_dates

    assert broken_dates(proposed) == []


def test_a_date_that_breaks_a_rule_is_refused_with_the_reason(proposed, region):
    planned = series_of(proposed).planned.get(number=1)
    sunday = rules.to_utc(dt.datetime(2026, 9, 6, 9))
    with pytest.raises(services.DateIsNotPossible) as refused:
        services.move_planned(actor=region.actor("gw"), planned=planned, start=sunday, now=NOW)
    assert "Dit is geen schooldag." in str(refused.value)
    before = planned.start
    planned.refresh_from_db()
    assert planned.start == before


def test_a_date_when_the_gw_is_elsewhere_says_where(proposed, region):
    other = series_of(proposed, 1).planned.get(number=2)
    mine = series_of(proposed, 0).planned.get(number=2)
    PlannedMeeting.objects.filter(series__school__name="School 0").exclude(pk=mine.pk).update(start=None, pinned=False)
    with pytest.raises(services.DateIsNotPossible) as refused:
        services.move_planned(actor=region.actor("gw"), planned=mine, start=other.start, now=NOW)
    assert "GW Gw Proef is dan bij School 1" in str(refused.value)


def test_a_date_in_the_past_is_refused(proposed, region):
    planned = series_of(proposed).planned.get(number=1)
    with pytest.raises(services.DateIsPast):
        services.move_planned(actor=region.actor("gw"), planned=planned, start=NOW - dt.timedelta(days=1), now=NOW)


@pytest.mark.parametrize("name", ["ib1", "jp", "oc3"])
def test_who_has_no_say_moves_nothing(proposed, region, name):
    planned = series_of(proposed).planned.get(number=1)
    with pytest.raises(NotAllowed):
        services.move_planned(
            actor=region.actor(name), planned=planned, start=planned.start + dt.timedelta(days=1), now=NOW
        )


def test_everybody_whose_word_is_missing_is_asked_once_a_day(proposed, region):
    agree(region, series_of(proposed), "ib0", Side.SCHOOL)
    for _ in range(2):
        services.ask_agreement(actor=region.actor("coordinator"), plan=proposed, now=LATER)
    asked = OutgoingLetter.objects.filter(template="plan_proposed").values_list("address", flat=True)
    assert sorted(asked) == [f"{name}@swv.example" for name in ("gw", "ib1", "ib2", "oc3", "tc")]


def test_who_is_optional_and_cannot_come_is_shown(proposed, region):
    ja = region.people["ja"]
    ja.working_hours.all().delete()
    dates = selectors.series_page(proposed, row_of(proposed, region))
    assert {date.absent for date in dates} == {("JA Ja Proef",)}
    assert {date.broken for date in dates} == {""}


def test_a_date_that_can_no_longer_be_says_so(proposed, region):
    region.people["gw"].working_hours.all().delete()
    dates = selectors.series_page(proposed, row_of(proposed, region))
    assert {date.broken for date in dates} == {"GW Gw Proef werkt dan niet."}
