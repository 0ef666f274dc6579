"""The one list of migrations, in the order in which they are applied."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("hanil")


def migration_names() -> set[str]:
    """Return the names of all migrations that this version knows."""
    return {migration.name for migration in migrations.pending(Database(memory=True))}
