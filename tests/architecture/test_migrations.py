"""Migrations: they make all tables from nothing, can be undone, and take nothing away that an older release reads."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import DeleteModel, RemoveField, RenameField, RenameModel
from django.db.migrations.operations.base import Operation

ROOT = Path(__file__).resolve().parents[2]
OURS = ("planning.", "notifications.", "integrations.", "scheduler.")
TAKES_AWAY = (DeleteModel, RemoveField, RenameField, RenameModel)


@pytest.fixture
def operations(settings) -> list[tuple[str, Operation]]:
    settings.MIGRATION_MODULES = {}  # `--nomigrations` hides them
    loader = MigrationLoader(None)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith(OURS)}
    return [
        (f"{label}.{name}", operation)
        for (label, name), migration in sorted(loader.disk_migrations.items())
        if label in ours
        for operation in migration.operations
    ]


def test_every_migration_can_be_undone(operations):
    assert len(operations) > 100
    assert [name for name, operation in operations if not operation.reversible] == []


def test_no_migration_takes_away_what_an_older_release_reads(operations):
    assert [name for name, operation in operations if isinstance(operation, TAKES_AWAY)] == []


@pytest.mark.parametrize("model", ["polls_datepoll", "cases_case", "outbox_outgoingletter"])
def test_they_make_all_tables_from_nothing(empty_database, model):
    assert model in empty_database


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory) -> set[str]:
    """The tables of a SQLite database that `manage.py migrate` made, as on a fresh machine."""
    folder = tmp_path_factory.mktemp("data")
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DATA_DIR"}}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env={**env, "DATA_DIR": str(folder)}, check=True
    )
    (database,) = folder.glob("*.sqlite3")
    with sqlite3.connect(database) as connection:
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
