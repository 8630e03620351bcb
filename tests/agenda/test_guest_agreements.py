"""Who comes for one point only can do what comes of it (R66, R121), and gets nothing else of that table by it."""

import importlib

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client

from notifications.links.models import PersonalLink
from notifications.outbox.models import OutgoingLetter
from notifications.outbox.signals import letter_failed
from planning.agenda import selectors as agenda_of
from planning.agenda import services as agenda
from planning.agenda.models import AgendaGuest
from planning.followup import selectors, services
from planning.followup.models import Agreement, ProgressState
from planning.insight.selectors.needs import needs_of
from planning.meetings.models import Participant
from planning.people.models import User
from planning.people.roles import Role
from tests.agenda.test_agreements import BEGUN, DUE, WHAT, browser, form, later, ring, say
from tests.meetings.table import NOW, at, letters, link_in, seat_of

__all__ = ["later"]


@pytest.fixture
def point(sot):
    """A point about no pupil, for which the teacher comes."""
    made = sot.propose()
    agenda.add_guest(actor=sot.actor, item=made, person=sot.teacher, role=Role.TEACHER, now=NOW)
    return made


@pytest.fixture
def teacher(sot):
    """With an account."""
    sot.teacher.user = User.objects.create_user(sot.teacher.email)
    sot.teacher.save()
    return sot.teacher


def seat(point, person):
    return AgendaGuest.objects.get(item=point, person=person)


def agree(sot, point, *, owner=None, what=WHAT, due=DUE, now=BEGUN):
    return services.agree_on_point(
        actor=sot.actor, point=point, owner=owner or seat(point, sot.teacher), what=what, due=due, now=now
    )


# --- what can be agreed -----------------------------------------------------------------------------------------------


def test_who_comes_for_the_point_does_it_without_a_seat_at_the_table(sot, point):
    agreement = agree(sot, point)
    assert (agreement.owner, agreement.guest, agreement.point) == (None, sot.teacher, point)
    assert (agreement.who.person, agreement.key) == (sot.teacher, sot.teacher.pk)
    assert not Participant.objects.filter(meeting=sot.meeting, person=sot.teacher).exists()
    assert not OutgoingLetter.objects.filter(template__startswith="invitation", address=sot.teacher.email).exists()


def test_the_choice_is_the_table_and_then_who_comes_for_this_point(sot, point):
    other = sot.propose(title="De fietsenstalling")
    agenda.add_guest(actor=sot.actor, item=other, person=sot.vc, role=Role.VC, now=NOW)
    agenda.add_guest(actor=sot.actor, item=point, person=sot.ja, role=Role.JA, now=NOW)  # sits there anyhow
    names = [one.person.name for one in selectors.possible_owners_of(point)]
    assert sorted(names[:4]) == sorted([sot.table.ib.name, sot.table.gw.name, sot.table.jp.name, sot.ja.name])
    assert names[4:] == [sot.teacher.name]
    assert selectors.possible_owners_of(other)[-1].person == sot.vc


def test_not_who_comes_for_another_point_nor_a_parent(sot, point):
    other = sot.propose(title="De fietsenstalling")
    with pytest.raises(services.NotAtThisMeeting):
        agree(sot, other, owner=seat(point, sot.teacher))
    # No door makes such a row; if there were one, a parent is still no owner here.
    parent = AgendaGuest.objects.create(swv_id=point.swv_id, item=point, party=sot.table.mother)
    with pytest.raises(services.NotAtThisMeeting):
        agree(sot, point, owner=parent)
    assert parent not in selectors.possible_owners_of(point)
    assert not Agreement.objects.exists()


def test_not_who_was_taken_off_meanwhile(sot, point):
    chosen = seat(point, sot.teacher)
    agenda.remove_guest(actor=sot.actor, item=point, guest_id=chosen.pk, now=BEGUN)
    with pytest.raises(services.NotAtThisMeeting) as refused:
        agree(sot, point, owner=chosen)
    assert "owner" in refused.value.fields
    point.refresh_from_db()
    assert point.state == "planned"  # what was refused left nothing behind


