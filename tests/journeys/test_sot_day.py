"""A SOT with two pupils and a subject, from the first point to the minutes: the IB, a notulist, a GW and a parent."""

from __future__ import annotations

import pytest
from django.utils import timezone
from django_scopes import scope
from playwright.sync_api import expect

from planning.agenda import services as agenda
from planning.agenda.models import AgendaItem
from planning.cases import services as cases
from planning.cases.models import Answer
from planning.meetings.models import Meeting
from planning.people.models import User
from planning.people.roles import Role
from planning.report import services as report
from tests.agenda.conftest import tell
from tests.browser import clean, shows, too_wide
from tests.factories import make_staff
from tests.guests import through_the_door
from tests.meetings.table import CANARY, NOW, at, letters, link_in
from tests.minutes.test_joining import say
from tests.report.day import AFTER, begin, fix
from tests.report.day import write as words

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
WORD = "een-lang-wachtwoord"


@pytest.fixture
def sot(live_server, settings, monkeypatch):
    """The SOT of 17 November is about to begin: the clock stands at five past nine."""
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    made = tell()
    with scope(swv=made.table.swv.pk):
        made.table.consent()
        say(made.table, made.table.jp, Answer.NO, now=NOW)  # kept out of the first point, until the parents think again
        for case, minutes in ((made.table.case, 30), (made.others[0], 20)):
            made.propose(case, minutes=minutes)
        made.propose(title="Rust op de gang", minutes=10)
        monkeypatch.setattr(timezone, "now", lambda: at(17, 9, 5))
        yield made


@pytest.fixture
def enter(page_at):
    """In as this person, through the page."""

    def sign_in(person, *, width=1280):
        if person.user is None:
            person.user = User.objects.create_user(person.email)
            person.save()
        person.user.set_password(WORD)
        person.user.save()
        page = page_at(width)
        page.goto("/account/login/")
        page.fill("input[name=login]", person.email)
        page.fill("input[name=password]", WORD)
        page.click("main button[type=submit] >> nth=0")
        page.wait_for_url("**/")
        return page

    return sign_in


@pytest.fixture
def before(live_server, settings, monkeypatch):
    """Two weeks before that SOT, with a pupil in the step whose meeting is one."""
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    made = tell()
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    with scope(swv=made.table.swv.pk):
        made.table.consent()
        cases.move_step(actor=made.actor, case=made.table.case, step=3, reason="Naar het SOT.", now=NOW)
    return made


@pytest.mark.parametrize("width", [1280, 320])
def test_from_the_case_to_the_agenda_and_back(before, enter, picture, width):
    """Overzicht says what is next: on the agenda, then the question; then there is nothing to do but wait."""
    page = enter(before.table.ib, width=width)
    page.goto(f"/casussen/{before.table.case.pk}/")
    shows(page, "text=Zet deze leerling op de agenda van een SOT.")
    clean(page)
    page.click("section:has(#first) a:has-text('Zet op de agenda')")
    expect(page.locator("[name=case] option:checked")).to_have_text(f"{CANARY} Q.")
    clean(page)
    page.click("main button:has-text('Voeg toe')")
    shows(page, "text=Het punt staat klaar")
    page.click("text=Naar de casus")
    shows(page, "text=Lever in wat u wilt vragen in het SOT van dinsdag 17 november.")
    shows(page, "text=om 9.00 uur, de vraag is nog niet ingeleverd (graag tot en met di 10 nov)")
    assert too_wide(page) == 0
    clean(page)
    picture(page, f"89-casus-op-de-agenda-{width}", whole=True)
    page.click("section:has(#first) a:has-text('Lever de vraag in')")
    page.fill("[name=help_question]", "Wat helpt in de ochtend?")
    page.click("main button:has-text('Lever in')")
    shows(page, "text=Ingeleverd. U kunt het")
    page.click("text=Naar de casus")
    shows(page, "text=U hoeft nu niets te doen.")
    shows(page, "text=om 9.00 uur, de vraag is ingeleverd")
    page.goto("/casussen/beeld/")
    shows(page, f".whole-picture__column--planned li:has-text('{CANARY}'):has-text('17 nov')")


def write(page, text, *, outcome):
    """Some words, and whether a HIA follows."""
    page.locator("#id_picture").press_sequentially(text)
    shows(page, '#picture >> text="Bewaard"')
    page.locator(f"#besluiten input[name=outcome][value={outcome}] >> nth=0").check()
    page.locator("#besluiten form:has(input[value=talk]) button").click()
    shows(page, "text=Het besluit staat erbij.")


