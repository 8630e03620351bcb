"""What people do along a route, each in an own browser: one verb an act, and `stands` for what Overzicht then shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from django_scopes import scopes_disabled
from playwright.sync_api import Page, expect

from notifications.outbox.models import OutgoingLetter
from planning.cases.models import Case, StepMove
from planning.routes.engine import get_route
from tests.browser import PageAt, shows

PARENT = "Mirte Boogaard", "mirte@ouders.example"
PUPIL = {"name": "Fenna", "letter": "B", "ouder1-name": PARENT[0], "ouder1-email": PARENT[1]}


def text(page: Page, where: str) -> str:
    """The words of one element, on one line."""
    return " ".join((page.locator(where).first.text_content() or "").split())


class Walk:
    """One case on its way along a route. Who does something is the front of a demo address: "ib", "jp"."""

    def __init__(self, key: str, *, log_in: Callable[..., Page], page_at: PageAt, post: Callable[..., str]) -> None:
        self.route = get_route(key)
        self._log_in, self._page_at, self._post = log_in, page_at, post
        self._pages: dict[str, Page] = {}
        self._last = ""  # who acted last: others have to load their page anew
        self.case = ""  # the address of Overzicht

    def page(self, who: str) -> Page:
        """This person's own browser; logged in the first time."""
        if who not in self._pages:
            self._pages[who] = self._log_in(f"{who}@demo.example")
        return self._pages[who]

    def _at(self, who: str, tab: str) -> Page:
        page = self.page(who)
        if self._last != who or page.url.partition("#")[0] != self.case_url(page) + tab:
            assert page.goto(self.case + tab, wait_until="domcontentloaded").status == 200
        self._last = who
        return page

    def case_url(self, page: Page) -> str:
        """The address of Overzicht in full, as this browser writes it."""
        return re.match(r"https?://[^/]+", page.url).group() + self.case

    # ─── Before there is a case ─────────────────────────────────────────────────────────────────────────────────────
    def is_used(self) -> None:
        """The coordinator lets schools use this route, as the first of its sector."""
        page = self.page("coordinator")
        page.goto("/routes/gebruik/")
        page.check(f"input[name=keys][value={self.route.key}]")
        page.select_option(f"select[name=default_{self.route.sector}]", self.route.key)
        page.click("main button:has-text('Bewaar')")
        shows(page, "text=Nieuwe casussen gebruiken deze routes.")

    def opens(self, who: str) -> None:
        """Open a case along the route."""
        page = self.page(who)
        page.goto("/casussen/nieuw/")
        for name, value in PUPIL.items():
            page.fill(f"[name={name}]", value)
        if page.locator("select[name=route]").count():
            page.select_option("select[name=route]", self.route.key)
        page.click("button:has-text('Open de casus')")
        page.wait_for_url("**/casussen/*-*/")
        self._is_at(page, who)

    def applies_and_is_taken_over(self, who: str, school: str, by: str) -> None:
        """A JP writes down what parents tell, hands it over with their yes, and the school takes it over."""
        page = self.page(who)
        page.goto("/aanmeldingen/nieuw/")
        page.select_option("select[name=school]", label=school)
        for name, value in PUPIL.items():
            page.fill(f"[name={name}]", value)
        page.click("button:has-text('Bewaar de aanmelding')")
        page.wait_for_url("**/aanmeldingen/*-*/")
        page.select_option("select[name=heard]", "talk")
        page.click("button:has-text('zegt ja')")
        page.click("button:has-text('Draag over aan de school')")
        there = self.page(by)
        there.goto(page.url)
        if there.locator("select[name=route]").count():
            there.select_option("select[name=route]", self.route.key)
        there.click("button:has-text('Neem over')")
        there.wait_for_url("**/casussen/*/begin/")
        self._is_at(there, by)

    def _is_at(self, page: Page, who: str) -> None:
        self.case = re.search(r"/casussen/[0-9a-f-]{36}/", page.url).group()
        self._last = who
        with scopes_disabled():
            case = Case.objects.get(pk=self.case.split("/")[2])
        assert (case.route, case.route_version) == (self.route.key, self.route.version)

    # ─── The family ─────────────────────────────────────────────────────────────────────────────────────────────────
    def involves(self, who: str, *names: str) -> None:
        """Think of professionals for this case."""
        page = self._at(who, "toestemming/")
        for name in names:
            page.click("summary:has-text('Iemand laten meedenken')")
            option = page.locator(f"select[name=person] >> nth=0 >> option:has-text('{name}')")
            page.select_option("select[name=person] >> nth=0", value=option.get_attribute("value"))
            page.click("button:has-text('Zet op de lijst')")

    def asks_the_parent(self, who: str, *, explained_on: str = "") -> None:
        """Ask for everything that can be asked; the parent says yes, on a small phone, by the personal link."""
        page = self._at(who, "toestemming/")
        for box in page.query_selector_all("input[name=vraag]"):
            box.check()
        if explained_on:
            page.click("summary:has-text('Uitleg aan de ouders')")
            page.fill("input[name=explained_on]", explained_on)
        page.click("button:has-text('Vraag toestemming')")
        shows(page, "text=Er is toestemming gevraagd aan 1 persoon.")
        phone = self._page_at(360, javascript=False)
        phone.goto(self._post("consent_ask", to=PARENT[1]))
        questions = phone.locator("section.card:not(:has(input:checked)) input[value=yes]")
        assert questions.count() > 0
        for number in range(questions.count()):
            phone.check(f"section.card input[value=yes] >> nth={number}")
        phone.fill("[name=typed_name]", PARENT[0])
        phone.click("button:has-text('Verstuur mijn antwoord')")
        shows(phone, "text=Dank u wel")
        phone.context.close()
        self._last = ""

    # ─── The way ────────────────────────────────────────────────────────────────────────────────────────────────────
    def cannot_yet(self, who: str, outcome: str) -> None:
        """The way stands there, and says what must be seen to first."""
        page = self._at(who, "begin/")
        expect(page.locator(f"form:has(input[value='{outcome}']) button:has-text('Ga toch verder')")).to_have_count(1)
        expect(page.locator(f"form:has(input[value='{outcome}']) button:has-text('Kies deze weg')")).to_have_count(0)

    def triages(self, who: str, answer: str) -> None:
        """Say what it is about."""
        page = self._at(who, "begin/")
        page.check(f"section:has(#triage) input[name=answer][value={answer}]")
        page.fill("#t-reason", "Zo zien ouders en school het.")
        page.click("section:has(#triage) button:has-text('Bewaar')")
        shows(page, "text=welke wegen nu open zijn")

    def answers(self, who: str, *conditions: str) -> None:
        """Yes to these entry conditions."""
        page = self._at(who, "begin/")
        for key in conditions:
            page.click(f"#c-{key} summary")
            page.check(f"#c-{key} input[value=yes]")
            page.fill(f"#c-{key} textarea", "Gedaan.")
            page.click(f"#c-{key} button:has-text('Bewaar')")

    def moves(self, who: str, outcome: str) -> None:
        """End the step by one of its outcomes."""
        page = self._at(who, "begin/")
        page.click(f"form:has(input[value='{outcome}']) button:has-text('Kies deze weg')")
        page.wait_for_load_state("domcontentloaded")
        with scopes_disabled():
            row = StepMove.objects.filter(case=self.case.split("/")[2]).order_by("number").last()
            assert (row.outcome, row.by.email) == (outcome, f"{who}@demo.example")

    def stands(self, who: str, number: int, *, regie: str, then: Sequence[int], round_: int = 1) -> None:
        """What Overzicht shows: the step, who holds regie, the steps that can follow, and how often it began anew."""
        page = self._at(who, "")
        titles = {step.number: step.title for step in self.route.steps}
        assert text(page, "#stap") == f"Stap {number}: {titles[number]}"
        now = text(page, "ol.steps [aria-current=step]")
        assert now.startswith(titles[number])
        assert (f"ronde {round_}" in now) == (round_ > 1)
        assert text(page, "section:has(#lead) dd").startswith(regie)
        following = [f"{one}. {titles[one]}" for one in then]
        said = page.locator("section:has(#stap) > p.muted").all_text_contents()
        assert [" ".join(line.split()) for line in said] == ([f"Daarna: {', of '.join(following)}"] if then else [])

    # ─── Who leads ──────────────────────────────────────────────────────────────────────────────────────────────────
    def hands_regie(self, who: str, to: str) -> None:
        """Give regie to somebody, as the meeting agreed."""
        page = self._at(who, "regie/")
        self._choose(page, "form[action$='draag-over/'] select[name=person]", to)
        page.check("form[action$='draag-over/'] input[name=how][value=meeting]")
        page.click("form[action$='draag-over/'] button >> nth=0")
        expect(page.locator("text=De regie is overgedragen.")).to_have_count(1)

    def splits_regie(self, who: str, *, school: str, care: str) -> None:
        """School over the OPP, youth care over the gezinsplan."""
        page = self._at(who, "regie/")
        page.click("summary:has-text('Splits de regie')")
        self._choose(page, "select[name=school]", school)
        self._choose(page, "select[name=care]", care)
        page.click("button:has-text('Splits')")
        shows(page, "text=De regie is gesplitst.")

    def appoints(self, who: str, name: str, *, first: str) -> None:
        """Appoint the parents' contact by the rule of the route: what comes first, `onderwijs` or `jeugdhulp`."""
        page = self._at(who, "regie/")
        page.check(f"input[name=leading_domain][value={first}]")
        self._choose(page, "form[action*=casusregisseur] select[name=person]", name)
        page.click("form[action*=casusregisseur] button")
        shows(page, "text=De casusregisseur is aangewezen.")

    def asks_for_a_guide(self, who: str, name: str) -> None:
        """Ask the SWV for trajectbegeleiding, and write down that it is given."""
        page = self._at(who, "begin/")
        page.click("summary:has-text('Vraag trajectbegeleiding aan')")
        self._choose(page, "#tr-person", name)
        page.fill("#tr-why", "Zijn er op school nog kansen?")
        page.click("button:has-text('Vraag aan')")
        page.click("summary:has-text('Leg het antwoord vast')")
        page.check("section:has(#traject) input[name=granted][value=ja]")
        self._choose(page, "#ta-guide", name)
        page.click("section:has(#traject) button:has-text('Bewaar')")
        assert text(page, "section:has(#traject) .badge") == "toegekend"

    def _choose(self, page: Page, where: str, name: str) -> None:
        option = page.locator(f"{where} option:has-text('{name}')")
        page.select_option(where, value=option.first.get_attribute("value"))

    # ─── The end ────────────────────────────────────────────────────────────────────────────────────────────────────
    def closes(self, who: str, outcome: str) -> None:
        """Out of the route, and closed with its checklist: not before every line is ticked."""
        self.moves(who, outcome)
        page = self.page(who)
        assert page.url.endswith(f"{self.case}afsluiten/")
        lines = [" ".join(line.split()) for line in page.locator(".tick").all_text_contents()]
        assert lines == list(self.route.closing.checklist)
        page.click("button:has-text('Sluit de casus af')")
        shows(page, "text=Nog niet alles van de lijst is gedaan")
        for number in range(len(lines)):
            page.click(f".tick >> nth={number}")
        page.click("button:has-text('Sluit de casus af')")
        shows(page, "text=De casus is afgesloten")
        with scopes_disabled():
            assert OutgoingLetter.objects.filter(template="case_closed", address=PARENT[1]).count() == 1
        self._last = ""

    def is_closed(self, who: str) -> None:
        """Overzicht says so to the school."""
        page = self._at(who, "")
        assert text(page, "section:has(#first) p") == "Deze casus is afgesloten."
