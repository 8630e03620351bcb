"""One pupil twice round the loop and out, as eight people: each does the own part, and nothing agreed is forgotten.

The IB opens a case; mother, pupil and professionals say beforehand what they think; a HIA is planned by a poll; what is
said, decided and agreed is written at the table; everybody reads the own part of the minutes; who promised something
says how it goes; the evaluation comes by itself. Then once more from step 3, better, with aftercare, to the end. The
clock jumps on between; what rings is rung as beat would.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled
from playwright.sync_api import Page

from notifications.outbox.models import OutgoingLetter
from notifications.reminders import services as reminders
from planning.cases.models import Case, CaseState, StepMove
from planning.followup.models import Agreement, Evaluation, GoalResult
from planning.followup.tasks import propose_due_evaluations
from planning.meetings.models import Meeting, MeetingState
from planning.people.models import User
from planning.report.models import Standpoint
from tests.browser import clean, shows
from tests.guests import through_the_door
from tests.journeys.walking import PARENT, Walk

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BEGINS = dt.datetime(2027, 1, 12, 10, tzinfo=AMSTERDAM)
DAY = dt.timedelta(days=1)
IB, GW, JP = "Ingrid Smit", "Sanne Jansen", "Joost Peeters"


class Clock:
    """Now, for everybody; it only moves when a test says so."""

    def __init__(self) -> None:
        self.now = BEGINS

    def to(self, moment: dt.datetime) -> None:
        """Go on to that moment, day by day at nine, ringing what rings on the way."""
        while self.now < moment:
            nine = (self.now.astimezone(AMSTERDAM) + DAY).replace(hour=9, minute=0)
            self.now = min(nine, moment)
            with scopes_disabled():
                reminders.ring_due(now=self.now)
                propose_due_evaluations()

    def day(self, days: int) -> str:
        """The date so many days from now, as a browser writes it."""
        return (self.now + days * DAY).date().isoformat()


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    return made


@pytest.fixture
def log_in(page_at, live_server):
    """Everybody has a browser of their own and is signed in; how one signs in is told in the other journeys."""

    def enter(email: str) -> Page:
        client = Client()
        client.force_login(User.objects.get(email=email))
        name, page = settings.SESSION_COOKIE_NAME, page_at(1280)
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        return page

    return enter


class Cycle(Walk):
    """What is done between two steps of the route, as a verb an act."""

    def __init__(self, *args, clock: Clock, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.clock, self.meeting = clock, ""

    def phone(self, template: str, to: str) -> Page:
        """A small phone without scripts, at the address in that letter."""
        page = self._page_at(320, javascript=False)
        page.goto(self._post(template, to=to))
        through_the_door(page)
        return page

    def later(self, moment: dt.datetime) -> None:
        """Time goes by; who comes back has to sign in again."""
        self.clock.to(moment)
        for page in self._pages.values():
            page.context.close()
        self._pages.clear()
        self._last = ""

    # ─── To the table ───────────────────────────────────────────────────────────────────────────────────────────────
    def plans_a_hia(self) -> None:
        """The IB puts it ready with everybody who may come, and asks for dates."""
        page = self._at("ib", "")
        page.click("a:has-text('Plan een overleg')")
        page.click("nav a:has-text('HIA')")
        for box in page.query_selector_all("input[name=participants]:not([disabled])"):
            box.check()
        page.click("button:has-text('Zet klaar')")
        page.wait_for_url("**/overleggen/*-*/")
        self.meeting = page.url
        page.goto("/prikker/nieuw/" + page.url.rstrip("/").rsplit("/", 1)[1] + "/")
        page.click("button:has-text('Vraag het aan iedereen')")
        page.wait_for_url("**/prikker/*-*/")
        self.everybody_answers(page)

    def everybody_answers(self, page: Page) -> None:
        """Each says yes to all by the own link; then the IB takes the first moment."""
        poll = page.url
        with scopes_disabled():
            asked = OutgoingLetter.objects.filter(template="poll_invite", created_at__gte=self.clock.now - DAY)
            addresses = sorted({row.address for row in asked})
        for address in addresses:
            phone = self.phone("poll_invite", address)
            for option in phone.query_selector_all("fieldset:has(input[type=radio])"):
                option.query_selector("input[value=yes]").check()
            phone.click("button:has-text('Verstuur')")
            shows(phone, "text=Dank u wel")
            phone.context.close()
        page.goto(poll)
        page.click("button:has-text('Zet vast') >> nth=0")
        page.wait_for_load_state()
        self._last = ""

    def row(self) -> Meeting:
        """The newest meeting with a date."""
        with scopes_disabled():
            return Meeting.objects.filter(case__isnull=False, start__isnull=False).order_by("-start")[0]

    def say_beforehand(self) -> None:
        """The mother in her own words, on a phone; the JP answers the seven questions."""
        phone = self.phone("invitation", PARENT[1])
        phone.check("input[value=ACCEPTED]")
        phone.click("main button >> nth=-1")
        phone = self.phone("invitation", PARENT[1])
        phone.click("#prepare + p a")
        through_the_door(phone)
        phone.fill("[name=good]", "Buiten spelen gaat goed.")
        phone.click("main form button >> nth=-1")
        phone.wait_for_url("**stap=2**")
        phone.fill("[name=point_1]", "Rust in de klas")
        phone.click("main form button >> nth=-1")
        phone.wait_for_url("**stap=3**")
        phone.click("main form button >> nth=-1")
        shows(phone, "text=Buiten spelen gaat goed.")
        phone.context.close()
        jp = self.page("jp")
        jp.goto(f"/overleggen/{self.row().pk}/voorbereiding/")
        jp.click("a:has-text('Beantwoord zelf de zeven vragen')")
        jp.fill("[name=can]", "Meedenken over thuis.")
        jp.fill("[name=action]", "Twee gesprekken met Fenna over huiswerk.")
        jp.click("main form button >> nth=-1")
        self._last = ""

    # ─── At the table ───────────────────────────────────────────────────────────────────────────────────────────────
    def write_it_down(self, *, picture: str, goal: str, agreed: str, look_back: int) -> None:
        """The GW leads, the IB writes: what is seen, the goal, who does what, what is decided, when one looks back."""
        meeting = self.row()
        ib = self.page("ib")
        ib.goto(f"/overleggen/{meeting.pk}/verslag/")
        for box in ib.query_selector_all("input[name=er]"):
            box.check()
        ib.click("button:has-text('Bewaar wie er is')")
        gw = self.page("gw")
        gw.goto(f"/overleggen/{meeting.pk}/verslag/")
        gw.locator("#id_picture").press_sequentially(picture)
        shows(gw, '#picture >> text="Bewaard"')
        ib.reload()
        assert ib.locator("#id_picture").input_value() == picture
        ib.fill("#doel_what", goal)
        ib.click("form:has(#doel_what) button")
        row = ib.locator(".minutes__goals > li").last
        row.locator("summary").click()
        row.locator("select").select_option(label=PARENT[0])
        row.locator("input[type=date]").fill(self.clock.day(21))
        row.locator("textarea").fill(agreed)
        row.locator("button:has-text('Leg de afspraak vast')").click()
        shows(ib, f"#doelen >> text={agreed}")
        offer = ib.locator("#inzet article", has_text="Besluit met mandaat")
        offer.locator("label:has-text('ja')").click()
        offer.locator("textarea").fill("Twee uur hulp in de week.")
        offer.locator("button:has-text('Leg dit besluit vast')").click()
        shows(ib, "#inzet >> text=Twee uur hulp in de week.")
        ib.fill("#terugkijken_on", self.clock.day(look_back))
        ib.fill("#terugkijken_method", "Samen, op school")
        ib.click("button:has-text('Zet de evaluatiedatum')")
        shows(ib, "text=Alles staat erin.")
        clean(ib)

    def take_up_what_was_thought_of(self) -> None:
        """What the JP thought of beforehand becomes an agreement with one click."""
        ib = self.page("ib")
        ib.goto(f"/opvolging/overleg/{self.row().pk}/")
        ib.click(f"li:has-text('{JP}') button[value=leg-vast]")
        shows(ib, "text=Twee gesprekken met Fenna over huiswerk.")

    def fix_the_record(self) -> None:
        """From now on nothing changes in it."""
        ib = self.page("ib")
        ib.goto(f"/overleggen/{self.row().pk}/verslag/")
        ib.click("summary:has-text('Zet het verslag vast')")
        ib.click("button:has-text('Ja, zet vast')")
        shows(ib, "text=Dit verslag staat vast")

    # ─── After ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def minutes_go_round(self) -> None:
        """One click, fixed and sent; the mother reads her part and says what she misses."""
        ib = self.page("ib")
        ib.goto(f"/overleggen/{self.row().pk}/notulen/")
        ib.click("button:has-text('Maak de notulen')")
        ib.click("button:has-text('Zet de notulen vast')")
        shows(ib, "text=Versie 1 staat vast.")
        ib.click("#stuur ~ form button:has-text('Verstuur')")
        shows(ib, "text=krijgen een brief")
        phone = self.phone("report_ready", PARENT[1])
        phone.click("button:has-text('Ik heb het gelezen')")
        phone.fill("textarea[name=text]", "Het huiswerk mag ook in de ochtend.")
        phone.click("button:has-text('Verstuur')")
        shows(phone, "text=Uw woorden staan nu bij het verslag.")
        phone.context.close()

    def reports(self, template: str, to: str, state: str) -> None:
        """One click from the mail says how far it is."""
        phone = self.phone(template, to)
        phone.click(f"button[value={state}]")
        shows(phone, "text=Dank u wel")
        phone.context.close()

    def evaluation(self) -> Evaluation:
        """The newest one."""
        with scopes_disabled():
            return Evaluation.objects.order_by("-on")[0]

    def evaluation_comes_round(self) -> None:
        """Weeks before, the IB is asked who comes; it is chosen with the family, the poll is ready, all answer."""
        ib = self.page("ib")
        ib.goto("/")
        ib.click("main >> text=/evaluatie/i >> nth=0")
        ib.goto(f"/opvolging/evaluatie/{self.evaluation().pk}/")
        ib.check("input[name=with_family]")
        ib.click("form[action$='wie/'] button >> nth=0")
        shows(ib, "text=De datumprikker staat klaar")
        ib.click("button:has-text('Verstuur de datumprikker')")
        ib.wait_for_url("**/prikker/*-*/")
        self.everybody_answers(ib)

    def looks_back(self, *, reached: str, fits: str, outcome: str, until: str = "") -> None:
        """Each goal: how far; what fits still; how one goes on."""
        ib = self.page("ib")
        ib.goto(f"/opvolging/evaluatie/{self.evaluation().pk}/")
        for number in range(ib.locator(f"input[name^=reached_][value={reached}]").count()):
            ib.locator(f"input[name^=reached_][value={reached}]").nth(number).check()
        for question in ("needs", "goals", "support"):
            ib.check(f"input[name={question}][value={fits}]")
        ib.check(f"input[name=outcome][value={outcome}]")
        if until:
            ib.fill("input[name=until]", until)
        clean(ib)
        ib.click("text=Leg het besluit vast")
        shows(ib, "text=Het besluit is vastgelegd")
        self._last = ""

    def hears_how_it_goes(self) -> None:
        """In the aftercare the IB is asked how it goes, and writes down what was heard."""
        ib = self._at("ib", "afsluiten/")
        ib.check("input[name=goes_well] >> nth=0")
        ib.fill("[name=words]", "Fluitend naar school.")
        ib.click("button:has-text('Schrijf op')")
        shows(ib, "text=Fluitend naar school.")

    def ends(self, case: Case) -> None:
        """The checklist, why the rest is let go, and closed."""
        ib = self.page("ib")
        for number in range(ib.locator(".tick").count()):
            ib.click(f".tick >> nth={number}")
        ib.fill("[name=let_go]", "Het doel is bereikt.")
        clean(ib)
        ib.click("button:has-text('Sluit de casus af')")
        shows(ib, "text=De casus is afgesloten")


def test_twice_round_the_loop_and_closed(clock, region, log_in, page_at, post):
    cycle = Cycle("west-brabant-po", log_in=log_in, page_at=page_at, post=post, clock=clock)
    cycle.is_used()
    cycle.opens("ib")
    cycle.answers("ib", "internal-team")
    cycle.moves("ib", "report")
    cycle.involves("ib", GW, JP)
    cycle.asks_the_parent("ib", explained_on=timezone.localdate().isoformat())
    cycle.triages("ib", "onderwijs-en-zorg")
    cycle.answers("ib", "own-adjustments")
    cycle.moves("ib", "to-sot")
    cycle.moves("ib", "hia")
    cycle.appoints("ib", IB, first="onderwijs")

    # Round one: everybody has said something before anybody sits down.
    cycle.plans_a_hia()
    cycle.say_beforehand()
    cycle.later(cycle.row().start)
    cycle.write_it_down(
        picture="Met rust en korte taken lukt er veel.",
        goal="Leest in mei weer mee met de groep.",
        agreed="Elke avond een kwartier samen lezen.",
        look_back=60,
    )
    cycle.take_up_what_was_thought_of()
    cycle.fix_the_record()
    cycle.moves("ib", "arrangement")
    cycle.later(clock.now + DAY)
    cycle.minutes_go_round()
    family = cycle.phone("followup_family", PARENT[1])
    shows(family, "text=Elke avond een kwartier samen lezen.")
    cycle.reports("agreement_owner", PARENT[1], "started")

    # It comes back by itself: before the date of an agreement, and weeks before the evaluation.
    cycle.later(cycle.row().start + 22 * DAY)
    cycle.reports("agreement_reminder", PARENT[1], "stuck")
    cycle.evaluation_comes_round()
    cycle.later(cycle.row().start + dt.timedelta(hours=1))
    cycle.looks_back(reached="partly", fits="no", outcome="back")
    cycle.stands("ib", 3, regie="intern begeleider", then=[4, 5], round_=2)

    # Round two, with what was learned; the history of the first stays.
    cycle.moves("ib", "hia")
    cycle.plans_a_hia()
    cycle.later(cycle.row().start)
    cycle.write_it_down(
        picture="De ochtend is het beste moment.",
        goal="Maakt het huiswerk in de ochtend op school.",
        agreed="Samen de tas inpakken voor de ochtend.",
        look_back=60,
    )
    cycle.fix_the_record()
    cycle.moves("ib", "arrangement")
    cycle.later(clock.now + 20 * DAY)
    cycle.reports("agreement_reminder", PARENT[1], "done")
    cycle.evaluation_comes_round()
    cycle.later(cycle.row().start + dt.timedelta(hours=1))
    cycle.looks_back(reached="yes", fits="yes", outcome="aftercare", until=clock.day(70))

    # What the director and the SWV see of it: numbers, and nobody.
    with scopes_disabled():
        case = Case.objects.get()
    for who, where in (("directeur", "/mijn-school/"), ("coordinator", "/cijfers/")):
        page = cycle.page(who)
        page.goto(where)
        clean(page)
        assert case.reference not in page.content()
        assert "Fenna" not in page.content()

    # Aftercare is asked about by itself; then out, and nobody from outside reads on.
    link = post("invitation", to="jp@demo.example")
    cycle.later(clock.now + 45 * DAY)
    cycle.hears_how_it_goes()
    cycle.ends(case)
    with scopes_disabled():
        case.refresh_from_db()
        assert (case.state, case.step) == (CaseState.CLOSED, 7)
        assert StepMove.objects.filter(case=case).order_by("number").last().round == 2
        assert [Evaluation.objects.count(), GoalResult.objects.count(), Standpoint.objects.count()] == [2, 3, 1]
        assert Meeting.objects.filter(state=MeetingState.HELD).count() >= 2
        assert Agreement.objects.filter(withdrawn_at__isnull=True).count() == 1  # what was done; the rest was let go
        assert OutgoingLetter.objects.filter(template="case_closed", address=PARENT[1]).count() == 1
    assert page_at(320, javascript=False).goto(link).status in {404, 410}
