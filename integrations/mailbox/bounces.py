"""Delivery status notifications: whom a mail server could not reach, and whether it stays so (RFC 3464, RFC 3463)."""

from __future__ import annotations

from email.message import Message
from email.parser import HeaderParser

from integrations.imip.letter import header_text
from integrations.plaintext import one_line

MAX_RECIPIENTS = 100
MAX_HEAD = 50_000  # characters of a returned head that are read
_RETURNED = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}
)


def failed_recipients(message: Message) -> tuple[tuple[str, ...], bool]:
    """The lower-case addresses with Action "failed", and whether every status among them is permanent (5.x.x).

    A "delayed" is no failure yet. Empty for a mail that is no such report. Never raises.
    """
    failed: dict[str, bool] = {}
    for block in _recipient_blocks(message):
        address = header_text(block.get("Final-Recipient") or block.get("Original-Recipient") or "")
        address = one_line(address.split(";")[-1]).lower()
        if header_text(block.get("Action", "")).lower() == "failed" and "@" in address and len(failed) < MAX_RECIPIENTS:
            failed[address] = header_text(block.get("Status", "")).startswith("5")
    return tuple(failed), bool(failed) and all(failed.values())


def returned_id(message: Message) -> str:
    """The Message-ID of the mail that a report gives back, whole or its head alone (RFC 3462 §2); "" without one.

    Exchange leaves the mail out at times and names it in In-Reply-To. Never raises.
    """
    payload = message.get_payload()
    parts = payload if message.get_content_type() == "multipart/report" and isinstance(payload, list) else []
    for part in parts:
        if isinstance(part, Message) and part.get_content_type() in _RETURNED:
            inside = part.get_payload()
            if isinstance(inside, list):
                head = inside[0] if inside else None
            else:
                head = HeaderParser().parsestr(str(inside)[:MAX_HEAD])
            found = one_line(header_text(head.get("Message-ID", ""))) if isinstance(head, Message) else ""
            if found:
                return found
    return one_line(header_text(message.get("In-Reply-To", ""))) if parts else ""


def _recipient_blocks(message: Message) -> list[Message]:
    """The groups of fields in the message/delivery-status part, which the parser gives as small messages."""
    payload = message.get_payload()
    if message.get_content_type() != "multipart/report" or not isinstance(payload, list):
        return []
    blocks: list[Message] = []
    for part in payload:
        if isinstance(part, Message) and part.get_content_type() == "message/delivery-status":
            inside = part.get_payload()
            if isinstance(inside, list):
                blocks += [block for block in inside if isinstance(block, Message)]
    return blocks
