"""The registry of migrations, which are applied in the order of their registration."""

from __future__ import annotations

from functools import cache

from sqlite_utils import Database, Migrations

migrations = Migrations("hanil")


@cache
def migration_names() -> frozenset[str]:
    """Return the names of all migrations that this version knows: newsdb.schema registers them."""
    # Plugins of sqlite-utils are no part of this, and looking for them reads all of site-packages.
    empty = Database(memory=True, execute_plugins=False)
    return frozenset(migration.name for migration in migrations.pending(empty))


def schema_version(db: Database) -> int:
    """Return the number that SQLite changes whenever a table, an index or a view changes."""
    (version,) = db.execute("PRAGMA schema_version").fetchone()
    return int(version)


def rows_up_to(db: Database, table: str, most: int) -> int:
    """Return how many rows a table has, at most so many.

    Raises SQLite's error where it has none to count, as some of an extension's own tables.
    """
    name = table.replace('"', '""')
    (found,) = db.execute(
        f'SELECT count(*) FROM (SELECT 1 FROM "{name}" LIMIT ?)',  # noqa: S608 quoted
        [most],
    ).fetchone()
    return int(found)
