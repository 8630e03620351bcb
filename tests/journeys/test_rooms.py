"""A school makes a room, meets in it, sees its week and hangs a screen at its door; people follow their meetings."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from planning.meetings import services
from planning.meetings.models import Meeting
from tests.browser import clean, shows
from tests.journeys.test_staff_on_a_phone import working_moment
from tests.meetings.table import lay, letters, link_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 320])
def test_from_a_room_to_the_screen_at_its_door(page_at, live_server, settings, width):
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    table = lay()
    with scope(swv=table.swv.pk):
        meeting = table.meeting(table.ib, table.gw)
    page = page_at(width)
    page.goto("/account/login/")
    page.fill("input[name=login]", table.ib.email)
    page.fill("input[name=password]", "een-lang-wachtwoord")
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_url("**/")

    page.goto(f"/scholen/{table.school.pk}/")
    page.click("a:has-text('Ruimtes van deze school')")
    clean(page)
    page.click("a:has-text('Voeg een ruimte toe')")
    page.click("main button:has-text('Voeg toe')")
    clean(page)  # with what is wrong
    page.fill("[name=name]", "Spreekkamer 1")
    page.fill("[name=seats]", "8")
    page.check("[name=accessible]")
    page.click("main button:has-text('Voeg toe')")
    shows(page, "text=De ruimte staat erbij.")
    clean(page)

    page.goto(f"/overleggen/{meeting.pk}/plaats/")
    clean(page)
    page.select_option("select[name=room]", label="Spreekkamer 1 (8 stoelen, rolstoeltoegankelijk)")
    page.fill("[name=video]", "https://meet.school.example/a")
    page.click("main button:has-text('Bewaar')")
    shows(page, "text=De plaats is bewaard.")
    shows(page, "a:has-text('Doe mee met video')")
    start = working_moment()
    with scope(swv=table.swv.pk):
        fixed = services.fix_date(
            meeting=Meeting.objects.get(), start=start, by=table.actor.by, now=timezone.now() - dt.timedelta(hours=1)
        )

    page.goto(f"/scholen/{table.school.pk}/ruimtes/")
    page.click("a:has-text('Spreekkamer 1')")
    page.goto(f"{page.url}?week={timezone.localdate(start)}")
    shows(page, f"td a:has-text('{fixed.reference}')")
    clean(page)
    page.click("button:has-text('Maak een agendalink')")
    clean(page)
    address = page.inner_text("code.secret")
    assert fixed.reference in Client().get("/agenda/" + address.rsplit("/", 1)[-1]).content.decode()
    page.click("a:has-text('Neem uit gebruik')")
    clean(page)

    page.goto("/mijn-agenda/link/")
    clean(page)
    page.click("button:has-text('Maak mijn agendalink')")
    clean(page)
    assert page.get_attribute("a:has-text('Zet in Google Agenda')", "href").startswith("https://calendar.google.com/")


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_a_parent_follows_all_meetings_without_javascript(chromium, live_server, settings, language):
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    table = lay()
    start = working_moment()
    with scope(swv=table.swv.pk):
        for weeks in (0, 1):
            services.fix_date(
                meeting=table.meeting(table.ib),
                start=start + dt.timedelta(weeks=weeks),
                by=table.actor.by,
                now=timezone.now(),
            )
        link = link_in(letters("invitation", address="marie@ouders.example")[-1][1])
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 320, "height": 700}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(link)
    room = page.url.partition("uitnodiging/")[0]
    page.goto(f"{room}uitnodiging/?taal={language}")
    page.click("a[href*='/agenda/']")
    page.click("main form button >> nth=0")
    address = page.inner_text("code.secret")
    assert Client().get("/agenda/" + address.rsplit("/", 1)[-1]).content.decode().count("BEGIN:VEVENT") == 2
    page.click("button[name=doe]")
    stopped = Client().get("/agenda/" + address.rsplit("/", 1)[-1]).content.decode()
    assert stopped.count("BEGIN:VEVENT") == 1, "no meeting: only that this calendar has stopped"
    assert "DTSTART;VALUE=DATE:" in stopped
    context.close()

    looking = chromium.new_context(base_url=live_server.url, viewport={"width": 320, "height": 700})
    page = looking.new_page()
    page.goto(link)
    page.goto(f"{room}agenda/volgen/?taal={language}")
    clean(page)
    page.click("main form button >> nth=0")
    clean(page)
    looking.close()
