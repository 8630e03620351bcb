"""A clamd that speaks the protocol, and can misbehave: a real socket with a real conversation."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator

from integrations.connections.scanner import EICAR


class FakeClamd:
    """`mood` says how it behaves; `seen` holds what it was offered."""

    def __init__(self) -> None:
        self.mood = "well"
        self.seen: list[bytes] = []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self.door.getsockname()[1]}"
        self.open = True
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while self.open:
            with contextlib.suppress(OSError):
                line, _address = self.door.accept()
                threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError), line:
            line.settimeout(5)
            command = self._until_nul(line)
            if self.mood == "hangs up":
                return
            if command == b"zVERSION":
                line.sendall(b"ClamAV 1.5.1/27830/Sat Nov 28 2026\0")
                return
            data = self._stream(line)
            if data is None:
                line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
            self.seen.append(data)
            found = EICAR in data and self.mood != "blind"
            answer = b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0"
            self._say(line, answer)

    def _say(self, line: socket.socket, answer: bytes) -> None:
        if self.mood == "silent":
            time.sleep(3)
        elif self.mood == "half":
            line.sendall(b"stream: OK")
        elif self.mood == "drips":
            for one in answer:
                line.sendall(bytes([one]))
                time.sleep(0.3)
        elif self.mood == "floods":
            line.sendall(b"x" * 20_000)
        elif self.mood == "another server":
            line.sendall(b"HTTP/1.1 200 OK\r\n\r\n\0")
        elif self.mood == "error":
            line.sendall(b"stream: Can't allocate memory ERROR\0")
        elif self.mood == "rubbish":
            line.sendall(b"\xff\xfe\0")
        else:
            line.sendall(answer)

    def _until_nul(self, line: socket.socket) -> bytes:
        found = b""
        while not found.endswith(b"\0"):
            part = line.recv(1)
            if not part:
                break
            found += part
        return found.rstrip(b"\0")

    def _stream(self, line: socket.socket) -> bytes | None:
        data = b""
        while True:
            (length,) = struct.unpack("!L", self._exactly(line, 4))
            if length == 0:
                return data
            data += self._exactly(line, length)
            if self.mood == "small" and len(data) > 1000:
                return None

    def _exactly(self, line: socket.socket, length: int) -> bytes:
        found = b""
        while len(found) < length:
            part = line.recv(length - len(found))
            if not part:
                raise OSError
            found += part
        return found


@contextlib.contextmanager
def clamd() -> Iterator[FakeClamd]:
    server = FakeClamd()
    try:
        yield server
    finally:
        server.open = False
        server.door.shutdown(socket.SHUT_RDWR)
        server.door.close()
