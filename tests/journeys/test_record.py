"""Two people write the record of one meeting at once, and the line drops in mid-sentence: no word is lost."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from django_scopes import scope
from playwright.sync_api import expect

from planning.cases import services as cases
from planning.cases.models import Domain
from planning.meetings import services as meetings
from planning.minutes.models import Note
from tests.browser import clean, shows
from tests.factories import make_actor
from tests.meetings.table import NOW, at, lay

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PICTURE = "#id_picture"


@pytest.fixture
def meeting(live_server, settings, monkeypatch):
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    table = lay()
    with scope(swv=table.swv.pk):
        found = table.meeting(table.ib, table.gw, table.jp)
        meetings.fix_date(meeting=found, start=at(17), by=table.actor.by, now=NOW)
        cases.appoint_casusregisseur(
            actor=make_actor(table.ib, today=NOW.date()),
            case=table.case,
            person=table.ib,
            leading_domain=Domain.EDUCATION,
            reason="",
            now=NOW,
        )
        yield found


def sign_in(page_at, person, meeting, *, width=1280):
    page = page_at(width)
    page.goto("/account/login/")
    page.fill("input[name=login]", person.email)
    page.fill("input[name=password]", "een-lang-wachtwoord")
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_url("**/")
    page.goto(f"/overleggen/{meeting.pk}/verslag/")
    return page


def reads(page, text):
    """The field shows this by itself, sooner or later."""
    expect(page.locator(PICTURE)).to_have_value(text, timeout=30_000)


def test_two_write_at_once_and_the_line_drops(page_at, meeting, picture):
    person = meeting.organiser
    person.user.set_password("een-lang-wachtwoord")
    person.user.save()
    one, two = sign_in(page_at, person, meeting), sign_in(page_at, person, meeting, width=820)
    clean(one)
    strip = one.get_by_role("navigation", name="Waar zijn we in het gesprek?").get_by_role("link")
    expect(strip).to_contain_text(["Wie is er", "Luisteren", "Doelen", "Wat past erbij", "Besluiten", "Hoe verder"])
    one.locator(PICTURE).press_sequentially("Rust in de klas helpt.")
    expect(strip.nth(1)).to_have_accessible_name(re.compile(r"Luisteren ?\(begonnen\)"))
    strip.nth(4).click()
    expect(one.get_by_role("heading", name="Wat besluiten we?")).to_be_in_viewport()
    shows(one, '#picture >> text="Bewaard"')
    reads(two, "Rust in de klas helpt.")

    # Both go on from the same words.
    two.locator(PICTURE).press_sequentially(" Thuis leest hij graag.")
    one.locator(PICTURE).press("Home")
    one.locator(PICTURE).press_sequentially("Wij zien: ")
    both = "Wij zien: Rust in de klas helpt. Thuis leest hij graag."
    for page in (one, two):
        reads(page, both)
    picture(two, "27-verslag", whole=True)

    # The line drops in mid-sentence; what was typed stays, and goes when the line is back.
    two.context.set_offline(True)
    two.locator(PICTURE).press("End")
    two.locator(PICTURE).press_sequentially(" Buiten speelt")
    shows(two, "#picture >> text=Geen verbinding")
    one.locator(PICTURE).press("Home")
    one.locator(PICTURE).press_sequentially("Samen. ")
    shows(one, '#picture >> text="Bewaard"')
    two.locator(PICTURE).press_sequentially(" hij alleen.")
    two.context.set_offline(False)
    whole = f"Samen. {both} Buiten speelt hij alleen."
    for page in (one, two):
        reads(page, whole)
    with scope(swv=meeting.swv_id):
        assert str(Note.objects.get().text) == whole

    # First a goal, then what fits.
    one.fill("#doel_what", "Leest in mei weer mee met de groep.")
    one.click("button:has-text('Zet erbij')")
    shows(one, "#id_offer")
    one.set_viewport_size({"width": 320, "height": 800})
    clean(one)
    picture(one, "28-verslag-klein", whole=True)


def test_goals_agreements_and_decisions_while_parents_read_along(page_at, meeting, picture):
    person = meeting.organiser
    person.user.set_password("een-lang-wachtwoord")
    person.user.save()
    page, wall = sign_in(page_at, person, meeting), sign_in(page_at, person, meeting, width=1280)
    wall.click("text=Laat ouders meelezen")
    shows(wall, "text=Er staat nog niets")
    clean(wall)

    # What is typed is on the wall by itself, and is saved before another form takes it away.
    page.locator(PICTURE).press_sequentially("Rust in de klas helpt.")
    page.fill("#doel_what", "Leest in mei weer mee met de groep.")
    page.click("button:has-text('Zet erbij')")
    shows(page, "#doelen >> text=Leest in mei weer mee")
    expect(wall.locator("#stand")).to_contain_text("Leest in mei weer mee", timeout=15_000)
    expect(wall.locator("#stand")).to_contain_text("Rust in de klas helpt.")

    goal = page.locator(".minutes__goals > li").first
    goal.locator("summary").click()
    goal.locator("select").select_option(index=1)
    goal.locator("input[type=date]").fill("2027-01-15")
    goal.locator("textarea").fill("Elke dag tien minuten samen lezen.")
    clean(page)
    goal.locator("button:has-text('Leg de afspraak vast')").click()
    shows(page, "#doelen >> text=Elke dag tien minuten")

    offer = page.locator("#inzet article", has_text="Besluit met mandaat")
    offer.locator("label:has-text('ja')").click()
    offer.locator("textarea").fill("Tot mei twee uur hulp bij lezen.")
    offer.locator("button:has-text('Leg dit besluit vast')").click()
    shows(page, "#inzet >> text=Gerda Gw (GW)")
    shows(page, "text=Nog nodig voordat het verslag vast kan")
    page.fill("#terugkijken_on", "2027-02-12")
    page.fill("#terugkijken_method", "Samen, op school")
    page.click("button:has-text('Zet de evaluatiedatum')")
    shows(page, "text=Alles staat erin.")
    clean(page)
    picture(page, "29-besluiten", whole=True)
    expect(wall.locator("#stand")).to_contain_text("Elke dag tien minuten", timeout=15_000)
    clean(wall)
    picture(wall, "30-meelezen", whole=True)
    for one, name in ((page, "31-besluiten-klein"), (wall, "32-meelezen-klein")):
        one.set_viewport_size({"width": 320, "height": 800})
        clean(one)
        picture(one, name, whole=True)
