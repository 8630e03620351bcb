"""A story told once for tests that really commit: the whole database is kept, and put back for each test.

`tests/kept.py` is for tests that are rolled back. A test with a live server commits, and is emptied afterwards; what
took two seconds to tell is back in some milliseconds by SQLite's own backup. Another database tells it each time.
"""

from __future__ import annotations

import fcntl
import pickle
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import connection

Told = TypeVar("Told")
_kept: dict[object, tuple[sqlite3.Connection, object]] = {}


def told_once(key: object, tell: Callable[[], Told]) -> Told:
    """What `tell` gives, with the database as it stood after it. `key` says what it depends on, such as an address.

    What it gives is for reading by its key: the rows are there, an object may be older than its row.
    """
    if connection.vendor != "sqlite":
        return tell()
    connection.ensure_connection()
    if key in _kept:
        copy, told = _kept[key]
        copy.backup(connection.connection)
        ContentType.objects.clear_cache()
        return told  # type: ignore[return-value]  # the same key has the same story
    told = tell()
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    connection.connection.backup(copy)
    _kept[key] = copy, told
    return told


def told_once_for_all(file: Path, tell: Callable[[], Told]) -> Told:
    """The same for all processes of a run: who comes first tells it into the file, the others wait and read it.

    For a story without an address of the process that tells it. What `tell` gives is pickled beside it.
    """
    if connection.vendor != "sqlite":
        return tell()
    connection.ensure_connection()
    beside = file.with_suffix(".told")
    with file.with_suffix(".lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        if not beside.exists():
            told = tell()
            with sqlite3.connect(file) as copy:
                connection.connection.backup(copy)
            copy.close()
            beside.write_bytes(pickle.dumps(told))
            return told
    copy = sqlite3.connect(file)
    copy.backup(connection.connection)
    copy.close()
    ContentType.objects.clear_cache()
    return pickle.loads(beside.read_bytes())  # noqa: S301  # our own file, of this run
