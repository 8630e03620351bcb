"""“I choose myself, and I may take it back”: a mother on an old phone, a pupil of sixteen, and the IB who must know."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from playwright.sync_api import expect

from notifications.outbox.models import OutgoingLetter
from planning.cases import services as cases
from planning.cases.models import Case, Task
from planning.meetings import services as meetings
from planning.meetings.models import Meeting, MeetingKind
from planning.people.access import actor_of_person
from planning.people.models import Person, School
from planning.people.roles import Role
from scheduler.demo.cases import free_start
from tests.browser import clean, shows
from tests.factories import explain_purpose

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
MOTHER, FATHER, PUPIL = "mirte@ouders.example", "kees@ouders.example", "noor@leerling.example"
MOST_BYTES = 40_000


@pytest.fixture
def case(region) -> Case:
    """Both parents were asked for the SOT, the GW and the JP; a HIA with both stands ready."""
    now = timezone.now()
    with scope(swv=region.pk):
        ib = Person.objects.get(email="ib@demo.example")
        actor = actor_of_person(ib, today=timezone.localdate(now))
        found = cases.open_case(
            actor=actor,
            school=School.objects.get(name="De Linde"),
            route_key="west-brabant-po",
            pupil=cases.PupilData(name="Noor", initial="B", group="7", birth_month="2016-03"),
            guardians=[
                cases.GuardianData(name="Mirte Boogaard", email=MOTHER, phone="06-55500011"),
                cases.GuardianData(name="Kees Boogaard", email=FATHER),
            ],
            questions=cases.StartQuestions(),
            now=now - dt.timedelta(days=20),
        )
        for email, role in (("gw@demo.example", Role.GW), ("jp@demo.example", Role.JP)):
            person = Person.objects.get(email=email)
            cases.add_involved(actor=actor, case=found, person=person, role=role, now=now - dt.timedelta(days=19))
        explain_purpose(actor, found, now=now - dt.timedelta(days=19))
    return found


def planned(case: Case) -> Meeting:
    """A HIA with everybody, some days ahead."""
    now = timezone.now()
    with scope(swv=case.swv_id):
        ib = Person.objects.get(email="ib@demo.example")
        actor = actor_of_person(ib, today=timezone.localdate(now))
        seats = [meetings.Seat(party=party) for party in case.parties.order_by("created_at")]
        seats += [meetings.Seat(person=row.person, role=Role(row.role)) for row in case.involved.all()]
        meeting = meetings.plan_case_meeting(
            actor=actor, case=case, kind=MeetingKind.HIA, minutes=60, location="Kamer 3", participants=seats, now=now
        )
        start = free_start(after=now + dt.timedelta(days=9), meeting=meeting)
        return meetings.fix_date(meeting=meeting, start=start, by=actor.by, now=now)


def test_a_mother_chooses_and_takes_back_and_the_ib_hears_what_to_do(case, log_in, page_at, post, picture):
    ib = log_in("ib@demo.example")
    ib.goto(f"/casussen/{case.pk}/toestemming/")
    clean(ib)
    for box in ib.query_selector_all("input[name=vraag]"):
        box.check()
    ib.click("button:has-text('Vraag toestemming')")
    shows(ib, "text=gevraagd")

    for address in (MOTHER, FATHER):
        # The father's phone runs no script at all; axe needs one, so the mother's does.
        phone = page_at(360, javascript=address == MOTHER)
        phone.goto(post("consent_ask", to=address))
        assert len(phone.content().encode()) < MOST_BYTES
        expect(phone.locator("input:checked"), "nothing is chosen beforehand (C1)").to_have_count(0)
        shows(phone, "text=Waar is dit gesprek voor?")
        if address == MOTHER:
            picture(phone, "18-toestemming-op-de-telefoon", whole=True)
        home = phone.url
        for language in ("nl", "en") if address == MOTHER else ():
            phone.goto(f"{home}?taal={language}")
            clean(phone)
        phone.goto(home)
        phone.click("button:has-text('Verstuur mijn antwoord')")
        shows(phone, "text=U heeft nog niets nieuws gekozen.")
        for group in range(3):
            phone.check(f"section.card >> nth={group} >> input[value=yes]")
        phone.fill("[name=typed_name]", "Boogaard")
        phone.click("button:has-text('Verstuur mijn antwoord')")
        shows(phone, "text=Dank u wel")
        if address == MOTHER:
            clean(phone)
            phone.check("[name=bel]")
            phone.click("button:has-text('Vraag het de school')")
            shows(phone, "text=De school weet het")
    with scopes_disabled():
        assert Task.objects.filter(code="consent_call_me").count() == 1

    planned(case)
    mother = page_at(320)
    mother.goto(post("consent_receipt", to=MOTHER))
    mother.check("section.card:has-text('Joost Peeters') >> input[value=withdrawn]")
    mother.click("button:has-text('Verstuur mijn antwoord')")
    shows(mother, "text=ingetrokken")
    clean(mother)
    with scopes_disabled():
        assert OutgoingLetter.objects.filter(template="invitation_cancel").count() == 1

    ib.goto(f"/casussen/{case.pk}/toestemming/")
    shows(ib, "text=Joost Peeters")
    shows(ib, "text=De uitnodiging is afgezegd")
    shows(ib, "text=Er ontbreekt nu")
    picture(ib, "19-toestemming-casus", whole=True)
    clean(ib)
    ib.set_viewport_size({"width": 320, "height": 800})
    clean(ib)


def test_paper_another_ground_and_a_dispute(case, log_in, picture):
    ib = log_in("ib@demo.example")
    home = f"/casussen/{case.pk}/toestemming/"
    ib.goto(home)
    for box in ib.query_selector_all("input[name=vraag]"):
        box.check()
    ib.click("button:has-text('Vraag toestemming')")

    ib.click("a:has-text('Druk het formulier af') >> nth=0")
    shows(ib, "text=Handtekening")
    clean(ib)
    picture(ib, "20-formulier", whole=True)
    ib.goto(home)
    ib.click("a:has-text('Vul het antwoord in') >> nth=0")
    clean(ib)
    ib.check("[name=means][value=paper]")
    ib.fill("[name=witness]", "Meester Wim")
    ib.check("section.card >> nth=0 >> input[value=yes]")
    ib.click("button:has-text('Leg vast')")
    shows(ib, "text=Het antwoord is vastgelegd")

    ib.click("a:has-text('Andere grond') >> nth=0")
    clean(ib)
    ib.click("button:has-text('Leg vast')")
    shows(ib, "text=Kies de grond.")
    ib.check("[name=kind][value=legal_task]")
    ib.select_option("[name=law]", "wpo_18a")
    ib.fill("[name=until]", f"{timezone.localdate() + dt.timedelta(days=30):%Y-%m-%d}")
    ib.fill("[name=reason]", "Het samenwerkingsverband beoordeelt de aanvraag.")
    ib.click("button:has-text('Leg vast')")
    shows(ib, "text=wettelijke taak")

    ib.click("a:has-text('Leg onenigheid vast')")
    clean(ib)
    ib.select_option("[name=about]", "alles")
    ib.fill("[name=reason]", "Vader en moeder denken er anders over.")
    ib.click("button:has-text('Leg vast en blokkeer')")
    shows(ib, "text=Er gaat niets uit")
    picture(ib, "21-onenigheid", whole=True)
    ib.click("a:has-text('Hef op')")
    clean(ib)
    ib.fill("[name=reason]", "Na een gesprek zijn ze het eens.")
    ib.click("button:has-text('Hef op')")
    ib.wait_for_load_state()
    assert not ib.is_visible("text=Er gaat niets uit")
    ib.click("a:has-text('Regels van deze school')")
    clean(ib)
    picture(ib, "22-regels", whole=True)
    ib.goto(home)
    ib.click("a:has-text('Bewijs van toestemming')")
    shows(ib, "text=De keten is heel")
    shows(ib, "text=gezien door Meester Wim")
    clean(ib)


def test_a_pupil_of_sixteen_is_spoken_to_and_decides(case, log_in, page_at, post):
    today = timezone.localdate()
    with scopes_disabled():
        Case.objects.filter(pk=case.pk).update(pupil_birth_month=None)
        row = Case.objects.get(pk=case.pk)
        row.pupil_birth_month = f"{today.year - 17}-{today.month:02d}"
        row.save(update_fields=["pupil_birth_month"])
    ib = log_in("ib@demo.example")
    ib.goto(f"/casussen/{case.pk}/toestemming/")
    shows(ib, "text=oud genoeg om zelf toestemming te geven")
    ib.fill("details#leerling [name=email]", PUPIL)
    ib.click("button:has-text('Voeg de leerling toe')")
    ib.check("input[name=vraag] >> nth=0")
    ib.click("button:has-text('Vraag toestemming')")
    phone = page_at(320)
    phone.goto(post("consent_ask_pupil", to=PUPIL))
    shows(phone, "text=Jij beslist zelf")
    clean(phone)
    phone.check("input[value=no]")
    phone.click("button:has-text('Verstuur mijn antwoord')")
    shows(phone, "text=Dank je wel")
    ib.goto(f"/casussen/{case.pk}/toestemming/")
    shows(ib, "text=geweigerd")
    with scopes_disabled():
        assert not OutgoingLetter.objects.filter(address__in=[MOTHER, FATHER], template="consent_ask").exists()
