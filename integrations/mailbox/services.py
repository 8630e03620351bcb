"""One mail in, signals out. How the mail got here (IMAP, a provider's webhook, the demo mailbox) is the caller's."""

from __future__ import annotations

from email.message import Message

from integrations.imip.letter import MAX_READ, addresses, header_text, leaves, parsed, sender, text_of
from integrations.imip.replies import replies_in
from integrations.mailbox.bounces import failed_recipients, returned_id
from integrations.mailbox.signals import calendar_reply, letter_bounced, other_mail
from integrations.mailbox.types import MailKind, Received
from integrations.plaintext import without_controls

MAX_TEXT = 10_000

_RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
_AUTOMATIC_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply"})


def receive(raw: bytes, *, tenant_id: str | None = None) -> Received:
    """Read one RFC 5322 mail and tell the rest of the house: `calendar_reply` per answer, else `other_mail` once.

    A bounce of one of our letters is told as `letter_bounced` too.
    Automatic mail is looked through for answers too, since Cyrus marks its replies so. Never raises for what is in the
    mail; what a receiver of the signal raises does reach the caller.
    """
    mail = read_mail(raw)
    for reply in mail.replies:
        calendar_reply.send(sender=Received, reply=reply, mail=mail, tenant_id=tenant_id)
    if not mail.replies:
        other_mail.send(sender=Received, mail=mail, tenant_id=tenant_id)
    if mail.failed and mail.returned:
        letter_bounced.send(sender=Received, message_id=mail.returned, tenant_id=tenant_id)
    return mail


def read_mail(raw: bytes) -> Received:
    """The mail as plain values, without telling anybody. Never raises."""
    message = parsed(raw)
    if message is None or not message.keys():
        return Received(kind="unreadable")
    replies = tuple(replies_in(message))
    failed, permanent = failed_recipients(message)
    bounced = bool(failed) or _is_delivery_report(message)
    automatic = bounced or _is_automatic(message)
    kind: MailKind = "calendar" if replies else "bounce" if bounced else "automatic" if automatic else "human"
    return Received(
        kind=kind,
        replies=replies,
        message_id=header_text(message.get("Message-ID", "")),
        in_reply_to=tuple(header_text(message.get("In-Reply-To", "")).split()),
        from_address=sender(message),
        recipients=addresses(message, *_RECIPIENTS),
        subject=header_text(message.get("Subject", "")),
        text=_first_text(message),
        automatic=automatic,
        failed=failed,
        permanent=permanent,
        returned=returned_id(message) if bounced else "",
    )


def _is_automatic(message: Message) -> bool:
    """Sent by a machine: RFC 3834 5, and what older programs and Exchange write instead."""
    submitted = header_text(message.get("Auto-Submitted", "no")).lower()
    return (
        not submitted.startswith("no")
        or header_text(message.get("Precedence", "")).lower() in _AUTOMATIC_PRECEDENCE
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
        or header_text(message.get("Return-Path", "?")) == "<>"
    )


def _is_delivery_report(message: Message) -> bool:
    return (
        message.get_content_type() == "multipart/report"
        and header_text(message.get_param("report-type", "")).lower() == "delivery-status"
    )


def _first_text(message: Message) -> str:
    for part in leaves(message):
        if part.get_content_type() == "text/plain" and not part.get_filename():
            return without_controls(text_of(part, limit=MAX_READ)).strip()[:MAX_TEXT]
    return ""
