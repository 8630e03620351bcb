"""A letter as a MIME message, built so that every mail client shows an invitation as one (M1–M10, H1–H4)."""

from __future__ import annotations

import base64
import datetime as dt
import email
import json
import re
from dataclasses import dataclass
from email.message import Message
from email.mime.base import MIMEBase
from email.utils import format_datetime, formataddr, parseaddr
from functools import cached_property, lru_cache

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from notifications.outbox import mime
from notifications.plaintext import header_line
from notifications.types import Attachment, CalendarPart


@dataclass(frozen=True, slots=True)
class Body:
    """What a letter says. Kept encrypted in the outbox as JSON."""

    text: str
    html: str
    calendar: CalendarPart | None = None
    attachments: tuple[Attachment, ...] = ()

    def to_json(self) -> str:
        """For the encrypted column."""
        part = self.calendar
        return json.dumps(
            {
                "text": self.text,
                "html": self.html,
                "calendar": None if part is None else [part.method, part.content.decode()],
                "attachments": [
                    [file.filename, file.mimetype, base64.b64encode(file.content).decode()] for file in self.attachments
                ],
            }
        )

    @classmethod
    def from_json(cls, raw: str) -> Body:
        """Back from the encrypted column."""
        data = json.loads(raw)
        part = data["calendar"]
        return cls(
            text=data["text"],
            html=data["html"],
            calendar=None if part is None else CalendarPart(method=part[0], content=part[1].encode()),
            attachments=tuple(
                Attachment(filename=name, mimetype=kind, content=base64.b64decode(content))
                for name, kind, content in data["attachments"]
            ),
        )


COPY_NAMES = {"REQUEST": "uitnodiging.ics", "CANCEL": "afzegging.ics"}


@dataclass(frozen=True)
class Mail:
    """One mail to one person (H2), from the service's own address with the school's name (S15). All words are clean."""

    body: Body
    subject: str
    to: tuple[str, str]
    sender: tuple[str, str]
    reply_to: str
    message_id: str
    automatic: bool
    date: dt.datetime

    @cached_property
    def raw(self) -> bytes:
        """The mail as it goes over the line, with CRLF. Raises mime.Unwritable for what can never be right (S11)."""
        headers = [
            mime.plain_header("Date", format_datetime(self.date)),
            mime.plain_header("Message-ID", self.message_id),
            mime.address_header("From", self.sender),
            mime.address_header("To", self.to),
            mime.text_header("Subject", self.subject),
        ]
        if self.reply_to:
            headers.append(mime.address_header("Reply-To", ("", self.reply_to)))
        if self.automatic:
            # Never on an invitation: some servers then skip the calendar (H4).
            headers.append(mime.plain_header("Auto-Submitted", "auto-generated"))
        return mime.mail(headers, self._tree())

    @property
    def sender_address(self) -> str:
        """MAIL FROM. Raises mime.Unwritable when it is none."""
        return mime.addr_spec(self.sender[1])

    @property
    def address(self) -> str:
        """RCPT TO. Raises mime.Unwritable when it is none."""
        return mime.addr_spec(self.to[1])

    def _tree(self) -> mime.Part:
        """The letter in its alternatives, the calendar inline and last (M2–M8), and files beside it."""
        calendar, mark = self.body.calendar, re.sub(r"[^A-Za-z0-9]", "", self.message_id)[:32]
        parts = [mime.text_part(self.body.text, subtype="plain"), mime.text_part(self.body.html, subtype="html")]
        if calendar is not None:
            parts.append(
                mime.file_part(calendar.content, mimetype="text/calendar", method=calendar.method, charset="UTF-8")
            )
        letter = mime.multipart("alternative", parts, boundary=f"{mark}a")
        files = [_as_part(file) for file in self.files]
        return mime.multipart("mixed", [letter, *files], boundary=f"{mark}m") if files else letter

    @property
    def files(self) -> tuple[Attachment, ...]:
        """What is attached: the invitation once more for who wants a file, byte for byte (M10), then the others."""
        calendar = self.body.calendar
        if calendar is None:
            return self.body.attachments
        return (Attachment(_copy_name(calendar), "application/ics", calendar.content), *self.body.attachments)

    def for_django(self) -> EmailMultiAlternatives:
        """The same for what is no SMTP server: a provider's API, or a mailbox of the tests."""
        mail = _DjangoMail(self)
        mail.attach_alternative(self.body.html, "text/html")
        if self.body.calendar is not None:
            # Where an e-mail provider's API looks for it.
            part = self.body.calendar
            mail.attach_alternative(part.content.decode(), f"text/calendar; method={part.method}; charset=UTF-8")
        for file in self.files:
            mail.attach(_as_mime(file))
        return mail

    def without_calendar(self) -> EmailMultiAlternatives:
        """The same for a provider without calendar alternatives: the invitation is a file with its method (M10)."""
        mail = _DjangoMail(self)
        mail.attach_alternative(self.body.html, "text/html")
        calendar = self.body.calendar
        if calendar is not None:
            # In lower case: django-anymail writes the content type anew, without the method, when it does not see it.
            part = MIMEBase("text", "calendar", method=calendar.method, charset="utf-8")
            mail.attach(_filled(part, name=_copy_name(calendar), content=calendar.content))
        for file in self.body.attachments:
            mail.attach(_as_mime(file))
        return mail


