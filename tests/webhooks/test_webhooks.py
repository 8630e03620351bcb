"""Telling other systems: signed, to be believed; a row first, not to be lost; nothing about people."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from django.db import connection, transaction
from django_scopes import scope, scopes_disabled
from hypothesis import given
from hypothesis import strategies as st

from integrations.webhooks import rules, sending, services
from integrations.webhooks.models import Delivery, DeliveryState, Hook
from planning.polls import services as polls
from planning.polls import telling
from tests.meetings.table import CANARY, lay
from tests.polls.test_services import ask, say
from tests.webhooks.receiver import NOW, SWV, genuine, hook_for, listening
from tests.workers import database_url

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def post(key="a", event=telling.OPENED, **data):
    with transaction.atomic():
        return services.post(tenant_id=SWV, event=event, key=key, data={"poll": "p1", **data}, now=NOW)


def rows():
    with scopes_disabled():
        return list(Delivery.objects.order_by("created_at", "pk").select_related("hook"))


def the_one():
    (found,) = rows()
    return found


# --- The signature ----------------------------------------------------------------------------------------------------
def test_the_example_of_the_specification():
    """Standard Webhooks' own test vector."""
    found = rules.sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=1614265330,
        content='{"test": 2432232314}',
    )
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.text(max_size=200), st.integers(0, 2**40))
def test_any_content_is_signed_and_another_is_not(content, at):
    secret = rules.new_secret()
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(at)}
    headers["webhook-signature"] = rules.sign(secret, message_id="msg_1", at=at, content=content)
    assert genuine(secret, headers, content.encode(), now=at)
    assert not genuine(secret, headers, content.encode() + b" ", now=at)
    assert not genuine(rules.new_secret(), headers, content.encode(), now=at)
    assert not genuine(secret, headers, content.encode(), now=at + 301)


@given(st.integers(1, 200), st.text(max_size=20))
def test_waiting_grows_and_ends_at_some_hours(attempts, key):
    now, later = rules.wait(attempts=attempts, key=key), rules.wait(attempts=attempts + 1, key=key)
    assert dt.timedelta(seconds=10) <= now <= later <= dt.timedelta(hours=4.8)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("999999999999", 86400),
        ("Tue, 03 Nov 2026 10:05:00 GMT", 300),
        ("Mon, 02 Nov 2026 10:00:00 GMT", 0),
        ("Fri, 01 Jan 2100 00:00:00 GMT", 86400),
        ("", None),
        ("-5", None),
        ("straks", None),
        ("٣", None),
    ],
)
def test_retry_after(said, seconds):
    assert rules.asked_wait(said, now=NOW) == (None if seconds is None else dt.timedelta(seconds=seconds))


# --- One delivery -----------------------------------------------------------------------------------------------------
def test_an_event_arrives_signed_with_a_stable_id(receiver, django_capture_on_commit_callbacks):
    hook, secret = hook_for(receiver)
    with django_capture_on_commit_callbacks(execute=True):
        assert post(answered=2) == 1
        assert receiver.got == []  # not before the commit
    row = the_one()
    assert (row.state, row.last_word, row.attempts) == (DeliveryState.DONE, "antwoord 204", 1)
    ((headers, body),) = receiver.got
    assert headers["webhook-id"] == f"msg_{row.pk.hex}"
    assert genuine(secret, headers, body, now=time.time())
    assert json.loads(body) == {
        "type": "poll.opened",
        "timestamp": "2026-11-03T10:00:00+00:00",
        "data": {"poll": "p1", "answered": 2},
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM webhooks_hook")
        assert secret.removeprefix("whsec_") not in cursor.fetchone()[0]
    assert str(hook) == str(hook.pk)


def test_only_who_asked_and_only_once(receiver):
    hook_for(receiver, telling.SETTLED)
    hook_for(receiver, telling.OPENED, tenant=uuid.UUID(int=8))
    assert post() == 0
    hook_for(receiver, telling.OPENED)
    assert (post(), post(), post(key="b")) == (1, 0, 1)
    assert {row.tenant_id for row in rows()} == {SWV}


def test_what_is_rolled_back_is_not_told(receiver):
    hook_for(receiver)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post()
        raise ZeroDivisionError
    assert rows() == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [(500, "antwoord 500"), (302, "antwoord 302"), (401, "antwoord 401"), ("hangup", "geen verbinding")],
)
def test_whatever_is_no_yes_is_tried_again_with_the_same_id(receiver, answer, said):
    _hook, secret = hook_for(receiver)
    post()
    receiver.answers, receiver.headers_out = [answer], {"Location": receiver.origin + "/elders"}
    assert not services.deliver(the_one().pk, now=NOW)
    row = the_one()
    assert row.state == DeliveryState.WAITING
    assert row.last_word.startswith(said)
    assert row.not_before >= NOW + dt.timedelta(seconds=10)
    assert services.sweep(now=NOW) == 0  # not yet
    assert services.sweep(now=row.not_before) == 1
    assert [headers["webhook-id"] for headers, _body in receiver.got] == [
        f"msg_{row.pk.hex}"
    ] * 2  # no redirect followed
    assert receiver.got[0][1] == receiver.got[1][1]
    assert genuine(secret, *receiver.got[1], now=row.not_before.timestamp())


