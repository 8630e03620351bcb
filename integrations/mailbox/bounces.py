"""Mail that came back: whom a mail server could not reach, whether it stays so, and which letter it was.

A report should be RFC 3464 (with the codes of RFC 3463), but gateways flatten it, Exim names the address in a header
and qmail writes prose. What is read here only says of a letter of ours that it did not arrive, by a Message-ID that
nobody can guess; it never says anything of a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser

from integrations.imip.letter import addresses, header_text, leaves, text_of
from integrations.plaintext import one_line

MAX_RECIPIENTS = 100
MAX_HEAD = 50_000  # characters of a returned head that are read
_RETURNED = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}
)
_DAEMON = re.compile(r"^(mailer-daemon|postmaster|mail-daemon|bounces?)[@+]|^mailer-daemon$", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"^[ \t>|]*Message-ID:\s*(<[^<>\s]{3,250}>)", re.IGNORECASE | re.MULTILINE)
_FIELD = re.compile(r"^(?:Final|Original)-Recipient:\s*(?:rfc822\s*;)?\s*<?([^\s<>;]+@[^\s<>;]+)", re.IGNORECASE | re.M)
_ACTION = re.compile(r"^Action:\s*(\w+)", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(r"^Status:\s*([245])\.\d", re.IGNORECASE | re.MULTILINE)
_QMAIL = re.compile(r"^<([^\s<>]+@[^\s<>]+)>:\s*$", re.MULTILINE)


def failed_recipients(message: Message) -> tuple[tuple[str, ...], bool]:
    """The lower-case addresses with Action "failed", and whether every status among them is permanent (5.x.x).

    A "delayed" is no failure yet. Empty for a mail that is no such report. Never raises.
    """
    failed: dict[str, bool] = {}
    for block in _recipient_blocks(message):
        address = header_text(block.get("Final-Recipient") or block.get("Original-Recipient") or "")
        address = one_line(address.split(";")[-1]).strip("<> ").lower()
        if header_text(block.get("Action", "")).lower() == "failed" and "@" in address and len(failed) < MAX_RECIPIENTS:
            failed[address] = header_text(block.get("Status", "")).startswith("5")
    if not failed and not _is_report(message) and is_from_a_mail_server(message):
        failed = dict(_mangled(message))
    return tuple(failed), bool(failed) and all(failed.values())


def is_from_a_mail_server(message: Message) -> bool:
    """Whether a mail looks like a report by who sent it: an empty return path, a mailer-daemon, or Exim's own header.

    No proof of anything: anybody can write so.
    """
    senders = addresses(message, "From")
    return (
        "X-Failed-Recipients" in message
        or header_text(message.get("Return-Path", "?")) == "<>"
        or any(_DAEMON.search(address) for address in senders)
        or bool(_DAEMON.search(header_text(message.get("From", "")).strip("<> ")))
    )


def returned_id(message: Message) -> str:
    """The Message-ID of the mail that a report gives back, whole or its head alone (RFC 3462 §2); "" without one.

    Exchange leaves the mail out at times and names it in In-Reply-To; what was flattened has it in its text. Never
    raises.
    """
    payload = message.get_payload()
    parts = payload if message.is_multipart() and isinstance(payload, list) else []
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
    for text in _texts(message):
        match = _MESSAGE_ID.search(text)
        if match is not None:
            return match[1]
    return one_line(header_text(message.get("In-Reply-To", "")))


def _is_report(message: Message) -> bool:
    return message.get_content_type() == "multipart/report"


def _mangled(message: Message) -> Iterator[tuple[str, bool]]:
    """The addresses in a report that a gateway flattened, each with whether it stays so."""
    for address in addresses(message, "X-Failed-Recipients")[:MAX_RECIPIENTS]:
        yield address, True  # Exim writes it for what it gave up
    for text in _texts(message):
        actions = {word.lower() for word in _ACTION.findall(text)}
        if actions and "failed" not in actions:
            continue
        status = _STATUS.search(text)
        for address in [*_FIELD.findall(text), *_QMAIL.findall(text)][:MAX_RECIPIENTS]:
            yield one_line(address).lower(), status is None or status[1] == "5"


def _texts(message: Message) -> Iterator[str]:
    for part in leaves(message):
        if part.get_content_type() in {"text/plain", "message/delivery-status"}:
            yield text_of(part, limit=MAX_HEAD * 4)[:MAX_HEAD]


def _recipient_blocks(message: Message) -> list[Message]:
    """The groups of fields in the message/delivery-status part, which the parser gives as small messages.

    The part is looked for in any container: some gateways make a multipart/mixed of the report.
    """
    payload = message.get_payload()
    if not message.is_multipart() or not isinstance(payload, list):
        return []
    blocks: list[Message] = []
    for part in payload:
        if isinstance(part, Message) and part.get_content_type() == "message/delivery-status":
            inside = part.get_payload()
            if isinstance(inside, list):
                blocks += [block for block in inside if isinstance(block, Message)]
    return blocks
