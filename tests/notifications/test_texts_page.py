"""Text messages as staff see them: where each is, never what it says; tried again by a person who says so."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from notifications.sms import services
from notifications.sms.models import SmsState, TextMessage
from planning.people.models import AuditEvent
from planning.people.roles import Role
from tests.factories import make_school, make_staff
from tests.meetings.table import lay
from tests.notifications.sms_gateway import TOKEN, answering
from tests.notifications.test_sms import NOW, urgent
from tests.polls.test_services import ask
from tests.words import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def gateway(settings):
    with answering() as server:
        settings.SMS_GATEWAY, settings.SMS_URL, settings.SMS_TOKEN = "cm", server.url, TOKEN
        settings.SMS_SENDER = "Aan tafel"
        yield server


@pytest.fixture
def table():
    return lay()


def client_of(person):
    client = Client()
    client.force_login(person.user)
    return client


def sent(table, *answers, gateway):
    """An urgent question to the mother, and what became of its text message."""
    with scope(swv=table.swv.pk):
        poll = ask(table)
        urgent(poll, table.mother, key=f"poll_invite:{poll.pk}:x")
        poll.save()
        gateway.answers = list(answers)
        services.sweep(now=NOW)
        return poll, TextMessage.objects.get()


def test_the_page_says_where_each_is_and_never_what_it_says(table, gateway):
    _poll, row = sent(table, gateway=gateway)
    page = words(client_of(table.ib).get("/post/sms/").content.decode())
    assert re.search(r"Marie de Moeder 3 nov 2026 \d\d:\d\d verstuurd", page)
    assert (row.state, str(row.number) in page, "zoekt snel" in page) == (SmsState.SENT, False, False)
    assert "Verstuur opnieuw" not in page


def test_what_was_not_taken_can_be_sent_again_once(table, gateway):
    poll, row = sent(table, 303, gateway=gateway)
    client = client_of(table.ib)
    assert "Kijk eerst het telefoonnummer na, of bel." in client.get("/post/sms/?stand=failed").content.decode()
    assert "sms niet verstuurd" in words(client.get(f"/prikker/{poll.pk}/").content.decode())
    for _ in range(2):  # clicked twice
        assert client.post(f"/post/sms/{row.pk}/opnieuw/").status_code == 302
        services.deliver(row.pk, now=timezone.now())
    assert len(gateway.took) == 1
    with scope(swv=table.swv.pk):
        assert TextMessage.objects.get().state == SmsState.SENT
        assert AuditEvent.objects.filter(action="sms.again", object_id=str(row.pk)).count() == 1


def test_of_what_perhaps_went_the_page_says_so(table, gateway):
    sent(table, "hangup", gateway=gateway)
    page = words(client_of(table.ib).get("/post/sms/").content.decode())
    assert "misschien verstuurd" in page
    assert "dan kan iemand het twee keer krijgen" in page


def test_it_is_nobody_elses(table, gateway):
    _poll, row = sent(table, 303, gateway=gateway)
    other = make_staff(table.swv, Role.IB, make_school(table.swv, "De Eik"), account=True)
    client = client_of(other)
    assert "Marie" not in words(client.get("/post/sms/").content.decode())
    assert client.post(f"/post/sms/{row.pk}/opnieuw/").status_code in {403, 404}
    assert Client().post(f"/post/sms/{row.pk}/opnieuw/").status_code in {302, 403}
    with scope(swv=table.swv.pk):
        assert TextMessage.objects.get().state == SmsState.FAILED


def test_an_empty_page_says_when_there_will_be_one(table):
    page = client_of(table.ib).get("/post/sms/").content.decode()
    assert "Er zijn nog geen sms" in page
    assert "geen sms-dienst ingesteld" in page


def test_the_list_takes_as_many_queries_for_thirty(table, gateway, django_assert_max_num_queries):
    _poll, row = sent(table, gateway=gateway)
    client = client_of(table.ib)
    with scope(swv=table.swv.pk):
        for number in range(30):
            row.pk, row._state.adding = None, True
            TextMessage.objects.create(
                **{
                    f.name: getattr(row, f.name)
                    for f in TextMessage._meta.fields
                    if f.name not in {"id", "key", "reference"}
                },
                key=f"k{number}",
                reference=f"r{number}",
            )
    with django_assert_max_num_queries(16):
        assert client.get("/post/sms/").status_code == 200