def test_too_many_waits_as_long_as_was_asked_and_holds_up_the_rest(receiver):
    hook_for(receiver)
    post(), post(key="b")
    receiver.answers, receiver.headers_out = [429], {"Retry-After": "3600"}
    assert services.sweep(now=NOW) == 0
    assert len(receiver.got) == 1
    assert services.sweep(now=NOW + dt.timedelta(minutes=59)) == 0
    receiver.headers_out = {}
    assert services.sweep(now=NOW + dt.timedelta(minutes=61)) == 2


def test_an_answer_that_never_ends_is_not_read(receiver):
    hook_for(receiver)
    post()
    receiver.answers = ["huge"]
    began = time.monotonic()
    assert services.deliver(the_one().pk, now=NOW)
    assert time.monotonic() - began < 10


def test_silence_ends_with_the_time_out(receiver, monkeypatch):
    monkeypatch.setattr(sending, "ANSWER_SECONDS", 0.5)
    hook_for(receiver)
    post()
    receiver.answers = ["silent"]
    assert not services.deliver(the_one().pk, now=NOW)
    assert the_one().last_word == "geen antwoord binnen de tijd"


def test_gone_ends_the_address(receiver):
    hook, _secret = hook_for(receiver)
    post(), post(key="b")
    receiver.answers = [410]
    services.sweep(now=NOW)
    with scope(swv=SWV):
        assert Hook.objects.get(pk=hook.pk).ended_at >= NOW
    assert {row.state for row in rows()} == {DeliveryState.FAILED}
    assert post(key="c") == 0
    assert not services.retry(tenant_id=SWV, delivery_id=rows()[0].pk, now=NOW)


def test_an_address_that_fails_and_fails_rests_while_others_go_on(receiver):
    with listening() as broken:
        from django.conf import settings

        settings.WEBHOOK_INSIDE = [receiver.origin, broken.origin]
        hook_for(broken), hook_for(receiver)
        broken.answers = [503] * 100
        for number in range(12):
            post(key=str(number))
        assert services.sweep(now=NOW) == 12
        assert len(broken.got) == rules.REST_AFTER
        with scopes_disabled():
            resting = Hook.objects.get(url=broken.url)
        assert resting.rests_until > NOW
        assert services.sweep(now=NOW + dt.timedelta(seconds=30)) == 0
        assert len(broken.got) == rules.REST_AFTER
        broken.answers = []
        assert services.sweep(now=NOW + dt.timedelta(hours=10)) == 12  # nothing was lost
        with scopes_disabled():
            assert (Hook.objects.get(pk=resting.pk).failures, Hook.objects.get(pk=resting.pk).rests_until) == (0, None)


def test_giving_up_is_visible_and_can_be_tried_again(receiver):
    hook_for(receiver)
    post()
    with scopes_disabled():
        Delivery.objects.update(attempts=rules.MAX_ATTEMPTS - 1)
    receiver.answers = [500]
    services.deliver(the_one().pk, now=NOW)
    assert the_one().state == DeliveryState.FAILED
    assert services.sweep(now=NOW + dt.timedelta(days=2)) == 0
    assert services.retry(tenant_id=SWV, delivery_id=the_one().pk, now=NOW)
    assert not services.retry(tenant_id=SWV, delivery_id=the_one().pk, now=NOW)
    assert services.sweep(now=NOW) == 1


