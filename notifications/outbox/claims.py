"""The statements that every letter costs: taking it, and writing off that it went. In SQL, one each.

Written with the ORM they are five times as slow as the database that answers them, and more than all else that a letter
costs: making the queries took longer than building and sending the mail (`docs/bench-letters.md`). In a burst one
statement does both: it writes off the letter that went and takes the next. RETURNING is known to PostgreSQL and to
SQLite since 3.35.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, Error, connection, connections

from notifications.outbox.models import LetterState, OutgoingLetter

_TABLE = OutgoingLetter._meta.db_table
_FIELDS = {field.name: field for field in OutgoingLetter._meta.concrete_fields}
_NAMES = [field.attname for field in _FIELDS.values()]
_COLUMNS = ", ".join(f'"{field.column}"' for field in _FIELDS.values())
# Claim: update the row where it is still free and look whether one changed. No second worker gets it.
_THIS = (
    f'UPDATE "{_TABLE}" SET state = %(sending)s, claimed_at = %(now)s, attempts = attempts + 1 '  # noqa: S608  # names of ours
    "WHERE id = %(id)s AND state = %(waiting)s AND not_before <= %(now)s RETURNING " + _COLUMNS
)
_DUE = (
    f'(SELECT id FROM "{_TABLE}" WHERE state = %(waiting)s AND not_before <= %(now)s '  # noqa: S608
    "ORDER BY not_before LIMIT 1{lock})"
)
_NEXT = (
    f'UPDATE "{_TABLE}" SET state = %(sending)s, claimed_at = %(now)s, attempts = attempts + 1 '  # noqa: S608
    f"WHERE id = {_DUE} RETURNING {_COLUMNS}"
)
_WENT = (
    f'UPDATE "{_TABLE}" SET state = %(sent)s, sent_at = %(now)s, last_word = %(word)s{{body}} '  # noqa: S608
    "WHERE id = %(went)s AND state <> %(sent)s"
)
# Both at once. The letter that went is left out of what is returned: its state is "sent" by then.
_WENT_AND_NEXT = (
    f'UPDATE "{_TABLE}" SET state = CASE WHEN id = %(went)s THEN %(sent)s ELSE %(sending)s END, '  # noqa: S608
    "sent_at = CASE WHEN id = %(went)s THEN %(now)s ELSE sent_at END, "
    "last_word = CASE WHEN id = %(went)s THEN %(word)s ELSE last_word END, "
    "body = CASE WHEN id = %(went)s THEN {body} ELSE body END, "
    "claimed_at = CASE WHEN id = %(went)s THEN claimed_at ELSE %(now)s END, "
    "attempts = CASE WHEN id = %(went)s THEN attempts ELSE attempts + 1 END "
    f"WHERE (id = %(went)s AND state <> %(sent)s) OR id = {_DUE} RETURNING {_COLUMNS}"
)


def take(letter_id: UUID, *, now: dt.datetime) -> OutgoingLetter | None:
    """Claim this letter; None when it is not due, or somebody else's."""
    return _taken(_THIS, {"id": _value("id", letter_id), **_words(now)})


def take_next(*, now: dt.datetime, went: OutgoingLetter | None = None, keep: bool = False) -> OutgoingLetter | None:
    """Claim the letter that is due longest; None when none is. Of workers who ask at once each gets another one.

    `went` is the one before it: in the same statement it is written off, as by `write_off`.
    """
    lock = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""  # SQLite writes one at a time
    if went is None:
        return _taken(_NEXT.format(lock=lock), _words(now))
    statement = _WENT_AND_NEXT.format(lock=lock, body="body" if keep else "NULL")
    return _taken(statement, {"went": _value("id", went.pk), **_words(now)})


def write_off(row: OutgoingLetter, *, now: dt.datetime, keep: bool) -> None:
    """The server took it, whatever anybody wrote meanwhile. Its content is wiped, unless it is to be kept."""
    statement = _WENT.format(body="" if keep else ", body = NULL")
    with connection.cursor() as cursor:
        cursor.execute(statement, {"went": _value("id", row.pk), **_words(now)})


@contextlib.contextmanager
def unsynced() -> Iterator[None]:
    """Do not wait for PostgreSQL's disk at each statement: half the time of a letter.

    A worker that is killed loses nothing by it. When the database server itself crashes, the last half second of it may
    be as if it never was, all together: then letters go once more with the same Message-ID, as after any lost answer.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    try:
        yield
    finally:
        with contextlib.suppress(Error), connection.cursor() as cursor:  # a lost connection took the setting along
            cursor.execute("SET synchronous_commit TO DEFAULT")


def _taken(statement: str, words: dict[str, Any]) -> OutgoingLetter | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, words)
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
    state = _NAMES.index("state")
    for row in rows:
        if row[state] == LetterState.SENDING:
            compiler, converters = _reading(DEFAULT_DB_ALIAS)
            (values,) = compiler.apply_converters([row], converters) if converters else [row]
            return OutgoingLetter.from_db(DEFAULT_DB_ALIAS, _NAMES, values)
    return None


@lru_cache(maxsize=4)
def _reading(alias: str) -> tuple[Any, Any]:
    """How a row of this table is read from this database, as the ORM does it: worked out once, not once a letter."""
    compiler = OutgoingLetter._base_manager.all().query.get_compiler(connection=connections[alias])
    return compiler, compiler.get_converters([field.get_col(_TABLE) for field in _FIELDS.values()])


def _words(now: dt.datetime) -> dict[str, Any]:
    return {
        "waiting": LetterState.WAITING.value,
        "sending": LetterState.SENDING.value,
        "sent": LetterState.SENT.value,
        "word": "aangenomen",
        "now": _value("sent_at", now),
    }


def _value(name: str, value: object) -> Any:
    """A value as the database wants it."""
    return _FIELDS[name].get_db_prep_value(value, connection)
