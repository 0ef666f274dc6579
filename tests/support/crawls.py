"""Running ``scrapy`` as a user does: a process of its own, its log and its exit code."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from newsdb.database import open_database
from tests.support.forkserver import ROOT, run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["REPLICA", "ROOT", "Finished", "rows", "scrapy", "value"]

REPLICA = ROOT / "fixtures" / "fnnews"


@dataclass(frozen=True)
class Finished:
    code: int
    out: str
    log: str


def scrapy(
    *arguments: str | Path,
    environment: Mapping[str, str] | None = None,
    directory: Path = ROOT,
    launcher: tuple[str, ...] = ("-m", "scrapy"),
    timeout: float = 120,
) -> Finished:
    """Run ``scrapy ARGUMENTS`` in the project, or another folder, and wait for it."""
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith("HANIL_")}
    done = run(
        [*launcher, *map(str, arguments)],
        environment={**surroundings, "PYTHONPATH": str(ROOT), **(environment or {})},
        directory=directory,
        timeout=timeout,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


def rows(database: Path, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Return what a query finds in a database."""
    db = open_database(database)
    try:
        return [tuple(row) for row in db.conn.execute(sql, parameters)]
    finally:
        db.close()


def value(database: Path, sql: str, *parameters: object) -> Any:
    """Return the one value that a query finds."""
    return rows(database, sql, *parameters)[0][0]
