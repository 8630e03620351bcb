"""The dossier as its people use it: an observation to its report-back, a TLV with its clocks, a signal unseen."""

import datetime as dt

import pytest
from django.utils import timezone
from django_scopes import scope
from playwright.sync_api import expect

from planning.cases import services as cases
from planning.cases.models import Answer, Case, ConsentRequest, Domain, Means, Purpose
from planning.dossier import services
from planning.dossier.models import AbsenceKind, ClockKind, DocumentKind, Place
from planning.people.access import actor_of_person
from planning.people.models import Person, School
from planning.people.roles import Role
from tests.browser import axe, shows, too_wide, watch_weight
from tests.dossier import files
from tests.factories import make_case
from tests.guests import through_the_door

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DAY = dt.timedelta(days=1)


@pytest.fixture
def case(region) -> Case:
    """A pupil of De Linde whose parent said yes to the GW."""
    now = timezone.now() - 50 * DAY
    with scope(swv=region.pk):
        actor = actor_of_person(Person.objects.get(email="ib@demo.example"), today=timezone.localdate())
        school = School.objects.get(name="De Linde")
        gw = Person.objects.get(email="gw@demo.example")
        made = make_case(actor, school, "mirte", pupil="Fenna", now=now)
        involved = cases.add_involved(actor=actor, case=made, person=gw, role=Role.GW, now=now)
        questions = [cases.Question(Purpose.SOT), cases.Question(Purpose.INVOLVE, involved)]
        cases.ask_consent(actor=actor, case=made, questions=questions, now=now)
        for request in ConsentRequest.objects.filter(case=made).select_related("case", "giver"):
            cases.record_for_giver(actor=actor, request=request, answer=Answer.YES, means=Means.PHONE, now=now)
        cases.appoint_casusregisseur(
            actor=actor,
            case=made,
            person=Person.objects.get(email="ib@demo.example"),
            leading_domain=Domain.EDUCATION,
            reason="",
            now=now,
        )
        made.actor = actor
        return made


def look(page, picture, name: str) -> None:
    """A picture to look at, and what a machine can see."""
    picture(page, name, whole=True)
    assert axe(page) == [], name
    assert too_wide(page) == 0, name


def test_i_ask_the_gw_to_come_and_look_and_invite_the_parents(case, log_in, page_at, post, picture):
    ib = log_in("ib@demo.example")
    ib.goto(f"/casussen/{case.pk}/")
    ib.click("text=Dossier")
    look(ib, picture, "dossier-leeg")
    ib.click("text=Vraag een observatie")
    ib.fill("#zoek", "gedragswetenschapper")
    ib.click("main button:has-text('Zoek')")
    ib.click("label:has-text('Sanne Jansen')")
    ib.fill("textarea", "Hoe begint Fenna aan een taak?")
    look(ib, picture, "dossier-observatie-vragen")
    ib.click("text=Vraag om te komen kijken")
    expect(ib.locator("text=zegt of het kan om te komen kijken")).to_have_count(1)

    gw = page_at(320, javascript=False)
    weight = watch_weight(gw)
    gw.goto(post("observation_ask", to="gw@demo.example"))
    assert weight() < 60_000  # with the stylesheet
    through_the_door(gw)
    gw.click("label:has-text('Ja, ik kom')")
    gw.fill("input[type=date]", timezone.localdate().isoformat())
    gw.click("button:has-text('Verstuur')")
    gw.fill("#id_done_on", timezone.localdate().isoformat())
    gw.fill("#id_findings", "Begint goed als de opdracht kort is.")
    picture(gw, "dossier-observator", whole=True)
    gw.click("text=Verstuur wat ik zag")
    expect(gw.locator("text=met de ouders erbij")).to_have_count(1)

    narrow = page_at(320)
    narrow.goto(post("observation_ask", to="gw@demo.example"))
    through_the_door(narrow)
    look(narrow, picture, "dossier-observator-klaar")

    ib.goto(f"/casussen/{case.pk}/dossier/")
    ib.click("a:has-text('Sanne Jansen') >> nth=0")
    look(ib, picture, "dossier-observatie")
    ib.click("text=Plan het SOT")
    ib.locator("input[name=participants]").first.uncheck()  # the parent
    ib.locator("input[name=participants]").nth(1).check()
    ib.click("main button:has-text('Zet klaar')")
    shows(ib, "text=Nodig daarom ook de ouders uit")
    ib.locator("input[name=participants]").first.check()
    ib.click("main button:has-text('Zet klaar')")
    expect(ib.locator("text=Nodig daarom ook de ouders uit")).to_have_count(0)


