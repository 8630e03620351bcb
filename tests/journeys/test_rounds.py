"""The rounds of a year plan as four people: coordinator, IB, GW and the OC of a secondary school."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled
from playwright.sync_api import expect

from notifications.outbox.models import OutgoingLetter
from planning.people.models import Person, RoleHolding
from planning.yearplan.models import PlannedMeeting, Series, YearPlan
from tests.browser import axe, shows, too_wide

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def clean(page):
    """Nothing for axe to find, and no wider than the screen, also on a small phone."""
    assert axe(page) == []
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 800})
    assert too_wide(page) == 0
    page.set_viewport_size(size)


def test_wishes_counter_dates_and_agreement(region, log_in, picture):
    coordinator = log_in("coordinator@demo.example")
    coordinator.goto("/jaarplanning/nieuw/")
    coordinator.click("main button[type=submit]")
    plan = coordinator.url
    coordinator.fill("#wishes ~ form input[name=until]", (timezone.localdate() + dt.timedelta(days=21)).isoformat())
    coordinator.click("text=Vraag de scholen om hun wensen")
    expect(coordinator.locator("text=hebben nog niets doorgegeven")).to_have_count(1)
    picture(coordinator, "rondes-1-overzicht", whole=True)
    clean(coordinator)

    ib = log_in("ib@demo.example")
    ib.goto(plan)
    ib.click("#mine ~ ul a >> nth=0")
    ib.check("label:has-text('maandag') input[name=never_on]")
    picture(ib, "rondes-2-wensen", whole=True)
    clean(ib)
    ib.click("text=Geef deze wensen door")
    expect(ib.locator("text=De wensen zijn doorgegeven.")).to_have_count(1)
    school = ib.url

    coordinator.goto(plan)
    coordinator.click("text=/Ga verder zonder deze \\d+ scholen/")
    coordinator.select_option("select[name=time_limit]", index=0)
    coordinator.click("main button:has-text('Bereken')")
    coordinator.wait_for_selector("text=Bekijk het jaar", timeout=60_000)
    with scopes_disabled():
        series = Series.objects.get(pk=re.search(r"school/([^/]+)/", school)[1])
        weekdays = {timezone.localtime(row.start).weekday() for row in series.planned.all()}
    assert 0 not in weekdays

    coordinator.goto(school)
    coordinator.select_option("select[name=kind]", label="groepsbespreking")
    coordinator.click("#kinds ~ form button")
    expect(coordinator.locator("h1:has-text('groepsbespreking')")).to_have_count(1)
    coordinator.goto(plan)
    coordinator.click("main button:has-text('Bereken opnieuw')")
    coordinator.wait_for_selector("text=Bekijk het jaar", timeout=60_000)
    coordinator.goto(plan + "varianten/")
    expect(coordinator.locator("text=Gebruik deze")).to_have_count(1)
    picture(coordinator, "rondes-6-varianten", whole=True)
    clean(coordinator)
    coordinator.click("text=Gebruik deze")
    expect(coordinator.locator("text=gebruik die om terug te gaan")).to_have_count(1)
    coordinator.click("text=Gebruik deze")

    ib.goto(school)
    ib.click("text=Vraag andere datum >> nth=1")
    ib.fill("textarea[name=reason]", "Dan is de toetsweek.")
    for at in range(2):
        ib.locator("input[name=counter_dates]").nth(at).check()
    picture(ib, "rondes-3-andere-datum", whole=True)
    clean(ib)
    ib.click("text=Verstuur de vraag")
    expect(ib.locator("text=De andere kant heeft nog niet geantwoord.")).to_have_count(1)

    coordinator.goto(plan + "publiceren/")
    expect(coordinator.locator("text=Hier is een andere datum gevraagd")).to_have_count(1)
    expect(coordinator.locator("main form button")).to_have_count(0)
    clean(coordinator)

    gw = log_in("gw@demo.example")
    gw.goto(school)
    picture(gw, "rondes-4-antwoord", whole=True)
    clean(gw)
    gw.click("text=/^Neem /  >> nth=0")
    expect(gw.locator("text=De datum is verzet.")).to_have_count(1)
    gw.check("input[name=verdict][value=agreed]")
    gw.click("#agreement ~ form button")

    ib.goto(school)
    expect(ib.locator("aside dl .badge--good")).to_have_count(2)

    oc = log_in("oc@demo.example")
    oc.goto(plan)
    expect(oc.locator("#schools ~ table tbody tr")).to_have_count(1)

    coordinator.goto(plan)
    coordinator.click("text=Vraag akkoord")
    picture(coordinator, "rondes-5-akkoord", whole=True)
    clean(coordinator)
    coordinator.goto(plan + "publiceren/")
    coordinator.fill("textarea[name=without]", "De rest is mondeling akkoord.")
    coordinator.click("text=Publiceer ook zonder akkoord >> nth=-1")
    with scopes_disabled():
        assert YearPlan.objects.get().state == "published"
        assert PlannedMeeting.objects.filter(start__isnull=False, meeting__isnull=True).count() == 0
        assert OutgoingLetter.objects.filter(template="series_published").exists()
        gone = Person.objects.get(email="ib@demo.example")
        until = timezone.localdate() + dt.timedelta(days=1)
        RoleHolding.objects.filter(person=gone).update(valid_to=until)
    coordinator.goto("/jaarplanning/nieuw/")
    coordinator.select_option("select[name=school_year]", index=2)
    coordinator.select_option("select[name=copy_from]", index=0)
    coordinator.click("main button[type=submit]")
    shows(coordinator, "text=Ingrid Smit is geen IB meer")
    picture(coordinator, "rondes-7-overgenomen", whole=True)
    clean(coordinator)
