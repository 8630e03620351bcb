"""Values as they may stand in a calendar object.

Words that people typed are cleaned, so that a strange character never keeps an invitation from leaving; addresses, UIDs
and URLs are refused, since a repaired one is another one.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from integrations.imip.errors import InvalidEvent
from integrations.plaintext import one_line, without_controls

_QUOTES = str.maketrans({'"': "’", "“": "’", "”": "’", "„": "’", "^": "", "\\": "/"})
_ADDRESS = re.compile(r"[^\s@<>\"\\,;:()\[\]\x00-\x20\x7f]+@[^\s@<>\"\\,;:()\[\]\x00-\x20\x7f]+")
_UID = re.compile(r"[\x21-\x7e]{1,255}")


def common_name(name: str, *, address: str) -> str:
    r"""`name` as a CN: ’ for quotes, no caret (Outlook decodes no RFC 6868, A4); `address` when nothing is left.

    / for a backslash: parameters know no escapes (RFC 5545 3.2), but ical.js reads them there, and \n as a line break.
    """
    return one_line(name.translate(_QUOTES)) or address


def summary(text: str) -> str:
    """A title on one line; never empty, since clients then invent one."""
    return one_line(text) or "Overleg"


def location(text: str) -> str:
    """A place on one line; a multi-line address is joined with commas."""
    return one_line(text, joined_by=", ")


def mail_address(address: str) -> str:
    """`address` when it can stand in a mailto: URI as it is.

    Raises InvalidEvent for anything that is not one plain address.
    """
    cleaned = without_controls(address).strip()
    if cleaned != address.strip() or not _ADDRESS.fullmatch(cleaned):
        raise InvalidEvent("not a mail address")
    return cleaned.replace("%", "%25").replace("?", "%3F").replace("&", "%26")


def uid(value: str) -> str:
    """A UID of printable ASCII, at most 255 octets (RFC 7986 5.3), never repaired. Raises InvalidEvent otherwise."""
    if not _UID.fullmatch(value):
        raise InvalidEvent("the UID is not printable ASCII of at most 255 characters")
    return value


def url(value: str) -> str:
    """A web address. Raises InvalidEvent for another scheme, a user name in it, spaces or control characters."""
    if re.search(r"[^\x21-\x7e]", value):
        raise InvalidEvent("the URL has spaces or characters outside ASCII")
    try:
        parts = urlsplit(value)
        host, user = parts.hostname, parts.username
    except ValueError as error:
        raise InvalidEvent("the URL cannot be read") from error
    if parts.scheme not in {"http", "https"} or not host or user is not None:
        raise InvalidEvent("the URL is not a plain web address")
    return value
