"""Taking a mail is one transaction with all that follows from it: once, also when a process dies in the middle."""

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import override_settings

from integrations.mailbox import reading, services
from integrations.mailbox.models import TakenMail
from integrations.mailbox.services import MAX_ATTEMPTS, NotTaken, digest_of, take
from integrations.mailbox.signals import UNCLAIMED, other_mail
from integrations.mailbox.types import Taken

NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)
MAIL = b"From: samira@example.org\r\nMessage-ID: <1@mail.example.org>\r\nReceived: by a\r\n\r\nHoi\r\n"


@pytest.fixture
def told():
    """Who listens to other mail, alone."""
    kept, other_mail.receivers = other_mail.receivers, []
    other_mail.sender_receivers_cache.clear()
    heard = []

    def hear(*, mail, **_):
        heard.append(mail)
        return answers.pop() if answers else None

    answers: list[object] = []
    hear.answers = answers
    hear.heard = heard
    other_mail.connect(hear)
    yield hear
    other_mail.receivers = kept
    other_mail.sender_receivers_cache.clear()


@pytest.mark.django_db
def test_the_same_mail_is_taken_once_whatever_way_it_comes(told):
    assert take(MAIL, tenant_id=None, now=NOW) == Taken.NEW
    again = MAIL.replace(b"Received: by a", b"Received: by b\r\nDelivered-To: x@y.nl").replace(b"\r\n", b"\n")
    assert take(again, tenant_id=None, now=NOW) == Taken.KNOWN
    assert len(told.heard) == 1


@pytest.mark.django_db
def test_another_mail_with_a_known_message_id_is_another_mail(told):
    take(MAIL, tenant_id=None, now=NOW)
    assert take(MAIL.replace(b"Hoi", b"Nee"), tenant_id=None, now=NOW) == Taken.NEW
    assert digest_of(b"no head") != digest_of(b"another")


@pytest.mark.django_db
def test_what_is_nobodys_is_said(told):
    told.answers.append(UNCLAIMED)
    assert take(MAIL, tenant_id=None, now=NOW) == Taken.NOBODYS


@pytest.mark.django_db(transaction=True)
def test_a_room_that_fails_leaves_nothing_and_in_the_end_a_person_sees_it(told):
    def fail(**_):
        TakenMail.objects.create(digest="written by a room", first_at=NOW)
        raise RuntimeError("Merel")

    other_mail.connect(fail)
    for _ in range(MAX_ATTEMPTS - 1):
        with pytest.raises(NotTaken):
            take(MAIL, tenant_id=None, now=NOW)
    assert not TakenMail.objects.filter(digest="written by a room").exists()
    assert TakenMail.objects.get().taken_at is None
    other_mail.disconnect(fail)
    told.heard.clear()
    other_mail.connect(broken := lambda *, mail, **_: 1 / 0 if mail.kind == "human" else None, weak=False)
    assert take(MAIL, tenant_id=None, now=NOW) == Taken.NEW
    assert told.heard[-1].kind == "unreadable"
    assert take(MAIL, tenant_id=None, now=NOW) == Taken.KNOWN
    other_mail.disconnect(broken)


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_mail(told):
    found = []
    gate = threading.Barrier(2)

    def work():
        gate.wait()
        found.append(take(MAIL, tenant_id=None, now=NOW))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(found) == [Taken.KNOWN, Taken.NEW]
    assert len(told.heard) == 1


@pytest.mark.django_db
def test_prints_are_forgotten(told):
    take(MAIL, tenant_id=None, now=NOW)
    assert services.forget_old_prints(now=NOW) == 0
    assert services.forget_old_prints(now=NOW.replace(year=2028)) == 1


@pytest.mark.django_db
def test_the_sweep_reads_the_mailbox_of_the_settings(told, dovecot):
    from integrations.mailbox.tasks import look

    look()  # no mailbox in the settings: nothing happens
    dovecot.put(MAIL)
    with override_settings(IMAP_URL=dovecot.url(), IMAP_CA=dovecot.ca):
        look()
        assert [mail.kind for mail in told.heard] == ["human"]
        assert reading.state()["trouble"] is None
    with override_settings(IMAP_URL="imap+plain://a:b@127.0.0.1:1"):
        look()
    assert reading.state()["trouble"] == "connect"


ROOT = Path(__file__).resolve().parents[2]
# A process of its own that reads as the command does; it says how far it is, and waits there when it is told to.
READER = """
import sys, time, django
django.setup()
from django.core.management import call_command
from django.utils import timezone
from integrations.mailbox import services
from integrations.mailbox.imap import provider
from integrations.mailbox.imap.client import account_from
from integrations.mailbox.models import TakenMail
from integrations.mailbox.signals import other_mail
call_command("migrate", "mailbox", verbosity=0)
other_mail.receivers = []
where = sys.argv[3]
def at(place):
    if where == place:
        print(place, flush=True)
        time.sleep(60)
def room(*, mail, **_):
    TakenMail.objects.create(digest="effect of " + mail.message_id, first_at=timezone.now())
    at("before the commit")
other_mail.connect(room)
def take(raw):
    what = services.take(raw, tenant_id=None, now=timezone.now())
    at("before the mark")
    return what
read = provider.look(account_from(sys.argv[1], ca=sys.argv[2]), take)
print(read.taken, read.known, TakenMail.objects.filter(digest__startswith="effect").count(), flush=True)
"""


def test_kill_9_in_the_middle_loses_nothing_and_doubles_nothing(dovecot, tmp_path):
    """Once before the commit, once between the commit and the mark: at the end each mail counted once."""
    env = {
        **{key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}},
        "DJANGO_SETTINGS_MODULE": "scheduler.settings",
        "DATA_DIR": str(tmp_path),
    }
    dovecot.put(*(MAIL.replace(b"<1@", b"<%d@" % number) for number in range(3)))

    def reader(where: str) -> subprocess.Popen[str]:
        arguments = [sys.executable, "-c", READER, dovecot.url(), dovecot.ca, where]
        return subprocess.Popen(arguments, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)

    for where in ("before the commit", "before the mark"):
        killed = reader(where)
        assert killed.stdout is not None
        assert killed.stdout.readline() == f"{where}\n"
        killed.send_signal(signal.SIGKILL)
        killed.wait(10)
        assert not any("AanTafel" in line for line in dovecot.flags())
    out, _ = reader("nowhere").communicate(timeout=60)
    assert out == "2 1 3\n"  # two taken now, one known already, each with its effect once
    assert all("AanTafel" in line for line in dovecot.flags())
