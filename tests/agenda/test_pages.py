"""The pages of the agenda: made by the IB, proposed to by others, read by who sits at the table."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from planning.agenda import services
from planning.agenda.models import AgendaItem
from planning.people.roles import Role
from tests.factories import make_school, make_staff
from tests.meetings.table import CANARY, NOW, at


def browser(person):
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def ib(sot):
    return browser(sot.table.ib)


def test_from_an_empty_agenda_to_a_point_that_is_handed_in(sot, ib):
    page = ib.get(f"/overleggen/{sot.meeting.pk}/agenda/")
    assert "Er staat nog niets op de agenda" in page.content.decode()
    assert f"/overleggen/{sot.meeting.pk}/agenda/" in ib.get(f"/overleggen/{sot.meeting.pk}/").content.decode()
    new = f"/overleggen/agenda/school/{sot.table.school.pk}/nieuw/"
    assert ib.post(new, {"minutes": "20", "meeting": ""}).status_code == 422  # about what?
    answer = ib.post(new, {"case": str(sot.table.case.pk), "minutes": "20", "meeting": str(sot.meeting.pk)})
    item = AgendaItem.objects.get()
    assert answer["Location"] == f"/overleggen/agenda/{item.pk}/"
    assert ib.post(answer["Location"], {"act": "hand_in", "minutes": "20"}).status_code == 422
    ib.post(answer["Location"], {"act": "hand_in", "help_question": "Wat helpt?", "tried": "", "minutes": "30"})
    item.refresh_from_db()
    assert (item.minutes, str(item.help_question)) == (30, "Wat helpt?")
    shown = ib.get(f"/overleggen/{sot.meeting.pk}/agenda/").content.decode()
    assert f"{CANARY} Q." in shown
    assert "Marie de Moeder (ouder)" in shown
    assert "9.00–9.30" in shown
    assert "ingeleverd" in shown


def test_what_a_sot_did_not_come_to_waits_for_the_next(sot, ib, monkeypatch):
    """After it nothing is too late for it any more, and the page leads to where it waits now."""
    sot.propose(by=sot.vc, title="Ons speelplein")
    path = f"/overleggen/{sot.meeting.pk}/agenda/"
    assert "Voorgesteld" in ib.get(path).content.decode()
    monkeypatch.setattr(timezone, "now", lambda: at(18))
    shown = browser(sot.table.ib).get(path).content.decode()  # nobody stays logged in for days
    assert "Niet op de agenda gekomen" in shown
    assert "Ons speelplein" in shown
    assert 'href="/overleggen/agenda/"' in shown
    assert "te laat" not in shown
    assert "Voorgesteld" not in shown


def test_a_name_in_a_title_is_asked_about(sot, ib):
    new = f"/overleggen/agenda/school/{sot.table.school.pk}/nieuw/"
    data = {"title": f"Feest met {CANARY}", "minutes": "20", "meeting": ""}
    page = ib.post(new, data)
    assert page.status_code == 422
    assert "Laat ze staan" in page.content.decode()
    assert ib.post(new, {**data, "kept_words": "on"}).status_code == 302


def test_moving_tells_only_whom_it_concerns(sot, ib):
    first, _second, _third = sot.propose(sot.table.case), sot.propose(), sot.propose(sot.others[0])
    page = ib.post(f"/overleggen/agenda/{first.pk}/schuif/", {"earlier": "0"}, follow=True).content.decode()
    assert "Een andere tijd hebben nu: Marie de Moeder, Ferhat de Vader" in page
    assert [row.pk for row in sot.order()][1] == first.pk


def test_the_proposal_is_shown_and_then_taken_over(sot, ib, contexts):
    late, _other = sot.propose(title="Laat"), sot.propose(title="Vroeg")
    services.add_guest(
        actor=sot.actor, item=late, person=sot.teacher, role=Role.TEACHER, arrives=dt.time(9, 20), leaves=None, now=NOW
    )
    address = f"/overleggen/{sot.meeting.pk}/agenda/indelen/"
    page = ib.get(address)
    assert "Voorstel voor de volgorde" in page.content.decode()
    order = [str(key) for key in page.context["preview"].order]
    assert sot.order()[0].pk == late.pk
    assert ib.post(address, {"order": order[:1]})["Location"] == address
    assert ib.post(address, {"order": ["geen-id"]})["Location"] == address
    assert ib.post(address, {"order": order})["Location"] == f"/overleggen/{sot.meeting.pk}/agenda/"
    assert sot.order()[1].pk == late.pk
    assert "De volgorde is al goed" in ib.get(address).content.decode()


def test_every_act_of_a_point(sot, ib):
    item = sot.propose(title="Iets", meeting=None)
    page = f"/overleggen/agenda/{item.pk}/"
    assert ib.post(page, {"act": "put", "meeting": str(sot.meeting.pk)}).status_code == 302
    assert (
        ib.post(
            page, {"act": "guest", "who": f"person:{sot.teacher.pk}", "arrives": "9.30", "leaves": "9.00"}
        ).status_code
        == 422
    )
    assert ib.post(page, {"act": "guest", "who": f"person:{sot.teacher.pk}", "arrives": "9.30"}).status_code == 302
    assert "kan vanaf 9.30 uur" in ib.get(page).content.decode()
    guest = item.guests.get()
    assert ib.post(f"{page}komt-niet/{guest.pk}/").status_code == 302
    assert not item.guests.exists()
    assert ib.post(page, {"act": "carry"}).status_code == 302
    item.refresh_from_db()
    assert (item.state, item.meeting_id) == ("carried", sot.later.pk)
    ib.post(page, {"act": "discussed"})  # it has not begun
    item.refresh_from_db()
    assert item.state == "carried"
    ib.post(page, {"act": "take_back"})
    item.refresh_from_db()
    assert item.state == "taken_back"
    assert "Neem terug" not in ib.get(page).content.decode()


def test_after_the_meeting_it_is_said_what_was_spoken_of(sot, monkeypatch):
    item, _other = sot.propose(title="Iets"), sot.propose(title="Nog iets")
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(17, 12))
    ib = browser(sot.table.ib)
    assert "Eerder" not in ib.get(f"/overleggen/{sot.meeting.pk}/agenda/").content.decode()
    ib.post(f"/overleggen/agenda/{item.pk}/", {"act": "discussed"})
    item.refresh_from_db()
    assert item.state == "discussed"


def test_a_vc_proposes_and_sees_the_own_only(sot):
    vc = browser(sot.vc)
    other = sot.propose(sot.table.case, meeting=None)
    assert vc.get(f"/overleggen/{sot.meeting.pk}/agenda/").status_code == 404
    assert vc.get(f"/overleggen/agenda/{other.pk}/").status_code == 404
    assert vc.get(f"/overleggen/agenda/school/{sot.table.school.pk}/inleveren/").status_code == 403
    new = f"/overleggen/agenda/school/{sot.table.school.pk}/nieuw/"
    assert CANARY not in vc.get(new).content.decode()  # that pupil waits already
    answer = vc.post(new, {"case": str(sot.others[0].pk), "minutes": "20", "meeting": str(sot.meeting.pk)})
    mine = AgendaItem.objects.get(proposed_by=sot.vc)
    assert mine.state == "proposed"
    assert "Wendelien" in vc.get(answer["Location"]).content.decode()
    assert "Wendelien" in vc.get("/overleggen/agenda/").content.decode() or mine.meeting_id
    assert "Stel een punt voor een SOT voor" in vc.get("/").content.decode()
    assert vc.post(f"/overleggen/agenda/{mine.pk}/schuif/", {"earlier": "1"}).status_code == 403
    assert vc.post(answer["Location"], {"act": "take_back"}).status_code == 302


def test_who_sits_there_without_a_ground_reads_no_name(sot):
    item = sot.propose(sot.table.case)
    services.hand_in(actor=sot.actor, item=item, help_question="Geheim.", tried="", minutes=20, now=NOW)
    ja = browser(sot.ja)
    for path in (f"/overleggen/{sot.meeting.pk}/agenda/", f"/overleggen/agenda/{item.pk}/"):
        page = ja.get(path).content.decode()
        assert sot.table.case.reference in page
        for secret in (CANARY, "Marie", "Geheim", "Lever in", "Neem terug"):
            assert secret not in page


def test_the_days_are_set_by_the_school(sot, ib, contexts):
    path = f"/overleggen/agenda/school/{sot.table.school.pk}/inleveren/"
    assert ib.get(path).context["form"].initial == {"days": 7}
    assert ib.post(path, {"days": "40"}).status_code == 422
    assert ib.post(path, {"days": "3"})["Location"] == "/overleggen/agenda/"
    assert "3 dagen van tevoren" in ib.get("/overleggen/agenda/").content.decode()
    coordinator = browser(make_staff(sot.table.swv, Role.COORDINATOR, account=True))
    assert coordinator.post("/overleggen/agenda/inleveren/", {"days": "10"})["Location"] == "/termijnen/"
    assert ib.get("/overleggen/agenda/inleveren/").status_code == 403


def test_a_meeting_without_an_agenda_and_another_school(sot, ib):
    about = sot.table.meeting(sot.table.ib)
    assert ib.get(f"/overleggen/{about.pk}/agenda/").status_code == 404
    elsewhere = browser(make_staff(sot.table.swv, Role.IB, make_school(sot.table.swv), account=True))
    item = sot.propose()
    for path in (
        f"/overleggen/{sot.meeting.pk}/agenda/",
        f"/overleggen/{sot.meeting.pk}/agenda/indelen/",
        f"/overleggen/agenda/{item.pk}/",
    ):
        assert elsewhere.get(path).status_code == 404
    assert elsewhere.get(f"/overleggen/agenda/school/{sot.table.school.pk}/nieuw/").status_code == 403
