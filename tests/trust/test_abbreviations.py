"""Every page of staff explains each abbreviation where it first stands; a parent's page has none (R156, U3)."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django_scopes import scope

from planning.people.models import Organisation
from scheduler.design import abbreviations
from tests.guests import Guest
from tests.trust.test_tenants_and_roles import staff_addresses
from tests.trust.walk import ids_of
from tests.words import words

pytestmark = pytest.mark.django_db

PRESSED = {"a", "button"}  # the foot tells
NAMED = {"label", "summary"}
UNREAD = {"script", "style", "textarea", "svg", "title", "code", "pre", "select", "head"}
VOID = {"input", "br", "img", "hr", "meta", "link", "wbr", "source", "col", "path", "circle", "rect"}


def pattern_of(known: dict[str, str]) -> re.Pattern[str]:
    either = "|".join(re.escape(word) for word in sorted(known, key=len, reverse=True))
    return re.compile(rf"(?<![\w@&])(?:{either})(?![\w@&])")


class Reader(HTMLParser):
    """Where each abbreviation of a page first stands, read with other eyes than the code that explains them."""

    def __init__(self, known: dict[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.pattern = pattern_of(known)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.first: dict[tuple[str, str], str] = {}  # (abbreviation, text, named or pressed) and how it is explained
        self.listed: set[str] = set()
        self.cards: set[str] = set()

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))
        if "popover" in dict(attrs):
            self.cards.add(str(dict(attrs).get("id")))

    def handle_endtag(self, tag):
        for n in range(len(self.open) - 1, -1, -1):
            if self.open[n][0] == tag:
                del self.open[n:]
                return

    def handle_data(self, data):
        tags = [tag for tag, _attrs in self.open]
        if "main" not in tags:
            return
        if any("abbr-foot" in str(attrs.get("class")) for _tag, attrs in self.open):
            if tags[-1] == "dt":
                self.listed.add(data)
            return
        if set(tags) & UNREAD or any(attrs.get("aria-hidden") == "true" for _tag, attrs in self.open):
            return
        last, attrs = self.open[-1]
        for found in self.pattern.finditer(data):
            if last == "button" and attrs.get("class") == "abbr":
                self.first.setdefault((found[0], "text"), f"button {attrs.get('popovertarget')}")
            elif set(tags) & PRESSED:
                self.first.setdefault((found[0], "pressed"), "listed")
            elif set(tags) & NAMED:
                self.first.setdefault((found[0], "named"), "abbr" if last == "abbr" and attrs.get("title") else "")
            else:
                self.first.setdefault((found[0], "text"), "")


@pytest.mark.parametrize(
    "email", ["coordinator@demo.example", "ib@demo.example", "gw@demo.example", "directeur@demo.example"]
)
def test_every_page_of_staff_explains_each_where_it_first_stands(demo, pages_of, email):
    answers = pages_of(email)
    ids = ids_of(demo.swv_id)
    with scope(swv=demo.swv_id):
        known = abbreviations.meanings()
    assert known["KT"] == "kennismaking thuis"  # of the SWV's own route
    seen, pages = set(), 0
    for row in staff_addresses():
        path = row.path(ids)
        answer = answers[path] if path is not None else None
        if answer is None or answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        html = answer.content.decode()
        if "<main" not in html:
            continue
        reader = Reader(known)
        reader.feed(html)
        silent = {key for key, how in reader.first.items() if not how}
        assert silent == set(), path
        assert {how.split()[1] for how in reader.first.values() if " " in how} <= reader.cards, path
        assert {short for short, _where in reader.first} <= reader.listed, path
        seen |= {short for short, _where in reader.first}
        pages += 1
    assert pages > 10
    assert {"IB", "SOT"} <= seen


def test_a_page_of_parents_has_no_abbreviation_at_all(demo):
    """Each kind of link, as whom it is for: parents and pupil read none, and none is hidden in a title."""
    with scope(swv=demo.swv_id):
        known = abbreviations.meanings()
        names = list(Organisation.objects.values_list("name", flat=True))
    pattern = pattern_of(known)
    tried = 0
    for link in demo.guest_addresses():
        answer = Guest().get(link, follow=True)
        html = answer.content.decode()
        if "abbr-foot" in html or "afkortingen.css" in html:
            continue  # a partner's page
        said = words(html[html.index("<body") :])
        said = re.sub(r": \w+ ·", "", said)  # the reader's own initials
        for name in names:  # what an organisation calls itself is its name
            said = said.replace(name, "")
        assert [said[max(found.start() - 60, 0) : found.end() + 20] for found in pattern.finditer(said)] == [], link
        tried += 1
    assert tried >= 3
