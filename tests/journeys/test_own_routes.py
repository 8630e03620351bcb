"""The coordinator: "Bij ons gaat het anders, en dat zet ik er zelf in." (R7, R154)."""

import re

import pytest
from django_scopes import scope
from playwright.sync_api import expect

from planning.people.access import actor_of_person
from planning.people.models import Person
from planning.regions.models import RouteDraft, RouteVersion
from scheduler.demo import routes
from tests.browser import axe, too_wide

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_copy_change_check_and_publish(region, log_in, picture):
    page = log_in("coordinator@demo.example")
    page.goto("/routes/")
    assert axe(page) == []
    picture(page, "40-routes", whole=True)
    page.click("main >> text='Maak een eigen route' >> nth=0")
    page.fill("input[name=title]", "Onze route")
    page.click("text='Maak de kopie'")
    page.wait_for_selector("text=Alles klopt")
    assert axe(page) == []
    picture(page, "41-eigen-route", whole=True)

    page.click("main h2 >> text='Zo doet uw regio het'")
    assert axe(page) == []
    page.select_option("select[name=leader-1]", "ib")
    page.select_option("select[name=guardians-0]", "may-be")
    page.wait_for_selector("#controle >> text=Alles klopt")
    picture(page, "42-verschillen", whole=True)
    page.click("text='Bewaar'")
    page.wait_for_selector("text=Bewaard.")

    page.click("text='Terug naar de route'")
    page.click("main >> text='Bespreken in het SOT'")
    page.fill("textarea[name=happens]", "Wij vragen de XYZ erbij.")
    page.wait_for_selector("#controle >> text=XYZ staat niet bij de afkortingen")  # while typing
    page.select_option("select[name=outcomes-0-to]", "end")
    page.wait_for_selector("#controle >> text=Geen enkele uitkomst leidt naar stap 4")
    picture(page, "43-stap", whole=True)
    assert axe(page) == []
    page.fill("textarea[name=happens]", "Het SOT kijkt wat er nodig is.")
    page.select_option("select[name=outcomes-0-to]", "4")
    page.wait_for_selector("#controle >> text=Alles klopt")
    page.click("text='Bewaar'")
    page.wait_for_selector("text=Bewaard.")

    page.click("text='Terug naar de route'")
    page.click("main >> text='HIA' >> nth=0")
    picture(page, "44-overleg", whole=True)
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert too_wide(page) == 0
    picture(page, "45-overleg-smal", whole=True)
    page.set_viewport_size({"width": 1280, "height": 800})

    page.click("text='Terug naar de route'")
    page.click("main >> text='Hele tekst'")
    text = page.input_value("textarea[name=text]")
    page.fill("textarea[name=text]", text.replace("minutes = 60", "minutes = 0", 1))
    page.wait_for_selector("#controle >> text=Vul een getal in")
    assert re.search(r"regel \d+", page.inner_text("#controle"))
    picture(page, "46-tekst")
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert too_wide(page) == 0
    page.set_viewport_size({"width": 1280, "height": 800})
    page.fill("textarea[name=text]", text)

    page.click("text='Terug naar de route'")
    page.click("main >> text='Publiceer'")
    page.click("main button >> text='Publiceer'")
    page.wait_for_selector("text=Versie 1 is gepubliceerd")
    page.set_viewport_size({"width": 320, "height": 800})
    assert too_wide(page) == 0
    with scope(swv=region.pk):
        assert RouteVersion.objects.get().title == "Onze route"


def test_without_a_script_it_is_the_same(region, page_at, log_in):
    own_of(region)
    page = log_in("coordinator@demo.example")
    bare = page.context.browser.new_context(
        java_script_enabled=False, base_url=page.url, storage_state=page.context.storage_state()
    ).new_page()
    with scope(swv=region.pk):
        draft = RouteDraft.objects.get()
    bare.goto(f"/routes/eigen/{draft.pk}/stap/1/")
    bare.fill("input[name=title]", "")
    bare.click("text='Bewaar'")
    assert "Vul dit in." in bare.inner_text("main")
    bare.context.close()
    del page_at


def own_of(region) -> str:
    from django.utils import timezone

    with scope(swv=region.pk):
        person = Person.objects.get(email="coordinator@demo.example")
        now = timezone.now()
        return routes.make_own(actor=actor_of_person(person, today=now.date()), now=now)


def test_an_own_route_prints_on_one_sheet_as_well(region, log_in, picture):
    key = own_of(region)
    page = log_in("ib@demo.example")
    page.goto(f"/routes/{key}/")
    expect(page.locator(".route-node")).to_have_count(8)
    assert axe(page) == []
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    page.goto("/routes/afkortingen/")
    assert axe(page) == []
    picture(page, "47-afkortingen")


def test_an_abbreviation_by_pointer_keyboard_touch_and_on_paper(region, log_in, picture):
    own_of(region)
    page = log_in("ib@demo.example")
    page.goto("/routes/west-brabant-po/")
    first = page.locator("button.abbr", has_text="SOT").first
    card = page.locator("#afk-SOT")
    assert first.get_attribute("title").lower() == "schoolondersteuningsteam"  # by pointer
    assert not card.is_visible()
    first.focus()
    page.keyboard.press("Enter")
    assert card.is_visible()
    picture(page, "48-afkorting")
    page.keyboard.press("Escape")
    assert not card.is_visible()
    first.click()  # a tap
    assert card.is_visible()
    assert axe(page) == []
    page.goto("/casussen/nieuw/")
    page.emulate_media(media="print")
    assert page.locator(".abbr-cards").is_visible() or page.locator("button.abbr").count() == 0
