"""What a test counts right after a click is all that the page has, however slowly the page comes (tests/browser.py)."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.journey

FIRST = '<!doctype html><title>Traag</title><a href="/lijst">Naar de lijst</a>'
BEGIN, END = "<!doctype html><title>Traag</title><ul><li>Een</li>" + " " * 4096, "<li>Twee</li></ul>"
PAUSE = 0.5  # seconds between the beginning of a page and its end


class Slow(BaseHTTPRequestHandler):
    """Begins to send a page, is held up, and goes on."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        if self.path != "/lijst":
            self.wfile.write(FIRST.encode())
            return
        self.wfile.write(BEGIN.encode())
        self.wfile.flush()
        time.sleep(PAUSE)
        self.wfile.write(END.encode())

    def log_message(self, *args: object) -> None:
        """Nobody reads along."""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = chromium.new_context(base_url=f"http://127.0.0.1:{server.server_port}")
    made = context.new_page()
    made.goto("/")
    yield made
    context.close()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "act",
    [
        lambda page: page.click("a"),
        lambda page: page.locator("a").click(),
        lambda page: page.query_selector("a").click(),
        lambda page: page.press("a", "Enter"),
        lambda page: page.locator("a").press("Enter"),
    ],
)
def test_a_click_is_over_when_all_of_the_page_is_there(page, act):
    act(page)
    assert len(page.query_selector_all("li")) == 2