def test_a_tlv_with_its_clocks(case, log_in, picture):
    coordinator = log_in("coordinator@demo.example")
    coordinator.goto("/termijnen/")
    coordinator.fill("textarea", "30 februari")
    coordinator.click("main button:has-text('Bewaar')")
    shows(coordinator, "text=Dit is geen dag")
    ahead = timezone.localdate() + 20 * DAY
    coordinator.fill("textarea", f"{ahead.day}-{ahead.month}-{ahead.year}\n1 mei")
    look(coordinator, picture, "dossier-termijnen")
    coordinator.click("main button:has-text('Bewaar')")

    today = timezone.localdate().isoformat()
    with scope(swv=case.swv_id):
        now = timezone.now()
        for kind, ago in ((ClockKind.ZORGPLICHT, 45), (ClockKind.OPP, 30), (ClockKind.OPP_EVALUATION, 200)):
            services.start_clock(
                actor=case.actor, case=case, kind=kind, since=timezone.localdate() - ago * DAY, now=now
            )
        services.record_absence(
            actor=case.actor,
            case=case,
            kind=AbsenceKind.SICK,
            since=timezone.localdate() - 40 * DAY,
            until=None,
            note="",
            now=now,
        )
        document = services.add_version(
            actor=case.actor,
            case=case,
            kind=DocumentKind.GROEIDOCUMENT,
            title="",
            on=timezone.localdate(),
            place=Place.LINK,
            url="https://delinde.example/groei",
            made_by="Ingrid Smit",
            now=now,
        )
        services.ask_to_read(
            actor=case.actor,
            document=document,
            parties=list(case.parties.all()),
            before=timezone.localdate() + 20 * DAY,
            now=now,
        )
    ib = log_in("ib@demo.example")
    ib.goto(f"/casussen/{case.pk}/dossier/tlv/")
    ib.fill("#decide_on", today)
    ib.click("label:has-text('De leerling is vooraf gehoord')")
    ib.click("main button:has-text('Leg vast')")
    shows(ib, "text=U besluit samen met de ouders")
    ib.check("#decide_with_parents")
    ib.click("main button:has-text('Leg vast')")
    expect(ib.locator("text=Inleveren uiterlijk")).to_have_count(1)
    look(ib, picture, "dossier-tlv")
    ib.goto(f"/casussen/{case.pk}/dossier/")
    for number in (0, 1):  # one for a desk, one for a phone
        expect(ib.locator("svg.clocks").nth(number).locator("rect")).to_have_count(4)
    look(ib, picture, "dossier-klokken")
    for name in ("stukken", "ldos", "verzuim", "verzuim/beslisboom", "observatie"):
        ib.goto(f"/casussen/{case.pk}/dossier/{name}/")
        look(ib, picture, f"dossier-{name.replace('/', '-')}")

    phone = log_in("ib@demo.example", width=320)
    for name in ("", "tlv/", "verzuim/", "stukken/"):
        phone.goto(f"/casussen/{case.pk}/dossier/{name}")
        look(phone, picture, f"dossier-telefoon-{name.strip('/') or 'klokken'}")


def test_a_parent_reads_what_the_meeting_is_about(case, page_at, post, picture):
    with scope(swv=case.swv_id):
        now = timezone.now()
        document = services.add_version(
            actor=case.actor,
            case=case,
            kind=DocumentKind.GROEIDOCUMENT,
            title="",
            on=timezone.localdate(),
            place=Place.LINK,
            url="https://delinde.example/groei",
            made_by="Ingrid Smit",
            now=now,
        )
        parents = list(case.parties.all())
        before = timezone.localdate() + 9 * DAY
        services.ask_to_read(actor=case.actor, document=document, parties=parents, before=before, now=now)
    parent = page_at(320)
    parent.goto(post("document_read", to="mirte@ouders.example"))
    through_the_door(parent)
    look(parent, picture, "dossier-lezen")
    parent.click("button:has-text('Ik heb het gelezen')")
    expect(parent.locator("text=De school weet nu")).to_have_count(1)
    look(parent, picture, "dossier-gelezen")


