"""The dossier as its people use it: an observation to its report-back, a TLV with its clocks, a signal unseen."""

import datetime as dt

import pytest
from django.utils import timezone
from django_scopes import scope

from planning.cases import services as cases
from planning.cases.models import Answer, Case, ConsentRequest, Domain, Means, Purpose
from planning.dossier import services
from planning.dossier.models import AbsenceKind, ClockKind, DocumentKind, Place
from planning.people.access import actor_of_person
from planning.people.models import Person, School
from planning.people.roles import Role
from tests.browser import axe, too_wide, watch_weight
from tests.factories import make_case

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
    assert ib.locator("text=zegt of het kan om te komen kijken").count() == 1

    gw = page_at(320, javascript=False)
    weight = watch_weight(gw)
    gw.goto(post("observation_ask", to="gw@demo.example"))
    assert weight() < 60_000  # with the stylesheet
    gw.click("label:has-text('Ja, ik kom')")
    gw.fill("input[type=date]", timezone.localdate().isoformat())
    gw.click("button:has-text('Verstuur')")
    gw.fill("#id_done_on", timezone.localdate().isoformat())
    gw.fill("#id_findings", "Begint goed als de opdracht kort is.")
    picture(gw, "dossier-observator", whole=True)
    gw.click("text=Verstuur wat ik zag")
    assert gw.locator("text=met de ouders erbij").count() == 1

    narrow = page_at(320)
    narrow.goto(post("observation_ask", to="gw@demo.example"))
    look(narrow, picture, "dossier-observator-klaar")

    ib.goto(f"/casussen/{case.pk}/dossier/")
    ib.click("a:has-text('Sanne Jansen') >> nth=0")
    look(ib, picture, "dossier-observatie")
    ib.click("text=Plan het SOT")
    ib.locator("input[name=participants]").first.uncheck()  # the parent
    ib.locator("input[name=participants]").nth(1).check()
    ib.click("main button:has-text('Zet klaar')")
    assert ib.locator("text=Nodig daarom ook de ouders uit").count() >= 1
    ib.locator("input[name=participants]").first.check()
    ib.click("main button:has-text('Zet klaar')")
    assert ib.locator("text=Nodig daarom ook de ouders uit").count() == 0


def test_a_tlv_with_its_clocks(case, log_in, picture):
    coordinator = log_in("coordinator@demo.example")
    coordinator.goto("/termijnen/")
    coordinator.fill("textarea", "30 februari")
    coordinator.click("main button:has-text('Bewaar')")
    assert coordinator.locator("text=Dit is geen dag").count() >= 1
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
    assert ib.locator("text=U besluit samen met de ouders").count() >= 1
    ib.check("#decide_with_parents")
    ib.click("main button:has-text('Leg vast')")
    assert ib.locator("text=Inleveren uiterlijk").count() == 1
    look(ib, picture, "dossier-tlv")
    ib.goto(f"/casussen/{case.pk}/dossier/")
    for number in (0, 1):  # one for a desk, one for a phone
        assert ib.locator("svg.clocks").nth(number).locator("rect").count() == 4
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
    look(parent, picture, "dossier-lezen")
    parent.click("button:has-text('Ik heb het gelezen')")
    assert parent.locator("text=De school weet nu").count() == 1
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
    assert oc.locator("text=U heeft niets vastgelegd").count() == 1
