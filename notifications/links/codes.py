"""The code of six digits that opens what a link leads to: made, read as typed, kept as a keyed hash (S4).

ASVS 5.0.0: 6.5.1 (single use), 6.5.2 (never in clear), 6.5.4 (at least 20 bits of chance, short-lived), 6.5.5 (ten
minutes by mail), 6.6.3 (guesses and letters are limited).
"""

from __future__ import annotations

import datetime as dt
import secrets
import unicodedata
from collections.abc import Sequence
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

DIGITS = 6
LIFE = dt.timedelta(minutes=10)
MOST_TRIES = 5
# The door stays open for reading this long; what was being written in that time may still be sent a while after.
OPEN_FOR = dt.timedelta(hours=1)
SEND_FOR = dt.timedelta(hours=4)
ASKS_FOR = dt.timedelta(hours=1)  # a browser is known as the one that asked for so long: to hear that a code is old
# How many codes one link gets in how long, and one reader by all links together. With five tries a code somebody who
# holds a forwarded link guesses 60 times a day: one in 16,000.
PER_LINK = ((1, dt.timedelta(minutes=1)), (5, dt.timedelta(hours=1)), (12, dt.timedelta(days=1)))
PER_READER = ((15, dt.timedelta(hours=1)), (40, dt.timedelta(days=1)))
DAY = dt.timedelta(days=1)
OFTEN = 3  # codes a day that opened nothing: perhaps somebody else has the link


def make() -> str:
    """Six digits by the system's source of chance."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def clean(typed: str) -> str:
    """The six digits in what somebody typed, spaces and dashes left out, digits of every script; "" for none."""
    # The number in the letter may be read out in Arabic: those digits are digits too.
    found = [str(unicodedata.digit(one, "")) for one in typed[:40] if one.isalnum()]
    return "".join(found) if len(found) == DIGITS and all(found) else ""


def digest(code_id: UUID, code: str) -> str:
    """What the database holds: keyed, for a million codes are hashed in a second."""
    return salted_hmac(f"links.code:{code_id}", code, algorithm="sha256").hexdigest()


def same(kept: str, code_id: UUID, typed: str) -> bool:
    """Whether this is the code, in a time that tells nothing."""
    return constant_time_compare(kept, digest(code_id, typed))


def wait(sent: Sequence[dt.datetime], *, most: Sequence[tuple[int, dt.timedelta]], now: dt.datetime) -> dt.timedelta:
    """How long until another code may go, from when the earlier ones went: nothing when it may go now."""
    newest = sorted(sent, reverse=True)
    waits = [newest[count - 1] + within - now for count, within in most if len(newest) >= count]
    return max([dt.timedelta(0), *waits])


def masked(address: str) -> str:
    """An address that its owner knows again and nobody else learns: `marie@voorbeeld.example` → `m•••@v•••.example`."""
    box, _at, host = address.rpartition("@")
    name, _dot, end = host.rpartition(".")
    return f"{box[:1]}•••@{name[:1]}•••.{end}" if box and name else ""
