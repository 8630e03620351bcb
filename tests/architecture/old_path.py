"""Migrate by every migration that was ever written, as an existing database went; then as everybody does.

On the database of `DATA_DIR`, in a process alone. First without the migrations that stand for several others. Django
makes the classes of all models anew after each of some five hundred operations, a minute in all; here only those that
the changed model itself needs. The SQL is the same.
"""

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django first
from django.db import connection  # noqa: E402
from django.db.migrations import state  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402


def by_each(connection):
    """The migrations that are there, each for itself."""
    loader = MigrationLoader(connection, replace_migrations=False)
    for key, migration in loader.replacements.items():
        loader.graph.remove_replacement_node(key, migration.replaces)
    loader.replacements = {}
    return loader


if __name__ == "__main__":
    state.get_related_models_recursive = state.get_related_models_tuples = lambda model: set()
    executor = MigrationExecutor(connection)
    executor.loader = by_each(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    call_command("migrate")