def test_a_row_is_of_a_seat_or_of_a_guest_and_a_guest_of_a_point(sot, point):
    agreement, owner = agree(sot, point), seat_of(sot.meeting, sot.table.jp)
    for wrong in ({"owner": owner}, {"guest": None}, {"case": sot.table.case, "point": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Agreement.objects.filter(pk=agreement.pk).update(**wrong)


# --- taken off the point later ----------------------------------------------------------------------------------------


def test_nobody_is_taken_off_who_promised_something(sot, point):
    chosen = seat(point, sot.teacher)
    agreement = agree(sot, point)
    with pytest.raises(agenda.NotThisState):
        agenda.remove_guest(actor=sot.actor, item=point, guest_id=chosen.pk, now=BEGUN)
    with pytest.raises(agenda.AlreadyConcluded):
        agenda.not_discussed(actor=sot.actor, item=point, now=BEGUN)
    assert selectors.is_there(agreement)


def test_once_it_was_let_go_that_can_be_done_and_then_it_is_not_taken_up_again(sot, point):
    agreement, chosen = agree(sot, point), seat(point, sot.teacher)
    services.withdraw_agreement(actor=sot.actor, agreement=agreement, reason="Toch niet.", now=BEGUN)
    agenda.not_discussed(actor=sot.actor, item=point, now=BEGUN)
    services.take_up_again(actor=sot.actor, agreement=agreement, now=BEGUN)
    with pytest.raises(agenda.NotThisState):  # what stands again is spoken of again
        agenda.remove_guest(actor=sot.actor, item=point, guest_id=chosen.pk, now=BEGUN)
    services.withdraw_agreement(actor=sot.actor, agreement=agreement, reason="Toch niet.", now=BEGUN)
    agenda.not_discussed(actor=sot.actor, item=point, now=BEGUN)
    agenda.remove_guest(actor=sot.actor, item=point, guest_id=chosen.pk, now=BEGUN)
    with pytest.raises(services.NotAtThisMeeting):
        services.take_up_again(actor=sot.actor, agreement=agreement, now=BEGUN)
    point.refresh_from_db()
    assert point.state == "planned"
    (row,) = selectors.let_go_of(point)
    assert row.owner == sot.teacher.name  # who it was stays written down


def test_gone_by_any_other_way_the_link_is_shut_and_nobody_is_written_to(sot, point, later):
    agreement = agree(sot, point)
    ((_row, body),) = letters("agreement_owner")
    seat(point, sot.teacher).delete()
    later(BEGUN)
    assert Client().get(link_in(body), follow=True).status_code == 404
    assert services.recording.letters.with_ground(agreement, now=BEGUN) is None
    ring(at(30, 0), at(30, 20))
    assert letters("agreement_reminder") == []


# --- it lives until it is done ----------------------------------------------------------------------------------------


def test_the_guest_says_how_it_goes_by_the_own_link_without_account_or_code(sot, point, later):
    agreement = agree(sot, point)
    later(BEGUN)
    ((row, body),) = letters("agreement_owner")
    assert (row.address, WHAT in body.text, str(point.title) in body.text) == (sot.teacher.email, False, False)
    assert PersonalLink.objects.get(purpose="agreement").person_key == str(sot.teacher.pk)
    guest = Client()
    page = guest.get(link_in(body), follow=True)
    text = page.content.decode()
    assert WHAT in text
    assert f"van {sot.table.school.name}, punt: {point.title}" in text
    answer = guest.post(page.redirect_chain[-1][0], {"state": "done", "remark": "Het plakt."})
    assert answer.status_code == 303
    (said,) = agreement.progress.all()
    assert (said.state, said.reported_by) == ("done", str(sot.teacher.pk))


def test_a_link_opens_the_own_agreement_only(sot, point):
    mine = agree(sot, point)
    theirs = agree(sot, point, owner=seat_of(sot.meeting, sot.table.jp))
    opens = selectors.own_agreement
    assert opens(agreement_id=mine.pk, key=sot.teacher.pk, now=BEGUN) is not None
    assert opens(agreement_id=theirs.pk, key=sot.teacher.pk, now=BEGUN) is None
    assert opens(agreement_id=mine.pk, key=seat_of(sot.meeting, sot.table.jp).pk, now=BEGUN) is None
    assert opens(agreement_id=theirs.pk, key=sot.table.jp.pk, now=BEGUN) is None  # the link is of the seat


def test_one_letter_for_all_that_one_person_has_open(sot, point):
    """For one point only here, at the table of the next SOT: one person, one letter (U9)."""
    agree(sot, point)
    other = sot.propose(title="De fietsenstalling")
    agenda.add_guest(actor=sot.actor, item=other, person=sot.teacher, role=Role.TEACHER, now=NOW)
    agree(sot, other, what="Rekken tellen.")
    sits = Participant.objects.create(swv_id=point.swv_id, meeting=sot.later, person=sot.teacher, role=Role.TEACHER)
    third = sot.propose(title="Het plein", meeting=sot.later)
    Agreement.objects.create(
        swv_id=point.swv_id,
        point=third,
        meeting=sot.later,
        owner=sits,
        what="Lijnen trekken.",
        due=DUE,
        recorded_by=sot.table.ib,
    )
    ring(at(30, 0), at(30, 20))
    ((row, body),) = letters("agreement_reminder")
    assert row.address == sot.teacher.email
    assert body.text.count("/u/") == 6  # four answers to the first, one way to each of the others


def test_withdrawn_the_link_is_dead(sot, point, later):
    agreement = agree(sot, point)
    later(BEGUN)
    ((_row, body),) = letters("agreement_owner")
    services.withdraw_agreement(actor=sot.actor, agreement=agreement, reason="Toch niet.", now=BEGUN)
    assert Client().get(link_in(body), follow=True).status_code != 200
    ring(BEGUN, at(20, month=12))
    assert letters("agreement_reminder") == []


def test_a_letter_that_does_not_arrive_is_told_to_who_organised(sot, point):
    agree(sot, point)
    letter = OutgoingLetter.objects.get(template="agreement_owner")
    letter_failed.send(
        sender=OutgoingLetter, letter_id=letter.pk, key=letter.key, recipient_key=letter.recipient_key, now=BEGUN
    )
    ((row, body),) = letters("delivery_failed")
    assert row.address == sot.table.ib.email
    assert "leerkracht" in body.text.lower()
    assert sot.teacher.name not in body.text


def test_late_is_for_the_schools_ib_to_see_and_open_for_the_guest_on_today(sot, point, teacher, later):
    agreement = agree(sot, point)
    found = needs_of(sot.actor, now=at(10, month=12))
    late = [need for groups in found.parts.values() for group in groups for need in group.needs if "late" in need.kind]
    assert [(need.about.agreement, need.about.owner) for need in late] == [(agreement, teacher.name)]
    later(at(1, month=12))
    page = browser(teacher).get("/").content.decode()
    assert "U heeft iets afgesproken" in page
    assert str(sot.meeting.pk) not in page
    assert str(point.pk) not in page  # no way that leads to a shut door
    say(agreement, ProgressState.DONE)
    assert "U heeft iets afgesproken" not in browser(teacher).get("/").content.decode()


# --- and nothing else of that table -----------------------------------------------------------------------------------


def test_an_account_opens_nothing_of_the_table_by_it(sot, point, teacher, later):
    agreement = agree(sot, point)
    later(BEGUN)
    client = browser(teacher)
    for path in (
        f"/overleggen/{sot.meeting.pk}/",
        f"/overleggen/{sot.meeting.pk}/agenda/",
        f"/overleggen/{sot.meeting.pk}/notulen/alle/",
        f"/overleggen/agenda/{point.pk}/",
        f"/opvolging/afspraak/{agreement.pk}/",
    ):
        assert client.get(path).status_code in {403, 404}, path
    assert agenda_of.sot_of(sot.who(teacher), sot.meeting.pk) is None
    assert selectors.agreements_for(sot.who(teacher), today=DUE) == []


def test_it_is_chosen_and_shown_on_the_page_of_the_point(sot, point, later):
    later(BEGUN)
    ib, address = browser(sot.table.ib), f"/overleggen/agenda/{point.pk}/"
    chosen = seat(point, sot.teacher)
    assert f"{sot.teacher.name} (komt voor dit punt)" in ib.get(address).content.decode()
    sent = form(point, ib, owner=chosen.pk, what=WHAT, due="2026-12-03")
    assert ib.post(address, sent).status_code == 302
    assert Agreement.objects.get().guest == sot.teacher
    for person, path in ((sot.table.ib, address), (sot.ja, address), (sot.ja, f"/overleggen/{sot.meeting.pk}/agenda/")):
        text = browser(person).get(path).content.decode()
        assert WHAT in text
        assert "kwam voor dit punt" in text
    assert sot.teacher.name in ib.get("/opvolging/").content.decode()


def test_taken_off_between_looking_and_sending_is_said_in_the_form(sot, point, later):
    later(BEGUN)
    ib = browser(sot.table.ib)
    chosen = seat(point, sot.teacher)
    sent = form(point, ib, owner=chosen.pk, what=WHAT, due="2026-12-03")
    agenda.remove_guest(actor=sot.actor, item=point, guest_id=chosen.pk, now=BEGUN)
    refused = ib.post(f"/overleggen/agenda/{point.pk}/", sent)
    assert refused.status_code == 422
    assert "Kies iemand van dit overleg." in refused.content.decode()
    assert WHAT in refused.content.decode()


def test_a_machine_reads_who_it_is(sot, point):
    from scheduler.api.agreements import _one

    mine, theirs = agree(sot, point), agree(sot, point, owner=seat_of(sot.meeting, sot.table.jp))
    assert (_one(mine).owner, _one(mine).guest) == (None, sot.teacher.pk)
    assert (_one(theirs).owner, _one(theirs).guest) == (seat_of(sot.meeting, sot.table.jp).pk, None)


def test_it_comes_back_with_the_point_by_name(sot, point):
    agree(sot, point)
    agenda.conclude_point(actor=sot.actor, item=point, words="", look_back_on=at(1, month=12).date(), now=BEGUN)
    services.look_back_on_points(now=at(1, month=12))
    point.refresh_from_db()
    assert sot.teacher.name in str(point.followed_by.tried)


def test_on_the_way_back_a_guest_keeps_the_name_and_opens_nothing(sot, point):
    """Migration 0011: an older release knows no guest, and reads an owner whose seat was taken off the list."""
    agreement = agree(sot, point)
    importlib.import_module("planning.followup.migrations.0011_guests_back").back(apps, None)
    agreement.refresh_from_db()
    assert (agreement.guest, agreement.owner.person) == (None, sot.teacher)
    assert agreement.owner.removed_at is not None
    assert selectors.own_agreement(agreement_id=agreement.pk, key=agreement.owner.pk, now=BEGUN) is None
