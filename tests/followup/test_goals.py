"""Goals are looked back on, and what is to become otherwise lies on the table of the next meeting (R102, R135)."""

import datetime as dt

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from planning.cases import services as cases
from planning.cases.models import StepMove, Task
from planning.followup import drafts, goals, services
from planning.followup.drafts import DraftState
from planning.followup.models import Agreement, Evaluation, Goal, Outcome, ProgressState, Reached
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, MeetingState
from planning.minutes import services as minutes
from planning.people.access import NotAllowed
from planning.people.audit import By
from planning.people.roles import Role
from tests.factories import make_actor, make_school, make_staff
from tests.meetings.table import NOW, at

TODAY = NOW.date()
DUE = dt.date(2026, 11, 24)


def aim(after, what="Rustig beginnen", *, meeting=None):
    meeting = meeting or after.meeting
    if meeting.state == MeetingState.DRAFT:
        day = 16 + Meeting.objects.filter(case=after.table.case).count()
        meetings.fix_date(meeting=meeting, start=at(day), by=after.table.actor.by, now=NOW)
        meeting.refresh_from_db()
    return minutes.add_goal(actor=after.table.actor, meeting=meeting, what=what, now=NOW)


def planned(after, *, meeting=None, on=dt.date(2026, 12, 8)):
    return services.plan_evaluation(
        actor=after.table.actor, meeting=meeting or after.meeting, on=on, method="kort overleg", now=NOW
    )


def decide(after, evaluation, outcome, results=(), **words):
    given_words = {"needs": "yes", "goals": "yes", "support": "yes", "until": dt.date(2027, 4, 1), **words}
    said = services.LookedBack(
        results={goal.pk: services.Seen(how, told) for goal, how, told in results}, **given_words
    )
    services.decide_outcome(actor=after.table.actor, evaluation=evaluation, outcome=outcome, said=said, now=NOW)


def test_an_evaluation_looks_at_every_goal_with_its_agreements(after):
    first, second = aim(after), aim(after, "Weer lezen")
    after.agree(DUE, for_goal=first, result="Vier van de vijf dagen.")
    after.agree(DUE, what="Bellen.")
    evaluation = planned(after)
    back = goals.look_back_on(evaluation, today=TODAY)
    assert [row.goal for row in back.goals] == [first, second]
    assert [row.agreement.result for row in back.goals[0].agreements] == ["Vier van de vijf dagen."]
    assert [row.agreement.what for row in back.beside] == ["Bellen."]


def test_each_goal_must_be_looked_at_and_nothing_is_kept_of_half(after):
    first, second = aim(after), aim(after, "Weer lezen")
    evaluation = planned(after)
    with pytest.raises(services.LookAtGoals):
        decide(after, evaluation, Outcome.CONTINUE, [(first, Reached.YES, "")])
    evaluation.refresh_from_db()
    assert (evaluation.outcome, evaluation.results.count()) == ("", 0)
    decide(after, evaluation, Outcome.CONTINUE, [(first, Reached.YES, "Elke dag."), (second, Reached.EARLY, "")])
    evaluation.refresh_from_db()
    back = goals.look_back_on(evaluation, today=TODAY)
    seen = {row.goal: (row.seen.reached, row.seen.words) for row in back.goals}  # both were set at one moment
    assert seen == {first: ("yes", "Elke dag."), second: ("early", None)}


def test_what_is_reached_stands_no_longer_and_the_rest_is_looked_at_again(after):
    first, second = aim(after), aim(after, "Weer lezen")
    decide(after, planned(after), Outcome.BACK, [(first, Reached.YES, ""), (second, Reached.PARTLY, "Korte boeken.")])
    again = planned(after, meeting=after.table.meeting(after.table.ib))
    back = goals.look_back_on(again, today=TODAY)
    assert [row.goal for row in back.goals] == [second]
    assert [result.words for result in back.goals[0].results] == ["Korte boeken."]


def test_another_approach_lays_what_runs_on_the_table_of_the_evaluation(after):
    goal = aim(after)
    runs = after.agree(DUE, for_goal=goal, financing="School")
    done = after.agree(DUE, what="Klaar.")
    services.report_progress(agreement_id=done.pk, state=ProgressState.DONE, remark="", by=By.guest("x"), now=NOW)
    evaluation = planned(after)
    meeting = services.propose_meeting(evaluation_id=evaluation.pk, by=after.table.actor.by, now=NOW)
    decide(after, evaluation, Outcome.ADJUST, [(goal, Reached.NO, "Te vroeg op de dag.")], support="no")
    (row,) = drafts.drafts_of(meeting, actor=after.table.actor, now=NOW)
    assert (row.before, row.what, row.financing, row.for_goal) == (runs, "Samen lezen.", "School", goal)
    assert [one.goal for one in goals.standing_goals(meeting)] == [goal]
    assert Task.objects.filter(code="adjust_plan", object_key=str(meeting.pk), done_at__isnull=True).count() == 1
    runs.refresh_from_db()
    assert runs.withdrawn_at is None  # it goes on until somebody chooses
    assert Evaluation.objects.filter(meeting=meeting, on=dt.date(2027, 4, 1)).exists()


