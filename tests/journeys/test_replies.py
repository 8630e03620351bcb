"""Answers come back by mail, over a real IMAP server: a required no, a doubtful one, a stranger; the IB sees to all."""

import datetime as dt

import pytest
from django.utils import timezone
from django_scopes import scope

from integrations.mailbox import reading
from planning.cases import services as cases
from planning.meetings import selectors
from planning.meetings import services as meetings
from planning.meetings.models import KeptMail
from planning.people.roles import Role
from tests.browser import clean, shows
from tests.factories import make_actor, make_staff
from tests.mailbox.dovecot import dovecot, dovecot_once
from tests.meetings.mails import OURS, mail
from tests.meetings.table import lay

__all__ = ["dovecot", "dovecot_once"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def workday(moment):
    while moment.weekday() > 4:
        moment += dt.timedelta(days=1)
    return moment


def prepared(table, *, now):
    """A planned meeting about a case, and a second GW who may think along."""
    table.actor = make_actor(table.ib, today=timezone.localdate())
    meeting = table.meeting(table.ib, table.gw, now=now)
    start = workday((now + dt.timedelta(days=14)).replace(hour=9, minute=0, second=0, microsecond=0))
    meetings.fix_date(meeting=meeting, start=start, by=table.actor.by, now=now)
    other = make_staff(table.swv, Role.GW, None, "Greet Gelijk")
    cases.add_involved(actor=table.actor, case=table.case, person=other, role=Role.GW, now=now)
    table.consent(other, now=now)
    meeting.refresh_from_db()
    return meeting


@pytest.mark.parametrize("width", [1280, 320])
def test_what_comes_back(page_at, live_server, settings, dovecot, post, picture, width):
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    settings.IMAP_URL, settings.IMAP_CA, settings.MAIL_AUTHSERV_ID = dovecot.url(), dovecot.ca, OURS
    table, now = lay(), timezone.now()
    with scope(swv=table.swv.pk):
        meeting = prepared(table, now=now)
    stamp = f"{now:%Y%m%dT%H%M%SZ}"
    dovecot.put(
        mail(meeting, table.gw.email, "DECLINED", stamp=stamp),
        mail(meeting, "marie@ouders.example", "DECLINED", stamp=stamp, proof=""),
        mail(meeting, "ferhat.werk@kantoor.example", "ACCEPTED", stamp=stamp),
    )
    read = reading.look()
    assert read is not None
    assert (read.taken, read.left) == (3, 0)

    # The mother did not decline at all: the letter asks her, and she says so with a click.
    page = page_at(width)
    page.goto(post("reply_confirm", to="marie@ouders.example"))
    clean(page)
    page.check("input[value=ACCEPTED]")
    page.click("main button:has-text('Verstuur')")
    shows(page, "text=Uw antwoord is bewaard")

    page = page_at(width)
    page.goto("/account/login/")
    page.fill("input[name=login]", table.ib.email)
    page.fill("input[name=password]", "een-lang-wachtwoord")
    page.click("main button[type=submit] >> nth=0")
    page.wait_for_url("**/")
    shows(page, "text=1 bericht telt niet vanzelf mee")
    clean(page)

    # A required person cannot come: the page says what that means, and somebody of the same role is asked.
    page.click("a:has-text('Iemand die erbij moet zijn, kan niet')")
    shows(page, "text=2 van de 4 die erbij moeten zijn, komen.")
    clean(page)
    page.click("a:has-text('Vervanger of andere datum')")
    clean(page)
    if width == 1280:
        picture(page, "25-vervanger", whole=True)
    page.check("label:has-text('Greet Gelijk') input")
    page.click("button:has-text('Nodig uit')")
    shows(page, "text=De vervanger is uitgenodigd.")
    shows(page, "text=Greet Gelijk >> nth=0")
    clean(page)

    # What comes from an address we do not know waits for somebody who knows it.
    page.goto("/")
    page.click("a:has-text('Kijk de post na')")
    clean(page)
    page.click("a:has-text('Van iemand die niet op de lijst staat')")
    clean(page)
    if width == 1280:
        picture(page, "26-post-om-na-te-kijken", whole=True)
    page.select_option("select[name=who]", label="Ferhat de Vader (ouder)")
    page.check("input[value=ACCEPTED]")
    page.click("button:has-text('Vul dit antwoord in')")
    shows(page, "text=Het antwoord is ingevuld.")
    shows(page, "text=Er is niets om na te kijken.")
    clean(page)

    with scope(swv=table.swv.pk):
        said = {selectors.name_of(row): one.partstat for row, one in selectors.standing_of(meeting).items()}
        assert said["Marie de Moeder"] == said["Ferhat de Vader"] == "ACCEPTED"
        assert said["Gerda Gw"] == "DECLINED"
        assert KeptMail.objects.exclude(state="done").count() == 0
    assert all("AanTafel" in line for line in dovecot.flags())