def test_from_the_first_point_to_the_minutes_of_the_day(sot, enter, page_at, picture):
    notulist = make_staff(sot.table.swv, Role.MINUTES, sot.table.school, "Nora Notulist", account=True)
    sot.meeting.participants.create(swv_id=sot.table.swv.pk, person=notulist, role=Role.MINUTES, required=False)
    page = enter(sot.table.ib)
    page.goto(f"/overleggen/{sot.meeting.pk}/agenda/")
    expect(page.locator("button:has-text('Begin het verslag')")).to_have_count(2)
    page.locator(f"li:has-text('{CANARY}') button:has-text('Begin het verslag')").click()
    shows(page, "text=Punt 1 van 3")
    shows(page, f"h1:has-text('{CANARY}')")
    write(page, "Rust en korte taken helpen.", outcome="no")
    clean(page)
    page.evaluate("window.scrollTo(0, 0)")
    picture(page, "84-sot-aan-tafel")

    # The parents say yes about the JP while this page is open: it says so, and the JP takes part.
    shows(page, "text=Doet niet mee, want er is nu geen toestemming")
    with scope(swv=sot.table.swv.pk):
        say(sot.table, sot.table.jp)
    shows(page, "text=Er kwam iets bij of ging iets weg")
    page.click("text=Ververs")
    shows(page, "text=Joost Jp (JP) zit aan tafel en mag nu meedoen.")
    clean(page)
    page.set_viewport_size({"width": 320, "height": 800})
    assert too_wide(page) == 0
    page.set_viewport_size({"width": 1280, "height": 800})
    page.click("#aanwezig button:has-text('Zet erbij') >> nth=0")
    shows(page, "text=Deze persoon doet nu mee.")
    expect(page.locator("#aanwezig label:has-text('Joost Jp') input")).to_be_checked()

    # The notulist is at the next point already, and reads there what is for them.
    other = enter(notulist, width=820)
    other.goto(f"/overleggen/{sot.meeting.pk}/agenda/")
    other.locator("li:has-text('Wendelien') button:has-text('Begin het verslag')").click()
    shows(other, "text=Punt 2 van 3")
    write(other, "Een maatje bij het rekenen.", outcome="no")
    other.set_viewport_size({"width": 320, "height": 800})
    assert too_wide(other) == 0
    clean(other)

    # On to the subject, which is about nobody.
    page.reload()
    page.click("text=Volgende punt: Rust op de gang")
    page.locator("#afspraken select[name=owner]").select_option(label=sot.table.jp.name)
    page.locator("#afspraken textarea").fill("Lijnen op de vloer plakken.")
    page.locator("#afspraken input[name=due]").fill("2026-12-03")
    page.click("#afspraken button:has-text('Leg de afspraak vast')")
    shows(page, "text=De afspraak staat vast. De eigenaar krijgt bericht.")
    shows(page, "#afspraken td:has-text('Lijnen op de vloer plakken.')")
    page.locator("#afgesproken textarea").fill(f"{CANARY} loopt voorop.")
    page.click("#afgesproken button:has-text('Bewaar')")
    shows(page, "text=Hier staan woorden waaraan de leerling te herkennen is")
    page.locator("#afgesproken textarea").fill("Elke klas loopt met een lijntje.")
    page.locator("#afgesproken input[name=look_back_on]").fill("2026-12-08")
    page.click("#afgesproken button:has-text('Bewaar')")
    shows(page, "text=Bewaard. Wie aan tafel zit")
    clean(page)
    picture(page, "87-sot-ander-punt", whole=True)
    page.set_viewport_size({"width": 320, "height": 800})
    assert too_wide(page) == 0
    page.set_viewport_size({"width": 1280, "height": 800})

    # Each point ends, and its minutes are made and fixed.
    with scope(swv=sot.table.swv.pk):
        parts = list(Meeting.objects.filter(part_of=sot.meeting).order_by("start"))
    for part in parts:
        page.goto(f"/overleggen/{part.pk}/verslag/")
        page.click("summary:has-text('Zet het verslag vast')")
        page.click("text=Ja, zet vast")
        shows(page, "text=Dit verslag staat vast sinds")
        shows(page, "text=Alles is besproken: naar de notulen")
        page.goto(f"/overleggen/{part.pk}/notulen/")
        page.click("button:has-text('Maak de notulen')")
        shows(page, "text=De notulen staan klaar.")
        page.click("button:has-text('Zet de notulen vast')")
        shows(page, "text=Versie 1 staat vast.")
    page.goto(f"/overleggen/{sot.meeting.pk}/notulen/alle/")
    shows(page, "text=Van 2 punten staan de notulen vast")
    clean(page)
    picture(page, "85-sot-notulen", whole=True)
    page.click("button:has-text('Verstuur')")
    shows(page, "text=Verstuurd: de notulen van 2 punten")
    shows(page, "text=Alles wat vastligt, is verstuurd.")
    page.goto(f"/overleggen/{sot.meeting.pk}/agenda/")
    shows(page, "text=Elke klas loopt met een lijntje.")
    shows(page, "text=Lijnen op de vloer plakken.")
    shows(page, "text=We kijken terug op dinsdag 8 december")
    picture(page, "86-sot-na-afloop", whole=True)

    # Who does something about the subject says by the own link that it is done: no account, no code.
    with scope(swv=sot.table.swv.pk):
        ((_row, promised),) = letters("agreement_owner")
    jp = page_at(320)
    jp.goto(link_in(promised))
    shows(jp, "text=Lijnen op de vloer plakken.")
    shows(jp, "text=punt: Rust op de gang")
    clean(jp)
    picture(jp, "88-sot-eigen-afspraak")
    jp.click("button:has-text('Klaar')")
    shows(jp, "text=Dank u wel. Uw antwoord is bewaard.")
    clean(jp)
    page.reload()
    expect(page.locator(".agenda-said li:has-text('Lijnen op de vloer plakken.')")).to_contain_text("klaar")

    # The mother reads of her own child only; the GW reads both, the second without a name.
    with scope(swv=sot.table.swv.pk):
        sent = {row.address: body for row, body in letters("report_ready")}
        assert not AgendaItem.objects.exclude(state="discussed").exists()
    mother = page_at(320)
    mother.goto(link_in(sent["marie@ouders.example"]))
    through_the_door(mother)
    shows(mother, "text=Rust en korte taken helpen.")
    expect(mother.locator("text=maatje")).to_have_count(0)
    clean(mother)
    gw = enter(sot.table.gw)
    gw.goto(f"/overleggen/{sot.meeting.pk}/agenda/")
    gw.locator("a:has-text('Lees de notulen') >> nth=0").click()
    shows(gw, "text=Rust en korte taken helpen.")
    gw.go_back()
    gw.locator("a:has-text('Lees de notulen') >> nth=1").click()
    shows(gw, "text=Een maatje bij het rekenen.")
    expect(gw.locator("main:has-text('Wendelien')")).to_have_count(0)

    # For the page of the pupil that SOT is no longer to come.
    page.goto(f"/casussen/{sot.table.case.pk}/")
    expect(page.locator("text=Bespreking in het SOT")).to_have_count(0)


