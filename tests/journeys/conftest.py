"""The people of the demo at a live server, and a camera for the handleiding."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from playwright.sync_api import Page

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.cases.models import Case
from scheduler.demo import build, cases, story
from scheduler.demo.cast import PASSWORD
from tests.told import told_once

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "handleiding" / "beelden"


@pytest.fixture
def region(transactional_db, live_server, settings):
    """The demo's schools and people without its story; letters point at the live server."""
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    return told_once(
        ("region", live_server.url, timezone.localdate()), lambda: build.build_people(today=timezone.localdate())
    )


@pytest.fixture
def whole_story(region, live_server):
    """The demo's region with all that happens in it."""

    def tell() -> None:
        with transaction.atomic():
            list(story.tell(swv=region, now=timezone.now()))

    told_once(("whole story", live_server.url), tell)
    return region


@pytest.fixture
def two_cases(region, live_server) -> list[Case]:
    """Two of the demo's cases: one that is worked on, one whose evaluation comes near."""

    def tell() -> None:
        told = cases.Story(now=timezone.now())
        cases.working_on_it(told, cases.CHILDREN[5])
        cases.evaluation_is_due(told, cases.CHILDREN[6])

    with scope(swv=region.pk):
        told_once(("two cases", live_server.url), tell)
        return list(Case.objects.order_by("created_at"))


@pytest.fixture
def log_in(page_at) -> Callable[..., Page]:
    """`log_in("gw@demo.example")`: that person's own browser, signed in through the page."""

    def enter(email: str, *, width: int = 1280) -> Page:
        page = page_at(width)
        page.goto("/account/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit] >> nth=0")
        page.wait_for_url("**/")
        return page

    return enter


@pytest.fixture
def post():
    """`post("consent_ask", to="mirte@…")`: the personal address in the newest such letter."""

    def newest(template: str, *, to: str) -> str:
        with scopes_disabled():
            letter = OutgoingLetter.objects.filter(template=template, address=to).order_by("-created_at").first()
            assert letter is not None, f"no {template} to {to}"
            found = re.search(r"https?://\S+/(?:u|agenda)/\S+", Body.from_json(str(letter.body)).text)
        assert found is not None
        return found.group()

    return newest


@pytest.fixture
def picture():
    """`picture(page, "01-vandaag")`: into the handleiding with HANDLEIDING=renew, into the folder SHOTS, else none."""
    folder = PICTURES if os.environ.get("HANDLEIDING") == "renew" else Path(os.environ.get("SHOTS") or os.devnull)
    if str(folder) != os.devnull:
        folder.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str, *, whole: bool = False) -> None:
        if folder.is_dir():
            page.screenshot(path=str(folder / f"{name}.png"), full_page=whole)

    return take
