"""Regie: handed on, asked for, taken back, split, joined, and gone with the ground."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from notifications.outbox.models import OutgoingLetter
from planning.cases import gate, selectors, services
from planning.cases.models import (
    Answer,
    CasusregisseurTerm,
    Domain,
    Purpose,
    Regie,
    RegieBasis,
    RegieKind,
    ScaleKind,
    Scaling,
    Tick,
    TickList,
)
from planning.people.access import LEADERS, NotAllowed
from planning.people.models import AuditEvent
from planning.people.roles import Role
from planning.routes.engine import get_route, routes
from tests.factories import make_actor, make_school, make_staff


@pytest.fixture
def agreed(story):
    """Both parents said yes to everything."""
    story.all_say(Answer.YES)
    return story


def jp_of(story):
    return make_actor(story.jp, today=story.today)


def codes(person):
    return list(person.tasks.filter(done_at__isnull=True).values_list("code", flat=True))


def lead(story):
    return selectors.lead_of(story.case, get_route(story.case.route).step(story.case.step))


def test_without_a_holder_the_route_says_who_leads(story):
    found = lead(story)
    assert (found.rows, found.roles, found.fits) == ((), ("ib",), True)
    services.require_lead(story.actor, story.case, now=story.now)


def test_a_meeting_gives_regie_and_the_date_stands(agreed):
    now = agreed.later()
    row = services.give_regie(actor=agreed.actor, case=agreed.case, person=agreed.jp, reason="hulp thuis", now=now)
    assert (row.role, row.since, row.until, row.basis) == (Role.JP, now, None, RegieBasis.MEETING)
    assert AuditEvent.objects.filter(action="regie.hand", object_id=str(row.pk)).exists()
    assert lead(agreed).rows == (row,)
    again = services.give_regie(actor=jp_of(agreed), case=agreed.case, person=agreed.jp, now=now)
    assert again == row


def test_nobody_without_the_parents_yes_gets_regie(story):
    for verb in (services.give_regie, services.offer_regie):
        with pytest.raises(gate.NoGround):
            verb(actor=story.actor, case=story.case, person=story.jp, now=story.now)
    assert not Regie.objects.exists()


def test_only_who_holds_regie_moves_the_case_and_the_school_can_take_it_back(agreed):
    now = agreed.later()
    services.give_regie(actor=agreed.actor, case=agreed.case, person=agreed.jp, now=now)
    with pytest.raises(services.NotInCharge, match=r"Joost Peeters heeft de regie") as refusal:
        services.move_step(actor=agreed.actor, case=agreed.case, step=2, reason="Zo besproken.", now=now)
    assert "neem de regie over" in str(refusal.value.hint)
    assert services.move_step(actor=jp_of(agreed), case=agreed.case, step=2, reason="Zo besproken.", now=now).step == 2
    with pytest.raises(services.ReasonNeeded):
        services.take_over(actor=agreed.actor, case=agreed.case, reason=" ", now=now)
    with pytest.raises(NotAllowed):
        services.take_over(actor=jp_of(agreed), case=agreed.case, reason="omdat", now=now)
    taken = services.take_over(actor=agreed.actor, case=agreed.case, reason="JP is ziek", now=now)
    assert (taken.person, taken.basis) == (agreed.ib, RegieBasis.TAKEN)
    assert codes(agreed.jp) == ["regie_taken"]
    services.move_step(actor=agreed.actor, case=agreed.case, step=3, reason="Zo besproken.", now=now)
    with pytest.raises(NotAllowed):
        services.move_step(actor=jp_of(agreed), case=agreed.case, step=2, reason="Zo besproken.", now=now)


def test_regie_is_asked_for_and_changes_only_with_a_yes(agreed):
    now = agreed.later()
    offer = services.offer_regie(actor=agreed.actor, case=agreed.case, person=agreed.jp, reason="", now=now)
    assert lead(agreed).rows == ()
    assert codes(agreed.jp) == ["regie_offered"]
    with pytest.raises(services.OfferIsOver):
        services.answer_offer(actor=agreed.actor, offer=offer, accept=True, now=now)
    services.answer_offer(actor=jp_of(agreed), offer=offer, accept=True, now=now)
    assert [(row.person, row.basis) for row in lead(agreed).rows] == [(agreed.jp, RegieBasis.ACCEPTED)]
    assert codes(agreed.jp) == []
    assert "regie_accepted" in codes(agreed.ib)
    with pytest.raises(services.OfferIsOver):
        services.answer_offer(actor=jp_of(agreed), offer=offer, accept=False, now=now)


def test_a_newer_offer_replaces_the_older_one_and_a_no_changes_nothing(agreed):
    now = agreed.later()
    first = services.offer_regie(actor=agreed.actor, case=agreed.case, person=agreed.jp, now=now)
    second = services.offer_regie(actor=agreed.actor, case=agreed.case, person=agreed.ib, now=now)
    with pytest.raises(services.OfferIsOver):
        services.answer_offer(actor=jp_of(agreed), offer=first, accept=True, now=now)
    services.answer_offer(actor=agreed.actor, offer=second, accept=False, now=now)
    assert lead(agreed).rows == ()
    assert "regie_declined" in codes(agreed.ib)


def test_regie_is_split_and_joined_again(agreed):
    now = agreed.later()
    with pytest.raises(services.NeedsASplit):
        services.give_regie(actor=agreed.actor, case=agreed.case, person=agreed.ib, now=now)
        services.give_regie(actor=agreed.actor, case=agreed.case, person=agreed.jp, kind=RegieKind.FAMILY, now=now)
    services.split_regie(actor=agreed.actor, case=agreed.case, school=agreed.ib, care=agreed.jp, now=now)
    found = lead(agreed)
    assert {row.kind: row.person for row in found.rows} == {"opp": agreed.ib, "family": agreed.jp}
    assert [row.kind for row in found.rows] == ["opp", "family"]  # in this order on every page
    assert found.split
    with pytest.raises(services.NeedsASplit):
        services.give_regie(actor=agreed.actor, case=agreed.case, person=agreed.ib, now=now)
    services.join_regie(actor=jp_of(agreed), case=agreed.case, person=agreed.ib, now=now)
    assert [(row.kind, row.person) for row in lead(agreed).rows] == [("whole", agreed.ib)]
    assert Regie.objects.filter(case=agreed.case, until__isnull=False).count() == 3


def test_the_database_itself_keeps_one_holder_of_a_kind(agreed):
    row = services.give_regie(actor=agreed.actor, case=agreed.case, person=agreed.ib, now=agreed.later())
    row.pk = None
    row._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_who_loses_the_ground_loses_regie_and_contact_at_once(agreed):
    now = agreed.later()
    services.give_regie(actor=agreed.actor, case=agreed.case, person=agreed.jp, now=now)
    services.appoint_casusregisseur(
        actor=jp_of(agreed), case=agreed.case, person=agreed.jp, leading_domain="jeugdhulp", reason="", now=now
    )
    assert selectors.case_for(jp_of(agreed), agreed.case.pk, now=now) == agreed.case
    agreed.say(agreed.request_of("kees", Purpose.INVOLVE), Answer.WITHDRAWN, minutes=90)
    agreed.case.refresh_from_db()
    assert lead(agreed).rows == ()
    assert agreed.case.casusregisseur is None
    assert {"regie_back", "casusregisseur_gone"} <= set(codes(agreed.ib))
    assert selectors.case_for(jp_of(agreed), agreed.case.pk, now=now) is None
    with pytest.raises(NotAllowed):
        services.move_step(actor=jp_of(agreed), case=agreed.case, step=2, reason="Zo besproken.", now=now)


def test_an_offer_dies_with_the_ground(agreed):
    now = agreed.later()
    offer = services.offer_regie(actor=agreed.actor, case=agreed.case, person=agreed.jp, now=now)
    agreed.say(agreed.request_of("mirte", Purpose.INVOLVE), Answer.NO, minutes=90)
    offer.refresh_from_db()
    assert offer.accepted is False
    assert codes(agreed.jp) == []


def test_who_leads_from_outside_sees_only_that_case(agreed):
    now = agreed.later()
    other = agreed.another_case("mirte", pupil="Anders")
    services.give_regie(actor=agreed.actor, case=agreed.case, person=agreed.jp, now=now)
    jp = jp_of(agreed)
    assert [line.case for line in selectors.case_lines(jp, now=now)] == [agreed.case]
    assert selectors.case_for(jp, other.pk, now=now) is None
    long_after = now + dt.timedelta(days=400)  # the consent is over, though nobody withdrew it
    assert selectors.case_lines(jp, now=long_after) == []
    assert selectors.case_for(jp, agreed.case.pk, now=long_after) is None


def test_the_rule_of_the_route_proposes_and_each_term_is_kept(agreed):
    now = agreed.later()
    appoint = {"actor": agreed.actor, "case": agreed.case}
    with pytest.raises(services.ReasonNeeded) as refusal:
        services.appoint_casusregisseur(
            **appoint, person=agreed.ib, leading_domain="jeugdhulp", reason="", now=now
        )  # fmt: skip
    assert "jeugdprofessional" in str(refusal.value.hint)
    services.appoint_casusregisseur(
        **appoint, person=agreed.ib, leading_domain="jeugdhulp", reason="JP is vol", met_on=now.date(), now=now
    )
    later = now + dt.timedelta(days=3)
    services.appoint_casusregisseur(**appoint, person=agreed.jp, leading_domain="jeugdhulp", reason="", now=later)
    rows = CasusregisseurTerm.objects.filter(case=agreed.case).order_by("since")
    assert [(row.person, row.by_rule, row.until) for row in rows] == [
        (agreed.ib, False, later),
        (agreed.jp, True, None),
    ]
    with pytest.raises(services.NotYetMet):
        services.appoint_casusregisseur(
            **appoint, person=agreed.jp, leading_domain="jeugdhulp", reason="", now=later,
            met_on=later.date() + dt.timedelta(days=1),
        )  # fmt: skip


def test_the_list_of_the_casusregisseur_begins_anew_each_round(agreed):
    now = agreed.later()
    wanted = get_route(agreed.case.route).casusregisseur.tasks
    act = {"actor": agreed.actor, "case": agreed.case, "of": TickList.REGIE}
    for _twice in range(2):
        services.tick(**act, number=1, done=True, now=now)
    assert Tick.objects.count() == 1
    for number in (0, len(wanted) + 1):
        with pytest.raises(services.NoSuchLine):
            services.tick(**act, number=number, done=True, now=now)
    page = selectors.regie_page(agreed.case, today=agreed.today)
    assert [line.tick is not None for line in page.lines] == [True] + [False] * (len(wanted) - 1)
    for step in (6, 3):
        services.move_step(actor=agreed.actor, case=agreed.case, step=step, reason="Zo besproken.", now=now)
    page = selectors.regie_page(agreed.case, today=agreed.today)
    assert page.round == 2
    assert [line for line in page.lines if line.tick] == []
    services.tick(**act, number=1, done=True, now=now)
    services.tick(**act, number=1, done=False, now=now)
    assert list(Tick.objects.values_list("round", flat=True)) == [1]


def test_an_impasse_goes_to_a_consulent_who_sees_nothing_without_a_ground(agreed):
    now = agreed.later()
    consulent = make_staff(agreed.swv, Role.OZC, None, "Olga Zwart")
    act = {"actor": agreed.actor, "case": agreed.case}
    with pytest.raises(services.NotAConsulent):
        services.escalate(**act, person=agreed.jp, reason="vast", now=now)
    with pytest.raises(services.ReasonNeeded):
        services.escalate(**act, person=consulent, reason="  ", now=now)
    row = services.escalate(**act, person=consulent, reason="Er is geen plek.", now=now)
    assert codes(consulent) == []
    assert "ask_for_consulent" in codes(agreed.ib)
    assert not OutgoingLetter.objects.filter(address=consulent.email).exists()
    assert agreed.case.involved.filter(person=consulent).exists()
    with pytest.raises(services.AlreadyEscalated):
        services.escalate(**act, person=consulent, reason="nog eens", now=now)
    ended = services.end_escalation(**act, now=now)
    assert (ended.pk, ended.ended_by) == (row.pk, agreed.ib)
    with pytest.raises(services.NotEscalated):
        services.end_escalation(**act, now=now)


def test_scaling_down_is_as_explicit_as_up(agreed):
    for kind in (ScaleKind.UP, ScaleKind.DOWN):
        with pytest.raises(services.ReasonNeeded):
            services.scale(actor=agreed.actor, case=agreed.case, kind=kind, reason="", now=agreed.now)
        services.scale(actor=agreed.actor, case=agreed.case, kind=kind, reason="Het gaat beter.", now=agreed.now)
    assert list(Scaling.objects.values_list("kind", flat=True)) == ["up", "down"]


def test_a_task_goes_to_a_colleague_of_the_school_only(story):
    colleague = make_staff(story.swv, Role.IB, story.school, "Inge Collega")
    stranger = make_staff(story.swv, Role.IB, make_school(story.swv, "De Ark"), "Vera Vreemd")
    task = services.add_task(case=story.case, person_id=story.ib.pk, code="consent_yes", now=story.now)
    for person in (stranger, story.jp):
        with pytest.raises(services.NotThisColleague):
            services.hand_task(actor=story.actor, task=task, to=person, now=story.now)
    services.hand_task(actor=story.actor, task=task, to=colleague, now=story.now)
    assert (codes(story.ib), codes(colleague)) == ([], ["consent_yes"])
    again = services.add_task(case=story.case, person_id=story.ib.pk, code="consent_yes", now=story.now)
    services.hand_task(actor=story.actor, task=again, to=colleague, now=story.now)
    assert (codes(story.ib), codes(colleague)) == ([], ["consent_yes"])


def test_who_hands_regie_on_from_outside_lands_on_a_page_that_is_there(agreed):
    other = make_staff(agreed.swv, Role.GW, agreed.school, account=True)
    row = services.add_involved(actor=agreed.actor, case=agreed.case, person=other, role=Role.GW, now=agreed.now)
    question = services.Question(Purpose.INVOLVE, row)
    for request in services.ask_consent(actor=agreed.actor, case=agreed.case, questions=[question], now=agreed.now):
        agreed.say(request, Answer.YES)
    services.give_regie(actor=agreed.actor, case=agreed.case, person=other, now=agreed.now)
    page = f"/casussen/{agreed.case.pk}/regie/"
    browser = Client()
    browser.force_login(other.user)
    assert browser.get(page).status_code == 200
    form = {"person": str(agreed.ib.pk), "how": "meeting", "kind": "", "reason": ""}
    after = browser.post(f"{page}draag-over/", form, follow=True)
    assert after.status_code == 200
    assert after.redirect_chain[-1][0] == "/casussen/"
    assert "De regie is overgedragen." in after.content.decode()
    assert lead(agreed).rows[0].person == agreed.ib
    assert browser.get(page).status_code == 404


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.VC])
def test_nobody_is_handed_a_case_they_could_not_lead(agreed, role):
    person = make_staff(agreed.swv, role, agreed.school)
    offered = [row for row, _name in selectors.possible_leaders(agreed.case, today=agreed.today)]
    assert person not in offered
    assert agreed.ib in offered
    case, actor, now = agreed.case, agreed.actor, agreed.later()
    for verb in (services.give_regie, services.offer_regie):
        with pytest.raises(services.CannotLead):
            verb(actor=actor, case=case, person=person, now=now)
    with pytest.raises(services.CannotLead):
        services.appoint_casusregisseur(
            actor=actor, case=case, person=person, leading_domain=Domain.EDUCATION, reason="Kent het kind.", now=now
        )
    assert lead(agreed).rows == ()


def test_whoever_a_shipped_route_lets_lead_can_lead():
    for route in routes().values():
        named = {role for step in route.steps for role in step.regie} - {"casusregisseur"}
        if route.casusregisseur is not None:
            named |= {*route.casusregisseur.education, *route.casusregisseur.care}
        assert named <= LEADERS, route.key


def test_a_role_is_called_as_the_region_calls_it():
    assert selectors.role_names(get_route("aan-den-ijssel"), ["leerkracht"]) == ["leerkracht"]
    assert selectors.role_names(get_route("holland-rijnland"), ["casusregisseur"]) == ["regievoerder"]
    assert selectors.role_names(get_route("twente-noord"), ["lpa"]) == ["leerplichtambtenaar"]  # not in the route