def test_old_news_is_forgotten(receiver):
    hook_for(receiver)
    post()
    services.sweep(now=NOW)
    services.sweep(now=NOW + rules.KEEP + dt.timedelta(days=1))
    assert rows() == []


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_after_the_answer_tells_it_again_with_the_same_id(receiver, tmp_path):
    hook_for(receiver)
    post()
    with scopes_disabled():
        Delivery.objects.update(state=DeliveryState.WAITING, attempts=0, not_before=NOW)
    receiver.got.clear()
    receiver.answers = ["silent"]
    clean = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.webhooks.worker", str(the_one().pk)],
        cwd=ROOT,
        env={
            **clean,
            "DJANGO_SETTINGS_MODULE": "scheduler.settings",
            "DATABASE_URL": database_url(),
            "DATA_DIR": str(tmp_path),
            "WEBHOOK_INSIDE": receiver.origin,
            "NOW": NOW.isoformat(),
        },
    )
    try:
        ends = time.monotonic() + 120
        while not receiver.got and time.monotonic() < ends:
            time.sleep(0.1)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
    assert the_one().state == DeliveryState.SENDING
    assert services.sweep(now=NOW + dt.timedelta(minutes=1)) == 0
    assert services.sweep(now=NOW + rules.STUCK_AFTER + dt.timedelta(minutes=1)) == 1
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1
    assert len(receiver.got) == 2


# --- Where it may go --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "url",
    [
        "http://voorbeeld.nl/",
        "https://voorbeeld.nl:8443/",
        "https://wie:wat@voorbeeld.nl/",
        "ftp://voorbeeld.nl/",
        "voorbeeld.nl",
        "https://",
        "https://[::1",
        "javascript:alert(1)",
    ],
)
def test_an_address_that_cannot_be_right_is_refused(url):
    with pytest.raises(services.BadAddress):
        services.register(tenant_id=SWV, url=url, events=[telling.OPENED], now=NOW)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "[::1]", "0x7f000001"])
def test_an_address_inside_is_never_connected_to(receiver, settings, host):
    settings.WEBHOOK_INSIDE = []
    services.register(tenant_id=SWV, url=f"https://{host}/", events=[telling.OPENED], now=NOW)
    post()
    assert not services.deliver(the_one().pk, now=NOW)
    assert the_one().last_word in {"forbidden_address", "geen verbinding (ConnectionError)"}
    assert receiver.got == []


# --- What is told of polls --------------------------------------------------------------------------------------------
@pytest.fixture
def table(db):
    found = lay()
    with scope(swv=found.swv.pk):
        yield found


def test_a_poll_tells_ids_and_counts_and_nothing_about_people(table, receiver):
    hook_for(receiver, tenant=table.swv.pk)
    poll = ask(table)
    say(poll, table.mother, "yes", "no", "ifneeded")
    say(poll, table.gw, "yes", "yes", "yes")
    option = poll.options.order_by("start")[0]
    polls.choose_date(actor=table.actor, poll_id=poll.pk, option_id=option.pk, knowingly=True, now=NOW)
    services.sweep(now=NOW + dt.timedelta(days=400))
    told = sorted(
        receiver.messages(), key=lambda row: (row["type"] != "poll.opened", row["type"], row["data"]["answered"])
    )
    assert [(row["type"], row["data"]["asked"], row["data"]["answered"]) for row in told] == [
        ("poll.opened", 5, 0),
        ("poll.answered", 5, 1),
        ("poll.answered", 5, 2),
        ("poll.settled", 5, 2),
    ]
    assert told[-1]["data"] == {
        "poll": str(poll.pk),
        "meeting": str(poll.meeting_id),
        "state": "settled",
        "options": 3,
        "asked": 5,
        "answered": 2,
        "chosen": str(option.pk),
    }
    everything = b"".join(body for _headers, body in receiver.got).decode()
    names = [CANARY, *(who.last_name for who in (table.ib, table.gw, table.jp)), "Marie", "Ferhat", table.school.name]
    assert [name for name in names if name in everything] == []
