"""What opens a link before its receiver does, changes nothing: mail scanners, previews, prefetching, headless browsers.

Each personal link is looked at in every way that a scanner looks; the database stays as it is, but for the log of who
looked and a link's marks of use. Afterwards the receiver opens the same link and answers (house rule 3, S2).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from notifications.links.models import PersonalLink
from planning.cases import services as cases
from planning.cases.models import ConsentRequest, Domain, Purpose
from planning.followup import services as followup
from planning.meetings import services as meetings
from tests.guests import Guest
from tests.meetings.table import at, lay, letters, link_in, seat_of
from tests.polls.test_services import ask
from tests.trust.walk import snapshot

pytestmark = pytest.mark.django_db(transaction=True)
LINKS = ("poll_invite", "consent_ask", "invitation", "agreement_owner")
AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
    "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
    "Barracuda Sentinel (EE)",
    "GoogleImageProxy",
    "WhatsApp/2.24.20.89 A",
    "curl/8.10.1",
    "",
)
PURPOSES = (
    {"Sec-Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Purpose": "prefetch"},
    {"X-Moz": "prefetch"},
    {"X-Purpose": "preview"},
)


@pytest.fixture
def addresses(db):
    """Template → path of the link that the mother got."""
    table = lay()
    with scope(swv=table.swv.pk):
        later = timezone.now() + dt.timedelta(days=400)
        ask(table)
        fixed = meetings.fix_date(meeting=table.meeting(table.ib), start=at(24), by=table.actor.by, now=at(3))
        cases.appoint_casusregisseur(
            actor=table.actor, case=table.case, person=table.ib, leading_domain=Domain.EDUCATION, reason="", now=at(3)
        )
        followup.record_agreement(
            actor=table.actor,
            meeting=fixed,
            owner=seat_of(fixed, table.mother),
            what="Elke dag samen lezen.",
            due=at(30).date(),
            now=at(3),
        )
        # `table.consent` asked on paper; now by link, about somebody else.
        ask_by_link(table)
        found = {name: link_in(letters(name, address="marie@ouders.example")[-1][1]) for name in LINKS}
    with scopes_disabled():
        PersonalLink.objects.update(expires_at=later)  # the clock of the door is the real one
    return found


def ask_by_link(table):
    about = table.case.involved.get(person=table.lpa)
    question = cases.Question(Purpose.INVOLVE, about)
    cases.ask_consent(actor=table.actor, case=table.case, questions=[question], now=timezone.now())
    assert ConsentRequest.objects.filter(involved=about).exists()


def state():
    """Everything but what looking may write: the log of looks, and a link's marks of use."""
    found = snapshot()
    del found["links.PersonalLink"]
    with scopes_disabled():
        rows = PersonalLink.objects.order_by("pk").values_list("pk", "digest", "purpose", "expires_at", "revoked_at")
        found["links"] = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
    return found


class Form(HTMLParser):
    """The first form with a choice: what a person sends who takes the first choice everywhere."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.forms: list[dict[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.fields = {}
            self.forms.append(self.fields)
        if tag == "button" and "name" in got:
            self.fields.setdefault(got["name"], got.get("value", ""))
        if tag != "input" or "name" not in got:
            return
        kind = got.get("type", "text")
        if kind in {"radio", "hidden"}:
            self.fields.setdefault(got["name"], got.get("value", ""))
        elif kind == "checkbox" and "required" in got:
            self.fields[got["name"]] = got.get("value", "on")
        elif kind == "text":
            self.fields[got["name"]] = "Marie de Moeder"


def answer(path: str) -> int:
    """Open the link as its receiver does, who types the code where one is asked; gives the status of the answer."""
    client = Guest()
    entered = client.get(path)
    page = client.get(entered["Location"])
    assert page.status_code == 200, path
    forms = Form(page.content.decode()).forms
    fullest = max(forms, key=len)
    return client.post(urlsplit(entered["Location"]).path, fullest).status_code


def still_answers(addresses: dict[str, str]) -> None:
    for name, path in addresses.items():
        before = state()
        assert answer(path) == 303, name
        assert state() != before, name


def shows(method: Callable[[str], HttpResponse], address: str) -> bool:
    """Whether a page shows itself, or the door with the code before it (S4)."""
    found = method(address)
    door = found.status_code == 303 and "/code/" in found["Location"]
    return (method(found["Location"]) if door else found).status_code == 200


def test_heads_gets_and_prefetches(addresses):
    before = state()
    for path in addresses.values():
        for agent in AGENTS:
            for _ in range(2):
                client = Client(headers={"user-agent": agent})
                for method in (client.head, client.get):
                    entered = method(path)
                    assert entered.status_code == 303
                    assert shows(method, entered["Location"])
                    assert client.options(path).status_code in {200, 405}
        for headers in PURPOSES:
            client = Client(headers=headers)
            assert shows(client.get, client.get(path)["Location"])
        # Without the cookie, and with methods that a form never sends.
        assert Client().get(Client().get(path)["Location"]).status_code == 404
        assert {Client().generic(method, path).status_code for method in ("PUT", "DELETE", "PATCH")} == {405}
    assert state() == before
    still_answers(addresses)


def test_a_scanner_that_posts_to_the_link_itself_is_refused(addresses):
    before = state()
    for path in addresses.values():
        assert Client().post(path, {"antwoord": "ACCEPTED"}).status_code == 405
        assert Client(enforce_csrf_checks=True).post(path, {}).status_code in {403, 405}
    assert state() == before
    still_answers(addresses)


@pytest.mark.journey
def test_a_browser_that_runs_scripts_and_clicks_nothing(addresses, page_at):
    before = state()
    for path in addresses.values():
        for _ in range(2):
            page = page_at(1280)
            page.goto(path)
            page.wait_for_load_state("networkidle")
            page.mouse.wheel(0, 4000)
            page.evaluate("document.querySelectorAll('input, button, a').forEach(one => one.focus())")
            page.evaluate(
                "window.dispatchEvent(new Event('pagehide')); window.dispatchEvent(new Event('beforeunload'))"
            )
            page.wait_for_timeout(200)
            page.reload()
            page.go_back()
            page.context.close()
    assert state() == before
    still_answers(addresses)


@pytest.mark.journey
def test_a_browser_that_follows_every_link_and_sends_nothing(addresses, page_at, live_server):
    before = state()
    for path in addresses.values():
        page = page_at(1280)
        page.goto(path)
        seen: set[str] = {urldefrag(page.url)[0]}
        todo = links_on(page, live_server.url)
        while todo:
            address = todo.pop()
            if address in seen:
                continue
            seen.add(address)
            if page.request.get(address).headers.get("content-type", "").startswith("text/html"):
                page.goto(address)
                todo += [one for one in links_on(page, live_server.url) if one not in seen]
        assert len(seen) > 1, path  # the languages at the least
        page.context.close()
    assert state() == before
    still_answers(addresses)


def links_on(page, home: str) -> list[str]:
    hrefs = page.eval_on_selector_all("a[href], link[href]", "all => all.map(one => one.getAttribute('href'))")
    found = [urldefrag(urljoin(page.url, href))[0] for href in hrefs]
    return [address for address in found if address.startswith(home) and "/static/" not in address]
