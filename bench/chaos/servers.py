"""The outside world on a bad day: a mail server and a calendar server that change their mood, in threads."""

from __future__ import annotations

import asyncio
import logging
import random
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import radicale.config
import requests
from radicale.app import Application

MOODS = ("well", "well", "well", "slow", "down", "mid-data", "lost-answer", "451", "451-at-data", "550")
_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_TO = re.compile(rb"^RCPT TO:<([^>]+)>", re.IGNORECASE)


@dataclass
class MailServer:
    """An SMTP server (RFC 5321) that has a mood a connection. `accepted` is every mail that it took, in order.

    "lost-answer": the mail is taken and the line dropped before the yes. "mid-data": dropped half-way, not taken.
    """

    random: random.Random
    moody: bool = True
    accepted: list[tuple[str, bytes]] = field(default_factory=list)  # Message-ID, the mail
    connections: int = 0
    port: int = 0

    def mood(self) -> str:
        """How the next connection goes."""
        self.connections += 1
        return self.random.choice(MOODS) if self.moody else "well"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        mood = self.mood()
        try:
            if mood != "down":
                await self._talk(reader, writer, mood)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, mood: str) -> None:
        async def say(words: str) -> None:
            if mood == "slow":
                await asyncio.sleep(0.3)
            writer.write(words.encode() + b"\r\n")
            await writer.drain()

        await say("220 chaos")
        while line := await reader.readline():
            verb = line[:4].upper().strip()
            if verb == b"EHLO":
                await say("250-chaos\r\n250-SIZE 33554432\r\n250 8BITMIME")
            elif verb == b"RCPT" and mood in {"451", "550"}:
                await say(f"{mood} not now" if mood == "451" else "550 no such user")
            elif verb == b"DATA":
                await say("354 go on")
                if mood == "mid-data":
                    await reader.readline()
                    return
                mail = await reader.readuntil(b"\r\n.\r\n")
                if mood == "451-at-data":
                    await say("451 later")
                    continue
                found = _ID.search(mail)
                self.accepted.append((found[1].decode() if found else "", mail))
                if mood == "lost-answer":
                    return
                await say("250 taken")
            elif verb == b"QUIT":
                await say("221 bye")
                return
            else:
                await say("250 ok")


@contextmanager
def mail_server(chance: random.Random) -> Iterator[MailServer]:
    """Serve on a free port."""
    found, ready, loop = MailServer(chance), threading.Event(), asyncio.new_event_loop()

    async def run() -> None:
        server = await asyncio.start_server(found.serve, "127.0.0.1", 0, limit=1 << 24)
        found.port = server.sockets[0].getsockname()[1]
        ready.set()
        await server.serve_forever()

    def go() -> None:
        try:
            loop.run_until_complete(run())
        except RuntimeError:  # stopped from outside
            ready.set()

    threading.Thread(target=go, daemon=True).start()
    ready.wait(10)
    yield found
    loop.call_soon_threadsafe(loop.stop)


Environ = dict[str, Any]


@dataclass
class CalendarServer:
    """Radicale, which sometimes answers 502, drops the line after it wrote, or takes its time."""

    random: random.Random
    moody: bool = True
    url: str = ""

    def events(self) -> list[str]:
        """Every calendar object that stands there."""
        answer = requests.get(f"{self.url}/gw/werk/", auth=("gw", "geheim"), timeout=20)
        return re.findall(r"BEGIN:VEVENT.*?END:VEVENT", answer.text, re.DOTALL)


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def calendar_server(folder: Path, chance: random.Random) -> Iterator[CalendarServer]:
    """Serve a calendar "Werk" of the user gw on a free port."""
    (folder / "users").write_text("gw:geheim\n")
    configuration = radicale.config.load()
    known = {"type": "htpasswd", "htpasswd_filename": str(folder / "users"), "htpasswd_encryption": "plain"}
    configuration.update(
        {
            "auth": {**known, "delay": "0"},
            "storage": {"filesystem_folder": str(folder / "collections")},
            "logging": {"level": "critical"},
        },
        "chaos",
        privileged=True,
    )
    logging.getLogger("radicale").setLevel(logging.CRITICAL)
    application, found = Application(configuration), CalendarServer(chance)

    def moody(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        mood = found.random.random() if found.moody else 1.0
        if mood < 0.15:
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            start_response("502 Bad Gateway", [])
            return [b""]
        answer = application(environ, start_response)
        if mood < 0.3 and environ["REQUEST_METHOD"] in {"PUT", "DELETE"}:
            raise ConnectionResetError  # it is written, and nobody hears so
        return answer

    with make_server("127.0.0.1", 0, moody, server_class=_Threaded, handler_class=_Quiet) as httpd:
        httpd.handle_error = lambda *_words: None  # type: ignore[method-assign]
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        found.url, found.moody = f"http://127.0.0.1:{httpd.server_port}", False
        body = (
            '<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>'
            "<D:displayname>Werk</D:displayname></D:prop></D:set></C:mkcalendar>"
        )
        requests.request("MKCALENDAR", f"{found.url}/gw/werk/", data=body, auth=("gw", "geheim"), timeout=20)
        yield found
        httpd.shutdown()
