"""Staff of a school see which colleagues come, when the school wants it; guests never see anybody (P2, P9)."""

from __future__ import annotations

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from planning.meetings import services
from planning.meetings.services import Seat
from planning.people import services as people
from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.people.roles import Role
from tests.factories import make_actor, make_staff
from tests.meetings.table import NOW, at, letters
from tests.words import words


@pytest.fixture
def teacher(table):
    return make_staff(table.swv, Role.TEACHER, table.school, "Thea Teacher")


def planned(table, teacher):
    seats = [Seat(party=table.mother), Seat(party=table.father)]
    seats += [
        Seat(person=person, role=role)
        for person, role in ((table.ib, "ib"), (teacher, "teacher"), (table.gw, "gw"), (table.jp, "jp"))
    ]
    meeting = services.plan_case_meeting(
        actor=table.actor, case=table.case, kind="HIA", minutes=60, location="", participants=seats, now=NOW
    )
    return services.fix_date(meeting=meeting, start=at(17), by=table.actor.by, now=NOW)


def described(template="invitation"):
    found = {}
    for row, body in letters(template):
        event = icalendar.Calendar.from_ical(body.calendar.content).walk("VEVENT")[0]
        assert len(event["ATTENDEE"] if isinstance(event["ATTENDEE"], list) else [event["ATTENDEE"]]) == 1
        found[row.address] = str(event.get("DESCRIPTION", ""))
    return found


def test_as_it_is_nobody_sees_anybody(table, teacher):
    planned(table, teacher)
    assert set(described().values()) == {""}


def test_only_staff_of_the_school_read_and_stand_in_it(table, teacher):
    """The JP holds a role at the school too, and works for somebody else."""
    people.name_staff(actor=table.actor, school=table.school, on=True, now=NOW)
    table.case.school.refresh_from_db()
    planned(table, teacher)
    found = described()
    line = "Van De Linde: Ingrid Ib (IB), Thea Teacher (leerkracht / docent)"
    assert {address: text for address, text in found.items() if text} == {table.ib.email: line, teacher.email: line}
    assert {"marie@ouders.example", "ferhat@ouders.example", table.gw.email, table.jp.email} < set(found)
    for row, body in letters("invitation"):
        if row.address not in {table.ib.email, teacher.email}:
            assert "Thea" not in body.text + body.html + body.calendar.content.decode()


def test_who_left_the_school_or_the_list_is_not_in_it(table, teacher):
    people.name_staff(actor=table.actor, school=table.school, on=True, now=NOW)
    gone = make_staff(table.swv, Role.TEACHER, table.school, "Greet Gegaan")
    gone.holdings.update(valid_to=at(10).date())
    meeting = planned(table, teacher)
    services.remove_participant(actor=table.actor, participant=meeting.participants.get(person=teacher), now=NOW)
    services.move_meeting(actor=table.actor, meeting=meeting, start=at(18), now=NOW)
    assert described("invitation_update")[table.ib.email] == "Van De Linde: Ingrid Ib (IB)"


def test_it_is_off_by_default_and_switched_by_the_school(table):
    client = Client()
    client.force_login(table.ib.user)
    page = f"/scholen/{table.school.pk}/"
    assert "In een uitnodiging staat niet wie er nog meer komt." in words(client.get(page).content.decode())
    client.post(page + "uitnodigingen/", {"aan": "1"})
    table.school.refresh_from_db()
    assert table.school.staff_names
    assert "welke collega's er nog meer komen" in words(client.get(page).content.decode())
    client.post(page + "uitnodigingen/", {"aan": "1"})
    client.post(page + "uitnodigingen/", {"aan": ""})
    table.school.refresh_from_db()
    assert not table.school.staff_names
    assert AuditEvent.objects.filter(action="school.name_staff").count() == 2
    with pytest.raises(NotAllowed):
        people.name_staff(actor=make_actor(table.jp), school=table.school, on=True, now=NOW)


def test_where_it_is_off_no_query_is_spent_on_it(table, teacher):
    with CaptureQueriesContext(connection) as asked:
        planned(table, teacher)
    assert not [query for query in asked if '"people_roleholding"' in query["sql"] and "participations" in query["sql"]]
