"""Offer bytes to clamd and read what it says (clamd(8), the command INSTREAM). Nothing is written to disk here."""

from __future__ import annotations

import contextlib
import socket
import struct
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

PORT = 3310
_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096


class ScannerAway(Exception):  # named after what happened
    """No answer that can be trusted: not there, too slow, or something else than clamd."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """Where clamd listens: a socket on this machine, or a host and port of the own network."""

    path: str = ""
    host: str = ""
    port: int = PORT
    seconds: float = 30.0  # for the whole conversation


def scanner_at(url: str) -> Scanner:
    """From `unix:///run/clamav/clamd.ctl` or `tcp://host:3310`. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme == "unix" and parts.path:
        return Scanner(path=parts.path)
    if parts.scheme == "tcp" and parts.hostname:
        return Scanner(host=parts.hostname, port=parts.port or PORT)
    raise ValueError("unix:///… or tcp://host:port")


def virus_in(data: bytes, *, scanner: Scanner) -> str:
    """The name of what was found, or "" when it is clean. Raises ScannerAway: no answer is no yes (S19)."""
    answer = _talk(scanner, b"zINSTREAM\0", data)
    # "stream: OK" or "stream: Eicar-Signature FOUND"; all else is trouble, as in "INSTREAM size limit exceeded. ERROR".
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND").strip() or "?"
    raise ScannerAway(answer[:100])


def version_of(scanner: Scanner) -> str:
    """What it calls itself, with the age of its list of viruses. Raises ScannerAway."""
    answer = _talk(scanner, b"zVERSION\0", None)
    if not answer.startswith("ClamAV"):
        raise ScannerAway(answer[:100])
    return answer


def _talk(scanner: Scanner, command: bytes, data: bytes | None) -> str:
    until = time.monotonic() + scanner.seconds
    try:
        with contextlib.closing(_connect(scanner)) as line:
            line.sendall(command)
            try:
                for at in range(0, len(data or b""), _CHUNK):
                    part = (data or b"")[at : at + _CHUNK]
                    line.settimeout(_left(until))
                    line.sendall(struct.pack("!L", len(part)) + part)
                if data is not None:
                    line.sendall(struct.pack("!L", 0))
            except (BrokenPipeError, ConnectionResetError):
                pass  # it may say why before it hangs up
            return _answer(line, until)
    except (OSError, UnicodeDecodeError) as wrong:
        raise ScannerAway(type(wrong).__name__) from wrong


def _connect(scanner: Scanner) -> socket.socket:
    if not scanner.path:
        return socket.create_connection((scanner.host, scanner.port), timeout=scanner.seconds)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(scanner.seconds)
    try:
        line.connect(scanner.path)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket, until: float) -> str:
    """Up to the closing NUL; a drip or a flood is no answer."""
    found = b""
    while b"\0" not in found and len(found) <= _LONGEST_ANSWER:
        line.settimeout(_left(until))
        part = line.recv(1024)
        if not part:
            break
        found += part
    if b"\0" not in found:
        raise ScannerAway("half an answer")
    return found.partition(b"\0")[0].decode("utf-8").strip()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise ScannerAway("too slow")
    return left
