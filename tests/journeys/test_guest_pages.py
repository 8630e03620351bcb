"""Every page behind a personal link, in every language, on the smallest phone: clean, narrow, light, by keyboard."""

import os
import re

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_scopes import scopes_disabled
from playwright.sync_api import Page

from notifications.languages import ALL, DUTCH
from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from scheduler.demo import story
from tests.browser import axe, too_wide, watch_weight

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

KINDS = ("consent_ask", "consent_receipt", "poll_invite", "invitation", "agreement_owner", "pupil_ask")
MOST_BYTES = 100_000  # with styles
MOST_OF_A_PAGE = 40_000  # the page itself, uncompressed, with its Dutch
FEWEST_LINES = 5
SAME = {"Code"}  # in Dutch and in English
CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary"


@pytest.fixture
def links(region) -> dict[str, str]:
    """The newest living link of each kind of letter in the demo's story."""
    with transaction.atomic():
        list(story.tell(swv=region, now=timezone.now()))
    found = {}
    with scopes_disabled():
        # A letter that was recalled says nothing any more, so it holds no link to follow.
        for row in OutgoingLetter.objects.filter(template__in=KINDS, body__isnull=False).order_by("created_at"):
            address = re.search(rf"{re.escape(settings.BASE_URL)}(/u/\S+)", Body.from_json(str(row.body)).text)
            if address:
                found[row.template] = address[1]
    assert set(found) == set(KINDS)
    return found


def reached_by_keyboard(page: Page) -> list[str]:
    """The controls that Tab never comes to; of radio buttons one of the group is enough (arrows do the rest)."""
    mark = "document.activeElement && document.activeElement.setAttribute('data-reached', '')"
    page.evaluate("document.activeElement.blur()")
    for _ in range(page.locator(CONTROLS).count() + 5):
        page.keyboard.press("Tab")
        page.evaluate(mark)
    return page.evaluate(
        """(all) => [...document.querySelectorAll(all)].filter(one => one.checkVisibility() && !one.disabled
            && !one.hasAttribute('data-reached')
            && !(one.type === 'radio' && document.querySelector(`[name="${one.name}"][data-reached]`))
            && !one.closest('details:not([open])')).map(one => one.outerHTML.slice(0, 120))""",
        CONTROLS,
    )


def left_alone(page: Page) -> list[str]:
    """The sentences of the page that stand there without their Dutch, though Dutch is not what they are."""
    return page.evaluate(
        """() => [...document.querySelectorAll('main :is(h1, h2, legend, label, button)')]
            .filter(one => one.checkVisibility() && !one.querySelector('.dutch') && !one.closest('[lang=nl]'))
            .map(one => one.textContent.trim())"""
    )


def read_in_every_language(page: Page, kind: str, picture) -> None:
    """One page on one phone: clean, narrow and light in each language, and the Dutch beside it."""
    home = page.url
    for language in ALL:
        answer = page.goto(f"{home}?taal={language.code}")
        assert len(answer.body()) < MOST_OF_A_PAGE, (kind, language.code)
        shown = page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
        assert shown == [language.code, language.direction], kind
        assert axe(page) == [], (kind, language.code)
        assert too_wide(page) == 0, (kind, language.code)
        if language.code in {DUTCH, "ar"}:  # in both directions; the others have the same controls
            assert reached_by_keyboard(page) == [], (kind, language.code)
            if os.environ.get("SHOTS"):  # to look at; the handleiding shows Dutch
                picture(page, f"taal-{kind}-{language.code}", whole=True)
        if language.code == DUTCH:
            assert page.locator(".dutch").count() == 0
        else:
            assert page.locator(".dutch").count() >= FEWEST_LINES, (kind, language.code)
            assert set(left_alone(page)) <= SAME, (kind, language.code)


def switch_without_a_script(page: Page) -> None:
    """The menu with the languages by their own names."""
    menu = page.locator(".language-menu")
    menu.locator("summary").click()
    assert menu.locator("a").all_inner_texts() == [one.name for one in ALL]
    menu.locator("a[lang=uk]").click()
    assert page.get_attribute("html", "lang") == "uk"
    assert page.locator("h1").inner_text().split("\n")[0].strip() == "Коли ви можете прийти?"
    assert page.locator("h1 .dutch[lang=nl]").inner_text() == "Wanneer kunt u?"


def test_guest_pages_on_a_small_phone(links, page_at, picture):
    """One story, one browser: each link once, and then the page in all languages and in the dark (issue 5)."""
    for kind, link in links.items():
        page = page_at(320)
        weight = watch_weight(page)
        page.goto(link)
        assert weight() < MOST_BYTES, (kind, weight())
        read_in_every_language(page, kind, picture)
        page.emulate_media(color_scheme="dark")
        assert axe(page) == [], kind
    page = page_at(320)
    page.goto("/tafel/")  # before the code is typed
    read_in_every_language(page, "table", picture)
    phone = page_at(320, javascript=False)
    phone.goto(links["poll_invite"])
    switch_without_a_script(phone)
