"""`manage.py read_mail`: reads, says how it went, and stops when it is asked to."""

import os
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test.utils import override_settings

ROOT = Path(__file__).resolve().parents[2]


def test_without_a_mailbox_it_says_so():
    with pytest.raises(CommandError, match="IMAP_URL is niet gezet"):
        call_command("read_mail")
    with override_settings(IMAP_URL="http://x"), pytest.raises(CommandError, match="imaps://"):
        call_command("read_mail")


@pytest.mark.django_db
def test_once(dovecot):
    with override_settings(IMAP_URL=dovecot.url(), IMAP_CA=dovecot.ca):
        call_command("read_mail", "--once", stdout=(said := StringIO()))
    assert said.getvalue() == "0 berichten gelezen, 0 waren al bekend, 0 bleven liggen.\n"
    with override_settings(IMAP_URL=dovecot.url()), pytest.raises(CommandError, match="tls"):
        call_command("read_mail", "--once")


def test_it_stops_at_once_when_asked_while_it_waits_for_news(dovecot, tmp_path):
    env = {
        **{key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}},
        **{"DATA_DIR": str(tmp_path), "IMAP_URL": dovecot.url(), "IMAP_CA": dovecot.ca},
    }
    arguments = [sys.executable, "manage.py", "read_mail"]
    with subprocess.Popen(arguments, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "De postbus wordt gelezen.\n"
        time.sleep(1)  # time enough to log in and wait
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
