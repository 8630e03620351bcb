"""Minutes in a minute: one click, corrected, fixed, sent; a parent reads them on a phone and adds a zienswijze."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from django_scopes import scope

from planning.cases import services as cases
from planning.cases.models import Domain
from planning.followup import services as followup
from planning.meetings import services as meetings
from planning.minutes import services as record
from planning.minutes.models import Topic
from planning.report.models import Standpoint
from tests.browser import clean, shows
from tests.factories import make_actor
from tests.guests import through_the_door
from tests.meetings.table import NOW, at, lay, letters, link_in, seat_of

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting(live_server, settings, monkeypatch):
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    settings.BASE_URL = live_server.url
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    table = lay()
    with scope(swv=table.swv.pk):
        found = table.meeting(table.ib, table.gw, table.jp)
        found = meetings.fix_date(meeting=found, start=at(17), by=table.actor.by, now=NOW)
        actor = make_actor(table.ib, today=NOW.date())
        cases.appoint_casusregisseur(
            actor=actor, case=table.case, person=table.ib, leading_domain=Domain.EDUCATION, reason="", now=NOW
        )
        there = {seat_of(found, who).pk: who != table.jp for who in (table.ib, table.gw, table.jp, table.mother)}
        record.note_attendance(actor=actor, meeting=found, there=there, now=NOW)
        for topic, text in (
            (Topic.STRENGTHS, "Buiten spelen en rekenen gaan goed. Lezen in de klas kost veel moeite."),
            (Topic.PICTURE, "Met rust en korte taken lukt er veel meer dan we dachten."),
        ):
            record.save_note(actor=actor, meeting=found, topic=topic, base=0, text=text, now=NOW)
        record.add_goal(actor=actor, meeting=found, what="Leest in mei weer mee met de groep.", now=NOW)
        followup.record_agreement(
            actor=actor,
            meeting=found,
            owner=seat_of(found, table.ib),
            what="Elke ochtend samen de dagplanning bekijken.",
            due=at(24).date(),
            now=NOW,
        )
        followup.plan_evaluation(
            actor=actor, meeting=found, on=NOW.date() + dt.timedelta(days=45), method="met dezelfde mensen", now=NOW
        )
        found.refresh_from_db()
        yield found


def test_from_one_click_to_a_zienswijze(page_at, meeting, picture, live_server):
    ib = page_at(1280)
    ib.goto("/account/login/")
    ib.fill("input[name=login]", meeting.organiser.email)
    ib.fill("input[name=password]", "een-lang-wachtwoord")
    ib.click("main button[type=submit] >> nth=0")
    ib.wait_for_url("**/")
    ib.goto(f"/overleggen/{meeting.pk}/")
    ib.click("a:has-text('Notulen')")
    clean(ib)
    ib.click("button:has-text('Maak de notulen')")
    shows(ib, "#read")
    clean(ib)

    ib.fill("#id_picture", "Met rust en korte taken lukt er meer dan we dachten.")
    ib.click("button:has-text('Bewaar') >> nth=0")
    shows(ib, "text=Bewaard.")
    ib.click("button:has-text('Zet de notulen vast')")
    shows(ib, "text=Versie 1 staat vast.")
    ib.click("#stuur ~ form button:has-text('Verstuur')")
    shows(ib, "text=krijgen een brief")
    clean(ib)
    picture(ib, "37-notulen-verstuurd", whole=True)

    with scope(swv=meeting.swv_id):
        _row, body = next((row, body) for row, body in letters("report_ready") if row.address.startswith("marie"))
    parent = page_at(320)
    parent.goto(link_in(body))
    through_the_door(parent)
    shows(parent, "text=Kort, voor u als ouder")
    clean(parent)
    parent.click("button:has-text('Ik heb het gelezen')")
    shows(parent, "text=De school weet nu dat u het heeft gelezen.")
    parent.fill("textarea[name=text]", "Ik zei ook dat het huiswerk in de ochtend mag.")
    parent.click("button:has-text('Verstuur')")
    shows(parent, "text=Uw woorden staan nu bij het verslag.")
    clean(parent)
    picture(parent, "38-notulen-ouder", whole=True)
    with scope(swv=meeting.swv_id):
        assert Standpoint.objects.count() == 1

    ib.reload()
    shows(ib, "text=Ik zei ook dat het huiswerk in de ochtend mag.")
    ib.set_viewport_size({"width": 320, "height": 800})
    clean(ib)
