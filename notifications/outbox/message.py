"""A letter as a MIME message, built so that every mail client shows an invitation as one (M1–M10, H1–H4)."""

from __future__ import annotations

import base64
import copy
import datetime as dt
import json
from dataclasses import dataclass
from email.charset import QP, Charset
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import SafeMIMEMultipart

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


# Quoted-printable: short lines (M1), and nothing for a server without 8BITMIME to stumble over.
_UTF8 = Charset("utf-8")
_UTF8.body_encoding = QP


class _Mail(EmailMultiAlternatives):
    """Django's mail with the calendar part as last alternative: base64, inline, method and charset named (M2–M8).

    The part also stands in `alternatives`, where an e-mail provider's API looks for it.
    """

    def __init__(self, *, calendar: CalendarPart | None, **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]  # Django's own keywords
        self.calendar = calendar
        self.encoding = _UTF8

    def _create_alternatives(self, msg: MIMEBase) -> MIMEBase:
        container = SafeMIMEMultipart(_subtype="alternative", encoding=settings.DEFAULT_CHARSET)
        container.attach(msg)
        for alternative in self.alternatives:
            if str(alternative[1]) == "text/html":
                container.attach(MIMEText(str(alternative[0]), "html", _UTF8))  # type: ignore[arg-type]  # a Charset is taken
        if self.calendar is not None:
            container.attach(_calendar_part(self.calendar))
        return container


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
) -> EmailMultiAlternatives:
    """One mail to one person (H2), from the service's own address with the school's name (S15).

    All words must be clean already (S11). Raises BadHeaderError or ValueError where Django still finds fault.
    """
    service_name, service_address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    headers = {"Message-ID": message_id, "Date": format_datetime(date)}
    if automatic:
        headers["Auto-Submitted"] = "auto-generated"  # never on an invitation: some servers then skip the calendar (H4)
    mail = _Mail(
        calendar=body.calendar,
        subject=subject,
        body=body.text,
        from_email=formataddr((sender_name or service_name, service_address)),
        to=[formataddr(to)],
        reply_to=[reply_to] if reply_to else None,
        headers=headers,
    )
    mail.attach_alternative(body.html, "text/html")
    if body.calendar is not None:
        mail.attach_alternative(body.calendar.content.decode(), _calendar_type(body.calendar))
    for file in body.attachments:
        mail.attach(_file_part(file))
    return mail


def calendar_as_file(mail: EmailMultiAlternatives) -> EmailMultiAlternatives:
    """The same mail for a provider without calendar alternatives: the invitation as a file, byte for byte (M10)."""
    if not isinstance(mail, _Mail) or mail.calendar is None:
        return mail
    plain = copy.copy(mail)
    plain.alternatives = [alternative for alternative in mail.alternatives if str(alternative[1]) == "text/html"]
    # In lower case: django-anymail writes the content type anew, without the method, when it does not see its charset.
    part = MIMEBase("text", "calendar", method=mail.calendar.method, charset="utf-8")
    _in_base64(part, mail.calendar.content)
    part.add_header("Content-Disposition", "attachment", filename="uitnodiging.ics")
    plain.calendar = None
    plain.attachments = [*mail.attachments, part]
    return plain


def _calendar_type(calendar: CalendarPart) -> str:
    return f"text/calendar; method={calendar.method}; charset=UTF-8"


def _calendar_part(calendar: CalendarPart) -> MIMEBase:
    part = MIMEBase("text", "calendar", method=calendar.method, charset="UTF-8")
    return _in_base64(part, calendar.content)


def _file_part(file: Attachment) -> MIMEBase:
    """An attachment whose bytes arrive as they are: Django would rewrite the line ends of a text file (I1)."""
    main, _, sub = file.mimetype.partition("/")
    part = MIMEBase(main, sub, charset="UTF-8") if main == "text" else MIMEBase(main, sub)
    name = header_line(file.filename, limit=100)
    part.add_header("Content-Disposition", "attachment", filename=name if name.isascii() else ("utf-8", "", name))
    return _in_base64(part, file.content)


def _in_base64(part: MIMEBase, content: bytes) -> MIMEBase:
    part.set_payload(base64.encodebytes(content).decode("ascii"))
    part["Content-Transfer-Encoding"] = "base64"
    return part
