"""Pure decisions of webhooks: signing, when to try again, when an address rests, when to give up."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import secrets
import zlib
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

PREFIX = "whsec_"
TEST = "webhook.test"
MOST_HOOKS = 10  # live addresses of one tenant
STUCK_AFTER = dt.timedelta(minutes=5)  # longer than all time-outs of one delivery: its worker died
SWEEP_BUDGET = dt.timedelta(minutes=4)
MAX_ATTEMPTS = 30  # four days
REST_AFTER = 5  # failures in a row, then the address is left alone for a while
KEEP = dt.timedelta(days=30)
_FIRST_WAIT, _LONGEST_WAIT = 10, 4 * 3600  # seconds
_LONGEST_ASKED = 24 * 3600

Data = Mapping[str, str | int | bool | None]


def new_secret() -> str:
    """A signing secret: 256 bits, in base64 after its prefix (Standard Webhooks, "Signature scheme")."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def body(*, event: str, data: Data, at: dt.datetime) -> str:
    """What is sent: `type`, `timestamp` and `data` (Standard Webhooks, "Payload structure")."""
    words = {"type": event, "timestamp": at.astimezone(dt.UTC).isoformat(timespec="seconds"), "data": dict(data)}
    return json.dumps(words, sort_keys=True, separators=(",", ":"))


def sign(secret: str, *, message_id: str, at: int, content: str) -> str:
    """The `webhook-signature`: v1 and the HMAC-SHA256 of id, time (Unix seconds) and body, joined by dots."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    found = hmac.new(key, f"{message_id}.{at}.{content}".encode(), hashlib.sha256).digest()
    return f"v1,{base64.b64encode(found).decode()}"


def wait(*, attempts: int, key: str) -> dt.timedelta:
    """How long to wait after so many failed attempts: tripling, at most four hours, spread by the row's key."""
    seconds = min(_FIRST_WAIT * 3 ** min(12, max(0, attempts - 1)), _LONGEST_WAIT)
    return dt.timedelta(seconds=round(seconds * (1 + zlib.crc32(key.encode()) % 1000 / 5000)))


def asked_wait(value: str, *, now: dt.datetime) -> dt.timedelta | None:
    """What Retry-After asks for (RFC 9110 §10.2.3: seconds or a date), at most a day; None when it says nothing."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        seconds = min(int(text[:9]), _LONGEST_ASKED)
        return dt.timedelta(seconds=seconds)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return min(max(moment - now, dt.timedelta()), dt.timedelta(seconds=_LONGEST_ASKED))


def rest(*, failures: int, key: str) -> dt.timedelta | None:
    """How long an address is left alone after so many failures in a row; None: not yet."""
    if failures < REST_AFTER:
        return None
    return wait(attempts=failures - REST_AFTER + 3, key=key)
