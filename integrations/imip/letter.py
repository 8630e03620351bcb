"""The mail around a calendar object: which parts may hold one, who sent it, and how it was encoded."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from contextlib import suppress
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses

from integrations.plaintext import one_line

MAX_READ = 2 * 1024 * 1024
"""Bytes of a mail that are looked at."""

MAX_BOUNDARIES = 40
MAX_PARTS = 100
MAX_HEADER = 20_000
MAX_CALENDAR = 512 * 1024
"""Bytes. A real reply is under 5 kB."""

# Unfolded as bytes: some programs fold inside a UTF-8 sequence.
_FOLD = re.compile(rb"\r?\n[ \t]")
# The parser takes quadratic time over the parameters of a header.
_ENDLESS = re.compile(rb"^content-[a-z-]+:(?:[^\r\n]|\r?\n[ \t]){4000}", re.IGNORECASE | re.MULTILINE)
_CALENDAR_TYPES = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})
_DISGUISES = frozenset({"application/octet-stream", "text/plain", "application/x-unknown"})


def parsed(raw: bytes) -> Message | None:
    """The mail as a tree; None when it cannot be read at all. Never raises.

    Only its first MAX_READ bytes are parsed: answers and texts stand in front, what follows are attachments. The parser
    tries every open boundary on every line, hence MAX_BOUNDARIES. The older compat32 policy is meant: the newer one
    raises on headers that hostile and broken senders write.
    """
    raw = raw[:MAX_READ]
    if raw.lower().count(b"boundary=") > MAX_BOUNDARIES or _ENDLESS.search(raw):
        return None
    try:
        return email.message_from_bytes(raw, policy=compat32)
    except (RecursionError, ValueError, LookupError, AssertionError):
        return None


def leaves(message: Message) -> Iterator[Message]:
    """The parts that are no container, depth first, at most MAX_PARTS; mails inside the mail are not opened.

    A reply inside a forwarded or bounced mail is not an answer of the one who sent it.
    """
    waiting = [message]
    seen = 0
    while waiting and seen < MAX_PARTS:
        part = waiting.pop()
        seen += 1
        if part.get_content_maintype() == "message":
            continue
        payload = part.get_payload()
        if part.is_multipart() and isinstance(payload, list):
            waiting.extend(reversed([item for item in payload if isinstance(item, Message)]))
        else:
            yield part


def calendar_parts(message: Message) -> Iterator[tuple[str, str]]:
    """The text of each part that may be a calendar, with the `method=` of its content type ("" when stripped)."""
    for part in leaves(message):
        kind = part.get_content_type()
        name = header_text(part.get_filename() or "").lower()
        if kind in _CALENDAR_TYPES or (kind in _DISGUISES and name.endswith((".ics", ".vcs"))):
            text = _in_charset(_FOLD.sub(b"", payload(part, limit=MAX_CALENDAR)), part)
            if "BEGIN:VCALENDAR" in text.upper():
                yield text, _parameter(part, "method")


def payload(part: Message, *, limit: int) -> bytes:
    """The bytes of a leaf without its transfer encoding; empty when it has none or more than `limit`. Never raises."""
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return b""
    return found if isinstance(found, bytes) and len(found) <= limit else b""


def text_of(part: Message, *, limit: int) -> str:
    """The text of a leaf in its own charset or else one that fits; "" beyond `limit` bytes. Never raises."""
    return _in_charset(payload(part, limit=limit), part)


def _in_charset(content: bytes, part: Message) -> str:
    for charset in (_parameter(part, "charset") or "utf-8", "utf-8"):
        with suppress(UnicodeDecodeError, LookupError, ValueError):
            return content.decode(charset)
    return content.decode("cp1252", errors="replace")


def sender(message: Message) -> str:
    """The lower-case address in From; "" when there is none or more than one."""
    found = addresses(message, "From")
    return found[0] if len(found) == 1 else ""


def addresses(message: Message, *names: str) -> tuple[str, ...]:
    """The lower-case addresses in these headers, each once. Never raises."""
    values = [str(value)[:MAX_HEADER] for name in names for value in message.get_all(name, [])]
    try:
        found = getaddresses(values)
    except (ValueError, IndexError, RecursionError, TypeError, AttributeError):
        return ()
    cleaned = (one_line(address).lower() for _name, address in found)
    return tuple(dict.fromkeys(address for address in cleaned if re.fullmatch(r"[^\s<>]+@[^\s<>]+", address)))


def header_text(value: object) -> str:
    """A header as people read it, RFC 2047 decoded, on one line. Never raises."""
    text = str(value)[:MAX_HEADER]
    with suppress(HeaderParseError, LookupError, ValueError, TypeError):
        text = str(make_header(decode_header(text)))
    return one_line(text)[:500]


def _parameter(part: Message, name: str) -> str:
    try:
        value = part.get_param(name, "")
    except (ValueError, LookupError, TypeError):
        return ""
    if isinstance(value, tuple):
        value = value[2]
    return one_line(str(value or ""))
