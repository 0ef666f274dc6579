"""Checks of the database's health, each with what it found and what to do about it."""

from __future__ import annotations

import re
import shlex
import shutil
import stat
from typing import TYPE_CHECKING, NamedTuple

from newsdb.articles import verdicts
from newsdb.configuration import file_of
from newsdb.search import search
from newsdb.stories import relinking

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

#: A larger write-ahead log has not been checkpointed for a long time, in bytes.
LARGEST_WAL = 256 * 1024 * 1024

#: Less free space than this is a warning before the disk is full, in bytes.
LEAST_FREE = 500 * 1024 * 1024

#: What must not be there, as a query that counts it.
ORPHANS = {
    "articles without a text": """
        SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM article_bodies)""",
    "articles whose newest version is missing": """
        SELECT count(*) FROM articles a WHERE NOT EXISTS (
            SELECT 1 FROM revisions r WHERE r.article_id = a.id AND r.number = a.revision)""",
    "articles that were never seen anywhere": """
        SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM sightings)""",
    "articles without a story": "SELECT count(*) FROM articles WHERE story_id IS NULL",
    # A link may lead to an article that has another key.
    "links marked as done without an article": """
        SELECT count(*) FROM discovered d WHERE state = 'done' AND NOT EXISTS (
            SELECT 1 FROM articles a WHERE a.outlet = d.outlet AND a.key = d.key)
        AND NOT EXISTS (SELECT 1 FROM sightings s WHERE s.url = d.url)""",
}


class Finding(NamedTuple):
    """One check: whether all is well, what was looked at, what was found, what to do."""

    well: bool
    what: str
    found: str
    advice: str = ""


def examine(db: Database, path: Path) -> Iterator[Finding]:
    """Yield the findings of every check, the gravest first."""
    damage = [row[0] for row in db.conn.execute("PRAGMA integrity_check(5)")]
    yield Finding(
        damage == ["ok"],
        "integrity",
        "; ".join(damage),
        "stop all crawls, keep a copy of the file, restore a backup",
    )
    broken = len(list(db.conn.execute("PRAGMA foreign_key_check")))
    yield Finding(not broken, "references", f"{broken} broken", "report this: it is a bug")
    for what, sql in ORPHANS.items():
        count = db.conn.execute(sql).fetchone()[0]
        yield Finding(not count, what, str(count), "report this: it is a bug")
    for what, count in (
        ("articles that were never judged", verdicts.never_judged(db)),
        (
            "articles whose copies were not looked for by the rules of today",
            len(relinking.signed_by_older_rules(db)),
        ),
        (
            "articles that the search knows by older rules",
            len(search.indexed_by_older_rules(db)),
        ),
    ):
        yield Finding(not count, what, str(count), "run scrapy refresh")
    wal = path.with_name(f"{path.name}-wal")
    size = wal.stat().st_size if wal.exists() else 0
    yield Finding(
        size <= LARGEST_WAL,
        "write-ahead log",
        f"{size / 1e6:.1f} MB",
        "a process holds an old read open: end it, or restart the desk",
    )
    free = shutil.disk_usage(path.parent).free
    yield Finding(free >= LEAST_FREE, "free space", f"{free / 1e9:.1f} GB", "make room")
    yield private(path)
    yield from _last_runs(db)


def private(path: Path) -> Finding:
    """Tell which files beside a database others on this machine may read or write.

    Whole articles, who signed in and what they decided are in them. Their mode is told, never
    changed; a group is left to whoever runs this. hanil.toml counts once it holds a password's
    hash: as it comes with the project, everybody may read it.
    """
    files = [path, *(path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm"))]
    files += [path.with_name(name) for name in ("internal.db", "desk.secret")]
    configuration = file_of()
    if configuration.is_file() and re.search(
        rb"^[^#\n]*password_hash", configuration.read_bytes(), re.MULTILINE
    ):
        files.append(configuration)
    others = stat.S_IRWXO
    loose = [str(file) for file in files if file.exists() and file.stat().st_mode & others]
    return Finding(
        not loose,
        "files that others on this machine may read",
        ", ".join(loose) or "none",
        f"chmod o= {' '.join(map(shlex.quote, loose))}",
    )


def _last_runs(db: Database) -> Iterator[Finding]:
    rows = db.conn.execute(
        "SELECT spider, max(started_at), finished_at, outcome, problem FROM runs"
        " WHERE outcome IS NOT 'not_run' GROUP BY spider ORDER BY spider"
    )
    for spider, started, finished, outcome, problem in rows:
        story = f"{started}: {outcome or ('was killed or is under way' if not finished else '')}"
        yield Finding(
            outcome != "failure",
            f"last run of {spider}",
            f"{story}{f' ({problem})' if problem else ''}",
            f"look at the log, and at rejections of {spider}",
        )
