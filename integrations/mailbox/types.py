"""A mail that came in, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from integrations.mailbox.authentication import NOTHING_KNOWN, Authentication
from integrations.types import CalendarReply


class Taken(StrEnum):
    """What became of a mail: kept by one of our rooms, known from before, or of nobody that we know."""

    NEW = "new"
    KNOWN = "known"
    NOBODYS = "nobodys"


MailKind = Literal["calendar", "bounce", "automatic", "human", "unreadable"]


@dataclass(frozen=True, slots=True)
class Received:
    """One mail, read. All text is from outside: show it escaped, trust none of it.

    `kind`: "calendar" holds replies; "bounce" is a delivery status notification (RFC 3464); "automatic" was sent by a
    machine (RFC 3834) and must never be answered automatically; "human" is the rest; "unreadable" no parser takes.
    `recipients` are the addresses it was sent to, where the plus-address of the meeting is found. `text` is the first
    plain text, cut at 10,000 characters. `failed` are the addresses that a bounce says were not reached, with
    `permanent` when their status is 5.x.x; `returned` is the Message-ID of the mail that came back. `answers` are the
    Message-IDs it says to answer, nearest first. `authentication` is what our own mail server found of its sender, the
    only thing here that others cannot write. `digest` is the print of the mail, the same when it comes again.
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
    answers: tuple[str, ...] = field(default=(), compare=False)
    authentication: Authentication = NOTHING_KNOWN
    digest: str = field(default="", compare=False)
