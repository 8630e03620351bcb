"""After a meeting the family gets one letter where one will do: that of the minutes tells how it goes on too (R119)."""

import datetime as dt

import pytest

from notifications.reminders.services import ring_due
from planning.followup import services as followup
from planning.report import services
from tests.guests import Guest
from tests.meetings.table import CANARY, at, letters, link_in
from tests.report.conftest import fixed
from tests.words import words

MORNING = at(18, 9)  # the Wednesday after the meeting of Tuesday 17 November
DAY = dt.timedelta(days=1)
MOTHER, FATHER = "marie@ouders.example", "ferhat@ouders.example"


@pytest.fixture
def minutes(table, recorded):
    """The meeting was this morning; its minutes are fixed."""
    fixed(table, recorded)
    return recorded


def send(table, meeting, *who, now):
    services.send(actor=table.actor, meeting=meeting, to=[one.pk for one in who], now=now)


def sent(template):
    return sorted(row.address for row, _body in letters(template))


def ring_until(last):
    moment = at(17, 11)
    while moment <= last:
        ring_due(now=moment)
        moment += dt.timedelta(hours=1)


def test_minutes_of_the_same_day_tell_both_and_the_bell_is_silent_for_who_had_them(table, minutes):
    send(table, minutes, table.mother, now=at(17, 12))
    ((_row, body),) = letters("report_ready")
    assert body.text.count("/u/") == 2
    assert "Hoe gaat het verder?" in body.text
    assert CANARY not in body.text
    ring_until(MORNING + 5 * DAY)
    assert sent("followup_family") == [FATHER], "who had no minutes hears by the bell"
    assert sent("report_ready") == [MOTHER]


def test_with_minutes_for_all_of_them_there_is_no_other_letter(table, minutes):
    send(table, minutes, table.mother, table.father, now=at(17, 12))
    ring_until(MORNING + 5 * DAY)
    assert sent("followup_family") == []
    assert followup.told_of(minutes) == at(17, 12)
    assert followup.tell_family(actor=table.actor, meeting=minutes, now=at(17, 15)) == 0, "not twice a day"
    assert followup.tell_family(actor=table.actor, meeting=minutes, now=at(18, 15)) == 2, "but when somebody wants to"


def test_while_the_minutes_are_made_the_bell_waits_two_mornings_and_no_longer(table, minutes):
    ring_until(MORNING + DAY + dt.timedelta(hours=8))
    assert sent("followup_family") == []
    services.compose(actor=table.actor, meeting=minutes, now=MORNING + DAY)
    ring_until(MORNING + 2 * DAY - dt.timedelta(hours=1))
    assert sent("followup_family") == []
    ring_until(MORNING + 2 * DAY)
    assert sent("followup_family") == [FATHER, MOTHER]


def test_sent_on_the_second_day_they_still_get_one(table, minutes):
    ring_until(MORNING + DAY)
    send(table, minutes, table.mother, table.father, now=MORNING + DAY)
    ring_until(MORNING + 9 * DAY)
    assert (sent("followup_family"), sent("report_ready")) == ([], [FATHER, MOTHER])


def test_minutes_long_after_are_a_letter_of_their_own(table, minutes):
    ring_until(MORNING + 2 * DAY)
    send(table, minutes, table.mother, now=MORNING + 9 * DAY)
    assert sent("followup_family") == [FATHER, MOTHER]
    assert sent("report_ready") == [MOTHER]


def test_without_minutes_it_is_told_the_next_morning(table, recorded):
    ring_until(MORNING)
    assert sent("followup_family") == [FATHER, MOTHER]


def test_a_letter_without_anything_agreed_says_nothing_of_it(table, meeting):
    from planning.minutes import services as record
    from planning.minutes.models import Topic

    record.save_note(actor=table.actor, meeting=meeting, topic=Topic.PICTURE, base=0, text="Druk.", now=at(17, 11))
    fixed(table, meeting)
    send(table, meeting, table.mother, now=at(17, 12))
    ((row, body),) = letters("report_ready")
    assert body.text.count("/u/") == 1
    assert "followup_family" not in row.key


def test_a_professional_gets_the_minutes_only(table, minutes):
    send(table, minutes, table.gw, now=at(17, 12))
    ((_row, body),) = letters("report_ready")
    assert body.text.count("/u/") == 1
    ring_until(MORNING + 3 * DAY)
    assert sent("followup_family") == [FATHER, MOTHER]


def test_both_links_of_the_letter_lead_where_they_say(table, minutes, monkeypatch):
    send(table, minutes, table.mother, now=at(17, 12))
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(17, 13))
    ((_row, body),) = letters("report_ready")
    first, second = [word for word in body.text.split() if "/u/" in word]
    to_minutes = Guest().get(link_in(body), follow=True)
    assert first.endswith(link_in(body))
    assert "Verslag van het gesprek" in words(to_minutes.content.decode())
    on = Guest().get("/u/" + second.split("/u/")[1], follow=True)
    assert "Wat anderen doen" in words(on.content.decode())


def test_a_parent_with_a_new_agreement_is_not_told_anew(table, minutes):
    send(table, minutes, table.mother, table.father, now=at(17, 12))
    followup.record_agreement(
        actor=table.actor,
        meeting=minutes,
        owner=minutes.participants.get(person=table.ib),
        what="Nog iets.",
        due=at(30).date(),
        now=at(17, 13),
    )
    ring_until(MORNING + 3 * DAY)
    assert sent("followup_family") == []
