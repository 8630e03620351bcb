"""Mijn agenda: connecting, choosing, seeing what is wrong, letting go; of oneself and of nobody else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django_scopes import scope

from planning.calendars import services
from planning.calendars.models import AccountState, CalendarAccount, Kind
from planning.people.models import AuditEvent, User
from tests.calendars.diary import connected
from tests.integrations.feeds import feed, with_status
from tests.integrations.radicale import ics, of_the_server
from tests.meetings.table import NOW

__all__ = ["feed"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def gw(table, server, settings):
    """The GW's own browser."""
    settings.CALENDAR_INSIDE = [server.url]
    table.gw.user = User.objects.create_user(table.gw.email, "een-lang-wachtwoord")
    table.gw.save()
    client = Client()
    client.force_login(table.gw.user)
    return client


def fill(server, **more):
    return {"address": server.account.url, "username": "gw", "password": "geheim", **more}


def page(response):
    return " ".join(response.content.decode().split())


def test_one_calendar_is_chosen_by_itself(gw, table, server):
    assert gw.get("/mijn-agenda/").status_code == 200
    done = gw.post("/mijn-agenda/koppelen/", fill(server), follow=True)
    assert "De agenda is gekoppeld." in page(done)
    account = CalendarAccount.objects.get()
    assert (account.person, account.calendar, account.calendar_name) == (table.gw, server.calendar, "Werk")
    assert "geheim" not in page(done)


def test_of_several_one_is_chosen(gw, server):
    server.as_owner("MKCALENDAR", "/gw/ander/")
    choosing = gw.post("/mijn-agenda/koppelen/", fill(server), follow=True)
    account = CalendarAccount.objects.get()
    assert choosing.request["PATH_INFO"] == f"/mijn-agenda/{account.pk}/kiezen/"
    assert account.calendar is None
    assert not services.refresh_busy(now=NOW)  # nothing is read that was not chosen
    wrong = gw.post(f"/mijn-agenda/{account.pk}/kiezen/", {"calendar": f"{server.url}/leeg/"})
    assert wrong.status_code == 422
    done = gw.post(f"/mijn-agenda/{account.pk}/kiezen/", {"calendar": server.calendar}, follow=True)
    assert "Deze agenda is gekozen." in page(done)
    account.refresh_from_db()
    assert account.calendar == server.calendar


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "fout"}, "herkent deze gebruikersnaam met dit wachtwoord niet"),
        ({"address": "http://elders.example/"}, "Met dit adres mogen we geen verbinding maken"),
        ({"address": "geen adres"}, "Met dit adres mogen we geen verbinding maken"),
        ({"address": "https://[::1"}, "Met dit adres mogen we geen verbinding maken"),
        ({"address": ""}, "Vul dit in."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(gw, server, wrong, said):
    answer = gw.post("/mijn-agenda/koppelen/", fill(server, **wrong))
    assert answer.status_code == 422
    assert said in page(answer)
    assert "geheim" not in page(answer)
    assert not CalendarAccount.objects.exists()


@pytest.mark.parametrize(
    ("door", "said"),
    [
        (of_the_server("502 Bad Gateway"), "antwoordt geen agendaserver"),
        (of_the_server("200 OK", b"<html>Inloggen</html>", Content_Type="text/html"), "geen agenda"),
        (of_the_server("503 Later", Retry_After="60"), "te druk"),
    ],
)
def test_a_server_that_does_not_work_is_said(gw, server, door, said):
    server.door = door
    answer = gw.post("/mijn-agenda/koppelen/", fill(server))
    assert answer.status_code == 422
    assert said in page(answer)


def test_a_feed_is_connected_and_let_go(gw, table, feed, settings):
    settings.CALENDAR_INSIDE = [feed.origin]
    feed.body = ics("DTSTART:20261124T090000Z", "DTEND:20261124T100000Z").encode()
    assert "gekoppeld" in page(gw.post("/mijn-agenda/lezen/", {"address": feed.url}, follow=True))
    account = CalendarAccount.objects.get()
    assert account.kind == Kind.FEED
    gw.post(f"/mijn-agenda/{account.pk}/loskoppelen/", follow=True)
    assert not CalendarAccount.objects.exists()
    feed.reply = with_status(404)
    assert "vinden we geen agenda" in page(gw.post("/mijn-agenda/lezen/", {"address": feed.url}))


def test_letting_go_is_asked_first(gw, table, server):
    account = connected(table.gw, server)
    address = f"/mijn-agenda/{account.pk}/loskoppelen/"
    assert "halen we weg" in page(gw.get(address))
    assert CalendarAccount.objects.get().state == AccountState.CONNECTED
    gw.post(address)
    assert CalendarAccount.objects.get().state == AccountState.LEAVING
    assert "wordt losgekoppeld" in page(gw.get("/mijn-agenda/"))
    again = gw.post("/mijn-agenda/koppelen/", fill(server))
    assert (again.status_code, "Koppel die eerst los" in page(again)) == (422, True)
    services.sweep(now=NOW)
    assert not CalendarAccount.objects.exists()
    acts = AuditEvent.objects.filter(action__startswith="calendar.").order_by("created_at")
    assert list(acts.values_list("action", flat=True)) == [
        "calendar.connect",
        "calendar.disconnect",
        "calendar.removed",
    ]


def test_a_broken_calendar_says_what_to_do(gw, table, server):
    connected(table.gw, server)
    CalendarAccount.objects.update(state=AccountState.BROKEN, trouble="refused")
    assert "Koppel opnieuw met een nieuw app-wachtwoord" in page(gw.get("/mijn-agenda/"))


def test_nobody_comes_to_the_calendar_of_somebody_else(gw, table, server):
    account = connected(table.ib, server)
    for address in (f"/mijn-agenda/{account.pk}/kiezen/", f"/mijn-agenda/{account.pk}/loskoppelen/"):
        assert gw.get(address).status_code == 404
        assert gw.post(address, {"calendar": "x"}).status_code == 404
    assert "gekoppeld" not in page(gw.get("/mijn-agenda/")).replace("nog geen agenda gekoppeld", "")


def test_guessing_ends(gw, server):
    answers = [gw.post("/mijn-agenda/koppelen/", fill(server, address="http://x")) for _ in range(21)]
    assert "Wacht een uur" in page(answers[-1])
    assert "Wacht een uur" not in page(answers[-2])


def test_secrets_are_encrypted_at_rest(gw, table, server):
    connected(table.gw, server)
    with scope(swv=table.swv.pk), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM calendars_calendaraccount")
        raw = str(cursor.fetchall())
    assert "geheim" not in raw
    assert "/gw/" not in raw
