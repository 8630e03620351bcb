"""On PostgreSQL too a new database is what an existing one became: columns, constraints and indexes, as it says them.

The new one is the database under test, a copy of what `tests.template` migrated; the other goes here by each migration
there ever was. What rows migrations leave is compared on SQLite, for it is the same Python on both.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.architecture.test_migrations import LEFT_BEHIND, ROOT

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.postgres,
    pytest.mark.skipif(
        connection.vendor != "postgresql" or "TEST_TEMPLATE" not in os.environ, reason="a database of PostgreSQL's own"
    ),
]
# Of each row the first column is the table. Which column of a table comes first does not matter.
SAYS = {
    "columns": """
        SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull, attidentity::text,
               pg_get_expr(adbin, adrelid), attcollation::regcollation::text
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
}


@pytest.fixture
def existing(tmp_path) -> Iterator[str]:
    """The address of a database that went by each migration there ever was; gone afterwards."""
    name = f"{connection.settings_dict['NAME']}_old"
    server = os.environ["DATABASE_URL"]
    url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(urlunsplit(urlsplit(server)._replace(path="/postgres")), autocommit=True) as admin:
        admin.execute(drop)
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            env = {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(tmp_path)}
            env["DJANGO_SETTINGS_MODULE"] = "scheduler.settings"
            words = [sys.executable, "-m", "tests.architecture.old_path"]
            subprocess.run(words, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE)
            yield url
        finally:
            admin.execute(drop)


def test_a_new_database_is_what_an_existing_one_became(existing):
    with psycopg.connect(existing) as other, connection.cursor() as cursor:
        for what, ask in SAYS.items():
            cursor.execute(ask)
            new = set(cursor.fetchall())
            old = {row for row in other.execute(ask).fetchall() if row[0] != LEFT_BEHIND}
            assert len(new) > 500, what
            assert (sorted(map(str, new - old)), sorted(map(str, old - new))) == ([], []), what
