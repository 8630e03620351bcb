"""Every page behind a personal link, in every language, on the smallest phone: clean, narrow, light, by keyboard."""

import os
import re

import pytest
from django.conf import settings
from django.utils import timezone
from django_scopes import scopes_disabled
from playwright.sync_api import Page, expect

from notifications.languages import ALL, DUTCH
from notifications.links.models import DoorCode, PersonalLink
from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.followup.models import Agreement
from tests.browser import axe, shows, too_wide, watch_weight
from tests.guests import through_the_door

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

KINDS = ("consent_ask", "consent_receipt", "poll_invite", "invitation", "agreement_owner", "pupil_ask")
POINT = "agreement_owner, about no pupil"  # a professional's page, without a code
MOST_BYTES = 100_000  # with styles
MOST_OF_A_PAGE = 40_000  # the page itself, uncompressed, with its Dutch
FEWEST_LINES = 5
SAME = {"Code"}  # in Dutch and in English
CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary"


@pytest.fixture
def links(whole_story) -> dict[str, str]:
    """The newest living link of each kind of letter in the demo's story."""
    found = {}
    with scopes_disabled():
        of_points = set(map(str, Agreement.objects.filter(point__isnull=False).values_list("pk", flat=True)))
        # A letter that was recalled says nothing any more, so it holds no link to follow.
        for row in OutgoingLetter.objects.filter(template__in=KINDS, body__isnull=False).order_by("created_at"):
            address = re.search(rf"{re.escape(settings.BASE_URL)}(/u/\S+)", Body.from_json(str(row.body)).text)
            if address:
                found[POINT if row.key.removeprefix("agreement:") in of_points else row.template] = address[1]
    assert set(found) == {*KINDS, POINT}
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
        answer = page.goto(f"{home}{'&' if '?' in home else '?'}taal={language.code}")
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
            expect(page.locator(".dutch")).to_have_count(0)
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
        if "/code/" in page.url:
            read_in_every_language(page, f"code-{kind}", picture)
            page.goto(link)
            through_the_door(page, before=lambda page=page: read_in_every_language(page, "code", picture))
        read_in_every_language(page, kind, picture)
        page.emulate_media(color_scheme="dark")
        assert axe(page) == [], kind
    page = page_at(320)
    page.goto("/tafel/")  # before the code is typed
    read_in_every_language(page, "table", picture)
    phone = page_at(320, javascript=False)
    phone.goto(links["poll_invite"])
    switch_without_a_script(phone)
    somebody_else_has_it(page_at(320), links["agreement_owner"], picture)


def somebody_else_has_it(page: Page, link: str, picture) -> None:
    """One code after another was asked: the page offers a new link, and says where that went."""
    page.goto(link)
    now = timezone.now()
    with scopes_disabled():
        mine = PersonalLink.objects.get(pk=page.url.split("/g/")[1][:36])
        mine.codes.all().delete()  # who was inside a moment ago is gone
        asked = {"tenant_id": mine.tenant_id, "link": mine, "reader_key": "x", "sent_at": now, "expires_at": now}
        DoorCode.objects.bulk_create(DoorCode(digest="x", **asked) for _ in range(3))
    page.reload()
    read_in_every_language(page, "code-often", picture)
    page.goto(page.url.replace("taal=so", "taal=ar"))
    page.click("button[name=nieuw]")
    shows(page, ".lead bdi")
    assert axe(page) == []
    assert too_wide(page) == 0
    assert set(left_alone(page)) == set()
    if os.environ.get("SHOTS"):
        picture(page, "taal-new-link-ar", whole=True)
