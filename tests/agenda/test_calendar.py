"""The own stretch in the own calendar: the invitation of the interop checklist, and what a calendar answers to it."""

import datetime as dt

import pytest
from django.test import Client

from integrations.mailbox.services import receive
from notifications.outbox import selectors as outbox
from notifications.outbox.models import OutgoingLetter
from planning.agenda import selectors, services
from planning.agenda.models import AgendaEvent
from planning.meetings import services as meetings
from planning.meetings.models import KeptMail
from tests.meetings.mails import mail, receiving
from tests.meetings.table import CANARY, NOW, at, letters
from tests.meetings.test_calendar_checklist import OF_ONE, read

__all__ = ["receiving"]
HOUR = dt.timedelta(hours=1)
KINDS = ("agenda_time", "agenda_time_changed", "agenda_off")


def tell(sot, now=NOW):
    return services.tell_times(actor=sot.actor, meeting=sot.meeting, now=now)


def sent(address="marie@ouders.example"):
    """What left to one person, in the order of the revisions."""
    rows = OutgoingLetter.objects.filter(template__in=KINDS, address=address)
    found = [read(row.template, row.address, outbox.demo_letter(row.pk)[2]) for row in rows]
    return sorted(found, key=lambda one: int(one.event["SEQUENCE"]))


@pytest.fixture
def moved(sot):
    """Told, moved by another point and told, and taken back."""
    first = sot.propose(sot.table.case)
    sot.propose(sot.others[0])
    tell(sot)
    services.move_item(actor=sot.actor, item=first, earlier=False, now=NOW)
    tell(sot, NOW + HOUR)
    services.take_back(actor=sot.actor, item=first, now=NOW + 2 * HOUR)
    return sot


def test_every_letter_keeps_every_code_of_the_checklist(moved):
    found = [*sent(), *sent("ferhat@ouders.example"), *sent("nowak@ouders.example")]
    assert len(found) == 3 + 3 + 2
    assert [(code, one.kind) for one in found for code, holds in OF_ONE.items() if not holds(one)] == []


def test_one_entry_over_the_revisions(moved):
    new, later, off = mine = sent()
    assert [one.method for one in mine] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [int(one.event["SEQUENCE"]) for one in mine] == [0, 1, 2]
    assert len({str(one.event["UID"]) for one in mine}) == 1
    stamps = [one.event["DTSTAMP"].dt for one in mine]
    assert stamps == sorted(set(stamps))
    assert [(one.event.start, one.event.end) for one in mine] == [
        (at(17, 9), at(17, 9, 20)),
        (at(17, 9, 20), at(17, 9, 40)),
        (at(17, 9, 20), at(17, 9, 40)),
    ]
    assert len({one.organiser for one in mine}) == 1
    assert (new.kind, later.kind, off.kind) == KINDS


def test_it_is_neutral_and_each_has_an_own_entry(moved):
    mine, other = sent()[0], sent("ferhat@ouders.example")[0]
    assert str(mine.event["SUMMARY"]) == f"Overleg De Linde – {moved.meeting.reference}"
    assert str(mine.event["UID"]) not in {str(other.event["UID"]), moved.meeting.uid}
    for secret in (CANARY, "SOT", moved.table.case.reference, "Ferhat", "/u/"):
        assert secret not in mine.ics.decode()


def test_back_on_the_agenda_the_entry_goes_on_counting(moved):
    item = moved.propose(moved.table.case, now=NOW + 3 * HOUR)
    tell(moved, NOW + 4 * HOUR)
    again = sent()[-1]
    assert (again.method, int(again.event["SEQUENCE"])) == ("REQUEST", 3)
    services.carry_over(actor=moved.actor, item=item, now=NOW + 5 * HOUR)
    assert (sent()[-1].method, int(sent()[-1].event["SEQUENCE"])) == ("CANCEL", 4)
    services.tell_times(actor=moved.actor, meeting=moved.later, now=NOW + 6 * HOUR)
    other = [row for row, _body in letters("agenda_time") if row.address == "marie@ouders.example"]
    assert len(other) == 3
    assert AgendaEvent.objects.filter(party=moved.table.mother).count() == 2  # another SOT is another entry


def test_the_sot_moves_and_is_called_off(sot):
    sot.propose(sot.table.case)
    tell(sot)
    meetings.move_meeting(actor=sot.actor, meeting=sot.meeting, start=at(18, 9), now=NOW + HOUR)
    sot.meeting.refresh_from_db()
    tell(sot, NOW + HOUR)
    meetings.cancel_meeting(actor=sot.actor, meeting=sot.meeting, now=NOW + 2 * HOUR)
    assert [(one.method, one.event.start) for one in sent()] == [
        ("REQUEST", at(17, 9)),
        ("REQUEST", at(18, 9)),
        ("CANCEL", at(18, 9)),
    ]


def answer(sot, partstat="DECLINED", **more):
    event = AgendaEvent.objects.get(party=sot.table.mother)
    receive(mail(event, "marie@ouders.example", partstat, **more))
    event.refresh_from_db()
    return event


@pytest.mark.usefixtures("receiving")
def test_a_calendar_says_no_and_who_makes_the_agenda_hears_it(sot):
    item = sot.propose(sot.table.case)
    tell(sot)
    assert answer(sot).partstat == "DECLINED"
    assert not KeptMail.objects.exists()
    assert [row.address for row, _body in letters("task_for_you")] == [sot.table.ib.email]
    page = selectors.item_page(item, actor=sot.actor, now=NOW)
    assert [one.name for one in page.line.comes if one.cannot] == ["Marie de Moeder"]
    ib = Client()
    ib.force_login(sot.table.ib.user)
    assert "kan niet" in ib.get(f"/overleggen/agenda/{item.pk}/").content.decode()
    assert "Marie de Moeder (ouder) – kan niet" in ib.get(f"/overleggen/{sot.meeting.pk}/agenda/").content.decode()
    assert answer(sot, "ACCEPTED").partstat == "ACCEPTED"
    services.move_item(actor=sot.actor, item=item, earlier=False, now=NOW)
    sot.propose(title="Eerst", minutes=10)
    services.move_item(actor=sot.actor, item=sot.order()[1], earlier=True, now=NOW)
    tell(sot, NOW + HOUR)
    assert answer(sot).partstat == ""  # to the older time


@pytest.mark.usefixtures("receiving")
@pytest.mark.parametrize("change", [{"proof": ""}, {"sender": "vreemd@elders.example"}, {"method": "COUNTER"}])
def test_what_is_not_proven_changes_nothing_and_waits_for_somebody(sot, change):
    sot.propose(sot.table.case)
    tell(sot)
    assert answer(sot, **change).partstat == ""
    assert KeptMail.objects.count() == 1
