"""What came of the points of a SOT that are about no pupil: the page of the day, and who reads it with the minutes."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.outbox.models import OutgoingLetter
from planning.agenda import selectors as agenda_of
from planning.agenda import services as agenda
from planning.agenda.models import AgendaGuest
from planning.followup import selectors as followup_of
from planning.followup import services as followup
from planning.meetings.models import Participant
from planning.people.models import User
from planning.people.roles import Role
from planning.report import rules, selectors, services
from planning.report.models import Receipt
from tests.factories import make_staff
from tests.guests import Guest
from tests.meetings.table import CANARY, NOW, letters, link_in, seat_of
from tests.report.day import AFTER, BEGUN, account, begin, clock, day, fix, sot, told, write

__all__ = ["account", "clock", "day", "sot", "told"]

WHAT, ELSE = "De looproutes plakken.", "De rekken tellen."
DUE = dt.date(2026, 12, 3)


@pytest.fixture
def later(monkeypatch):
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: AFTER)


@pytest.fixture
def ib(client, sot, later):
    client.force_login(sot.table.ib.user)
    return client


def spoken(sot, title, words, *, owner=None, what=WHAT):
    """A point that is about no pupil, with what was agreed and who does something."""
    point = sot.propose(title=title)
    agenda.conclude_point(actor=sot.actor, item=point, words=words, now=BEGUN)
    followup.agree_on_point(
        actor=sot.actor,
        point=point,
        owner=owner or seat_of(sot.meeting, sot.table.jp),
        what=what,
        due=DUE,
        now=BEGUN,
    )
    return point


# --- the page of the day ----------------------------------------------------------------------------------------------


def test_it_opens_as_soon_as_anything_was_spoken_of(ib, sot, monkeypatch):
    agenda_page, address = reverse("staff:agenda", args=[sot.meeting.pk]), f"/overleggen/{sot.meeting.pk}/notulen/alle/"
    point = sot.propose(title="Rust op de gang")
    assert "Notulen van dit SOT" not in ib.get(agenda_page).content.decode()
    assert "Er is nog niets besproken" in ib.get(address).content.decode()  # honest, for who comes by an old link
    agenda.mark_discussed(actor=sot.actor, item=point, now=BEGUN)
    assert address in ib.get(agenda_page).content.decode()
    text = ib.get(address).content.decode()
    assert "Besproken. Er is niets over opgeschreven." in text
    assert "Er is nog niets besproken" not in text
    assert "Van elke leerling een eigen verslag" not in text


def test_it_says_needs_goals_what_was_agreed_and_who_does_what(ib, sot):
    group = sot.propose(kind="group", title="Groep 5")
    agenda.plan_for_group(actor=sot.actor, item=group, needs="Meer rust.", goals="Samen werken.", now=BEGUN)
    followup.agree_on_point(
        actor=sot.actor, point=group, owner=seat_of(sot.meeting, sot.ja), what=WHAT, due=DUE, now=BEGUN
    )
    agenda.conclude_point(actor=sot.actor, item=group, words="Elke dag.", look_back_on=DUE, now=BEGUN)
    text = ib.get(reverse("staff:report-day", args=[sot.meeting.pk])).content.decode()
    for said in ("Groep 5", "Meer rust.", "Samen werken.", "Elke dag.", WHAT, sot.ja.name, "3 december", "We kijken"):
        assert said in text
    assert "Verstuur" not in text  # there is nothing to send


def test_a_press_with_nothing_about_a_pupil_says_so(ib, sot):
    spoken(sot, "Rust op de gang", "De bel gaat later.")
    answer = ib.post(reverse("staff:report-day", args=[sot.meeting.pk]), follow=True)
    assert answer.status_code == 200
    assert not OutgoingLetter.objects.filter(template__startswith="report").exists()


def test_it_is_for_who_writes_about_one_of_the_points(client, sot, later):
    spoken(sot, "Rust op de gang", "De bel gaat later.")
    address = reverse("staff:report-day", args=[sot.meeting.pk])
    notulist = make_staff(sot.table.swv, Role.MINUTES, sot.table.school, "Nora Notulist", account=True)
    Participant.objects.create(swv_id=sot.table.swv.pk, meeting=sot.meeting, person=notulist, role=Role.MINUTES)
    for person, status in ((notulist, 200), (sot.ja, 404), (sot.vc, 404)):
        client.force_login(person.user)
        assert client.get(address).status_code == status


def test_the_same_queries_for_one_point_and_for_many(ib, sot, django_assert_max_num_queries):
    address = reverse("staff:report-day", args=[sot.meeting.pk])
    spoken(sot, "Rust op de gang", "De bel gaat later.")
    ib.get(address)
    with django_assert_max_num_queries(60) as few:
        ib.get(address)
    for number in range(3):
        spoken(sot, f"Punt {number}", "Goed.", what=f"Iets {number}.")
    with django_assert_max_num_queries(len(few.captured_queries)):
        ib.get(address)


# --- with the minutes of a pupil's point ------------------------------------------------------------------------------


def send(sot, *parts):
    for part in parts:
        write(sot, part)
        fix(sot, part)
    return services.send_day(actor=sot.actor, whole=sot.meeting, now=AFTER)


def own(receipt, *, now=AFTER):
    key = str(receipt.person_id or receipt.party_id)
    return selectors.own_part(receipt_id=receipt.pk, reader_key=key, now=now)


def test_who_sits_at_the_whole_table_reads_the_other_points_behind_the_letter(sot, day, later):
    """Without an account there is no agenda to read it on."""
    spoken(sot, "Rust op de gang", "De bel gaat later.")
    send(sot, day[0])
    ((_row, body),) = [one for one in letters("report_ready") if one[0].address == sot.table.gw.email]
    assert "bel" not in body.text
    assert "gang" not in body.text
    text = Guest().get(link_in(body), follow=True).content.decode()
    for said in ("De andere punten van dit gesprek", "Rust op de gang", "De bel gaat later.", WHAT, sot.table.jp.name):
        assert said in text
    ((_row, body),) = [one for one in letters("report_ready") if one[0].address.startswith("marie")]
    text = Guest().get(link_in(body), follow=True).content.decode()
    assert "Verslag van het gesprek" in text
    assert "andere punten" not in text
    assert "De bel gaat later." not in text


def test_with_an_account_the_own_minutes_lead_to_the_agenda(client, sot, day, account, later):
    spoken(sot, "Rust op de gang", "De bel gaat later.")
    send(sot, day[0])
    client.force_login(account.user)
    page = client.get(reverse("staff:report-own", args=[day[0].pk])).content.decode()
    way = reverse("staff:agenda", args=[sot.meeting.pk])
    assert f'href="{way}"' in page
    assert "De bel gaat later." in client.get(way).content.decode()


def test_without_other_points_nothing_is_said_of_them(sot, day, later):
    agenda.mark_discussed(actor=sot.actor, item=sot.propose(title="Rust op de gang"), now=BEGUN)
    send(sot, day[0])
    assert all(own(row).others == () for row in Receipt.objects.all())


def test_who_leaves_the_table_reads_them_no_more(sot, day, later):
    spoken(sot, "Rust op de gang", "De bel gaat later.")
    send(sot, day[0])
    row = Receipt.objects.get(person=sot.table.gw)
    assert len(own(row).others) == 1
    Participant.objects.filter(meeting=sot.meeting, person=sot.table.gw).update(removed_at=AFTER)
    assert own(row).others == ()


def test_who_came_for_two_pupils_gets_a_letter_for_each_and_no_way_to_the_agenda(sot, later):
    """The one letter for several points leads to the agenda of the SOT, which is shut to who does not sit there."""
    sot.teacher.user = User.objects.create_user(sot.teacher.email)
    sot.teacher.save()
    items = [sot.propose(case) for case in (sot.table.case, sot.others[0])]
    for item in items:
        agenda.add_guest(actor=sot.actor, item=item, person=sot.teacher, role=Role.TEACHER, now=NOW)
    send(sot, *(begin(sot, item) for item in items))
    mine = [row.template for row in OutgoingLetter.objects.filter(address=sot.teacher.email)]
    assert mine.count("report_ready") == 2
    assert "reports_ready" not in mine


# --- nobody who comes for one point gets another ----------------------------------------------------------------------

SEATS, POINTS = st.booleans(), st.frozensets(st.integers(0, 3))
PLACES = st.lists(st.tuples(SEATS, POINTS), min_size=3, max_size=3)
SAID = ("Zwaluw", "Kievit")  # of the two points that are about no pupil


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(places=PLACES)
def test_nobody_who_comes_for_one_point_gets_another(sot, later, places):
    """Whoever sits where: what came of the other points reads who sits at the whole table, and all of it; nobody else.

    Who comes for such a point and does something gets a way to that, and to nothing else.
    """
    with transaction.atomic():
        _tell(sot, places)
        _look(sot)
        transaction.set_rollback(True)


def _tell(sot, places):
    people = (sot.teacher, sot.vc, sot.table.lpa)
    items = [sot.propose(sot.table.case), sot.propose(sot.others[0])]
    items += [sot.propose(title=f"Over de {word}") for word in SAID]
    for person, (sits, points) in zip(people, places, strict=True):
        if sits:
            Participant.objects.create(
                swv_id=sot.table.swv.pk, meeting=sot.meeting, person=person, role=Role.TEACHER, required=False
            )
        for number in points:
            AgendaGuest.objects.create(swv_id=sot.table.swv.pk, item=items[number], person=person, role=Role.TEACHER)
    parts = [begin(sot, item) for item in items[:2]]
    for item, word in zip(items[2:], SAID, strict=True):
        agenda.conclude_point(actor=sot.actor, item=item, words=f"De {word} komt terug.", now=BEGUN)
        for owner in followup_of.possible_owners_of(item):
            followup.agree_on_point(
                actor=sot.actor, point=item, owner=owner, what=f"De {word} tellen.", due=DUE, key=uuid4(), now=BEGUN
            )
    send(sot, *parts)


def _look(sot):
    table = {row.person_id for row in sot.meeting.participants.filter(removed_at__isnull=True)}
    receipts = list(Receipt.objects.select_related("person", "report__meeting"))
    assert {row.party_id is not None for row in receipts} == {True, False}
    for row in receipts:
        seen = own(row)
        if seen is None:
            continue
        titles = [one.title for one in seen.others]
        assert titles == ([f"Over de {word}" for word in SAID] if row.person_id in table else [])
        assert not any(word in str(seen) for word in SAID) or row.person_id in table
        assert CANARY not in str(seen.others)
    for guest in AgendaGuest.objects.filter(person__isnull=False).exclude(person__in=table).select_related("person"):
        actor = sot.who(guest.person)
        assert agenda_of.sot_of(actor, sot.meeting.pk) is None
        assert followup_of.agreements_for(actor, today=DUE) == []
        for agreement in sot.meeting.agreements.all():
            opened = followup_of.own_agreement(agreement_id=agreement.pk, key=guest.person_id, now=AFTER)
            assert (opened is not None) == (agreement.guest_id == guest.person_id)
            if opened is not None:
                assert AgendaGuest.objects.filter(item=agreement.point, person=guest.person).exists()
                assert sum(word in str(opened) for word in SAID) == 1
    for _row, body in letters("report_ready") + letters("reports_ready") + letters("agreement_owner"):
        assert not any(word in body.text for word in SAID)


@given(st.none() | st.uuids(), st.frozensets(st.uuids(), max_size=4))
def test_the_rule_lets_nobody_in_but_the_table(person, table):
    assert rules.reads_the_others(person=person, table=table) == (person is not None and person in table)
    assert not rules.reads_the_others(person=None, table=table | {None})