def test_going_on_lays_nothing_on_the_table(after):
    after.agree(DUE)
    evaluation = planned(after)
    meeting = services.propose_meeting(evaluation_id=evaluation.pk, by=after.table.actor.by, now=NOW)
    decide(after, evaluation, Outcome.CONTINUE)
    assert drafts.drafts_of(meeting, actor=after.table.actor, now=NOW) == []


@pytest.fixture
def adjusting(after):
    """A meeting with two agreements of before on its table."""
    after.stays, after.goes = after.agree(DUE), after.agree(DUE, what="Bellen.", owner=after.table.gw)
    evaluation = planned(after)
    decide(after, evaluation, Outcome.ADJUST, support="no")  # decided without a meeting of its own: one is made
    evaluation.refresh_from_db()
    after.next = evaluation.next_meeting
    return after


def test_without_a_meeting_of_its_own_a_new_one_is_made(adjusting):
    assert adjusting.next.follows == adjusting.meeting
    assert adjusting.next.participants.count() == adjusting.meeting.participants.count()


def test_it_stays_or_becomes_otherwise_and_then_the_task_is_done(adjusting):
    actor, meeting = adjusting.table.actor, adjusting.next
    stays = services.agree_to(actor=actor, meeting=meeting, key=adjusting.stays.pk, now=NOW)
    assert stays == adjusting.stays
    assert Task.objects.filter(code="adjust_plan", done_at__isnull=True).exists()
    gw = meeting.participants.get(person=adjusting.table.gw)
    wording = services.Wording(gw, "Elke vrijdag bellen.", dt.date(2026, 12, 4), services.More())
    for _twice in range(2):
        made = services.agree_to(actor=actor, meeting=meeting, key=adjusting.goes.pk, changed=wording, now=NOW)
    assert made.what == "Elke vrijdag bellen."
    adjusting.goes.refresh_from_db()
    assert adjusting.goes.withdrawn_at == NOW
    assert "andere afspraak" in adjusting.goes.withdrawn_why
    assert Agreement.objects.filter(withdrawn_at__isnull=True).count() == 2
    assert not Task.objects.filter(code="adjust_plan", done_at__isnull=True).exists()


def test_it_ends_with_a_reason_and_can_be_taken_back(adjusting):
    act = {"actor": adjusting.table.actor, "meeting": adjusting.next, "key": adjusting.goes.pk, "now": NOW}
    with pytest.raises(cases.ReasonNeeded):
        services.let_go(**act)
    services.let_go(reason="De tante belt nu.", **act)
    adjusting.goes.refresh_from_db()
    assert (adjusting.goes.withdrawn_at, adjusting.goes.withdrawn_why) == (NOW, "De tante belt nu.")
    services.take_back(**act)
    adjusting.goes.refresh_from_db()
    assert adjusting.goes.withdrawn_at is None
    rows = {row.key: row.state for row in drafts.drafts_of(adjusting.next, actor=adjusting.table.actor, now=NOW)}
    assert rows[adjusting.goes.pk] == DraftState.WAITS


def test_a_changed_goal_takes_the_place_of_the_old_and_keeps_its_agreements(after):
    old = aim(after)
    after.agree(DUE, for_goal=old)
    meeting = after.table.meeting(after.table.ib)
    new = services.change_goal(actor=after.table.actor, meeting=meeting, goal_id=old.pk, what="Rustig eten", now=NOW)
    assert (new.replaces, new.meeting) == (old, meeting)
    later = after.table.meeting(after.table.ib)
    same = services.change_goal(actor=after.table.actor, meeting=later, goal_id=new.pk, what="Rustig eten ", now=NOW)
    assert same == new
    (row,) = goals.look_back_on(planned(after), today=TODAY).goals
    assert (row.goal, len(row.agreements)) == (new, 1)
    old.refresh_from_db()
    assert (old.ended_at, old.ended_by) == (NOW, after.table.ib)


def test_a_goal_is_changed_by_who_may_and_only_while_it_stands(after):
    goal, later = aim(after), after.table.meeting(after.table.ib)
    stranger = make_actor(make_staff(after.table.swv, Role.IB, make_school(after.table.swv)), today=TODAY)
    with pytest.raises(NotAllowed):
        services.change_goal(actor=stranger, meeting=later, goal_id=goal.pk, what="Anders", now=NOW)
    with pytest.raises(services.NothingRecorded):
        services.change_goal(actor=after.table.actor, meeting=later, goal_id=goal.pk, what=" ", now=NOW)
    with pytest.raises(services.StrangeGoal):  # what this very meeting wrote down is changed in its record
        services.end_goal(actor=after.table.actor, meeting=after.meeting, goal_id=goal.pk, now=NOW)
    services.end_goal(actor=after.table.actor, meeting=later, goal_id=goal.pk, now=NOW)
    with pytest.raises(services.StrangeGoal):
        services.change_goal(actor=after.table.actor, meeting=later, goal_id=goal.pk, what="Anders", now=NOW)


