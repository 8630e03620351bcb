"""One side of `bench.letters`, a process of its own: `python -m bench.posting ours|django|write`.

It reads a line a block from its input (a number to begin with, and how many letters) and prints the seconds that the
block took, and how many of them this process worked. `write` writes the letters into the outbox, `ours` sends what is
due there as a worker does, `django` makes the same mails with `EmailMultiAlternatives` and hands them over with
`send_messages` on one connection.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
import uuid
from dataclasses import dataclass
from email.utils import format_datetime
from typing import TYPE_CHECKING

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scheduler.settings")
django.setup()

from django.conf import settings  # noqa: E402  # after setup
from django.core.mail import EmailMultiAlternatives, get_connection  # noqa: E402
from django.db import connection as database  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from integrations.imip import build  # noqa: E402
from integrations.types import CalendarEvent, Mailbox  # noqa: E402
from notifications import letters  # noqa: E402
from notifications.letters import when  # noqa: E402
from notifications.outbox import services  # noqa: E402
from notifications.outbox.message import Body  # noqa: E402
from notifications.outbox.message import build as build_mail  # noqa: E402
from notifications.types import CalendarPart, Letter, Plain, Recipient  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

TENANT = uuid.UUID(int=7)
SENDER = "planning@aantafel.example"
# Half of the parents read Dutch; the others get both languages.
LANGUAGES = (("nl",), ("ar", "nl"), ("nl",), ("tr", "nl"))
NAMES = ("Samira el Amrani", "أمل بنت يوسف", "Jan de Vries", "Ayşe Yılmaz")


@dataclass(frozen=True, slots=True)
class Facts:
    """What an invitation is made from."""

    event: CalendarEvent
    recipient: Recipient
    context: dict[str, Plain]


def facts(number: int) -> Facts:
    """The same for every side."""
    start = dt.datetime(2027, 1, 11, 8, tzinfo=dt.UTC) + dt.timedelta(days=number % 150)
    end, name = start + dt.timedelta(hours=1), NAMES[number % 4]
    return Facts(
        event=CalendarEvent(
            uid=f"{number}@aantafel.example", sequence=0, start=start, end=end, summary="Overleg De Linde – 7F3K",
            location="Lindelaan 1, Breda", modified=start - dt.timedelta(days=100),
        ),
        recipient=Recipient(
            key=str(number), name=name, address=f"ouder{number}@ouders.example", languages=LANGUAGES[number % 4]
        ),
        context={
            "name": name, "url": f"https://aantafel.example/u/{number:043d}", "school": "Basisschool De Linde",
            "when": when.in_languages(when.stretch, start, end), "location": "Lindelaan 1, Breda",
            "organiser": "Ineke de Vries", "contact": "Ineke de Vries, 076-1234567, ineke@delinde.example",
        },
    )  # fmt: skip


def calendar(one: Facts) -> bytes:
    """The invitation as a calendar object."""
    return build.invitation(
        one.event,
        organiser=Mailbox("Basisschool De Linde", SENDER),
        attendee=Mailbox(one.recipient.name, one.recipient.address),
        now=one.event.modified or one.event.start,
    )


def write(numbers: Sequence[int]) -> None:
    """Into the outbox, a meeting of ten in a transaction; nobody is hurried."""
    now = timezone.now()
    for at in range(0, len(numbers), 10):
        with transaction.atomic():
            for number in numbers[at : at + 10]:
                one = facts(number)
                services.post(
                    Letter(
                        tenant_id=TENANT, key=f"{number}", template="invitation", recipient=one.recipient,
                        context=one.context, sender_name="Basisschool De Linde", reply_to="ineke@delinde.example",
                        calendar=CalendarPart("REQUEST", calendar(one)), automatic=False,
                    ),
                    now=now,
                )  # fmt: skip
            database.run_on_commit = []


def ours(_numbers: Sequence[int]) -> None:
    """What is due, as the worker's sweep sends it."""
    services.sweep(now=timezone.now())


def beside(numbers: Sequence[int]) -> list[EmailMultiAlternatives]:
    """The same mails, ready for Django: what must be rendered is rendered, and the calendar object is made."""
    now, mails = timezone.now(), []
    for number in numbers:
        one = facts(number)
        words = letters.render("invitation", languages=one.recipient.languages, context=one.context)
        content = calendar(one).decode()
        mail = EmailMultiAlternatives(
            subject=words.subject,
            body=words.text,
            from_email=f"Basisschool De Linde <{SENDER}>",
            to=[f"{one.recipient.name} <{one.recipient.address}>"],
            reply_to=["ineke@delinde.example"],
            headers={"Message-ID": f"<{uuid.uuid4().hex}@aantafel.example>", "Date": format_datetime(now)},
        )
        mail.attach_alternative(words.html, "text/html")
        mail.attach_alternative(content, "text/calendar; method=REQUEST; charset=UTF-8")
        mail.attach("uitnodiging.ics", content, "application/ics")
        mails.append(mail)
    return mails


def building() -> float:
    """Milliseconds that making one mail takes, from facts to bytes: calendar object, words in two languages, MIME."""
    rounds, began = 400, time.perf_counter()
    for number in range(rounds):
        one = facts(number)
        words = letters.render("invitation", languages=one.recipient.languages, context=one.context)
        body = Body(text=words.text, html=words.html, calendar=CalendarPart("REQUEST", calendar(one)))
        _ = build_mail(
            body=body, subject=words.subject, to=(one.recipient.name, one.recipient.address),
            sender_name="Basisschool De Linde", reply_to="ineke@delinde.example",
            message_id=f"<{number}@aantafel.example>", automatic=False, date=one.event.start,
        ).raw  # fmt: skip
    return (time.perf_counter() - began) / rounds * 1000


def main(side: str) -> None:
    """The command."""
    settings.DEMO = False  # a letter that went is wiped, as in earnest
    if side == "build":
        building()
        print(json.dumps({"build_ms": building()}))
        return
    for block in sys.stdin:
        first, count = map(int, block.split())
        numbers = range(first, first + count)
        mails = beside(numbers) if side == "django" else []
        began, worked = time.perf_counter(), time.process_time()
        if side == "django":
            get_connection().send_messages(mails)
        else:
            {"write": write, "ours": ours}[side](numbers)
        print(f"{time.perf_counter() - began:.6f} {time.process_time() - worked:.6f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
