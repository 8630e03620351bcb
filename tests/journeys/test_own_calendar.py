"""A GW connects the own calendar at a real CalDAV server; a poll then knows, writes, and takes away again."""

import datetime as dt

import pytest
from django.utils import timezone
from django_scopes import scope

from planning.people.models import User
from planning.polls import services as polls
from tests.browser import clean, shows
from tests.calendars.diary import diary
from tests.factories import make_actor
from tests.integrations.radicale import server
from tests.meetings.table import lay

__all__ = ["server"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 320])
def test_from_connecting_to_letting_go(page_at, live_server, settings, server, picture, width):
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    settings.CALENDAR_INSIDE = [server.url]
    table = lay()
    with scope(swv=table.swv.pk):
        table.gw.user = User.objects.create_user(table.gw.email, "een-lang-wachtwoord")
        table.gw.save()
    page = page_at(width)
    page.goto("/account/login/")
    page.fill("input[name=login]", table.gw.email)
    page.fill("input[name=password]", "een-lang-wachtwoord")
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_url("**/")

    page.goto("/mijn-agenda/")
    clean(page)
    page.click("a:has-text('Koppel uw agenda')")
    page.fill("[name=address]", server.account.url)
    page.fill("[name=username]", "gw")
    page.fill("[name=password]", "fout")
    clean(page)
    page.click("button:has-text('Probeer en koppel')")
    shows(page, "text=herkent deze gebruikersnaam met dit wachtwoord niet >> nth=0")
    assert page.input_value("[name=password]") == ""
    clean(page)
    page.fill("[name=password]", "geheim")
    page.click("button:has-text('Probeer en koppel')")
    shows(page, "text=De agenda is gekoppeld.")

    # A poll of the school: its options come into the calendar by themselves.
    now = timezone.now()
    first = _workday(now + dt.timedelta(days=14))
    with scope(swv=table.swv.pk):
        table.actor = make_actor(table.ib, today=timezone.localdate())
        meeting = table.meeting(table.ib, table.gw, now=now)
        polls.open_poll(
            actor=table.actor,
            meeting=meeting,
            options=[first, first + dt.timedelta(hours=3)],
            deadline=now + dt.timedelta(days=5),
            settles_itself=False,
            now=now,
        )
    assert [entry.tentative for entry in diary(server)] == [True, True]
    page.goto("/mijn-agenda/")
    shows(page, "text=0 overleggen, 2 tijden onder voorbehoud")
    clean(page)
    if width == 1280:
        picture(page, "07-mijn-agenda", whole=True)

    page.click("a:has-text('Koppel los')")
    shows(page, "text=halen we weg")
    clean(page)
    page.click("main button:has-text('Koppel los')")
    assert diary(server) == []
    shows(page, "text=Er is nog geen agenda gekoppeld")


def _workday(moment):
    day = timezone.localtime(moment).replace(hour=9, minute=0, second=0, microsecond=0)
    while day.weekday() > 4:
        day += dt.timedelta(days=1)
    return day
