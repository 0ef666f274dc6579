"""The registry of migrations, which are applied in the order of their registration."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("hanil")


def migration_names() -> set[str]:
    """Return the names of all migrations that this version knows."""
    return {migration.name for migration in migrations.pending(Database(memory=True))}


def schema_version(db: Database) -> int:
    """Return the number that SQLite changes whenever a table, an index or a view changes."""
    (version,) = db.execute("PRAGMA schema_version").fetchone()
    return int(version)
