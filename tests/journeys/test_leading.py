"""Who leads a case: an IB sees it in one look, hands regie on, takes it back and rounds the case off."""

import datetime as dt

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from notifications.outbox.models import OutgoingLetter
from planning.cases.models import CaseState, Regie
from planning.people.models import Person
from tests.browser import axe, shows, too_wide

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def clean(page):
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert too_wide(page) == 0
    page.set_viewport_size({"width": 1280, "height": 800})


def test_an_ib_sees_in_one_look_and_hands_regie_on(two_cases, log_in, picture):
    working = next(case for case in two_cases if case.step == 5)
    ib = log_in("ib@demo.example")
    ib.goto("/casussen/?toon=wacht")
    clean(ib)
    ib.goto(f"/casussen/{working.pk}/")
    shows(ib, "text=loopt vast")
    picture(ib, "11-casus-overzicht", whole=True)
    clean(ib)
    ib.click("nav[aria-label='Deze casus'] >> text=Regie")
    picture(ib, "18-regie", whole=True)
    clean(ib)

    # Asked first: nothing changes before the answer.
    with scopes_disabled():
        jp = Person.objects.get(email="jp@demo.example")
    ib.select_option("form[action$='draag-over/'] select[name=person]", value=str(jp.pk))
    ib.check("input[name=how][value=ask]")
    ib.click("form[action$='draag-over/'] button >> nth=0")
    shows(ib, "text=gevraagd de regie")
    care = log_in("jp@demo.example")
    care.click("text=U bent gevraagd de regie over te nemen")
    clean(care)
    care.click("text=Ja, ik neem de regie")
    shows(care, "text=U heeft nu de regie")
    care.click("nav[aria-label='Deze casus'] >> text=Overzicht")
    clean(care)

    # The IB cannot move the case any more, is told why, and takes it back with a reason.
    ib.goto(f"/casussen/{working.pk}/begin/")
    ib.click("summary:has-text('Naar een andere stap')")
    ib.select_option("#st-step", value="6")
    ib.fill("#st-reason", "Het plan loopt.")
    ib.click("form[action$='/stap/'] button")
    shows(ib, f"text={jp.first_name}")
    shows(ib, "text=neem de regie over met een reden")
    ib.goto(f"/casussen/{working.pk}/regie/")
    ib.click("text=Neem de regie over")
    shows(ib, "text=Schrijf op waarom")
    ib.fill("form[action$='neem-over/'] textarea", "De jeugdprofessional is met verlof.")
    ib.click("text=Neem de regie over")
    shows(ib, "text=U heeft nu de regie over deze casus")
    with scopes_disabled():
        assert Regie.objects.get(case=working, until__isnull=True).person.email == "ib@demo.example"
    assert care.goto(f"/casussen/{working.pk}/").status == 404


def test_a_case_is_rounded_off_with_aftercare_and_a_letter(two_cases, log_in, picture):
    case = next(case for case in two_cases if case.step == 6)
    ib = log_in("ib@demo.example")
    ib.goto(f"/casussen/{case.pk}/")
    ib.click("main a.button:has-text('Afronden')")
    clean(ib)
    ib.fill("input[name=until]", (timezone.localdate() + dt.timedelta(days=60)).isoformat())
    ib.click("text=Begin de nazorg")
    shows(ib, "text=De nazorg loopt")
    ib.click("text=Sluit de casus af")
    shows(ib, "text=Er staan nog afspraken open")
    ib.fill("textarea[name=let_go]", "De school doet dit voortaan zelf.")
    ib.click("text=Sluit de casus af")
    shows(ib, "text=Nog niet alles van de lijst is gedaan")
    count = ib.locator(".tick").count()
    for number in range(count):
        ib.click(f".tick >> nth={number}")
    picture(ib, "22-afronden", whole=True)
    clean(ib)
    ib.fill("textarea[name=let_go]", "De school doet dit voortaan zelf.")
    ib.click("text=Sluit de casus af")
    shows(ib, "text=De casus is afgesloten")
    with scopes_disabled():
        case.refresh_from_db()
        parents = case.parties.count()
        written = OutgoingLetter.objects.filter(template="case_closed").count()
    assert (case.state, written) == (CaseState.CLOSED, parents)
