"""A test database is dropped on PostgreSQL although a session hangs on to it, as one of a killed worker may."""

from __future__ import annotations

import os

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.emptying import drop

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no sessions"),
]


def test_who_still_hangs_on_is_let_go():
    name = f"{connection.settings_dict['NAME']}_held"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        held = psycopg.connect(os.environ["DATABASE_URL"], dbname=name)
        held.execute("SELECT 1")  # and a transaction that is open
        drop(connection.creation, name)
        there = server.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name]).fetchone()
    assert there == (0,)
    with pytest.raises(psycopg.OperationalError):
        held.execute("SELECT 1")
