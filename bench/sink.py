"""A mail server that takes everything and keeps nothing but Message-IDs: `python -m bench.sink`.

It prints its port, and answers VRFY with how many mails it took and how many Message-IDs there were among them. As lean
as asyncio allows, so that what is measured is who sends; it offers what a plain server does (8BITMIME and SIZE).
"""

from __future__ import annotations

import asyncio
import re
from typing import cast

_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class Sink(asyncio.Protocol):
    """One connection."""

    taken = 0
    ids: set[bytes] = set()

    def __init__(self) -> None:
        self.buffer = b""
        self.in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while self._step():
            pass

    def _step(self) -> bool:
        end, mark = (b"\r\n.\r\n", 5) if self.in_data else (b"\r\n", 2)
        at = self.buffer.find(end)
        if at < 0:
            return False
        piece, self.buffer = self.buffer[:at], self.buffer[at + mark :]
        if self.in_data:
            self.in_data = False
            Sink.taken += 1
            if found := _ID.search(piece):
                Sink.ids.add(found[1])
            self.transport.write(b"250 taken\r\n")
            return True
        self._answer(piece[:4].upper())
        return True

    def _answer(self, verb: bytes) -> None:
        if verb == b"EHLO":
            self.transport.write(b"250-sink\r\n250-SIZE 33554432\r\n250 8BITMIME\r\n")
        elif verb == b"DATA":
            self.in_data = True
            self.transport.write(b"354 go on\r\n")
        elif verb == b"VRFY":
            self.transport.write(b"252 %d %d\r\n" % (Sink.taken, len(Sink.ids)))
        elif verb == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
        else:
            self.transport.write(b"250 ok\r\n")


async def main() -> None:
    """Serve until ended."""
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
