"""One mail in, signals out. How the mail got here (IMAP, a provider's webhook, the demo mailbox) is the caller's."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from email.message import Message

from django.conf import settings
from django.db import transaction
from django.db.models import F

from integrations.imip.letter import MAX_READ, addresses, header_text, leaves, parsed, sender, text_of
from integrations.imip.replies import replies_in
from integrations.mailbox.authentication import authentication_of
from integrations.mailbox.bounces import failed_recipients, is_from_a_mail_server, returned_id
from integrations.mailbox.models import TakenMail
from integrations.mailbox.signals import UNCLAIMED, calendar_reply, letter_bounced, other_mail
from integrations.mailbox.types import MailKind, Received, Taken
from integrations.plaintext import without_controls

log = logging.getLogger(__name__)

MAX_TEXT = 10_000
MAX_ATTEMPTS = 5
"""So often a mail that our own rooms fail on is tried; then a person gets to see that it came."""

KNOWN_FOR = dt.timedelta(days=400)
MAX_ANSWERS = 20
_RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
_AUTOMATIC_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply"})
# What programs write before the subject when they leave out the headers of RFC 3834.
_AUTOMATIC_SUBJECTS = (
    *("automatisch antwoord:", "automatic reply:", "automatische antwort:", "réponse automatique"),
    *("afwezig:", "afwezigheidsbericht", "out of office", "out-of-office", "autoreply:", "auto:"),
)


class NotTaken(Exception):
    """One of our rooms failed on a mail: nothing was kept of it, and it is to be given again later."""


def take(raw: bytes, *, tenant_id: str | None, now: dt.datetime) -> Taken:
    """Take one mail for good: all that follows from it is one transaction.

    After this returned the mail may be marked in its mailbox; when the process dies before, it comes again and either
    was taken or leaves no trace. A mail that our rooms fail on five times is told as unreadable, so that a person looks
    at it. Raises NotTaken.
    """
    digest = digest_of(raw)
    try:
        with transaction.atomic():
            if not _claim(digest, now=now):
                return Taken.KNOWN
            return Taken.NOBODYS if _tell(read_mail(raw), tenant_id=tenant_id) else Taken.NEW
    except Exception as trouble:  # any room may fail in any way; the mail stays for a later try
        log.error("a mail could not be taken: %s", type(trouble).__name__)  # noqa: TRY400  # a traceback may hold its text
    if _failed(digest, now=now) < MAX_ATTEMPTS:
        raise NotTaken
    with transaction.atomic():
        if not _claim(digest, now=now):
            return Taken.KNOWN
        mail = Received(kind="unreadable", digest=digest)
        return Taken.NOBODYS if _tell(mail, tenant_id=tenant_id) else Taken.NEW


def receive(raw: bytes, *, tenant_id: str | None = None) -> Received:
    """Read one RFC 5322 mail and tell the rest of the house: `calendar_reply` per answer, else `other_mail` once.

    A bounce of one of our letters is told as `letter_bounced` too.
    Automatic mail is looked through for answers too, since Cyrus marks its replies so. Never raises for what is in the
    mail; what a receiver of the signal raises does reach the caller.
    """
    mail = read_mail(raw)
    _tell(mail, tenant_id=tenant_id)
    return mail


def _tell(mail: Received, *, tenant_id: str | None) -> bool:
    """Tell the rooms; True when one of them says that the mail is of nobody we know (`signals.UNCLAIMED`)."""
    said: list[object] = []
    if mail.failed and mail.returned:
        letter_bounced.send(sender=Received, message_id=mail.returned, tenant_id=tenant_id)
    for reply in mail.replies:
        answers = calendar_reply.send(sender=Received, reply=reply, mail=mail, tenant_id=tenant_id)
        said += [what for _receiver, what in answers]
    if not mail.replies:
        said += [what for _receiver, what in other_mail.send(sender=Received, mail=mail, tenant_id=tenant_id)]
    return UNCLAIMED in said


def read_mail(raw: bytes) -> Received:
    """The mail as plain values, without telling anybody. Never raises."""
    message = parsed(raw)
    if message is None or not message.keys():
        return Received(kind="unreadable", digest=digest_of(raw))
    replies = tuple(replies_in(message))
    failed, permanent = failed_recipients(message)
    bounced = bool(failed) or _is_delivery_report(message)
    automatic = bounced or _is_automatic(message)
    kind: MailKind = "calendar" if replies else "bounce" if bounced else "automatic" if automatic else "human"
    answers = f"{_first(message, 'In-Reply-To')} {' '.join(reversed(_first(message, 'References').split()))}"
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
        answers=tuple(dict.fromkeys(answers.split()))[:MAX_ANSWERS],
        authentication=authentication_of(message, authserv_id=settings.MAIL_AUTHSERV_ID),
        digest=digest_of(raw),
    )


def digest_of(raw: bytes) -> str:
    """The print of a mail: the same when another route gives it again, another one when anything in it differs.

    Over the Message-ID, the sender and the body: the lines that each server adds on top do not count. A Message-ID
    alone would let a stranger who knows it keep the real mail out.
    """
    raw = raw[:MAX_READ]
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    own = [line for line in head.split(b"\n") if line.lower().startswith((b"message-id:", b"from:"))]
    return hashlib.sha256(b"\n".join([*sorted(own), b"", body.rstrip(b"\n")]) if own else raw).hexdigest()


def forget_old_prints(*, now: dt.datetime) -> int:
    """Drop the prints of mails that are long gone from the mailbox; gives how many."""
    gone, _each = TakenMail.objects.filter(first_at__lt=now - KNOWN_FOR).delete()
    return gone


def _claim(digest: str, *, now: dt.datetime) -> bool:
    """Inside the transaction of taking: a second worker waits here for the first, and then sees that it is done."""
    TakenMail.objects.get_or_create(digest=digest, defaults={"first_at": now})
    return TakenMail.objects.filter(digest=digest, taken_at__isnull=True).update(taken_at=now) == 1


def _failed(digest: str, *, now: dt.datetime) -> int:
    """Count one more failure; gives how many there were."""
    TakenMail.objects.get_or_create(digest=digest, defaults={"first_at": now})
    TakenMail.objects.filter(digest=digest).update(attempts=F("attempts") + 1)
    return TakenMail.objects.values_list("attempts", flat=True).get(digest=digest)


def _first(message: Message, name: str) -> str:
    return header_text(message.get(name, ""))


def _is_automatic(message: Message) -> bool:
    """Sent by a machine: RFC 3834 5, and what older programs and Exchange write instead."""
    submitted = header_text(message.get("Auto-Submitted", "no")).lower()
    return (
        not submitted.startswith("no")
        or header_text(message.get("Precedence", "")).lower() in _AUTOMATIC_PRECEDENCE
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "List-Id"))
        or _first(message, "Subject").lower().startswith(_AUTOMATIC_SUBJECTS)
        or is_from_a_mail_server(message)
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
