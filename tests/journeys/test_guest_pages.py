"""Every page behind a personal link, in both languages, on the smallest phone: clean, narrow, light, by keyboard."""

import re

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_scopes import scopes_disabled
from playwright.sync_api import Page

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from scheduler.demo import story
from tests.browser import axe, too_wide, watch_weight

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

KINDS = ("consent_ask", "consent_receipt", "poll_invite", "invitation", "agreement_owner", "pupil_ask")
MOST_BYTES = 100_000
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


def test_guest_pages_on_a_small_phone(links, page_at):
    for kind, link in links.items():
        page = page_at(320)
        weight = watch_weight(page)
        page.goto(link)
        assert weight() < MOST_BYTES, (kind, weight())
        home = page.url
        for language in ("nl", "en"):
            page.goto(f"{home}?taal={language}")
            assert page.get_attribute("html", "lang") == language, kind
            assert axe(page) == [], (kind, language)
            assert too_wide(page) == 0, (kind, language)
            assert reached_by_keyboard(page) == [], (kind, language)


def test_guest_pages_in_the_dark(links, page_at):
    for kind, link in links.items():
        page = page_at(320, dark=True)
        page.goto(link)
        assert axe(page) == [], kind
