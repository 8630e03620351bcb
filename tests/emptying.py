"""What a test that really commits leaves, taken away: only out of the tables that have something in them.

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
from django.db import connection, transaction
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


@contextmanager
def quick_flush() -> Iterator[None]:
    """Let every test case that commits end like this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: empty())
        yield
