"""A real mail server that can misbehave, a letter to send, and silence from the other rooms' listeners."""

from __future__ import annotations

import asyncio
import socket
import uuid
from collections.abc import Callable

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.utils import timezone

from notifications.outbox.signals import letter_failed
from notifications.reminders.signals import bell
from notifications.types import Letter, Recipient

NOW = timezone.now()  # tasks that run in a test read the real clock
TENANT = uuid.UUID(int=1)


class Post:
    """Takes mail, or answers what it is told to answer; `silent_at` names a command it never answers."""

    def __init__(self):
        self.mails: list[bytes] = []
        self.mail_answer = ""
        self.rcpt_answer = ""
        self.data_answer = ""
        self.silent_at = ""
        self.hang_up_after_data = False
        self.before: dict[str, Callable[[], object]] = {}  # what happens when a command comes in

    async def _comes_in(self, command: str) -> None:
        if command in self.before:
            await asyncio.to_thread(self.before[command])
        if self.silent_at == command:
            await asyncio.sleep(3600)  # cancelled when the client leaves

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802  # aiosmtpd's own names
        await self._comes_in("MAIL")
        envelope.mail_from = address
        return self.mail_answer or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        await self._comes_in("RCPT")
        if self.rcpt_answer:
            return self.rcpt_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session, envelope):  # noqa: N802
        if self.data_answer:
            return self.data_answer
        self.mails.append(envelope.content)
        await self._comes_in("DATA")
        if self.hang_up_after_data:
            server.transport.abort()
        return "250 taken"

    async def handle_QUIT(self, server, session, envelope):  # noqa: N802
        await self._comes_in("QUIT")
        return "221 bye"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def post_office(settings):
    handler = Post()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    settings.EMAIL_TIMEOUT = 3
    settings.DEMO = False
    yield handler
    controller.stop()


@pytest.fixture(autouse=True)
def _other_rooms_are_quiet():
    """Only the listeners of a test hear its signals: what other rooms do with them is theirs to test."""
    for signal in (bell, letter_failed):
        signal.receivers, signal.kept = [], signal.receivers
        signal.sender_receivers_cache.clear()
    yield
    for signal in (bell, letter_failed):
        signal.receivers = signal.kept
        signal.sender_receivers_cache.clear()


def make_letter(**change) -> Letter:
    fields = {
        "tenant_id": TENANT,
        "key": "test:1",
        "template": "agreement_owner",
        "recipient": Recipient(key="p1", name="Ayşe Yılmaz", address="ayse@ouders.example", languages=("nl",)),
        "context": {"name": "Ayşe", "url": "https://aantafel.example/u/x", "due": "dinsdag", "school": "De Linde"},
        "sender_name": "De Linde",
    }
    return Letter(**{**fields, **change})


@pytest.fixture
def letter():
    return make_letter
