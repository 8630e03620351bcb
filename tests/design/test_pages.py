"""Pages of the house style in a browser: nothing for axe to find, in every width and scheme, and with the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe, too_wide, watch_weight

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WIDTHS = [320, 1280]
OPEN_PAGES = [
    "/vormgeving/",
    "/vormgeving/?fout=1",
    "/vormgeving/gast/",
    "/vormgeving/gast/?fout=1",
    "/account/login/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/1-onzin/",
    "/account/signup/",
    "/deze-pagina-is-er-niet/",
]
OWN_PAGES = [
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/account/password/change/",
    "/account/logout/",
    "/account/email/",
]
PASSWORD = "een-lang-wachtwoord"


def sign_in(page: Page, email: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.wait_for_url(lambda url: "/account/login/" not in url)


@pytest.mark.parametrize(("width", "dark"), [(320, False), (1280, False), (1280, True)])
def test_nothing_stands_in_the_way_on_open_pages(page_at, width, dark):
    page = page_at(width, dark=dark)
    found = {}
    for path in OPEN_PAGES:
        page.goto(path)
        if wrong := axe(page) + ([f"{too_wide(page)} px too wide"] if too_wide(page) else []):
            found[path] = wrong
    assert found == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_stands_in_the_way_on_account_pages(page_at, width, coordinator):
    page = page_at(width)
    sign_in(page, coordinator.email)
    found = {}
    for path in OWN_PAGES:
        page.goto(path)
        if wrong := axe(page) + ([f"{too_wide(page)} px too wide"] if too_wide(page) else []):
            found[path] = wrong
    assert found == {}


def test_the_menu_opens_and_closes_with_the_keyboard(page_at, coordinator):
    page = page_at(1280)
    sign_in(page, coordinator.email)
    page.goto("/vormgeving/")
    page.locator("details.menu summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Uitloggen")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Uitloggen")).to_be_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_first_tab_leads_past_the_menu(page_at, coordinator):
    page = page_at(1280)
    sign_in(page, coordinator.email)
    page.goto("/vormgeving/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_refused_form_starts_at_what_is_wrong(page_at, javascript):
    page = page_at(360, javascript=javascript)
    page.goto("/vormgeving/gast/?fout=1")
    summary = page.locator("#fouten")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.locator("#id_first_0")).to_be_focused()


def test_a_parent_answers_with_the_keyboard_only(page_at):
    page = page_at(360, javascript=False)
    page.goto("/vormgeving/gast/")
    page.locator("#id_first_0").focus()
    page.keyboard.press("Space")
    expect(page.locator("#id_first_0")).to_be_checked()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#id_first_1")).to_be_checked()


def test_what_one_touches_is_large_enough(page_at):
    """44 px for choices and buttons (U1 advises it)."""
    page = page_at(320)
    page.goto("/vormgeving/gast/")
    page.locator(".language-menu summary").click()
    boxes = [one.bounding_box() for one in page.locator(".choice, .button, .language-menu summary, .languages a").all()]
    assert len(boxes) > 10
    assert [box for box in boxes if box["height"] < 44] == []


def test_the_guest_page_is_light(page_at):
    """A parent's page weighs under 100 kB in all, uncompressed (U2)."""
    page = page_at(360)
    weight = watch_weight(page)
    page.goto("/vormgeving/gast/", wait_until="networkidle")
    assert 10_000 < weight() < 60_000
    expect(page.locator("script")).to_have_count(0)


def test_text_of_twice_the_size_still_fits(page_at):
    """200 % text on a small laptop (WCAG 1.4.4)."""
    page = page_at(1280)
    page.goto("/vormgeving/")
    page.evaluate("document.documentElement.style.setProperty('font-size', '212.5%')")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "34px"
    assert too_wide(page) == 0
