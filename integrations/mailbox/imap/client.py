"""One connection to an IMAP server: the few commands that reading a mailbox takes, none of them for ever.

On the standard library's imaplib, which has no IDLE before Python 3.14; here it is thirty lines. What a server says is
hostile: sizes are bounded before anything is read, and a watchdog closes a line that drips.
"""

from __future__ import annotations

import contextlib
import imaplib
import re
import select
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

from integrations.imip.letter import MAX_READ

MAX_LITERAL = MAX_READ + 64 * 1024
"""Bytes of one answer that are read at all. Of a larger mail the first MAX_READ bytes are asked for."""

MAX_LISTED = 500
KEYWORD = "$AanTafel"
"""Set on what was taken. A flag of our own: people who read the same mailbox set and take away \\Seen."""

_FLAGS = re.compile(rb"PERMANENTFLAGS \(([^)]*)\)", re.IGNORECASE)
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_ATOM = re.compile(r'[^"\\\r\n\x00]{1,200}')


class MailboxTrouble(Exception):
    """The mailbox cannot be read now: away, slow, refusing or talking nonsense. The code says which; no text of it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Account:
    """Where the mailbox is. `done` is the folder that taken mail is moved to; "" leaves it, with our own flag.

    `timeout` is seconds for one answer, `patience` for all commands of one round. `ca` is a file with the certificates
    of an own authority, "" for those of the system.
    """

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    tls: str = "implicit"  # or "starttls", or "none" on this machine alone
    done: str = ""
    timeout: float = 30.0
    patience: float = 300.0
    ca: str = ""


def account_from(url: str, *, done: str = "", ca: str = "") -> Account:
    """The account of an address: `imaps://user:password@host[:993]/FOLDER`.

    `imap://` begins in the clear and turns TLS on before anything is said (STARTTLS, RFC 3501 6.2.1); without TLS at
    all (`imap+plain://`) only on this machine. User, password and folder are percent-encoded. Raises ValueError.
    """
    parts = urlsplit(url)
    ways = {"imaps": ("implicit", 993), "imap": ("starttls", 143), "imap+plain": ("none", 143)}
    if parts.scheme not in ways or not parts.hostname or not parts.username:
        msg = "IMAP_URL is not imaps://user:password@host/INBOX."
        raise ValueError(msg)
    tls, port = ways[parts.scheme]
    if tls == "none" and parts.hostname not in _LOOPBACK:
        msg = "IMAP_URL without TLS is for this machine only: use imaps://."
        raise ValueError(msg)
    seconds = {
        name: float(values[0]) for name, values in parse_qs(parts.query).items() if name in {"timeout", "patience"}
    }
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if not _ATOM.fullmatch(folder) or (done and not _ATOM.fullmatch(done)):
        msg = "A folder of IMAP_URL or IMAP_DONE cannot be a name on a server."
        raise ValueError(msg)
    return Account(
        host=parts.hostname,
        port=parts.port or port,
        username=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=folder,
        tls=tls,
        done=done,
        ca=ca,
        **seconds,
    )


class _Bounded(imaplib.IMAP4):
    """Refuses to read more than we want of one answer, and to wait for ever for the greeting."""

    greeting_seconds: ClassVar[float] = 60.0

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        super().open(host, port, timeout)
        self.watchdog = _closing(self.sock, self.greeting_seconds)

    def read(self, size: int) -> bytes:
        if size > MAX_LITERAL:
            raise self.abort("too much")
        return super().read(size)


class _BoundedTls(_Bounded, imaplib.IMAP4_SSL):  # type: ignore[misc]  # typeshed gives the port another default
    pass


class Connection:
    """A mailbox that is open. Every method raises MailboxTrouble, after which the connection is of no use."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._idling = False
        with self._trouble("connect"):
            self._imap = self._open()
        try:
            with self._trouble("login"), self._watched():
                self._imap.login(account.username, account.password)
                # What a server can do, it says in full only to whom it knows.
                self._can = frozenset(
                    word.upper() for line in self._ok(self._imap.capability()) for word in line.split()
                )
            with self._trouble("folder"), self._watched():
                self._ok(self._imap.select(_quoted(account.folder)))
                answer = self._imap.untagged_responses.get("OK", [])
                flags = b" ".join(
                    match[1] for line in answer if isinstance(line, bytes) and (match := _FLAGS.search(line))
                )
                self._keyword = rb"\*" in flags or KEYWORD.encode().lower() in flags.lower()
        except MailboxTrouble:
            self.close()
            raise

    def _open(self) -> imaplib.IMAP4:
        account = self._account
        context = ssl.create_default_context(cafile=account.ca or None)
        imap = (
            _BoundedTls(account.host, account.port, ssl_context=context, timeout=account.timeout)
            if account.tls == "implicit"
            else _Bounded(account.host, account.port, timeout=account.timeout)
        )
        if account.tls == "starttls":
            imap.starttls(ssl_context=context)
        imap.watchdog.cancel()
        return imap

    @property
    def idles(self) -> bool:
        """Whether the server can tell of new mail by itself (RFC 2177)."""
        return b"IDLE" in self._can

    def new(self) -> list[str]:
        """The UIDs of mail that was not taken yet, the oldest first, at most 500."""
        with self._trouble("search"), self._watched():
            self._imap.noop()  # a server tells of what came since only when asked something
            wanted = ("UNKEYWORD", KEYWORD) if self._keyword else ("UNSEEN",)
            found = self._ok(self._imap.uid("SEARCH", "UNDELETED", *wanted))
            uids = {word for line in found if isinstance(line, bytes) for word in line.split() if word.isdigit()}
        return [uid.decode() for uid in sorted(uids, key=int)[:MAX_LISTED]]

    def fetch(self, uid: str) -> bytes | None:
        """The mail, or its first MAX_READ bytes; None when it is gone meanwhile. Does not mark it (PEEK)."""
        with self._trouble("fetch"), self._watched():
            found = self._ok(self._imap.uid("FETCH", uid, f"(UID BODY.PEEK[]<0.{MAX_READ}>)"))
            for item in found:
                if isinstance(item, tuple) and len(item) > 1 and isinstance(item[1], bytes):
                    return item[1]
        return None

    def mark_taken(self, uid: str, *, move: bool = True) -> None:
        """So that it is not given again: our own flag, or Seen where a server keeps no flags of others; then move."""
        with self._trouble("mark"), self._watched():
            flags = f"(\\Seen {KEYWORD})" if self._keyword else "(\\Seen)"
            self._ok(self._imap.uid("STORE", uid, "+FLAGS.SILENT", flags))
            if self._account.done and move:
                self._move(uid)

    def mark_for_a_person(self, uid: str) -> None:
        """What belongs to nobody we know stays where it is, with a star."""
        with self._trouble("mark"), self._watched():
            self._ok(self._imap.uid("STORE", uid, "+FLAGS.SILENT", "(\\Flagged)"))

    def _move(self, uid: str) -> None:
        folder = _quoted(self._account.done)
        if b"MOVE" in self._can:  # RFC 6851
            self._ok(self._imap.uid("MOVE", uid, folder))
            return
        self._ok(self._imap.uid("COPY", uid, folder))
        self._ok(self._imap.uid("STORE", uid, "+FLAGS.SILENT", "(\\Deleted)"))
        if b"UIDPLUS" in self._can:  # without it EXPUNGE would take what others deleted
            self._ok(self._imap.uid("EXPUNGE", uid))

    def wait(self, seconds: float) -> bool:
        """Idle until the server says anything, at most so long; True when it did.

        Anything: a line that is no news costs one search; one that waits unread in a buffer would cost a mail.
        """
        with self._trouble("idle"):
            tag = self._imap._new_tag()  # imaplib has no IDLE of its own before 3.14
            with self._watched():
                self._idling = True
                self._imap.send(tag + b" IDLE\r\n")
                self._until(b"+")
            heard = _readable(self._imap.socket(), seconds)
            with self._watched():
                self._imap.send(b"DONE\r\n")
                self._until(tag)
                self._idling = False
        return heard

    def close(self) -> None:
        """Say goodbye, or just hang up. Never raises."""
        if not self._idling:  # a server that idles hears no LOGOUT, and would be waited for
            with contextlib.suppress(Exception), self._watched(5.0):
                self._imap.logout()
        with contextlib.suppress(Exception):
            self._imap.shutdown()

    def __enter__(self) -> Connection:
        """Open already."""
        return self

    def __exit__(self, *trouble: object) -> None:
        """Close."""
        self.close()

    def _until(self, start: bytes) -> None:
        for _ in range(MAX_LISTED * 4):
            line = self._imap.readline()
            if not line:
                raise self._imap.abort("closed")
            if line.startswith(start):
                if b" NO" in line[:40] or b" BAD" in line[:40]:
                    raise self._imap.error("refused")
                return
        raise self._imap.abort("no end")

    def _ok(self, answer: tuple[str, list[Any]]) -> list[Any]:
        kind, found = answer
        if kind != "OK":
            raise self._imap.error(kind)
        return found

    @contextlib.contextmanager
    def _watched(self, seconds: float | None = None) -> Iterator[None]:
        """A server that sends a byte now and then is closed too: a time-out alone never sees it."""
        timer = _closing(self._imap.socket(), seconds or self._account.patience)
        try:
            yield
        finally:
            timer.cancel()

    @contextlib.contextmanager
    def _trouble(self, code: str) -> Iterator[None]:
        """All that imaplib and the line can raise, as one kind without any text of the server's."""
        try:
            yield
        except MailboxTrouble:
            raise
        except ssl.SSLError as trouble:
            raise MailboxTrouble("tls") from trouble
        except TimeoutError as trouble:
            raise MailboxTrouble("slow") from trouble
        except Exception as trouble:  # a server that talks nonsense makes imaplib raise nearly anything
            raise MailboxTrouble(code) from trouble


def _closing(sock: socket.socket, seconds: float) -> threading.Timer:
    """A timer that closes a line, unless it is stopped in time."""

    def cut() -> None:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    return timer


def _readable(sock: socket.socket, seconds: float) -> bool:
    if isinstance(sock, ssl.SSLSocket) and sock.pending():
        return True
    return bool(select.select([sock], [], [], seconds)[0])


def _quoted(folder: str) -> str:
    return f'"{folder}"'
