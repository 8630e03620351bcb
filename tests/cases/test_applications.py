"""Parents applied at Team Jeugd: nothing of the pupil reaches the school before their yes (R46, R54)."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.cases import selectors, services
from planning.cases.models import ApplicationState, Authority, Case, Heard
from planning.people.access import NotAllowed
from planning.people.roles import Role
from planning.regions.models import RouteChoice
from tests.factories import make_actor, make_school, make_staff
from tests.words import without_tokens

pytestmark = pytest.mark.django_db
CHILD = "Sneeuwvink"


@pytest.fixture
def jp(story):
    keys = ["west-brabant-po", "west-brabant-vo", "west-brabant-jp"]
    defaults = {"PO": "west-brabant-po", "VO": "west-brabant-vo"}
    RouteChoice.objects.create(swv=story.swv, keys=keys, defaults=defaults, chosen_by=story.ib, chosen_at=story.now)
    person = make_staff(story.swv, Role.JP, story.school, "Jans Jeugd", account=True)
    return make_actor(person, today=story.today)


def apply(story, jp, *names):
    return services.make_application(
        actor=jp,
        school=story.school,
        pupil=services.PupilData(name=CHILD, initial="Q", group="6"),
        guardians=[
            services.GuardianData(name=name, email=f"{name}@ouders.example", authority=Authority.YES)
            for name in (names or ("mia", "otto"))
        ],
        questions=services.StartQuestions(support="Rust."),
        now=story.now,
    )


def say(story, jp, row, name, agrees):
    applicant = next(one for one in row.applicants.all() if str(one.name) == name)
    services.record_applicant_word(actor=jp, applicant=applicant, agrees=agrees, heard=Heard.TALK, now=story.later())
    story.minute += 1


def offered(story, jp):
    row = apply(story, jp)
    for name in ("mia", "otto"):
        say(story, jp, row, name, True)
    return services.hand_over_application(actor=jp, application=row, now=story.now)


def seen_by_school(story):
    return selectors.application_views(story.actor)


def test_before_the_announcement_the_school_sees_nothing(story, jp):
    apply(story, jp)
    assert seen_by_school(story) == []
    assert not OutgoingLetter.objects.exists()


def test_announced_the_school_knows_that_there_is_one_and_nothing_else(story, jp):
    row = apply(story, jp)
    services.announce_application(actor=jp, application=row, now=story.now)
    (view,) = seen_by_school(story)
    assert (view.pupil, view.group, view.questions, view.applicants, view.case_id) == ("", "", ("", "", ""), (), None)
    client = Client()
    client.force_login(story.ib.user)
    page = client.get(f"/aanmeldingen/{row.pk}/").content.decode() + client.get("/aanmeldingen/").content.decode()
    for word in (CHILD, "mia", "otto", "Rust."):
        assert word not in without_tokens(page)
    assert "Jans Jeugd" in page
    letter = OutgoingLetter.objects.get(address=story.ib.email)
    assert CHILD not in Body.from_json(str(letter.body)).text


@pytest.mark.parametrize("said", [{}, {"mia": True}, {"mia": True, "otto": False}, {"mia": False, "otto": True}])
def test_without_everybodys_yes_it_is_not_handed_over(story, jp, said):
    row = apply(story, jp)
    for name, agrees in said.items():
        say(story, jp, row, name, agrees)
    with pytest.raises(services.NotYetAgreed):
        services.hand_over_application(actor=jp, application=row, now=story.now)
    assert seen_by_school(story) == []


def test_handed_over_the_school_takes_over_and_it_is_a_case(story, jp):
    row = offered(story, jp)
    (view,) = seen_by_school(story)
    assert (view.pupil, view.may_decide, view.all_agree) == (f"{CHILD} Q", True, True)
    routes = selectors.routes_for_application(view)
    assert routes[0].key == "west-brabant-jp"  # the one that a JP begins stands first
    case = services.take_over_application(
        actor=story.actor, application=row, route_key=routes[0].key, now=story.later()
    )
    row.refresh_from_db()
    assert (row.state, row.case) == (ApplicationState.ACCEPTED, case)
    assert (str(case.pupil_name), case.route, case.parties.count()) == (CHILD, "west-brabant-jp", 2)
    assert [one.person_id for one in case.involved.all()] == [jp.person_id]  # thought of, without a ground
    states = ["preparing", "offered", "accepted"]
    assert list(row.acts.order_by("created_at").values_list("state", flat=True)) == states
    with pytest.raises(services.NotInThisState):
        services.take_over_application(actor=story.actor, application=row, route_key="west-brabant-jp", now=story.now)
    assert selectors.application_view(jp, row.pk).case_id is None  # the JP reads the case by invitation only (P9)


def test_given_back_with_a_reason_it_is_the_jps_again(story, jp):
    row = offered(story, jp)
    with pytest.raises(services.SayWhy):
        services.give_back_application(actor=story.actor, application=row, reason=" ", now=story.now)
    services.give_back_application(actor=story.actor, application=row, reason="Andere school.", now=story.now)
    (view,) = seen_by_school(story)
    assert (view.state, view.pupil, view.may_decide) == ("returned", "", False)
    services.hand_over_application(actor=jp, application=row, now=story.later())
    assert seen_by_school(story)[0].may_decide


def test_a_no_after_the_hand_over_takes_it_back_at_once(story, jp):
    row = offered(story, jp)
    say(story, jp, row, "otto", False)
    (view,) = seen_by_school(story)
    assert (view.state, view.pupil) == ("announced", "")
    with pytest.raises(services.NotInThisState):
        services.take_over_application(actor=story.actor, application=row, route_key="west-brabant-jp", now=story.now)
    assert not Case.objects.filter(route="west-brabant-jp").exists()


def test_withdrawn_it_is_gone_for_the_school(story, jp):
    row = offered(story, jp)
    services.withdraw_application(actor=jp, application=row, reason="", now=story.now)
    assert seen_by_school(story) == []


def test_nobody_else_acts(story, jp):
    row = offered(story, jp)
    colleague = make_actor(make_staff(story.swv, Role.JP, story.school), today=story.today)
    other_ib = make_actor(make_staff(story.swv, Role.IB, make_school(story.swv)), today=story.today)
    assert selectors.application_view(colleague, row.pk) is None
    assert selectors.application_view(other_ib, row.pk) is None
    with pytest.raises(services.NotInThisState):
        services.withdraw_application(actor=colleague, application=row, reason="", now=story.now)
    for act in (
        lambda: services.take_over_application(actor=jp, application=row, route_key="west-brabant-jp", now=story.now),
        lambda: services.take_over_application(
            actor=other_ib, application=row, route_key="west-brabant-jp", now=story.now
        ),
        lambda: services.withdraw_application(actor=story.actor, application=row, reason="", now=story.now),
        lambda: apply(story, story.actor),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_database_keeps_state_and_case_together(story, jp):
    row = offered(story, jp)
    for broken in ({"state": "accepted"}, {"case": story.case}):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**broken)


def test_the_list_costs_the_same_for_one_and_three(story, jp, django_assert_num_queries):
    offered(story, jp)
    with django_assert_num_queries(4):
        assert len(seen_by_school(story)) == 1
    offered(story, jp)
    offered(story, jp)
    with django_assert_num_queries(4):
        assert len(seen_by_school(story)) == 3
