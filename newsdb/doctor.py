"""Checks of the database's health, each with what it found and what to do about it."""

from __future__ import annotations

import re
import shlex
import stat
from typing import TYPE_CHECKING

from newsdb.articles import cleaning, single_texts, verdicts
from newsdb.backup.damage import Finding
from newsdb.configuration import file_of
from newsdb.database import now
from newsdb.database_errors import DatabaseError, explain
from newsdb.health import room
from newsdb.health.installation import LEAST_FREE
from newsdb.runs import backlog, backups
from newsdb.search import search
from newsdb.stories import relinking

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlite_utils import Database

#: A larger write-ahead log has not been checkpointed for a long time, in bytes.
LARGEST_WAL = 256 * 1024 * 1024

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


def examine(db: Database, path: Path) -> Iterator[Finding]:
    """Yield the findings of every check of a file that is sound, the gravest first."""
    checks = (_references, _texts, _log, _room_and_backup, _private, _last_runs, _writer)
    for check in checks:
        try:
            yield from check(db, path)
        except DatabaseError as error:
            name = check.__name__.strip("_").replace("_", " ")
            yield Finding(False, name, explain(error, path), "scrapy doctor again, then restore")


def _references(db: Database, path: Path) -> Iterator[Finding]:
    del path
    broken = len(list(db.conn.execute("PRAGMA foreign_key_check")))
    yield Finding(not broken, "references", f"{broken} broken", "report this: it is a bug")
    for what, sql in ORPHANS.items():
        count = db.conn.execute(sql).fetchone()[0]
        yield Finding(not count, what, str(count), "report this: it is a bug")


def _texts(db: Database, path: Path) -> Iterator[Finding]:
    del path
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
        ("articles that may hold control characters", cleaning.uncleaned(db)),
        ("articles whose text may be stored twice", single_texts.doubled(db)),
    ):
        yield Finding(not count, what, str(count), "run scrapy refresh")


def _log(db: Database, path: Path) -> Iterator[Finding]:
    del db
    wal = path.with_name(f"{path.name}-wal")
    size = wal.stat().st_size if wal.exists() else 0
    yield Finding(
        size <= LARGEST_WAL,
        "write-ahead log",
        f"{size / 1e6:.1f} MB",
        "a process holds an old read open: end it, or restart the desk",
    )


def _room_and_backup(db: Database, path: Path) -> Iterator[Finding]:
    at = now()
    present = room.forecast(db, room.measure(path), at=at)
    yield Finding(present.free >= LEAST_FREE, "room", present.describe(at.date()), "make room")
    newest = backups.newest(db)
    told = f"{newest.at:%Y-%m-%d %H:%M} {newest.file}" if newest else "none yet: scrapy backup"
    yield Finding(True, "newest backup", told)


def _writer(db: Database, path: Path) -> Iterator[Finding]:
    """Look at the writer of crawls on other machines, where there has been one."""
    del path
    if state := backlog.read(db):
        why = state.problem(now()) if backlog.crawls_under_way(db) else None
        told = why or f"{state.describe()}; {backlog.crawls_under_way(db)} crawls under way"
        yield Finding(not why, "writer", told, "is scrapy store running, and what does it log?")


def _private(db: Database, path: Path) -> Iterator[Finding]:
    del db
    yield private(path)


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


def _last_runs(db: Database, path: Path) -> Iterator[Finding]:
    del path
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
