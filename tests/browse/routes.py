"""Every route of the desk with its response by role, and what asking for them changed."""

from __future__ import annotations

import csv
import hashlib
from typing import TYPE_CHECKING

from newsdb.database import open_to_read
from tests.support.forkserver import ROOT

if TYPE_CHECKING:
    from pathlib import Path

#: The roles, and who has them in tests.browse.conftest.PEOPLE.
NAMES = {"nobody": None, "reader": "rina", "analyst": "ana", "admin": "ada"}


def routes() -> list[dict[str, str]]:
    with (ROOT / "tests/data/routes.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


#: What looking at pages does write: that somebody came, and which stories they opened.
NOTED = frozenset({"visits", "story_reads"})


def content(path: Path) -> dict[str, str]:
    """Return a hash of each table's rows, without those of NOTED."""
    db = open_to_read(path)
    try:
        return {
            table: hashlib.sha256(repr(list(db.table(table).rows)).encode()).hexdigest()
            for table in db.table_names()
            if table not in NOTED
        }
    finally:
        db.close()