class _DjangoMail(EmailMultiAlternatives):
    """Django's mail, whose message is the one that we write."""

    def __init__(self, mail: Mail) -> None:
        super().__init__(
            subject=mail.subject,
            body=mail.body.text,
            from_email=formataddr(mail.sender),
            to=[formataddr(mail.to)],
            reply_to=[mail.reply_to] if mail.reply_to else None,
            headers={
                "Message-ID": mail.message_id,
                "Date": format_datetime(mail.date),
                **({"Auto-Submitted": "auto-generated"} if mail.automatic else {}),
            },
        )
        self._mail = mail

    def message(self) -> Message:  # type: ignore[override]  # Django's own class adds nothing that anybody reads
        return email.message_from_bytes(self._mail.raw)


def build(
    *,
    body: Body,
    subject: str,
    to: tuple[str, str],
    sender_name: str,
    reply_to: str,
    message_id: str,
    automatic: bool,
    date: dt.datetime,
) -> Mail:
    """One mail to one person, from the service's own address. All words must be clean already (S11)."""
    service_name, service_address = _parts(settings.DEFAULT_FROM_EMAIL)
    return Mail(
        body=body,
        subject=subject,
        to=to,
        sender=(sender_name or service_name, service_address),
        reply_to=reply_to,
        message_id=message_id,
        automatic=automatic,
        date=date,
    )


@lru_cache(maxsize=8)
def _parts(mailbox: str) -> tuple[str, str]:
    return parseaddr(mailbox)


def _copy_name(calendar: CalendarPart) -> str:
    return COPY_NAMES.get(calendar.method, "overleg.ics")


def _as_part(file: Attachment) -> mime.Part:
    more = {"charset": "UTF-8"} if file.mimetype.startswith("text/") else {}
    return mime.file_part(file.content, mimetype=file.mimetype, filename=_name_of(file), **more)


def _as_mime(file: Attachment) -> MIMEBase:
    """An attachment whose bytes arrive as they are: Django would rewrite the line ends of a text file (I1)."""
    main, _, sub = file.mimetype.partition("/")
    part = MIMEBase(main, sub, charset="UTF-8") if main == "text" else MIMEBase(main, sub)
    return _filled(part, name=_name_of(file), content=file.content)


def _name_of(file: Attachment) -> str:
    return header_line(file.filename, limit=60) or "bestand"


def _filled(part: MIMEBase, *, name: str, content: bytes) -> MIMEBase:
    part.add_header("Content-Disposition", "attachment", filename=name if name.isascii() else ("utf-8", "", name))
    part.set_payload(base64.encodebytes(content).decode("ascii"))
    part["Content-Transfer-Encoding"] = "base64"
    return part