def test_a_safety_signal_is_seen_by_who_started_it_alone(case, log_in, picture):
    ib = log_in("ib@demo.example")
    ib.goto(f"/casussen/{case.pk}/dossier/")
    before = ib.locator("main").inner_text()
    ib.click("text=Zorgen over veiligheid?")
    look(ib, picture, "meldcode-leeg")
    ib.click("text=Leg een zorg vast")
    ib.select_option("#id_case", str(case.pk))
    ib.click("label:has-text('Wet verplichte meldcode')")
    ib.fill("#id_reason", "Vragen maakt het onveilig.")
    ib.fill("#id_on", timezone.localdate().isoformat())
    ib.fill("#id_note", "Blauwe plek op de arm.")
    ib.click("main button:has-text('Leg vast')")
    look(ib, picture, "meldcode")
    page = ib.url
    ib.goto(f"/casussen/{case.pk}/dossier/")
    assert ib.locator("main").inner_text() == before

    oc = log_in("oc@demo.example")
    assert oc.goto(page).status == 404
    oc.goto("/meldcode/")
    expect(oc.locator("text=U heeft niets vastgelegd")).to_have_count(1)


def test_a_file_is_brought_read_on_a_phone_and_gone_with_the_consent(case, log_in, page_at, post, picture, tmp_path):
    paper = tmp_path / "Groeidocument Fenna.pdf"
    paper.write_bytes(files.pdf())
    wrong = tmp_path / "programma.pdf"
    wrong.write_bytes(b"MZ" + b"\0" * 400)
    ib = log_in("ib@demo.example")
    ib.goto(f"/casussen/{case.pk}/dossier/stukken/")
    ib.select_option("#add_kind", "groeidocument")
    ib.fill("#add_title", "Gesprek met het team")
    ib.fill("#add_on", timezone.localdate().isoformat())
    ib.fill("#add_made_by", "Ingrid Smit")
    ib.select_option("#add_place", "bestand")
    ib.set_input_files("#add_file", wrong)
    ib.click("main button:has-text('Zet erbij')")
    shows(ib, "text=iets anders dan de naam zegt")
    assert ib.input_value("#add_title") == "Gesprek met het team"
    look(ib, picture, "stuk-geweigerd")
    ib.set_input_files("#add_file", paper)
    ib.click("main button:has-text('Zet erbij')")
    shows(ib, "a:has-text('Groeidocument, versie 1')")  # a file takes a while to send
    look(ib, picture, "stukken-met-bestand")
    ib.click("a:has-text('Groeidocument, versie 1')")
    with ib.expect_download() as kept:
        ib.click("a:has-text('Groeidocument Fenna.pdf')")
    assert kept.value.suggested_filename == "Groeidocument Fenna.pdf"
    ib.click("summary:has-text('Vraag iemand dit te lezen')")
    ib.click("label:has-text('Sanne Jansen')")
    ib.fill("#ask_before", (timezone.localdate() + 9 * DAY).isoformat())
    ib.click("main button:has-text('Verstuur de vraag')")
    look(ib, picture, "stuk-gevraagd")

    gw = page_at(320)
    gw.goto(post("document_read", to="gw@demo.example"))
    through_the_door(gw)
    look(gw, picture, "stuk-lezen")
    with gw.expect_download() as fetched:
        gw.click("text=Haal het stuk op")
    assert fetched.value.path().read_bytes() == paper.read_bytes()
    link = gw.locator("a:has-text('Haal het stuk op')").get_attribute("href")

    phone = log_in("ib@demo.example", width=320)
    phone.goto(f"/casussen/{case.pk}/dossier/stukken/")
    look(phone, picture, "stukken-telefoon")

    with scope(swv=case.swv_id):
        for request in ConsentRequest.objects.filter(case=case, purpose=Purpose.INVOLVE):
            cases.record_for_giver(
                actor=case.actor, request=request, answer=Answer.WITHDRAWN, means=Means.PHONE, now=timezone.now()
            )
    assert gw.request.get(link).status == 404
    gw.reload()
    expect(gw.locator("text=Haal het stuk op")).to_have_count(0)
    look(gw, picture, "stuk-dood")

    ib.click("text=Neem dit bestand terug")
    look(ib, picture, "stuk-terugnemen")
    ib.click("text=Ja, neem terug")
    shows(ib, "text=teruggenomen")
    look(ib, picture, "stuk-teruggenomen")
