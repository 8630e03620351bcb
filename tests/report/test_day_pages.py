"""The doors of a SOT: from the agenda to the record, on to the next point, and to the minutes of the day."""

from __future__ import annotations

import pytest
from django.urls import reverse

from planning.agenda.models import AgendaItem
from planning.cases import services as cases
from planning.meetings.models import Meeting
from planning.minutes import services as record
from planning.minutes.models import DecisionOutcome
from planning.people.models import AuditEvent
from planning.report import services
from tests.meetings.table import CANARY
from tests.report.day import AFTER, BEGUN, account, begin, clock, day, decide, fix, sot, told, write

__all__ = ["account", "clock", "day", "sot", "told"]


@pytest.fixture(autouse=True)
def later(monkeypatch):
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: BEGUN)


@pytest.fixture
def ib(client, sot):
    client.force_login(sot.table.ib.user)
    return client


def test_from_the_agenda_to_the_record_and_the_next_point(ib, sot):
    first, second = sot.propose(sot.table.case), sot.propose(sot.others[0])
    page = ib.get(reverse("staff:agenda", args=[sot.meeting.pk])).content.decode()
    assert page.count("Begin het verslag") == 2
    answer = ib.post(reverse("staff:agenda-begin", args=[first.pk]))
    part = Meeting.objects.get(part_of=sot.meeting)
    assert answer["Location"] == reverse("staff:record", args=[part.pk])
    page = ib.get(answer["Location"]).content.decode()
    assert f"Verslag: {CANARY} Q." in page
    assert "Punt 1 van 2" in page
    assert "Volgende punt: Wendelien" in page
    ib.post(reverse("staff:agenda-begin", args=[second.pk]))
    page = ib.get(reverse("staff:agenda", args=[sot.meeting.pk])).content.decode()
    assert "Begin het verslag" not in page
    assert "verslag begonnen" in page or "nog geen verslag" in page


def test_what_is_refused_is_said(ib, sot):
    item = sot.propose(meeting=sot.later, case=sot.table.case)
    answer = ib.post(reverse("staff:agenda-begin", args=[item.pk]), follow=True)
    assert "Dit overleg is nog niet begonnen. Vanaf een kwartier" in answer.content.decode()
    item = sot.propose(sot.others[0])
    cases.freeze_case(actor=sot.actor, case=sot.others[0], reason="Bezwaar.", now=BEGUN)
    assert ib.post(reverse("staff:agenda-begin", args=[item.pk])).status_code == 409
    assert not Meeting.objects.filter(part_of=sot.meeting).exists()


def test_another_point_gets_its_conclusion_and_goes_back_when_it_is_empty(ib, sot):
    item = sot.propose()
    address = reverse("staff:agenda-item", args=[item.pk])
    wrong = ib.post(address, {"act": "conclude", "words": f"{CANARY} zit vooraan"})
    assert wrong.status_code == 422
    assert f"{CANARY} zit vooraan" in wrong.content.decode()  # nobody types it twice
    ib.post(address, {"act": "conclude", "words": "De bel gaat later."})
    page = ib.get(address).content.decode()
    assert "Toch niet besproken" not in page, "something was written down of it"
    assert "nog niet ingeleverd" not in page, "nobody hands in a question about what was spoken of"
    assert "Dit kan nu niet." in ib.post(address, {"act": "undo"}, follow=True).content.decode()
    item.refresh_from_db()
    assert item.state == "discussed"
    assert "De bel gaat later." in ib.get(reverse("staff:agenda", args=[sot.meeting.pk])).content.decode()
    ib.post(address, {"act": "conclude", "words": ""})
    assert "Toch niet besproken" in ib.get(address).content.decode()
    ib.post(address, {"act": "undo"})
    item.refresh_from_db()
    assert item.state == "planned"


def test_the_minutes_of_the_day_are_sent_with_one_press(ib, sot, day):
    address = reverse("staff:report-day", args=[sot.meeting.pk])
    assert "Er is nog niets om te versturen" in ib.get(address).content.decode()
    answer = ib.post(address, follow=True)
    assert "vast" in answer.content.decode()
    write(sot, day[0])
    fix(sot, day[0])
    assert "Van 1 punt staan de notulen vast" in ib.get(address).content.decode()
    assert "Verstuurd: de notulen van 1 punt" in ib.post(address, follow=True).content.decode()
    assert AuditEvent.objects.filter(action="report.send").count() == 1


def test_from_a_record_that_is_fixed_to_its_minutes_and_back_to_those_of_the_day(ib, sot, day):
    decide(sot, day[0], DecisionOutcome.NO)
    record.fix_record(actor=sot.actor, meeting=day[0], now=BEGUN)
    minutes, all_of_them = reverse("staff:report", args=[day[0].pk]), reverse("staff:report-day", args=[sot.meeting.pk])
    assert f'href="{minutes}"' in ib.get(reverse("staff:record", args=[day[0].pk])).content.decode()
    page = ib.get(minutes).content.decode()
    assert f'href="{all_of_them}"' in page
    assert f"Notulen: {CANARY} Q." in page


def test_who_writes_about_nobody_has_no_such_page(client, sot, day):
    client.force_login(sot.vc.user)
    assert client.get(reverse("staff:report-day", args=[sot.meeting.pk])).status_code == 404
    assert client.post(reverse("staff:agenda-begin", args=[AgendaItem.objects.first().pk])).status_code == 404


def test_a_member_with_an_account_reads_at_the_point(client, sot, day, account):
    write(sot, day[0])
    fix(sot, day[0])
    services.send_day(actor=sot.actor, whole=sot.meeting, now=AFTER)
    client.force_login(account.user)
    page = client.get(reverse("staff:agenda", args=[sot.meeting.pk])).content.decode()
    assert page.count("Lees de notulen") == 1
    own = client.get(reverse("staff:report-own", args=[day[0].pk])).content.decode()
    assert "Rust helpt." in own


def test_the_agenda_costs_the_same_however_much_was_written(ib, sot, django_assert_max_num_queries):
    address = reverse("staff:agenda", args=[sot.meeting.pk])
    begin(sot, sot.propose(sot.table.case))
    with django_assert_max_num_queries(80) as few:
        ib.get(address)
    for case in sot.others:
        write(sot, begin(sot, sot.propose(case)))
    with django_assert_max_num_queries(len(few.captured_queries)):
        ib.get(address)
