"""The PostgreSQL database that each process copies its own from: made by the migrations once, not once a process.

`python -m tests.template URL` makes it anew beside the database of that address.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

NAME = "template_of_aan_tafel_tests"


def make(url: str) -> None:
    """Drop what a run before left, and migrate from nothing."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
    its = urlunsplit(urlsplit(url)._replace(path=f"/{NAME}"))
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"],
        cwd=Path(__file__).parents[1],
        env={**os.environ, "DATABASE_URL": its},
        check=True,
    )


if __name__ == "__main__":
    make(sys.argv[1])
