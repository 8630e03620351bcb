"""The statements that every letter costs: taking it, and writing off that it went. In SQL, one each.

Written with the ORM they are five times as slow as the database that answers them, and more than all else that a letter
costs: making the queries took longer than building and sending the mail (`docs/bench-letters.md`). RETURNING is known
to PostgreSQL and to SQLite since 3.35.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import connection

from notifications.outbox.models import LetterState, OutgoingLetter

_TABLE = OutgoingLetter._meta.db_table
_FIELDS = {field.name: field for field in OutgoingLetter._meta.concrete_fields}
_COLUMNS = ", ".join(f'"{field.column}"' for field in _FIELDS.values())
# Claim: update the row where it is still free and look whether one changed. No second worker gets it.
_TAKE = (
    f'UPDATE "{_TABLE}" SET state = %s, claimed_at = %s, attempts = attempts + 1 '  # noqa: S608  # names of ours
    "WHERE id = {which} AND state = %s AND not_before <= %s RETURNING " + _COLUMNS
)
_THIS = _TAKE.format(which="%s")
_NEXT = _TAKE.format(
    which=f'(SELECT id FROM "{_TABLE}" WHERE state = %s AND not_before <= %s ORDER BY not_before LIMIT 1{{lock}})'  # noqa: S608
)
_WENT = f'UPDATE "{_TABLE}" SET state = %s, sent_at = %s, last_word = %s{{body}} WHERE id = %s AND state <> %s'  # noqa: S608


def take(letter_id: UUID, *, now: dt.datetime) -> OutgoingLetter | None:
    """Claim this letter; None when it is not due, or somebody else's."""
    return _taken(_THIS, [_value("id", letter_id)], now=now)


def take_next(*, now: dt.datetime) -> OutgoingLetter | None:
    """Claim the letter that is due longest; None when none is. Of workers who ask at once each gets another one."""
    lock = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""  # SQLite writes one at a time
    due = [LetterState.WAITING.value, _value("not_before", now)]
    return _taken(_NEXT.format(lock=lock), due, now=now)


def went(row: OutgoingLetter, *, now: dt.datetime, keep: bool) -> None:
    """The server took it, whatever anybody wrote meanwhile. Its content is wiped, unless it is to be kept."""
    statement = _WENT.format(body="" if keep else ", body = NULL")
    sent = LetterState.SENT.value
    with connection.cursor() as cursor:
        cursor.execute(statement, [sent, _value("sent_at", now), "aangenomen", _value("id", row.pk), sent])


def _taken(statement: str, which: list[Any], *, now: dt.datetime) -> OutgoingLetter | None:
    head: list[Any] = [LetterState.SENDING.value, _value("claimed_at", now)]
    tail: list[Any] = [LetterState.WAITING.value, _value("not_before", now)]
    found = OutgoingLetter._base_manager.raw(statement, [*head, *which, *tail])
    return next(iter(found), None)


def _value(name: str, value: object) -> Any:
    """A value as the database wants it."""
    return _FIELDS[name].get_db_prep_value(value, connection)
