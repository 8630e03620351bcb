"""The coordinator switches a language on, and reads its texts beside the Dutch."""

import pytest
from playwright.sync_api import expect

from tests.browser import axe, too_wide

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_the_coordinator_switches_a_language_off_and_on(region, log_in, picture):
    region.settings = {}
    region.save()
    page = log_in("coordinator@demo.example")
    page.goto("/mensen/")
    page.get_by_role("link", name="Talen").click()
    expect(page.locator("input[name=taal]:checked")).to_have_count(2)
    page.get_by_label("Arabisch").check()
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator("input[name=taal]:checked")).to_have_count(3)
    assert axe(page) == []
    picture(page, "66-talen", whole=True)
    page.set_viewport_size({"width": 320, "height": 800})
    assert too_wide(page) == 0
    page.get_by_role("link", name="Teksten in het Arabisch").click()
    assert axe(page) == []
    assert too_wide(page) == 0
    assert page.locator("td[lang=ar][dir=rtl]").count() > 250
