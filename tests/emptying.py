"""What tests leave, taken away: the rows of one that really commits, and in the end the whole database.

Rows go only out of the tables that have something in them.

Django's own `flush` goes by every table there is, and afterwards makes the kinds of content and the rights of `auth`
anew: half a second on SQLite and more on PostgreSQL, where TRUNCATE writes new files for each of some 150 tables. Those
two tables are the same after it as before, so they stay; from the others the rows are deleted where there are any.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection, transaction
from django.db.backends.postgresql.creation import DatabaseCreation
from django.test import TransactionTestCase

STAY = frozenset({ContentType._meta.db_table, Permission._meta.db_table})


def empty() -> None:
    """No row in any table, but for those that the tables themselves come with."""
    tables = sorted(set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - STAY)
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        ask = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in tables]
        filled = []
        for start in range(0, len(ask), 100):  # SQLite joins 500 at most
            cursor.execute(" UNION ALL ".join(ask[start : start + 100]))
            filled += [name for (name,) in cursor.fetchall()]
    # In one transaction: what points at what is looked at when all of it is gone.
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
        for name in filled:
            cursor.execute(f"DELETE FROM {quote(name)}")


def drop(creation: DatabaseCreation, name: str, verbosity: int = 0) -> None:
    """Drop a test database on PostgreSQL, also when somebody still hangs on to it.

    A connection that was closed, or a process that was killed, leaves its session on the server for a moment; on a busy
    machine for longer than the five seconds that DROP DATABASE waits. FORCE ends those sessions, and waits as long.
    """
    creation.connection.close_pool()
    for patience in (3, 2, 1):
        try:
            with creation._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {creation.connection.ops.quote_name(name)} WITH (FORCE)")
        except OperationalError:
            if patience == 1:
                raise
        else:
            return


@contextmanager
def quick_endings() -> Iterator[None]:
    """Let every test case that commits end like this, and every test database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: empty())
        patch.setattr(DatabaseCreation, "_destroy_test_db", drop)
        yield
