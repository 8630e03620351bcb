"""A mail that came in, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from integrations.types import CalendarReply

MailKind = Literal["calendar", "bounce", "automatic", "human", "unreadable"]


@dataclass(frozen=True, slots=True)
class Received:
    """One mail, read. All text is from outside: show it escaped, trust none of it.

    `kind`: "calendar" holds replies; "bounce" is a delivery status notification (RFC 3464); "automatic" was sent by a
    machine (RFC 3834) and must never be answered automatically; "human" is the rest; "unreadable" no parser takes.
    `recipients` are the addresses it was sent to, where the plus-address of the meeting is found. `text` is the first
    plain text, cut at 10,000 characters. `failed` are the addresses that a bounce says were not reached, with
    `permanent` when their status is 5.x.x; `returned` is the Message-ID of the mail that came back.
    """

    kind: MailKind
    replies: tuple[CalendarReply, ...] = ()
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    from_address: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    automatic: bool = False
    failed: tuple[str, ...] = ()
    permanent: bool = False
    returned: str = ""
