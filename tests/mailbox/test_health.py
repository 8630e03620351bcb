"""/healthz says whether the mailbox for replies is read, in numbers and codes of our own."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.utils import timezone

from integrations.mailbox import reading
from integrations.mailbox.imap.client import MailboxTrouble
from integrations.mailbox.models import TakenMail

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC)
NOBODY_HOME = "imap+plain://geheim%40tafel.example:wachtwoord@127.0.0.1:1/INBOX"


@pytest.fixture
def at_time(monkeypatch):
    def move(minutes: float = 0) -> None:
        monkeypatch.setattr(timezone, "now", lambda: NOW + dt.timedelta(minutes=minutes))

    move()
    return move


def told(client):
    answer = client.get("/healthz")
    return answer.json()["mailbox"]


def test_without_a_mailbox_all_is_well(client):
    assert told(client) == {"ok": True, "detail": "no mailbox configured"}


@pytest.mark.parametrize("url", ["http://x", "imaps://"])
def test_a_setting_that_is_wrong_is_said_and_not_shown(client, settings, url):
    settings.IMAP_URL = url
    assert told(client) == {"ok": False, "detail": "misconfigured"}


def test_a_mailbox_that_nobody_read_yet(client, settings, at_time):
    settings.IMAP_URL = NOBODY_HOME
    assert told(client) == {"ok": False, "detail": "never read"}
    reading.look()
    assert told(client) == {"ok": False, "detail": "never read", "trouble": "connect"}


def test_it_is_well_for_half_an_hour_after_it_was_read(client, settings, dovecot, at_time):
    settings.IMAP_URL, settings.IMAP_CA = dovecot.url(), dovecot.ca
    reading.look()
    assert told(client) == {"ok": True, "seconds_since_read": 0, "not_taken": 0}
    at_time(30)
    assert told(client) == {"ok": True, "seconds_since_read": 1800, "not_taken": 0}
    at_time(31)
    assert told(client) == {"ok": False, "seconds_since_read": 1860, "not_taken": 0}
    reading.look()
    assert told(client)["ok"]


def test_one_look_that_failed_is_trouble_and_no_illness(client, settings, dovecot, at_time):
    settings.IMAP_URL, settings.IMAP_CA = dovecot.url(), dovecot.ca
    reading.look()
    settings.IMAP_URL = NOBODY_HOME
    at_time(2)
    reading.look()
    assert told(client) == {"ok": True, "seconds_since_read": 120, "not_taken": 0, "trouble": "connect"}
    at_time(40)
    assert told(client)["ok"] is False
    settings.IMAP_URL = dovecot.url()
    reading.look()
    assert "trouble" not in told(client)


def test_mails_that_could_not_be_taken_are_counted(client, settings, at_time):
    settings.IMAP_URL = NOBODY_HOME
    cache.set(reading.LAST_READ, NOW)
    TakenMail.objects.create(digest="a" * 64, attempts=2, first_at=NOW)
    TakenMail.objects.create(digest="b" * 64, attempts=1, first_at=NOW, taken_at=NOW)
    assert told(client)["not_taken"] == 1


def test_nothing_of_the_mailbox_leaks(client, settings, at_time):
    settings.IMAP_URL = NOBODY_HOME
    cache.set(reading.LAST_READ, NOW)
    reading.look()
    body = client.get("/healthz").content.decode()
    for word in ("geheim", "tafel.example", "wachtwoord", "127.0.0.1", "INBOX"):
        assert word not in body


@pytest.mark.parametrize("code", ["connect", "login", "folder", "tls", "slow"])
def test_the_trouble_is_a_code_of_ours(client, settings, at_time, code):
    settings.IMAP_URL = NOBODY_HOME
    cache.set(reading.LAST_READ, NOW)
    reading._remember(MailboxTrouble(code))
    assert told(client)["trouble"] == code
