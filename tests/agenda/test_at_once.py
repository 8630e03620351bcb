"""Two begin the same point at the same moment, while a third carries it over: one part, or none and the point waits."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django_scopes import scope

from notifications.outbox.models import OutgoingLetter
from planning.agenda import services
from planning.agenda.models import AgendaItem
from planning.followup import services as followup
from planning.followup.models import Agreement
from planning.meetings.models import Meeting
from planning.people.roles import Role
from tests.agenda.conftest import tell
from tests.meetings.table import NOW, at, seat_of
from tests.polls.test_concurrency import at_once, outcomes

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks are PostgreSQL's; SQLite takes turns"),
]
BEGUN = at(17, 9, 5)


def test_eight_begin_the_same_point():
    sot = tell()
    with scope(swv=sot.table.swv.pk):
        item = sot.propose(sot.table.case)

    def begin():
        return services.begin_point(actor=sot.actor, item=item, now=BEGUN)

    assert outcomes(at_once(sot.table.swv.pk, [begin] * 8)) == ["ok"] * 8
    with scope(swv=sot.table.swv.pk):
        (part,) = Meeting.objects.filter(part_of=sot.meeting)
        assert AgendaItem.objects.get().part == part
        assert part.participants.count() == 6


def test_one_begins_what_another_carries_over():
    sot = tell()
    with scope(swv=sot.table.swv.pk):
        item = sot.propose(sot.table.case)

    def begin():
        return services.begin_point(actor=sot.actor, item=item, now=BEGUN)

    def carry():
        return services.carry_over(actor=sot.actor, item=item, now=BEGUN)

    outcomes(at_once(sot.table.swv.pk, [begin, carry, begin, carry]))
    with scope(swv=sot.table.swv.pk):
        row = AgendaItem.objects.get()
        there = Meeting.objects.filter(part_of=sot.meeting).exists()
        assert (row.state, row.part is not None, there) in {("discussed", True, True), ("carried", False, False)}


def test_eight_send_the_same_agreement_while_others_say_it_was_not_its_turn():
    """Both hold the SOT: one agreement and one letter, and what was promised stays on a point that was spoken of."""
    sot = tell()
    with scope(swv=sot.table.swv.pk):
        item = sot.propose()
        owner = seat_of(sot.meeting, sot.table.jp)
    key = uuid4()

    def agree():
        return followup.agree_on_point(
            actor=sot.actor, point=item, owner=owner, what="Plakken.", due=at(30).date(), key=key, now=BEGUN
        )

    def back():
        return services.not_discussed(actor=sot.actor, item=item, now=BEGUN)

    said = outcomes(at_once(sot.table.swv.pk, [agree, back] * 4))
    assert said.count("ok") >= 4
    with scope(swv=sot.table.swv.pk):
        assert Agreement.objects.get().pk == key
        assert AgendaItem.objects.get().state == "discussed"
        assert OutgoingLetter.objects.filter(template="agreement_owner").count() == 1


def test_a_point_comes_back_once_whoever_sweeps():
    sot = tell()
    with scope(swv=sot.table.swv.pk):
        item = sot.propose()
        services.conclude_point(actor=sot.actor, item=item, words="Akkoord.", look_back_on=at(20).date(), now=BEGUN)

    def sweep():
        return followup.look_back_on_points(now=at(21))

    assert outcomes(at_once(sot.table.swv.pk, [sweep] * 6)) == ["ok"] * 6
    with scope(swv=sot.table.swv.pk):
        assert AgendaItem.objects.get(follows=item).meeting == sot.later


def test_who_is_taken_off_a_point_promises_nothing_there():
    """Both hold the point: either the guest is off and nothing was agreed, or it was, and the guest stays."""
    sot = tell()
    with scope(swv=sot.table.swv.pk):
        item = sot.propose()
        services.add_guest(actor=sot.actor, item=item, person=sot.teacher, role=Role.TEACHER, now=NOW)
        guest = item.guests.get()

    def agree():
        return followup.agree_on_point(
            actor=sot.actor, point=item, owner=guest, what="Plakken.", due=at(30).date(), now=BEGUN
        )

    def off():
        return services.remove_guest(actor=sot.actor, item=item, guest_id=guest.pk, now=BEGUN)

    outcomes(at_once(sot.table.swv.pk, [agree, off] * 4))
    with scope(swv=sot.table.swv.pk):
        assert item.guests.exists() == Agreement.objects.filter(guest=sot.teacher).exists()
