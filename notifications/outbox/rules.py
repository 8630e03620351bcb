"""Pure decisions of the outbox: when to try again, when to give up, how long things are kept."""

from __future__ import annotations

import datetime as dt
import zlib

STUCK_AFTER = dt.timedelta(minutes=8)  # longer than all time-outs of one delivery together: its worker died
SWEEP_BUDGET = dt.timedelta(minutes=4)  # then the next sweep goes on, well before Celery's own time limit
TASK_BUDGET = dt.timedelta(seconds=30)  # how long a task for one letter goes on with the others that are due
SERVER_AWAY_AT = 3  # so many letters in a row that reached nobody: the mail server is away, the rest need not try
BROKER_RESTS = 30  # seconds without asking a broker that was away; the sweep comes as often
KEEP_FAILED = dt.timedelta(days=30)  # the content of what never arrived; its links are dead by then (P4)
_FIRST_WAIT = 30  # seconds
_LONGEST_WAIT = 2 * 3600
MAX_ATTEMPTS = 60  # four to five days, as RFC 5321 §4.5.4.1 asks: a mail server may be away for a weekend


def wait(*, attempts: int, key: str) -> dt.timedelta:
    """How long to wait after so many failed attempts: doubling, at most two hours, spread by the letter's key."""
    seconds = min(_FIRST_WAIT * 2 ** min(20, max(0, attempts - 1)), _LONGEST_WAIT)
    spread = zlib.crc32(key.encode()) % 1000 / 5000  # 0–20 %, the same at every run
    return dt.timedelta(seconds=round(seconds * (1 + spread)))


def is_permanent(code: int | None) -> bool:
    """Whether a mail server's answer says that trying again is no use (RFC 5321 §4.2.1: 5yz)."""
    return code is not None and 500 <= code <= 599
