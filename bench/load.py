"""A small load generator: some connections that stay open, each asking the next thing as soon as it has an answer."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

TIMEOUT = 30.0


@dataclass(slots=True)
class Answer:
    """One HTTP answer: its status, headers in lower case, body, and how many bytes came over the wire."""

    status: int
    headers: dict[str, str]
    cookies: dict[str, str]
    body: bytes
    wire: int


class Connection:
    """One HTTP/1.1 connection that is kept; opened again where the server closed it meanwhile."""

    def __init__(self, host: str, port: int) -> None:
        self.address = (host, port)
        self.socket: socket.socket | None = None

    def ask(self, request: bytes) -> Answer:
        """Send a whole request and read its answer. Raises OSError when the server is away."""
        for last in (False, True):
            fresh = self.socket is None
            try:
                return self._ask(request)
            except ConnectionError:
                self.close()
                if last or fresh:
                    raise
        raise AssertionError

    def close(self) -> None:
        """Let go."""
        if self.socket is not None:
            self.socket.close()
        self.socket = None

    def _ask(self, request: bytes) -> Answer:
        if self.socket is None:
            self.socket = socket.create_connection(self.address, timeout=TIMEOUT)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        got = b""
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self._more()
        lines = got[:end].decode("latin-1").split("\r\n")
        pairs = [line.partition(": ")[::2] for line in lines[1:]]
        headers = {name.lower(): value for name, value in pairs}
        cookies = dict(
            value.partition(";")[0].partition("=")[::2] for name, value in pairs if name.lower() == "set-cookie"
        )
        whole = end + 4 + int(headers.get("content-length", 0))
        while len(got) < whole:
            got += self._more()
        if headers.get("connection") == "close":
            self.close()
        return Answer(int(lines[0].split()[1]), headers, cookies, got[end + 4 : whole], whole)

    def _more(self) -> bytes:
        part = self.socket.recv(65536) if self.socket is not None else b""
        if not part:
            raise ConnectionResetError
        return part


@dataclass(slots=True)
class Burst:
    """What one burst came to."""

    seconds: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many answers."""
        return sum(self.statuses.values())

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.count / self.seconds


def burst(connections: Sequence[Connection], requests: Sequence[bytes], *, seconds: float) -> Burst:
    """Ask the requests round and round over all connections for so long."""
    found, lock = Burst(), threading.Lock()
    turn: Iterator[bytes] = itertools.cycle(requests)
    began = time.perf_counter()

    def run(connection: Connection) -> None:
        while time.perf_counter() - began < seconds:
            with lock:
                request = next(turn)
            status = connection.ask(request).status
            with lock:
                found.statuses[status] = found.statuses.get(status, 0) + 1

    threads = [threading.Thread(target=run, args=(one,)) for one in connections]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.seconds = time.perf_counter() - began
    return found
