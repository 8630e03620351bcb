"""Of many that want one room at the same moment one gets it."""

from __future__ import annotations

import pytest
from django.db import connection
from django_scopes import scope

from planning.meetings.models import RoomPiece
from planning.people.roles import Role
from planning.rooms import services as rooms
from tests.factories import make_staff
from tests.meetings.table import NOW, at, lay
from tests.polls.test_concurrency import at_once, outcomes
from tests.rooms.test_booking import draft, fix


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks are PostgreSQL's; SQLite takes turns")
def test_of_many_that_want_a_room_at_once_one_gets_it():
    table = lay()
    with scope(swv=table.swv.pk):
        room = rooms.add_room(actor=table.actor, school=table.school, name="Kamer", seats=8, now=NOW)
        drafts = []
        for _ in range(8):
            person = make_staff(table.swv, Role.IB, table.school)
            drafts.append(draft(table, room, who=[(person, "ib")]))
        for row in drafts:
            row.participants.filter(party__isnull=False).delete()
    acts = [lambda one=one: fix(table, one, at(17)) for one in drafts]
    assert outcomes(at_once(table.swv.pk, acts)) == ["ok", *["room_taken"] * 7]
    with scope(swv=table.swv.pk):
        assert RoomPiece.objects.count() == 12
