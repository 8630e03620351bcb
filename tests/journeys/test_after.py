"""After the meeting: an owner answers from the mail, the casusregisseur acts, the TC sees numbers, all look back."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from playwright.sync_api import expect

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.followup import services
from planning.followup.models import Agreement, Evaluation, EvaluationState, Progress
from planning.people.models import Person
from planning.preparation.models import Preparation
from scheduler.demo import cases
from tests.browser import axe, shows, too_wide
from tests.guests import through_the_door

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def look(page, picture, name):
    """A picture to look at, and what a machine can see, on a wide and on a narrow screen."""
    picture(page, name, whole=True)
    assert axe(page) == [], name
    page.set_viewport_size({"width": 320, "height": 800})
    picture(page, f"{name}-smal", whole=True)
    assert too_wide(page) == 0, name
    page.set_viewport_size({"width": 1280, "height": 800})


def test_an_owner_answers_from_the_mail_and_the_casusregisseur_acts(two_cases, log_in, page_at, post, picture):
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
    through_the_door(gw)
    first = gw.locator("form button[name=state] >> nth=0")
    assert first.get_attribute("value") == "stuck"
    look(gw, picture, "na-afspraak-gast")
    with scopes_disabled():
        assert not Progress.objects.filter(agreement=mine).exists()
    first.click()
    shows(gw, "text=Dank u wel")
    shows(gw, "form >> text=loopt vast")
    expect(gw.locator("form button[name=state]:not(.button--quiet)")).to_have_text("Gaat goed")
    look(gw, picture, "na-afspraak-gast-daarna")
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


def test_what_was_thought_of_waits_and_the_family_reads_on(region, two_cases, log_in, page_at, picture):
    with scope(swv=region.pk):
        cases.meeting_is_planned(cases.Story(now=timezone.now()), cases.CHILDREN[4])
        held = Agreement.objects.filter(case=two_cases[0]).first().meeting
        thought = Preparation.objects.filter(participant__person__isnull=False).get()
        planned = thought.participant.meeting
    ib = log_in("ib@demo.example")
    ib.goto(f"/opvolging/overleg/{planned.pk}/")
    look(ib, picture, "na-ideeen")
    ib.click("button[value=laat-los]")
    shows(ib, "text=1 losgelaten")
    ib.goto(f"/opvolging/overleg/{held.pk}/")
    look(ib, picture, "na-afspraken")
    shows(ib, "text=kregen zij bericht")  # the letter of the minutes told both
    parent = page_at(360)
    with scopes_disabled():
        told = OutgoingLetter.objects.filter(template="report_ready", key__contains=services.told_in(held)).first()
        _minutes, on = re.findall(r"https?://\S+/u/\S+", Body.from_json(str(told.body)).text)[:2]
    parent.goto(on)
    through_the_door(parent)
    look(parent, picture, "na-vervolg-ouder")


def test_the_tc_sees_numbers_and_no_pupil(two_cases, log_in, picture):
    tc = log_in("tc@demo.example")
    tc.click("nav >> text=Cijfers")
    tc.click("text=Opvolging nu")
    look(tc, picture, "na-scholen")
    with scopes_disabled():
        assert not [case.reference for case in two_cases if case.reference in tc.content()]


def test_one_chooses_who_comes_and_looks_back(two_cases, log_in, picture):
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
    shows(ib, "text=De datumprikker staat klaar")
    ib.check("input[name^=reached_][value=partly]")
    ib.fill("input[name^=words_]", "Op rustige dagen.")
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
