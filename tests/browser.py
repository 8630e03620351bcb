"""A real chromium for tests: fixtures `chromium` and `page_at`, and what one asks of a page.

tests/conftest.py hands the fixtures out, once for all folders. Every page is watched: a Content-Security-Policy
violation, an error in a script or a request to another host fails the test at its end. A click is over when the page
that it leads to is there, to the last line: Playwright goes on when its first bytes are, and what a test then counts or
reads at once (`count`, `query_selector_all`, `content`) is half a page, now and then, on a busy machine.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ElementHandle,
    Locator,
    Page,
    Response,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

AXE = Path(__file__).parent / "vendor" / "axe" / "axe.min.js"
# Debian's; CHROMIUM=… names another. The shell without windows is the same engine and a quarter quicker.
SHELL = Path("/usr/bin/chromium-headless-shell")
CHROMIUM = str(SHELL) if SHELL.exists() else "/usr/bin/chromium"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PATIENCE = 30_000  # milliseconds
expect.set_options(timeout=PATIENCE)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class PageAt(Protocol):
    """Opens a new page, as a new person on a device of a width."""

    def __call__(self, width: int, *, javascript: bool = True, dark: bool = False) -> Page: ...


PAGE_OF: dict[type, Callable[[Any], Page]] = {
    Page: lambda page: page,
    Locator: lambda locator: locator.page,
    ElementHandle: lambda element: element.owner_frame().page,
}


def to_the_last_line(patch: pytest.MonkeyPatch) -> None:
    """Let a click, a tap and a key wait for the whole of the page that they lead to."""

    def whole(act: Callable[..., None], page_of: Callable[[Any], Page]) -> Callable[..., None]:
        @functools.wraps(act)
        def acts(this: Any, *args: Any, **kwargs: Any) -> None:
            page = page_of(this)
            act(this, *args, **kwargs)
            if not page.is_closed():
                page.wait_for_load_state()

        return acts

    for kind, page_of in PAGE_OF.items():
        for name in ("click", "press", "tap"):
            patch.setattr(kind, name, whole(getattr(kind, name), page_of))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, and Django then refuses the ORM that tests use beside the browser.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        to_the_last_line(patch)
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", CHROMIUM), args=FLAGS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page_at(chromium: Browser, live_server: LiveServer) -> Iterator[PageAt]:
    """`page_at(360, javascript=False)`: a page with its own cookies, on the live server."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_page(width: int, *, javascript: bool = True, dark: bool = False) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)  # a click waits for the next page, and a machine may be busy
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        page.on("console", lambda line: problems.append(line.text) if _refused(line.text) else None)
        page.on("request", lambda asked: problems.append(asked.url) if _abroad(asked.url, live_server.url) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def _refused(text: str) -> bool:
    return "Content Security Policy" in text


def _abroad(url: str, home: str) -> bool:
    address = urlsplit(url)
    return address.scheme in {"http", "https"} and address.netloc != urlsplit(home).netloc


def axe(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands: one line per element, so that a failing test reads by itself.

    Needs a page with JavaScript: without it axe's timers never come back and the test would hang.
    """
    page.evaluate(AXE.read_text())
    found = page.evaluate("(tags) => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", RULES)
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))} – {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def shows(page: Page, selector: str) -> None:
    """It is on the page, or comes: a click is over when the next page begins to arrive, not when all of it is there."""
    page.locator(selector).first.wait_for(state="visible")


def clean(page: Page) -> None:
    """Nothing for axe to find, and no wider than the screen; from the top, where what stays in sight covers nothing."""
    page.wait_for_load_state()
    page.evaluate("scrollTo(0, 0)")
    assert axe(page) == []
    assert too_wide(page) == 0


def too_wide(page: Page) -> int:
    """By how many pixels the page must be scrolled sideways (U1: 320 px without)."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


Watch = Callable[[], int]


def watch_weight(page: Page) -> Watch:
    """Count what comes over the line from now on; call the result for the number of bytes, uncompressed."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  # playwright marks what it is given
    # A body is waited for, which could not be done in the handler; a redirect has none.
    return lambda: sum(len(answer.body()) for answer in answers if not 300 <= answer.status < 400)