@given(st.lists(st.sampled_from(["change", "change", "reach", "end"]), max_size=6))
def test_a_chain_of_goals_has_one_end_at_most(turns):
    made, newest = [Goal(what="0")], {}
    for turn in turns:
        if turn == "change":
            made.append(Goal(what=str(len(made)), replaces=made[-1]))
    newest = goals._newest(made)
    assert set(newest.values()) == {made[-1].pk}


# --- Twice round, and the history stays ------------------------------------------------------------------------------
def test_twice_back_to_step_three_keeps_every_goal_result_and_agreement(after):
    """Two rounds: each with a meeting, a goal, an agreement and an evaluation that says back."""
    rounds = []
    for number in (1, 2):
        meeting = after.meeting if number == 1 else after.table.meeting(after.table.ib, after.table.gw)
        cases.move_step(actor=after.table.actor, case=after.table.case, step=4, reason="HIA.", now=NOW)
        goal = aim(after, f"Doel {number}", meeting=meeting)
        agreement = after.agree(DUE, meeting=meeting, what=f"Afspraak {number}.", for_goal=goal)
        evaluation = planned(after, meeting=meeting)
        cases.move_step(actor=after.table.actor, case=after.table.case, step=6, reason="Evaluatie.", now=NOW)
        standing = Goal.objects.filter(case=after.table.case, ended_at__isnull=True)
        results = [(one, Reached.PARTLY, f"Ronde {number}") for one in standing]
        decide(after, evaluation, Outcome.BACK, results, needs="no")
        after.table.case.refresh_from_db()
        assert after.table.case.step == 3
        rounds.append((goal, agreement, evaluation))
    assert StepMove.objects.filter(case=after.table.case).order_by("number").last().round == 3
    assert [row.outcome for row in Evaluation.objects.filter(case=after.table.case)] == ["back", "back"]
    first, second = rounds
    assert [row.words for row in first[0].results.order_by("created_at")] == ["Ronde 1", "Ronde 2"]
    assert [row.words for row in second[0].results.all()] == ["Ronde 2"]
    back = goals.look_back_on(Evaluation.objects.get(pk=first[2].pk), today=TODAY)
    assert [(row.goal, row.seen.words) for row in back.goals] == [(first[0], "Ronde 1")]  # as it was seen then
    assert Agreement.objects.filter(case=after.table.case, withdrawn_at__isnull=True).count() == 2
    assert Meeting.objects.filter(case=after.table.case).count() == 2


# --- The pages ------------------------------------------------------------------------------------------------------
@pytest.fixture
def ib(after):
    client = Client()
    client.force_login(after.table.ib.user)
    return client


def test_the_page_asks_of_each_goal_and_leads_to_the_table(after, ib, django_assert_max_num_queries):
    goal, other = aim(after), aim(after, "Weer lezen")
    after.agree(DUE, for_goal=goal, result="Vier dagen.")
    evaluation = planned(after)
    where = f"/opvolging/evaluatie/{evaluation.pk}/"
    with django_assert_max_num_queries(26):
        page = ib.get(where).content.decode()
    assert "Rustig beginnen" in page
    assert "Vier dagen." in page
    said = {"needs": "yes", "goals": "no", "support": "yes", "outcome": "adjust", "until": "2027-04-01"}
    wrong = ib.post(f"{where}besluit/", {**said, f"reached_{goal.pk}": "partly"})
    assert wrong.status_code == 422
    assert "Zeg van elk doel hoe ver het is." in wrong.content.decode()
    looked = {f"reached_{goal.pk}": "partly", f"words_{goal.pk}": "Op maandag.", f"reached_{other.pk}": "yes"}
    done = ib.post(f"{where}besluit/", {**said, **looked})
    evaluation.refresh_from_db()
    table = f"/opvolging/overleg/{evaluation.next_meeting_id}/"
    assert done["Location"] == table
    page = ib.get(table).content.decode()
    assert "Er komt een andere aanpak." in page
    assert "Blijft zo" in page
    assert "Op maandag." in page
    assert "Weer lezen" not in page
    act = {"doel": str(goal.pk), "what": "Rustig beginnen op maandag", "doe": "verander"}
    assert ib.post(f"{table}doel/", {**act, "what": ""}).status_code == 422
    assert ib.post(f"{table}doel/", act).status_code == 302
    assert ib.post(f"{table}doel/", {"doel": "x"}).status_code == 404
    assert "Op maandag." in ib.get(where).content.decode()
    (agreement,) = Agreement.objects.all()
    assert ib.post(f"{table}concept/", {"concept": str(agreement.pk), "doe": "laat-los"}).status_code == 422
    assert ib.post(f"{table}concept/", {"concept": str(agreement.pk), "doe": "leg-vast"}).status_code == 302
    assert "Er komt een andere aanpak." not in ib.get(table).content.decode()
