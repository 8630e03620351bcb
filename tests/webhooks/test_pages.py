"""The page where an SWV says whom to tell: adding, trying, taking away, what is wrong, and who may not come here."""

import json
import time

import pytest
from django.test import Client
from django_scopes import scope

from integrations.webhooks import rules
from integrations.webhooks.models import Hook
from planning.people import webhooks
from planning.people.access import NotAllowed
from planning.people.roles import Role
from tests.factories import make_actor, make_school, make_staff, make_swv
from tests.webhooks.receiver import NOW, genuine, hook_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(db):
    swv = make_swv()
    person = make_staff(swv, Role.COORDINATOR, account=True)
    client = Client()
    client.force_login(person.user)
    return swv, person, client


def test_a_coordinator_adds_tries_and_takes_away(coordinator, receiver, django_capture_on_commit_callbacks):
    swv, _person, client = coordinator
    page = client.post("/toegang/meldingen/", {"url": receiver.url, "events": ["poll.opened", "poll.settled"]})
    text = page.content.decode()
    assert page.status_code == 200
    (secret,) = [word for word in text.replace("<", " ").replace(">", " ").split() if word.startswith("whsec_")]
    assert "whsec_" not in client.get("/toegang/meldingen/").content.decode()
    with scope(swv=swv.pk):
        hook = Hook.objects.get()
        assert hook.events == ["poll.opened", "poll.settled"]
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"/toegang/meldingen/{hook.pk}/proef/").status_code == 302
    ((headers, body),) = receiver.got
    assert json.loads(body)["type"] == "webhook.test"
    assert genuine(secret, headers, body, now=time.time())
    text = client.get("/toegang/meldingen/").content.decode()
    assert "aangekomen" in text
    assert "antwoord 204" in text
    assert client.post(f"/toegang/meldingen/{hook.pk}/weg/").status_code == 302
    for what in ("weg", "proef"):
        assert client.post(f"/toegang/meldingen/{hook.pk}/{what}/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"url": "http://voorbeeld.nl", "events": ["poll.opened"]}, "Dit adres kan niet."),
        ({"url": "https://voorbeeld.nl"}, "Kies een of meer meldingen."),
        ({"url": "https://voorbeeld.nl", "events": ["case.opened"]}, "case.opened"),
        ({"events": ["poll.opened"]}, "Vul het adres in."),
        ({"url": "https://voorbeeld.nl/" + "x" * 400, "events": ["poll.opened"]}, "300"),
        ({"url": "https://voorbeeld.nl/\x00", "events": ["poll.opened"]}, ""),
    ],
)
def test_what_is_wrong_is_told(coordinator, sent, reason):
    _swv, _person, client = coordinator
    page = client.post("/toegang/meldingen/", sent)
    assert page.status_code == 422
    assert reason in page.content.decode()
    assert Hook._base_manager.count() == 0


def test_another_swv_and_another_role_find_nothing(coordinator, receiver):
    swv, person, _client = coordinator
    hook, _secret = hook_for(receiver, tenant=swv.pk)
    other = make_swv()
    stranger = make_staff(other, Role.COORDINATOR, account=True)
    ib = make_staff(swv, Role.IB, make_school(swv), account=True)
    for who, expected in ((stranger, 404), (ib, 403)):
        client = Client()
        client.force_login(who.user)
        for what in ("weg", "proef"):
            assert client.post(f"/toegang/meldingen/{hook.pk}/{what}/").status_code == expected
    client = Client()
    client.force_login(stranger.user)
    assert receiver.url not in client.get("/toegang/meldingen/").content.decode()
    with scope(swv=swv.pk), pytest.raises(NotAllowed):
        webhooks.end_hook(actor=make_actor(ib), hook_id=hook.pk, now=NOW)
    with scope(swv=swv.pk):
        for _ in range(rules.MOST_HOOKS - 1):
            webhooks.add_hook(actor=make_actor(person), url=receiver.url, events=["a"], known=["a"], now=NOW)
        with pytest.raises(webhooks.TooManyHooks):
            webhooks.add_hook(actor=make_actor(person), url=receiver.url, events=["a"], known=["a"], now=NOW)
