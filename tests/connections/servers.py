"""Local servers for the checks: an authority with certificates, SMTP, IMAP and DNS that can be told to misbehave."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder: Path, host: str = "localhost", *, days: int = 2) -> tuple[Path, Path]:
    """A certificate that is its own authority, and its key. With `days` below zero it is over."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=9))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert, secret = folder / f"{host}.pem", folder / f"{host}.key"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert, secret


def server_context(files: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    return context


class Refusing:
    """A handler that knows one sender, and keeps what it was sent (nothing, one hopes)."""

    def __init__(self) -> None:
        self.letters: list[object] = []

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address != "planning@swv.example":
            return "553 Sender address rejected"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(envelope)
        return "250 OK"


def _known(server: object, session: object, envelope: object, mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"planning", b"geheim"), handled=False)


@contextmanager
def smtp(context: ssl.SSLContext | None = None, *, implicit: bool = False, login: bool = True) -> Iterator[Controller]:
    """An SMTP server; with a context it offers STARTTLS, or speaks TLS at once."""
    more: dict[str, Any] = {"authenticator": _known, "auth_require_tls": not implicit} if login else {}
    if context is not None and not implicit:
        more |= {"tls_context": context}
    controller = Controller(
        Refusing(),
        hostname="127.0.0.1",
        port=free_port(),
        ssl_context=context if implicit else None,
        server_hostname="localhost",
        **more,
    )
    if implicit:  # its own look whether it runs speaks TLS to a name that the certificate has not
        controller._trigger_server = lambda: _knock(controller.port)  # type: ignore[method-assign]
    controller.start()
    try:
        yield controller
    finally:
        controller.stop()


def _knock(port: int) -> None:
    socket.create_connection(("127.0.0.1", port), timeout=5).close()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def talker(say: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that does one thing to whoever connects."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _who = listening.accept()
            except OSError:
                return
            threading.Thread(target=_quietly, args=(say, line), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        listening.close()


def _quietly(say: Callable[[socket.socket], None], line: socket.socket) -> None:
    with suppress(OSError), line:
        say(line)


@dataclass
class Imap:
    """A small IMAP server: one user, some folders. `seen` holds the commands without their words."""

    port: int = 0
    folders: dict[str, int] = field(default_factory=lambda: {"INBOX": 3, "Verwerkt": 0})
    words: str = "IMAP4rev1 IDLE"
    seen: list[str] = field(default_factory=list)
    instead: Callable[[str], bytes | None] = lambda command: None

    def talk(self, line: socket.socket) -> None:
        stream = line.makefile("rwb")

        def send(text: str) -> None:
            stream.write(text.encode() + b"\r\n")
            stream.flush()

        send("* OK ready")
        for row in stream:
            tag, _, rest = row.decode().strip().partition(" ")
            command, _, words = rest.partition(" ")
            self.seen.append(command.upper())
            other = self.instead(command.upper())
            if other is not None:
                stream.write(other)
                stream.flush()
                return
            self._answer(send, tag, command.upper(), words)

    def _answer(self, send: Callable[[str], None], tag: str, command: str, words: str) -> None:
        if command == "CAPABILITY":
            send(f"* CAPABILITY {self.words}")
        elif command == "LOGIN" and words != '"post" "ge\\"heim"' and words != 'post "ge\\"heim"':
            send(f"{tag} NO [AUTHENTICATIONFAILED] no")
            return
        elif command in {"EXAMINE", "SELECT", "STATUS"}:
            name = words.removesuffix("(MESSAGES)").strip(' "')
            if name not in self.folders:
                send(f"{tag} NO [NONEXISTENT] no such folder")
                return
            send(f"* {self.folders[name]} EXISTS")
        elif command == "LIST":
            for name in self.folders:
                send(f'* LIST (\\HasNoChildren) "/" "{name}"')
        send(f"{tag} OK done")


@contextmanager
def imap(context: ssl.SSLContext | None = None, **more: Any) -> Iterator[Imap]:
    """The server, under TLS from the start when there is a context."""
    found = Imap(**more)

    def say(line: socket.socket) -> None:
        found.talk(context.wrap_socket(line, server_side=True) if context is not None else line)

    with talker(say) as port:
        found.port = port
        yield found


@dataclass
class Names:
    """A DNS server over UDP. `zone` holds texts by (name, kind); what is not there does not exist."""

    port: int = 0
    zone: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    code: int = dns.rcode.NOERROR
    silent: bool = False
    asked: list[str] = field(default_factory=list)

    def txt(self, name: str, *texts: str) -> None:
        """TXT records, cut in pieces of 255 as DNS wants them."""
        cut = [" ".join(f'"{text[at : at + 255]}"' for at in range(0, len(text) or 1, 255)) for text in texts]
        self.zone[(f"{name}.", "TXT")] = cut

    def answer(self, data: bytes) -> bytes | None:
        query = dns.message.from_wire(data)
        question = query.question[0]
        name, kind = str(question.name), dns.rdatatype.to_text(question.rdtype)
        self.asked.append(f"{name} {kind}")
        if self.silent:
            return None
        response = dns.message.make_response(query)
        response.flags |= dns.flags.AA
        response.set_rcode(self.code)
        rows = self.zone.get((name, kind))
        if rows:
            response.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, rows))
        elif self.code == dns.rcode.NOERROR and not any(known == name for known, _kind in self.zone):
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response.to_wire()


@contextmanager
def names() -> Iterator[Names]:
    found = Names()
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind(("127.0.0.1", 0))
    found.port = int(listening.getsockname()[1])

    def serve() -> None:
        while True:
            try:
                data, who = listening.recvfrom(4096)
            except OSError:
                return
            answer = found.answer(data)
            if answer is not None:
                with suppress(OSError):
                    listening.sendto(answer, who)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield found
    finally:
        listening.close()
