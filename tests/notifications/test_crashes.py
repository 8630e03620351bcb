"""kill -9, and servers that are not what they seem: no letter is lost, at most one goes twice, with one Message-ID.

Each worker here is a process of its own on the same database, with the settings read from its own environment.
"""

import datetime as dt
import email
import os
import signal
import ssl
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from notifications.outbox import rules, services
from notifications.outbox.models import LetterState
from tests.notifications.conftest import NOW, Post, free_port
from tests.notifications.outgoing import row, written
from tests.workers import database_url

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
LATER = NOW + rules.STUCK_AFTER + dt.timedelta(minutes=1)


@pytest.fixture
def worker(tmp_path):
    """Start a worker; all that start are ended with the test."""
    started = []

    def start(*words, **env) -> subprocess.Popen:
        clean = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.notifications.worker", *map(str, words)],
            cwd=ROOT,
            env={
                **clean,
                "DJANGO_SETTINGS_MODULE": "scheduler.settings",
                "DATABASE_URL": database_url(),
                "DATA_DIR": str(tmp_path),
                "NOW": NOW.isoformat(),
                **env,
            },
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def killed(process: subprocess.Popen) -> bool:
    return process.wait(timeout=60) == -signal.SIGKILL


def test_killed_between_the_commit_and_the_post(post_office, worker):
    assert killed(worker("post_and_die"))
    assert (row().state, post_office.mails) == (LetterState.WAITING, [])
    assert services.sweep(now=NOW) == 1
    assert len(post_office.mails) == 1


def test_killed_before_data_loses_nothing(post_office, worker, settings):
    process = worker("deliver", written(), EMAIL_URL=f"smtp://127.0.0.1:{settings.EMAIL_PORT}")
    post_office.before["RCPT"] = process.kill
    assert killed(process)
    assert (row().state, post_office.mails) == (LetterState.SENDING, [])
    post_office.before.clear()
    assert services.sweep(now=NOW) == 0, "the worker may still be alive"
    assert services.sweep(now=LATER) == 1
    assert len(post_office.mails) == 1


def test_killed_between_data_and_our_note_sends_one_more_with_the_same_message_id(post_office, worker, settings):
    process = worker("deliver", written(), EMAIL_URL=f"smtp://127.0.0.1:{settings.EMAIL_PORT}")
    post_office.before["DATA"] = process.kill
    assert killed(process)
    assert (row().state, len(post_office.mails)) == (LetterState.SENDING, 1)
    post_office.before.clear()
    assert services.sweep(now=LATER) == 1
    assert services.sweep(now=LATER + dt.timedelta(days=1)) == 0
    assert [email.message_from_bytes(mail)["Message-ID"] for mail in post_office.mails] == [row().message_id] * 2


def test_a_broker_that_is_away_harms_nobody(post_office, worker):
    process = worker("post", CELERY_BROKER_URL=f"redis://127.0.0.1:{free_port()}/0")
    assert process.communicate(timeout=60)[0] == "posted\n"
    assert row().state == LetterState.WAITING
    assert services.sweep(now=NOW) == 1
    assert len(post_office.mails) == 1


# --- EMAIL_URL --------------------------------------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path) -> Path:
    """A key and a certificate for localhost that nobody knows, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - dt.timedelta(days=1))
        .not_valid_after(NOW + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def strict_post_office(certificate):
    """Takes mail over STARTTLS from who knows the password."""
    handler = Post()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    def login(server, session, envelope, mechanism, data):
        return AuthResult(success=(data.login, data.password) == (b"school", b"p@ss/w:rd"), handled=False)

    controller = Controller(
        handler,
        hostname="localhost",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=login,
    )
    controller.start()
    handler.port = controller.port
    yield handler
    controller.stop()


@pytest.mark.parametrize(
    ("password", "known", "state", "says"),
    [
        ("p@ss/w:rd", True, LetterState.SENT, "aangenomen"),
        ("p@ss/w:rd", False, LetterState.WAITING, "SSLCertVerificationError"),  # not the letter's fault
        ("wrong", True, LetterState.WAITING, "535"),  # neither is this
    ],
)
def test_smtp_tls_in_email_url(strict_post_office, certificate, worker, password, known, state, says):
    url = f"smtp+tls://school:{quote(password, safe='')}@localhost:{strict_post_office.port}"
    trust = {"SSL_CERT_FILE": str(certificate)} if known else {}
    process = worker("deliver", written(), EMAIL_URL=url, **trust)
    assert process.communicate(timeout=60)[0] == f"{state == LetterState.SENT}\n"
    assert row().state == state
    assert row().last_word.startswith(says)
    assert len(strict_post_office.mails) == (state == LetterState.SENT)
