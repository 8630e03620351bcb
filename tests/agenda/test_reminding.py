"""Said in time what a SOT still lacks: to who can do something about it, calm, and with no name (U9, P1)."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from notifications.outbox.models import OutgoingLetter
from notifications.reminders import services as reminders
from notifications.reminders.models import Reminder
from planning.agenda import selectors, services
from planning.agenda.rules import reminding as rules
from planning.agenda.rules.states import MOST_DAYS
from planning.cases import services as cases
from planning.cases.models import Answer, Case
from planning.dossier import services as dossier
from planning.dossier.models import DocumentKind, Place
from planning.meetings import services as meetings
from planning.meetings.rules import AMSTERDAM
from tests.meetings.table import CANARY, NOW, at, letters

DAYS = st.dates(dt.date(2026, 8, 20), dt.date(2027, 7, 1))


@given(day=DAYS, days=st.integers(0, MOST_DAYS), free=st.sets(DAYS, max_size=40), wait=st.integers(0, 40))
def test_always_a_decent_moment_before_it_counts(day, days, free, wait):
    start = dt.datetime.combine(day, dt.time(9), tzinfo=AMSTERDAM)
    now = start - dt.timedelta(days=wait, hours=3)
    found = rules.moments(start, days=days, now=now, free_days=free)
    assert list(found) == sorted(set(found))
    assert len(found) <= 4
    for moment in found:
        local = timezone.localtime(moment)
        assert now < moment < start
        assert (local.hour, local.minute) == (10, 0)


def bells(sot, meeting=None):
    rows = Reminder.objects.filter(
        kind=services.BELL,
        object_key=str((meeting or sot.meeting).pk),
        cancelled_at__isnull=True,
        rung_at__isnull=True,
    ).order_by("due_at")
    return [timezone.localtime(row.due_at).strftime("%a %d %b") for row in rows]


def hand_in(sot, item, **more):
    services.hand_in(actor=sot.actor, item=item, help_question="Wat helpt?", tried="Veel.", minutes=20, now=NOW, **more)


def said(to):
    return [body.text for row, body in letters("agenda_lacking") if row.address == to]


def test_the_bells_follow_the_sot_and_the_days_of_the_school(sot):
    assert bells(sot) == []  # a year of SOTs without a point asks nothing
    sot.propose(sot.table.case)
    # The SOT is on Tuesday the 17th; handing in is until the 10th.
    assert bells(sot) == ["Fri 06 Nov", "Mon 09 Nov", "Tue 10 Nov", "Fri 13 Nov"]
    services.save_days(actor=sot.actor, school=sot.table.school, days=3, now=NOW)
    assert bells(sot) == ["Tue 10 Nov", "Wed 11 Nov", "Fri 13 Nov"]
    meetings.move_meeting(actor=sot.actor, meeting=sot.meeting, start=at(18, 9), now=NOW)
    assert bells(sot) == ["Wed 11 Nov", "Thu 12 Nov", "Fri 13 Nov"]
    meetings.cancel_meeting(actor=sot.actor, meeting=sot.meeting, now=NOW)
    assert bells(sot) == []


def test_who_proposed_and_who_makes_the_agenda_hear_once_what_lacks(sot):
    sot.propose(sot.table.case, by=sot.vc)
    sot.propose(by=sot.table.lpa)
    done = sot.propose()
    hand_in(sot, done)
    reminders.ring_due(now=at(6, 11))
    to = sorted(row.address for row, _body in letters("agenda_lacking"))
    assert to == sorted([sot.table.ib.email, sot.vc.email, sot.table.lpa.email])
    (all_of_it,), (own,), (other,) = said(sot.table.ib.email), said(sot.vc.email), said(sot.table.lpa.email)
    assert "2 punten zonder vraag, 1 punt zonder toestemming. Inleveren" in all_of_it
    assert "1 punt zonder vraag, 1 punt zonder toestemming. Inleveren" in own
    assert "1 punt zonder vraag. Inleveren: tot en met dinsdag 10 november 2026" in other
    for text in (all_of_it, own, other):
        assert f"Overleg De Linde – {sot.meeting.reference}, dinsdag 17 november 2026" in text
        for secret in (CANARY, "SOT", sot.table.case.reference, "Rust op de gang"):
            assert secret not in text
    assert services.ring(meeting_id=sot.meeting.pk, now=at(6, 12)) == 3
    assert len(letters("agenda_lacking")) == 3  # one a day


def test_nothing_lacks_nobody_hears(sot):
    Case.objects.filter(pk=sot.table.case.pk).update(route="twente-noord")  # a region that asks for a groeidocument
    item = sot.propose(sot.table.case)
    hand_in(sot, item)
    sot.table.consent()
    (row,) = selectors.lacking([sot.meeting], now=NOW)
    assert (row.question, row.groeidocument, row.consent) == (False, True, False)
    dossier.add_version(
        actor=sot.actor,
        case=sot.table.case,
        kind=DocumentKind.GROEIDOCUMENT,
        title="",
        on=NOW.date(),
        place=Place.PAPER,
        url="",
        made_by="Ingrid Ib",
        now=NOW,
    )
    assert selectors.lacking([sot.meeting], now=NOW) == ()
    reminders.ring_due(now=at(6, 11))
    assert not OutgoingLetter.objects.filter(template="agenda_lacking").exists()


def test_several_sots_are_one_letter(sot):
    early = meetings.create_planned_meeting(
        school=sot.table.school,
        organiser_id=sot.table.ib.pk,
        start=at(19, 13),
        minutes=60,
        members=[meetings.Seat(person=sot.table.ib, role="ib")],
        by=sot.actor.by,
        now=NOW,
    )
    sot.propose(by=sot.vc)
    sot.propose(by=sot.vc, meeting=early)
    reminders.ring_due(now=at(12, 11))
    (text,) = said(sot.vc.email)
    assert text.count("1 punt zonder vraag") == 2


def test_without_a_ground_or_with_a_frozen_case_nothing_is_said(sot):
    sot.propose(sot.table.case, by=sot.table.jp)
    sot.table.consent(sot.table.jp, answer=Answer.NO)
    told = selectors.must_hear(selectors.lacking([sot.meeting], now=NOW), now=NOW)
    assert [one.person.pk for one in told] == [sot.table.ib.pk]
    cases.freeze_case(actor=sot.actor, case=sot.table.case, reason="Bezwaar.", now=NOW)
    assert selectors.lacking([sot.meeting], now=NOW) == ()


def test_a_sot_that_is_off_past_or_discussed_asks_nothing(sot):
    sot.propose()
    assert services.ring(meeting_id=sot.meeting.pk, now=at(17, 9)) == 0
    services.take_back(actor=sot.actor, item=sot.order()[0], now=NOW)
    assert services.ring(meeting_id=sot.meeting.pk, now=at(6, 11)) == 0
    sot.propose()
    meetings.cancel_meeting(actor=sot.actor, meeting=sot.meeting, now=NOW)
    assert services.ring(meeting_id=sot.meeting.pk, now=at(6, 11)) == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_number_of_queries(sot, count, django_assert_max_num_queries):
    for case in (sot.table.case, *sot.others)[:count]:
        sot.propose(case)
    with django_assert_max_num_queries(19):
        selectors.must_hear(selectors.lacking([sot.meeting], now=NOW), now=NOW)
