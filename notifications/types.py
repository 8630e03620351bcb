"""The plain values that notifications takes: who gets what. No models, no domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

Rows = list[dict[str, str]]
Plain = str | int | bool | None | list[str] | Rows | dict[str, str] | dict[str, Rows]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who a letter is for. `key` is the domain's opaque id of the person or party; `languages`: codes, best first."""

    key: str
    name: str
    address: str
    languages: tuple[str, ...] = ("nl",)


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """The iMIP part of a letter: an iCalendar object and its METHOD (RFC 6047 §2.4); M1–M10 of the interop list."""

    method: str  # REQUEST or CANCEL
    content: bytes


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter."""

    filename: str
    mimetype: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one person, before it is written.

    `template` is the base name of its texts in notifications/letters; `context` holds plain values only, never the
    name of a pupil (P1). `key` is the idempotency key: a second letter with the same key and tenant is not written.
    """

    tenant_id: UUID
    key: str
    template: str
    recipient: Recipient
    context: Mapping[str, Plain] = field(default_factory=dict)
    sender_name: str = "Aan tafel"
    reply_to: str = ""
    calendar: CalendarPart | None = None
    attachments: tuple[Attachment, ...] = ()
    automatic: bool = True  # Auto-Submitted: auto-generated, except on invitations (H4)
