"""A real IMAP server (Debian's dovecot) with a configuration and ports of its own, and one that misbehaves."""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
import imaplib
import os
import pwd
import shutil
import signal
import socket
import socketserver
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from integrations.mailbox.imap.client import Account, account_from

DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
PASSWORD = "ge heim/@"


@dataclass
class Dovecot:
    """A running server. `stop` and `start` are what an administrator does in the middle of a day."""

    home: Path
    imaps: int
    imap: int
    config: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def ca(self) -> str:
        return str(self.home / "cert.pem")

    def url(self, scheme: str = "imaps") -> str:
        port = self.imaps if scheme == "imaps" else self.imap
        return f"{scheme}://planner%40tafel.example:ge%20heim%2F%40@localhost:{port}/INBOX"

    def account(self, *, done: str = "", scheme: str = "imaps") -> Account:
        return account_from(self.url(scheme), done=done, ca=self.ca)

    def start(self) -> None:
        command = [str(DOVECOT), "-F", "-c", str(self.config)]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
        until = time.monotonic() + 15
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.imaps), timeout=1):
                return
            time.sleep(0.05)
        pytest.fail((self.home / "log").read_text() if (self.home / "log").exists() else "dovecot does not start")

    def stop(self) -> None:
        """All of it at once: the processes that hold connections would stay for ten seconds after the first one."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(timeout=10)
            self.process = None
            until = time.monotonic() + 10
            while time.monotonic() < until and _answers(self.imaps):
                time.sleep(0.05)

    @contextlib.contextmanager
    def as_owner(self, folder: str = "INBOX") -> Iterator[imaplib.IMAP4_SSL]:
        """What a person with a mail program of their own does to the same mailbox."""
        imap = imaplib.IMAP4_SSL("localhost", self.imaps, ssl_context=ssl.create_default_context(cafile=self.ca))
        imap.login("planner@tafel.example", PASSWORD)
        imap.select(folder)
        try:
            yield imap
        finally:
            imap.logout()

    def put(self, *mails: bytes, folder: str = "INBOX") -> None:
        with self.as_owner() as imap:
            for mail in mails:
                kind, _ = imap.append(folder, None, None, mail)
                assert kind == "OK"

    def flags(self, folder: str = "INBOX") -> list[str]:
        """The flags of each mail, in order."""
        with self.as_owner(folder) as imap:
            if not imap.search(None, "ALL")[1][0]:
                return []
            _, found = imap.fetch("1:*", "(FLAGS)")
            return [line.decode() for line in found if line]


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        socks = [stack.enter_context(socket.socket()) for _ in range(count)]
        for sock in socks:
            sock.bind(("127.0.0.1", 0))
        return [sock.getsockname()[1] for sock in socks]


def _certificate(home: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    cert = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (home / "cert.pem").write_bytes(cert.public_bytes(pem))
    (home / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


@pytest.fixture(scope="session")
def dovecot_once() -> Iterator[Dovecot]:
    if DOVECOT is None:
        pytest.skip("dovecot is not here: apt-get install dovecot-imapd")
    home = Path(tempfile.mkdtemp(prefix="dovecot-"))
    home.chmod(0o755)  # the server's own users go through it
    root = os.geteuid() == 0
    me = getpass.getuser()
    owner = pwd.getpwnam("mail" if root else me)
    mail = home / "mail"
    mail.mkdir()
    if root:
        os.chown(mail, owner.pw_uid, owner.pw_gid)
    (home / "users").write_text(f"planner@tafel.example:{{PLAIN}}{PASSWORD}\n")
    _certificate(home)
    imaps, imap = _free_ports(2)
    config = home / "dovecot.conf"
    users = "" if root else f"default_internal_user = {me}\ndefault_login_user = {me}\ndefault_internal_group = {me}\n"
    config.write_text(
        f"""base_dir = {home}/run
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = yes
mail_location = maildir:{mail}
mailbox_list_index = no
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = {home}/users
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={mail}
}}
{users}service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""
    )
    server = Dovecot(home=home, imaps=imaps, imap=imap, config=config)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def dovecot(dovecot_once: Dovecot) -> Dovecot:
    """The server with an empty mailbox."""
    if dovecot_once.process is None:
        dovecot_once.start()
    with dovecot_once.as_owner() as imap:
        if imap.search(None, "ALL")[1][0]:
            imap.store("1:*", "+FLAGS.SILENT", "(\\Deleted)")
            imap.expunge()
        imap.delete("Verwerkt")
        imap.create("Verwerkt")
    return dovecot_once


Line = Callable[["Conversation", bytes, bytes], None]


@dataclass
class Conversation:
    """One connection to the server below."""

    out: Callable[[bytes], object]

    def say(self, *lines: bytes) -> None:
        for line in lines:
            self.out(line + b"\r\n")


@dataclass
class Misbehaving:
    """A small IMAP server: `answers` says what comes after a command, by its name; the rest is as it should be."""

    greeting: bytes = b"* OK [CAPABILITY IMAP4rev1 IDLE] here"
    answers: dict[bytes, Line] = field(default_factory=dict)
    seen: list[bytes] = field(default_factory=list)
    port: int = 0
    connections: int = 0

    def account(self, **more: object) -> Account:
        found = {"timeout": 1.0, "patience": 3.0, **more}
        return Account("127.0.0.1", self.port, "planner", "geheim", tls="none", **found)  # type: ignore[arg-type]


def _usual(conversation: Conversation, tag: bytes, name: bytes, rest: bytes) -> None:
    if name == b"CAPABILITY":
        conversation.say(b"* CAPABILITY IMAP4rev1 IDLE")
    if name == b"SELECT":
        conversation.say(b"* 1 EXISTS", b"* OK [PERMANENTFLAGS (\\Seen \\*)] ok")
    if name == b"UID" and rest.startswith(b"SEARCH"):
        conversation.say(b"* SEARCH 7")
    if name == b"UID" and rest.startswith(b"FETCH"):
        conversation.say(b"* 1 FETCH (UID 7 BODY[]<0> {14}", b"From: a@b.nl\r\n)")
    conversation.say(tag + b" OK done")


@pytest.fixture
def misbehaving() -> Iterator[Misbehaving]:
    server = Misbehaving()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            server.connections += 1
            conversation = Conversation(out=self.wfile.write)
            with contextlib.suppress(OSError):
                conversation.say(server.greeting)
                for line in self.rfile:
                    tag, _, command = line.strip().partition(b" ")
                    name, _, rest = command.partition(b" ")
                    name = name.upper()
                    server.seen.append(name + (b" " + rest.split(b" ")[0] if name == b"UID" else b""))
                    key = server.seen[-1]
                    if key in server.answers:
                        server.answers[key](conversation, tag, rest)
                    else:
                        _usual(conversation, tag, name, rest)
                    if name == b"LOGOUT":
                        return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass

    with Server(("127.0.0.1", 0), Handler) as running:
        server.port = running.server_address[1]
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        running.shutdown()
        thread.join()
