"""Asking for another date: counter-dates that everybody can, taken with one click or refused with a reason."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications.outbox.models import OutgoingLetter
from planning.cases.naming import NamesThePupil
from planning.people.access import NotAllowed
from planning.yearplan import instance, rules, selectors, services
from planning.yearplan.models import PlannedMeeting, PlanState, Reply, Series, Side, SignOff, Verdict, YearPlan
from planning.yearplan.rules import Said, Word
from tests.factories import make_case
from tests.yearplan.region import NOW
from tests.yearplan.solving import solve_now

LATER = NOW + dt.timedelta(hours=1)


def series_of(plan, number=0):
    return Series.objects.get(plan=plan, school__name=f"School {number}")


def row_of(plan, region, number=0):
    return selectors.series_row(series_of(plan, number).pk, plan_id=plan.pk, actor=region.actor("coordinator"))


def options(plan, region, number=2, school=0):
    row = row_of(plan, region, school)
    page = selectors.date_page(plan, row, row.planned[number - 1], now=NOW)
    return [rules.to_utc(choice.start) for _day, choices in page.days for choice in choices]


def ask(plan, region, *, number=2, starts=(), name="ib0", side=Side.SCHOOL, school=0, now=LATER, reason="toetsweek"):
    series = series_of(plan, school)
    return services.sign_off(
        actor=region.actor(name), series=series, side=side, verdict=Verdict.CHANGE, reason=reason,
        planned=series.planned.get(number=number), counter_dates=starts, now=now,
    )  # fmt: skip


def agree(plan, region, name, side, school=0, now=LATER):
    return services.sign_off(
        actor=region.actor(name), series=series_of(plan, school), side=side, verdict=Verdict.AGREED, now=now
    )


def accept(region, asked, name="gw", at=0, minutes=5):
    return services.accept_counter_date(
        actor=region.actor(name),
        counter_date=asked.counter_dates.all()[at],
        now=LATER + dt.timedelta(minutes=minutes),
    )


# --- What stands refused (rules) --------------------------------------------------------------------------------------

T = [NOW + dt.timedelta(minutes=n) for n in range(9)]


@pytest.mark.parametrize(
    ("said", "since", "word"),
    [
        ([("change", 1, "a", False)], None, Word.CHANGE),
        ([("change", 1, "a", False)], 2, Word.CHANGE),  # another date moved: this one stands refused
        ([("change", 1, "a", True)], 2, Word.OPEN),
        ([("change", 1, None, False)], 2, Word.CHANGE),  # the whole series: until its side agrees
        ([("change", 1, None, False)], 1, Word.CHANGE),
        ([("change", 1, "a", False), ("agreed", 2, None, False)], None, Word.AGREED),
        ([("change", 1, "a", False), ("agreed", 2, None, False)], 3, Word.OPEN),  # does not come to life again
        ([("agreed", 1, None, False), ("change", 2, "a", False)], None, Word.CHANGE),
        ([("change", 1, "a", True), ("change", 2, "b", False)], 3, Word.CHANGE),
        ([("change", 1, "a", False), ("change", 2, "a", True)], 3, Word.OPEN),  # the later word on a date counts
    ],
)
def test_a_refused_date_stands_refused_until_it_moves_or_its_side_agrees(said, since, word):
    rows = [Said("school", verdict, T[at], about, moved) for verdict, at, about, moved in said]
    assert rules.word_of("school", rows, since=None if since is None else T[since]) == word
    assert rules.word_of("swv", rows, since=None) == Word.OPEN


@pytest.mark.parametrize(
    ("said", "since", "silent"),
    [
        ([], None, True),
        ([("agreed", 1, None, False)], None, False),
        ([("agreed", 1, None, False)], 2, True),
        ([("change", 1, "a", False)], 2, False),  # it waits for an answer itself
        ([("change", 1, None, False)], None, False),
        ([("change", 1, None, False)], 2, True),  # other dates since: what now?
        ([("change", 1, None, False), ("change", 1, "a", False)], 2, False),
    ],
)
def test_who_must_be_asked_again(said, since, silent):
    rows = [Said("school", verdict, T[at], about, moved) for verdict, at, about, moved in said]
    assert rules.is_silent("school", rows, since=None if since is None else T[since]) == silent


# --- Asking -----------------------------------------------------------------------------------------------------------


def test_one_click_moves_the_date_and_both_agree(proposed, region):
    agree(proposed, region, "gw", Side.SWV)
    wanted = options(proposed, region)[:3]
    asked = ask(proposed, region, starts=wanted)
    assert OutgoingLetter.objects.get().address == "gw@swv.example"
    planned = accept(region, asked, at=1)
    assert planned.start == wanted[1]
    row = row_of(proposed, region)
    assert row.word == Word.AGREED
    assert row.asked == ()
    assert SignOff.objects.order_by("-at").filter(side="school").first().person_id == region.people["ib0"].pk


def test_who_takes_a_date_without_having_agreed_has_only_taken_a_date(proposed, region):
    accept(region, ask(proposed, region, starts=options(proposed, region)[:1]))
    assert row_of(proposed, region).words == {Side.SCHOOL: Word.AGREED, Side.SWV: Word.OPEN}


def test_another_refused_date_stays_refused_when_one_is_taken(proposed, region):
    ask(proposed, region, number=5)
    accept(region, ask(proposed, region, number=2, starts=options(proposed, region)[:1]))
    row = row_of(proposed, region)
    assert row.school_word == Word.CHANGE
    assert [said.planned.number for said in row.asked] == [5]


def test_more_than_three_or_twice_the_same_is_refused(proposed, region):
    free = options(proposed, region)
    for starts in (free[:4], [free[0], free[0]]):
        with pytest.raises(services.CounterDatesDoNotFit):
            ask(proposed, region, starts=starts)
    with pytest.raises(services.CounterDatesDoNotFit):
        services.sign_off(
            actor=region.actor("ib0"), series=series_of(proposed), side=Side.SCHOOL, verdict=Verdict.CHANGE,
            reason="alles anders", counter_dates=free[:1], now=LATER,
        )  # fmt: skip
    assert not SignOff.objects.exists()


def test_a_counter_date_on_which_somebody_cannot_says_who(proposed, region):
    taken = series_of(proposed, 1).planned.get(number=2).start
    PlannedMeeting.objects.filter(series=series_of(proposed)).exclude(number=2).update(start=None, pinned=False)
    with pytest.raises(services.DateIsNotPossible) as refused:
        ask(proposed, region, starts=[taken])
    assert "School 1" in str(refused.value)
    with pytest.raises(services.DateIsPast):
        ask(proposed, region, starts=[NOW])
    assert not SignOff.objects.exists()


def test_a_counter_date_that_was_taken_meanwhile_moves_nothing(proposed, region):
    asked = ask(proposed, region, starts=options(proposed, region)[:1])
    region.people["gw"].working_hours.all().delete()
    before = asked.planned.start
    with pytest.raises(services.DateIsNotPossible):
        accept(region, asked)
    assert PlannedMeeting.objects.get(pk=asked.planned_id).start == before
    assert not Reply.objects.exists()
    (shown,) = selectors.asked_page(proposed, row_of(proposed, region), now=LATER)
    assert "GW Gw Proef werkt dan niet." in shown.counters[0].why_not


@pytest.mark.parametrize("name", ["ib0", "ib1", "jp"])
def test_only_the_other_side_answers(proposed, region, name):
    asked = ask(proposed, region, starts=options(proposed, region)[:1])
    with pytest.raises(NotAllowed):
        accept(region, asked, name=name)
    with pytest.raises(NotAllowed):
        services.refuse_change(actor=region.actor(name), asked=asked, reason="nee", now=LATER)


def test_a_question_of_the_swv_is_answered_by_the_school(proposed, region):
    asked = ask(proposed, region, name="gw", side=Side.SWV, starts=options(proposed, region)[:1])
    with pytest.raises(NotAllowed):
        accept(region, asked, name="gw")
    accept(region, asked, name="ib0")
    assert row_of(proposed, region).swv_word == Word.AGREED


def test_a_refusal_says_why_and_leaves_the_question_standing(proposed, region):
    asked = ask(proposed, region, starts=options(proposed, region)[:1])
    gw = region.actor("gw")
    with pytest.raises(services.SayWhy):
        services.refuse_change(actor=gw, asked=asked, reason=" ", now=LATER)
    services.refuse_change(actor=gw, asked=asked, reason="Dan heb ik een zaak van Kim.", now=LATER)
    letter = OutgoingLetter.objects.get(template="plan_change_refused")
    assert letter.address == "ib0@swv.example"
    assert "Kim" not in letter.body
    assert row_of(proposed, region).school_word == Word.CHANGE
    for again in (lambda: accept(region, asked), lambda: services.refuse_change(
        actor=gw, asked=asked, reason="nog eens", now=LATER)):  # fmt: skip
        with pytest.raises(services.NoSuchChange):
            again()


def test_an_answer_after_who_asked_agreed_comes_too_late(proposed, region):
    asked = ask(proposed, region, starts=options(proposed, region)[:1])
    agree(proposed, region, "ib0", Side.SCHOOL, now=LATER + dt.timedelta(minutes=1))
    with pytest.raises(services.NoSuchChange):
        accept(region, asked)


def test_nothing_is_published_that_somebody_refused_whatever_the_reason(proposed, region):
    asked = ask(proposed, region, starts=options(proposed, region)[:1])
    coordinator = region.actor("coordinator")
    with pytest.raises(services.SomebodyRefused) as refused:
        services.publish_plan(actor=coordinator, plan=proposed, without="Toch maar.", now=LATER)
    assert "School 0" in str(refused.value)
    accept(region, asked)
    assert services.publish_plan(actor=coordinator, plan=proposed, without="Mondeling besproken.", now=LATER)
    assert YearPlan.objects.get(pk=proposed.pk).state == PlanState.PUBLISHED


def test_solving_again_moves_what_was_refused_also_where_it_was_pinned(proposed, region):
    series = series_of(proposed)
    services.pin(actor=region.actor("gw"), planned=series.planned.get(number=2), now=NOW)
    refused = {number: ask(proposed, region, number=number).refused for number in (2, 4)}
    agree(proposed, region, "ib1", Side.SCHOOL, school=1)
    question = instance.ask(proposed)
    assert not [person for person in question.problem["people"] if person["id"].startswith(instance.WISH)]
    solve_now(proposed, region.actor("coordinator"))
    for number, start in refused.items():
        planned = series.planned.get(number=number)
        assert planned.start is not None
        assert rules.to_local(planned.start).date() != rules.to_local(start).date()
        assert not planned.pinned
    assert row_of(proposed, region).asked == ()
    assert row_of(proposed, region).school_word == Word.OPEN


# --- The pages --------------------------------------------------------------------------------------------------------


@pytest.fixture
def as_(as_, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    return as_


@pytest.mark.usefixtures("contexts")
def test_asking_and_answering_on_the_pages(proposed, region, as_):
    series = series_of(proposed)
    of = {"plan_id": proposed.pk, "series_id": series.pk}
    address, school = (
        reverse("staff:plan-date-ask", kwargs={**of, "number": 2}),
        reverse("staff:plan-school", kwargs=of),
    )
    client = as_("ib0")
    page = client.get(address)
    offered = [choice.value for _day, choices in page.context["page"].days for choice in choices]
    assert client.post(address, {"side": "school", "reason": ""}).status_code == 422
    for bad in (offered[:4], ["2026-12-25T09:00"], ["morgen"], ["2027-03-28T02:30"]):
        refused = client.post(address, {"side": "school", "reason": "toets", "counter_dates": bad})
        assert refused.status_code == 422, bad
    assert "geen schooldag" in client.get(address, {"dag": "2026-12-25"}).content.decode()
    assert client.get(address, {"dag": "ooit"}).status_code == 200
    sent = client.post(address, {"side": "school", "reason": "toets", "counter_dates": offered[:2]})
    assert sent.url == school
    assert "De andere kant heeft nog niet geantwoord." in client.get(school).content.decode()
    asked = SignOff.objects.get()
    take = reverse("staff:plan-change-accept", kwargs={**of, "asked_id": asked.pk})
    refuse = reverse("staff:plan-change-refuse", kwargs={**of, "asked_id": asked.pk})
    assert as_("jp").get(address).status_code == 403
    assert as_("gw").get(school).content.decode().count("Neem ") == 2
    assert as_("coordinator").post(take, {"counter_date": "x"}).status_code == 404
    assert as_("coordinator").post(refuse, {"reason": ""}).status_code == 422
    publish = as_("coordinator").get(reverse("staff:plan-publish", kwargs={"plan_id": proposed.pk})).content.decode()
    assert "Hier is een andere datum gevraagd" in publish
    assert "Publiceer ook zonder akkoord" not in publish
    assert as_("gw").post(take, {"counter_date": asked.counter_dates.first().pk}).url == school
    assert rules.to_local(series.planned.get(number=2).start).strftime("%Y-%m-%dT%H:%M") == offered[0]
    assert as_("gw").post(take, {"counter_date": asked.counter_dates.first().pk}).status_code == 404


# --- No pupil in a reason (C8) ----------------------------------------------------------------------------------------


@pytest.fixture
def wendelien(proposed, region):
    """A pupil with a case at School 0: its IB may see it, the GW may not."""
    return make_case(region.actor("ib0"), region.school(0), "mirte", pupil="Wendelien", now=NOW)


def test_a_reason_names_no_pupil_unless_it_is_somebody_else(proposed, region, wendelien):
    with pytest.raises(NamesThePupil, match="leerling"):
        ask(proposed, region, reason="Dan is wendelien er niet.")
    assert not SignOff.objects.exists()
    series = series_of(proposed)
    services.sign_off(
        actor=region.actor("ib0"), series=series, side=Side.SCHOOL, verdict=Verdict.CHANGE, now=LATER,
        reason="Dan is juf Wendelien er niet.", kept_words=True,
    )  # fmt: skip
    # Who may not see the case is not told by a refusal that there is one.
    ask(proposed, region, name="gw", side=Side.SWV, reason="Dan is Wendelien er niet.")


def test_the_page_asks_once_more_and_nothing_is_lost(proposed, region, client, wendelien):
    asked = ask(proposed, region, name="gw", side=Side.SWV, starts=options(proposed, region)[:1])
    client.force_login(region.people["ib0"].user)
    where = {"plan_id": proposed.pk, "series_id": asked.series_id, "asked_id": asked.pk}
    address = reverse("staff:plan-change-refuse", kwargs=where)
    page = client.post(address, {"reason": "Dan is Wendelien jarig."})
    assert page.status_code == 422
    text = page.content.decode()
    assert "“Wendelien”" in text
    assert "Dan is Wendelien jarig." in text
    assert f'id="id_{asked.pk}_kept_words"' in text
    assert not Reply.objects.exists()
    empty = client.post(address, {"reason": " "})
    assert empty.status_code == 422
    kept = client.post(address, {"reason": "Dan is Wendelien jarig.", "kept_words": "on"})
    assert kept.status_code == 302
    assert Reply.objects.get().reason == "Dan is Wendelien jarig."
