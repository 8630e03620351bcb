"""An IB makes the agenda of a SOT: a pupil, a hurried colleague, the order; who has no ground reads no name."""

import datetime as dt
import os

import pytest
from django.utils import timezone
from django_scopes import scope

from planning.agenda.models import AgendaItem
from planning.meetings.services import Seat, create_planned_meeting
from planning.people.roles import Role
from tests.browser import clean, shows
from tests.factories import make_staff
from tests.journeys.test_staff_on_a_phone import working_moment
from tests.meetings.table import CANARY, lay

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def enter(page, person):
    page.goto("/account/login/")
    page.fill("input[name=login]", person.email)
    page.fill("input[name=password]", "een-lang-wachtwoord")
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_url("**/")


@pytest.mark.parametrize("width", [1280, 320])
def test_from_an_empty_agenda_to_a_day_in_which_nobody_waits(
    page_at, live_server, settings, tmp_path, picture, post, width
):
    settings.CSRF_TRUSTED_ORIGINS, settings.BASE_URL = [live_server.url], live_server.url
    table = lay()
    make_staff(table.swv, Role.TEACHER, table.school, "Tea Teacher")
    ja = make_staff(table.swv, Role.JA, table.school, "Jan Ja", account=True)
    start = working_moment() + dt.timedelta(days=14)
    with scope(swv=table.swv.pk):
        sot = create_planned_meeting(
            school=table.school,
            organiser_id=table.ib.pk,
            start=start,
            minutes=120,
            members=[Seat(person=table.ib, role="ib"), Seat(person=ja, role="ja")],
            by=table.actor.by,
            now=timezone.now() - dt.timedelta(hours=1),
        )
    shots = os.environ.get("SHOTS") or str(tmp_path)
    page = page_at(width)
    enter(page, table.ib)
    small = "" if width > 600 else "-320"

    page.goto(f"/overleggen/{sot.pk}/")
    page.click("a:has-text('Agenda van dit overleg')")
    shows(page, "text=Er staat nog niets op de agenda")
    clean(page)
    page.click("a:has-text('Voeg een punt toe')")
    clean(page)
    page.click("main button:has-text('Voeg toe')")
    shows(page, "text=Kies de leerling, of schrijf het onderwerp op.")
    clean(page)
    page.select_option("[name=case]", label=f"{CANARY} Q.")
    page.click("main button:has-text('Voeg toe')")
    shows(page, "text=Het punt staat klaar")
    clean(page)
    page.fill("[name=help_question]", "Hoe komt hij weer aan leren toe?")
    page.fill("[name=tried]", "Een vaste plek in de klas.")
    page.click("main button:has-text('Lever in')")
    shows(page, "text=Ingeleverd. U kunt het")
    page.click("summary:has-text('Voeg iemand toe')")
    page.select_option("[name=who]", label="Tea Teacher (leerkracht / docent)")
    page.fill("details[open] [name=arrives]", (timezone.localtime(start) + dt.timedelta(minutes=30)).strftime("%H:%M"))
    page.click("details[open] button:has-text('Voeg toe')")
    shows(page, "text=Deze persoon komt bij dit punt.")
    clean(page)
    page.click("summary:has-text('Verander de tijden: Tea Teacher')")
    clean(page)
    page.fill("details[open] [name=leaves]", (timezone.localtime(start) + dt.timedelta(minutes=90)).strftime("%H:%M"))
    page.click("details[open] button:has-text('Bewaar')")
    shows(page, "text=De tijden zijn veranderd.")
    picture(page, f"81-agenda-punt{small}", whole=True)

    for title in ("Rust op de gang", "Toetsen van dit najaar"):
        page.goto(f"/overleggen/{sot.pk}/agenda/")
        page.click("a:has-text('Voeg een punt toe')")
        page.fill("[name=title]", title)
        page.click("main button:has-text('Voeg toe')")
        shows(page, "text=Het punt staat klaar")
    page.goto(f"/overleggen/{sot.pk}/agenda/")
    clean(page)
    page.click("button:has-text('Later: Rust op de gang')")
    page.wait_for_url("**#punten")
    page.click("a:has-text('Deel in')")
    shows(page, "text=Voorstel voor de volgorde")
    clean(page)
    page.screenshot(path=f"{shots}/agenda-indelen-{width}.png", full_page=True)
    page.click("button:has-text('Neem dit over')")
    shows(page, "text=De agenda is ingedeeld.")
    shows(page, "text=Een andere tijd hebben nu:")
    clean(page)
    picture(page, f"80-agenda{small}", whole=True)
    with scope(swv=table.swv.pk):
        titles = [str(row.title or "") for row in AgendaItem.objects.order_by("order")]
    assert titles[-1] == "" or titles[1] == ""  # the pupil is no longer the first: the teacher comes later
    page.goto("/overleggen/agenda/")
    shows(page, "text=Hier wacht niets.")
    clean(page)
    page.screenshot(path=f"{shots}/agenda-wacht-{width}.png", full_page=True)

    other = page_at(width)
    enter(other, ja)
    other.goto(f"/overleggen/{sot.pk}/agenda/")
    shows(other, f"text=Leerling {table.case.reference}")
    assert CANARY not in other.content()
    assert "Marie" not in other.content()
    clean(other)
    other.click(f"a:has-text('Leerling {table.case.reference}')")
    shows(other, "text=U ziet dit punt zonder naam")
    clean(other)
    other.screenshot(path=f"{shots}/agenda-zonder-naam-{width}.png", full_page=True)

    page.goto(f"/overleggen/{sot.pk}/agenda/")
    page.click("button:has-text('Stuur hun de tijd')")
    shows(page, "text=brieven zijn onderweg")
    parent = page_at(320)
    parent.goto(post("agenda_time", to="ferhat@ouders.example"))
    shows(parent, "text=About your child")
    shows(parent, "text=Over uw kind")  # the Dutch alongside
    assert CANARY not in parent.content()
    assert "Marie" not in parent.content()
    clean(parent)
    parent.goto(f"{parent.url.partition('?')[0]}?taal=nl")
    shows(parent, "text=U hoeft er alleen op deze tijd te zijn.")
    clean(parent)
    picture(parent, f"82-agenda-ouder{small}", whole=True)
