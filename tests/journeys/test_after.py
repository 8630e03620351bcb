"""After the meeting: an owner answers from the mail, the casusregisseur acts, the TC sees numbers, all look back."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from notifications.outbox.models import OutgoingLetter
from planning.cases.models import Case
from planning.followup import services
from planning.followup.models import Agreement, Evaluation, EvaluationState, Progress
from planning.people.models import Person
from scheduler.demo import cases
from tests.browser import axe, shows, too_wide

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told(region):
    """Two of the demo's cases: one that is worked on, one whose evaluation comes near."""
    with scope(swv=region.pk):
        story = cases.Story(now=timezone.now())
        cases.working_on_it(story, cases.CHILDREN[5])
        cases.evaluation_is_due(story, cases.CHILDREN[6])
        return list(Case.objects.order_by("created_at"))


def look(page, picture, name):
    """A picture to look at, and what a machine can see, on a wide and on a narrow screen."""
    picture(page, name, whole=True)
    assert axe(page) == [], name
    page.set_viewport_size({"width": 320, "height": 800})
    picture(page, f"{name}-smal", whole=True)
    assert too_wide(page) == 0, name
    page.set_viewport_size({"width": 1280, "height": 800})


def test_an_owner_answers_from_the_mail_and_the_casusregisseur_acts(told, log_in, page_at, post, picture):
    with scopes_disabled():
        mine = Agreement.objects.get(owner__person__email="gw@demo.example")
        with scope(swv=mine.swv_id):
            Agreement.objects.filter(pk=mine.pk).update(due=timezone.localdate())
            monday = timezone.now()
            while monday.weekday() > 4 or not 7 <= monday.hour <= 18:
                monday += dt.timedelta(hours=1)
            services.remind_owner(agreement_id=mine.pk, now=monday)
        assert OutgoingLetter.objects.filter(template="agreement_reminder").count() == 1
    link = re.sub(r"\?.*", "", post("agreement_reminder", to="gw@demo.example"))
    gw = page_at(1280)
    gw.goto(f"{link}?stand=stuck")
    first = gw.locator("form button[name=state] >> nth=0")
    assert first.get_attribute("value") == "stuck"
    look(gw, picture, "na-afspraak-gast")
    with scopes_disabled():
        assert not Progress.objects.filter(agreement=mine).exists()
    first.click()
    shows(gw, "text=Dank u wel")
    with scopes_disabled():
        assert [row.state for row in Progress.objects.filter(agreement=mine)] == ["stuck"]

    ib = log_in("ib@demo.example")
    ib.click("text=Een afspraak loopt vast >> nth=0")
    look(ib, picture, "na-vast")
    ib.fill("form[action$='gesproken/'] textarea", "We kijken volgende week samen.")
    ib.click("text=Schrijf het op")
    shows(ib, "text=We kijken volgende week samen.")
    ib.click("text=Zet het overleg klaar")
    shows(ib, "text=Prik nu een datum")


def test_the_tc_sees_numbers_and_no_pupil(told, log_in, picture):
    tc = log_in("tc@demo.example")
    tc.click("nav >> text=Opvolging")
    look(tc, picture, "na-scholen")
    with scopes_disabled():
        assert not [case.reference for case in told if case.reference in tc.content()]


def test_one_chooses_who_comes_and_looks_back(told, log_in, picture):
    with scopes_disabled():
        planned = Evaluation.objects.get(state=EvaluationState.PLANNED)
        proposed = Evaluation.objects.get(state=EvaluationState.PROPOSED)
        name = Person.objects.get(email="gw@demo.example").name
    ib = log_in("ib@demo.example")
    ib.goto(f"/opvolging/evaluatie/{planned.pk}/")
    look(ib, picture, "na-kiezen")
    ib.uncheck(f"label:has-text('{name}') input")
    ib.check("input[name=with_family]")
    ib.click("form[action$='wie/'] button >> nth=0")
    shows(ib, "text=Het overleg staat klaar")
    with scopes_disabled():
        planned.refresh_from_db()
        assert not planned.next_meeting.participants.filter(person__email="gw@demo.example").exists()

    ib.goto(f"/opvolging/evaluatie/{proposed.pk}/")
    for question, answer in (("needs", "yes"), ("goals", "no"), ("support", "no")):
        ib.check(f"input[name={question}][value={answer}]")
    ib.check("input[name=outcome][value=continue]")
    ib.fill("input[name=until]", (timezone.localdate() + dt.timedelta(days=60)).isoformat())
    ib.click("text=Leg het besluit vast")
    shows(ib, "text=U zei dat iets niet meer klopt")
    look(ib, picture, "na-terugkijken")
    ib.check("input[name=outcome][value=back]")
    ib.click("text=Leg het besluit vast")
    shows(ib, "text=Het besluit is vastgelegd")
    with scopes_disabled():
        proposed.refresh_from_db()
        assert (proposed.outcome, proposed.case.step, proposed.goals_fit) == ("back", 3, "no")
