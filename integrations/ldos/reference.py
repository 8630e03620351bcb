"""References to a file in LDOS, the registration system of the SWV: kept and linked to, never read or written.

No public source describes the form of an LDOS number. Letters, digits and dashes, 3 to 20 of them, is what we accept;
when the supplier says more, this is the place.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

from integrations.plaintext import one_line

_REFERENCE = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{1,18})[A-Z0-9]")


class InvalidReference(ValueError):
    """Not an LDOS reference as we know it."""


class InvalidBase(ValueError):
    """The address of LDOS in the settings of the SWV cannot be linked to."""


def reference(text: str) -> str:
    """`text` as it is stored: upper case, without spaces around or inside it. Raises InvalidReference."""
    cleaned = one_line(text).replace(" ", "").upper()
    if not _REFERENCE.fullmatch(cleaned):
        raise InvalidReference("3 to 20 letters, digits and dashes, beginning and ending with no dash")
    return cleaned


def deep_link(base_url: str, reference_number: str) -> str:
    """The address of one file: `base_url` with {reference} filled in, or with the reference as its last path segment.

    https only, no user name in it, no other placeholders. The reference is an LDOS number, not the pupil's name, but it
    does point at a pupil: show the link behind a login, never in a mail. Raises InvalidBase or InvalidReference.
    """
    number = quote(reference(reference_number), safe="")
    try:
        parts = urlsplit(base_url)
        host, user = parts.hostname, parts.username
    except ValueError as error:
        raise InvalidBase("the address cannot be read") from error
    if parts.scheme != "https" or not host or user is not None or re.search(r"[^\x21-\x7e]", base_url):
        raise InvalidBase("the address of LDOS is an https address without a user name")
    place = "{reference}"
    if place in parts.netloc:
        raise InvalidBase("the reference cannot be part of the host")
    if place in parts.path + parts.query + parts.fragment:
        return base_url.replace(place, number)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{number}"))
