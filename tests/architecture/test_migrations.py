"""Migrations: they make all tables from nothing, can be undone, and take nothing away that an older release reads.

A new database begins with one migration a room that stands for all before it (`replaces`); an existing one has gone by
each of them. Both are made here, and must be the same.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import DeleteModel, RemoveField, RenameField, RenameModel
from django.db.migrations.operations.base import Operation

from planning.tables import CreateModels

ROOT = Path(__file__).resolve().parents[2]
OURS = ("planning.", "notifications.", "integrations.", "scheduler.")
TAKES_AWAY = (DeleteModel, RemoveField, RenameField, RenameModel)
LEFT_BEHIND = "minutes_goal"  # by minutes.0002_goals_move, for a server of the release before it


@pytest.fixture
def ours(settings) -> dict[tuple[str, str], Migration]:
    settings.MIGRATION_MODULES = {}  # `--nomigrations` hides them
    loader = MigrationLoader(None)
    labels = {config.label for config in apps.get_app_configs() if config.name.startswith(OURS)}
    return {key: migration for key, migration in sorted(loader.disk_migrations.items()) if key[0] in labels}


@pytest.fixture
def operations(ours) -> list[tuple[str, Operation]]:
    return [(".".join(key), each) for key, migration in ours.items() for each in _each(migration.operations)]


def _each(operations: list[Operation]) -> Iterator[Operation]:
    for operation in operations:
        yield operation
        yield from operation.models if isinstance(operation, CreateModels) else ()


def test_every_migration_can_be_undone(operations):
    assert len(operations) > 100
    assert [name for name, operation in operations if not operation.reversible] == []


def test_no_migration_takes_away_what_an_older_release_reads(operations):
    assert [name for name, operation in operations if isinstance(operation, TAKES_AWAY)] == []


def test_rooms_wait_for_each_other_in_one_direction_only(ours):
    """Else one migration for a whole room would wait for a room that waits for it, on a database that is half way."""
    waits = {label: set() for label, _ in ours}
    for (label, _), migration in ours.items():
        waits[label] |= {other for other, _ in migration.dependencies if other in waits and other != label}
    TopologicalSorter(waits).prepare()


def test_what_stands_for_others_stands_for_all_of_its_room_so_far(ours):
    for (label, name), migration in ours.items():
        if migration.replaces:
            last = re.fullmatch(r"0001_squashed_(.+)", name).group(1)
            before = [key for key, other in ours.items() if key[0] == label and not other.replaces and key[1] <= last]
            assert migration.replaces == before


@pytest.mark.parametrize("model", ["polls_datepoll", "cases_case", "outbox_outgoingletter"])
def test_they_make_all_tables_from_nothing(new_database, model):
    assert ("table", model) in _schema(new_database)


def test_a_new_database_is_what_an_existing_one_became(new_database, existing_database):
    existing = {what: sql for what, sql in _schema(existing_database).items() if LEFT_BEHIND not in what[1]}
    assert _schema(new_database) == existing
    assert _texts(new_database) == _texts(existing_database)


def test_on_an_existing_database_there_is_nothing_to_do(existing_database):
    assert "No migrations to apply." in (existing_database / "said").read_text()


def test_a_new_database_goes_back_to_nothing(new_database, tmp_path):
    folder = shutil.copytree(new_database, tmp_path / "data")
    _run(folder, "-m", "django", "migrate", "people", "zero", "-v0", "--skip-checks")
    rooms = {config.label for config in apps.get_app_configs() if config.name.startswith("planning.")}
    assert not [name for _, name in _schema(folder) if name.split("_")[0] in rooms]


def test_goals_written_down_before_their_table_moved_go_along_and_come_back(existing_database, tmp_path):
    folder = shutil.copytree(existing_database, tmp_path / "data")
    _run(folder, "-m", "tests.architecture.carry_goals")


def _run(folder: Path, *words: str) -> str:
    """What a process says that has a database of its own in that folder."""
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DATA_DIR"}}
    env |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "scheduler.settings"}
    told = subprocess.run([sys.executable, *words], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return told.stdout


def _ask(folder: Path, sql: str) -> list[tuple[str, ...]]:
    (database,) = folder.glob("*.sqlite3")
    with sqlite3.connect(database) as connection:
        return connection.execute(sql).fetchall()


def _schema(folder: Path) -> dict[tuple[str, str], list[str]]:
    """Tables and indexes with the SQL that made them; which column of a table comes first does not matter."""
    rows = _ask(folder, "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {(kind, name): sorted(_parts(sql)) if kind == "table" else [sql] for kind, name, sql in rows}


def _parts(sql: str) -> Iterator[str]:
    """What stands between the commas of the outer brackets."""
    part, depth = "", 0
    for piece in re.findall(r"'[^']*'|\"[^\"]*\"|.", sql[sql.index("(") + 1 : sql.rindex(")")], re.DOTALL):
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if piece == "," and depth == 0:
            yield part.strip()
            part = ""
        else:
            part += piece
    yield part.strip()


def _texts(folder: Path) -> list[tuple[str, ...]]:
    return _ask(folder, "SELECT purpose, audience, version, language, text, sha256 FROM cases_consenttext ORDER BY id")


@pytest.fixture(scope="module")
def new_database(tmp_path_factory) -> Path:
    """The folder with a SQLite database that `manage.py migrate` made, as on a fresh machine."""
    folder = tmp_path_factory.mktemp("new")
    _run(folder, "manage.py", "migrate", "-v0")
    return folder


@pytest.fixture(scope="module")
def existing_database(tmp_path_factory) -> Path:
    """The folder with a SQLite database that went by each migration there ever was; what `migrate` said of it after."""
    folder = tmp_path_factory.mktemp("existing")
    (folder / "said").write_text(_run(folder, "-m", "tests.architecture.old_path"))
    return folder
