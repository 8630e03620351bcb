"""When a parent usually can: written down by who leads the case, offered in the next poll."""

import pytest
from django.test import Client
from django_scopes import scope

from planning.people.access import NotAllowed
from planning.people.models import AuditEvent
from planning.polls import selectors, services
from planning.polls.models import KnownTimes
from tests.factories import make_actor
from tests.meetings.table import NOW, seat_of
from tests.polls.test_services import ask
from tests.words import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(table):
    found = Client()
    found.force_login(table.ib.user)
    return found


def address(table):
    return f"/casussen/{table.case.pk}/ouder/{table.mother.pk}/"


def test_what_a_parent_says_by_phone_is_in_the_next_poll(table, client):
    path = address(table)
    assert "Wanneer kan deze ouder meestal?" in words(client.get(path).content.decode())
    answer = client.post(path + "tijden/", {"dagdeel": ["1-ochtend", "3-na-school", "9-nacht", "<b>", "1-ochtend"]})
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert selectors.known_times(table.mother.pk) == ("1-ochtend", "3-na-school")
    page = client.get(path).content.decode()
    assert page.count("checked") == 2
    poll = ask(table)
    guest = selectors.guest_poll(poll_id=poll.pk, participant_id=seat_of(poll.meeting, table.mother).pk, now=NOW)
    assert guest.parts == ("1-ochtend", "3-na-school")
    assert AuditEvent.objects.get(action="party.times").detail["parts"] == 2


def test_nothing_chosen_is_nothing_known(table, client):
    services.keep_times(actor=table.actor, party=table.mother, parts=["1-ochtend"], now=NOW)
    client.post(address(table) + "tijden/")
    assert not KnownTimes.objects.exists()
    assert selectors.known_times(table.mother.pk) == ()


def test_who_may_not_lead_the_case_writes_nothing(table):
    with pytest.raises(NotAllowed):
        services.keep_times(
            actor=make_actor(table.gw, today=NOW.date()), party=table.mother, parts=["1-ochtend"], now=NOW
        )
    with scope(swv=table.swv.pk):
        assert not KnownTimes.objects.exists()