def test_a_day_about_a_group_is_agreed_read_and_printed(sot, enter, page_at):
    """No pupil was spoken of; who comes for the point only does something, and a member reads all of it."""
    with scope(swv=sot.table.swv.pk):
        group = sot.propose(kind="group", title="Groep 6 begint elke dag onrustig", minutes=15)
        agenda.add_guest(actor=sot.actor, item=group, person=sot.teacher, role=Role.TEACHER, now=NOW)
    page = enter(sot.table.ib, width=390)
    page.goto(f"/overleggen/agenda/{group.pk}/")
    page.locator("#groep textarea >> nth=0").fill("Een vaste start met een taak op het bord.")
    page.locator("#groep textarea >> nth=1").fill("Binnen vijf minuten is iedereen aan het werk.")
    page.click("#groep button:has-text('Bewaar')")
    shows(page, "text=Bewaard. Wie aan tafel zit")
    page.locator("#afspraken select[name=owner]").select_option(label="Tea Teacher (komt voor dit punt)")
    page.locator("#afspraken textarea").fill("De dagtaak klaarzetten voor de bel gaat.")
    page.locator("#afspraken input[name=due]").fill("2026-12-03")
    page.click("#afspraken button:has-text('Leg de afspraak vast')")
    shows(page, "text=De afspraak staat vast. De eigenaar krijgt bericht.")
    clean(page)
    page.goto(f"/overleggen/{sot.meeting.pk}/agenda/")
    page.click("a:has-text('Notulen van dit SOT')")
    shows(page, "h3:has-text('Groep 6 begint elke dag onrustig')")
    shows(page, "text=De dagtaak klaarzetten voor de bel gaat.")
    for path in (page.url, f"/overleggen/{sot.meeting.pk}/agenda/", f"/overleggen/agenda/{group.pk}/"):
        page.goto(path)
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert too_wide(page) == 0
            clean(page)
    page.emulate_media(media="print")
    page.goto(f"/overleggen/{sot.meeting.pk}/notulen/alle/")
    expect(page.locator("text=er gaat geen brief over")).to_be_hidden()
    shows(page, "text=De dagtaak klaarzetten voor de bel gaat.")

    with scope(swv=sot.table.swv.pk):
        ((row, promised),) = letters("agreement_owner")
    assert row.address == sot.teacher.email
    teacher = page_at(320)
    teacher.goto(link_in(promised))
    shows(teacher, "text=De dagtaak klaarzetten voor de bel gaat.")
    expect(teacher.locator("text=Een vaste start")).to_have_count(0)
    teacher.click("button:has-text('Gaat goed')")
    shows(teacher, "text=Dank u wel. Uw antwoord is bewaard.")
    clean(teacher)

    # Of one pupil minutes go out: the GW, without an account, reads the group too; the mother does not.
    with scope(swv=sot.table.swv.pk):
        part = begin(sot, AgendaItem.objects.get(case=sot.table.case))
        words(sot, part, "Rust en korte taken helpen.")
        fix(sot, part)
        report.send_day(actor=sot.actor, whole=sot.meeting, now=AFTER)
        sent = {row.address: body for row, body in letters("report_ready")}
    for address, there in ((sot.table.gw.email, True), ("marie@ouders.example", False)):
        reader = page_at(320)
        reader.goto(link_in(sent[address]))
        through_the_door(reader)
        shows(reader, "text=Rust en korte taken helpen.")
        expect(reader.locator("text=Een vaste start met een taak op het bord.")).to_have_count(int(there))
        assert too_wide(reader) == 0
        clean(reader)
