"""Along the route: triage decides, conditions stop, outcomes lead, and every move is kept (R45, R47, R113, R132)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.cases import gate, selectors, services
from planning.cases.models import (
    Answer,
    Care,
    CircumstanceWord,
    Immutable,
    Means,
    Met,
    Purpose,
    StepMove,
    Subject,
    Task,
    Triage,
)
from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.people.roles import Role
from tests.factories import make_actor, make_school, make_staff

pytestmark = pytest.mark.django_db


def say(story, key, answer=Met.YES, explanation="Ja hoor."):
    return services.answer_condition(
        actor=story.actor, case=story.case, key=key, answer=answer, explanation=explanation, now=story.now
    )


def triage(story, answer=Care.BOTH, reason="Thuis en op school."):
    return services.say_triage(actor=story.actor, case=story.case, answer=answer, reason=reason, now=story.now)


def go(story, outcome, reason="", *, hours=1):
    now = story.now + dt.timedelta(hours=hours)
    return services.move_on(actor=story.actor, case=story.case, outcome=outcome, reason=reason, now=now)


def by_hand(story, step, reason="Zo besproken."):
    return services.move_step(actor=story.actor, case=story.case, step=step, reason=reason, now=story.now)


def step_of(story):
    story.case.refresh_from_db()
    return story.case.step


def to_step_3(story):
    say(story, "internal-team")
    go(story, "report")
    triage(story)
    say(story, "own-adjustments")
    go(story, "to-sot")


def test_an_unmet_condition_stops_with_what_to_do(story):
    with pytest.raises(services.NotReadyYet) as refused:
        go(story, "report")
    assert "Is de leerling besproken in het intern zorgteam?" in str(refused.value.message)
    assert "schrijf" in str(refused.value.hint).lower()
    assert step_of(story) == 1
    say(story, "internal-team", Met.NO, "")
    with pytest.raises(services.NotReadyYet):
        go(story, "report")
    say(story, "internal-team", Met.YES)
    move = go(story, "report")
    assert (step_of(story), move.outcome, move.overridden) == (2, "report", [])


def test_going_on_all_the_same_needs_a_reason_that_is_kept(story):
    move = go(story, "report", "Het kan niet wachten.")
    assert (step_of(story), move.overridden, move.reason) == (2, ["internal-team"], "Het kan niet wachten.")
    line = selectors.moves_of(story.case)[-1]
    assert line.overridden == ("Is de leerling besproken in het intern zorgteam?",)
    assert AuditEvent.objects.filter(action="case.step", detail__overridden=1).exists()


def test_a_condition_that_does_not_apply_says_why(story):
    with pytest.raises(services.ExplainNotApplicable):
        say(story, "internal-team", Met.NOT_APPLICABLE, " ")
    say(story, "internal-team", Met.NOT_APPLICABLE, "De school heeft er geen.")
    go(story, "report")
    with pytest.raises(services.NotInThisRoute):
        say(story, "return-plan")


def test_triage_decides_which_way_is_open(story):
    by_hand(story, 2)
    say(story, "own-adjustments")
    with pytest.raises(services.TriageFirst):
        go(story, "to-sot")
    with pytest.raises(services.SayWhyTriage):
        triage(story, reason="")
    triage(story, Care.EDUCATION)
    with pytest.raises(services.NoSuchOutcome):
        go(story, "to-sot")
    triage(story, Care.BOTH, "Ook thuis.")
    go(story, "to-sot")
    assert step_of(story) == 3
    answers = Triage.objects.filter(case=story.case).order_by("created_at").values_list("answer", "by")
    assert list(answers) == [("onderwijs", story.ib.pk), ("onderwijs-en-zorg", story.ib.pk)]


@pytest.mark.parametrize("outcome", ["", "hia", "no-such-way"])
def test_a_way_that_is_not_of_this_step_is_not_open(story, outcome):
    with pytest.raises(services.NoSuchOutcome):
        go(story, outcome)
    assert step_of(story) == 1


def test_an_outcome_that_is_told_makes_a_task_that_only_a_conversation_ends(story):
    to_step_3(story)
    move = go(story, "arrangement")
    task = Task.objects.get(code="tell_family")
    assert (task.object_key, task.person_id) == (str(move.pk), story.ib.pk)
    assert task.due == story.today + dt.timedelta(days=7)
    with pytest.raises(services.TellFirst):
        services.finish_task(actor=story.actor, task=task, now=story.now)
    talk = {
        "actor": story.actor,
        "case": story.case,
        "on": story.today,
        "parties": list(story.case.parties.all()),
        "others": "",
        "agreed": "Uitgelegd.",
        "now": story.now,
    }
    services.record_conversation(**talk, subject=Subject.PROGRESS)
    task.refresh_from_db()
    assert task.done_at is None
    services.record_conversation(**talk, subject=Subject.FEEDBACK)
    task.refresh_from_db()
    assert task.done_at == story.now


def test_an_outcome_out_of_the_route_leaves_the_case_with_a_task(story):
    move = go(story, "own-support")
    assert (move.to_step, move.out, step_of(story)) == (None, "end", 1)
    assert Task.objects.filter(case=story.case, code="route_ended").exists()
    assert selectors.standing_of(story.case).out == "end"


def test_back_to_three_begins_a_round_and_nothing_is_lost(story):
    for number in range(1, 4):
        to_step_3(story) if number == 1 else None
        go(story, "hia", hours=number)
        go(story, "arrangement", hours=number)
        go(story, "evaluate", hours=number)
        back = go(story, "back", hours=number)
        assert back.round == number + 1
    numbers = list(StepMove.objects.filter(case=story.case).values_list("number", flat=True).order_by("number"))
    assert numbers == list(range(1, len(numbers) + 1))
    assert selectors.standing_of(story.case).round == 4
    assert selectors.moves_of(story.case)[-1].decision == "Doorgaan, terug naar stap 3, of afronden?"


def test_since_when_it_is_in_its_step(story):
    assert selectors.standing_of(story.case).since == story.now  # since it was opened
    say(story, "internal-team")
    move = go(story, "report", hours=5)
    assert selectors.standing_of(story.case).since == move.at
    out = go(story, "to-sot", "spoed", hours=6) if triage(story) else None
    assert out.to_step == 3


def test_standings_cost_one_query_for_any_number(story, django_assert_num_queries):
    cases = [story.case, story.another_case(), story.another_case()]
    with django_assert_num_queries(1):
        assert len(selectors.standings(cases[:1])) == 1
    with django_assert_num_queries(1):
        assert {row.round for row in selectors.standings(cases).values()} == {1}


def test_by_hand_needs_a_reason(story):
    with pytest.raises(services.WhyByHand):
        by_hand(story, 4, "  ")
    with pytest.raises(services.NoSuchStep):
        by_hand(story, 9)
    by_hand(story, 4)
    by_hand(story, 4)  # where it is already
    assert StepMove.objects.filter(case=story.case, from_step=1, to_step=4, outcome="").count() == 1


def test_a_closed_case_does_not_move(story):
    services.close_case(actor=story.actor, case=story.case, reason="verhuisd", now=story.now)
    for act in (
        lambda: go(story, "report"),
        lambda: by_hand(story, 2),
        lambda: triage(story),
        lambda: say(story, "internal-team"),
    ):
        with pytest.raises(services.CaseClosed):
            act()


def test_only_who_leads_the_case_moves_it(story):
    jp = make_actor(story.jp, today=story.today)
    director = make_actor(make_staff(story.swv, Role.DIRECTOR, story.school), today=story.today)
    other = make_actor(make_staff(story.swv, Role.IB, make_school(story.swv)), today=story.today)
    for actor in (jp, director, other):
        with pytest.raises(NotAllowed):
            services.move_on(actor=actor, case=story.case, outcome="report", reason="x", now=story.now)


def test_who_holds_regie_ends_the_step_also_from_another_organisation(story):
    story.all_say(Answer.YES)
    now = story.later()
    services.give_regie(actor=story.actor, case=story.case, person=story.jp, now=now)
    with pytest.raises(services.NotInCharge):
        go(story, "report", "spoed")
    jp = make_actor(story.jp, today=story.today)
    services.answer_condition(actor=jp, case=story.case, key="internal-team", answer=Met.YES, explanation="", now=now)
    move = services.move_on(actor=jp, case=story.case, outcome="report", now=now)
    assert (move.by_id, step_of(story)) == (story.jp.pk, 2)
    for request in ("sot", "involve"):
        story.say(story.request_of("kees", request), Answer.WITHDRAWN, minutes=200)
    with pytest.raises((NotAllowed, gate.NoGround)):
        services.say_triage(actor=jp, case=story.case, answer=Care.BOTH, reason="x", now=now + dt.timedelta(hours=9))


def test_the_database_keeps_a_move_as_it_was(story):
    move = go(story, "report", "spoed")
    with pytest.raises(Immutable):
        move.save()
    for broken in ({"to_step": None}, {"out": "end"}, {"outcome": "", "reason": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            StepMove.objects.filter(pk=move.pk).update(**broken)
    with pytest.raises(IntegrityError), transaction.atomic():
        StepMove.objects.create(
            swv_id=story.swv.pk,
            case=story.case,
            number=move.number,
            route="x",
            route_version=1,
            to_step=1,
            by=story.ib,
            at=story.now,
        )


def test_the_gw_is_told_where_the_route_says_so_and_nothing_about_the_pupil(story):
    gw = make_staff(story.swv, Role.GW, None, "Gerda Gw")
    with pytest.raises(services.NobodyToTell):
        services.tell_expert(actor=story.actor, case=story.case, person=gw, now=story.now)  # step 1 tells nobody
    by_hand(story, 2)
    with pytest.raises(services.NobodyToTell):
        services.tell_expert(actor=story.actor, case=story.case, person=story.jp, now=story.now)
    row = services.tell_expert(actor=story.actor, case=story.case, person=gw, now=story.now)
    again = services.tell_expert(actor=story.actor, case=story.case, person=gw, now=story.later())
    assert (row, row.role, row.step) == (again, "gw", 2)
    letter = OutgoingLetter.objects.get(template="pupil_reported")
    text = Body.from_json(str(letter.body)).text + letter.subject
    assert "Kanarie" not in text
    assert story.case.reference not in text
    assert story.ib.email in text


def test_a_circumstance_must_be_of_the_route_and_the_newest_counts(story):
    with pytest.raises(services.NotInThisRoute):
        services.say_circumstance(actor=story.actor, case=story.case, key="placement", holds=True, now=story.now)
    for holds in (True, True, False):
        services.say_circumstance(actor=story.actor, case=story.case, key="absence", holds=holds, now=story.now)
    assert CircumstanceWord.objects.count() == 2  # the same again writes nothing
    assert selectors.circumstances_of(story.case) == frozenset()
    services.say_circumstance(actor=story.actor, case=story.case, key="absence", holds=True, now=story.now)
    say(story, "internal-team")
    with pytest.raises(services.NotReadyYet):  # the beslisboom verzuim now stops the step (R147)
        go(story, "report")


def test_the_page_begin(story, django_assert_max_num_queries):
    client = Client()
    client.force_login(story.ib.user)
    address = f"/casussen/{story.case.pk}/begin/"
    with django_assert_max_num_queries(50):
        page = client.get(address).content.decode()
    assert "Is de leerling besproken in het intern zorgteam?" in page
    refused = client.post(f"{address}verder/", {"outcome": "report"})
    assert refused.status_code == 422
    assert "Deze stap kan nog niet beginnen." in refused.content.decode()
    wrong = client.post(f"{address}voorwaarde/", {"key": "internal-team", "answer": "na", "explanation": ""})
    assert "Schrijf op waarom dit hier niet van toepassing is." in wrong.content.decode()
    good = {"key": "internal-team", "answer": "yes", "explanation": "Besproken op dinsdag."}
    assert client.post(f"{address}voorwaarde/", good).status_code == 302
    assert client.post(f"{address}verder/", {"outcome": "report"}).status_code == 302
    assert step_of(story) == 2
    assert client.post(f"{address}triage/", {"answer": "onderwijs-en-zorg", "reason": ""}).status_code == 422
    assert client.post(f"{address}triage/", {"answer": "onderwijs-en-zorg", "reason": "Beide."}).status_code == 302
    assert "Onderwijs en zorg" in client.get(address).content.decode()
    assert client.post(f"{address}omstandigheid/", {"key": "onzin", "holds": "ja"}).status_code == 302
    assert client.post(f"/casussen/{story.case.pk}/stap/", {"step": "5", "reason": ""}).status_code == 422
    assert step_of(story) == 2


def test_who_leads_from_another_organisation_moves_the_case_and_reads_no_stories(story):
    story.all_say(Answer.YES)
    now = story.later()
    partner = make_staff(story.swv, Role.JP, story.school, "Petra Partner", account=True)
    involved = services.add_involved(actor=story.actor, case=story.case, person=partner, role=Role.JP, now=now)
    question = services.Question(Purpose.INVOLVE, involved)
    for request in services.ask_consent(actor=story.actor, case=story.case, questions=[question], now=now):
        services.record_for_giver(actor=story.actor, request=request, answer=Answer.YES, means=Means.PHONE, now=now)
    say(story, "internal-team", explanation="Zqverhaal over thuis.")
    triage(story, reason="Zqreden van school.")
    services.give_regie(actor=story.actor, case=story.case, person=partner, now=now)
    client = Client()
    client.force_login(partner.user)
    page = client.get(f"/casussen/{story.case.pk}/begin/")
    assert page.status_code == 200
    assert "Kies deze weg" in page.content.decode()
    for told in ("Zqverhaal", "Zqreden", "Het doel is uitgelegd", "Rust."):
        assert told not in page.content.decode()
    assert "Zqverhaal" in _as_ib(story)


def _as_ib(story):
    client = Client()
    client.force_login(story.ib.user)
    return client.get(f"/casussen/{story.case.pk}/begin/").content.decode()
