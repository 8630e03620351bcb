"""Evaluations: asked weeks before whom to invite, chosen with the family, and every outcome there is."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from planning.cases import services as cases
from planning.cases.models import Answer, Scaling, StepMove, Task
from planning.dossier import services as dossier
from planning.dossier.models import ClockKind
from planning.dossier.services import OppTalk
from planning.followup import rules, selectors, services
from planning.followup.models import Evaluation, EvaluationState, Outcome
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, MeetingKind
from planning.people.access import NotAllowed
from planning.people.roles import Role
from planning.polls.models import DatePoll
from tests.factories import make_actor, make_school, make_staff
from tests.meetings.table import AMSTERDAM, NOW, at, letters

DAY = dt.timedelta(days=1)
DATES = st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31))


@given(DATES, st.sets(st.integers(0, 69), max_size=60))
def test_it_is_asked_on_a_school_day_six_weeks_before_or_more(on, gone):
    closed = {on - rules.CHOOSE_BEFORE - n * DAY for n in gone}
    day = rules.choose_from(on=on, closed=closed)
    assert day <= on - rules.CHOOSE_BEFORE
    last_resort = day == on - rules.CHOOSE_BEFORE
    assert last_resort or (day.weekday() < 5 and day not in closed)


@given(DATES, st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2028, 12, 31), timezones=st.just(dt.UTC)))
def test_an_evaluation_is_never_forgotten(on, now):
    left = on - now.astimezone(AMSTERDAM).date()
    assert rules.proposes_itself(on=on, asked_at=None, now=now) == (left <= rules.TIME_TO_CHOOSE)
    long_ago = now - 30 * DAY
    assert rules.proposes_itself(on=on, asked_at=long_ago, now=now) == (left <= rules.PROPOSE_BEFORE)


def planned(after, on):
    return services.plan_evaluation(
        actor=after.table.actor, meeting=after.meeting, on=on, method="kort overleg", now=NOW
    )


def clock(evaluation, start, days):
    """The sweep of every hour for so many days; gives when it was asked whom to invite."""
    for hour in range(days * 24):
        services.propose_due(now=start + dt.timedelta(hours=hour))
    evaluation.refresh_from_db()
    return evaluation.asked_at.astimezone(AMSTERDAM) if evaluation.asked_at else None


@pytest.mark.parametrize(
    ("on", "asked"),
    [
        # Six weeks before is a Wednesday in term.
        (dt.date(2027, 3, 24), dt.date(2027, 2, 10)),
        # Six weeks before lies in the Christmas holiday (19 December – 3 January): the last school day before it.
        (dt.date(2027, 2, 8), dt.date(2026, 12, 18)),
        # Between the question and the evaluation the clock goes to summer time (28 March 2027).
        (dt.date(2027, 4, 12), dt.date(2027, 3, 1)),
    ],
)
def test_it_is_asked_in_time_across_holidays_and_summer_time(after, on, asked):
    evaluation = planned(after, on)
    start = dt.datetime.combine(asked - 3 * DAY, dt.time(0, 30), tzinfo=AMSTERDAM)
    moment = clock(evaluation, start, 5)
    assert moment.date() == asked
    assert moment.time() >= dt.time(7, 30)
    assert [task.person for task in Task.objects.filter(code="evaluation_choose")] == [after.table.ib]
    assert len(letters("evaluation_choose")) == 1
    assert evaluation.state == EvaluationState.PLANNED


def test_what_nobody_chose_for_is_proposed_three_weeks_before(after):
    on = dt.date(2027, 4, 12)
    evaluation = planned(after, on)
    clock(evaluation, dt.datetime(2027, 3, 1, 8, tzinfo=AMSTERDAM), 1)
    assert services.propose_due(now=dt.datetime(2027, 3, 21, 23, tzinfo=AMSTERDAM)) == 0
    assert services.propose_due(now=dt.datetime(2027, 3, 22, 9, tzinfo=AMSTERDAM)) == 1
    evaluation.refresh_from_db()
    assert evaluation.next_meeting.participants.count() == after.meeting.participants.count()
    assert not Task.objects.filter(code="evaluation_choose", done_at__isnull=True).exists()


def test_a_moved_date_is_asked_about_anew(after):
    evaluation = planned(after, dt.date(2026, 12, 8))
    assert services.ask_whom(evaluation_id=evaluation.pk, by=after.table.actor.by, now=NOW)
    assert not services.ask_whom(evaluation_id=evaluation.pk, by=after.table.actor.by, now=NOW)
    moved = planned(after, dt.date(2027, 2, 10))
    assert moved.asked_at is None
    assert not Task.objects.filter(code="evaluation_choose", done_at__isnull=True).exists()


def choose(after, evaluation, *people, actor=None, with_family=True):
    seats = after.meeting.participants.filter(person__in=people)
    return services.choose_people(
        actor=actor or after.table.actor,
        evaluation=evaluation,
        participants={seat.pk for seat in seats},
        with_family=with_family,
        now=NOW,
    )


def test_a_smaller_table_always_has_the_family_at_it(after):
    evaluation = planned(after, dt.date(2026, 12, 8))
    with pytest.raises(services.FamilyFirst):
        choose(after, evaluation, after.table.ib, with_family=False)
    meeting = choose(after, evaluation, after.table.ib)
    assert {row.person or row.party for row in meeting.participants.all()} == {
        after.table.ib,
        after.table.mother,
        after.table.father,
    }
    assert meeting.kind == MeetingKind.EVALUATION
    with pytest.raises(services.AlreadyChosen):
        choose(after, evaluation, after.table.ib)
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.chosen_by) == (EvaluationState.PROPOSED, after.table.ib)


def test_who_lost_the_ground_cannot_be_chosen(after):
    evaluation = planned(after, dt.date(2026, 12, 8))
    for request in after.table.case.consent_requests.filter(involved__person=after.table.jp):
        after.table.say(request, Answer.WITHDRAWN, now=NOW)
    meeting = choose(after, evaluation, after.table.ib, after.table.jp)
    assert not meeting.participants.filter(person=after.table.jp).exists()


def test_a_stranger_and_a_frozen_case_choose_nothing(after):
    evaluation = planned(after, dt.date(2026, 12, 8))
    stranger = make_actor(make_staff(after.table.swv, Role.IB, make_school(after.table.swv)), today=NOW.date())
    with pytest.raises(NotAllowed):
        choose(after, evaluation, after.table.ib, actor=stranger)
    cases.freeze_case(actor=after.table.actor, case=after.table.case, reason="verzoek", now=NOW)
    with pytest.raises(cases.CaseFrozen):
        choose(after, evaluation, after.table.ib)


def said(**words):
    given = {"needs": "yes", "goals": "yes", "support": "yes", "until": dt.date(2027, 4, 1)}
    return services.LookedBack(**{**given, **words})


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_leads_where_it_says(after, outcome):
    evaluation = planned(after, dt.date(2026, 12, 8))
    meeting = choose(after, evaluation, after.table.ib)
    cases.move_step(actor=after.table.actor, case=after.table.case, step=6, reason="Evaluatie.", now=NOW)
    services.decide_outcome(
        actor=after.table.actor, evaluation=evaluation, outcome=outcome, said=said(reason="Het gaat goed."), now=NOW
    )
    after.table.case.refresh_from_db()
    goes_on = outcome in rules.GOES_ON
    steps = {Outcome.BACK: 3, Outcome.AFTERCARE: 7, Outcome.CLOSE: 7}
    assert after.table.case.step == steps.get(outcome, 5)
    assert Evaluation.objects.filter(meeting=meeting, on=dt.date(2027, 4, 1)).exists() == goes_on
    assert Scaling.objects.filter(kind="down").exists() == (outcome == Outcome.SCALE_DOWN)
    assert (after.table.case.aftercare_until is not None) == (outcome == Outcome.AFTERCARE)
    assert after.table.case.state == "open"  # closing is a page with a checklist of its own


def test_back_to_step_three_as_often_as_needed_with_the_history_kept(after):
    for number in range(1, 4):
        meeting = after.table.meeting(after.table.ib)
        evaluation = services.plan_evaluation(
            actor=after.table.actor, meeting=meeting, on=dt.date(2026, 12, 8), method="", now=NOW
        )
        cases.move_step(actor=after.table.actor, case=after.table.case, step=6, reason="Evaluatie.", now=NOW)
        services.decide_outcome(
            actor=after.table.actor, evaluation=evaluation, outcome=Outcome.BACK, said=said(needs="no"), now=NOW
        )
        assert StepMove.objects.filter(case=after.table.case).order_by("number").last().round == number + 1
    assert Evaluation.objects.filter(outcome="back", needs_fit="no").count() == 3


@pytest.mark.parametrize(
    ("outcome", "words", "error"),
    [
        (Outcome.CONTINUE, {"goals": "no"}, services.SomethingDoesNotFit),
        (Outcome.ADJUST, {"until": None}, services.NextDateNeeded),
        (Outcome.AFTERCARE, {"until": None}, services.NextDateNeeded),
        (Outcome.SCALE_DOWN, {"reason": " "}, cases.ReasonNeeded),
        (Outcome.CONTINUE, {"until": dt.date(2026, 11, 1)}, services.DateInThePast),
    ],
)
def test_what_an_outcome_asks_is_not_left_out(after, outcome, words, error):
    evaluation = planned(after, dt.date(2026, 12, 8))
    choose(after, evaluation, after.table.ib)
    with pytest.raises(error):
        services.decide_outcome(
            actor=after.table.actor, evaluation=evaluation, outcome=outcome, said=said(**words), now=NOW
        )
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.outcome) == (EvaluationState.PROPOSED, "")


def test_the_page_from_choice_to_decision(after, django_assert_max_num_queries):
    evaluation = planned(after, dt.date(2026, 12, 8))
    for number in range(3):
        after.agree(dt.date(2026, 11, 20), what=f"Lezen {number}.", goal="Leesplezier", result="Elke dag een boek")
    client = Client()
    client.force_login(after.table.ib.user)
    where = f"/opvolging/evaluatie/{evaluation.pk}/"
    with django_assert_max_num_queries(24):
        page = client.get(where).content.decode()
    assert page.count("Leesplezier") == 3
    assert page.count("Elke dag een boek") == 3
    assert client.post(where + "wie/", {"participants": []}).status_code == 422
    gw = after.meeting.participants.get(person=after.table.gw)
    assert client.post(where + "wie/", {"participants": [str(gw.pk)], "with_family": "on"}).status_code == 302
    assert Meeting.objects.filter(follows=after.meeting).count() == 1
    wrong = client.post(
        where + "besluit/",
        {"needs": "yes", "goals": "no", "support": "yes", "outcome": "continue", "until": "2027-04-01"},
    )
    assert wrong.status_code == 422
    assert "Kies dan een andere aanpak" in wrong.content.decode()
    right = {"needs": "yes", "goals": "no", "support": "yes", "outcome": "adjust", "until": "2027-04-01"}
    assert client.post(where + "besluit/", right).status_code == 302
    again = client.get(where).content.decode()
    assert "met een andere aanpak" in again
    assert "Leg het besluit vast" not in again


# --- The poll stands ready ------------------------------------------------------------------------------------------
def test_who_is_chosen_can_be_asked_a_date_with_one_click(after):
    on = dt.date(2027, 1, 20)
    evaluation = planned(after, on)
    assert selectors.ready_poll(evaluation, now=NOW) is None  # nobody chose yet
    choose(after, evaluation, after.table.ib, after.table.gw)
    evaluation.refresh_from_db()
    assert {row.code for row in Task.objects.filter(done_at__isnull=True, object_key=str(evaluation.pk))} == {
        "evaluation_poll"
    }
    ready = selectors.ready_poll(evaluation, now=NOW)
    starts = [row.start for row in ready.proposals]
    days = [start.astimezone(AMSTERDAM).date() for start in starts]
    assert len(starts) == 5
    assert on - rules.POLL_FROM <= min(days) <= max(days) <= on + 2 * rules.POLL_FROM
    assert ready.deadline < starts[0]
    poll = services.send_poll(actor=after.table.actor, evaluation=evaluation, options=starts, now=NOW)
    assert [row.start for row in poll.options.all()] == starts
    assert len(letters("poll_invite")) == 4
    assert selectors.ready_poll(evaluation, now=NOW) is None
    assert not Task.objects.filter(code="evaluation_poll", done_at__isnull=True).exists()


def test_a_poll_near_the_christmas_holiday_offers_only_open_days(after):
    evaluation = planned(after, dt.date(2026, 12, 29))
    choose(after, evaluation, after.table.ib)
    evaluation.refresh_from_db()
    days = {row.start.astimezone(AMSTERDAM).date() for row in selectors.ready_poll(evaluation, now=NOW).proposals}
    assert days
    assert min(days) > dt.date(2027, 1, 3)


def test_a_date_by_hand_makes_the_poll_needless(after):
    evaluation = planned(after, dt.date(2026, 12, 8))
    meeting = choose(after, evaluation, after.table.ib)
    meetings.fix_date(meeting=meeting, start=at(8, month=12), by=after.table.actor.by, now=NOW)
    assert not Task.objects.filter(code="evaluation_poll", done_at__isnull=True).exists()
    evaluation.refresh_from_db()
    assert selectors.ready_poll(evaluation, now=NOW) is None


def test_nothing_ready_sends_nothing_and_a_stranger_neither(after):
    evaluation = planned(after, dt.date(2026, 12, 8))
    moments = [at(8, month=12)]
    with pytest.raises(services.NothingReady):
        services.send_poll(actor=after.table.actor, evaluation=evaluation, options=moments, now=NOW)
    choose(after, evaluation, after.table.ib)
    with pytest.raises(services.NothingReady):
        services.send_poll(actor=after.table.actor, evaluation=evaluation, options=[], now=NOW)
    stranger = make_actor(make_staff(after.table.swv, Role.IB, make_school(after.table.swv)), today=NOW.date())
    with pytest.raises(NotAllowed):
        services.send_poll(actor=stranger, evaluation=evaluation, options=moments, now=NOW)
    assert letters("poll_invite") == []


@pytest.mark.usefixtures("contexts")
def test_the_page_has_the_poll_and_sends_it(after, django_assert_max_num_queries):
    evaluation = planned(after, dt.date(2027, 1, 20))
    choose(after, evaluation, after.table.ib)
    client = Client()
    client.force_login(after.table.ib.user)
    where = f"/opvolging/evaluatie/{evaluation.pk}/"
    with django_assert_max_num_queries(44):
        page = client.get(where).content.decode()
    assert "De datumprikker staat klaar" in page
    evaluation.refresh_from_db()
    other = reverse("staff:poll-new", args=[evaluation.next_meeting_id])
    assert client.get(f"{other}?vanaf=2027-01-13").context["proposals"][0]["value"] >= "2027-01-13"
    assert client.get(f"{other}?vanaf=morgen").context["proposals"][0]["value"] < "2027-01-13"
    moments = re.findall(r'name="moment" value="([^"]+)"', page)
    sent = client.post(f"{where}datum/", {"moment": moments[:3]})
    assert sent.status_code == 302
    assert DatePoll.objects.get().options.count() == 3
    assert "De datumprikker staat klaar" not in client.get(where).content.decode()
    assert client.post(f"{where}datum/", {"moment": moments[:3]}).status_code == 409


def test_the_opp_is_evaluated_in_the_same_conversation_and_next_years_clock_begins(after):
    """R136; the last day and the bells of the OPP are in tests/dossier."""
    evaluation = planned(after, dt.date(2027, 4, 12))
    case, talk = after.table.case, OppTalk(with_parents=True, with_pupil=True, heard="Was erbij.", progress="ahead")
    decide = {"actor": after.table.actor, "evaluation": evaluation, "outcome": Outcome.ADJUST, "now": NOW}
    until = dt.date(2027, 6, 14)
    said = services.LookedBack(needs="yes", goals="yes", support="yes", reason="", until=until, opp=talk)
    with pytest.raises(services.NoOppToEvaluate):
        services.decide_outcome(**decide, said=said)
    clock = dossier.start_clock(
        actor=after.table.actor, case=case, kind=ClockKind.OPP_EVALUATION, since=NOW.date() - 300 * DAY, now=NOW
    )
    with pytest.raises(dossier.ProgressNeeded):
        services.decide_outcome(**decide, said=replace(said, opp=replace(talk, progress="")))
    evaluation.refresh_from_db()
    assert evaluation.state == EvaluationState.PLANNED, "nothing of it is kept by halves"
    services.decide_outcome(**decide, said=said)
    clock.refresh_from_db()
    assert (clock.done_on, clock.progress) == (NOW.astimezone(AMSTERDAM).date(), "ahead")
    (following,) = case.clocks.filter(done_on__isnull=True)
    assert (following.kind, following.since) == (ClockKind.OPP_EVALUATION, clock.done_on)


def test_the_page_asks_about_the_opp_while_its_clock_runs(after, at_noon):
    evaluation = planned(after, dt.date(2027, 4, 12))
    client = Client()
    client.force_login(after.table.ib.user)
    page = f"/opvolging/evaluatie/{evaluation.pk}/"
    assert 'name="opp"' not in client.get(page).content.decode()
    dossier.start_clock(
        actor=after.table.actor,
        case=after.table.case,
        kind=ClockKind.OPP_EVALUATION,
        since=NOW.date() - 300 * DAY,
        now=NOW,
    )
    assert 'name="opp"' in client.get(page).content.decode()
    form = {"needs": "yes", "goals": "yes", "support": "yes", "outcome": "adjust", "until": "2027-06-14"}
    form |= {"opp": "on", "with_parents": "on"}
    wrong = client.post(f"{page}besluit/", form)
    assert (wrong.status_code, "Een OPP bespreekt u met de ouders" in wrong.content.decode()) == (422, True)
    form |= {"with_pupil": "on", "heard": "Was erbij.", "progress": "behind"}
    assert client.post(f"{page}besluit/", form).status_code == 302
    assert after.table.case.clocks.filter(done_on__isnull=False, progress="behind").count() == 1
