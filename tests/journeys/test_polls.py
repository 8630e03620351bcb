"""A date poll as its people live it: nothing suits at once, other moments, and together at the table on own phones."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone
from django_scopes import scope
from playwright.sync_api import Page

from notifications.outbox.message import Body
from notifications.outbox.models import OutgoingLetter
from planning.cases import services as cases
from planning.cases.models import Answer
from planning.meetings.models import Meeting, MeetingState
from planning.people.models import Person, WorkingHours
from planning.people.roles import Role
from planning.polls import services
from planning.polls.models import DatePoll, PollState
from tests.browser import clean, shows
from tests.factories import explain_purpose, make_actor, make_school, make_staff, make_swv
from tests.meetings.table import Table

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PASSWORD = "een-lang-wachtwoord"


@pytest.fixture
def table(live_server, settings):
    """A school with an IB and a GW who work on schooldays, a JP with consent, and two parents; today is today."""
    settings.BASE_URL = live_server.url
    now = timezone.now()
    swv = make_swv()
    school = make_school(swv, "De Linde", street="Dorpsstraat 1")
    ib = make_staff(swv, Role.IB, school, "Ingrid Ib", account=True)
    gw = make_staff(swv, Role.GW, None, "Gerda Gw", account=True)
    jp = make_staff(swv, Role.JP, school, "Joost Jp")
    lpa = make_staff(swv, Role.LPA, None, "Lotte Lpa")
    with scope(swv=swv.pk):
        for person in (ib, gw):
            WorkingHours.objects.bulk_create(
                WorkingHours(swv=swv, person=person, weekday=day, start=dt.time(8, 30), end=dt.time(17))
                for day in range(5)
            )
        actor = make_actor(ib, today=now.date())
        case = cases.open_case(
            actor=actor,
            school=school,
            route_key="west-brabant-po",
            pupil=cases.PupilData(name="Zebedeüs", initial="Q", group="6"),
            guardians=[
                cases.GuardianData(name="Marie de Moeder", email="marie@ouders.example", phone="0612345678"),
                cases.GuardianData(name="Ferhat de Vader", email="ferhat@ouders.example"),
            ],
            questions=cases.StartQuestions(),
            now=now,
        )
        explain_purpose(actor, case, now=now)
        for person, role in ((gw, Role.GW), (jp, Role.JP), (lpa, Role.LPA)):
            cases.add_involved(actor=actor, case=case, person=person, role=role, now=now)
        # By name: where the clock stands still both came at one moment, and either may be first.
        father, mother = sorted(case.parties.all(), key=lambda party: str(party.name))
        laid = Table(swv=swv, school=school, ib=ib, gw=gw, jp=jp, lpa=lpa, case=case, mother=mother, father=father)
        laid.actor = actor
        laid.consent(gw, jp, answer=Answer.YES, now=now)
        yield laid


def sign_in(page_at, person: Person, *, width: int = 1280) -> Page:
    page = page_at(width)
    page.goto("/account/login/")
    page.fill("input[name=login]", person.user.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_url("**/")
    return page


def link(template: str, address: str) -> str:
    letter = OutgoingLetter.objects.filter(template=template, address=address).latest("created_at")
    return re.search(r"https?://\S+/u/\S+", Body.from_json(str(letter.body)).text).group()


def choose_all(page: Page, value: str) -> None:
    for box in page.locator(f"fieldset input[type=radio][value={value}]").all():
        box.check()


def test_from_nothing_suits_to_a_date_at_the_table(table, page_at, picture):
    meeting = table.meeting(table.ib, table.gw, table.jp, now=timezone.now())

    # The IB sees who can, aims at a decision, and asks.
    ib = sign_in(page_at, table.ib)
    ib.goto(f"/prikker/nieuw/{meeting.pk}/")
    ib.locator("summary", has_text="Wie kan, en wie niet").first.click()
    ib.select_option("select[name=decision]", "arrangement")
    clean(ib)
    ib.click("button:has-text('Vraag het aan iedereen')")
    ib.wait_for_url("**/prikker/*-*/")
    poll = DatePoll.objects.get()
    assert poll.decision == "arrangement"

    # The mother can never: she says when she usually can, and wants to be called. No script, 320 px.
    phone = page_at(320, javascript=False)
    phone.goto(link("poll_invite", "marie@ouders.example"))
    phone.check("#geen")
    phone.check("#bel")
    phone.locator("summary", has_text="Wanneer kunt u meestal wel?").click()
    phone.check("#d-1-na-school")
    phone.check("#d-3-na-school")
    phone.click("button:has-text('Verstuur')")
    shows(phone, "text=Dank u wel")

    # The IB sees three ways on, and asks other moments.
    ib.reload()
    shows(ib, "text=Hoe nu verder?")
    shows(ib, "text=0612345678")
    shows(ib, "text=Kan meestal wel: dinsdag na school, donderdag na school")
    picture(ib, "22-prikker-verder", whole=True)
    clean(ib)
    ib.click("a:has-text('Andere momenten of meer tijd') >> nth=0")
    shows(ib, "text=past bij ouders")
    ib.locator("input[name=moment]").first.check()
    clean(ib)
    ib.click("button:has-text('Vraag het aan iedereen')")
    ib.wait_for_url(f"**/prikker/{poll.pk}/")
    assert poll.options.filter(closed_at=None).count() == 1
    assert OutgoingLetter.objects.filter(template="poll_more").count() == 5

    # The GW answers on the page with all polls of all schools.
    gw = sign_in(page_at, table.gw, width=360)
    gw.click("text=Zeg wanneer u kunt")
    gw.wait_for_url("**/prikker/")
    choose_all(gw, "yes")
    picture(gw, "24-mijn-datumprikkers", whole=True)
    clean(gw)
    gw.click("button:has-text('Bewaar mijn antwoorden')")
    shows(gw, "text=Uw antwoorden zijn bewaard.")

    # At the table: the code on the screen, mother and father on their own phones, the JP and IB as well.
    ib.goto(f"/prikker/{poll.pk}/tafel/")
    ib.click("button:has-text('Begin, en toon de code')")
    code = ib.inner_text(".live-code__code")
    picture(ib, "23-prikken-aan-tafel")
    clean(ib)
    for initials in ("MM", "FV", "JJ", "II"):
        own = page_at(320, javascript=False)
        own.goto("/tafel/")
        own.fill("input[name=code]", code.lower())
        own.click("button:has-text('Verder')")
        own.locator("label", has_text=f"({initials})").click()
        own.click("button:has-text('Dit ben ik')")
        choose_all(own, "yes")
        own.click("button:has-text('Verstuur')")
        shows(own, "text=Dank u wel")
    looks = page_at(320)  # with a script, for axe alone
    looks.goto(f"/tafel/?code={code}")
    clean(looks)
    looks.goto("/tafel/?code=FOUT")
    clean(looks)
    ib.locator(".live-date--best a:has-text('Zet vast')").click(timeout=8000)
    ib.click("button:has-text('Ja, zet vast')")
    ib.wait_for_url(f"**/overleggen/{meeting.pk}/")
    assert Meeting.objects.get(pk=meeting.pk).state == MeetingState.PLANNED
    assert OutgoingLetter.objects.filter(template="invitation").count() == 5


def test_a_date_without_somebody_is_chosen_knowingly_and_somebody_joins_later(table, page_at):
    now = timezone.now()
    meeting = table.meeting(table.ib, table.gw, now=now)
    start = (now + dt.timedelta(days=21)).replace(hour=10, minute=0, second=0, microsecond=0)
    poll = services.open_poll(
        actor=table.actor,
        meeting=meeting,
        options=[start, start + dt.timedelta(days=1)],
        deadline=now + dt.timedelta(days=5),
        settles_itself=False,
        now=now,
    )
    ib = sign_in(page_at, table.ib)
    ib.goto(f"/prikker/{poll.pk}/")
    clean(ib)

    # Somebody joins: with consent there is a choice, without there is the way to ask.
    ib.click("a:has-text('Vraag nog iemand')")
    shows(ib, "text=Kan nog niet: er is geen toestemming")
    ib.locator("label", has_text="Joost Jp").click()
    clean(ib)
    ib.click("button:has-text('Vraag erbij')")
    ib.wait_for_url(f"**/overleggen/{meeting.pk}/")
    assert OutgoingLetter.objects.filter(template="poll_invite", address=table.jp.email).count() == 1

    # Nobody answered: the date is chosen knowingly, after a page that says who is silent.
    ib.goto(f"/prikker/{poll.pk}/")
    ib.locator("a:has-text('Kies toch')").first.click()
    shows(ib, "text=Nog geen antwoord van wie erbij moet zijn:")
    clean(ib)
    ib.click("button:has-text('Ja, zet toch vast')")
    ib.wait_for_url(f"**/overleggen/{meeting.pk}/")
    poll.refresh_from_db()
    assert poll.state == PollState.SETTLED
